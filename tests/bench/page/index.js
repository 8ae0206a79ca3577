// What the bench can ask its page. Times are milliseconds. The package that is measured is the one that `taskwatch` was
// resolved to when this was bundled: a page can have several bundles.

import { batches as batchesByName, makeItems } from './batches.js';
import { makeLiving } from './living.js';
import { queues as queuesByName } from './queues.js';
import { waits as waitsByName } from './waits.js';

export { durable, opened } from './durable.js';
export { growth } from './growth.js';
export * as memory from './memory.js';

export const queues = Object.keys(queuesByName);
export const batches = Object.keys(batchesByName);
export const waits = Object.keys(waitsByName);

export const throughput = (name, count, concurrency) => timed(() => queuesByName[name](count, concurrency));

export const batch = (name, count, concurrency) => {
  makeItems(count);
  return timed(() => batchesByName[name](count, concurrency));
};

export const wait = (name, count) => waitsByName[name](count);

const living = [];
/** Called once by what compares times; what measures memory does without. */
export const live = () => {
  living.push(makeLiving());
};

async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
