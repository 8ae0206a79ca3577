// Calls into the wasm, from the functions of the entry.

import { bindings, isTrap, runtime } from './runtime.js';
import { makeWait } from '../../src/web/glue/watch.js';

/** Makes a wait; what is wrong rejects it. */
export function wait(start) {
  return makeWait((settle) => call((wasm) => start(wasm, settle)));
}

/** Calls into the wasm. What it says of its arguments is thrown as it is; a trap has the instance replaced. */
export function call(action) {
  const wasm = bindings();
  try {
    return action(wasm);
  } catch (error) {
    throw isTrap(error) ? runtime().failed(error) : error;
  }
}
