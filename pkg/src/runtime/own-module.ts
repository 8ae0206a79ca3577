// Where `taskwatch` has its wasm from: it travels inside the entry and is compiled synchronously, by the first call that needs it.

import { blockedError, tooOldError } from './obstacles.ts';
import { wasmBytes } from './wasm-bytes.ts';

/** Compiles the wasm. Throws `WasmBlockedError` where that is forbidden, and an error that names the oldest engines in older ones. */
export function takeModule(): WebAssembly.Module {
  if (typeof WebAssembly === 'undefined') throw obstacle();
  try {
    return new WebAssembly.Module(wasmBytes());
  } catch (cause) {
    throw obstacle(cause) ?? cause;
  }
}

/** What keeps the wasm from running here, found out without compiling it. */
export function obstacle(cause?: unknown): Error | undefined {
  return blockedError(cause) ?? tooOldError(cause);
}
