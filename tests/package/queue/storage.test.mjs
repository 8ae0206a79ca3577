// A caller's store: a mirror of the tasks that is written in time and can do no harm.
import { deferred, fakeTime, hang, listenToConsole, macrotask, makeQueue, only, sleep, soon, statuses } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

/** A store in memory that notes its writes. */
function makeStore(entries = []) {
  const kept = new Map(entries.map((entry) => [entry.id, entry]));
  const writes = [];
  return {
    kept, writes,
    getAll: () => [...kept.values()],
    get: (id) => kept.get(id),
    set(id, view) { writes.push([id, view]); kept.set(id, view); },
    remove(id) { writes.push([id]); kept.delete(id); },
    clear() { kept.clear(); },
  };
}

const stored = (fields) => ({
  id: 'old', title: 'old', status: 'completed', items: [], total: 0, completed: 0, failed: 0, succeededItems: [],
  failedItems: [], retryCount: 0, createdAt: 1, owner: 'gone', ...fields,
});

describe('a change of status', () => {
  it('has reached set as a complete view before the call that made it returns', async () => {
    const storage = makeStore();
    const queue = makeQueue({ storage, concurrency: 1, cancelGrace: 0 });
    const last = (id) => storage.kept.get(id);
    const one = queue.enqueue({ title: 'one', items: ['a', 'b'], processor: (ctx) => { ctx.setMessage('inside'); ctx.succeed('a'); return hang(); } });
    assert.deepEqual([last(one.id).status, last(one.id).message, last(one.id).completed, last(one.id).title], ['running', 'inside', 1, 'one']);
    assert.deepEqual(last(one.id).succeededItems, ['a']);
    const two = queue.enqueue({ title: 'two', processor: hang });
    assert.equal(last(two.id).status, 'pending');
    one.cancel();
    assert.deepEqual([last(one.id).status, last(two.id).status], ['cancelled', 'running']);
    queue.retry(one.id);
    assert.deepEqual([last(one.id).status, last(one.id).retryCount], ['pending', 1]);
    queue.dispose();
    assert.deepEqual([last(one.id).status, last(two.id).status], ['cancelled', 'cancelled']);
  });

  it('has reached set before the handle settles and before onComplete', async () => {
    const storage = makeStore();
    const seen = [];
    const queue = makeQueue({ storage });
    const { id, promise } = queue.enqueue({ title: 'a', processor: () => 'r', onComplete: () => seen.push(storage.kept.get(id).status) });
    await promise;
    seen.push(storage.kept.get(id).status);
    assert.deepEqual(seen, ['completed', 'completed']);
    assert.equal(storage.kept.get(id).result, 'r');
  });

  it('is given in views that are frozen, without icon and completionActions', async () => {
    const storage = makeStore();
    const queue = makeQueue({ storage });
    await queue.enqueue({ title: 'a', icon: () => {}, completionActions: [{}], metadata: { a: 1 }, category: 'c', processor: () => {} }).promise;
    for (const [, view] of storage.writes) {
      assert.ok(Object.isFrozen(view));
      assert.deepEqual(['icon' in view && view.icon !== undefined, 'completionActions' in view && view.completionActions !== undefined], [false, false]);
      assert.deepEqual([view.metadata, view.category], [{ a: 1 }, 'c']);
    }
    assert.equal(typeof storage.writes[0][1].owner, 'string');
  });

  it('of a dismissed task removes it', async () => {
    const storage = makeStore();
    const queue = makeQueue({ storage });
    const { id, promise } = queue.enqueue({ title: 'a', processor: () => {} });
    await promise;
    queue.dismiss(id);
    assert.equal(storage.kept.size, 0);
    await queue.enqueue({ title: 'b', processor: () => {}, onComplete: () => queue.dismissAll() }).promise;
    await macrotask();
    assert.equal(storage.kept.size, 0);
  });
});

describe('changes within a status', () => {
  it('are written at most once per task and macrotask, with the last state', async () => {
    const storage = makeStore();
    const queue = makeQueue({ storage });
    const contexts = [];
    for (const title of 'ab') queue.enqueue({ title, processor: (ctx) => { contexts.push(ctx); return hang(); } });
    storage.writes.length = 0;
    for (let at = 0; at < 100; at++) for (const ctx of contexts) { ctx.setMessage(`${at}`); await null; }
    assert.equal(storage.writes.length, 0);
    await sleep(20);
    assert.deepEqual(storage.writes.map(([, { message }]) => message), ['99', '99']);
  });

  it('are not lost where the task ends before that', async () => {
    const storage = makeStore();
    const queue = makeQueue({ storage });
    const { id, promise } = queue.enqueue({ title: 'a', processor: async (ctx) => { await null; ctx.setMessage('last'); } });
    await promise;
    assert.deepEqual([storage.kept.get(id).message, storage.kept.get(id).status], ['last', 'completed']);
    const { length } = storage.writes;
    await sleep(10);
    assert.equal(storage.writes.length, length);
  });

  it('use the one timer there is', async () => {
    const time = fakeTime();
    const queue = makeQueue({ storage: makeStore() });
    let ctx;
    const handle = queue.enqueue({ title: 'a', timeout: 1000, processor: (given) => { ctx = given; return hang(); } });
    ctx.setMessage('x');
    assert.equal(time.live, 1);
    await time.advance(10);
    assert.equal(time.live, 1);
    await time.advance(990);
    assert.equal((await soon(handle.promise)).status, 'failed');
    assert.equal(time.live, 0);
  });
});

describe('a store that misbehaves delays and fails nothing', () => {
  const error = new Error('quota');
  const methods = ['getAll', 'set', 'remove', 'onReady', 'onExternalChange'];
  const bad = {
    throws: () => { throw error; },
    rejects: () => Promise.reject(error),
    'gives a thenable that throws': () => ({ then() { throw error; } }),
    'throws undefined': () => { throw undefined; },
  };
  for (const method of methods) {
    for (const [how, answer] of Object.entries(bad)) {
      it(`${method} ${how}`, async () => {
        const said = listenToConsole();
        const queue = makeQueue({ storage: { ...makeStore(), [method]: answer } });
        const { id, promise } = queue.enqueue({ title: 'a', processor: (ctx) => { ctx.setMessage('x'); return 'r'; } });
        assert.equal((await soon(promise)).result, 'r');
        queue.dismiss(id);
        await macrotask();
        assert.equal(queue.persistence, 'degraded');
        assert.equal(said.length, 1);
        assert.deepEqual(queue.getSnapshot(), []);
      });
    }
  }

  for (const [what, answer] of [
    ['hangs', hang], ['gives undefined', () => {}], ['gives null', () => null],
  ]) {
    it(`getAll ${what}`, async () => {
      const queue = makeQueue({ storage: { ...makeStore(), getAll: answer } });
      assert.equal((await soon(queue.enqueue({ title: 'a', processor: () => 1 }).promise)).status, 'completed');
    });
  }

  for (const [what, make] of [
    ['a revoked proxy', () => { const { proxy, revoke } = Proxy.revocable([], {}); revoke(); return proxy; }],
    ['a list that throws while it is read', () => Object.defineProperty([], 0, { get() { throw error; }, enumerable: true })],
    ['a text', () => 'tasks'], ['an object', () => ({ a: stored() })],
  ]) {
    it(`getAll gives ${what}`, async () => {
      const said = listenToConsole();
      const queue = makeQueue({ storage: { ...makeStore(), getAll: make } });
      assert.equal((await soon(queue.enqueue({ title: 'a', processor: () => 1 }).promise)).status, 'completed');
      assert.ok(said.length <= 1);
      assert.equal(queue.persistence, 'degraded');
    });
  }

  it('set that hangs', async () => {
    const queue = makeQueue({ storage: { ...makeStore(), set: hang } });
    assert.equal((await soon(queue.enqueue({ title: 'a', processor: () => 1 }).promise)).status, 'completed');
    assert.equal(queue.persistence, 'ok');
  });

  it('a method that calls back into the queue', async () => {
    const storage = makeStore();
    let queue, calls = 0;
    for (const method of ['set', 'remove']) {
      const plain = storage[method];
      storage[method] = (...values) => {
        plain(...values);
        if ((calls += 1) > 20) return;
        queue?.dismissAll();
        queue?.enqueue({ title: `by ${method}`, processor: () => 1 });
        queue?.getSnapshot();
      };
    }
    queue = makeQueue({ storage });
    const { promise } = queue.enqueue({ title: 'a', processor: () => 1 });
    assert.equal((await soon(promise)).status, 'completed');
    await soon(queue.onIdle());
    assert.ok(calls > 20);
    assert.deepEqual([...storage.kept.keys()].sort(), queue.getSnapshot().map(({ id }) => id).sort());
  });

  it('methods are called as methods of the store', async () => {
    class Store {
      #kept = new Map();
      getAll() { return [...this.#kept.values()]; }
      get(id) { return this.#kept.get(id); }
      set(id, view) { this.#kept.set(id, view); }
      remove(id) { this.#kept.delete(id); }
      clear() { this.#kept.clear(); }
      onReady(callback) { this.#kept.size; callback(); }
      onExternalChange() { this.#kept.size; return () => {}; }
    }
    const queue = makeQueue({ storage: new Store() });
    const { id, promise } = queue.enqueue({ title: 'a', processor: () => 1 });
    await promise;
    queue.dismiss(id);
    assert.equal(queue.persistence, 'ok');
  });
});

describe('persistence', () => {
  it('is off without a store and ok with one', () => {
    assert.equal(makeQueue().persistence, 'off');
    assert.equal(makeQueue({ storage: makeStore() }).persistence, 'ok');
  });

  it('that degrades tells listeners', async () => {
    listenToConsole();
    const queue = makeQueue({ storage: { ...makeStore(), set: () => Promise.reject(new Error('x')) }, paused: true });
    queue.enqueue({ title: 'a', processor: hang });
    let told = 0;
    queue.subscribe(() => (told += 1));
    await macrotask();
    assert.deepEqual([told, queue.persistence], [1, 'degraded']);
  });
});

describe('what a new queue finds', () => {
  it('is shown at once where getAll answers at once, in front of its own tasks', async () => {
    const storage = makeStore([stored({ id: '2', title: 'later', createdAt: 2 }), stored({ id: '1', title: 'first', createdAt: 1 })]);
    const queue = makeQueue({ storage });
    queue.enqueue({ title: 'own', processor: hang });
    assert.deepEqual(statuses(queue), ['first completed', 'later completed', 'own running']);
    assert.deepEqual([queue.size, queue.running], [1, 1]);
    assert.ok(queue.getSnapshot().every(Object.isFrozen));
  });

  it('is shown later where getAll answers by a promise, without a change for what is there', async () => {
    const answer = deferred();
    const queue = makeQueue({ storage: { ...makeStore(), getAll: () => answer.promise } });
    queue.enqueue({ title: 'own', processor: hang });
    const [own] = queue.getSnapshot();
    let told = 0;
    queue.subscribe(() => (told += 1));
    await macrotask();
    told = 0;
    answer.resolve([stored()]);
    await macrotask();
    assert.deepEqual(statuses(queue), ['old completed', 'own running']);
    assert.equal(queue.getSnapshot()[1], own);
    assert.equal(told, 1);
  });

  it('is read again at onReady', () => {
    const storage = makeStore();
    let ready;
    const queue = makeQueue({ storage: { ...storage, onReady: (callback) => { ready = callback; } } });
    assert.equal(queue.getSnapshot().length, 0);
    storage.kept.set('old', stored());
    ready();
    assert.equal(only(queue).id, 'old');
  });

  it('that had not ended is failed, says that the page was closed, and cannot be retried', async () => {
    for (const status of ['pending', 'running']) {
      const storage = makeStore([stored({ status, failedItems: [{ id: 'x', message: 'm' }], failed: 1 })]);
      const queue = makeQueue({ storage });
      const view = only(queue);
      assert.deepEqual([view.status, view.retryable, view.failed], ['failed', false, 2]);
      assert.match(view.failedItems[1].message, /page.*closed/);
      assert.equal(queue.retry('old'), undefined);
      assert.equal(queue.size, 0);
      queue.cancel('old');
      await macrotask();
      assert.equal(storage.kept.get('old').status, 'failed');
    }
  });

  it('can be dismissed, and is then removed from the store', () => {
    const storage = makeStore([stored(), stored({ id: 'other' })]);
    const queue = makeQueue({ storage });
    assert.equal(queue.dismiss('old'), true);
    assert.deepEqual([...storage.kept.keys()], ['other']);
    queue.dismissAll();
    assert.equal(storage.kept.size, 0);
    assert.deepEqual(queue.getSnapshot(), []);
  });

  it('that cannot be read is left as it is and said once', () => {
    const said = listenToConsole();
    const hostile = { get id() { throw new Error('mine'); } };
    const entries = [null, 5, 'x', {}, stored({ id: 5 }), stored({ status: 'paused' }), stored({ title: undefined }), hostile, stored()];
    const storage = makeStore();
    const queue = makeQueue({ storage: { ...storage, getAll: () => entries } });
    assert.equal(only(queue).id, 'old');
    assert.equal(said.length, 1);
    assert.equal(storage.writes.length, 0);
  });

  it('keeps what completionInfo can know of its items', () => {
    const items = [{ id: 'a' }, { key: 'k' }, null, { other: 1 }, 'text'];
    const queue = makeQueue({ storage: makeStore([stored({ items, total: 5, succeededItems: ['a', 'k', 'null', '{"other":1}'], failedItems: [{ id: 'text', message: 'no' }], status: 'failed' })]) });
    assert.deepEqual(queue.completionInfo('old').items.map(({ id, status }) => `${id} ${status}`), [
      'a succeeded', 'k succeeded', 'null succeeded', '{"other":1} succeeded', 'text failed',
    ]);
  });
});

describe('a shared store', () => {
  /** A store whose changes by others are told. */
  function makeShared(entries) {
    const storage = makeStore(entries);
    const heard = new Set();
    storage.onExternalChange = (callback) => { heard.add(callback); return () => heard.delete(callback); };
    return { storage, heard, change: () => heard.forEach((callback) => callback()) };
  }

  it('is read at each external change: new, changed and vanished tasks', () => {
    const { storage, change } = makeShared([stored(), stored({ id: 'gone' })]);
    const queue = makeQueue({ storage });
    const own = queue.enqueue({ title: 'own', processor: hang });
    storage.kept.delete('gone');
    storage.kept.set('old', stored({ title: 'changed' }));
    storage.kept.set('new', stored({ id: 'new', title: 'new' }));
    change();
    assert.deepEqual(queue.getSnapshot().map(({ title }) => title).sort(), ['changed', 'new', 'own']);
    storage.kept.set('old', stored({ title: 'again' }));
    assert.equal(queue.getTask('old').title, 'changed');
    change();
    assert.equal(queue.getTask('old').title, 'again');
    storage.kept.set('old', stored({ title: 'and again' }));
    change();
    assert.equal(queue.getTask('old').title, 'and again');
    assert.equal(queue.getSnapshot().find(({ id }) => id === 'old').title, 'and again');
    assert.ok(queue.getTask(own.id));
  });

  it('that changed in nothing changes no view and tells nobody', async () => {
    const { storage, change } = makeShared([stored()]);
    storage.getAll = () => structuredClone([...storage.kept.values()]);
    const queue = makeQueue({ storage });
    const before = queue.getSnapshot();
    let told = 0;
    queue.subscribe(() => (told += 1));
    change();
    await macrotask();
    assert.equal(queue.getSnapshot()[0], before[0]);
    assert.equal(queue.getSnapshot(), before);
    assert.equal(told, 0);
  });

  it('leaves tasks of a queue that lives in this realm alone, and closes those of one that is gone', async () => {
    const { storage } = makeShared([]);
    const first = makeQueue({ storage });
    first.enqueue({ title: 'lives', processor: hang });
    storage.kept.set('dead', stored({ id: 'dead', title: 'dead', status: 'running', owner: 'nobody' }));
    const second = makeQueue({ storage });
    await macrotask();
    await macrotask();
    assert.deepEqual(statuses(second), ['dead failed', 'lives running']);
    assert.equal(second.running, 0);
    second.cancelAll();
    second.dispose();
    assert.equal(first.running, 1);
  });

  it('is no longer heard after dispose', () => {
    const { storage, heard, change } = makeShared([]);
    const queue = makeQueue({ storage });
    assert.equal(heard.size, 1);
    queue.dispose();
    assert.equal(heard.size, 0);
    storage.kept.set('old', stored());
    change();
    assert.equal(queue.getSnapshot().length, 0);
  });
});
