// The common part of the scenarios of queues: queues over an instance of their own.

import { equal, ok } from '../scenarios/check.js';
import { macrotask, quietly, runner, sleep, soon } from '../scenarios/harness.js';

let api;
const opened = [];

/** `newCore(concurrency, grace, paused, historyLimit, limit, interval, record)` makes the deciding half, as the package's runtime would. */
export function provide(makeTaskQueue, newCore) {
  const rules = newCore(1, 0, false, Infinity, Infinity, 0, 0);
  const live = {
    rules,
    words: rules.statusWords(),
    isEnded: (word) => rules.isEnded(word),
    makeCore: newCore,
  };
  const runtime = { acquire: () => live, watch() {}, failed: (error) => error };
  api = { TaskQueue: makeTaskQueue(runtime), rules };
}

/** A queue that is disposed of when its scenario has ended. */
export function makeQueue(config) {
  const queue = new api.TaskQueue(config);
  opened.push(queue);
  return queue;
}

/** The size of the linear memory in bytes. */
export const linearMemory = () => api.rules.memory().buffer.byteLength;

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
