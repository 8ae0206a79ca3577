// What a durable task with four steps costs beside a plain one that does the same, and how long it takes to open a store
// with many tasks.

import { makeQueue } from './stored-queue.js';

const TASKS = 50;
const STEPS = ['one', 'two', 'three', 'four'];

const processor = async (ctx) => {
  for (const step of STEPS) await work(ctx, step);
};
const work = async (_, step) => step;

/** Milliseconds a task, one after the other; `undefined` where there is no such storage. */
export async function durable(storageType, isDurable) {
  const queue = makeQueue(storageType, `bench-${Math.random()}`);
  if (queue === undefined) return undefined;
  queue.define('four', {
    run: async (ctx) => {
      for (const step of STEPS) await ctx.step(step, () => work(ctx, step));
    },
  });
  const code = isDurable ? { kind: 'four' } : { processor };
  try {
    const began = performance.now();
    for (let at = 0; at < TASKS; at++) await queue.enqueue({ title: 'measured', ...code }).promise;
    return (performance.now() - began) / TASKS;
  } finally {
    queue.dismissAll();
    queue.dispose();
    await macrotask();
    localStorage.clear();
  }
}

/** Milliseconds until a new queue shows this many stored tasks. */
export async function opened(storageType, count) {
  const storageKey = `bench-${Math.random()}`;
  const first = makeQueue(storageType, storageKey);
  if (first === undefined) return undefined;
  const ends = Array.from(
    { length: count },
    () => first.enqueue({ title: 'kept', processor: () => {} }).promise,
  );
  await Promise.all(ends);
  await macrotask();
  first.dispose();
  // Whoever reads waits for the transactions before: what is measured is opening, and not the end of writing.
  while (storageType === 'indexeddb' && !(await areWritten(storageKey, count))) await macrotask();
  await macrotask();
  const began = performance.now();
  const second = makeQueue(storageType, storageKey);
  while (second.getSnapshot().length < count) await macrotask();
  const took = performance.now() - began;
  second.dispose();
  localStorage.clear();
  indexedDB.deleteDatabase(storageKey);
  return took;
}

/** Whether this many tasks are in a database, all as they ended. */
async function areWritten(name, count) {
  const database = await answerOf(indexedDB.open(name));
  const texts = await answerOf(database.transaction('tasks').objectStore('tasks').getAll());
  database.close();
  return texts.length === count && texts.every((text) => JSON.parse(text).status === 'completed');
}

function answerOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function macrotask() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
