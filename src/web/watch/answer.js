// Reads the answer of `onEvent`.

import {
  ANSWER_CODE_CONTINUE,
  ANSWER_CODE_PENDING,
  ANSWER_CODE_REJECT,
  ANSWER_CODE_RESOLVE,
} from '../generated/protocol.js';
import { describe } from '../shared/describe.js';
import { makeError } from '../shared/errors.js';

/**
 * The code of an answer; a value that comes with it, which may be a promise, goes to `host.value`. Throws a `TypeError`
 * for anything that is not an answer, and what a getter of the answer throws.
 *
 * @param {{ value: unknown }} host
 * @param {any} answer The return value of the caller's `onEvent`.
 * @param {unknown} object The object that `'resolve'` resolves with.
 * @returns {number}
 */
export function readAnswer(host, answer, object) {
  if (answer === undefined || answer === 'continue') return ANSWER_CODE_CONTINUE;
  if (answer === 'resolve') {
    host.value = object;
    return ANSWER_CODE_RESOLVE;
  }
  if (answer === 'reject') {
    host.value = makeError('WatchError', '`onEvent` rejected the object', { code: 'rejected' });
    return ANSWER_CODE_REJECT;
  }
  if (answer !== null && (typeof answer === 'object' || typeof answer === 'function')) {
    if (typeof answer.then === 'function') {
      host.value = answer;
      return ANSWER_CODE_PENDING;
    }
    if ('resolve' in answer) {
      host.value = answer.resolve;
      return ANSWER_CODE_RESOLVE;
    }
    if ('reject' in answer) {
      host.value = answer.reject;
      return ANSWER_CODE_REJECT;
    }
  }
  throw new TypeError(
    "Expected `onEvent` to return 'continue', 'resolve', 'reject', { resolve }, { reject } or a" +
      ` promise of one, got ${describe(answer)}`,
  );
}
