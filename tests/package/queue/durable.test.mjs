// Durable tasks in one queue after the other: how kinds are defined, and what a new page resumes.
import { copyOf, fakeTime, hang, macrotask, makeQueue, makeStore, only, soon, until } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

describe('define and enqueue', () => {
  it('throw for what is wrong, and queue nothing', () => {
    const queue = makeQueue();
    const run = () => {};
    assert.deepEqual(Object.keys(queue.define('a', { run })), ['kind', 'enqueue']);
    queue.define('a', { run });
    assert.throws(() => queue.define('a', { run: () => {} }), { name: 'TypeError', message: /`a`/ });
    assert.throws(() => queue.define('a', { run, version: 2 }), { name: 'TypeError', message: /version/ });
    for (const [kind, definition] of [
      ['', { run }],
      ['b', {}],
      ['b', { run, runItem: run }],
      ['b', { run: 3 }],
      ['b', { run, version: '1' }],
      ['b', null],
    ])
      assert.throws(() => queue.define(kind, definition), TypeError);
    assert.throws(() => queue.enqueue({ kind: 'none', title: 't' }), { name: 'TypeError', message: /none/ });
    assert.throws(() => queue.enqueue({ kind: 'a', title: 't', processor: run }), TypeError);
    assert.throws(() => queue.enqueue({ kind: 'a', title: 't', input: { f() {} } }), {
      name: 'TypeError',
      message: /"a".*input.*\.f/,
    });
    queue.define('items', { runItem: run });
    assert.throws(() => queue.enqueue({ kind: 'items', title: 't' }), {
      name: 'TypeError',
      message: /items/,
    });
    assert.equal(queue.getSnapshot().length, 0);
  });

  it('give a kind that enqueues', async () => {
    const queue = makeQueue();
    const kind = queue.define('double', { run: (_, input) => input * 2 });
    assert.equal((await soon(kind.enqueue({ title: 't', input: 4 }).promise)).result, 8);
  });
});

describe('a task whose page was closed', () => {
  /** A page that has done two of three steps. */
  async function leftBehind(options = {}, config = {}) {
    const storage = makeStore();
    const queue = makeQueue({ storage, ...config });
    queue.define('three', {
      run: async (ctx) => {
        await ctx.step('one', () => 1);
        await ctx.step('two', () => ({ two: 2 }));
        await ctx.step('three', hang);
      },
    });
    const { id } = queue.enqueue({ kind: 'three', input: { a: 1 }, title: 't', ...options });
    await macrotask();
    await macrotask();
    return { storage: copyOf(storage), queue, id };
  }

  it('is pending and interrupted, and resumes from the first step without a result', async () => {
    const { storage, id } = await leftBehind();
    const queue = makeQueue({ storage });
    const before = only(queue);
    assert.deepEqual([before.status, before.interrupted, before.id], ['pending', true, id]);
    assert.match(before.message, /three/);
    assert.equal(queue.size, 0);
    const calls = [];
    const key = [];
    queue.define('three', {
      run: async (ctx, input) => {
        key.push(ctx.idempotencyKey, ctx.attempt);
        const call = (name) => ctx.step(name, () => calls.push(name));
        return [await call('one'), await call('two'), await call('three'), input];
      },
    });
    const running = only(queue);
    assert.deepEqual([running.status, running.interrupted, running.attempt], ['running', undefined, 1]);
    await until(() => only(queue).status === 'completed');
    assert.deepEqual(calls, ['three']);
    assert.deepEqual(key, [id, 1]);
    assert.deepEqual(only(queue).result, [1, { two: 2 }, 1, { a: 1 }]);
    assert.equal(storage.kept.get(id).status, 'completed');
  });

  it('keeps what it was enqueued with', async () => {
    const { storage, id } = await leftBehind({
      priority: 3,
      key: 'k',
      group: 'g',
      category: 'c',
      metadata: { m: 1 },
      cancelable: false,
      timeout: 90_000,
    });
    const queue = makeQueue({ storage });
    queue.define('three', { run: hang });
    const view = queue.getTask(id);
    const { priority, key, group, category, metadata, cancelable } = view;
    assert.deepEqual(
      { priority, key, group, category, metadata, cancelable },
      { priority: 3, key: 'k', group: 'g', category: 'c', metadata: { m: 1 }, cancelable: false },
    );
    assert.equal(view.deadlineAt - view.startedAt, 90_000);
    assert.equal(queue.group('g').total, 1);
    const other = queue.enqueue({ title: 'u', key: 'k', processor: hang });
    assert.equal(queue.getTask(other.id).status, 'pending');
  });

  it('that was disposed of is cancelled there and pending in its store', async () => {
    const storage = makeStore();
    const queue = makeQueue({ storage });
    queue.define('k', { run: (ctx) => ctx.step('a', hang) });
    const { promise, id } = queue.enqueue({ kind: 'k', title: 't' });
    const plain = queue.enqueue({ title: 'plain', processor: hang });
    queue.dispose();
    assert.equal((await soon(promise)).status, 'cancelled');
    assert.equal(storage.kept.get(id).status, 'pending');
    assert.equal(storage.kept.get(plain.id).status, 'cancelled');
    const next = makeQueue({ storage });
    next.define('k', { run: (ctx) => ctx.step('a', () => 5) });
    await until(() => next.getTask(id).status === 'completed');
    assert.equal(next.getTask(id).result, 5);
  });

  it('that was cancelled stays so', async () => {
    const { queue, id, storage: _ } = await leftBehind({}, { cancelGrace: 0 });
    queue.cancel(id);
    assert.equal(queue.getTask(id).status, 'cancelled');
  });

  it('resumes the items that have not succeeded, each with its own steps', async () => {
    const storage = makeStore();
    const first = makeQueue({ storage });
    const made = [];
    const runItem = (isFirst) => async (item, ctx) => {
      await ctx.step('make', () => made.push(item));
      if (isFirst && item !== 'a') await hang();
      return ctx.idempotencyKey;
    };
    first.define('batch', { runItem: runItem(true) });
    const { id } = first.enqueue({ kind: 'batch', title: 't', items: ['a', 'b', 'c'] });
    await macrotask();
    await macrotask();
    assert.deepEqual(made, ['a', 'b']);
    const second = makeQueue({ storage: copyOf(storage) });
    second.define('batch', { runItem: runItem(false) });
    await until(() => only(second).status === 'completed');
    assert.deepEqual(made, ['a', 'b', 'c']);
    const view = second.getTask(id);
    assert.deepEqual([...view.succeededItems].sort(), ['a', 'b', 'c']);
    assert.equal(view.completed, 3);
  });

  it('of a whole batch that had nothing left completes', async () => {
    const storage = makeStore();
    const first = makeQueue({ storage });
    first.define('batch', { runItem: (item) => item });
    const { id, promise } = first.enqueue({ kind: 'batch', title: 't', items: [1, 2] });
    await soon(promise);
    const copy = copyOf(storage);
    copy.kept.set(id, { ...copy.kept.get(id), status: 'running', completedAt: undefined });
    const second = makeQueue({ storage: copy });
    second.define('batch', { runItem: () => assert.fail('nothing was left') });
    assert.equal(only(second).status, 'completed');
  });

  it('can be retried, if it had failed, with the results of its steps', async () => {
    const storage = makeStore();
    const first = makeQueue({ storage });
    let calls = 0;
    const run = (fails) => async (ctx) => {
      await ctx.step('a', () => ++calls);
      if (fails) throw new Error('no');
      return calls;
    };
    first.define('k', { run: run(true) });
    const { id, promise } = first.enqueue({ kind: 'k', title: 't' });
    await soon(promise);
    const second = makeQueue({ storage: copyOf(storage) });
    assert.equal(second.retry(id), undefined);
    second.define('k', { run: run(false) });
    const handle = second.retry(id);
    assert.equal(handle.id, id);
    assert.equal((await soon(handle.promise)).result, 1);
    assert.equal(second.getTask(id).retryCount, 1);
  });

  it('counts its total timeout from its first start, the time it was closed included', async () => {
    const time = fakeTime();
    const { storage } = await leftBehind({ totalTimeout: 10_000, timeout: 0 });
    time.wall += 4_000;
    const queue = makeQueue({ storage });
    queue.define('three', { run: hang });
    const { deadlineAt } = only(queue);
    assert.equal(deadlineAt - time.wall, 6_000);
    const late = makeQueue({ storage: (await leftBehind({ totalTimeout: 10_000 })).storage });
    time.wall += 20_000;
    late.define('three', { run: hang });
    await time.advance(100);
    assert.equal(only(late).status, 'failed');
  });

  it('is cancelled, and does not run, where its page was closed before the grace of a cancel was over', async () => {
    const time = fakeTime();
    const storage = makeStore();
    const first = makeQueue({ storage });
    first.define('k', { run: hang });
    const { id, cancel } = first.enqueue({ kind: 'k', title: 't', totalTimeout: 60_000 });
    cancel();
    await time.advance(100);
    for (const closed of [0, 100_000]) {
      time.wall += closed;
      const left = copyOf(storage);
      const cancelled = [];
      const next = makeQueue({ storage: left, onTaskCancel: (view) => cancelled.push(view.id) });
      next.define('k', { run: () => assert.fail('it must not run') });
      const { status, cancelRequested, completedAt } = only(next);
      assert.deepEqual([status, cancelRequested, completedAt], ['cancelled', true, time.wall]);
      await macrotask();
      assert.deepEqual(cancelled, [id]);
      assert.equal(left.kept.get(id).status, 'cancelled');
    }
  });

  it('knows the items that have succeeded while it waits in the next page, and in the page after that', async () => {
    const storage = makeStore();
    const ran = [];
    const open = (config) => {
      const queue = makeQueue({ storage, ...config });
      queue.define('k', { runItem: (item) => (ran.push(item) === 2 ? hang() : undefined) });
      return queue;
    };
    const first = open();
    first.enqueue({ kind: 'k', title: 't', items: ['a', 'b', 'c'] });
    await macrotask();
    first.dispose();
    const second = open({ paused: true });
    const { status, completed, succeededItems, failedItems } = only(second);
    assert.deepEqual([status, completed, succeededItems, failedItems], ['pending', 1, ['a'], []]);
    assert.deepEqual([...storage.kept.values()][0].succeededItems, ['a']);
    second.dispose();
    const third = open();
    await until(() => only(third).status === 'completed');
    assert.deepEqual(ran, ['a', 'b', 'b', 'c']);
    assert.deepEqual(only(third).succeededItems, ['a', 'b', 'c']);
  });

  it('pauses before its next attempt for what is left of the pause', async () => {
    const time = fakeTime();
    const storage = makeStore();
    const first = makeQueue({ storage });
    first.define('k', {
      run: () => {
        throw new Error('no');
      },
    });
    first.enqueue({ kind: 'k', title: 't', retry: { attempts: 3, minDelay: 5_000, jitter: 0 } });
    await macrotask();
    assert.equal(only(first).status, 'pending');
    await time.advance(2_000);
    const second = makeQueue({ storage: copyOf(storage) });
    let attempt;
    second.define('k', {
      run: (ctx) => {
        attempt = ctx.attempt;
      },
    });
    assert.equal(only(second).nextAttemptAt - time.wall, 3_000);
    await time.advance(2_900);
    assert.equal(attempt, undefined);
    await time.advance(200);
    assert.equal(attempt, 2);
    assert.equal(only(second).status, 'completed');
  });

  it('pauses on after dispose too, and runs no more often than `attempts`', async () => {
    const time = fakeTime();
    const storage = makeStore();
    const ran = [];
    const run = ({ attempt }) => {
      ran.push([attempt, time.wall - began]);
      throw new Error('no');
    };
    const began = time.wall;
    const open = () => {
      const queue = makeQueue({ storage });
      queue.define('k', { run });
      return queue;
    };
    const first = open();
    first.enqueue({ kind: 'k', title: 't', retry: { attempts: 3, minDelay: 5_000, factor: 1, jitter: 0 } });
    await macrotask();
    await time.advance(2_000);
    first.dispose();
    assert.deepEqual([only(first).status, only(first).nextAttemptAt], ['cancelled', undefined]);
    const second = open();
    assert.deepEqual([only(second).status, only(second).nextAttemptAt], ['pending', began + 5_000]);
    second.dispose();
    const third = open();
    await time.advance(20_000);
    assert.deepEqual(ran, [
      [1, 0],
      [2, 5_000],
      [3, 10_000],
    ]);
    assert.equal(only(third).status, 'failed');
  });

  it('keeps its timeline, in which steps, interruption and resumption stand', async () => {
    const { storage, id } = await leftBehind({}, { timeline: 20 });
    const kinds = (queue) => queue.timeline(id).map(({ kind, step }) => step ?? kind);
    const queue = makeQueue({ storage, timeline: 20 });
    const first = ['queued', 'started', 'attempt', 'one', 'one', 'two', 'two'];
    assert.deepEqual(kinds(queue), first);
    queue.define('three', {
      run: async (ctx) => {
        await ctx.step('three', () => {
          throw new Error('no');
        });
      },
    });
    await until(() => only(queue).status === 'failed');
    assert.deepEqual(kinds(queue), [
      ...first,
      'interrupted',
      'resumed',
      'attempt',
      'three',
      'three',
      'ended',
    ]);
    assert.equal(queue.timeline(id).at(-2).error, 'no');
  });

  it('whose steps cannot be read is shown and left alone', async () => {
    const { storage, id } = await leftBehind();
    for (const damage of [
      { steps: 'half' },
      { steps: { one: { $date: 'never' } } },
      { durable: 3 },
      { durable: { version: 'x' } },
    ]) {
      const entry = { ...storage.kept.get(id), ...damage };
      const damaged = makeStore([entry]);
      const queue = makeQueue({ storage: damaged });
      queue.define('three', { run: () => assert.fail('half a task was run') });
      assert.equal(only(queue).status, 'pending');
      assert.match(only(queue).message, /cannot be read/);
      assert.deepEqual(damaged.kept.get(id), entry);
    }
  });
});
