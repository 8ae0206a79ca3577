// Durable tasks in one queue after the other: steps that run once, sleeps, and what a new page resumes.
import {
  copyOf,
  deferred,
  fakeTime,
  hang,
  listenToConsole,
  macrotask,
  makeQueue,
  makeStore,
  only,
  soon,
} from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

/** Waits until something holds. */
async function until(isSo, what = 'it') {
  for (let turn = 0; turn < 200; turn++) {
    if (isSo()) return;
    await macrotask();
  }
  assert.fail(`${what} has not come`);
}

describe('a step', () => {
  it('runs once, and its result is stored before the next one starts', async () => {
    const storage = makeStore();
    const queue = makeQueue({ storage });
    const calls = [];
    queue.define('create', {
      run: async (ctx, input) => {
        const made = await ctx.step('create', () => {
          calls.push('create');
          return { name: input.name, at: new Date(5) };
        });
        await ctx.step('second', () => {
          calls.push(structuredClone([...storage.kept.values()][0].steps));
        });
        const again = await ctx.step('create', () => assert.fail('it ran twice'));
        return [made, again];
      },
    });
    const outcome = await soon(queue.enqueue({ kind: 'create', input: { name: 'a' }, title: 't' }).promise);
    assert.equal(outcome.status, 'completed');
    assert.deepEqual(outcome.result, [
      { name: 'a', at: new Date(5) },
      { name: 'a', at: new Date(5) },
    ]);
    assert.equal(calls.length, 2);
    assert.deepEqual(Object.keys(calls[1]), ['create']);
    const view = only(queue);
    assert.deepEqual(view.input, { name: 'a' });
    assert.deepEqual(view.steps, { create: { name: 'a', at: new Date(5) }, second: undefined });
    assert.ok(Object.isFrozen(view.steps.create));
    assert.equal(view.kind, 'create');
  });

  it('waits for an asynchronous store, though no longer than two seconds', async () => {
    const time = fakeTime();
    const said = listenToConsole();
    const storage = { ...makeStore(), set: hang };
    const queue = makeQueue({ storage });
    let hasGoneOn = false;
    queue.define('k', {
      run: async (ctx) => {
        await ctx.step('a', () => 1);
        hasGoneOn = true;
      },
    });
    const { promise } = queue.enqueue({ kind: 'k', title: 't' });
    await time.advance(1_900);
    assert.equal(hasGoneOn, false);
    await time.advance(200);
    assert.equal(hasGoneOn, true);
    await soon(promise);
    assert.equal(queue.persistence, 'degraded');
    assert.equal(said.length, 1);
  });

  it('is shared by two calls at once, and kept by a retry', async () => {
    const queue = makeQueue();
    let calls = 0;
    let attempts = 0;
    queue.define('k', {
      run: async (ctx) => {
        attempts += 1;
        const [a, b] = await Promise.all([
          ctx.step('a', async () => ++calls),
          ctx.step('a', async () => ++calls),
        ]);
        assert.equal(a, b);
        if (attempts === 1) throw new Error('no');
        return a;
      },
    });
    const { id, promise } = queue.enqueue({ kind: 'k', title: 't' });
    assert.equal((await soon(promise)).status, 'failed');
    assert.equal((await soon(queue.retry(id).promise)).result, 1);
    assert.equal(calls, 1);
  });

  it('is tried again where it threw', async () => {
    const queue = makeQueue();
    let calls = 0;
    queue.define('k', {
      run: (ctx) =>
        ctx.step('a', () => {
          if (++calls === 1) throw new Error('once');
          return calls;
        }),
    });
    const { promise } = queue.enqueue({ kind: 'k', title: 't', retry: { minDelay: 0 } });
    assert.equal((await soon(promise)).result, 2);
  });

  it('rejects for a result that a store could not hold whole, by the names of kind and step', async () => {
    const cycle = {};
    cycle.self = cycle;
    const values = [
      () => {},
      Symbol('s'),
      1n,
      Number.NaN,
      Infinity,
      cycle,
      new Map(),
      { deep: [new (class Thing {})()] },
      new Date(Number.NaN),
      new (class extends Array {})(),
      { [Symbol('s')]: 1 },
    ];
    const queue = makeQueue();
    queue.define('odd', { run: (ctx, at) => ctx.step('look', () => values[at]) });
    for (const at of values.keys()) {
      const { error } = await soon(queue.enqueue({ kind: 'odd', input: at, title: 't' }).promise);
      assert.ok(error instanceof TypeError, String(values[at]?.constructor?.name));
      assert.match(error.message, /odd.*look/);
    }
  });

  it('gives what JSON holds, dates, and undefined', async () => {
    const storage = makeStore();
    const value = {
      date: new Date(7),
      list: [undefined, null, { $date: 1 }, { $undefined: true }, { $object: { $date: 2 } }],
      __proto__: null,
      gone: undefined,
      text: '\ud800',
    };
    Object.defineProperty(value, '__proto__', { value: 'data', enumerable: true });
    const run = async (ctx) => {
      const given = await ctx.step('a', () => value);
      await ctx.step('b', () => {});
      return given;
    };
    const first = makeQueue({ storage });
    first.define('k', { run });
    const { result } = await soon(first.enqueue({ kind: 'k', title: 't' }).promise);
    const expected = { date: new Date(7), list: value.list, text: '\ud800' };
    Object.defineProperty(expected, '__proto__', { value: 'data', enumerable: true });
    assert.deepEqual(result, expected);
    const second = makeQueue({ storage: copyOf(storage) });
    assert.deepEqual(only(second).steps.a, expected);
    assert.ok('b' in only(second).steps);
  });

  it('in a run that has ended rejects and calls nothing', async () => {
    const queue = makeQueue({ cancelGrace: 0 });
    let kept;
    let calls = 0;
    const gate = deferred();
    queue.define('k', {
      run: async (ctx) => {
        kept = ctx;
        await ctx.step('a', () => 1);
        await gate.promise;
      },
    });
    const { id, promise } = queue.enqueue({ kind: 'k', title: 't' });
    await macrotask();
    queue.cancel(id, 'enough');
    await soon(promise);
    for (const name of ['a', 'b'])
      await assert.rejects(
        kept.step(name, () => ++calls),
        (e) => e === 'enough',
      );
    assert.equal(calls, 0);
  });

  it('inside itself, of no name or without a function rejects with a TypeError', async () => {
    const queue = makeQueue();
    queue.define('k', {
      run: async (ctx) => {
        await assert.rejects(
          ctx.step(3, () => 1),
          /TypeError.*k/s,
        );
        await assert.rejects(ctx.step('x'), TypeError);
        await assert.rejects(
          ctx.step('self', () => ctx.step('self', () => 1)),
          { name: 'TypeError', message: /k.*self/ },
        );
      },
    });
    const outcome = await soon(queue.enqueue({ kind: 'k', title: 't' }).promise);
    assert.equal(outcome.error, undefined);
  });

  it('is there in plain tasks and items too, with a key of idempotency', async () => {
    const queue = makeQueue();
    const keys = [];
    const { id, promise } = queue.enqueue({
      title: 't',
      items: ['x', 'y'],
      processItem: async (item, ctx) => {
        keys.push(ctx.idempotencyKey);
        assert.equal(await ctx.step('s', () => item), item);
      },
    });
    assert.equal((await soon(promise)).completed, 2);
    assert.equal(new Set(keys).size, 2);
    assert.ok(keys.every((key) => key.startsWith(id)));
    const plain = queue.enqueue({ title: 't', processor: (ctx) => ctx.step('s', () => ctx.idempotencyKey) });
    assert.equal((await soon(plain.promise)).result, plain.id);
    assert.equal('kind' in queue.getTask(plain.id), false);
  });
});

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

describe('a sleep', () => {
  it('survives a reload, and the timeout stands still', async () => {
    const time = fakeTime();
    const storage = makeStore();
    const run = async (ctx) => {
      await ctx.sleep('nap', 60_000);
      return 'awake';
    };
    const first = makeQueue({ storage });
    first.define('k', { run });
    first.enqueue({ kind: 'k', title: 't', timeout: 10_000 });
    await time.advance(20_000);
    assert.equal(only(first).status, 'running');
    assert.equal(only(first).deadlineAt, undefined);
    const copy = copyOf(storage);
    const second = makeQueue({ storage: copy });
    second.define('k', { run });
    await time.advance(39_900);
    assert.equal(only(second).status, 'running');
    await time.advance(200);
    assert.equal(only(second).result, 'awake');
    const third = makeQueue({ storage: copyOf(copy) });
    assert.equal(only(third).status, 'completed');
  });

  it('leaves what there was of the timeout', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    queue.define('k', {
      run: async (ctx) => {
        await ctx.sleepUntil('nap', new Date(time.wall + 50_000));
        await hang();
      },
    });
    const { promise } = queue.enqueue({ kind: 'k', title: 't', timeout: 10_000 });
    await time.advance(50_000);
    await time.advance(9_900);
    assert.equal(only(queue).status, 'running');
    await time.advance(200);
    assert.equal((await soon(promise)).error.name, 'TimeoutError');
  });

  it('ends with its run, and leaves no timer', async () => {
    const time = fakeTime();
    const queue = makeQueue({ cancelGrace: 0 });
    queue.define('k', { run: (ctx) => ctx.sleep('nap', 1e9) });
    const { id, promise } = queue.enqueue({ kind: 'k', title: 't' });
    await macrotask();
    queue.cancel(id);
    assert.equal((await soon(promise)).status, 'cancelled');
    queue.enqueue({ title: 'u', processor: (ctx) => void ctx.sleep('nap', 1e9) });
    await macrotask();
    await macrotask();
    assert.equal(time.live, 0);
  });
});

describe('releases', () => {
  async function stored(version, steps = ['a']) {
    const storage = makeStore();
    const queue = makeQueue({ storage });
    queue.define('k', {
      version,
      run: async (ctx) => {
        for (const name of steps) await ctx.step(name, () => name);
        await hang();
      },
    });
    queue.enqueue({ kind: 'k', title: 't', input: { v: version } });
    await macrotask();
    await macrotask();
    return copyOf(storage);
  }

  it('migrate input and steps of an older version', async () => {
    const queue = makeQueue({ storage: await stored(1) });
    const given = [];
    queue.define('k', {
      version: 2,
      migrate: async (work) => {
        given.push(work);
        return { input: { v: 'new' }, steps: { b: work.steps.a } };
      },
      run: async (ctx, input) => [input, await ctx.step('b', () => 'again')],
    });
    await until(() => only(queue).status === 'completed');
    assert.deepEqual(given, [{ version: 1, input: { v: 1 }, steps: { a: 'a' } }]);
    assert.deepEqual(only(queue).result, [{ v: 'new' }, 'a']);
  });

  it('do not bring back a task that is cancelled or dismissed during its migration', async () => {
    const storage = makeStore();
    const queue = makeQueue({ storage });
    queue.define('k', { run: hang });
    for (const title of ['cancelled', 'dismissed']) queue.enqueue({ kind: 'k', title });
    const next = makeQueue({ storage: copyOf(storage) });
    const migration = deferred();
    const migrate = async (work) => {
      await migration.promise;
      return work;
    };
    next.define('k', { version: 2, migrate, run: () => assert.fail('it ran') });
    const [{ id }, { id: dismissed }] = next.getSnapshot();
    next.cancel(id);
    next.cancel(dismissed);
    assert.equal(next.dismiss(dismissed), true);
    migration.resolve();
    await macrotask();
    await macrotask();
    assert.equal(only(next).status, 'cancelled');
  });

  it('use what is stored where there is no migrate', async () => {
    const queue = makeQueue({ storage: await stored(1) });
    queue.define('k', { version: 2, run: (ctx) => ctx.step('a', () => 'again') });
    await until(() => only(queue).status === 'completed');
    assert.equal(only(queue).result, 'a');
  });

  it('leave a task pending, with a message, whose migration throws or that is of a newer version', async () => {
    const queue = makeQueue({ storage: await stored(1) });
    const run = () => assert.fail('it must not run');
    queue.define('k', {
      version: 2,
      migrate: () => {
        throw new Error('no way back');
      },
      run,
    });
    await macrotask();
    assert.deepEqual([only(queue).status, only(queue).message], ['pending', 'no way back']);
    for (const made of [undefined, null, 5, {}, { input: 1 }, { steps: null }, { steps: 5 }]) {
      const careless = makeQueue({ storage: await stored(1) });
      careless.define('k', { version: 2, migrate: () => made, run });
      await macrotask();
      assert.deepEqual(
        [only(careless).status, only(careless).message],
        ['pending', '`migrate` has not returned { input, steps }'],
      );
    }
    const older = makeQueue({ storage: await stored(3) });
    older.define('k', { version: 2, run });
    await macrotask();
    assert.equal(only(older).status, 'pending');
    assert.match(only(older).message, /version 3.*"k"/);
  });
});

describe('what is kept out of the store', () => {
  it('is input, items and results with persist: false, and the task ends with its page', async () => {
    const storage = makeStore();
    const queue = makeQueue({ storage });
    queue.define('k', { persist: false, runItem: hang });
    const { id } = queue.enqueue({ kind: 'k', title: 't', input: 'secret', items: ['secret'] });
    queue.enqueue({ title: 'plain', persist: false, processor: () => 'secret' });
    await macrotask();
    assert.equal(JSON.stringify([...storage.kept.values()]).includes('secret'), false);
    assert.deepEqual(queue.getTask(id).items, ['secret']);
    const next = makeQueue({ storage: copyOf(storage) });
    next.define('k', { persist: false, runItem: hang });
    const view = next.getTask(id);
    assert.deepEqual([view.status, view.interrupted], ['failed', true]);
  });

  it('is what redact leaves out', async () => {
    const storage = makeStore();
    const said = listenToConsole();
    const queue = makeQueue({ storage });
    const given = [];
    const redact = (view) => {
      given.push(view);
      const { result, ...rest } = view;
      return { ...rest, title: 'a task', id: 'other' };
    };
    queue.define('k', { redact, run: (ctx) => ctx.step('a', () => 'kept') });
    const { id, promise } = queue.enqueue({ kind: 'k', title: 't', input: 1 });
    await soon(promise);
    assert.ok(given.every((view) => !('input' in view) && !('steps' in view)));
    const entry = storage.kept.get(id);
    assert.deepEqual([entry.title, entry.result, entry.input], ['a task', undefined, 1]);
    assert.deepEqual(entry.steps, { a: 'kept' });
    const throws = () => {
      throw new Error('no');
    };
    const plain = queue.enqueue({ title: 'plain', category: 'x', redact: throws, processor: () => 'r' });
    await soon(plain.promise);
    const bare = storage.kept.get(plain.id);
    assert.deepEqual(
      [bare.title, bare.status, bare.category, bare.result],
      ['plain', 'completed', undefined, undefined],
    );
    assert.ok(bare.completedAt >= bare.createdAt);
    assert.ok(said.length > 0);
  });
});
