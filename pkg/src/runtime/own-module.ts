// The wasm of `taskwatch`: it is embedded in the entry, in two parts, each compiled synchronously by the first call that needs it.

import { blockedError, tooOldError } from './obstacles.ts';
import { firstBytes, secondBytes } from './wasm-bytes.ts';

/**
 * Compiles the part that every queue and wait needs. Throws `WasmBlockedError` if that is forbidden, and in engines that are too old
 * an error that names the oldest supported ones.
 */
export const takeModule = (): WebAssembly.Module => compile(firstBytes);

/** Compiles the part that judges kinds of resources. */
export const takeSecond = (): WebAssembly.Module => compile(secondBytes);

function compile(bytesOf: () => Uint8Array<ArrayBuffer>): WebAssembly.Module {
  if (typeof WebAssembly === 'undefined') throw obstacle();
  try {
    return new WebAssembly.Module(bytesOf());
  } catch (cause) {
    throw obstacle(cause) ?? cause;
  }
}

/** What keeps the wasm from running here, determined without compiling it. */
export function obstacle(cause?: unknown): Error | undefined {
  return blockedError(cause) ?? tooOldError(cause);
}
