// `storageType: 'indexeddb'`: one record a task, written by one transaction a turn; pages tell each other by a channel.
import {
  afterTest,
  deferred,
  hang,
  listenToConsole,
  makeQueue,
  only,
  patch,
  sleep,
  soon,
  statuses,
  until,
} from './support.mjs';
import { IDBDatabase, IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { useLocks, useStorage } from './platform.mjs';

let count = 0;

/** A configuration over a database of its own; channels are the platform's, so that their name must be new too. */
function useDatabase() {
  patch(globalThis, 'indexedDB', new IDBFactory());
  return { storageType: 'indexeddb', storageKey: `test-${count++}` };
}

/** A channel that connects after a while: nothing reaches it until then, and what it says goes out then. */
class SlowChannel {
  #connected;

  constructor(name) {
    this.#connected = sleep(100).then(() => {
      const channel = new PlatformChannel(name);
      channel.unref();
      channel.onmessage = (event) => this.onmessage?.(event);
      return channel;
    });
  }

  postMessage(message) {
    void this.#connected.then((channel) => channel.postMessage(message));
  }

  close() {
    void this.#connected.then((channel) => channel.close());
  }
}

const PlatformChannel = BroadcastChannel;

/** Returns what tells the page of an event. */
function usePageEvents() {
  const listeners = [];
  patch(globalThis, 'addEventListener', (type, listener) => void listeners.push({ type, listener }));
  return (event) => {
    for (const { type, listener } of [...listeners]) if (type === event.type) listener(event);
  };
}

const LEAVE = { type: 'pagehide', persisted: false };

function answerOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** The records as they are, and a way to change them as another page would. */
async function rawly({ storageKey }, use = () => {}) {
  const database = await answerOf(indexedDB.open(storageKey));
  const [name] = database.objectStoreNames;
  const records = database.transaction(name, 'readwrite').objectStore(name);
  await use(records);
  const [keys, values] = [await answerOf(records.getAllKeys()), await answerOf(records.getAll())];
  database.close();
  return keys.map((key, at) => [key, values[at]]);
}

/** Makes what a queue wrote that of a page which is gone. */
async function leave(config, queue) {
  const { instance } = queue.inspect();
  await rawly(config, async (records) => {
    for (const key of await answerOf(records.getAllKeys())) {
      const text = await answerOf(records.get(key));
      records.delete(key);
      records.put(text.replaceAll(instance, 'gone'), key.replaceAll(instance, 'gone'));
    }
  });
  queue.dispose();
}

describe('a task in IndexedDB', () => {
  it('comes back with what it had, soon after the queue was made', async () => {
    const config = useDatabase();
    const first = makeQueue(config);
    await first.enqueue({
      title: 'a \ud800',
      items: [0, '', 'x', 'x'],
      metadata: { m: 1n, n: 2 },
      processItem: () => {},
    }).promise;
    const [before] = first.getSnapshot();
    await until(async () => (await rawly(config))[0]?.[1].includes('completed'));
    await leave(config, first);
    const queue = makeQueue(config);
    assert.deepEqual(queue.getSnapshot(), []);
    await until(() => queue.getSnapshot().length === 1);
    const { id, owner, metadata, ...after } = JSON.parse(JSON.stringify(only(queue)));
    const {
      id: _,
      owner: __,
      metadata: ___,
      ...expected
    } = JSON.parse(JSON.stringify({ ...before, metadata: undefined }));
    assert.deepEqual(after, expected);
    assert.deepEqual(metadata, { n: 2 });
    assert.ok(queue.completionInfo(id).items.every(({ status }) => status === 'succeeded'));
    assert.equal(queue.persistence, 'ok');
  });

  for (const hasRecords of [true, false])
    it(`comes back where the platform has ${hasRecords ? 'getAllRecords' : 'getAll and getAllKeys alone'}`, async (t) => {
      const config = useDatabase();
      const first = makeQueue(config);
      for (const title of ['a', 'b']) await first.enqueue({ title, processor: () => {} }).promise;
      await until(async () => (await rawly(config))[1]?.[1].includes('completed'));
      await leave(config, first);
      const { getAllKeys, getAllRecords } = IDBObjectStore.prototype;
      const read = t.mock.fn(hasRecords ? getAllRecords : getAllKeys);
      patch(IDBObjectStore.prototype, 'getAllRecords', hasRecords ? read : undefined);
      if (!hasRecords) patch(IDBObjectStore.prototype, 'getAllKeys', read);
      const queue = makeQueue(config);
      await until(() => queue.getSnapshot().length === 2);
      assert.deepEqual(statuses(queue), ['a completed', 'b completed']);
      assert.equal(read.mock.callCount(), 1);
    });

  it('that had not ended is failed, and dismissing removes its record', async () => {
    const config = useDatabase();
    const first = makeQueue(config);
    first.enqueue({ title: 'a', processor: hang });
    await until(async () => (await rawly(config)).length === 1);
    const records = await rawly(config);
    await leave(config, first);
    await rawly(config, (store) => {
      store.clear();
      store.put(
        records[0][1].replaceAll(first.inspect().instance, 'gone'),
        records[0][0].replaceAll(first.inspect().instance, 'gone'),
      );
    });
    const queue = makeQueue(config);
    await until(() => queue.getSnapshot()[0]?.status === 'failed');
    assert.match(only(queue).failedItems[0].message, /page.*closed/);
    assert.equal(only(queue).retryable, false);
    await until(async () => (await rawly(config))[0][1].includes('failed'));
    queue.dismissAll();
    await until(async () => (await rawly(config)).length === 0);
  });

  it('is one of many in a transaction, and its last state alone is written', async () => {
    const config = useDatabase();
    let puts = 0,
      transactions = 0;
    const { put } = IDBObjectStore.prototype;
    const { transaction } = IDBDatabase.prototype;
    patch(IDBObjectStore.prototype, 'put', function (...values) {
      puts += 1;
      return put.apply(this, values);
    });
    patch(IDBDatabase.prototype, 'transaction', function (...values) {
      if (values[1] === 'readwrite') transactions += 1;
      return transaction.apply(this, values);
    });
    const queue = makeQueue({ ...config, concurrency: 100 });
    await until(() => indexedDB.databases().then((list) => list.length === 1));
    await sleep(20);
    await Promise.all(
      Array.from(
        { length: 100 },
        (_, at) =>
          queue.enqueue({
            title: `${at}`,
            processor: async () => {
              await null;
            },
          }).promise,
      ),
    );
    await sleep(50);
    assert.ok(transactions <= 3, `${transactions} transactions`);
    assert.ok(puts <= 200, `${puts} puts`);
    assert.ok((await rawly(config)).every(([, text]) => text.includes('completed')));
  });

  it('written just before dispose is written all the same, and then the database is let go', async () => {
    const config = useDatabase();
    const closed = [];
    const { close } = IDBDatabase.prototype;
    patch(IDBDatabase.prototype, 'close', function () {
      closed.push(this.name);
      close.call(this);
    });
    const queue = makeQueue(config);
    queue.enqueue({ title: 'a', processor: hang });
    queue.dispose();
    await until(() => closed.length === 1);
    const [[, text]] = await rawly(config);
    assert.match(text, /cancelled/);
    const unused = makeQueue(config);
    unused.dispose();
    await until(() => closed.filter((name) => name === config.storageKey).length === 3);
  });
});

describe('a database', () => {
  /** Connections that are open. */
  function countConnections() {
    const counts = { opened: 0, closed: 0 };
    const { open } = IDBFactory.prototype;
    const { close } = IDBDatabase.prototype;
    indexedDB.open = (...values) => {
      const request = open.apply(indexedDB, values);
      request.addEventListener('success', () => (counts.opened += 1));
      return request;
    };
    patch(IDBDatabase.prototype, 'close', function () {
      counts.closed += 1;
      close.call(this);
    });
    return counts;
  }

  it('is let go when a queue that nobody used is forgotten', async () => {
    const config = useDatabase();
    const counts = countConnections();
    const { TaskQueue } = await import('taskwatch');
    for (let at = 0; at < 20; at++) new TaskQueue(config);
    await until(() => counts.opened === 20);
    await until(() => {
      globalThis.gc?.();
      return counts.closed >= 18;
    });
  });

  it('is let go again after a task was dismissed that outlived its queue', async () => {
    const config = useDatabase();
    const counts = countConnections();
    const queue = makeQueue(config);
    const { id, promise } = queue.enqueue({ title: 'a', processor: () => {} });
    await promise;
    queue.dispose();
    await until(() => counts.opened === 1 && counts.closed === 1);
    queue.dismiss(id);
    await until(async () => (await rawly(config)).length === 0);
    await until(() => counts.opened === counts.closed);
  });
});

describe('pages over one database', () => {
  it("show each other's tasks as they change, and what is dismissed goes", async () => {
    const config = useDatabase();
    const one = makeQueue(config);
    const other = makeQueue(config);
    const end = deferred();
    const { id } = one.enqueue({ title: 'of one', processor: () => end.promise });
    await until(() => statuses(other).join() === 'of one running');
    assert.equal(other.size, 0);
    end.resolve();
    await until(() => statuses(other).join() === 'of one completed');
    one.dismiss(id);
    await until(() => other.getSnapshot().length === 0);
  });

  it('are shown as they are now where the store is read while they change', async (t) => {
    const config = useDatabase();
    const one = makeQueue(config);
    const early = one.enqueue({ title: 'early', processor: () => {} });
    await until(async () => (await rawly(config))[0]?.[1].includes('completed'));
    // The answer to a read comes late: Firefox reads in parallel.
    const { getAllRecords } = IDBObjectStore.prototype;
    const answered = deferred();
    const read = t.mock.method(IDBObjectStore.prototype, 'getAllRecords', function (...args) {
      const request = getAllRecords.apply(this, args);
      const late = { result: undefined, error: null };
      request.onsuccess = () => {
        late.result = request.result;
        void answered.promise.then(() => late.onsuccess());
      };
      return late;
    });
    const other = makeQueue(config);
    await until(() => read.mock.callCount() > 0);
    await sleep(20);
    one.enqueue({ title: 'late', processor: () => {} });
    await until(() => statuses(other).join() === 'late completed');
    one.dismiss(early.id);
    await until(async () => (await rawly(config)).length === 1);
    await sleep(20);
    answered.resolve();
    await sleep(20);
    assert.deepEqual(statuses(other), ['late completed']);
  });

  it('are shown where they were written before the channel was connected', async () => {
    const config = useDatabase();
    const one = makeQueue(config);
    one.enqueue({ title: 'early', processor: () => {} });
    await until(async () => (await rawly(config))[0]?.[1].includes('completed'));
    patch(globalThis, 'BroadcastChannel', SlowChannel);
    const other = makeQueue(config);
    await until(() => statuses(other).join() === 'early completed');
    one.enqueue({ title: 'late', processor: () => {} });
    await until(() => statuses(other).join() === 'early completed,late completed');
  });

  it('are shown where their page is gone before it knows that they are written', async (t) => {
    const config = useDatabase();
    const tell = usePageEvents();
    const leaving = makeQueue(config);
    leaving.enqueue({ title: 'early', processor: () => {} });
    const other = makeQueue(config);
    await until(() => statuses(other).join() === 'early completed');
    const { transaction } = IDBDatabase.prototype;
    t.mock.method(IDBDatabase.prototype, 'transaction', function (...args) {
      return Object.defineProperty(transaction.apply(this, args), 'oncomplete', { set() {} });
    });
    // Its first write is under way when it is told to go.
    await leaving.enqueue({ title: 'last', processor: () => sleep(10) }).promise;
    tell(LEAVE);
    await until(() => statuses(other).join() === 'early completed,last completed');
  });

  it('are shown once where a message names them twice', async () => {
    const config = useDatabase();
    const queue = makeQueue(config);
    await soon();
    const channel = new BroadcastChannel(`taskwatch:${config.storageKey}`);
    afterTest(() => channel.close());
    const record = { v: 1, id: 'twice', title: 'twice', status: 'completed', createdAt: 1, completedAt: 2 };
    await rawly(config, (tasks) => tasks.put(JSON.stringify(record), record.id));
    channel.postMessage(['twice', 'twice']);
    await until(() => statuses(queue).length > 0);
    assert.deepEqual(statuses(queue), ['twice completed']);
  });

  it('leave alone the tasks of a page that lives, until it is gone', async () => {
    const config = useDatabase();
    const locks = useLocks();
    const first = makeQueue(config);
    first.enqueue({ title: 'theirs', processor: hang });
    await until(async () => (await rawly(config)).length === 1);
    const letGo = locks.hold('taskwatch:owner:gone');
    const [[key, text]] = await rawly(config);
    const { instance } = first.inspect();
    await rawly(config, (records) => {
      records.clear();
      records.put(text.replaceAll(instance, 'gone'), key.replaceAll(instance, 'gone'));
    });
    const queue = makeQueue(config);
    await until(() => statuses(queue).join() === 'theirs running');
    await sleep(20);
    assert.deepEqual(statuses(queue), ['theirs running']);
    letGo();
    await until(() => statuses(queue).join() === 'theirs failed');
  });

  it('ignore anything else on the channel', async () => {
    const config = useDatabase();
    const queue = makeQueue(config);
    const channel = new BroadcastChannel(`taskwatch:${config.storageKey}`);
    afterTest(() => channel.close());
    for (const message of [null, 5, {}, [null, {}, 'nobody'], 'x', { length: 3 }])
      channel.postMessage(message);
    await sleep(30);
    assert.deepEqual([queue.getSnapshot(), queue.persistence], [[], 'ok']);
  });
});

describe('what a page could not write before it was gone', () => {
  /** A page whose last task has been written like this, and changed in a transaction that the browser has dropped. */
  const leaveUnwritten = async (t, config, processor, written, change) => {
    const tell = usePageEvents();
    const queue = makeQueue(config);
    if (typeof processor !== 'function') queue.define('k', processor);
    const what = typeof processor === 'function' ? { processor } : { kind: 'k' };
    const { id } = queue.enqueue({ title: 'last', ...what });
    await until(async () => (await rawly(config))[0]?.[1].includes(written));
    const drop = t.mock.method(IDBDatabase.prototype, 'transaction', () => ({
      objectStore: () => ({ put() {}, delete() {}, get: () => ({}) }),
    }));
    await change(queue, id);
    tell(LEAVE);
    await soon();
    drop.mock.restore();
  };

  const leaveCompleted = (t, config) => {
    const end = deferred();
    const complete = (queue) => {
      end.resolve();
      return queue.onIdle();
    };
    return leaveUnwritten(t, config, () => end.promise, 'running', complete);
  };

  it('is written by one that is open, and shown', async (t) => {
    const [config, storage] = [useDatabase(), useStorage()];
    const tell = usePageEvents();
    const other = makeQueue(config);
    await leaveCompleted(t, config);
    await sleep(20);
    assert.deepEqual(statuses(other), ['last running'], 'as long as it may not see what was kept');
    tell({ type: 'storage', key: storage.key(0) });
    await until(() => statuses(other).join() === 'last completed');
    assert.match((await rawly(config))[0][1], /completed/);
    await until(() => storage.length === 0);
  });

  it('is written by one that is disposed of meanwhile, which keeps no connection', async (t) => {
    const [config, storage] = [useDatabase(), useStorage()];
    const tell = usePageEvents();
    const other = makeQueue(config);
    await leaveCompleted(t, config);
    const opened = t.mock.method(IDBFactory.prototype, 'open');
    const closed = t.mock.method(IDBDatabase.prototype, 'close');
    tell({ type: 'storage', key: storage.key(0) });
    other.dispose();
    await until(() => storage.length === 0);
    await sleep(20);
    assert.deepEqual([opened.mock.callCount(), closed.mock.callCount()], [0, 1]);
  });

  for (const [title, change, expected] of [
    ['is that a durable task was cancelled', (queue, id) => queue.cancel(id), 'last cancelled'],
    ['is how a durable task ended', (_, __, end) => end.resolve(), 'last completed'],
  ])
    it(title, async (t) => {
      const [config, storage] = [useDatabase(), useStorage()];
      const end = deferred();
      const run = ({ onCancel }) => {
        onCancel(() => end.reject(new Error('cancelled')));
        return end.promise;
      };
      await leaveUnwritten(t, config, { run }, 'running', (queue, id) => {
        change(queue, id, end);
        return queue.onIdle();
      });
      const next = makeQueue(config);
      next.define('k', { run: hang });
      await until(() => statuses(next).length > 0);
      assert.deepEqual(statuses(next), [expected]);
      assert.equal(storage.length, 0);
    });

  it('is what a retry has led to', async (t) => {
    const [config, storage] = [useDatabase(), useStorage()];
    let runs = 0;
    const processor = () => {
      runs += 1;
      if (runs === 1) throw new Error('once');
    };
    await leaveUnwritten(t, config, processor, 'failed', (queue, id) => queue.retry(id).promise);
    const next = makeQueue(config);
    await until(() => statuses(next).length > 0);
    assert.deepEqual(statuses(next), ['last completed']);
    assert.equal(storage.length, 0);
  });

  it('does not replace what was written for the dead unless it says how a task ended', async (t) => {
    const [config, storage] = [useDatabase(), useStorage()];
    let say;
    const processor = ({ setMessage }) => {
      say = setMessage;
      return hang();
    };
    await leaveUnwritten(t, config, processor, 'running', () => {
      say('nearly there');
      return sleep(5);
    });
    assert.equal(storage.length, 1);
    const [[id, text]] = await rawly(config);
    const there = JSON.stringify({
      ...JSON.parse(text),
      status: 'failed',
      interrupted: true,
      completedAt: 5e12,
    });
    await rawly(config, (records) => records.put(there, id));
    const next = makeQueue(config);
    await until(() => storage.length === 0);
    await until(() => statuses(next).length > 0);
    assert.deepEqual([statuses(next), (await rawly(config))[0][1]], [['last failed'], there]);
  });

  it('is written by the next one', async (t) => {
    const [config, storage] = [useDatabase(), useStorage()];
    await leaveCompleted(t, config);
    const next = makeQueue(config);
    await until(() => statuses(next).length > 0);
    assert.deepEqual(statuses(next), ['last completed']);
    assert.match((await rawly(config))[0][1], /completed/);
    assert.equal(storage.length, 0);
  });

  for (const [title, now, expected] of [
    ['replaces what was written for the dead', { status: 'failed', interrupted: true }, 'last completed'],
    ['does not replace what is known to have ended', { status: 'cancelled' }, 'last cancelled'],
    ['does not replace what was retried since', { status: 'running', retryCount: 1 }, 'last running'],
    ['does not replace what another queue has', { status: 'failed', owner: 'other' }, 'last failed'],
    ['does not replace what cannot be read', { v: 7 }, ''],
  ]) {
    it(title, async (t) => {
      const [config, storage] = [useDatabase(), useStorage()];
      listenToConsole();
      await leaveCompleted(t, config);
      const [[id, text]] = await rawly(config);
      const there = JSON.stringify({ ...JSON.parse(text), ...now, completedAt: Date.now() });
      await rawly(config, (records) => records.put(there, id));
      const next = makeQueue(config);
      await until(() => storage.length === 0);
      await until(() => statuses(next).join() === expected);
      const isReplaced = (await rawly(config))[0][1] !== there;
      assert.equal(isReplaced, expected === 'last completed');
    });
  }

  it('is forgotten where the page stays and writes it', async () => {
    const [config, storage] = [useDatabase(), useStorage()];
    const tell = usePageEvents();
    const queue = makeQueue(config);
    await queue.enqueue({ title: 'here', processor: () => {} }).promise;
    tell(LEAVE);
    assert.equal(storage.length, 1);
    await until(() => storage.length === 0);
    assert.match((await rawly(config))[0][1], /completed/);
  });

  it('is forgotten where the page comes back, whatever it still has to write', async (t) => {
    const [config, storage] = [useDatabase(), useStorage()];
    const tell = usePageEvents();
    const queue = makeQueue(config);
    queue.define('k', { run: hang });
    await soon();
    await sleep(5);
    t.mock.method(IDBDatabase.prototype, 'transaction', () => ({ objectStore: () => ({ get: () => ({}) }) }));
    queue.enqueue({ title: 'a', kind: 'k' });
    tell({ ...LEAVE, persisted: true });
    assert.equal(storage.length, 1);
    tell({ type: 'pageshow', persisted: true });
    assert.equal(storage.length, 0);
  });

  it('is dropped if it is corrupt', async () => {
    const config = useDatabase();
    const storage = useStorage([
      [`${config.storageKey}:left:a`, 'nonsense'],
      [`${config.storageKey}:left:b`, '[["b","{}"],["c",5],7]'],
      ['elsewhere', 'kept'],
    ]);
    const queue = makeQueue(config);
    await until(() => storage.length === 1);
    await queue.enqueue({ title: 'works', processor: () => {} }).promise;
    assert.deepEqual([statuses(queue), queue.persistence], [['works completed'], 'ok']);
  });
});

describe('fault survived by IndexedDB:', () => {
  const works = async (queue) => {
    const { id, promise } = queue.enqueue({ title: 'works', processor: () => 'r' });
    assert.equal((await soon(promise)).result, 'r');
    queue.dismiss(id);
  };
  const degrades = async (queue, said) => {
    await works(queue);
    await until(() => queue.persistence === 'degraded');
    await works(queue);
    await sleep(20);
    assert.equal(said.length, 1);
  };

  it('absent, as in a server', async () => {
    const said = listenToConsole();
    const config = useDatabase();
    patch(globalThis, 'indexedDB', undefined);
    await degrades(makeQueue(config), said);
  });

  it('blocked: reading the property throws', async () => {
    const said = listenToConsole();
    const config = useDatabase();
    Object.defineProperty(globalThis, 'indexedDB', {
      get() {
        throw new DOMException('denied', 'SecurityError');
      },
      configurable: true,
    });
    await degrades(makeQueue(config), said);
  });

  it('private mode: opening throws', async () => {
    const said = listenToConsole();
    const config = useDatabase();
    indexedDB.open = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    await degrades(makeQueue(config), said);
  });

  it('private mode: opening fails', async () => {
    const said = listenToConsole();
    const config = useDatabase();
    indexedDB.open = () => {
      const request = { error: new DOMException('no', 'InvalidStateError') };
      setTimeout(() => request.onerror({}), 1);
      return request;
    };
    await degrades(makeQueue(config), said);
  });

  it('opening never answers: tasks continue', async () => {
    const config = useDatabase();
    indexedDB.open = () => ({});
    const queue = makeQueue(config);
    for (let at = 0; at < 5; at++) await works(queue);
    queue.dispose();
  });

  it('a database of a newer version is left as it is', async () => {
    const said = listenToConsole();
    const config = useDatabase();
    const request = indexedDB.open(config.storageKey, 9);
    request.onupgradeneeded = () => request.result.createObjectStore('future').put('x', 'y');
    (await answerOf(request)).close();
    await degrades(makeQueue(config), said);
    assert.deepEqual(await rawly(config), [['y', 'x']]);
  });

  it('a newer version wants the database: this page gives way', async () => {
    const said = listenToConsole();
    const config = useDatabase();
    const queue = makeQueue(config);
    await queue.enqueue({ title: 'kept', processor: () => {} }).promise;
    await until(async () => (await rawly(config)).length === 1);
    const request = indexedDB.open(config.storageKey, 9);
    (await soon(answerOf(request), 'the newer version')).close();
    await degrades(queue, said);
    assert.equal((await rawly(config)).length, 1);
  });

  it('somebody deletes the database: it is made again', async () => {
    const config = useDatabase();
    const queue = makeQueue(config);
    await queue.enqueue({ title: 'one', processor: () => {} }).promise;
    await until(async () => (await rawly(config)).length === 1);
    await soon(answerOf(indexedDB.deleteDatabase(config.storageKey)), 'the deletion');
    await queue.enqueue({ title: 'two', processor: () => {} }).promise;
    await until(async () => (await rawly(config).catch(() => [])).length === 1);
    assert.equal(queue.persistence, 'ok');
  });

  it('the connection was closed behind our back', async () => {
    const config = useDatabase();
    let opened;
    const { open } = IDBFactory.prototype;
    indexedDB.open = (...values) => {
      const request = open.apply(indexedDB, values);
      request.addEventListener('success', () => (opened ??= request.result));
      return request;
    };
    const queue = makeQueue(config);
    await queue.enqueue({ title: 'one', processor: () => {} }).promise;
    await until(() => opened !== undefined);
    await sleep(20);
    opened.close();
    await queue.enqueue({ title: 'two', processor: () => {} }).promise;
    await until(async () => (await rawly(config)).length === 2);
    assert.equal(queue.persistence, 'ok');
  });

  it('a record that cannot be written takes no other with it', async () => {
    const said = listenToConsole();
    const config = useDatabase();
    const { put } = IDBObjectStore.prototype;
    patch(IDBObjectStore.prototype, 'put', function (text, key) {
      if (text.length > 5000) throw new DOMException('too large', 'QuotaExceededError');
      return put.call(this, text, key);
    });
    const queue = makeQueue({ ...config, concurrency: 9 });
    for (let at = 0; at < 5; at++) {
      queue.enqueue({
        title: `${at}`,
        metadata: { text: at === 2 ? 'x'.repeat(9000) : 'small' },
        processor: () => {},
      });
    }
    await until(async () => (await rawly(config)).length === 5);
    await until(() => queue.persistence === 'degraded');
    const texts = (await rawly(config)).map(([, text]) => text);
    assert.equal(texts.filter((text) => text.includes('small')).length, 4);
    assert.equal(said.length, 1);
  });

  it('the disk is full: every transaction is aborted', async () => {
    const said = listenToConsole();
    const config = useDatabase();
    patch(IDBObjectStore.prototype, 'put', () => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const queue = makeQueue(config);
    for (let at = 0; at < 50; at++) queue.enqueue({ title: `${at}`, processor: () => {} });
    await degrades(queue, said);
  });

  it('corrupt records are left alone and reported once, and the others are shown', async () => {
    const config = useDatabase();
    const first = makeQueue(config);
    await first.enqueue({ title: 'good', processor: () => {} }).promise;
    await until(async () => (await rawly(config))[0]?.[1].includes('completed'));
    await leave(config, first);
    const corrupt = ['', '{', 5, null, { id: 'o' }, [1], new Date(0), '{"v":99}', new Uint8Array(3)];
    await rawly(config, (records) => {
      for (const [at, value] of corrupt.entries()) records.put(value, `bad-${at}`);
      records.put('x', 77);
    });
    const said = listenToConsole();
    const queue = makeQueue(config);
    await until(() => queue.getSnapshot().length === 1);
    queue.dismissAll();
    await until(async () => (await rawly(config)).length === corrupt.length + 1);
    assert.deepEqual([said.length, queue.persistence], [1, 'ok']);
  });

  it('there is no BroadcastChannel', async () => {
    const said = listenToConsole();
    const config = useDatabase();
    patch(globalThis, 'BroadcastChannel', undefined);
    const queue = makeQueue(config);
    await queue.enqueue({ title: 'a', processor: () => {} }).promise;
    await until(async () => (await rawly(config)).length === 1);
    assert.deepEqual([queue.persistence, said], ['ok', []]);
  });
});
