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
 * Whether an error is a trap: a `RuntimeError`, or a `RangeError` of a stack that ran out inside the wasm.
 *
 * @param {unknown} error
 */
export function isTrap(error) {
  if (typeof WebAssembly === 'object' && error instanceof WebAssembly.RuntimeError) return true;
  return error instanceof RangeError && /stack/i.test(error.message);
}
