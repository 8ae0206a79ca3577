// The common part of the scenarios of queues: queues over an instance of their own.

import { equal, ok } from '../scenarios/check.js';
import { macrotask, quietly, runner, sleep, soon } from '../scenarios/harness.js';

let api;
const opened = [];

/**
 * Given once by `tests/queue.rs`: the class of the package, and how to make its core in this instance, as the package's
 * runtime would.
 */
export function provide(makeTaskQueue, newCore, chooseStore) {
  const probe = newCore(1, 0, false, Infinity, Infinity, 0, 0);
  function QueueCore(...config) {
    return newCore(...config);
  }
  const live = { bindings: { QueueCore, chooseStore } };
  const runtime = { acquire: () => live, watch() {}, failed: (error) => error };
  api = { TaskQueue: makeTaskQueue(runtime), probe };
}

/** A queue that is disposed of when its scenario has ended. */
export function makeQueue(config) {
  const queue = new api.TaskQueue(config);
  opened.push(queue);
  return queue;
}

/** The size of the linear memory in bytes. */
export const linearMemory = () => api.probe.memory().buffer.byteLength;

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
