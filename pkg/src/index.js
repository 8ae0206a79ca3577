// The package's entry: the same in browsers, workers, Node and test runners. Importing it does nothing; the wasm
// is compiled by the first call that needs it.

import { bindings, runtime } from './runtime.js';
import { definedResource } from '../../src/web/glue/resource.js';
import { makeKubernetesWatch } from '../../src/web/glue/kubernetes/source.js';
import { makeTaskQueue } from '../../src/web/glue/queue.js';
import { countWaits, makeWait } from '../../src/web/glue/watch.js';
import { computeStatus as judge } from '../../src/web/glue/kstatus.js';
import { call, wait } from './call.js';

export {
  AbortError, AdapterError, ResourceDeletedError, ResourceFailedError, TimeoutError, WasmBlockedError, WatchError,
} from '../../src/web/glue/errors.js';
export { allOf, anyOf, condition, deleted, exists, fieldEquals, not } from './conditions.js';
export * from './resources.js';
export { setWatchSource } from '../../src/web/glue/watch.js';

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
