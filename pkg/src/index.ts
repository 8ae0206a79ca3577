// The package's entry: the same in browsers, workers, Node and test runners. Importing it does nothing; the wasm is
// compiled by the first call that needs it.

import { makeWait } from '../../src/web/watch/wait-promise.js';
import type * as Public from '../types/index.d.ts';
import { CONTROL_PLANE_STATES } from './generated/protocol.ts';
import { makeKubernetesWatch } from './kubernetes/source.ts';
import { makeTaskQueue } from './queue/task-queue.ts';
import { definedResource } from './resources/defined-resource.ts';
import { takeCollectionOptions, takeResourceOptions, takeTransformOptions } from './resources/options.ts';
import { call, wait } from './runtime/call.ts';
import { acquire, acquireWhole, runtime, supportError as unsupported } from './runtime/runtime.ts';
import { computeStatus as computed } from './status/compute-status.ts';

export {
  AbortError,
  AdapterError,
  ResourceDeletedError,
  ResourceFailedError,
  TimeoutError,
  WasmBlockedError,
  WatchError,
} from '../../src/web/shared/errors.js';
export { setWatchSource } from '../../src/web/watch/source.js';
export { createOnce } from './durable/create-once.ts';
export * from './generated/resources.ts';
export {
  allOf,
  anyOf,
  condition,
  deleted,
  every,
  exists,
  fieldEquals,
  not,
  some,
  within,
} from './resources/conditions.ts';

export const TaskQueue = /* @__PURE__ */ makeTaskQueue({
  acquire,
  watch: (user) => runtime().watch(user),
  failed: (error, instance) => runtime().failed(error, instance),
  inspect: () => runtime().inspect(),
});

export const createKubernetesWatch: typeof Public.createKubernetesWatch = /* @__PURE__ */ makeKubernetesWatch(
  {
    driver: () => acquireWhole().bindings.KubernetesDriver,
    watch: (user) => runtime().watch(user),
  },
);

export const ControlPlaneStatus: typeof Public.ControlPlaneStatus =
  /* @__PURE__ */ Object.freeze(CONTROL_PLANE_STATES);

export const supportError: typeof Public.supportError = unsupported;

export const transformControlPlaneStatus: typeof Public.transformControlPlaneStatus = (status, options) => {
  const { required, hasDetails, terminalReasons } = takeTransformOptions(options);
  return call((wasm) => wasm.transformControlPlaneStatus(status, required, hasDetails, terminalReasons));
};

export const computeStatus: typeof Public.computeStatus = (object) => call((wasm) => computed(object, wasm));

export const waitForWatch: typeof Public.waitForWatch = (options) =>
  wait((wasm, settle) => wasm.startWait(options, settle));

export const waitForResource: typeof Public.waitForResource = (options) =>
  makeWait((settle) => {
    const taken = takeResourceOptions(options);
    call((wasm) => wasm.startResource(taken, settle));
  });

export const waitForResources: typeof Public.waitForResources = (options) =>
  makeWait((settle) => {
    const taken = takeCollectionOptions(options);
    call((wasm) => wasm.startResources(taken, settle));
  });

const guard = <T>(action: () => T): T => runtime().guard(action);

export const defineResource: typeof Public.defineResource = <T>(definition: Public.ResourceDefinition<T>) =>
  definedResource(definition, () => acquireWhole().bindings, makeWait, guard);
