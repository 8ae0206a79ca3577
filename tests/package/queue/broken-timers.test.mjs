// Timer functions that a page has patched badly: they throw, answer with rubbish, clear nothing or call back at once.
// No task may end because of it, and deadlines hold as long as any timer works.
import '../install.mjs';
import { deferred, hang, listenToConsole, macrotask, makeQueue, patch, sleep, soon } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

const real = { setTimeout, clearTimeout, setInterval };

const throwing = () => {
  throw new Error('patched');
};

/** Patched until the returned function is called. */
function spoil(name, value) {
  globalThis[name] = value;
  return () => (globalThis[name] = real[name]);
}

describe('a setTimeout that throws', () => {
  it('fails no task, of those that run neither', async () => {
    const said = listenToConsole();
    const ends = deferred();
    const queue = makeQueue();
    const bystander = queue.enqueue({ title: 'a', timeout: 0, processor: () => ends.promise });
    patch(globalThis, 'setTimeout', throwing);
    const other = queue.enqueue({ title: 'b', timeout: 60_000, processor: () => ends.promise });
    await macrotask();
    ends.resolve('fine');
    assert.deepEqual(
      [(await soon(bystander.promise)).status, (await soon(other.promise)).status],
      ['completed', 'completed'],
    );
    assert.equal(said.length, 1);
    assert.match(said[0].message, /setTimeout/);
    assert.equal(said[0].cause.message, 'patched');
  });

  it('postpones no deadline', async () => {
    listenToConsole();
    patch(globalThis, 'setTimeout', throwing);
    const { promise } = makeQueue().enqueue({ title: 'a', timeout: 20, processor: hang });
    const outcome = await soon(promise);
    assert.equal(outcome.error.name, 'TimeoutError');
  });

  it('postpones no deadline though it works again before', async () => {
    listenToConsole();
    const restore = spoil('setTimeout', throwing);
    const { promise } = makeQueue().enqueue({ title: 'a', timeout: 20, processor: hang });
    restore();
    assert.equal((await soon(promise)).status, 'failed');
  });

  it('is reported once, however often it throws', async () => {
    const said = listenToConsole();
    patch(globalThis, 'setTimeout', () => throwing());
    const queue = makeQueue();
    for (let at = 0; at < 5; at++)
      await soon(queue.enqueue({ title: 'a', timeout: 1000 - at, processor: () => at }).promise);
    assert.equal(said.length, 1);
  });

  it('with a setInterval that throws too fails no task, and deadlines hold again once the queue was idle', async () => {
    const said = listenToConsole();
    const restores = [spoil('setTimeout', () => throwing()), spoil('setInterval', throwing)];
    const ends = deferred();
    const queue = makeQueue();
    const { promise } = queue.enqueue({ title: 'a', timeout: 5, processor: () => ends.promise });
    await macrotask();
    for (const restore of restores) restore();
    await sleep(10);
    assert.equal(queue.running, 1);
    ends.resolve();
    assert.equal((await soon(promise)).status, 'completed');
    assert.equal(said.length, 1);
    assert.match(said[0].message, /without a timer/);
    const next = queue.enqueue({ title: 'b', timeout: 5, processor: hang });
    assert.equal((await soon(next.promise)).status, 'failed');
  });
});

describe('a setTimeout that does not do as it should', () => {
  for (const [what, answer] of [
    ['undefined', undefined],
    ['an object', { valueOf: throwing, [Symbol.toPrimitive]: throwing }],
    ['null', null],
  ])
    it(`answers with ${what}: deadlines hold, and what could not be cleared changes nothing`, async () => {
      const said = listenToConsole();
      patch(globalThis, 'setTimeout', (callback, delay) => {
        real.setTimeout(callback, delay);
        return answer;
      });
      const queue = makeQueue();
      const quick = queue.enqueue({ title: 'a', timeout: 10, processor: () => 1 });
      assert.equal((await soon(quick.promise)).status, 'completed');
      const slow = queue.enqueue({ title: 'b', timeout: 20, processor: hang });
      assert.equal((await soon(slow.promise)).status, 'failed');
      assert.ok(
        said.every((error) => /clearTimeout/.test(error.message)),
        String(said),
      );
    });

  it('calls back at once: no task ends before its time', async () => {
    listenToConsole();
    patch(globalThis, 'setTimeout', (callback) => callback());
    const queue = makeQueue();
    const { promise } = queue.enqueue({ title: 'a', timeout: 30, processor: hang });
    assert.equal(queue.running, 1);
    assert.equal((await soon(promise)).status, 'failed');
  });

  it('calls back twice: the second time changes nothing', async () => {
    patch(globalThis, 'setTimeout', (callback, delay) =>
      real.setTimeout(() => {
        callback();
        callback();
      }, delay),
    );
    const queue = makeQueue();
    const { promise } = queue.enqueue({ title: 'a', timeout: 10, processor: hang });
    const { promise: other } = queue.enqueue({ title: 'b', timeout: 40, processor: hang });
    assert.equal((await soon(promise)).status, 'failed');
    assert.equal((await soon(other)).status, 'failed');
  });
});

describe('a clearTimeout that throws', () => {
  it('is reported once and fails no task', async () => {
    const said = listenToConsole();
    patch(globalThis, 'clearTimeout', throwing);
    const queue = makeQueue();
    for (let at = 0; at < 3; at++)
      assert.equal(
        (await soon(queue.enqueue({ title: 'a', timeout: 15, processor: () => at }).promise)).status,
        'completed',
      );
    await sleep(25);
    assert.equal(said.length, 1);
    assert.match(said[0].message, /clearTimeout/);
  });
});

describe('a queueMicrotask and a Promise that a page has patched', () => {
  it('hinder nothing', async () => {
    patch(globalThis, 'queueMicrotask', throwing);
    patch(globalThis, 'Promise', class extends Promise {});
    const queue = makeQueue();
    const { promise } = queue.enqueue({ title: 'a', timeout: 20, processor: hang });
    const items = queue.enqueue({ title: 'b', items: [1, 2], processItem: async () => {} });
    assert.equal((await soon(items.promise)).completed, 2);
    assert.equal((await soon(promise)).status, 'failed');
  });
});

describe('a Date.now that is mocked alone', () => {
  for (const wall of [1_700_000_000_000, Number.NaN, 1e300, -1e300, 9.1e15])
    it(`says ${wall}: deadlines hold by the timers`, async () => {
      patch(Date, 'now', () => wall);
      const queue = makeQueue();
      const { promise } = queue.enqueue({ title: 'a', timeout: 20, processor: hang });
      assert.equal((await soon(promise)).status, 'failed');
      const [{ createdAt, startedAt, completedAt }] = queue.getSnapshot();
      assert.ok(createdAt <= startedAt && startedAt <= completedAt);
    });
});
