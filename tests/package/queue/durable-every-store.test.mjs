// Durable tasks over every store that queues share, with Web Locks and without: what one queue leaves the other goes on
// with, and what one asks of the other happens. Stores that hang, are slow or throw hold no task up.
import { useLocks, useStorage } from './platform.mjs';
import {
  deferred,
  fakeTime,
  hang,
  listenToConsole,
  macrotask,
  makeQueue,
  patch,
  sleep,
  soon,
  until,
} from './support.mjs';
import { IDBFactory } from 'fake-indexeddb';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

/** A store that queues share; it answers through `answer`. */
function sharedStore(answer) {
  const kept = new Map();
  const listeners = new Set();
  const tell = () => {
    for (const listener of listeners) queueMicrotask(listener);
    return answer(undefined);
  };
  return {
    getAll: () => answer([...kept.values()].map((text) => JSON.parse(text))),
    get: (id) => answer(kept.has(id) ? JSON.parse(kept.get(id)) : undefined),
    set(id, view) {
      kept.set(id, JSON.stringify(view));
      return tell();
    },
    remove(id) {
      kept.delete(id);
      return tell();
    },
    clear() {
      kept.clear();
      return tell();
    },
    onExternalChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

let count = 0;
const STORES = {
  localStorage() {
    useStorage();
    return { storageType: 'local' };
  },
  IndexedDB() {
    patch(globalThis, 'indexedDB', new IDBFactory());
    return { storageType: 'indexeddb', storageKey: `every-${count++}` };
  },
  'a store of one’s own': () => ({ storage: sharedStore((value) => value) }),
  'a store of one’s own with promises': () => ({
    storage: sharedStore((value) => sleep(1).then(() => value)),
  }),
};

for (const [name, makeConfig] of Object.entries(STORES)) {
  for (const hasLocks of [true, false])
    describe(`over ${name}, ${hasLocks ? 'with' : 'without'} Web Locks`, () => {
      function queues(count, options = {}) {
        if (hasLocks) useLocks();
        else patch(globalThis, 'navigator', {});
        const config = { ...makeConfig(), ...options };
        return Array.from({ length: count }, () => makeQueue(config));
      }

      it("a task that one queue leaves is resumed in the other, with its steps' results", async () => {
        const [first, second] = queues(2);
        const calls = [];
        for (const queue of [first, second])
          queue.define('k', {
            run: async (ctx, input) => {
              const one = await ctx.step('one', () => {
                calls.push('one');
                return { at: new Date(5), gone: undefined };
              });
              if (queue === first) await hang();
              await ctx.step('two', () => void calls.push('two'));
              return [one, input, ctx.idempotencyKey, ctx.attempt];
            },
          });
        const { id, promise } = first.enqueue({ kind: 'k', title: 't', input: { d: new Date(9) } });
        await until(() => second.getTask(id)?.status === 'running' && 'one' in first.getTask(id).steps);
        first.dispose();
        assert.equal((await soon(promise)).status, 'cancelled');
        await until(() => second.getTask(id).status === 'completed', 'the end');
        assert.deepEqual(second.getTask(id).result, [{ at: new Date(5) }, { d: new Date(9) }, id, 1]);
        assert.deepEqual(calls, ['one', 'two']);
      });

      it("a task's result is the same in each queue, with its dates", async () => {
        const [first, second] = queues(2);
        const made = { at: new Date(5), list: [new Date(6)], $date: 7 };
        for (const queue of [first, second]) queue.define('k', { run: () => made });
        const { id } = first.enqueue({ kind: 'k', title: 't' });
        await until(() => second.getTask(id)?.status === 'completed', 'the end');
        assert.deepEqual(second.getTask(id).result, made);
        const whole = { method() {}, at: new Date(5) };
        const other = first.enqueue({ kind: 'k', title: 'a part', dedupeKey: 'd' });
        const handle = second.enqueue({ kind: 'k', title: 'u', dedupeKey: 'd' });
        assert.deepEqual(await soon(Promise.all([other.result(), handle.result()])), [made, made]);
        second.define('unstorable', { run: () => whole });
        const { id: partly } = second.enqueue({ kind: 'unstorable', title: 't' });
        await until(() => first.getTask(partly)?.status === 'completed', 'the end');
        assert.deepEqual(JSON.parse(JSON.stringify(first.getTask(partly).result)), {
          at: '1970-01-01T00:00:00.005Z',
        });
      });

      it('a task that another queue takes and ends at once is shown so by whoever came too late', async () => {
        const [first, second, third] = queues(3);
        const run = (ctx) => ctx.step('a', hang);
        for (const queue of [first, second, third]) queue.define('k', { run });
        const { id } = first.enqueue({ kind: 'k', title: 't', totalTimeout: 500 });
        await until(() => second.getTask(id)?.status === 'running');
        // Until its time is over, without a turn in which that is noticed.
        while (Date.now() < first.getTask(id).startedAt + 499);
        first.dispose();
        await until(
          () => [second, third].every((queue) => queue.getTask(id)?.status === 'failed'),
          'the end',
        );
        await sleep(20);
        assert.deepEqual(
          [second, third].map((queue) => queue.getTask(id).status),
          ['failed', 'failed'],
        );
      });

      for (const [what, expected] of [
        ['ends', 'completed'],
        ['cancels', 'cancelled'],
      ])
        it(`a task that another queue ${what} during a migration that fails is shown so`, async () => {
          const [first, second, third] = queues(3);
          first.define('k', { run: hang });
          const migration = deferred();
          second.define('k', { version: 2, migrate: () => migration.promise, run: hang });
          const { id } = first.enqueue({ kind: 'k', title: 't' });
          await until(() => third.getTask(id)?.status === 'running');
          first.dispose();
          await until(() => /migrated/.test(second.getTask(id)?.message));
          if (expected === 'cancelled') third.cancel(id);
          else third.define('k', { run: () => {} });
          await until(() => second.getTask(id).status === expected, 'the end');
          migration.reject(new Error('it fails'));
          await sleep(10);
          assert.equal(second.getTask(id).status, expected);
        });

      it('a task that was left while it was being written is noticed at once', async () => {
        for (let round = 0; round < 10; round++) {
          const [first, second] = queues(2);
          first.define('k', { run: (ctx) => ctx.step('a', () => 1).then(hang) });
          const { id } = first.enqueue({ kind: 'k', title: 't' });
          await until(() => second.getTask(id) !== undefined);
          first.enqueue({ kind: 'k', title: 'u' });
          first.dispose();
          second.define('k', { run: () => 'on' });
          await until(
            () => second.getSnapshot().every(({ status }) => status === 'completed'),
            `round ${round}`,
          );
          second.dispose();
        }
      });

      it('a batch and what has not started go on', async () => {
        const [first, second] = queues(2, { concurrency: 1 });
        first.define('batch', {
          runItem: async (item, ctx) => {
            await ctx.step('x', () => item);
            if (item > 1) await hang();
          },
        });
        first.define('later', { run: hang });
        const batch = first.enqueue({ kind: 'batch', title: 'b', items: [1, 2, 3] });
        const later = first.enqueue({ kind: 'later', title: 'l', input: 2 });
        const isSeen = () => 1 in (first.getTask(batch.id).steps ?? {});
        await until(() => second.getTask(later.id)?.status === 'pending' && isSeen());
        first.dispose();
        await until(() => [batch, later].every(({ id }) => second.getTask(id).interrupted));
        const seen = [];
        second.define('later', { run: (_, input) => input });
        second.define('batch', {
          runItem: async (item, ctx) => {
            seen.push(item);
            await ctx.step('x', () => assert.equal(item, 3));
          },
        });
        await until(() => [batch, later].every(({ id }) => second.getTask(id).status === 'completed'));
        assert.deepEqual(seen, [2, 3]);
        assert.equal(second.getTask(later.id).result, 2);
      });

      it('a task is cancelled, retried and dismissed from the other queue', async () => {
        const [owner, other] = queues(2, { cancelGrace: 0 });
        let fails = true;
        let calls = 0;
        for (const queue of [owner, other]) {
          queue.define('hangs', { run: hang });
          queue.define('k', {
            run: async (ctx) => {
              await ctx.step('s', () => ++calls);
              if (fails) throw new Error('no');
              return 'yes';
            },
          });
        }
        const hanging = owner.enqueue({ kind: 'hangs', title: 'h' });
        await until(() => other.getTask(hanging.id)?.status === 'running');
        other.cancel(hanging.id, 'why');
        assert.equal((await soon(hanging.promise)).error, 'why');
        const { id, promise } = owner.enqueue({ kind: 'k', title: 't' });
        await soon(promise);
        await until(() => other.getTask(id)?.status === 'failed');
        fails = false;
        assert.equal((await soon(other.retry(id).promise, 'the retry', 2_000)).result, 'yes');
        assert.equal(calls, 1);
        await until(() => [owner, other].every((queue) => queue.getTask(id).status === 'completed'));
        assert.equal(other.dismiss(id), true);
        await until(() => owner.getTask(id) === undefined);
      });

      it('a task with a `dedupeKey` that the other queue has is not added again', async () => {
        const [owner, other] = queues(2);
        const gate = deferred();
        for (const queue of [owner, other]) queue.define('k', { run: () => gate.promise });
        const options = { kind: 'k', title: 't', dedupeKey: 'once' };
        const { id } = owner.enqueue(options);
        await until(() => other.getTask(id)?.status === 'running');
        const again = other.enqueue(options);
        assert.equal(again.id, id);
        assert.equal(other.enqueue(options), again);
        gate.resolve(5);
        assert.equal((await soon(again.promise)).result, 5);
        await until(() => other.getTask(id).status === 'completed');
        assert.notEqual(other.enqueue(options).id, id);
      });

      it('a task that waits for its code says why, and can be cancelled', async () => {
        const [first, second] = queues(2);
        first.define('k', { version: 3, run: hang });
        const { id } = first.enqueue({ kind: 'k', title: 't' });
        await until(() => second.getTask(id)?.status === 'running');
        first.dispose();
        const isPending = (pattern) => {
          const { status, message = '' } = second.getTask(id);
          return status === 'pending' && pattern.test(message);
        };
        await until(() => isPending(/"k"/), 'the kind that is missing');
        second.define('k', { version: 2, run: () => assert.fail('it is of a newer version') });
        await until(() => isPending(/version 3/), 'the version that is missing');
        second.cancel(id);
        await until(() => second.getTask(id).status === 'cancelled');
      });
    });
}

describe('a shared store', () => {
  it('has tasks resumed while the migration of another kind never ends', async () => {
    const config = STORES['a store of one’s own']();
    const queue = makeQueue(config);
    for (const kind of ['stuck', 'k']) {
      queue.define(kind, { run: hang });
      queue.enqueue({ kind, title: kind });
    }
    queue.dispose();
    await macrotask();
    const next = makeQueue(config);
    next.define('stuck', { version: 2, migrate: hang, run: hang });
    next.define('k', { run: hang });
    const stateOf = () => next.getSnapshot().map(({ status }) => status);
    await until(() => stateOf()[1] === 'running', 'the other kind');
    assert.deepEqual(stateOf(), ['pending', 'running']);
  });

  for (const methods of [['get'], ['set'], ['getAll'], ['getAll', 'get', 'set', 'remove']])
    it(`whose ${methods.join(', ')} never answers holds no step up for more than two seconds a call`, async () => {
      const time = fakeTime();
      listenToConsole();
      useLocks();
      const storage = sharedStore((value) => value);
      for (const method of methods) storage[method] = hang;
      const queue = makeQueue({ storage });
      queue.define('k', { run: (ctx) => ctx.step('a', () => 1).then(() => ctx.step('b', () => 2)) });
      const { promise } = queue.enqueue({ kind: 'k', title: 't' });
      await time.advance(8_500);
      assert.equal((await soon(promise)).result, 2);
      assert.equal(queue.persistence, 'degraded');
    });

  it('that answers late each time is waited for, and asked again only so often', async () => {
    const time = fakeTime();
    useLocks();
    const storage = sharedStore((value) => value);
    const { get, set } = storage;
    let reads = 0;
    const later = (call) => new Promise((resolve) => setTimeout(() => resolve(call()), 1_500));
    storage.get = (id) => {
      reads += 1;
      return later(() => get(id));
    };
    const queue = makeQueue({ storage });
    queue.define('k', { run: (ctx) => ctx.step('a', () => 1) });
    const { promise } = queue.enqueue({ kind: 'k', title: 't' });
    await time.advance(12_000);
    assert.equal((await soon(promise)).result, 1);
    assert.ok(reads < 10, `${reads} reads`);
    assert.equal(queue.persistence, 'ok');
    // One that answers after the two seconds.
    storage.set = (id, view) => later(() => later(() => set(id, view)));
    await time.advance(0);
    const late = queue.enqueue({ kind: 'k', title: 't' });
    await time.advance(20_000);
    assert.equal((await soon(late.promise)).result, 1);
  });

  it('that throws or rejects whatever it is asked holds nothing up', async () => {
    useLocks();
    listenToConsole();
    const refuse = () => {
      throw new Error('refused');
    };
    const all = (refusal) => ({
      getAll: refusal,
      get: refusal,
      set: refusal,
      remove: refusal,
      clear: refusal,
    });
    for (const storage of [
      { ...all(refuse), onExternalChange: refuse },
      { ...all(async () => refuse()), onExternalChange: () => () => {} },
    ]) {
      const queue = makeQueue({ storage });
      queue.define('k', { run: (ctx) => ctx.step('a', () => 1) });
      const { promise } = queue.enqueue({ kind: 'k', title: 't' });
      assert.equal((await soon(promise)).result, 1);
      await macrotask();
      assert.equal(queue.persistence, 'degraded');
    }
  });

  it('leaves no timer in a queue that is disposed of while another takes its task', async () => {
    const time = fakeTime();
    patch(globalThis, 'navigator', {});
    patch(globalThis, 'indexedDB', new IDBFactory());
    for (const config of [
      { storageType: 'indexeddb', storageKey: `every-${count++}` },
      { storage: sharedStore(async (value) => value) },
      { storage: sharedStore((value) => macrotask().then(() => value)) },
    ]) {
      const [first, second] = [makeQueue(config), makeQueue(config)];
      first.define('k', { run: (ctx) => ctx.step('a', () => 1).then(hang) });
      first.enqueue({ kind: 'k', title: 't' });
      await until(() => second.getSnapshot().length === 1);
      first.enqueue({ kind: 'k', title: 'u' });
      first.dispose();
      second.define('k', { run: () => 'on' });
      await until(() => second.getSnapshot().every(({ status }) => status === 'completed'));
      second.dispose();
      await time.advance(10);
      assert.equal(time.live, 0);
    }
  });

  it('that the page may not use holds nothing up', async () => {
    useLocks();
    listenToConsole();
    for (const [storageType, property] of [
      ['local', 'localStorage'],
      ['indexeddb', 'indexedDB'],
    ]) {
      patch(globalThis, property, undefined);
      Object.defineProperty(globalThis, property, {
        configurable: true,
        get() {
          throw new DOMException('denied', 'SecurityError');
        },
      });
      const queue = makeQueue({ storageType });
      queue.define('k', { run: (ctx) => ctx.sleep('nap', 1).then(() => ctx.step('a', () => 1)) });
      const { promise } = queue.enqueue({ kind: 'k', title: 't' });
      assert.equal((await soon(promise)).result, 1);
      assert.equal(queue.persistence, 'degraded');
    }
  });
});
