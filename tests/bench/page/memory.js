// Tasks that are kept, and tasks that are not. What they take is read from outside, over the DevTools protocol;
// only the linear memory is told from here.

import { TaskQueue } from 'taskwatch';

/** Without doubles: one may be exported by two names. */
const memories = new Set();
const { Instance } = WebAssembly;
// biome-ignore lint/complexity/useArrowFunction: it is called by `new`
WebAssembly.Instance = function (...given) {
  const instance = new Instance(...given);
  for (const value of Object.values(instance.exports))
    if (value instanceof WebAssembly.Memory) memories.add(value);
  return instance;
};

let queue;
/** The caller's own values, which no queue can do without. */
let options;

/** Bytes of linear memory. */
export const linear = () => [...memories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0);

/** Makes what the tasks will be made of, and everything that is made once. */
export async function prepare(count) {
  queue = new TaskQueue({ concurrency: 100 });
  await queue.enqueue({ title: 'warm-up', processor: async () => {} }).promise;
  queue.dismissAll();
  options = Array.from({ length: count }, (_, at) => ({ title: `task ${at}`, processor: async () => at }));
}

/** Runs them all and keeps them. */
export async function keep() {
  await Promise.all(options.map((one) => queue.enqueue(one).promise));
}

/** Reads all views, as a list on the screen does. */
export const read = () => queue.getSnapshot().length;

/** Runs this many tasks and dismisses them, a thousand at a time. */
export async function runAndDismiss(count) {
  for (let at = 0; at < count; at += 1000) {
    const ends = Array.from(
      { length: 1000 },
      () => queue.enqueue({ title: 'task', processor: async () => {} }).promise,
    );
    await Promise.all(ends);
    queue.dismissAll();
  }
}
