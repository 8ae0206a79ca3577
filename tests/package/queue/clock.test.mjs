// Timers and clocks that misbehave, and how many timers are armed.
import {
  countTimers,
  deferred,
  fakeTime,
  hang,
  hasSettled,
  macrotask,
  makeQueue,
  only,
  soon,
} from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('a deadline', () => {
  it('is not postponed by a clock that was set back', async () => {
    const time = fakeTime();
    const { promise } = makeQueue().enqueue({ title: 'a', timeout: 60_000, processor: hang });
    await time.advance(30_000);
    time.wall -= HOUR;
    await time.advance(30_000);
    assert.equal((await soon(promise)).status, 'failed');
  });

  it('is not postponed by a clock that was set back before other tasks started and ended', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const { promise } = queue.enqueue({ title: 'a', timeout: 60_000, processor: hang });
    for (let at = 0; at < 6; at++) {
      time.wall -= HOUR;
      await soon(queue.enqueue({ title: 'b', processor: () => at }).promise);
      await time.advance(9_999);
    }
    assert.equal(await hasSettled(promise), false);
    await time.advance(6);
    assert.equal((await soon(promise)).status, 'failed');
  });

  it('is checked against the clock: a timer that fires early ends nothing', async () => {
    const time = fakeTime();
    const { promise } = makeQueue().enqueue({ title: 'a', timeout: 1000, processor: hang });
    time.wall += 400;
    await time.fireEarly();
    assert.equal(await hasSettled(promise), false);
    assert.equal(time.live, 1);
    await time.advance(600);
    assert.equal((await soon(promise)).status, 'failed');
  });

  it('holds above the longest delay of a timer', async () => {
    const time = fakeTime();
    const limit = 40 * DAY;
    const { promise } = makeQueue().enqueue({ title: 'a', timeout: limit, processor: hang });
    assert.ok(
      time.delays.every((delay) => delay > HOUR),
      'a timer that overflows fires at once',
    );
    await time.advance(limit - 1);
    assert.equal(await hasSettled(promise), false);
    assert.equal(time.live, 1);
    await time.advance(1);
    assert.deepEqual((await soon(promise)).failedItems, [{ message: `timeout after ${limit} ms` }]);
  });

  it('may be further away than dates go', async () => {
    for (const timeout of [Number.MAX_VALUE, Number.MAX_SAFE_INTEGER, 2 ** 53]) {
      const time = fakeTime();
      const queue = makeQueue();
      const { promise } = queue.enqueue({ title: 'a', timeout, processor: hang });
      await time.advance(100 * DAY);
      assert.equal(await hasSettled(promise), false);
      queue.dispose();
      assert.equal(time.live, 0);
    }
  });

  it('of a fraction of a millisecond passes', async () => {
    const time = fakeTime();
    const { promise } = makeQueue().enqueue({ title: 'a', timeout: 0.25, processor: hang });
    await time.advance(1);
    assert.match((await soon(promise)).failedItems[0].message, /timeout.*0\.25/);
  });
});

describe('after a suspension', () => {
  it('a task whose deadline passed meanwhile has fifteen seconds more', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const { promise } = queue.enqueue({ title: 'a', timeout: 60_000, processor: hang });
    await time.suspend(HOUR);
    assert.equal(await hasSettled(promise), false);
    assert.equal(only(queue).deadlineAt, time.wall + 15_000);
    await time.advance(14_999);
    assert.equal(await hasSettled(promise), false);
    await time.advance(1);
    assert.equal((await soon(promise)).status, 'failed');
  });

  it('every such task has, and one whose deadline is still to come keeps it', async () => {
    const time = fakeTime();
    const queue = makeQueue({ concurrency: 9 });
    const passed = [50, 60_000, 3_000_000].map((timeout) =>
      queue.enqueue({ title: 'a', timeout, processor: hang }),
    );
    const later = queue.enqueue({ title: 'b', timeout: HOUR + 5_000, processor: hang });
    await time.suspend(HOUR);
    await time.advance(5_000);
    assert.equal((await soon(later.promise)).status, 'failed');
    for (const { promise } of passed) assert.equal(await hasSettled(promise), false);
    await time.advance(10_000);
    for (const { promise } of passed) assert.equal((await soon(promise)).status, 'failed');
  });

  it('a task that ends within them is completed', async () => {
    const time = fakeTime();
    const body = deferred();
    const { promise } = makeQueue().enqueue({ title: 'a', timeout: 60_000, processor: () => body.promise });
    await time.suspend(HOUR);
    await time.advance(10_000);
    body.resolve('arrived');
    assert.equal((await soon(promise)).result, 'arrived');
    assert.equal(time.live, 0);
  });

  it('a second suspension gives them again', async () => {
    const time = fakeTime();
    const { promise } = makeQueue().enqueue({ title: 'a', timeout: 60_000, processor: hang });
    await time.suspend(HOUR);
    await time.suspend(HOUR);
    await time.advance(14_000);
    assert.equal(await hasSettled(promise), false);
    await time.advance(1_000);
    assert.equal((await soon(promise)).status, 'failed');
  });

  it('the message still names the configured limit', async () => {
    const time = fakeTime();
    const { promise } = makeQueue().enqueue({ title: 'a', timeout: 60_000, processor: hang });
    await time.suspend(HOUR);
    await time.advance(15_000);
    assert.match((await soon(promise)).failedItems[0].message, /timeout after 60000 ms/);
  });

  it('a timer that is thirty seconds late or less is none', async () => {
    const time = fakeTime();
    const { promise } = makeQueue().enqueue({ title: 'a', timeout: 60_000, processor: hang });
    await time.suspend(90_000);
    assert.equal((await soon(promise)).status, 'failed');
  });

  it('a cancelled task whose grace passed meanwhile ends', async () => {
    const time = fakeTime();
    const handle = makeQueue().enqueue({ title: 'a', processor: hang });
    handle.cancel();
    await time.suspend(HOUR);
    await time.advance(15_000);
    assert.equal((await soon(handle.promise)).status, 'cancelled');
  });
});

describe('timers', () => {
  it('none is armed while nothing runs', async () => {
    const time = fakeTime();
    const queue = makeQueue({ paused: true });
    queue.enqueue({ title: 'a', processor: () => {} });
    queue.getSnapshot();
    queue.subscribe(() => {});
    queue.onEmpty();
    await macrotask();
    assert.equal(time.live, 0);
    const done = queue.onIdle();
    queue.resume();
    assert.equal(time.live, 1);
    await soon(done);
    assert.equal(time.live, 0);
  });

  it('at most one is armed, not even for a moment two', async () => {
    const timers = countTimers();
    const queue = makeQueue({ concurrency: 20, cancelGrace: 30 });
    const handles = [300_000, 50, 40, null, 2 ** 40, 45].map((timeout) =>
      queue.enqueue({ title: 'a', timeout, processor: hang }),
    );
    assert.equal(timers.live, 1);
    handles[0].cancel();
    handles[3].cancel();
    await soon(Promise.all(handles.filter((_, at) => at !== 4).map(({ promise }) => promise)));
    handles[4].cancel();
    await soon(queue.onIdle());
    assert.equal(timers.live, 0);
    assert.equal(timers.peak, 1);
  });

  it('none is left by dispose', () => {
    const timers = countTimers();
    const queue = makeQueue();
    queue.enqueue({ title: 'a', processor: hang });
    queue.enqueue({ title: 'b', processor: hang }).cancel();
    assert.equal(timers.live, 1);
    queue.dispose();
    assert.equal(timers.live, 0);
  });

  it('none is armed for a task without a limit, but for the grace of its cancel', () => {
    const timers = countTimers();
    const queue = makeQueue();
    const handle = queue.enqueue({ title: 'a', timeout: 0, processor: hang });
    assert.equal(timers.live, 0);
    handle.cancel();
    assert.equal(timers.live, 1);
  });

  it('are created again for few of many short tasks', async () => {
    const timers = countTimers();
    const queue = makeQueue({ concurrency: 1 });
    for (let at = 0; at < 1000; at++) queue.enqueue({ title: 'a', processor: () => at });
    await soon(queue.onIdle(), 'onIdle', 5000);
    assert.equal(timers.live, 0);
    assert.ok(timers.made < 100, `${timers.made} timers for 1000 tasks`);
  });

  it('are those of the moment: a fake clock put in place later is used', async () => {
    const queue = makeQueue();
    await queue.enqueue({ title: 'real', processor: () => {} }).promise;
    const time = fakeTime(5);
    const { promise } = queue.enqueue({ title: 'a', timeout: 1000, processor: hang });
    assert.equal(queue.getSnapshot()[1].createdAt, 5);
    await time.advance(1000);
    assert.equal((await soon(promise)).status, 'failed');
  });
});

/** The view went on to show the deadline that had passed. */
it('a view that was read before a suspension is replaced by one with the later deadline, and listeners are notified', async () => {
  const time = fakeTime();
  const queue = makeQueue();
  queue.enqueue({ title: 'a', timeout: 1_000, processor: hang });
  const [before] = queue.getSnapshot();
  let told = 0;
  queue.subscribe(() => ++told);
  await macrotask();
  told = 0;
  await time.suspend(60_000);
  const [view] = queue.getSnapshot();
  assert.deepEqual([view.status, view.deadlineAt, told > 0], ['running', time.wall + 15_000, true]);
  assert.notEqual(view, before);
});
