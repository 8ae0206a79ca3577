// The current state of a wait, for people, from the last seen object, its verdict and what the core knows.
// Decides nothing, and never throws.

import { STREAM_STATE_WORDS } from '../generated/protocol.js';
import { conditionsOf, observationsOf, plain, versionOf } from './last-object.js';

/** @import { PendingWait } from '../../../pkg/types/watch.d.ts' */
/** @import { WaitHost } from './wait-host.js' */

/** If events show nothing new, the time of the last one is updated once it is out of date by this many milliseconds. */
const REFRESH = 1_000;

/**
 * @param {WaitHost} host One that is not over.
 * @returns {PendingWait}
 */
export function pendingWait(host) {
  const { resourceType, name } = host.target;
  const [since, stream, streamSince, lastEventAt] = host.bridge.facts(host.id);
  const { state, reason, message, condition } = verdictOf(host);
  const { generation, observedGeneration } = generationsOf(host, condition);
  const namespace = host.target.namespace || undefined;
  /** @type {Record<string, unknown>} */
  const optional = { name, namespace, condition, generation, observedGeneration, lastEventAt };
  for (const key in optional) if (optional[key] === undefined) delete optional[key];
  return Object.freeze({
    resourceType,
    since,
    state,
    reason,
    message: withExplanation(host, message) ?? '',
    stream: STREAM_STATE_WORDS[stream] ?? 'lost',
    streamSince,
    ...optional,
  });
}

/**
 * Whether the later one shows nothing new.
 *
 * @param {PendingWait} earlier
 * @param {PendingWait} later
 */
export function isSamePending(earlier, later) {
  for (const key of /** @type {const} */ ([
    'state',
    'reason',
    'message',
    'generation',
    'observedGeneration',
    'stream',
    'streamSince',
  ]))
    if (earlier[key] !== later[key]) return false;
  if (!((later.lastEventAt ?? 0) - (earlier.lastEventAt ?? 0) < REFRESH)) return false;
  return JSON.stringify(plain(earlier.condition)) === JSON.stringify(plain(later.condition));
}

/**
 * What the newest Event of the awaited object says, if that is known.
 *
 * @param {WaitHost} host
 */
export function explanationOf(host) {
  const { explanation } = host;
  if (explanation === undefined || explanation.uid !== versionOf(awaitedObject(host)).uid) return undefined;
  return explanation.text;
}

/**
 * A message, followed by the explanation from the newest Event.
 *
 * @param {WaitHost} host
 * @param {string | undefined} message
 */
export function withExplanation(host, message) {
  const explanation = explanationOf(host);
  return explanation !== undefined && message ? `${message}; ${explanation}` : message || explanation;
}

/**
 * The object that a wait is about: of a collection the one that keeps it waiting, else the one seen last.
 *
 * @param {WaitHost} host
 * @returns {unknown}
 */
export function awaitedObject({ members, last }) {
  return members?.awaited ?? last;
}

/**
 * The generation of the object that a wait is about, the oldest one that its status speaks of, and whether that is too old.
 *
 * @param {WaitHost} host
 * @param {unknown} condition The condition that matters, if there is just one.
 */
export function generationsOf(host, condition) {
  const given = observationsOf(awaitedObject(host), condition);
  const place = host.bridge.observation(host.id, given);
  return {
    generation: numberOf(given[0]),
    observedGeneration: place === 0 ? undefined : numberOf(given[Math.abs(place)]),
    isStale: place < 0,
  };
}

/** @param {unknown} generation However it is written. */
function numberOf(generation) {
  const number = typeof generation === 'object' ? NaN : Number(generation ?? NaN);
  return Number.isNaN(number) ? undefined : number;
}

/**
 * The verdict on the object seen last; for a wait with an `onEvent`, what its conditions say.
 *
 * @param {WaitHost} host
 * @returns {Pick<PendingWait, 'state' | 'reason' | 'message' | 'condition'>}
 */
export function verdictOf({ bridge, id, last, onEvent }) {
  if (onEvent === undefined) return bridge.verdict(id) ?? NONE;
  const condition = conditionsOf(last)[bridge.waitingFor(last)];
  const { reason = '' } = plain(condition) ?? {};
  return { state: 'pending', reason, message: bridge.message(id, last) ?? '', condition };
}

/** @type {Pick<PendingWait, 'state' | 'reason' | 'message' | 'condition'>} */
const NONE = { state: 'pending', reason: '', message: '', condition: undefined };
