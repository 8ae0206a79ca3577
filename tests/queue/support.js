// The common part of the scenarios of queues: queues over an instance of their own.

import { equal, ok } from '../scenarios/check.js';
import { macrotask, quietly, runner, sleep, soon } from '../scenarios/harness.js';

let api;
const opened = [];

/** `newCore(concurrency, grace, paused, historyLimit, limit, interval, record)` makes a core, as the constructor that the
 * package's runtime has. No scenario has a store. */
export function provide(makeTaskQueue, newCore) {
  // Called with `new`, as the class that the wasm exports.
  function QueueCore(...config) {
    return newCore(...config);
  }
  const bindings = { QueueCore, chooseStore: () => 0 };
  const runtime = {
    acquire: () => ({ bindings }),
    watch() {},
    failed: (error) => error,
    inspect: () => ({ waits: [], streams: [] }),
  };
  const memory = newCore(1, 0, false, Infinity, Infinity, 0, 0).memory();
  api = { TaskQueue: makeTaskQueue(runtime), memory };
}

/** A queue that is disposed of when its scenario has ended. */
export function makeQueue(config) {
  const queue = new api.TaskQueue(config);
  opened.push(queue);
  return queue;
}

/** The size of the linear memory in bytes. */
export const linearMemory = () => api.memory.buffer.byteLength;

export const runOf = (scenarios) =>
  runner(scenarios, {
    isCounted: (type) => type === 'abort',
    release() {
      for (const queue of opened.splice(0)) queue.dispose();
    },
  });

export const hang = () => new Promise(() => {});

export function deferred() {
  const ends = {};
  ends.promise = new Promise((resolve, reject) => Object.assign(ends, { resolve, reject }));
  return ends;
}

export { equal, macrotask, ok, quietly, sleep, soon };
