// Steps of durable tasks, which run once, and their sleeps, which go on in a new page.
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
