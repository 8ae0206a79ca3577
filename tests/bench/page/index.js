// What the bench's page can be asked, as `bench` in its global scope. Times are milliseconds.

import { queues } from './queues.js';

globalThis.bench = {
  names: Object.keys(queues),
  throughput: (name, count, concurrency) => timed(() => queues[name](count, concurrency)),
};

async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
