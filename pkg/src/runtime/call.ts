// @ts-nocheck
// Calls into the wasm, from the functions of the entry.

import { bindings, runtime } from './runtime.ts';
import { makeWait } from '../../../src/web/watch/wait-promise.js';

/** Makes a wait; what is wrong rejects it. */
export function wait(start) {
  return makeWait((settle) => call((wasm) => start(wasm, settle)));
}

/** Calls into the wasm that lives now; see `guard` of the runtime. */
export function call(action) {
  const wasm = bindings();
  return runtime().guard(() => action(wasm));
}
