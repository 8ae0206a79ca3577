// Reads the options of `createKubernetesWatch` and of its watches: each is read once, since a getter may throw or return
// another value, and checked by the rules of the core. Nothing is stored or decided here.

import { WAIT } from '../../../src/web/generated/protocol.js';
import { check, checkAll, readOption, wrong } from '../../../src/web/shared/options.js';
import type { Rule } from '../../../src/web/shared/options.js';
import type { KubernetesWatchOptions } from '../../types/kubernetes.d.ts';
import type { WatchEvent, WatchOptions } from '../../types/watch.d.ts';
import { KUBERNETES, METHODS, WATCH } from '../generated/protocol.ts';

/** Watch options that are strings if present; for untyped callers `null` means absent. */
const OPTIONAL_STRINGS = ['orgId', 'projectId', 'name', 'labelSelector', 'fieldSelector'] as const;
/** Those that name a control plane: an empty one would read another. */
const IDS = ['orgId', 'projectId'] as const;
/** Those that are a segment of a path. */
const SEGMENTS = ['orgId', 'projectId', 'namespace'] as const;
const LONE_SURROGATE = /\p{Surrogate}/u;
/** What no segment may be or have: the API server allows neither `/` nor `%` in names, encoded or not. */
const NO_SEGMENT = /^\.\.?$|[/%?#\\\s\p{Control}]/u;
/** Segments of letters, digits, `.` and `-` between slashes, none of them leading out of the path. */
const RESOURCE_TYPE = /^\/?(?!\.\.?(\/|$))[a-z\d.-]+(\/(?!\.\.?(\/|$))[a-z\d.-]+)*$/i;

/** The options of `createKubernetesWatch`. Throws a `TypeError` for wrong ones. */
export function takeConfig(options: KubernetesWatchOptions): KubernetesWatchOptions {
  const config = readOptions(options, KUBERNETES);
  checkAll(KUBERNETES, config);
  checkText('userId', config.userId);
  checkSegment('userId', config.userId);
  return config;
}

/** The options of a watch that were given, in an object of their own. Throws a `TypeError` for wrong ones. */
export function takeTarget(options: WatchOptions): WatchOptions {
  const given = readOptions(options, WATCH);
  for (const name of OPTIONAL_STRINGS) given[name] ??= undefined;
  given.userScoped ??= undefined;
  checkAll(WATCH, given);
  const { resourceType, namespace, userScoped } = given;
  if (!RESOURCE_TYPE.test(resourceType)) {
    throw wrong('resourceType', 'letters, digits, `.` and `-` between slashes', resourceType);
  }
  for (const name of IDS) {
    if (given[name] === '') throw wrong(name, 'a string that is not empty', '');
  }
  for (const name of [...OPTIONAL_STRINGS, 'namespace'] as const) checkText(name, given[name]);
  for (const name of SEGMENTS) checkSegment(name, given[name]);
  const target: WatchOptions = { resourceType };
  for (const name of OPTIONAL_STRINGS) if (given[name]) target[name] = given[name];
  if (namespace !== undefined) target.namespace = namespace;
  if (userScoped === true) target.userScoped = true;
  return target;
}

/** Throws a `TypeError` for a text that no URL can carry: one with an unpaired surrogate. */
function checkText(name: string, text: string | null | undefined): void {
  // `isWellFormed` is younger than the oldest browsers.
  if (text && LONE_SURROGATE.test(text)) throw wrong(name, 'text without lone surrogates', text);
}

/** Throws a `TypeError` for an id that is empty or could lead out of its segment of a path. */
function checkSegment(name: string, id: string | null | undefined): void {
  if (id && NO_SEGMENT.test(id)) throw wrong(name, 'a name without `/`, `%`, `?`, `#`, `\\` and spaces', id);
}

/** Throws a `TypeError` for a subscriber that is not a function. */
export function checkSubscriber(onEvent: (event: WatchEvent) => void): void {
  check(WAIT.onEvent, onEvent);
}

/** The options that have rules. Throws a `TypeError` if there are no options, or reading one throws. */
function readOptions<T extends object, K extends keyof T & string>(
  options: T,
  rules: Readonly<Record<K, Rule>>,
): Pick<T, K> {
  check(METHODS.options, options);
  // Complete once the loop has ended.
  const read = {} as Pick<T, K>;
  for (const name in rules) read[name] = readOption(name, () => options[name]);
  return read;
}
