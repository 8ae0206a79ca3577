// Cancelling: of what waits, of what runs, with grace, of all.
import {
  deferred,
  fakeTime,
  hang,
  hasSettled,
  listenToConsole,
  macrotask,
  makeQueue,
  only,
  running,
  soon,
  statuses,
} from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

describe('a pending task that is cancelled', () => {
  it('ends at once, and never starts', async () => {
    const queue = makeQueue({ concurrency: 1 });
    let started = 0;
    queue.enqueue({ title: 'runs', processor: hang });
    const handle = queue.enqueue({
      title: 'waits',
      processor: () => {
        started += 1;
      },
    });
    handle.cancel();
    assert.deepEqual(statuses(queue), ['runs running', 'waits cancelled']);
    assert.equal(queue.waiting, 0);
    const outcome = await soon(handle.promise);
    assert.deepEqual([outcome.status, outcome.failed, outcome.error.name], ['cancelled', 0, 'AbortError']);
    queue.dispose();
    assert.equal(started, 0);
  });

  it('has the reason given as its error', async () => {
    const queue = makeQueue({ paused: true });
    for (const reason of [new Error('mine'), 'a text', 0, false, null]) {
      const handle = queue.enqueue({ title: 'a', processor: hang });
      queue.cancel(handle.id, reason);
      assert.equal((await soon(handle.promise)).error, reason);
    }
  });
});

describe('a running task that is cancelled', () => {
  it('is asked at once: cancelRequested, signal and cleanups, its deadline off', () => {
    const steps = [];
    const { queue, handle, ctx } = running();
    ctx.onCancel(() => steps.push(only(queue).cancelRequested, ctx.signal.aborted, ctx.cancelled));
    const reason = new Error('mine');
    assert.equal(only(queue).cancelRequested, false);
    queue.cancel(handle.id, reason);
    assert.deepEqual(steps, [true, true, true]);
    assert.equal(ctx.signal.reason, reason);
    assert.deepEqual(
      [only(queue).status, only(queue).cancelRequested, only(queue).deadlineAt],
      ['running', true, undefined],
    );
    assert.equal(queue.running, 1);
  });

  it('gives an AbortError where no reason was given', () => {
    const { handle, ctx } = running();
    handle.cancel();
    assert.equal(ctx.signal.reason.name, 'AbortError');
  });

  for (const [how, settle] of [
    ['returns', (body) => body.resolve('done')],
    ['throws', (body) => body.reject(new Error('aborted'))],
  ]) {
    it(`is cancelled when its processor ${how}, and its slot is free then`, async () => {
      const queue = makeQueue({ concurrency: 1 });
      const body = deferred();
      const handle = queue.enqueue({ title: 'a', processor: () => body.promise });
      queue.enqueue({ title: 'b', processor: hang });
      handle.cancel('enough');
      assert.equal(await hasSettled(handle.promise), false);
      settle(body);
      const outcome = await soon(handle.promise);
      assert.deepEqual([outcome.status, outcome.error, outcome.failed], ['cancelled', 'enough', 0]);
      assert.deepEqual(statuses(queue), ['a cancelled', 'b running']);
    });
  }

  it('that reacts to its signal has left its slot before the next macrotask', async () => {
    const queue = makeQueue({ concurrency: 1 });
    const handle = queue.enqueue({
      title: 'a',
      processor: ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    });
    let started = false;
    queue.enqueue({
      title: 'b',
      processor: () => {
        started = true;
      },
    });
    handle.cancel();
    await macrotask();
    assert.equal(started, true);
  });

  it('ends without its processor after five seconds', async () => {
    const time = fakeTime();
    const { queue, handle } = running();
    handle.cancel();
    await time.advance(4_999);
    assert.equal(await hasSettled(handle.promise), false);
    await time.advance(1);
    assert.equal((await soon(handle.promise)).status, 'cancelled');
    assert.deepEqual([queue.running, time.live], [0, 0]);
  });

  it('has the grace of its queue, whatever is left of its timeout', async () => {
    const time = fakeTime();
    const { handle } = running({ cancelGrace: 1000 }, { timeout: 50 });
    handle.cancel();
    await time.advance(999);
    assert.equal(await hasSettled(handle.promise), false);
    await time.advance(1);
    assert.equal((await soon(handle.promise)).status, 'cancelled');
  });

  it('ends at once where there is no grace, and the next one starts before cancel returns', async () => {
    const queue = makeQueue({ cancelGrace: 0, concurrency: 1 });
    const handle = queue.enqueue({ title: 'a', processor: hang });
    queue.enqueue({ title: 'b', processor: hang });
    handle.cancel();
    assert.deepEqual(statuses(queue), ['a cancelled', 'b running']);
    assert.equal((await soon(handle.promise)).status, 'cancelled');
  });

  it('runs until it settles if the grace is Infinity', async () => {
    const time = fakeTime();
    const body = deferred();
    const { handle } = running({ cancelGrace: Infinity }, { processor: () => body.promise });
    handle.cancel();
    assert.equal(time.live, 0);
    await time.advance(1e10);
    assert.equal(await hasSettled(handle.promise), false);
    body.resolve();
    assert.equal((await soon(handle.promise)).status, 'cancelled');
  });

  it('counts what it reports until its end, and nothing later', async () => {
    const time = fakeTime();
    const { queue, handle, ctx } = running({}, { items: ['a', 'b', 'c', 'd'] });
    ctx.succeed('a');
    handle.cancel();
    ctx.succeed('b');
    ctx.fail('c', 'no');
    await time.advance(5000);
    ctx.succeed('d');
    const outcome = await soon(handle.promise);
    assert.deepEqual([outcome.status, outcome.completed, outcome.failed], ['cancelled', 2, 1]);
    assert.deepEqual(only(queue).succeededItems, ['a', 'b']);
    assert.deepEqual(outcome.failedItems, [{ id: 'c', message: 'no' }]);
  });

  it('keeps the first reason and runs cleanups once, however often it is cancelled', async () => {
    let cleaned = 0;
    const { queue, handle, ctx } = running();
    ctx.onCancel(() => ++cleaned);
    handle.cancel('first');
    handle.cancel('second');
    queue.cancel(handle.id, 'third');
    queue.cancelAll();
    queue.dispose();
    assert.equal(cleaned, 1);
    assert.equal(ctx.signal.reason, 'first');
    assert.equal((await soon(handle.promise)).error, 'first');
  });

  it('runs all cleanups even if some throw, and reports what they threw', () => {
    const said = listenToConsole();
    const error = new Error('cleanup');
    let ran = 0;
    const { handle, ctx } = running();
    ctx.onCancel(() => {
      ran += 1;
      throw error;
    });
    ctx.onCancel(() => {
      ran += 1;
      return Promise.reject(error);
    });
    ctx.onCancel(() => {
      ran += 1;
    });
    handle.cancel();
    assert.equal(ran, 3);
    assert.ok(said.includes(error));
  });

  it('calls a cleanup at once that is registered afterwards', () => {
    const { handle, ctx } = running();
    handle.cancel();
    let ran = 0;
    ctx.onCancel(() => ++ran);
    assert.equal(ran, 1);
  });

  it('does not call the cleanups of a run that ended by itself', async () => {
    const queue = makeQueue();
    let ran = 0,
      ctx;
    const handle = queue.enqueue({
      title: 'a',
      processor: (given) => {
        ctx = given;
        ctx.onCancel(() => ++ran);
      },
    });
    await handle.promise;
    handle.cancel();
    queue.dispose();
    ctx.onCancel(() => ++ran);
    assert.equal(ran, 0);
    assert.equal(ctx.signal.aborted, false);
  });
});

describe('a batch that is cancelled', () => {
  it('starts no further item and ends when those in flight have settled', async () => {
    const queue = makeQueue();
    const bodies = [];
    const handle = queue.enqueue({
      title: 'a',
      items: [1, 2, 3, 4],
      itemConcurrency: 2,
      processItem: (_item, ctx) => {
        bodies.push({ ...deferred(), ctx });
        return bodies.at(-1).promise;
      },
    });
    handle.cancel();
    assert.deepEqual(
      bodies.map(({ ctx }) => [ctx.cancelled, ctx.signal.aborted]),
      [
        [true, true],
        [true, true],
      ],
    );
    bodies[0].ctx.succeed();
    bodies[0].resolve();
    assert.equal(await hasSettled(handle.promise), false);
    bodies[1].resolve();
    const outcome = await soon(handle.promise);
    assert.equal(bodies.length, 2);
    assert.deepEqual([outcome.status, outcome.completed, outcome.failed], ['cancelled', 1, 0]);
    const { items, untried } = queue.completionInfo(handle.id);
    assert.deepEqual([items.map(({ status }) => status), untried.length], [['succeeded'], 3]);
  });

  it('counts items that return or throw after their signal was aborted as untried, unless they were reported', async () => {
    const bodies = [];
    const queue = makeQueue();
    const handle = queue.enqueue({
      title: 'a',
      items: ['returns', 'throws', 'says so', 'fails'],
      itemConcurrency: 4,
      retry: { attempts: 3 },
      processItem: (_, ctx) => {
        const body = Object.assign(deferred(), { ctx });
        bodies.push(body);
        return body.promise;
      },
    });
    queue.cancel(handle.id);
    bodies[2].ctx.succeed();
    bodies[3].ctx.fail(undefined, 'its own word');
    bodies[0].resolve();
    for (const { reject } of bodies.slice(1)) reject(new Error('cut off'));
    const outcome = await soon(handle.promise);
    assert.deepEqual([outcome.status, outcome.completed, outcome.failed], ['cancelled', 1, 1]);
    assert.deepEqual(outcome.failedItems, [{ id: 'fails', message: 'its own word' }]);
    assert.equal(outcome.error.name, 'AbortError');
    assert.deepEqual(queue.completionInfo(handle.id).untried, [
      { id: 'returns', data: 'returns' },
      { id: 'throws', data: 'throws' },
    ]);
  });
});

describe('cancelAll', () => {
  it('cancels all that have not ended, and starts nothing meanwhile', async () => {
    for (const cancelGrace of [0, 5000]) {
      const queue = makeQueue({ concurrency: 1, cancelGrace });
      let started = 0;
      const processor = () => {
        started += 1;
        return hang();
      };
      const handles = [1, 2, 3].map((title) => queue.enqueue({ title: String(title), processor }));
      queue.cancelAll();
      assert.equal(started, 1, `with a grace of ${cancelGrace}`);
      assert.deepEqual(
        queue.getSnapshot().map(({ cancelRequested }) => cancelRequested),
        [true, true, true],
      );
      queue.dispose();
      for (const { promise } of handles) assert.equal((await soon(promise)).status, 'cancelled');
    }
  });

  it('selects by status, category and group, all of which must match', () => {
    const queue = makeQueue({ concurrency: 2, cancelGrace: Infinity });
    const tasks = [
      ['a', 'x'],
      ['b', 'y'],
      ['a', 'y'],
      ['b', 'x'],
    ];
    for (const [category, group] of tasks)
      queue.enqueue({ title: category + group, category, group, processor: hang });
    const requested = () =>
      queue
        .getSnapshot()
        .filter((view) => view.cancelRequested)
        .map(({ title }) => title);
    queue.cancelAll({ status: 'completed' });
    queue.cancelAll({ category: 'c' });
    assert.deepEqual(requested(), []);
    queue.cancelAll({ category: 'a', status: 'pending' });
    assert.deepEqual(requested(), ['ay']);
    queue.cancelAll({ group: 'x' });
    assert.deepEqual(requested(), ['ax', 'ay', 'bx']);
    queue.cancelAll({});
    assert.equal(requested().length, 4);
  });

  it('cancels nothing for a filter of a wrong type, and names it', () => {
    const queue = makeQueue();
    queue.enqueue({ title: 'a', processor: hang });
    const wrong = [
      [5, /Expected `filter` to be an object .*, got 5$/],
      ['running', /Expected `filter` to be .*"running"$/],
      [() => true, /Expected `filter` to be .*a function$/],
      [{ status: 5 }, /Expected `filter\.status` to be a string, got 5$/],
      [{ status: ['running'] }, /Expected `filter\.status` to be .*an array$/],
      [{ category: null }, /Expected `filter\.category` to be .*null$/],
      [{ group: {} }, /Expected `filter\.group` to be .*an object$/],
    ];
    for (const [filter, message] of wrong) {
      assert.throws(() => queue.cancelAll(filter), { name: 'TypeError', message }, String(filter));
    }
    assert.equal(queue.getSnapshot()[0].cancelRequested, false);
  });
});
