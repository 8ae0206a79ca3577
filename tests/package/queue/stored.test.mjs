// What a queue finds in its store: tasks of pages that were closed, and of queues that live elsewhere.
import {
  deferred,
  hang,
  listenToConsole,
  macrotask,
  makeQueue,
  makeStore,
  only,
  statuses,
  stored,
} from './support.mjs';
import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { describe, it } from 'node:test';
import { runInThisContext } from 'node:vm';

describe('what a new queue finds', () => {
  it('is closed task by task: a store that rejects for one and throws for another raises no unhandled rejection', async (t) => {
    const unhandled = t.mock.fn();
    const others = process.rawListeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', unhandled);
    t.after(() => {
      process.off('unhandledRejection', unhandled);
      for (const other of others) process.on('unhandledRejection', other);
    });
    listenToConsole();
    const storage = makeStore(['1', '2'].map((id) => stored({ id, status: 'running' })));
    storage.onExternalChange = () => () => {};
    const { get } = storage;
    storage.get = (id) => {
      if (id === '2') throw new Error('the store is gone');
      return get(id);
    };
    storage.set = () => Promise.reject(new Error('the store is full'));
    const queue = makeQueue({ storage });
    await macrotask();
    await macrotask();
    assert.equal(unhandled.mock.callCount(), 0);
    assert.equal(queue.persistence, 'degraded');
  });

  it('is shown at once where getAll answers at once, in front of its own tasks', async () => {
    const storage = makeStore([
      stored({ id: '2', title: 'later', createdAt: 2 }),
      stored({ id: '1', title: 'first', createdAt: 1 }),
    ]);
    const queue = makeQueue({ storage });
    queue.enqueue({ title: 'own', processor: hang });
    assert.deepEqual(statuses(queue), ['first completed', 'later completed', 'own running']);
    assert.deepEqual([queue.size, queue.running], [1, 1]);
    assert.ok(queue.getSnapshot().every(Object.isFrozen));
  });

  it('is shown and resumed in the order of enqueue, whatever order the store returns: a burst is of one millisecond', async () => {
    const storage = makeStore();
    const first = makeQueue({ storage, paused: true });
    const { now } = Date;
    Date.now = () => 1_700_000_000_000;
    try {
      first.define('k', { run: hang });
      for (let count = 1; count <= 12; count++) first.enqueue({ kind: 'k', title: `${count}` });
    } finally {
      Date.now = now;
    }
    const titles = first.getSnapshot().map(({ title }) => title);
    first.dispose();
    // As stores do that sort by key.
    const entries = [...storage.kept.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
    assert.notDeepEqual(
      entries.map(({ title }) => title),
      titles,
    );
    const queue = makeQueue({ storage: makeStore(entries), concurrency: 1 });
    const ran = [];
    queue.define('k', { run: ({ idempotencyKey }) => void ran.push(queue.getTask(idempotencyKey).title) });
    assert.deepEqual(
      queue.getSnapshot().map(({ title }) => title),
      titles,
    );
    await queue.onIdle();
    assert.deepEqual(ran, titles);
  });

  it('identifies items by the ids that getItemId returned: a resumed batch runs none of them again', async () => {
    const storage = makeStore();
    const items = [{ n: 1 }, { n: 2 }];
    const getItemId = ({ n }) => `no ${n}`;
    const ran = [];
    const first = makeQueue({ storage });
    first.define('k', { runItem: ({ n }) => (n === 1 ? ran.push(n) : hang()) });
    const durable = first.enqueue({ kind: 'k', title: 't', items, getItemId });
    const plain = first.enqueue({ title: 'p', items, getItemId, processItem: () => {} });
    await plain.promise;
    await macrotask();
    first.dispose();
    const entries = [...storage.kept.values()].map((entry) => JSON.parse(JSON.stringify(entry)));
    const queue = makeQueue({ storage: makeStore(entries) });
    queue.define('k', { runItem: ({ n }) => void ran.push(n) });
    await queue.onIdle();
    assert.deepEqual(ran, [1, 2]);
    assert.deepEqual(queue.getTask(durable.id).succeededItems, ['no 1', 'no 2']);
    for (const { id } of [durable, plain]) {
      assert.deepEqual(
        queue.completionInfo(id).items.map(({ id, status }) => [id, status]),
        [
          ['no 1', 'succeeded'],
          ['no 2', 'succeeded'],
        ],
      );
    }
  });

  it('is shown later where getAll answers by a promise, without a change for what is there', async () => {
    const answer = deferred();
    const queue = makeQueue({ storage: { ...makeStore(), getAll: () => answer.promise } });
    queue.enqueue({ title: 'own', processor: hang });
    const [own] = queue.getSnapshot();
    let told = 0;
    queue.subscribe(() => ++told);
    await macrotask();
    told = 0;
    answer.resolve([stored()]);
    await macrotask();
    assert.deepEqual(statuses(queue), ['old completed', 'own running']);
    assert.equal(queue.getSnapshot()[1], own);
    assert.equal(told, 1);
  });

  it('has views of one layout, whose fields are in no table: thousands are read when a store is opened', () => {
    setFlagsFromString('--allow-natives-syntax');
    const isTable = runInThisContext('(view) => !%HasFastProperties(view)');
    // Functions are compiled when they are called first.
    assert.equal(isTable({}), false);
    setFlagsFromString('--no-allow-natives-syntax');
    // As built-in stores keep it: without what is usual.
    const entries = ['1', '2'].map((id) => ({ id, title: 'old', status: 'completed', createdAt: 1 }));
    const views = makeQueue({ storage: makeStore(entries) }).getSnapshot();
    assert.deepEqual(views.map(isTable), [false, false]);
  });

  it('is read again at onReady', () => {
    const storage = makeStore();
    let ready;
    const queue = makeQueue({
      storage: {
        ...storage,
        onReady: (callback) => {
          ready = callback;
        },
      },
    });
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
      assert.deepEqual(
        [view.status, view.retryable, view.interrupted, view.failed],
        ['failed', false, true, 2],
      );
      assert.match(view.failedItems[1].message, /page was closed.*outcome is unknown/);
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

  it('counts for historyLimit, and the oldest goes first', async () => {
    const entries = Array.from({ length: 6 }, (_, at) =>
      stored({ id: `${at}`, title: `${at}`, createdAt: at, completedAt: at }),
    );
    const storage = makeStore([...entries, stored({ id: 'r', title: 'r', status: 'running', createdAt: 9 })]);
    const queue = makeQueue({ storage: { ...storage, onExternalChange: () => () => {} }, historyLimit: 4 });
    assert.deepEqual(statuses(queue), [
      '2 completed',
      '3 completed',
      '4 completed',
      '5 completed',
      'r running',
    ]);
    await macrotask();
    assert.deepEqual(statuses(queue).slice(-1), ['r failed']);
    for (const title of 'ab') await queue.enqueue({ title, processor: () => {} }).promise;
    assert.deepEqual(statuses(queue), ['5 completed', 'r failed', 'a completed', 'b completed']);
    assert.deepEqual(
      [...storage.kept.values()].map(({ title }) => title),
      ['5', 'r', 'a', 'b'],
    );
    queue.enqueue({ title: 'goes on', processor: hang });
    for (const title of 'cdef') await queue.enqueue({ title, processor: () => {} }).promise;
    assert.deepEqual(statuses(queue), [
      'goes on running',
      'c completed',
      'd completed',
      'e completed',
      'f completed',
    ]);
  });

  it('that cannot be read is left as it is and reported once', () => {
    const said = listenToConsole();
    const hostile = {
      get id() {
        throw new Error('mine');
      },
    };
    const entries = [
      null,
      5,
      'x',
      {},
      stored({ id: 5 }),
      stored({ status: 'paused' }),
      stored({ title: undefined }),
      hostile,
      stored(),
    ];
    const storage = makeStore();
    const queue = makeQueue({ storage: { ...storage, getAll: () => entries } });
    assert.equal(only(queue).id, 'old');
    assert.equal(said.length, 1);
    assert.equal(storage.writes.length, 0);
  });

  it('shows a field that is missing or of a wrong kind with its usual value', () => {
    const right = {
      priority: 0,
      errorStrategy: 'continue',
      cancelable: true,
      retryable: true,
      confirmBeforeUnload: true,
      cancelRequested: false,
      attempt: 1,
      retryCount: 0,
      createdAt: 0,
      total: undefined,
      message: undefined,
      progress: undefined,
      group: undefined,
      owner: undefined,
      items: undefined,
      succeededItems: [],
      failedItems: [],
    };
    for (const wrong of [undefined, null, {}, Symbol('s'), 5n]) {
      const fields = Object.fromEntries(Object.keys(right).map((field) => [field, wrong]));
      const view = only(makeQueue({ storage: makeStore([stored(fields)]) }));
      for (const [field, value] of Object.entries(right)) assert.deepEqual(view[field], value, field);
    }
  });

  it('bounds every field, and what is out of bounds counts as missing', () => {
    const huge = 'x'.repeat(200_000);
    const shared = Array.from({ length: 40 }).reduce((inner) => [inner, inner], 'x');
    const endless = Object.assign(['a'], {
      *[Symbol.iterator]() {
        for (;;) yield 'a';
      },
    });
    const wrong = {
      priority: [NaN, Infinity, '1'],
      total: [-1, 1.5, 1e300, Infinity],
      completed: [-1, NaN],
      failed: [1e300],
      retryCount: [-3],
      attempt: [0.5],
      createdAt: [1e300, 9e15, NaN],
      startedAt: [1e300],
      completedAt: [-1e300],
      deadlineAt: [Infinity],
      nextAttemptAt: [8.65e15],
      progress: [-0.1, 1.1, NaN, 1e308],
      group: [huge],
      key: [huge],
      owner: [huge],
      succeededItems: [{ length: 4294967295 }, new Array(4294967295), [{}, null, []]],
      failedItems: [{ length: 4294967295 }, new Array(4294967295)],
      items: [{ length: 4294967295 }, new Array(4294967295)],
      itemIds: [new Array(4294967295)],
      interrupted: ['yes', 1],
      // Meaningful only while it runs.
      waits: [5, [{ resourceType: 'x' }]],
    };
    const usual = only(makeQueue({ storage: makeStore([{ id: 'old', title: 'old', status: 'completed' }]) }));
    for (const [field, values] of Object.entries(wrong)) {
      for (const value of values) {
        const queue = makeQueue({ storage: makeStore([stored({ items: undefined, [field]: value })]) });
        assert.deepEqual(only(queue)[field], usual[field], field);
        assert.deepEqual(queue.completionInfo('old').items, []);
      }
    }
    const queue = makeQueue({
      storage: makeStore([
        stored({
          title: huge,
          message: huge,
          category: huge,
          succeededItems: endless,
          failedItems: [
            { id: {}, message: shared },
            { id: 1, message: huge },
          ],
        }),
      ]),
    });
    const { title, message, category, succeededItems, failedItems } = only(queue);
    assert.ok([title, message, category, failedItems[1].message].every((text) => text.length === 100_000));
    assert.deepEqual([succeededItems, failedItems[0]], [['a'], { message: 'unknown' }]);
  });

  it('is not read if there are more than any page could show', () => {
    const said = listenToConsole();
    const queue = makeQueue({ storage: { ...makeStore(), getAll: () => new Array(4294967295) } });
    assert.deepEqual([queue.getSnapshot(), queue.persistence, said.length], [[], 'degraded', 1]);
  });

  it('keeps a field that a newer version added, also when it is closed', () => {
    const storage = makeStore([stored({ status: 'running', added: { later: 1 } })]);
    assert.deepEqual(only(makeQueue({ storage })).added, { later: 1 });
    assert.deepEqual(storage.kept.get('old').added, { later: 1 });
    assert.equal(storage.kept.get('old').status, 'failed');
  });

  it('keeps what completionInfo can know of its items', () => {
    const items = [{ id: 'a' }, { key: 'k' }, null, { other: 1 }, 'text'];
    const queue = makeQueue({
      storage: makeStore([
        stored({
          items,
          total: 5,
          succeededItems: ['a', 'k', 'null', '{"other":1}'],
          failedItems: [{ id: 'text', message: 'no' }],
          status: 'failed',
        }),
      ]),
    });
    assert.deepEqual(
      queue.completionInfo('old').items.map(({ id, status }) => `${id} ${status}`),
      ['a succeeded', 'k succeeded', 'null succeeded', '{"other":1} succeeded', 'text failed'],
    );
  });
});

describe('a shared store', () => {
  /** A store that reports changes by others. */
  function makeShared(entries) {
    const storage = makeStore(entries);
    const heard = new Set();
    storage.onExternalChange = (callback) => {
      heard.add(callback);
      return () => heard.delete(callback);
    };
    const change = () => {
      for (const callback of heard) callback();
    };
    return { storage, heard, change };
  }

  it('is read at each external change: new, changed and vanished tasks', () => {
    const { storage, change } = makeShared([stored(), stored({ id: 'gone' })]);
    const queue = makeQueue({ storage });
    const own = queue.enqueue({ title: 'own', processor: hang });
    storage.kept.delete('gone');
    storage.kept.set('old', stored({ title: 'changed' }));
    storage.kept.set('new', stored({ id: 'new', title: 'new' }));
    change();
    assert.deepEqual(
      queue
        .getSnapshot()
        .map(({ title }) => title)
        .sort(),
      ['changed', 'new', 'own'],
    );
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

  it('that did not change leaves every view as it was and calls no listener', async () => {
    const { storage, change } = makeShared([stored()]);
    storage.getAll = () => structuredClone([...storage.kept.values()]);
    const queue = makeQueue({ storage });
    const before = queue.getSnapshot();
    let told = 0;
    queue.subscribe(() => ++told);
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

  it('shows a task without an owner that had not ended as failed at construction, and writes that', async () => {
    for (const status of ['pending', 'running']) {
      const { storage, change } = makeShared([stored({ status, owner: undefined })]);
      const queue = makeQueue({ storage });
      const view = only(queue);
      assert.deepEqual([view.status, view.interrupted, view.retryable], ['failed', true, false]);
      assert.equal(storage.kept.get('old').status, 'failed');
      change();
      await macrotask();
      assert.equal(only(queue), view);
      assert.equal(storage.writes.length, 1);
    }
  });

  it('closes a task of a page that is gone as the store has it by then', async () => {
    const { storage } = makeShared([]);
    for (const id of ['running', 'completed', 'removed', 'broken'])
      storage.kept.set(id, stored({ id, title: id, status: 'running' }));
    const found = [...storage.kept.values()];
    const queue = makeQueue({ storage: { ...storage, getAll: () => found } });
    storage.kept.set(
      'running',
      stored({ id: 'running', title: 'running', status: 'running', message: 'late' }),
    );
    storage.kept.set('completed', stored({ id: 'completed', title: 'completed', result: 'r' }));
    storage.kept.set('broken', { id: 'broken' });
    storage.kept.delete('removed');
    await macrotask();
    assert.deepEqual(
      queue.getSnapshot().map(({ title, status, message, result }) => [title, status, message, result]),
      [
        ['running', 'failed', 'late', undefined],
        ['completed', 'completed', undefined, 'r'],
        ['removed', 'failed', undefined, undefined],
        ['broken', 'failed', undefined, undefined],
      ],
    );
    assert.deepEqual(
      storage.writes.map(([id, { status, interrupted }]) => [id, status, interrupted]),
      [['running', 'failed', true]],
    );
  });

  it('whose get fails or answers later has its tasks closed all the same', async () => {
    const said = listenToConsole();
    const entry = stored({ status: 'running' });
    const { storage } = makeShared([entry]);
    const failing = { ...storage, get: () => Promise.reject(new Error('mine')) };
    const queue = makeQueue({ storage: failing });
    await macrotask();
    assert.deepEqual([statuses(queue), queue.persistence, said.length], [['old failed'], 'degraded', 1]);
    assert.equal(storage.kept.get('old'), entry);
    // A write that is never answered delays nothing.
    const set = (id, view) => {
      storage.set(id, view);
      return hang();
    };
    const late = makeQueue({ storage: { ...storage, get: async (id) => storage.kept.get(id), set } });
    await macrotask();
    assert.deepEqual([statuses(late), storage.kept.get('old').status], [['old failed'], 'failed']);
  });

  it('in which a queue that lives finds its task closed by another is put right, also after it has ended', async () => {
    const { storage, change } = makeShared([]);
    const queue = makeQueue({ storage });
    const { id, promise } = queue.enqueue({ title: 'ours', processor: () => 'r' });
    await promise;
    const right = storage.kept.get(id);
    const { result, ...closed } = { ...right, status: 'failed', interrupted: true };
    for (const wrong of [closed, { ...closed, interrupted: undefined }, { ...right, interrupted: true }]) {
      storage.kept.set(id, wrong);
      change();
      assert.deepEqual([queue.getTask(id).status, storage.kept.get(id)], ['completed', right]);
    }
    storage.writes.length = 0;
    change();
    storage.kept.set(id, { ...right, status: 'running' });
    change();
    assert.deepEqual(storage.writes, []);
  });

  it('is not notified after dispose', () => {
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
