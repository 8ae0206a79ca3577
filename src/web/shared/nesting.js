// Detects endless recursion of calls of the package, through a getter of an object that they read: all of them
// fail until the outermost has returned. Otherwise each would read the object's next field, down to the end of the stack
// every time.

import { isTrap } from './trap.js';

/** This many calls, each made while the one before is under way, are taken for an endless recursion. */
const DEEPEST = 100;

let depth = 0;
let isUnwinding = false;

/**
 * Makes a call.
 *
 * @template T
 * @param {() => T} action
 * @returns {T}
 */
export function nested(action) {
  depth += 1;
  try {
    isUnwinding ||= depth > DEEPEST;
    if (isUnwinding) throw new RangeError('taskwatch: calls lead to one another endlessly');
    return action();
  } finally {
    depth -= 1;
    isUnwinding &&= depth > 0;
  }
}

/**
 * Checks an error that a call does not pass on: a stack overflow ends all calls up to the outermost.
 *
 * @param {unknown} error
 */
export function swallowed(error) {
  if (depth > 1 && isTrap(error)) isUnwinding = true;
}
