// The errors that a wait ends with. Their texts come from the API or the caller, and stay JavaScript strings: a lone
// surrogate would not survive a passage through the wasm.

import { makeError } from '../shared/errors.js';
import { staleText } from '../shared/pending-text.js';
import { conditionsOf, plainConditions, versionOf } from './last-object.js';
import { awaitedObject, explanationOf, generationsOf, verdictOf } from './pending-wait.js';

/** @import { WatchOptions } from '../../../pkg/types/watch.d.ts' */
/** @import { Refusal } from './refusal.js' */
/** @import { WaitHost } from './wait-host.js' */

/**
 * The error of `cancel(reason)`: a string is its message, anything else its cause.
 *
 * @param {unknown} reason
 */
export function abortError(reason) {
  return typeof reason === 'string'
    ? makeError('AbortError', reason)
    : makeError('AbortError', 'The wait was cancelled', undefined, reason);
}

/** @param {WaitHost} host */
export function deletedError({ last, target, bridge }) {
  const { uid, resourceVersion } = versionOf(last);
  const message =
    `${nameOf(target, bridge.kind(target.resourceType))} was deleted during the wait, or another object took its name` +
    `${uid === undefined ? '' : `; its uid was ${uid}`}; ${lastConditions(last)}`;
  return makeError('ResourceDeletedError', message, {
    object: last,
    conditions: conditionsOf(last),
    uid,
    resourceVersion,
  });
}

/** @param {WaitHost} host */
export function refusedError({ refusal }) {
  return refusalError(refusal, 'The API server refused');
}

/**
 * A refusal as an error, or the error that was thrown.
 *
 * @param {Refusal | undefined} refusal
 * @param {string} [head] What to say where it has no message.
 */
export function refusalError(refusal, head) {
  const { code = 0, reason, message, url, cause } = refusal ?? {};
  if (head === undefined && cause instanceof Error) return cause;
  const end = code === 0 ? '' : ` with the status code ${code}`;
  const own = typeof message === 'string' && message !== '' ? message : `${head ?? 'The stream ended'}${end}`;
  const text = typeof url === 'string' && !own.includes(url) ? `${own} (${url})` : own;
  return makeError('WatchError', text, { code: code === 0 ? undefined : code, reason }, cause);
}

/**
 * @param {WaitHost} host
 * @param {number} timeout
 * @param {number | undefined} sinceLastEvent
 * @param {boolean} appeared
 * @param {number} reads
 * @param {boolean} isStreaming
 */
export function timeoutError(host, timeout, sinceLastEvent, appeared, reads, isStreaming) {
  const { members, target } = host;
  const explanation = explanationOf(host);
  const last = awaitedObject(host);
  const { name, uid, resourceVersion } = versionOf(last);
  // All conditions are in the message, since it is unknown which of them an `onEvent` looks at.
  const verdict = host.onEvent === undefined ? verdictOf(host) : undefined;
  const deciding = verdict?.condition;
  const { generation, observedGeneration, isStale } = generationsOf(host, deciding);
  const stale = isStale ? { generation, observedGeneration } : undefined;
  const stream = isStreaming ? 'open' : 'broken';
  const problem = host.problem ?? (isStreaming ? undefined : host.gap);
  const kind = host.bridge.kind(target.resourceType);
  const parts = [
    appeared
      ? lastConditions(last, target.name === undefined && name ? `${name}'s` : undefined)
      : 'it never appeared',
    // There are too few.
    ...(members !== undefined && deciding === undefined && verdict?.message ? [verdict.message] : []),
    ...(isStale ? [staleText(generation, observedGeneration)] : []),
    ...(explanation === undefined ? [] : [`its newest Event was ${explanation}`]),
    ...(resourceVersion === undefined ? [] : [`its resource version was ${resourceVersion}`]),
    sinceLastEvent === undefined
      ? 'no event came'
      : `the last event came ${Math.round(sinceLastEvent)} ms ago`,
    reads === 1 ? 'it was read once' : `it was read ${reads} times`,
    `the stream was ${stream}`,
    ...(problem === undefined ? [] : [`the last problem was: ${textOf(problem)}`]),
  ];
  return makeError(
    'TimeoutError',
    `timeout after ${timeout} ms waiting for ${nameOf(target, kind)}: ${parts.join('; ')}`,
    {
      conditions: conditionsOf(last),
      sinceLastEvent,
      appeared,
      uid,
      resourceVersion,
      reads,
      stream,
      ...stale,
    },
    problem?.cause,
  );
}

/**
 * @param {unknown} object
 * @param {string} whose Of an object that the message has not named yet, its name and an apostrophe.
 */
function lastConditions(object, whose = 'its') {
  const conditions = plainConditions(object).map(
    ({ type, status, reason, message }) =>
      `${type}=${status}${reason && ` (${reason})`}${message && `: ${message}`}`,
  );
  return `${whose} conditions were ${conditions.length > 0 ? conditions.join(', ') : 'none'}`;
}

/** @param {Refusal} problem */
function textOf({ code, message }) {
  const text = typeof message === 'string' ? message : '';
  return (
    [code === 0 ? '' : String(code), text].filter((part) => part !== '').join(' ') || 'no reason was given'
  );
}

/**
 * @param {WatchOptions} target
 * @param {string} [kind] As people say it, where a definition knows it.
 */
function nameOf({ resourceType, namespace, name }, kind) {
  const path = [kind === undefined ? resourceType : '', namespace, name].filter((part) => part).join('/');
  return kind === undefined ? path : `${kind} ${path}`.trimEnd();
}
