// @ts-nocheck
// The package's entry: the same in browsers, workers, Node and test runners. Importing it does nothing; the wasm
// is compiled by the first call that needs it.

import { bindings, runtime } from './runtime/runtime.ts';
import { definedResource } from './resources/defined-resource.ts';
import { makeKubernetesWatch } from './kubernetes/source.ts';
import { makeTaskQueue } from './queue/task-queue.ts';
import { countWaits, makeWait } from '../../src/web/watch/wait-promise.js';
import { computeStatus as judge } from './status/compute-status.ts';
import { call, wait } from './runtime/call.ts';

export {
  AbortError,
  AdapterError,
  ResourceDeletedError,
  ResourceFailedError,
  TimeoutError,
  WasmBlockedError,
  WatchError,
} from '../../src/web/shared/errors.js';
export { allOf, anyOf, condition, deleted, exists, fieldEquals, not } from './resources/conditions.ts';
export * from './resources/built-in.ts';
export { setWatchSource } from '../../src/web/watch/source.js';

export const TaskQueue = /* @__PURE__ */ makeTaskQueue({
  acquire: () => runtime().acquire(),
  watch: (engine) => runtime().watch(engine),
  failed: (error) => runtime().failed(error),
  countWaits,
});

export const createKubernetesWatch = /* @__PURE__ */ makeKubernetesWatch({
  driver: () => runtime().acquire().bindings.KubernetesDriver,
  watch: (link) => runtime().watch(link),
});

export const ControlPlaneStatus = /* @__PURE__ */ Object.freeze({
  Success: 'success',
  Error: 'error',
  Pending: 'pending',
});

export function transformControlPlaneStatus(status, options) {
  return call((wasm) => wasm.transformControlPlaneStatus(status, options));
}

export function computeStatus(object) {
  return call((wasm) => judge(object, wasm));
}

export function waitForWatch(options) {
  return wait((wasm, settle) => wasm.startWait(options, settle));
}

export function waitForResource(options) {
  return wait((wasm, settle) => wasm.startResource(options, settle));
}

export function defineResource(definition) {
  return call(() => definedResource(definition, bindings, makeWait));
}
