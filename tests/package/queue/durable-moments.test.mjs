// Durable tasks between two answers of a store: what is asked, written and decided while a store of one's own, with promises,
// has not answered yet.
import { useLocks } from './platform.mjs';
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
  patch,
  sleep,
  soon,
  until,
} from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

/** A store that queues share, with promises. `slow` answers a call: given its method, and how to execute it. */
function slowStore(entries = [], slow = (_method, execute) => Promise.resolve().then(execute)) {
  const kept = new Map(entries.map((entry) => [entry.id, JSON.stringify(entry)]));
  const listeners = new Set();
  const store = {
    kept,
    slow,
    tell() {
      for (const listener of listeners) queueMicrotask(listener);
    },
    entry: (id) => (kept.has(id) ? JSON.parse(kept.get(id)) : undefined),
    getAll: () => store.slow('getAll', () => [...kept.values()].map((text) => JSON.parse(text))),
    get: (id) => store.slow('get', () => store.entry(id)),
    set: (id, view) => {
      const text = JSON.stringify(view);
      return store.slow('set', () => {
        kept.set(id, text);
        store.tell();
      });
    },
    remove: (id) =>
      store.slow('remove', () => {
        kept.delete(id);
        store.tell();
      }),
    clear: () => kept.clear(),
    onExternalChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return store;
}

/** What a page that is gone has left of a task whose step `one` was done. `change` edits the entry. */
async function entriesLeft(change = {}, definition = {}, options = {}) {
  const storage = makeStore();
  const queue = makeQueue({ storage });
  queue.define('k', {
    run: async (ctx) => {
      await ctx.step('one', () => 1);
      await hang();
    },
    ...definition,
  });
  queue.enqueue({ kind: 'k', title: 't', ...options });
  await macrotask();
  await macrotask();
  const { kept } = copyOf(storage);
  return [...kept.values()].map((entry) => ({ ...entry, owner: 'gone', createdAt: 1, ...change }));
}

describe('a task of a page that is gone', () => {
  it('is resumed where the store takes more than two seconds to give it', async () => {
    const entries = await entriesLeft();
    const time = fakeTime();
    useLocks();
    listenToConsole();
    const storage = slowStore(entries, (method, execute) =>
      method === 'get'
        ? new Promise((resolve) => setTimeout(() => resolve(execute()), 3_000))
        : Promise.resolve().then(execute),
    );
    const queue = makeQueue({ storage });
    queue.define('k', { run: () => 'on' });
    await time.advance(30_000);
    assert.equal(only(queue).status, 'completed');
  });

  it('is not given away because of what the store held before', async () => {
    const entries = await entriesLeft();
    useLocks();
    const storage = slowStore(entries);
    const queue = makeQueue({ storage });
    await macrotask();
    // Read before the task is taken over, answered after.
    const answer = deferred();
    storage.slow = (method, execute) => {
      const value = execute();
      return method === 'getAll' ? answer.promise.then(() => value) : Promise.resolve(value);
    };
    storage.tell();
    await macrotask();
    const end = deferred();
    queue.define('k', { run: () => end.promise });
    await until(() => queue.running === 1);
    answer.resolve();
    await macrotask();
    assert.equal(queue.running, 1);
    end.resolve('on');
    await until(() => only(queue).status === 'completed');
  });

  it('whose retry fails to migrate has failed, and its handle says why', async () => {
    for (const isShared of [true, false]) {
      const entries = await entriesLeft({ status: 'failed', completedAt: 2 });
      useLocks();
      const storage = isShared ? slowStore(entries) : makeStore(entries);
      const queue = makeQueue({ storage });
      await macrotask();
      queue.define('k', {
        version: 2,
        run: hang,
        migrate: () => {
          throw new Error('no way back');
        },
      });
      const handle = queue.retry(only(queue).id);
      const outcome = await soon(handle.promise, 'the handle');
      assert.deepEqual([outcome.status, outcome.error.message], ['failed', 'no way back']);
      assert.equal(only(queue).status, 'failed');
    }
  });

  it('is retried in vain where the store rejects, and its handle settles', async () => {
    const entries = await entriesLeft({ status: 'failed', completedAt: 2 });
    useLocks();
    listenToConsole();
    const storage = slowStore(entries);
    const queue = makeQueue({ storage });
    await macrotask();
    queue.define('k', { run: hang });
    storage.get = async () => {
      throw new Error('refused');
    };
    const handle = queue.retry(only(queue).id);
    const outcome = await soon(handle.promise, 'the handle');
    assert.equal(outcome.status, 'failed');
  });

  it('that is dismissed while its retry is being written does not come back', async () => {
    const entries = await entriesLeft({ status: 'failed', completedAt: 2 });
    useLocks();
    const storage = slowStore(entries);
    const queue = makeQueue({ storage });
    await macrotask();
    queue.define('k', { run: hang });
    const { id } = only(queue);
    const gate = deferred();
    let asked = false;
    storage.slow = async (method, execute) => {
      if (method === 'get') {
        const value = execute();
        asked = true;
        await gate.promise;
        return value;
      }
      return execute();
    };
    queue.retry(id);
    await until(() => asked);
    const dismissed = queue.dismiss(id);
    await macrotask();
    gate.resolve();
    await macrotask();
    await macrotask();
    assert.deepEqual([dismissed, storage.entry(id)], [true, undefined]);
  });

  it('is cancelled by a command that comes while it is being taken over', async () => {
    const entries = await entriesLeft();
    useLocks();
    const storage = slowStore(entries);
    const other = makeQueue({ storage });
    const queue = makeQueue({ storage, cancelGrace: 0 });
    await macrotask();
    // A write is known to the other queue before this one has the answer.
    const gate = deferred();
    let written = false;
    storage.slow = async (method, execute) => {
      const value = execute();
      if (method === 'set' && !written) {
        written = true;
        await gate.promise;
      }
      return value;
    };
    queue.define('k', { run: hang });
    await until(() => written);
    await until(() => other.getTask(entries[0].id).owner === queue.inspect().instance);
    other.cancel(entries[0].id);
    await macrotask();
    gate.resolve();
    await until(() => only(queue).status === 'cancelled', 'the cancel');
  });

  it('that a queue took as it was disposed of is resumed by another one', async () => {
    const entries = await entriesLeft();
    useLocks();
    const storage = slowStore(entries);
    const queue = makeQueue({ storage });
    const other = makeQueue({ storage });
    await macrotask();
    const gate = deferred();
    let written = false;
    storage.slow = async (method, execute) => {
      const value = execute();
      if (method === 'set' && !written) {
        written = true;
        await gate.promise;
      }
      return value;
    };
    queue.define('k', { run: hang });
    await until(() => written);
    other.define('k', { run: () => 'on' });
    await macrotask();
    queue.dispose();
    gate.resolve();
    await until(() => other.getTask(entries[0].id).status === 'completed', 'the other queue');
  });

  it('is resumed by a kind that is defined late, without Web Locks too', async () => {
    const entries = await entriesLeft();
    const time = fakeTime();
    patch(globalThis, 'navigator', {});
    const queue = makeQueue({ storage: slowStore(entries) });
    await time.advance(100_000);
    assert.match(only(queue).message, /defines/);
    queue.define('k', { run: () => 'on' });
    await time.advance(90_000);
    assert.equal(only(queue).status, 'completed');
  });

  it('is resumed while the migration of a task of the same page never ends', async () => {
    const [first] = await entriesLeft();
    const entries = ['stuck', 'k', 'late', 'elsewhere'].map((kind) => ({ ...first, kind, id: kind }));
    useLocks();
    const storage = slowStore(entries);
    const queue = makeQueue({ storage });
    let migrations = 0;
    const migrate = () => {
      migrations += 1;
      return hang();
    };
    queue.define('stuck', { version: 2, migrate, run: hang });
    queue.define('k', { version: 2, migrate: async (work) => work, run: () => 'on' });
    await until(() => queue.getTask('k')?.status === 'completed', 'a task with another migration');
    await until(() => queue.getTask('stuck').status === 'pending', 'the interruption');
    const stuck = queue.getTask('stuck');
    assert.deepEqual([stuck.interrupted, stuck.message], [true, 'Is being migrated to version 2']);
    queue.define('late', { run: () => 'on' });
    await until(() => queue.getTask('late').status === 'completed', 'a kind that was defined later');
    const other = makeQueue({ storage });
    other.define('elsewhere', { run: () => 'on' });
    await until(() => other.getTask('elsewhere')?.status === 'completed', 'a task in another queue');
    assert.equal(migrations, 1);
  });
});

describe('the result of a step', () => {
  it('is stored as soon as the store has it, however often the task changes meanwhile', async () => {
    useLocks();
    const said = listenToConsole();
    const storage = slowStore([], (_method, execute) => sleep(15).then(execute));
    const queue = makeQueue({ storage });
    let took;
    queue.define('k', {
      run: async (ctx) => {
        let progress = 0;
        const timer = setInterval(() => {
          progress += 0.0001;
          ctx.setProgress(progress);
        }, 5);
        const begun = Date.now();
        await ctx.step('a', () => 1);
        took = Date.now() - begun;
        clearInterval(timer);
      },
    });
    const { promise } = queue.enqueue({ kind: 'k', title: 't' });
    assert.equal((await soon(promise, 'the task', 4_000)).status, 'completed');
    assert.ok(took < 1_000, `${took} ms`);
    assert.deepEqual([queue.persistence, said], ['ok', []]);
  });

  it('is not overwritten by an earlier state that took longer to be written', async () => {
    const time = fakeTime();
    useLocks();
    listenToConsole();
    const storage = slowStore();
    const queue = makeQueue({ storage });
    let isSlow = true;
    storage.slow = (method, execute) => {
      if (method !== 'get' || !isSlow) return Promise.resolve().then(execute);
      isSlow = false;
      return new Promise((resolve) => setTimeout(() => resolve(execute()), 3_000));
    };
    queue.define('k', { run: (ctx) => ctx.step('a', () => 1).then(hang) });
    const { id } = queue.enqueue({ kind: 'k', title: 't' });
    await time.advance(2_500);
    assert.deepEqual(storage.entry(id).steps, { a: 1 });
    await time.advance(5_000);
    assert.deepEqual(storage.entry(id).steps, { a: 1 });
  });

  it('that comes after `dispose` does not overwrite what the next queue has stored', async () => {
    const storage = makeStore();
    const first = makeQueue({ storage });
    const late = deferred();
    first.define('k', { run: (ctx) => ctx.step('a', () => late.promise) });
    const { id } = first.enqueue({ kind: 'k', title: 't' });
    await macrotask();
    first.dispose();
    const next = makeQueue({ storage });
    next.define('k', {
      run: async (ctx) => {
        await ctx.step('a', () => 'next');
        await ctx.step('b', () => 2);
        await hang();
      },
    });
    await macrotask();
    await macrotask();
    late.resolve('first');
    await macrotask();
    await macrotask();
    const { owner, steps } = storage.kept.get(id);
    assert.deepEqual([owner, steps], [next.inspect().instance, { a: 'next', b: 2 }]);
  });
});
