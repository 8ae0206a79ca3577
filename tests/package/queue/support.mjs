// What the queue's tests share: bodies that settle when told to, a clock and timers of their own, and an ear on
// the console.
import '../install.mjs';
import assert from 'node:assert/strict';
import { afterEach } from 'node:test';

export const { TaskQueue } = await import('taskwatch');

const real = { setTimeout, clearTimeout, setImmediate, now: Date.now };

/** A promise that never settles. */
export const hang = () => new Promise(() => {});

/** A promise with its two ends. */
export function deferred() {
  const ends = {};
  ends.promise = new Promise((resolve, reject) => Object.assign(ends, { resolve, reject }));
  return ends;
}

/** The next macrotask, whatever timers are. */
export const macrotask = () => new Promise((resolve) => real.setImmediate(resolve));

/** Real milliseconds, whatever timers are. */
export const sleep = (milliseconds) => new Promise((resolve) => real.setTimeout(resolve, milliseconds));

/** The value of a promise that settles soon; a promise that does not fails the test by name. */
export function soon(promise, what = 'the promise', limit = 500) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = real.setTimeout(() => reject(new Error(`${what} has not settled`)), limit);
  });
  return Promise.race([promise, late]).finally(() => real.clearTimeout(timer));
}

/** Waits until something holds, or its promise resolves with something; real time passes. */
export async function until(isSo, what = String(isSo)) {
  for (let turn = 0; turn < 300; turn++) {
    if (await isSo()) return;
    await sleep(5);
  }
  assert.fail(`${what} has not come`);
}

/** Whether a promise settles before the next macrotask but one. */
export async function hasSettled(promise) {
  let settled = false;
  promise.then(
    () => (settled = true),
    () => (settled = true),
  );
  await macrotask();
  return settled;
}

const cleanups = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

/** Calls back when the test has ended. */
export const afterTest = (cleanup) => cleanups.push(cleanup);

/** A queue that is disposed of when the test has ended, so that no hanging body outlives it. */
export function makeQueue(config) {
  const queue = new TaskQueue(config);
  afterTest(queue.dispose);
  return queue;
}

/** A queue with a task that runs and hangs; `ctx` is its context. */
export function running(config, options) {
  const queue = makeQueue(config);
  let ctx;
  const handle = queue.enqueue({
    title: 'a',
    processor: (given) => {
      ctx = given;
      return hang();
    },
    ...options,
  });
  return { queue, handle, ctx };
}

/** Collects what is said by `console.error` until the test has ended. */
export function listenToConsole() {
  const said = [];
  const { error } = console;
  console.error = (...values) => said.push(values[0]);
  afterTest(() => (console.error = error));
  return said;
}

/** Patches a property of an object until the test has ended. */
export function patch(object, name, value) {
  const former = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, {
    value,
    configurable: true,
    writable: true,
    enumerable: former?.enumerable ?? true,
  });
  afterTest(() => (former === undefined ? delete object[name] : Object.defineProperty(object, name, former)));
}

/** Counts live timers; they go on as they are. */
export function countTimers() {
  const live = new Set();
  const counts = {
    get live() {
      return live.size;
    },
    peak: 0,
    made: 0,
  };
  patch(globalThis, 'setTimeout', (callback, delay, ...values) => {
    const timer = real.setTimeout(() => {
      live.delete(timer);
      callback(...values);
    }, delay);
    live.add(timer);
    counts.made += 1;
    counts.peak = Math.max(counts.peak, live.size);
    return timer;
  });
  patch(globalThis, 'clearTimeout', (timer) => {
    live.delete(timer);
    real.clearTimeout(timer);
  });
  return counts;
}

const LONGEST_DELAY = 2 ** 31 - 1;

/** A clock and timers that move when told to, put in the place of the platform's until the test has ended. */
export function fakeTime(start = 1_700_000_000_000) {
  const timers = new Map();
  let elapsed = 0;
  let next = 1;
  const time = {
    /** What `Date.now` says; may be set to anything. */
    wall: start,
    peak: 0,
    get live() {
      return timers.size;
    },
    /** The delays of live timers. */
    get delays() {
      return [...timers.values()].map(({ due }) => due - elapsed);
    },
    /** Lets time pass: clock and timers together. */
    async advance(milliseconds) {
      // What has been begun arms its timers first.
      await macrotask();
      const end = elapsed + milliseconds;
      for (;;) {
        const due = [...timers]
          .filter(([, timer]) => timer.due <= end)
          .sort(([, a], [, b]) => a.due - b.due)[0];
        if (due === undefined) break;
        const [id, timer] = due;
        const step = Math.max(0, timer.due - elapsed);
        time.wall += step;
        elapsed += step;
        timers.delete(id);
        timer.callback();
        await macrotask();
      }
      time.wall += end - elapsed;
      elapsed = end;
      await macrotask();
    },
    /** A suspended laptop: the clock moves and no timer fires, then those that are due fire. */
    async suspend(milliseconds) {
      time.wall += milliseconds;
      elapsed += milliseconds;
      await time.advance(0);
    },
    /** Fires the live timers now, however early that is. */
    async fireEarly() {
      for (const [id, timer] of [...timers]) {
        timers.delete(id);
        timer.callback();
      }
      await macrotask();
    },
  };
  patch(Date, 'now', () => time.wall);
  patch(globalThis, 'setTimeout', (callback, delay = 0, ...values) => {
    const wait = delay > LONGEST_DELAY || !(delay >= 1) ? 1 : Math.trunc(delay);
    timers.set(next, { due: elapsed + wait, callback: () => callback(...values) });
    time.peak = Math.max(time.peak, timers.size);
    return next++;
  });
  patch(globalThis, 'clearTimeout', (id) => timers.delete(id));
  return time;
}

/** The one task of a queue, as its view. */
export const only = (queue) => {
  const views = queue.getSnapshot();
  assert.equal(views.length, 1);
  return views[0];
};

/** Titles of a snapshot with their statuses. */
export const statuses = (queue) => queue.getSnapshot().map(({ title, status }) => `${title} ${status}`);

/** A store in memory that notes its writes. */
export function makeStore(entries = []) {
  const kept = new Map(entries.map((entry) => [entry.id, entry]));
  const writes = [];
  return {
    kept,
    writes,
    getAll: () => [...kept.values()],
    get: (id) => kept.get(id),
    set(id, view) {
      writes.push([id, view]);
      kept.set(id, view);
    },
    remove(id) {
      writes.push([id]);
      kept.delete(id);
    },
    clear() {
      kept.clear();
    },
  };
}

/** What a page that is gone now has left in its store. */
export const copyOf = (storage) => makeStore(JSON.parse(JSON.stringify([...storage.kept.values()])));

/** A view as a store may hold it. */
export const stored = (fields) => ({
  id: 'old',
  title: 'old',
  status: 'completed',
  items: [],
  total: 0,
  completed: 0,
  failed: 0,
  succeededItems: [],
  failedItems: [],
  retryCount: 0,
  createdAt: 1,
  owner: 'gone',
  ...fields,
});

/** Does everything that one can do to a queue. */
export function doEverything(queue, id) {
  queue.getSnapshot();
  queue.getTask(id);
  queue.completionInfo(id);
  queue.inspect();
  queue.setConcurrency(queue.concurrency === 3 ? 4 : 3);
  queue.pause();
  queue.resume();
  queue.cancel(id, 'again');
  queue.retry(id);
  queue.dismiss(id);
  queue.cancelAll({ status: 'pending' });
  queue.dismissAll();
  queue.subscribe(() => {})();
  queue.onIdle();
  queue.showSummary('s', []);
  queue.closeSummary();
  void [queue.size, queue.running, queue.waiting, queue.paused, queue.persistence];
}
