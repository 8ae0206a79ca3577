// Reads the Kubernetes Events of an object that stays pending from the source, and keeps the newest one's text. Errors are
// ignored, and the text decides nothing.

import { awaitedObject } from './pending-wait.js';
import { objectsOf } from './read-result.js';

/** @import { WatchOptions } from '../../../pkg/types/watch.d.ts' */
/** @import { WaitHost } from './wait-host.js' */

const EVENTS = 'api/v1/events';
/** Waits for one object that ask within this many milliseconds share an answer that is under way. */
const SHARED_WITHIN = 10_000;

/**
 * The questions under way, by source and uid.
 *
 * @type {WeakMap<object, Map<unknown, { at: number, answer: Promise<unknown> }>>}
 */
const asked = new WeakMap();

/** @param {WaitHost} host */
export async function explain(host) {
  try {
    /** @type {any} A caller's object, whose getters may throw. */
    const { metadata } = awaitedObject(host);
    const { uid, namespace } = metadata;
    if (typeof uid !== 'string' || uid === '') return;
    const text = newest(await ask(host, uid, namespace), uid);
    if (text === undefined || host.isOver) return;
    host.explanation = { uid, text };
    host.explained();
  } catch {
    // Ignored, see above.
  }
}

/**
 * @param {WaitHost} host
 * @param {string} uid
 * @param {unknown} namespace
 */
function ask({ source, target }, uid, namespace) {
  const questions = asked.get(source) ?? new Map();
  asked.set(source, questions);
  const known = questions.get(uid);
  const at = Date.now();
  if (known !== undefined && Math.abs(at - known.at) < SHARED_WITHIN) return known.answer;
  const { orgId, projectId, userScoped } = target;
  /** @type {WatchOptions} */
  const options = { resourceType: EVENTS, fieldSelector: `involvedObject.uid=${uid}` };
  if (orgId !== undefined) options.orgId = orgId;
  if (projectId !== undefined) options.projectId = projectId;
  if (userScoped !== undefined) options.userScoped = userScoped;
  if (typeof namespace === 'string') options.namespace = namespace;
  const answer = Promise.resolve(source.read(options));
  const question = { at, answer };
  questions.set(uid, question);
  const forget = () => {
    if (questions.get(uid) === question) questions.delete(uid);
  };
  answer.then(forget, forget);
  return answer;
}

/**
 * Reason and message of the newest Event of this object; `undefined` if there is none.
 *
 * @param {unknown} answer
 * @param {string} uid
 */
function newest(answer, uid) {
  let latest = -Infinity;
  let text;
  for (const event of objectsOf(answer, undefined, () => true)) {
    // A source may know no field selectors, and return the Events of others too.
    if ((event.involvedObject?.uid ?? uid) !== uid) continue;
    const time =
      event.lastTimestamp ??
      event.series?.lastObservedTime ??
      event.eventTime ??
      event.metadata?.creationTimestamp;
    const at = Date.parse(time) || 0;
    if (at < latest) continue;
    latest = at;
    text = [event.reason, event.message].filter((part) => typeof part === 'string' && part !== '').join(': ');
  }
  return text || undefined;
}
