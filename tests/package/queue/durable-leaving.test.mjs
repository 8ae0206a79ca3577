// Durable tasks in a page that is left: its requests fail before it is gone, it goes into the back-forward cache or is frozen,
// and it may come back.
import { useLocks, useStorage } from './platform.mjs';
import { deferred, fakeTime, hang, macrotask, makeQueue, only, patch, until } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

const local = { storageType: 'local' };

/** A page's events, put in the platform's place. Returns how to fire one. */
function useEvents() {
  const target = new EventTarget();
  const page = new EventTarget();
  for (const name of ['addEventListener', 'removeEventListener'])
    patch(globalThis, name, (type, ...rest) => target[name](type, ...rest));
  patch(globalThis, 'document', page);
  return (type, fields) => {
    const event = Object.assign(new Event(type), fields);
    return (type === 'freeze' || type === 'resume' ? page : target).dispatchEvent(event);
  };
}

const statusIn = (storage, id) =>
  storage.entries.map(([, text]) => JSON.parse(text)).find((entry) => entry.id === id).status;

describe('what fails in a page that is about to go', () => {
  const kinds = {
    'a step': { run: (ctx, gate) => ctx.step('a', gate) },
    'what is in no step': { run: (_, gate) => gate() },
    'an item': { runItem: (_, __, gate) => gate() },
  };
  for (const [name, { run, runItem }] of Object.entries(kinds))
    it(`has not failed, unless the page stays: ${name}`, async () => {
      const time = fakeTime();
      const fire = useEvents();
      useLocks();
      const storage = useStorage();
      for (const [events, pause, expected] of [
        [[['beforeunload']], 9_000, 'running'],
        [[['beforeunload']], 11_000, 'failed'],
        [[['beforeunload'], ['pagehide']], 1e6, 'running'],
        [
          [
            ['pagehide', { persisted: true }],
            ['pageshow', { persisted: true }],
          ],
          10,
          'failed',
        ],
        [[], 10, 'failed'],
      ]) {
        const queue = makeQueue({ ...local, defaultTimeout: 0 });
        const gate = deferred();
        const definition = run
          ? { run: (ctx) => run(ctx, () => gate.promise) }
          : { runItem: (item, ctx) => runItem(item, ctx, () => gate.promise) };
        queue.define('k', definition);
        const { id, promise } = queue.enqueue({ kind: 'k', title: 't', ...(runItem && { items: [1] }) });
        await time.advance(10);
        for (const event of events) fire(...event);
        gate.reject(new TypeError('NetworkError'));
        await time.advance(pause);
        const { status } = queue.getTask(id);
        assert.deepEqual([status, statusIn(storage, id)], [expected, expected], JSON.stringify(events));
        queue.dispose();
        await promise;
        await time.advance(10);
        assert.equal(time.live, 0);
      }
    });
});

describe('a page in the back-forward cache, or frozen', () => {
  for (const [goes, comes] of [
    [
      ['pagehide', { persisted: true }],
      ['pageshow', { persisted: true }],
    ],
    [['freeze'], ['resume']],
  ])
    it(`has no lock there, and has it again when it is back: ${goes[0]}`, async () => {
      const fire = useEvents();
      const locks = useLocks();
      useStorage();
      const queue = makeQueue(local);
      const gate = deferred();
      queue.define('k', { run: (ctx) => gate.promise.then(() => ctx.step('a', () => 'done')) });
      queue.enqueue({ kind: 'k', title: 't' });
      const lock = `taskwatch:owner:${queue.inspect().instance}`;
      await until(() => locks.held.includes(lock), 'the lock');
      fire(...goes);
      await until(() => !locks.held.includes(lock), 'that it is let go');
      fire(...comes);
      await until(() => locks.held.includes(lock), 'the lock again');
      gate.resolve();
      await until(() => only(queue).result === 'done');
      queue.dispose();
      await until(() => !locks.held.includes(lock), 'that it is let go in the end');
      fire(...goes);
      fire(...comes);
      await macrotask();
      assert.deepEqual(locks.held, []);
    });

  it('finds out when it is back that another tab has its task, before it calls anything', async () => {
    const fire = useEvents();
    useLocks();
    const storage = useStorage();
    const queue = makeQueue(local);
    let signal;
    queue.define('k', {
      run: (ctx) => {
        ({ signal } = ctx);
        return hang();
      },
    });
    const { id } = queue.enqueue({ kind: 'k', title: 't' });
    await macrotask();
    fire('pagehide', { persisted: true });
    const [[key, text]] = storage.entries;
    storage.setItem(key, JSON.stringify({ ...JSON.parse(text), owner: 'other', title: 'taken' }));
    assert.equal(signal.aborted, false);
    fire('pageshow', { persisted: true });
    await until(() => signal.aborted, 'the news');
    assert.equal(queue.getTask(id).title, 'taken');
    assert.equal(queue.size, 0);
  });

  it('puts right what was written for its plain tasks meanwhile', async () => {
    const fire = useEvents();
    useLocks();
    const storage = useStorage();
    const queue = makeQueue(local);
    const { id } = queue.enqueue({ title: 'plain', processor: hang });
    await macrotask();
    fire('pagehide', { persisted: true });
    const [[key, text]] = storage.entries;
    storage.setItem(key, JSON.stringify({ ...JSON.parse(text), status: 'failed', interrupted: true }));
    fire('pageshow', { persisted: true });
    await until(() => statusIn(storage, id) === 'running');
  });
});
