// The package's entry: the same in browsers, workers, Node and test runners. Importing it does nothing; the wasm
// is compiled by the first call that needs it.

import { bindings, runtime } from './runtime.js';
import { definedResource } from '../../src/web/glue/resource.js';
import { makeTaskQueue } from '../../src/web/glue/queue.js';
import { makeWait } from '../../src/web/glue/watch.js';

export {
  AbortError, AdapterError, ResourceDeletedError, ResourceFailedError, TimeoutError, WasmBlockedError, WatchError,
} from '../../src/web/glue/errors.js';
export { allOf, anyOf, condition, deleted, exists, fieldEquals, not } from './conditions.js';
export { setWatchSource } from '../../src/web/glue/watch.js';

export const TaskQueue = /* @__PURE__ */ makeTaskQueue({
  acquire: () => runtime().acquire(),
  watch: (engine) => runtime().watch(engine),
  failed: (error) => runtime().failed(error),
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
  return call((wasm) => wasm.computeStatus(object));
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

export const toProject = (object) => call((wasm) => wasm.toProject(object));
export const verdictOfProject = (object) => call((wasm) => wasm.verdictOfProject(object));
export const waitForProjectReady = (orgId, name, options) =>
  wait((wasm, settle) => wasm.startProjectReady(orgId, name, options, settle));

export const toDnsZone = (object) => call((wasm) => wasm.toDnsZone(object));
export const verdictOfDnsZone = (object) => call((wasm) => wasm.verdictOfDnsZone(object));
export const waitForDnsZoneReady = (projectId, name, options) =>
  wait((wasm, settle) => wasm.startDnsZoneReady(projectId, name, options, settle));

function wait(start) {
  return makeWait((settle) => call((wasm) => start(wasm, settle)));
}

/** Calls into the wasm. What it says of its arguments is thrown as it is; a trap has the instance replaced. */
function call(action) {
  const wasm = bindings();
  try {
    return action(wasm);
  } catch (error) {
    throw isTrap(error) ? runtime().failed(error) : error;
  }
}

/** A trap is a `RuntimeError`, or where the stack ran out inside the wasm a `RangeError`. */
function isTrap(error) {
  return error instanceof WebAssembly.RuntimeError || (error instanceof RangeError && /stack/i.test(error.message));
}
