// What happens when the wasm traps: the instance is broken, and the runtime replaces it. This module knows how to
// recognise a trap and whom to notify.

import { report } from './report.js';

/** @type {(error: unknown) => void} */
let handler = report;

/**
 * Names who replaces a broken instance and settles what was in flight. Until then a trap is only reported.
 *
 * @param {(error: any) => void} onTrap
 */
export function setTrapHandler(onTrap) {
  handler = onTrap;
}

/**
 * Reports what came out of the wasm where nothing may be thrown further: into a source, a timer or an event.
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
 * Whether an error is a trap: a `RuntimeError`, or a `RangeError` where the stack ran out inside the wasm.
 *
 * @param {unknown} error
 */
export function isTrap(error) {
  if (typeof WebAssembly === 'object' && error instanceof WebAssembly.RuntimeError) return true;
  return error instanceof RangeError && /stack/i.test(error.message);
}
