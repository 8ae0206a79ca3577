// Durable tasks between two answers of a store: what is asked, written and decided while a store of one's own, with promises,
// has not answered yet.
import { useLocks } from './platform.mjs';
import { fakeTime, hang, listenToConsole, makeQueue, sleep, soon } from './support.mjs';
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
});
