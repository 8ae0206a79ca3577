// Has a queue and a plain model of it do the same random things, on stores that fail, for so many operations:
//
//   node tests/fuzz/queue.mjs [--operations 200000] [--seconds 60] [--seed 1] [--path 3:0:1]
//
// What differs is made short and said with the seed and the path that make it again.
import '../package/install.mjs';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: 'Infinity' },
    seconds: { type: 'string', default: 'Infinity' },
    seed: { type: 'string' },
    path: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Date.now() % 1e9);
console.log(`from seed ${seed}`);
const { fuzzQueue } = await import('./queue/run.mjs');
const began = performance.now();
const counts = await fuzzQueue(await import('taskwatch'), {
  operations: Number(values.operations),
  seconds: Number(values.seconds),
  seed,
  path: values.path,
});
const seconds = ((performance.now() - began) / 1000).toFixed(1);
console.log(
  `package against model: ${counts.operations} operations, ${counts.nested} of them from inside one of ${counts.callbacks} callbacks, in ${counts.scenarios} scenarios with ${counts.tasks} tasks, ${counts.reopened} queues reopened, ${counts.degraded} stores that failed, ${seconds} s, no difference`,
);
