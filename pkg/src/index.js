// The package's entry: the same in browsers, workers, Node and test runners. Importing it does nothing; the wasm
// is compiled by the first call that needs it.

import { bindings, runtime } from './runtime.js';
import { definedResource } from '../../src/web/glue/resource.js';
import { makeTaskQueue } from '../../src/web/glue/queue.js';
import { makeWait } from '../../src/web/glue/watch.js';

export * from '../../src/web/glue/errors.js';
export { setWatchSource } from '../../src/web/glue/watch.js';

const current = {
  acquire: () => runtime().acquire(),
  watch: (engine) => runtime().watch(engine),
  failed: (error) => runtime().failed(error),
};

export const TaskQueue = /* @__PURE__ */ makeTaskQueue(current);

export const ControlPlaneStatus = /* @__PURE__ */ Object.freeze({
  Success: 'success',
  Error: 'error',
  Pending: 'pending',
});

export const waitForWatch = (options) => makeWait((settle) => bindings().startWait(options, settle));
