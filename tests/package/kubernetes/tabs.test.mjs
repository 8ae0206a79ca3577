// Streams that all tabs share by Web Locks. The other tabs are played by the test: they ask for the same locks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  TYPE,
  afterTest,
  fakeApi,
  fakeTime,
  fault,
  isWatch,
  open,
  patch,
  refuse,
  turns,
} from './support.mjs';

/** Web Locks, as the standard has them, in the place of the platform's until the test has ended. */
function fakeLocks() {
  const queues = new Map();
  const locks = {
    /** Names of locks that are held. */
    get held() {
      return [...queues].filter(([, queue]) => queue[0]?.isHeld).map(([name]) => name);
    },
    /** How many requests wait. */
    get waiting() {
      return [...queues.values()].flat().filter(({ isHeld }) => !isHeld).length;
    },
    request(name, { signal, ifAvailable }, callback) {
      signal?.throwIfAborted();
      if (!queues.has(name)) queues.set(name, []);
      const queue = queues.get(name);
      if (ifAvailable && queue.length > 0) return Promise.resolve().then(() => callback(null));
      return new Promise((resolve, reject) => {
        const entry = { isHeld: false, callback, resolve, reject };
        queue.push(entry);
        signal?.addEventListener('abort', () => {
          if (entry.isHeld || !queue.includes(entry)) return;
          queue.splice(queue.indexOf(entry), 1);
          reject(signal.reason);
          next(queue);
        });
        next(queue);
      });
    },
  };
  function next(queue) {
    const [first] = queue;
    if (first === undefined || first.isHeld) return;
    first.isHeld = true;
    Promise.resolve()
      .then(() => first.callback({}))
      .finally(() => {
        queue.shift();
        next(queue);
      })
      .then(first.resolve, first.reject);
  }
  patch(globalThis, 'navigator', { locks });
  /** Another tab holds this many of the origin's locks; returns functions that release them, one by one. */
  locks.occupy = (count, origin = 'https://api.example') =>
    Array.from({ length: count }, (_, index) => {
      let release;
      const held = new Promise((resolve) => (release = resolve));
      locks.request(`taskwatch:stream:${origin}:${index}`, {}, () => held);
      afterTest(release);
      return release;
    });
  return locks;
}

const names = (count) => Array.from({ length: count }, (_, index) => `project-${index}`);

test('all tabs together have at most maxStreams streams to an origin; beyond it waits are served by reads', async () => {
  const time = fakeTime();
  const locks = fakeLocks();
  const releases = locks.occupy(2);
  const api = fakeApi();
  api.put('a');
  const { subscribe } = open(api);
  const all = names(4).map((projectId) => subscribe({ projectId }));
  await turns(16);
  assert.deepEqual([api.streams.size, locks.held.length], [2, 4]);
  api.put('a', { spec: 1 });
  await time.advance(5_000);
  for (const { heard } of all) assert.deepEqual(heard, ['ADDED a', 'MODIFIED a']);
  for (const release of releases) release();
  await turns(16);
  assert.deepEqual([api.streams.size, locks.held.length, locks.waiting], [4, 4, 0]);
  for (const { unsubscribe } of all) unsubscribe();
  await time.advance(1_000);
  assert.deepEqual([api.streams.size, locks.held, locks.waiting], [0, [], 0]);
});

test('each tab gets its turn', async () => {
  const time = fakeTime();
  const locks = fakeLocks();
  const api = fakeApi();
  open(api, { maxStreams: 1 }).subscribe();
  await turns(16);
  assert.equal(api.streams.size, 1);
  const [release] = locks.occupy(1);
  await time.advance(14_900);
  api.cut();
  await turns(16);
  assert.equal(api.streams.size, 0, 'the other tab has waited longer');
  await time.advance(10_000);
  assert.ok(api.lists().length >= 3, 'it is polled meanwhile');
  release();
  await turns(16);
  assert.equal(api.streams.size, 1);
});

test('locks are given back with streams that fail, and while the page is hidden away', async () => {
  const time = fakeTime();
  const locks = fakeLocks();
  const page = new EventTarget();
  patch(globalThis, 'addEventListener', page.addEventListener.bind(page));
  patch(globalThis, 'removeEventListener', page.removeEventListener.bind(page));
  const api = fakeApi();
  const { subscribe } = open(api);
  const { unsubscribe } = subscribe();
  await turns(16);
  assert.equal(locks.held.length, 1);
  page.dispatchEvent(new Event('pagehide'));
  await turns();
  assert.deepEqual([api.streams.size, locks.held, locks.waiting], [0, [], 0]);
  page.dispatchEvent(new Event('pageshow'));
  await turns(16);
  assert.deepEqual([api.streams.size, locks.held.length], [1, 1]);
  fault(api, isWatch, () => refuse(403, 'Forbidden', 'no'));
  api.cut(new Error('reset'));
  await time.advance(10_000);
  assert.deepEqual(
    [locks.held, locks.waiting],
    [[], 0],
    'a collection that may not be watched needs no stream',
  );
  unsubscribe();
});

test('an unsubscribe while the locks are awaited leaves nothing', async () => {
  const time = fakeTime();
  const locks = fakeLocks();
  const [release] = locks.occupy(1);
  const api = fakeApi();
  const { unsubscribe } = open(api, { maxStreams: 1 }).subscribe();
  await turns(16);
  assert.equal(locks.waiting, 1);
  unsubscribe();
  await time.advance(1_000);
  assert.equal(locks.waiting, 0);
  release();
  await turns(16);
  assert.deepEqual([api.streams.size, locks.held, time.live], [0, [], 0]);
});

for (const [what, request] of Object.entries({
  'reject, as in a sandboxed frame': () => Promise.reject(new DOMException('no', 'SecurityError')),
  throw: () => {
    throw new TypeError('no');
  },
})) {
  test(`where locks ${what} a page has its streams without`, async () => {
    patch(globalThis, 'navigator', { locks: { request } });
    const api = fakeApi();
    const { subscribe } = open(api);
    for (const projectId of names(5)) subscribe({ projectId });
    await turns(24);
    assert.equal(api.streams.size, 4);
  });
}

test('without a limit no locks are asked for', async () => {
  const locks = fakeLocks();
  const api = fakeApi();
  open(api, { maxStreams: Infinity }).subscribe({ resourceType: TYPE });
  await turns(16);
  assert.deepEqual([api.streams.size, locks.held], [1, []]);
});
