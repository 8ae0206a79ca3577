// Recognises a trap of the wasm and notifies the runtime, which replaces the broken instance.

import { report } from './report.js';

/** @type {(error: unknown) => void} */
let handler = report;

/**
 * Sets the handler that replaces a broken instance and settles the work in flight. Until then a trap is only reported.
 *
 * @param {(error: unknown) => void} onTrap
 */
export function setTrapHandler(onTrap) {
  handler = onTrap;
}

/**
 * Handles an error of the wasm where nothing may be thrown further: into a source, a timer or an event listener.
 *
 * @param {unknown} error
 */
export function trapped(error) {
  try {
    handler(error);
  } catch (problem) {
    report(problem);
  }
}

/**
 * Whether an error is a trap: a `RuntimeError`, or the error of a stack that ran out inside the wasm, which in Firefox is
 * an `InternalError` that speaks of recursion.
 *
 * @param {unknown} error
 */
export function isTrap(error) {
  if (typeof WebAssembly === 'object' && error instanceof WebAssembly.RuntimeError) return true;
  if (!(error instanceof Error) || (error.name !== 'RangeError' && error.name !== 'InternalError'))
    return false;
  // No regular expression: V8 ends the process where it compiles one at the end of the stack.
  return error.message.includes('stack') || error.message.includes('recursion');
}
