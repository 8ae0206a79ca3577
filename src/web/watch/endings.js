// The errors a wait ends with. What they say comes from the API or the caller and stays a JavaScript string.

import { makeError } from '../shared/errors.js';
import { conditionsOf, plainConditions, versionOf } from './facts.js';

/** `cancel(reason)`: a string is the message, anything else the cause. */
export function abortError(reason) {
  return typeof reason === 'string'
    ? makeError('AbortError', reason)
    : makeError('AbortError', 'The wait was cancelled', undefined, reason);
}

export function deletedError({ last, target }) {
  const { uid, resourceVersion } = versionOf(last);
  const message =
    `${nameOf(target)} was deleted while it was waited for, or another object has its name` +
    `${uid === undefined ? '' : `; its uid was ${uid}`}; ${said(last)}`;
  return makeError('ResourceDeletedError', message, {
    object: last,
    conditions: conditionsOf(last),
    uid,
    resourceVersion,
  });
}

export function refusedError({ refusal: { code, reason, message, cause } }) {
  const text =
    typeof message === 'string' && message !== '' ? message : `The API server refused with ${code}`;
  return makeError('WatchError', text, { code, reason }, cause);
}

export function timeoutError(
  { last, target, problem },
  timeout,
  sinceLastEvent,
  appeared,
  reads,
  isStreaming,
) {
  const { uid, resourceVersion } = versionOf(last);
  const parts = [
    appeared ? said(last) : 'it never appeared',
    ...(resourceVersion === undefined ? [] : [`its resource version was ${resourceVersion}`]),
    sinceLastEvent === undefined
      ? 'no event came'
      : `the last event came ${Math.round(sinceLastEvent)} ms ago`,
    reads === 1 ? 'it was read once' : `it was read ${reads} times`,
    isStreaming ? 'the stream was open' : 'the stream was broken',
    ...(problem === undefined ? [] : [`the last trouble was: ${problemOf(problem)}`]),
  ];
  const stream = isStreaming ? 'open' : 'broken';
  return makeError(
    'TimeoutError',
    `timeout after ${timeout} ms waiting for ${nameOf(target)}: ${parts.join('; ')}`,
    {
      conditions: conditionsOf(last),
      sinceLastEvent,
      appeared,
      uid,
      resourceVersion,
      reads,
      stream,
    },
    problem?.cause,
  );
}

/** What the conditions said last. */
function said(object) {
  const seen = plainConditions(object).map(
    ({ type, status, reason, message }) =>
      `${type}=${status}${reason && ` (${reason})`}${message && `: ${message}`}`,
  );
  return `its conditions were ${seen.length > 0 ? seen.join(', ') : 'none'}`;
}

function problemOf({ code, message }) {
  const words = typeof message === 'string' ? message : '';
  return (
    [code === 0 ? '' : String(code), words].filter((part) => part !== '').join(' ') || 'no reason was given'
  );
}

function nameOf({ resourceType, namespace, name }) {
  return [resourceType, namespace, name].filter((part) => typeof part === 'string').join('/');
}
