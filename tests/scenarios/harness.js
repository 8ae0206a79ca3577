// Runs the scenarios of browser tests: each must leave no timer, no listener and no error that nobody handled. It counts
// at the page's own functions, and has the ways to wait that scenarios share.

import { equal } from './check.js';

const { setTimeout: realSetTimeout } = globalThis;
const { addEventListener, removeEventListener } = EventTarget.prototype;

/**
 * A function that runs the scenario of a name, for the tests in Rust. The scenario gets the counts of what is held and the
 * unhandled errors, which it may take out if it expected them.
 *
 * @param {Record<string, (held: Held, unhandled: Unhandled) => unknown>} scenarios
 * @param {object} [options]
 * @param {(type: string) => boolean} [options.isCounted] Which listeners count, by their type. Default: all.
 * @param {() => unknown} [options.release] Gives back what scenarios share, before the counts are checked and again at the
 *   end.
 */
export function runner(scenarios, { isCounted = () => true, release = () => {} } = {}) {
  return async (name) => {
    const scenario = scenarios[name];
    if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
    const held = countHeld(isCounted);
    const unhandled = catchUnhandled();
    try {
      await scenario(held, unhandled);
      release();
      await settle();
      // The browser reports unhandled rejections in a task of its own.
      await sleep(5);
      equal(held.counts(), { timers: 0, listeners: 0 }, 'what is held afterwards');
      equal(unhandled.errors.map(String), [], 'errors that nobody handled');
    } finally {
      release();
      held.restore();
      unhandled.stop();
    }
  };
}

/**
 * Counts live timers and listeners.
 *
 * @typedef {ReturnType<typeof countHeld>} Held
 * @param {(type: string) => boolean} isCounted
 */
function countHeld(isCounted) {
  const { setTimeout, clearTimeout } = globalThis;
  const timers = new Set();
  /** The live listeners of each target and type: adding one twice is adding it once, as in the DOM. */
  const listeners = new Map();
  const listenersOf = (target, type) => {
    if (!listeners.has(target)) listeners.set(target, new Map());
    const types = listeners.get(target);
    if (!types.has(type)) types.set(type, new Set());
    return types.get(type);
  };
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
  EventTarget.prototype.addEventListener = function add(type, listener, ...rest) {
    const target = this ?? globalThis;
    if (isCounted(type)) listenersOf(target, type).add(listener);
    return addEventListener.call(target, type, listener, ...rest);
  };
  EventTarget.prototype.removeEventListener = function remove(type, listener, ...rest) {
    const target = this ?? globalThis;
    if (isCounted(type)) listenersOf(target, type).delete(listener);
    return removeEventListener.call(target, type, listener, ...rest);
  };
  return {
    counts() {
      let count = 0;
      for (const types of listeners.values()) for (const live of types.values()) count += live.size;
      return { timers: timers.size, listeners: count };
    },
    peakOfTimers: () => peak,
    restore() {
      Object.assign(globalThis, { setTimeout, clearTimeout });
      Object.assign(EventTarget.prototype, { addEventListener, removeEventListener });
    },
  };
}

/**
 * Collects rejections and thrown errors that nobody handled: their reasons and errors.
 *
 * @typedef {ReturnType<typeof catchUnhandled>} Unhandled
 */
function catchUnhandled() {
  const errors = [];
  const onRejection = (event) => {
    errors.push(event.reason);
    event.preventDefault();
  };
  const onError = (event) => {
    errors.push(event.error ?? event.message);
    event.preventDefault();
  };
  addEventListener.call(window, 'unhandledrejection', onRejection);
  addEventListener.call(window, 'error', onError);
  return {
    errors,
    stop() {
      removeEventListener.call(window, 'unhandledrejection', onRejection);
      removeEventListener.call(window, 'error', onError);
    },
  };
}

/** Waits for all microtasks, and what they lead to before the next macrotask. */
export async function settle() {
  for (let turn = 0; turn < 30; turn++) await undefined;
}

/** Waits for the next macrotask, also where timers are fake. */
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

/** Waits for real milliseconds, with a timer that is not counted. */
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

/** Collects what is written to `console.error` while `scenario` runs. */
export async function quietly(scenario) {
  const { error } = console;
  const errors = [];
  console.error = (...values) => errors.push(values[0]);
  try {
    await scenario();
  } finally {
    console.error = error;
  }
  return errors;
}
