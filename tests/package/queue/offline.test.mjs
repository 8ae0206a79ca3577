// Attempts while the browser is offline.
import { afterTest, fakeTime, macrotask, makeQueue, only, patch, soon } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

/** A browser's network, online until told otherwise; `listeners` are those of `online`. */
function fakeNetwork() {
  const network = { onLine: true, listeners: new Set() };
  patch(globalThis, 'navigator', network);
  patch(
    globalThis,
    'addEventListener',
    (type, listener) => type === 'online' && network.listeners.add(listener),
  );
  patch(
    globalThis,
    'removeEventListener',
    (type, listener) => type === 'online' && network.listeners.delete(listener),
  );
  network.comeOnline = async () => {
    network.onLine = true;
    for (const listener of [...network.listeners]) listener();
    await macrotask();
  };
  return network;
}

const failing = (attempts, more) => ({
  title: 'a',
  retry: { attempts: 3, minDelay: 100, jitter: 0 },
  processor: (ctx) => {
    attempts.push(ctx.attempt);
    if (attempts.length < 3) throw new Error('Failed to fetch');
    return 'done';
  },
  ...more,
});

describe('while the browser is offline', () => {
  it('no attempt after the first starts, and it starts when the browser is online', async () => {
    const time = fakeTime();
    const network = fakeNetwork();
    const queue = makeQueue();
    network.onLine = false;
    const attempts = [];
    const { promise } = queue.enqueue(failing(attempts));
    await time.advance(60_000);
    assert.deepEqual([attempts, only(queue).status, network.listeners.size], [[1], 'pending', 1]);
    await network.comeOnline();
    assert.deepEqual([attempts, network.listeners.size], [[1, 2], 0]);
    await time.advance(200);
    assert.equal((await soon(promise)).result, 'done');
    assert.deepEqual([attempts, time.live], [[1, 2, 3], 0]);
  });

  it('`totalTimeout` goes on, a manual retry starts, and dispose listens to nothing any more', async () => {
    const time = fakeTime();
    const network = fakeNetwork();
    const queue = makeQueue();
    afterTest(() => assert.equal(network.listeners.size, 0));
    network.onLine = false;
    const attempts = [];
    const { id, promise } = queue.enqueue(failing(attempts, { totalTimeout: 5000 }));
    await time.advance(5000);
    const { status, error } = await soon(promise);
    assert.deepEqual([status, error.name, network.listeners.size], ['failed', 'TimeoutError', 0]);
    queue.retry(id);
    await time.advance(1000);
    assert.deepEqual([attempts, network.listeners.size], [[1, 1], 1]);
    queue.dispose();
    assert.deepEqual([network.listeners.size, time.live], [0, 0]);
  });
});
