// The errors a wait ends with. What they say comes from the API or the caller and stays a JavaScript string.

import { makeError } from './errors.js';
import { conditionsOf, plainConditions } from './facts.js';

/** `cancel(reason)`: a string is the message, anything else the cause. */
export function abortError(reason) {
  return typeof reason === 'string'
    ? makeError('AbortError', reason)
    : makeError('AbortError', 'The wait was cancelled', undefined, reason);
}

export function deletedError(channel) {
  const message = `${nameOf(channel)} was deleted while it was waited for`;
  return makeError('ResourceDeletedError', message, { object: channel.last });
}

export function refusedError(channel) {
  const { code, reason, message, cause } = channel.refusal;
  const text = typeof message === 'string' && message !== '' ? message : `The API server refused with ${code}`;
  return makeError('WatchError', text, { code, reason }, cause);
}

export function timeoutError(channel, timeout, sinceLastEvent, appeared) {
  const seen = plainConditions(channel.last).map(({ type, status, reason, message }) =>
    `${type}=${status}${reason && ` (${reason})`}${message && `: ${message}`}`);
  const parts = [
    appeared ? `its conditions were ${seen.length > 0 ? seen.join(', ') : 'none'}` : 'it never appeared',
    sinceLastEvent === undefined ? 'no event came' : `the last event came ${Math.round(sinceLastEvent)} ms ago`,
  ];
  return makeError('TimeoutError', `timeout after ${timeout} ms waiting for ${nameOf(channel)}: ${parts.join('; ')}`, {
    conditions: conditionsOf(channel.last), sinceLastEvent, appeared,
  });
}

function nameOf({ target }) {
  const { resourceType, namespace, name } = target;
  return [resourceType, namespace, name].filter((part) => typeof part === 'string').join('/');
}
