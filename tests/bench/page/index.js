// What the bench can ask its page, as `bench` in the global scope. Times are milliseconds.

import { batches, makeItems } from './batches.js';
import { growth } from './growth.js';
import { makeLiving } from './living.js';
import * as memory from './memory.js';
import { queues } from './queues.js';
import { waits } from './waits.js';

globalThis.bench = {
  queues: Object.keys(queues),
  batches: Object.keys(batches),
  waits: Object.keys(waits),
  throughput: (name, count, concurrency) => timed(() => queues[name](count, concurrency)),
  batch: (name, count, concurrency) => {
    makeItems(count);
    return timed(() => batches[name](count, concurrency));
  },
  wait: (name, count) => waits[name](count),
  growth,
  memory,
  /** Called once by what compares times; what measures memory does without. */
  live: () => {
    globalThis.living ??= makeLiving();
  },
};

async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
