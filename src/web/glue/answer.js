// What `onEvent` answered, as one of the numbers of `web/watch/driver.rs`, with the value that goes with it.

import { makeError } from './errors.js';
import { describe } from './watch.js';

export const CONTINUE = 0;
export const RESOLVE = 1;
export const REJECT = 2;
export const IGNORE = 4;
/** The answer is a promise, which is the value. */
export const PENDING = 5;

/** Puts the value on `channel`. Throws for an answer that is none, or what a getter of it throws. */
export function readAnswer(channel, answer, object) {
  if (answer === undefined || answer === 'continue') return CONTINUE;
  if (answer === 'resolve') {
    channel.value = object;
    return RESOLVE;
  }
  if (answer === 'reject') {
    channel.value = makeError('WatchError', '`onEvent` rejected the object', { code: 'rejected' });
    return REJECT;
  }
  if (answer !== null && (typeof answer === 'object' || typeof answer === 'function')) {
    if (typeof answer.then === 'function') {
      channel.value = answer;
      return PENDING;
    }
    if ('resolve' in answer) {
      channel.value = answer.resolve;
      return RESOLVE;
    }
    if ('reject' in answer) {
      channel.value = answer.reject;
      return REJECT;
    }
  }
  throw new TypeError("Expected `onEvent` to return 'continue', 'resolve', 'reject', { resolve }, { reject } or a"
    + ` promise of one, got ${describe(answer)}`);
}
