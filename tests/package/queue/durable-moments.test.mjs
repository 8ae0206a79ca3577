// Durable tasks between two answers of a store: what is asked, written and decided while a store of one's own, with promises,
// has not answered yet.
import { useLocks, usePages, useStorage } from './platform.mjs';
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

/** Has the first write that comes take effect at once, and be answered by `answer()`: others know of it before its writer does. */
function holdFirstWrite(storage) {
  const [begun, answered] = [deferred(), deferred()];
  let isFirst = true;
  storage.slow = async (method, execute) => {
    const value = execute();
    if (method === 'set' && isFirst) {
      isFirst = false;
      begun.resolve();
      await answered.promise;
    }
    return value;
  };
  return { begun: begun.promise, answer: answered.resolve };
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

  it('is shown as cancelled where the store takes more than two seconds to cancel it', async () => {
    const entries = await entriesLeft();
    const time = fakeTime();
    useLocks();
    listenToConsole();
    const storage = slowStore(entries);
    const queue = makeQueue({ storage });
    await time.advance(100);
    // What a queue writes is news to others only.
    storage.tell = () => {};
    storage.slow = (_method, execute) =>
      new Promise((resolve) => setTimeout(() => resolve(execute()), 3_000));
    queue.cancel(only(queue).id);
    await time.advance(10_000);
    assert.equal(storage.entry(entries[0].id).status, 'cancelled');
    assert.equal(only(queue).status, 'cancelled');
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
    const first = holdFirstWrite(storage);
    queue.define('k', { run: hang });
    await first.begun;
    await until(() => other.getTask(entries[0].id).owner === queue.inspect().instance);
    other.cancel(entries[0].id);
    await macrotask();
    first.answer();
    await until(() => only(queue).status === 'cancelled', 'the cancel');
  });

  it('that a queue took as it was disposed of is resumed by another one', async () => {
    const entries = await entriesLeft();
    useLocks();
    const storage = slowStore(entries);
    const queue = makeQueue({ storage });
    const other = makeQueue({ storage });
    await macrotask();
    const first = holdFirstWrite(storage);
    queue.define('k', { run: hang });
    await first.begun;
    other.define('k', { run: () => 'on' });
    await macrotask();
    queue.dispose();
    first.answer();
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

describe('a retry of a task that nobody has', () => {
  for (const isShared of [false, true])
    it(`does not run once it is cancelled during a migration: ${isShared ? '' : 'not '}shared`, async () => {
      const entries = await entriesLeft({ status: 'failed', completedAt: 2 });
      useLocks();
      const queue = makeQueue({ storage: isShared ? slowStore(entries) : makeStore(entries) });
      await sleep(20);
      const migration = deferred();
      let runs = 0;
      const run = () => {
        runs += 1;
      };
      queue.define('k', { version: 2, run, migrate: () => migration.promise });
      const { id } = only(queue);
      const { promise } = queue.retry(id);
      await sleep(20);
      queue.cancel(id);
      assert.equal((await soon(promise)).status, 'cancelled');
      migration.resolve({ input: undefined, steps: {} });
      await sleep(50);
      assert.equal(runs, 0);
    });

  it('is cancelled although the task is read in the meantime, as it ended before', async () => {
    const entries = await entriesLeft({ status: 'failed', completedAt: 2 });
    useLocks();
    const storage = slowStore(entries, (_method, execute) => sleep(20).then(execute));
    const queue = makeQueue({ storage });
    await until(() => queue.getSnapshot().length === 1);
    queue.define('k', { run: () => sleep(300) });
    const { id } = only(queue);
    const { promise } = queue.retry(id);
    await sleep(10);
    queue.cancel(id);
    storage.tell();
    assert.equal((await soon(promise, 'the retry', 2_000)).status, 'cancelled');
  });

  async function failed() {
    const entries = await entriesLeft({ status: 'failed', completedAt: 2 });
    useLocks();
    const queue = makeQueue({ storage: slowStore(entries), cancelGrace: 0 });
    await macrotask();
    return queue;
  }

  it('begins although a priority was set right after', async () => {
    const queue = await failed();
    queue.define('k', { run: () => 'on' });
    const { promise } = queue.retry(only(queue).id);
    queue.setPriority(only(queue).id, 5);
    assert.equal((await soon(promise, 'the retry')).status, 'completed');
  });

  it('is cancelled by its handle, or by its id, right after', async () => {
    for (const cancel of [(_queue, handle) => handle.cancel(), (queue, { id }) => queue.cancel(id)]) {
      const queue = await failed();
      queue.define('k', { run: hang });
      const handle = queue.retry(only(queue).id);
      cancel(queue, handle);
      assert.equal((await soon(handle.promise, 'the retry')).status, 'cancelled');
      await sleep(20);
      assert.equal(queue.size, 0);
    }
  });
});

describe('a task that another page takes for ended', () => {
  it('is written again where that page has removed it', async () => {
    useLocks();
    const storage = useStorage();
    const pages = usePages(storage);
    const queue = makeQueue({ storageType: 'local' });
    queue.define('k', { run: (ctx) => ctx.step('a', () => 1).then(hang) });
    const { id } = queue.enqueue({ kind: 'k', title: 't' });
    await until(() => 'a' in only(queue).steps);
    const [key] = storage.entries[0];
    pages.write(key, null);
    await macrotask();
    assert.deepEqual(JSON.parse(storage.getItem(key)).steps, { a: 1 });
    queue.cancel(id);
  });
});

describe('a task that is dismissed', () => {
  it('is not shown again by a read that begins before the store has removed it', async () => {
    const entries = await entriesLeft({ status: 'failed', completedAt: 2 });
    useLocks();
    const gate = deferred();
    const storage = slowStore(entries, async (method, execute) => {
      if (method === 'remove') await gate.promise;
      return execute();
    });
    const queue = makeQueue({ storage });
    await macrotask();
    queue.dismiss(only(queue).id);
    storage.tell();
    await macrotask();
    assert.deepEqual(queue.getSnapshot(), []);
    gate.resolve();
    await macrotask();
    assert.deepEqual(queue.getSnapshot(), []);
  });
});

describe('a queue that is disposed of', () => {
  const redis = () => {
    const kept = new Map();
    const redisClient = {
      status: 'ready',
      get: async (key) => kept.get(key) ?? null,
      set: async (key, text) => void kept.set(key, text),
      del: async (key) => void kept.delete(key),
    };
    return { config: { storageType: 'auto', redisClient }, texts: () => [...kept.values()] };
  };
  const own = (storage) => ({
    config: { storage },
    texts: () => [...storage.kept.values()].map((entry) => JSON.stringify(entry)),
  });
  const local = () => {
    const storage = useStorage();
    return { config: { storageType: 'local' }, texts: () => storage.entries.map(([, text]) => text) };
  };
  const stores = { 'one of its own': () => own(makeStore()), shared: () => own(slowStore()), local, redis };

  for (const [name, make] of Object.entries(stores))
    it(`keeps what was enqueued in the same call, and no lock: ${name}`, async () => {
      const locks = useLocks();
      const { config, texts } = make();
      const queue = makeQueue(config);
      await sleep(20);
      queue.define('k', { run: hang });
      queue.enqueue({
        title: 'outer',
        processor: () => {
          queue.enqueue({ kind: 'k', title: 'inner' });
          queue.dispose();
        },
      });
      await sleep(50);
      assert.ok(texts().some((text) => text.includes('inner')));
      assert.deepEqual(locks.held, []);
    });

  const lateStore = () => {
    const storage = slowStore([], (method, execute) => sleep(method === 'set' ? 50 : 5).then(execute));
    // One queue's alone.
    delete storage.onExternalChange;
    return storage;
  };
  for (const [name, make] of Object.entries({ redis, 'one of its own, late': () => own(lateStore()) }))
    it(`keeps the result of a step that ends right afterwards: ${name}`, async () => {
      const { config } = make();
      let calls = 0;
      const definition = {
        run: (ctx) =>
          ctx.step('create', async () => {
            calls += 1;
            await sleep(100);
            return 'made';
          }),
      };
      const queue = makeQueue(config);
      queue.define('k', definition);
      queue.enqueue({ kind: 'k', title: 't' });
      await until(() => calls === 1);
      await sleep(70);
      queue.dispose();
      await sleep(300);
      const next = makeQueue(config);
      next.define('k', definition);
      await until(() => next.getSnapshot()[0]?.status === 'completed');
      assert.equal(calls, 1);
    });

  async function disposed(config, task) {
    const storage = makeStore();
    const queue = makeQueue({ storage, ...config });
    queue.define('k', { run: (ctx) => ctx.step('a', () => 1).then(hang) });
    for (const title of ['t', 'u', 'v']) queue.enqueue({ kind: 'k', title, ...task });
    await macrotask();
    queue.dispose();
    return { storage, queue };
  }

  it('leaves its tasks in the store, whatever its history limit', async () => {
    const { storage, queue } = await disposed({ historyLimit: 1 });
    assert.deepEqual([storage.kept.size, queue.getSnapshot().length], [3, 1]);
  });

  it('leaves them there, too, where it dismisses them', async () => {
    const { storage, queue } = await disposed();
    queue.dismissAll();
    assert.deepEqual([storage.kept.size, queue.getSnapshot()], [3, []]);
    const plain = await disposed({}, { persist: false });
    plain.queue.dismissAll();
    assert.equal(plain.storage.kept.size, 0);
  });

  it('does not overwrite what the next queue has stored where it is asked to retry', async () => {
    const { storage, queue } = await disposed();
    const next = makeQueue({ storage });
    next.define('k', { run: (ctx) => ctx.step('b', () => 1).then(hang) });
    await macrotask();
    const [{ id }] = queue.getSnapshot();
    queue.retry(id);
    const { owner, steps } = storage.kept.get(id);
    assert.deepEqual([owner, steps], [next.inspect().instance, { a: 1, b: 1 }]);
  });
});

describe('tasks of a page that is gone', () => {
  it('are run by one queue where the store takes more than two seconds to write its name', async () => {
    const entries = await entriesLeft();
    listenToConsole();
    useLocks();
    const time = fakeTime();
    const storage = slowStore(entries, (method, execute) =>
      method === 'set'
        ? new Promise((resolve) => setTimeout(() => resolve(execute()), 2_600))
        : Promise.resolve().then(execute),
    );
    const steps = [];
    const queues = ['a', 'b'].map((name) => {
      const queue = makeQueue({ storage });
      queue.define('k', { run: (ctx) => ctx.step('two', () => void steps.push(name)) });
      return queue;
    });
    await time.advance(30_000);
    assert.equal(steps.length, 1);
    assert.deepEqual(
      queues.map((queue) => only(queue).status),
      ['completed', 'completed'],
    );
  });

  it('are taken over later where the store refuses it once', async () => {
    const entries = await entriesLeft();
    listenToConsole();
    useLocks();
    const time = fakeTime();
    let failures = 1;
    const storage = slowStore(entries, async (method, execute) => {
      if (method === 'set' && failures-- > 0) throw new Error('full');
      return execute();
    });
    const queue = makeQueue({ storage });
    queue.define('k', { run: () => 'on' });
    await time.advance(1_000);
    assert.deepEqual([only(queue).status, only(queue).interrupted], ['pending', true]);
    for (let turn = 0; turn < 5; turn++) await time.advance(30_000);
    assert.equal(only(queue).status, 'completed');
  });

  it('are shown as interrupted while the store does not answer', async () => {
    const entries = await entriesLeft();
    listenToConsole();
    useLocks();
    const time = fakeTime();
    const storage = slowStore(entries, (method, execute) =>
      method === 'get' ? hang() : Promise.resolve().then(execute),
    );
    const queue = makeQueue({ storage });
    queue.define('k', { run: () => 'on' });
    await time.advance(10_000);
    assert.deepEqual([only(queue).status, only(queue).interrupted], ['pending', true]);
  });

  it('are resumed although the store cannot give one of them', async () => {
    const [entry] = await entriesLeft();
    useLocks();
    listenToConsole();
    const storage = slowStore([entry, { ...entry, id: 'refused' }]);
    const queue = makeQueue({ storage });
    await macrotask();
    const { get } = storage;
    storage.get = async (id) => {
      if (id === 'refused') throw new Error('refused');
      await sleep(5);
      return get(id);
    };
    queue.define('k', { run: () => 'on' });
    await until(() => queue.getTask(entry.id).status === 'completed');
  });

  for (const [name, refuse] of [
    [
      'throws',
      () => {
        throw new Error('full');
      },
    ],
    ['rejects', async () => Promise.reject(new Error('full'))],
  ])
    it(`are left alone, and do not run again and again, where the store ${name} when it is written`, async () => {
      const entries = await entriesLeft();
      useLocks();
      listenToConsole();
      const queue = makeQueue({ storage: { ...slowStore(entries), set: refuse } });
      await macrotask();
      let runs = 0;
      queue.define('k', {
        run: () => {
          runs += 1;
        },
      });
      await sleep(100);
      const { status, interrupted } = only(queue);
      assert.deepEqual([runs, status, interrupted, queue.persistence], [0, 'pending', true, 'degraded']);
    });
});
