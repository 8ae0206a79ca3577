// Calls into the wasm, from the functions of the entry.

import type { WasmExports } from 'taskwatch:bindings';
import { nested } from '../../../src/web/shared/nesting.js';
import { makeWait } from '../../../src/web/watch/wait-promise.js';
import type { WatchWait } from '../../types/index.d.ts';
import { acquire, acquireWhole, runtime } from './runtime.ts';

/** Calls the live instance with what judges kinds of resources; see `guard` of the runtime. */
export function call<T>(action: (wasm: WasmExports) => T): T {
  const wasm = acquireWhole().bindings;
  return runtime().guard(() => nested(() => action(wasm)));
}

/** Creates a wait that the live instance starts; it needs no second part. Whatever `start` throws rejects it. */
export function wait<T>(start: (wasm: WasmExports, settle: unknown) => void): WatchWait<T> {
  return makeWait((settle) => {
    const wasm = acquire().bindings;
    runtime().guard(() => start(wasm, settle));
  });
}
