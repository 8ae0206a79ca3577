// `storageType: 'local'`: tasks outlive their page, tabs show each other's, and no fault of the store is a task's.
import { FakeStorage, useLocks, usePages, useStorage } from './platform.mjs';
import {
  deferred,
  fakeTime,
  hang,
  listenToConsole,
  macrotask,
  makeQueue,
  only,
  patch,
  running,
  sleep,
  soon,
  statuses,
} from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

const local = { storageType: 'local' };

/** What a page left behind that ran `use(queue)` and is gone. */
async function leftBehind(use, config) {
  const storage = useStorage();
  const queue = makeQueue({ ...local, ...config });
  await use(queue);
  const { instance } = queue.inspect();
  return storage.entries.map(([key, value]) => [
    key.replaceAll(instance, 'gone'),
    value.replaceAll(instance, 'gone'),
  ]);
}

/** The same after it, in a new page. */
async function reloaded(use, config) {
  const storage = useStorage(await leftBehind(use, config));
  const queue = makeQueue({ ...local, ...config });
  return { queue, storage };
}

describe('a task in localStorage', () => {
  it('comes back with all that a view has', async () => {
    const items = [{ name: 'a' }, { name: 'b' }];
    let before;
    const { queue } = await reloaded(async (first) => {
      await first.enqueue({
        title: 'a \ud800 title',
        category: 'dns',
        group: 'g',
        metadata: { deep: [1, { a: null }] },
        items,
        cancelable: false,
        confirmBeforeUnload: false,
        errorStrategy: 'stop',
        timeout: 90_000,
        processor: (ctx) => {
          ctx.succeed('a');
          ctx.fail('b', 'no \udfff');
          ctx.setMessage('m');
          return { ok: [0, ''] };
        },
      }).promise;
      before = only(first);
    });
    const { icon, completionActions, ...plain } = JSON.parse(JSON.stringify(before));
    const after = JSON.parse(JSON.stringify(only(queue)));
    const { instance } = queue.inspect();
    assert.notEqual(instance, 'gone');
    assert.deepEqual(after, { ...plain, id: after.id, owner: 'gone' });
    assert.match(after.id, /gone/);
    assert.deepEqual(queue.completionInfo(after.id).items, [
      { id: 'a', status: 'succeeded', data: items[0] },
      { id: 'b', status: 'failed', message: 'no \udfff', data: items[1] },
    ]);
    assert.ok(Object.isFrozen(only(queue)) && Object.isFrozen(only(queue).failedItems));
  });

  it('is written as version 1, without fields that have their usual value', async () => {
    const text = JSON.stringify;
    const [[key, entry]] = await leftBehind(async (first) => {
      await first.enqueue({ title: 'a', items: [], priority: 2, processor: () => 'r' }).promise;
    });
    const { createdAt, startedAt, completedAt, ...rest } = JSON.parse(entry);
    assert.ok([createdAt, startedAt, completedAt].every(Number.isFinite));
    const id = key.slice('taskwatch:task:'.length);
    const known = { v: 1, id, title: 'a', status: 'completed', priority: 2, items: [], total: 0 };
    assert.equal(text(rest), text({ ...known, result: 'r', owner: 'gone' }));
  });

  it('keeps falsy and equal items and results', async () => {
    const items = [0, '', false, null, 'x', 'x'];
    const { queue } = await reloaded(
      (first) =>
        first.enqueue({
          title: '',
          items,
          processItem: (item, ctx) => {
            if (ctx.index === 5) throw new Error('second x');
            return item;
          },
        }).promise,
    );
    const view = only(queue);
    assert.deepEqual([view.items, view.total, view.completed, view.failed, view.title], [items, 6, 5, 1, '']);
    assert.deepEqual(
      queue.completionInfo(view.id).items.map(({ status }) => status),
      ['succeeded', 'succeeded', 'succeeded', 'succeeded', 'succeeded', 'failed'],
    );
    for (const result of [0, '', false, null]) {
      assert.equal(
        only(
          (await reloaded((first) => first.enqueue({ title: 'r', processor: () => result }).promise)).queue,
        ).result,
        result,
      );
    }
  });

  it('keeps the ids that getItemId gave', async () => {
    const { queue } = await reloaded(
      (first) =>
        first.enqueue({
          title: 't',
          items: [{ n: 1 }, { n: 2 }, { n: 3 }],
          getItemId: ({ n }) => `n${n}`,
          errorStrategy: 'stop',
          processItem: ({ n }) => {
            if (n === 2) throw new Error('two');
          },
        }).promise,
    );
    const { items, untried } = queue.completionInfo(only(queue).id);
    assert.deepEqual(
      items.map(({ id, status }) => `${id} ${status}`),
      ['n1 succeeded', 'n2 failed'],
    );
    assert.deepEqual(untried, [{ id: 'n3', data: { n: 3 } }]);
  });

  it('is written when its status changes, before the call returns and the handle settles', async () => {
    const storage = useStorage();
    const queue = makeQueue({ ...local, storageKey: 'mine' });
    const end = deferred();
    const { promise } = queue.enqueue({ title: 'first task', processor: () => end.promise });
    const texts = () => storage.entries.map(([, value]) => value).join();
    assert.ok(storage.entries.every(([key]) => key.startsWith('mine')));
    assert.match(texts(), /first task/);
    assert.match(texts(), /running/);
    end.resolve();
    await promise;
    assert.match(texts(), /completed/);
  });

  it('is one key, and changes within a status are one write a macrotask', async () => {
    const storage = useStorage();
    const { queue, ctx } = running(local);
    assert.equal(storage.writes, 1);
    for (let at = 0; at < 100; at++) {
      ctx.setMessage(`message ${at}`);
      await null;
    }
    assert.equal(storage.writes, 1);
    await sleep(20);
    assert.equal(storage.writes, 2);
    assert.match(storage.entries[0][1], /message 99/);
    queue.enqueue({ title: 'b', processor: hang });
    assert.deepEqual([storage.entries.length, storage.writes], [2, 3]);
  });

  it('costs the same number of writes and characters however many are kept', async () => {
    const storage = useStorage();
    let characters = 0;
    const { setItem } = FakeStorage.prototype;
    storage.setItem = (key, value) => {
      characters += key.length + value.length;
      setItem.call(storage, key, value);
    };
    const queue = makeQueue(local);
    const costs = [];
    for (let at = 0; at < 400; at++) {
      [characters, storage.writes] = [0, 0];
      await queue.enqueue({ title: 'a', processor: () => {} }).promise;
      costs.push([storage.writes, characters]);
    }
    assert.equal(costs[1][0], costs[399][0]);
    // Numbers in ids get longer.
    assert.ok(costs[399][1] <= costs[1][1] + 20, `${costs[1]} ${costs[399]}`);
    assert.ok(costs[399][1] / costs[399][0] < 260, `${costs[399]}`);
  });

  it('is removed with its task', async () => {
    const { queue, storage } = await reloaded(
      (first) => first.enqueue({ title: 'a', processor: () => {} }).promise,
    );
    await queue.enqueue({ title: 'b', processor: () => {} }).promise;
    assert.equal(storage.entries.length, 2);
    queue.dismissAll();
    assert.deepEqual([storage.entries, queue.getSnapshot()], [[], []]);
  });

  it('that had not ended is failed and says that the page was closed', async () => {
    const { queue, storage } = await reloaded((first) => {
      first.enqueue({ title: 'a', processor: hang });
      first.pause();
      first.enqueue({ title: 'b', processor: hang });
    });
    await macrotask();
    for (const view of queue.getSnapshot()) {
      assert.deepEqual([view.status, view.retryable, view.failed], ['failed', false, 1]);
      assert.match(view.failedItems[0].message, /page.*closed/);
      assert.equal(queue.retry(view.id), undefined);
    }
    assert.equal(queue.size, 0);
    assert.ok(storage.entries.every(([, value]) => value.includes('failed')));
  });

  it('never has its icon or completionActions written', async () => {
    const { queue, storage } = await reloaded(
      (first) =>
        first.enqueue({
          title: 'a',
          icon: 'i-c-o-n',
          completionActions: [{ label: 'open' }],
          processor: () => {},
        }).promise,
    );
    assert.doesNotMatch(storage.entries[0][1], /i-c-o-n|open/);
    assert.deepEqual([only(queue).icon, only(queue).completionActions], [undefined, undefined]);
  });

  it('stands under a key of its own store', async () => {
    useStorage();
    const one = makeQueue({ ...local, storageKey: 'one' });
    await one.enqueue({ title: 'a', processor: () => {} }).promise;
    assert.equal(makeQueue({ ...local, storageKey: 'other' }).getSnapshot().length, 0);
    assert.equal(makeQueue({ ...local, storageKey: 'on' }).getSnapshot().length, 0);
    assert.equal(makeQueue({ ...local, storageKey: 'one' }).getSnapshot().length, 1);
  });
});

describe('fault survived by localStorage:', () => {
  const works = async (queue) =>
    assert.equal((await soon(queue.enqueue({ title: 'works', processor: () => 'r' }).promise)).result, 'r');

  it('blocked: reading the property throws', async () => {
    const said = listenToConsole();
    patch(globalThis, 'localStorage', undefined);
    Object.defineProperty(globalThis, 'localStorage', {
      get() {
        throw new DOMException('denied', 'SecurityError');
      },
      configurable: true,
    });
    const queue = makeQueue(local);
    assert.equal(queue.persistence, 'degraded');
    await works(queue);
    await works(queue);
    queue.dismissAll();
    assert.equal(said.length, 1);
    assert.equal(said[0].cause.name, 'SecurityError');
  });

  it('absent, as in a server or a worker', async () => {
    const said = listenToConsole();
    patch(globalThis, 'localStorage', undefined);
    const queue = makeQueue(local);
    await works(queue);
    assert.deepEqual([queue.persistence, said.length], ['degraded', 1]);
  });

  it('every method throws', async () => {
    const said = listenToConsole();
    const fail = () => {
      throw new Error('broken');
    };
    patch(globalThis, 'localStorage', {
      length: 1,
      key: fail,
      getItem: fail,
      setItem: fail,
      removeItem: fail,
    });
    const queue = makeQueue(local);
    await works(queue);
    queue.dismissAll();
    assert.deepEqual([queue.persistence, said.length], ['degraded', 1]);
  });

  it('full: a task too large is kept without what is bulky, others whole', async () => {
    const said = listenToConsole();
    const storage = useStorage([], 4000);
    const queue = makeQueue(local);
    await queue.enqueue({ title: 'small', metadata: { a: 1 }, processor: () => 1 }).promise;
    assert.equal(queue.persistence, 'ok');
    await queue.enqueue({ title: 'large', metadata: { a: 'x'.repeat(9000) }, processor: () => 2 }).promise;
    await queue.enqueue({ title: 'small too', metadata: { a: 3 }, processor: () => 3 }).promise;
    assert.deepEqual([queue.persistence, said.length], ['degraded', 1]);
    const fresh = makeQueue({ ...local });
    assert.deepEqual(statuses(fresh), ['small completed', 'large completed', 'small too completed']);
    assert.deepEqual(
      fresh.getSnapshot().map(({ metadata, result }) => [metadata?.a, result]),
      [
        [1, 1],
        [undefined, undefined],
        [3, 3],
      ],
    );
    assert.equal(queue.getSnapshot()[1].result, 2);
    assert.ok(storage.entries.length === 3);
  });

  it('full to the last character: what was there stays', async () => {
    listenToConsole();
    const storage = useStorage([], 600);
    const queue = makeQueue(local);
    await queue.enqueue({ title: 'kept', processor: () => {} }).promise;
    storage.quota = 0;
    for (let at = 0; at < 10; at++) await works(queue);
    assert.equal(storage.entries.length, 1);
    storage.quota = Infinity;
    await queue.enqueue({ title: 'kept too', processor: () => {} }).promise;
    assert.deepEqual(statuses(makeQueue(local)), ['kept completed', 'kept too completed']);
  });

  it('corrupt entries are left alone and reported once, and the others are shown', async () => {
    const [[key, good]] = await leftBehind(
      (queue) => queue.enqueue({ title: 'good', processor: () => {} }).promise,
    );
    const prefix = key.slice(0, key.indexOf('gone'));
    const corrupt = [
      '',
      '{',
      'null',
      '5',
      '"x"',
      '[]',
      '{}',
      good.slice(0, -1),
      good.replace('completed', 'exploded'),
      good,
      good.replace('"title":"good"', '"title":{}'),
    ].map((text, at) => [`${prefix}bad-${at}`, text]);
    const said = listenToConsole();
    const storage = useStorage([...corrupt, [key, good]]);
    const queue = makeQueue(local);
    assert.deepEqual(statuses(queue), ['good completed']);
    await works(queue);
    queue.dismissAll();
    assert.equal(said.length, 1);
    assert.deepEqual(storage.entries, corrupt);
    assert.equal(queue.persistence, 'ok');
  });

  it('entries of a newer version are left alone and reported once', async () => {
    const [[key, good]] = await leftBehind((queue) => queue.enqueue({ title: 'good', processor: hang }));
    const newer = JSON.stringify({ ...JSON.parse(good), v: 99 });
    const said = listenToConsole();
    const storage = useStorage([[key, newer]]);
    const queue = makeQueue(local);
    await works(queue);
    queue.dismissAll();
    assert.deepEqual([said.length, storage.entries], [1, [[key, newer]]]);
  });

  it('values that JSON cannot hold are left out and the rest is kept', async () => {
    const cycle = { name: 'cycle' };
    cycle.self = cycle;
    const shared = { twice: true };
    const metadata = {
      big: 5n,
      cycle,
      call() {},
      symbol: Symbol('s'),
      ok: 'kept',
      list: [1, 2n, 3],
      shared,
      again: shared,
      get thrower() {
        throw new Error('mine');
      },
      odd: {
        toJSON() {
          throw new Error('mine');
        },
      },
      date: new Date(0),
      lone: '\ud83d',
      proxy: new Proxy(
        {},
        {
          ownKeys() {
            throw new Error('mine');
          },
        },
      ),
      ['__proto__']: 1,
    };
    const { queue, storage } = await reloaded(
      (first) =>
        first.enqueue({ title: 'a', metadata, items: [1n, 'b', () => {}], processor: () => cycle }).promise,
    );
    const { metadata: kept, items, result } = only(queue);
    assert.deepEqual(kept, {
      cycle: { name: 'cycle' },
      ok: 'kept',
      list: [1, null, 3],
      shared,
      again: shared,
      date: '1970-01-01T00:00:00.000Z',
      lone: '\ud83d',
      ['__proto__']: 1,
    });
    assert.deepEqual([items.length, items[1], result], [3, 'b', { name: 'cycle' }]);
    assert.equal(queue.persistence, 'ok');
    assert.ok(storage.entries.length === 1);
  });

  it('hostile entries are read by the type of each field, and block nothing', async () => {
    const [[key, good]] = await leftBehind(
      (queue) => queue.enqueue({ title: 'good', processor: () => {} }).promise,
    );
    const deep = (count) => '['.repeat(count) + ']'.repeat(count);
    const base = JSON.stringify({ ...JSON.parse(good), status: 'running', owner: undefined });
    const withField = (field, text) => `${base.slice(0, -1)},"${field}":${text}}`;
    const long = JSON.stringify('x'.repeat(4_000_000));
    const lists = ['items', 'succeededItems', 'failedItems', 'itemIds'];
    const texts = ['title', 'message', 'category', 'key', 'group', 'metadata', 'result'];
    const readable = [
      ...lists.map((field) => withField(field, '{"length":4294967295}')),
      ...lists.map((field) => withField(field, `[${'0,'.repeat(1_500_000)}0]`)),
      ...[...lists, ...texts.slice(1), 'added'].map((field) => withField(field, deep(20_000))),
      ...texts.map((field) => withField(field, long)),
      withField('createdAt', '1e308'),
      withField('progress', '-1e308'),
    ];
    const monstrous = ['items', 'metadata', 'added'].map((field) => withField(field, deep(1_000_000)));
    listenToConsole();
    for (const text of [...readable, ...monstrous]) {
      const what = text.slice(base.length - 1, base.length + 40);
      const storage = useStorage([[key, text]]);
      const queue = makeQueue(local);
      const [view] = queue.getSnapshot();
      if (readable.includes(text)) {
        assert.deepEqual([view.status, view.interrupted], ['failed', true], what);
        assert.ok(view.title.length <= 100_000 && (view.items ?? []).length <= 1_000_000, what);
        assert.ok(Math.abs(view.createdAt) <= 8.64e15 && !(Math.abs(view.progress) > 1), what);
        queue.completionInfo(view.id);
        JSON.stringify(view);
        assert.match(storage.getItem(key), /"status":"failed"/, what);
        assert.equal(queue.dismiss(view.id), true);
      } else {
        assert.deepEqual([view, storage.getItem(key) === text], [undefined, true], what);
      }
      assert.equal(queue.persistence, 'ok', what);
      queue.dispose();
    }
  });

  it('nesting too deep to be written leaves its field out', async () => {
    let deep = {};
    for (let at = 0; at < 50_000; at++) deep = { deep };
    const { queue } = await reloaded(
      (first) => first.enqueue({ title: 'a', category: 'c', metadata: { deep }, processor: () => 1 }).promise,
    );
    assert.deepEqual([only(queue).category, only(queue).result], ['c', 1]);
  });
});

describe('pages over one localStorage', () => {
  /** A page with a queue, and what another page writes into it. */
  async function twoPages(use) {
    const entries = await leftBehind(use);
    const storage = useStorage();
    const pages = usePages(storage);
    return { entries, storage, pages };
  }

  it("show each other's tasks as they change, in the order of enqueue", async () => {
    const {
      entries: [[key, text]],
      pages,
    } = await twoPages((other) => other.enqueue({ title: 'theirs', processor: hang }));
    const queue = makeQueue(local);
    queue.enqueue({ title: 'ours', processor: hang });
    let told = 0;
    queue.subscribe(() => ++told);
    await macrotask();
    told = 0;
    const at = JSON.parse(text).createdAt;
    const late = JSON.stringify({ ...JSON.parse(text), createdAt: at + 60_000 });
    const locks = useLocks();
    locks.hold('taskwatch:owner:gone');
    pages.write(key, late);
    await macrotask();
    assert.deepEqual(
      [statuses(queue), told, queue.size, queue.running],
      [['ours running', 'theirs running'], 1, 1, 1],
    );
    pages.write(key, late.replace('running', 'completed'));
    assert.deepEqual(statuses(queue), ['ours running', 'theirs completed']);
    pages.write(
      key.replace('gone', 'gone2'),
      text.replaceAll('gone', 'gone2').replace('running', 'cancelled').replace(String(at), '1'),
    );
    assert.deepEqual(statuses(queue), ['theirs cancelled', 'ours running', 'theirs completed']);
    pages.write(key, null);
    assert.deepEqual(statuses(queue), ['theirs cancelled', 'ours running']);
    pages.write('something else', 'x');
    pages.clear();
    assert.deepEqual(statuses(queue), ['ours running']);
  });

  it('leave alone the tasks of a page that lives, until it is gone', async () => {
    const { entries, storage, pages } = await twoPages((other) => {
      other.enqueue({ title: 'theirs', processor: hang });
    });
    const locks = useLocks();
    const letGo = locks.hold('taskwatch:owner:gone');
    for (const [key, text] of entries) pages.write(key, text);
    const queue = makeQueue(local);
    await sleep(20);
    assert.deepEqual(statuses(queue), ['theirs running']);
    queue.cancelAll();
    assert.deepEqual(
      [queue.dismiss(only(queue).id), queue.size, statuses(queue)],
      [false, 0, ['theirs running']],
    );
    letGo();
    await sleep(60);
    assert.match(only(queue).failedItems[0].message, /page.*closed/);
    assert.match(storage.entries[0][1], /failed/);
    assert.deepEqual([locks.held, locks.waiting], [[], []]);
  });

  it('wait for an owner whose claim is on its way', async () => {
    const { entries, pages } = await twoPages((other) => {
      other.enqueue({ title: 'theirs', processor: hang });
    });
    const locks = useLocks();
    const queue = makeQueue(local);
    pages.write(...entries[0]);
    const letGo = locks.hold('taskwatch:owner:gone');
    await sleep(20);
    assert.deepEqual(statuses(queue), ['theirs running']);
    letGo();
    await sleep(60);
    assert.deepEqual(statuses(queue), ['theirs failed']);
  });

  it('give an owner whose lock may still be on its way the time for it', async () => {
    const { entries, pages } = await twoPages((other) => {
      other.enqueue({ title: 'theirs', processor: hang });
    });
    useLocks();
    const time = fakeTime(Date.now());
    const queue = makeQueue(local);
    pages.write(...entries[0]);
    await time.advance(1400);
    assert.deepEqual(statuses(queue), ['theirs running']);
    await time.advance(200);
    assert.deepEqual(statuses(queue), ['theirs failed']);
    assert.equal(time.live, 0);
  });

  it('close what is old without waiting', async () => {
    const { entries, pages } = await twoPages((other) => {
      other.enqueue({ title: 'theirs', processor: hang });
    });
    const [[key, text]] = entries;
    useLocks();
    const time = fakeTime(Date.now() + 1500);
    const queue = makeQueue(local);
    pages.write(key, text);
    await time.advance(20);
    assert.deepEqual(statuses(queue), ['theirs failed']);
  });

  it('take the last word of an owner that is gone for what became of its task', async () => {
    const { entries, storage, pages } = await twoPages((other) => {
      other.enqueue({ title: 'theirs', processor: hang });
    });
    const [[key, text]] = entries;
    const locks = useLocks();
    const letGo = locks.hold('taskwatch:owner:gone');
    pages.write(key, text);
    const queue = makeQueue(local);
    await sleep(5);
    const completed = text.replace('running', 'completed');
    // Its event is still on its way.
    storage.setItem(key, completed);
    letGo();
    await sleep(60);
    assert.deepEqual([statuses(queue), storage.getItem(key)], [['theirs completed'], completed]);
    assert.deepEqual([locks.held, locks.waiting], [[], []]);
  });

  it('believe what is stored, not what an event says of it', async () => {
    const { entries, storage, pages } = await twoPages((other) => {
      other.enqueue({ title: 'theirs', processor: hang });
    });
    const [[key, text]] = entries;
    const queue = makeQueue(local);
    storage.setItem(key, text.replace('running', 'completed'));
    pages.tell({ key, newValue: text });
    assert.deepEqual(statuses(queue), ['theirs completed']);
    storage.removeItem(key);
    pages.tell({ key, newValue: text });
    assert.deepEqual(statuses(queue), []);
  });

  it('read the store again after an event that a script has dispatched without saying more', async () => {
    const { entries, storage, pages } = await twoPages((other) => {
      other.enqueue({ title: 'theirs', processor: () => {} });
    });
    const queue = makeQueue(local);
    storage.setItem(...entries[0]);
    pages.tell({ storageArea: undefined });
    assert.deepEqual(statuses(queue), ['theirs completed']);
  });

  it('that were taken for gone after their task had ended write their own view again', async () => {
    const storage = useStorage();
    const pages = usePages(storage);
    const queue = makeQueue(local);
    await queue.enqueue({ title: 'ours', processor: () => 'r' }).promise;
    const [[key, text]] = storage.entries;
    pages.write(key, JSON.stringify({ ...JSON.parse(text), status: 'failed', interrupted: true }));
    assert.equal(storage.getItem(key), text);
  });

  it('that were taken for gone write their own view again, once', async () => {
    const storage = useStorage();
    const pages = usePages(storage);
    const queue = makeQueue(local);
    const { id } = queue.enqueue({ title: 'ours', processor: hang });
    const [[key, text]] = storage.entries;
    storage.writes = 0;
    pages.write(key, text.replace('running', 'failed'));
    assert.equal(queue.getTask(id).status, 'running');
    assert.deepEqual([storage.writes, storage.getItem(key)], [2, text]);
    pages.write(key, text);
    assert.equal(storage.writes, 3);
  });

  it('hold a lock while they have written a task, and none before', async () => {
    useStorage();
    const locks = useLocks();
    const queue = makeQueue(local);
    assert.deepEqual(locks.held, []);
    queue.enqueue({ title: 'a', processor: hang });
    assert.equal(locks.held.length, 1);
    queue.dispose();
    await macrotask();
    assert.deepEqual(locks.held, []);
  });

  it('let go of everything with dispose', async () => {
    const { entries, storage, pages } = await twoPages((other) => {
      other.enqueue({ title: 'theirs', processor: hang });
    });
    const locks = useLocks();
    locks.hold('taskwatch:owner:gone');
    pages.write(...entries[0]);
    const queue = makeQueue(local);
    queue.enqueue({ title: 'ours', processor: hang });
    assert.equal(pages.listeners, 1);
    await macrotask();
    assert.equal(locks.waiting.length, 1);
    queue.dispose();
    await macrotask();
    assert.deepEqual([pages.listeners, locks.waiting.length], [0, 0]);
    assert.match(storage.entries[1][1], /cancelled/);
    pages.write(entries[0][0], null);
    assert.equal(queue.getSnapshot().length, 2);
  });

  it("with several queues in one page: they show each other's tasks too", async () => {
    useStorage();
    const one = makeQueue(local);
    const other = makeQueue(local);
    const { id } = one.enqueue({ title: 'of one', processor: hang });
    assert.deepEqual([statuses(other), other.size], [['of one running'], 0]);
    one.cancel(id);
    one.dispose();
    assert.deepEqual(statuses(other), ['of one cancelled']);
    assert.equal(other.dismiss(id), true);
  });

  it('let an unused queue go', async () => {
    const storage = useStorage();
    const pages = usePages(storage);
    const { TaskQueue } = await import('taskwatch');
    for (let at = 0; at < 100; at++) new TaskQueue(local);
    assert.equal(pages.listeners, 100);
    for (let at = 0; at < 20 && pages.listeners > 5; at++) {
      globalThis.gc?.();
      await sleep(5);
    }
    assert.ok(pages.listeners <= 5, `${pages.listeners} listeners are left`);
  });
});
