// What the scenarios share: queues over an instance of their own, real time, and counts of what is held, taken at
// the page's own functions.

import { equal, ok } from '../scenarios/check.js';

let api;
const opened = [];

/** `newCore(concurrency, grace, paused, historyLimit, limit, interval, record)` makes a core, as the constructor that the
 * package's runtime has. No scenario has a store. */
export function provide(makeTaskQueue, newCore) {
  const bindings = {
    QueueCore: function (...config) {
      return newCore(...config);
    },
    chooseStore: () => 0,
  };
  const runtime = { acquire: () => ({ bindings }), watch() {}, failed: (error) => error };
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

/** Runs one scenario, and fails it where it leaves a timer or a listener, or an error that nobody handled. */
export function runOf(scenarios) {
  return async (name) => {
    const scenario = scenarios[name];
    if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
    const held = countHeld();
    const heard = hearErrors();
    try {
      await scenario(held, heard);
      for (const queue of opened.splice(0)) queue.dispose();
      await macrotask();
      equal(held.counts(), { timers: 0, listeners: 0 }, 'what is held afterwards');
      equal(heard.errors, [], 'errors that nobody handled');
    } finally {
      for (const queue of opened.splice(0)) queue.dispose();
      held.restore();
      heard.stop();
    }
  };
}

/** Counts live timers, and listeners for `abort` on anything. */
function countHeld() {
  const { setTimeout, clearTimeout } = globalThis;
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const timers = new Set();
  const listeners = new Set();
  let peak = 0;
  globalThis.setTimeout = (callback, delay, ...values) => {
    const id = setTimeout(() => {
      timers.delete(id);
      callback(...values);
    }, delay);
    timers.add(id);
    peak = Math.max(peak, timers.size);
    return id;
  };
  globalThis.clearTimeout = (id) => {
    timers.delete(id);
    clearTimeout(id);
  };
  EventTarget.prototype.addEventListener = function (type, listener, ...rest) {
    if (type === 'abort') listeners.add(listener);
    addEventListener.call(this, type, listener, ...rest);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, ...rest) {
    if (type === 'abort') listeners.delete(listener);
    removeEventListener.call(this, type, listener, ...rest);
  };
  realSetTimeout = setTimeout;
  return {
    counts: () => ({ timers: timers.size, listeners: listeners.size }),
    peakOfTimers: () => peak,
    restore() {
      Object.assign(globalThis, { setTimeout, clearTimeout });
      Object.assign(EventTarget.prototype, { addEventListener, removeEventListener });
    },
  };
}

let realSetTimeout = setTimeout;

/** Hears what nobody handled: rejections and thrown errors. `errors` may be emptied by who expected them. */
function hearErrors() {
  const errors = [];
  const onRejection = (event) => {
    errors.push(`rejection: ${event.reason}`);
    event.preventDefault();
  };
  const onError = (event) => {
    errors.push(`error: ${event.message}`);
    event.preventDefault();
  };
  window.addEventListener('unhandledrejection', onRejection);
  window.addEventListener('error', onError);
  return {
    errors,
    stop() {
      window.removeEventListener('unhandledrejection', onRejection);
      window.removeEventListener('error', onError);
    },
  };
}

/** The next macrotask, whatever timers are. */
export function macrotask() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** Real milliseconds. */
export const sleep = (milliseconds) => new Promise((resolve) => realSetTimeout(resolve, milliseconds));

/** The value of a promise that settles within two seconds. */
export function soon(promise, what = 'the promise') {
  return Promise.race([
    promise,
    sleep(2000).then(() => {
      throw new Error(`${what} has not settled`);
    }),
  ]);
}

export const hang = () => new Promise(() => {});

export function deferred() {
  const ends = {};
  ends.promise = new Promise((resolve, reject) => Object.assign(ends, { resolve, reject }));
  return ends;
}

export { equal, ok };

/** Collects what goes to the console while `scenario` runs. */
export async function quietly(scenario) {
  const { error } = console;
  const said = [];
  console.error = (...values) => said.push(values[0]);
  try {
    await scenario();
  } finally {
    console.error = error;
  }
  return said;
}
