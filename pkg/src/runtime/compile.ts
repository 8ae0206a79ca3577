// Compiles the wasm that the package carries, synchronously.

import { WasmBlockedError } from '../../../src/web/shared/errors.js';
import { wasmBytes } from './wasm-bytes.ts';

/** Throws `WasmBlockedError` where the page forbids compiling. */
export function compile(): WebAssembly.Module {
  if (typeof WebAssembly === 'undefined') {
    throw new WasmBlockedError('WebAssembly is switched off in this browser; taskwatch needs it');
  }
  try {
    return new WebAssembly.Module(wasmBytes());
  } catch (cause) {
    if (canCompile()) throw cause;
    throw new WasmBlockedError(
      "the page's Content-Security-Policy blocks WebAssembly: add 'wasm-unsafe-eval' to its script-src directive",
      undefined,
      { cause },
    );
  }
}

/** Compiles the smallest module there is, a magic number and a version: `validate` answers true even where it is blocked. */
function canCompile(): boolean {
  try {
    new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    return true;
  } catch {
    return false;
  }
}
