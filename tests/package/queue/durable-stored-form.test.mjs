// What a store is given of a durable task, and what a new page makes of it: names and results of steps, items that share an id
// or change during a run, and what `redact` leaves out.
import {
  copyOf,
  hang,
  listenToConsole,
  macrotask,
  makeQueue,
  makeStore,
  only,
  soon,
  until,
} from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

/** The entry of the only task. */
const entryIn = (storage) => [...storage.kept.values()][0];

describe("an item's steps", () => {
  for (const name of ['$date', '$undefined', '$object', '__proto__']) {
    it(`named ${name} are shown and replayed like any other`, async () => {
      const storage = makeStore();
      const queue = makeQueue({ storage });
      const runItem = (stop) => async (_, ctx) => {
        await ctx.step(name, () => ({ made: 5 }));
        return stop();
      };
      queue.define('k', { runItem: runItem(hang) });
      queue.enqueue({ kind: 'k', title: 't', items: ['a'] });
      await until(() => Object.keys(entryIn(storage).steps).length === 1, 'the step');
      const expected = Object.fromEntries([['0', Object.fromEntries([[name, { made: 5 }]])]]);
      assert.deepEqual(only(queue).steps, expected);
      const next = makeQueue({ storage: copyOf(storage) });
      assert.deepEqual(only(next).steps, expected);
      let result;
      next.define('k', {
        runItem: async (_, ctx) => {
          result = await ctx.step(name, () => assert.fail('it ran twice'));
        },
      });
      await until(() => only(next).status === 'completed', 'the end');
      assert.deepEqual(result, { made: 5 });
    });
  }

  it('without a result run once, also where `migrate` passes them on', async () => {
    const storage = makeStore();
    const queue = makeQueue({ storage });
    const calls = [];
    queue.define('k', {
      runItem: async (item, ctx) => {
        await ctx.step('create', () => void calls.push(item));
        await ctx.step('$object', () => 1);
        await hang();
      },
    });
    queue.enqueue({ kind: 'k', title: 't', items: ['a', 'b'] });
    await until(() => Object.keys(entryIn(storage).steps[0] ?? {}).length === 2, 'the steps');
    const next = makeQueue({ storage: copyOf(storage) });
    let given;
    next.define('k', {
      version: 2,
      migrate: ({ input, steps }) => {
        given = steps;
        const { $object, ...others } = steps[0];
        return { input, steps: { 0: others, 1: undefined } };
      },
      runItem: (item, ctx) => ctx.step('create', () => void calls.push(item)),
    });
    await until(() => only(next).status === 'completed', 'the end');
    assert.deepEqual(given, { 0: { create: undefined, $object: 1 } });
    assert.deepEqual(calls, ['a', 'b']);
  });
});

describe('items', () => {
  it('are stored as they were given, whatever a run makes of them', async () => {
    const storage = makeStore();
    const queue = makeQueue({ storage });
    queue.define('k', {
      runItem: async (item, ctx) => {
        item.close = () => {};
        item.itself = item;
        await ctx.step('a', () => 1);
      },
    });
    const items = [{ id: 'a', at: new Date(5) }, { id: 'b' }];
    const { promise } = queue.enqueue({ kind: 'k', title: 't', items });
    const outcome = await soon(promise);
    assert.deepEqual([outcome.status, queue.persistence], ['completed', 'ok']);
    const next = makeQueue({ storage: copyOf(storage) });
    assert.deepEqual(only(next).items, [{ id: 'a', at: new Date(5) }, { id: 'b' }]);
  });

  for (const [what, more] of [
    ['share an id', {}],
    ['have ids that `redact` leaves out', { redact: ({ succeededItems, ...rest }) => rest }],
  ]) {
    it(`that ${what} and have succeeded do not run again`, async () => {
      const storage = makeStore();
      const queue = makeQueue({ storage });
      queue.define('k', { runItem: (item) => (item.name === 'second' ? undefined : hang()) });
      const items = ['first', 'second', 'third'].map((name) => ({ id: 'x', name }));
      queue.enqueue({ kind: 'k', title: 't', items, itemConcurrency: 3, ...more });
      await until(() => entryIn(storage).completed === 1, 'the success');
      const next = makeQueue({ storage: copyOf(storage), paused: true });
      const names = [];
      next.define('k', { runItem: (item) => void names.push(item.name) });
      assert.equal(only(next).completed, 1);
      next.resume();
      await until(() => only(next).status === 'completed', 'the end');
      assert.deepEqual(names, ['first', 'third']);
    });
  }

  it('run where a store says nonsense of them', async () => {
    const storage = makeStore();
    const queue = makeQueue({ storage });
    queue.define('k', { runItem: hang });
    queue.enqueue({ kind: 'k', title: 't', items: ['a', 'b'] });
    const copy = copyOf(storage);
    entryIn(copy).durable.succeeded = [7, -1, 0.5, 'length', null, 1];
    const next = makeQueue({ storage: copy });
    const items = [];
    next.define('k', { runItem: (item) => void items.push(item) });
    await until(() => only(next).status === 'completed', 'the end');
    assert.deepEqual([items, only(next).succeededItems], [['a'], ['b', 'a']]);
  });
});

describe('a `redact` of `enqueue`', () => {
  it('has what may be secret left out in the next page too, where its function is gone', async () => {
    const storage = makeStore();
    const queue = makeQueue({ storage });
    const redact = ({ result, message, failedItems, metadata, ...rest }) => rest;
    queue.define('k', { runItem: hang });
    queue.enqueue({ kind: 'k', title: 't', key: 'z', items: ['a', 'b'], metadata: { secret: 1 }, redact });
    const copy = copyOf(storage);
    const next = makeQueue({ storage: copy });
    next.define('k', {
      runItem: (item) => {
        if (item === 'b') throw new Error('a secret');
      },
    });
    await until(() => only(next).status === 'failed', 'the end');
    assert.deepEqual(only(next).failedItems, [{ id: 'b', message: 'a secret' }]);
    assert.equal(JSON.stringify(entryIn(copy)).includes('secret'), false);
    const { status, items, succeededItems, key } = entryIn(copy);
    assert.deepEqual([status, items, succeededItems, key], ['failed', ['a', 'b'], ['a'], 'z']);
  });

  it('that changes the items has a view without steps, since no other page can resume the task', async () => {
    const storage = makeStore();
    const queue = makeQueue({ storage });
    queue.define('k', { runItem: hang });
    const add = (redact) => queue.enqueue({ kind: 'k', title: 't', items: ['a'], redact }).id;
    const [part, whole] = [add(({ items, ...rest }) => rest), add(({ result, ...rest }) => rest)];
    assert.deepEqual([queue.getTask(part).steps, queue.getTask(whole).steps], [undefined, {}]);
    assert.deepEqual(
      queue.getSnapshot().map(({ steps }) => steps),
      [undefined, {}],
    );
  });
});

describe('a `redact` that returns a copy', () => {
  it('leaves a batch to the next page', async () => {
    const storage = makeStore();
    const queue = makeQueue({ storage });
    const redact = (view) => ({ ...structuredClone(view), title: 'a batch' });
    queue.define('k', { redact, runItem: (item) => (item.at.getTime() === 1 ? undefined : hang()) });
    const items = [1, 2].map((time) => ({ id: 'x', at: new Date(time) }));
    queue.enqueue({ kind: 'k', title: 'a secret', items });
    await until(() => entryIn(storage).completed === 1, 'the success');
    const next = makeQueue({ storage: copyOf(storage) });
    const given = [];
    next.define('k', { redact, runItem: (item) => void given.push(item) });
    await until(() => only(next).status === 'completed', 'the end');
    assert.deepEqual([only(next).title, given], ['a batch', [{ id: 'x', at: new Date(2) }]]);
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
