// When listeners are notified of changes: after them, before the next macrotask, not once for each.
import { deferred, hang, listenToConsole, macrotask, makeQueue, soon } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

/** A queue whose listener counts. */
function watched(config) {
  const queue = makeQueue(config);
  const counts = { told: 0 };
  const stop = queue.subscribe(() => (counts.told += 1));
  return { queue, counts, stop };
}

describe('a listener', () => {
  it('is notified before the next macrotask and never from inside the call', async () => {
    const { queue, counts } = watched({ cancelGrace: 0 });
    const { id, cancel } = queue.enqueue({
      title: 'a',
      processor: (ctx) => {
        const before = counts.told;
        ctx.setMessage('x');
        assert.equal(counts.told, before);
        return hang();
      },
    });
    assert.equal(counts.told, 0);
    await macrotask();
    assert.equal(counts.told, 1);
    for (const change of [
      () => queue.pause(),
      () => queue.resume(),
      () => queue.setConcurrency(5),
      cancel,
      () => queue.retry(id),
      () => queue.cancel(id),
      () => queue.dismiss(id),
    ]) {
      const before = counts.told;
      change();
      assert.equal(counts.told, before);
      await macrotask();
      assert.equal(counts.told, before + 1, String(change));
    }
  });

  it('is notified of an end before or after the promise settles, but in the same turn', async () => {
    const { queue, counts } = watched();
    const body = deferred();
    const { promise } = queue.enqueue({ title: 'a', processor: () => body.promise });
    await macrotask();
    counts.told = 0;
    body.resolve();
    await promise;
    await macrotask();
    assert.ok(counts.told >= 1);
    assert.equal(queue.getSnapshot()[0].status, 'completed');
  });

  it('is notified once of many changes in one turn', async () => {
    const { queue, counts } = watched({ paused: true });
    for (let at = 0; at < 100; at++) queue.enqueue({ title: 'a', processor: hang });
    queue.cancelAll();
    queue.dismissAll();
    await macrotask();
    assert.equal(counts.told, 1);
  });

  it('is notified less than once a turn during a burst, and after its end', async () => {
    const { queue } = watched();
    let seen,
      told = 0;
    queue.subscribe(() => {
      told += 1;
      seen = queue.getSnapshot()[0].message;
    });
    await queue.enqueue({
      title: 'a',
      processor: async (ctx) => {
        for (let at = 0; at < 1000; at++) {
          ctx.setMessage(String(at));
          await null;
        }
      },
    }).promise;
    await macrotask();
    assert.equal(seen, '999');
    assert.ok(told < 500, `told ${told} times of 1000 changes`);
  });

  it('is notified far less than once an item if items await something in between', async () => {
    for (const turns of [1, 3, 8]) {
      const { queue, counts } = watched();
      const items = Array.from({ length: 1000 }, (_, at) => at);
      await queue.enqueue({
        title: 'a',
        items,
        processItem: async () => {
          for (let turn = 0; turn < turns; turn++) await null;
        },
      }).promise;
      await macrotask();
      assert.ok(counts.told < 100, `told ${counts.told} times, with ${turns} turns an item`);
    }
  });

  it('is notified in every macrotask with a change, for as long as changes come', async () => {
    const { queue, counts } = watched();
    let ctx;
    queue.enqueue({
      title: 'a',
      processor: (given) => {
        ctx = given;
        return hang();
      },
    });
    await macrotask();
    for (let at = 0; at < 50; at++) {
      const before = counts.told;
      ctx.setMessage(String(at));
      for (let turn = 0; turn < at; turn++) {
        await null;
        ctx.setProgress(turn / 100);
      }
      await macrotask();
      assert.ok(counts.told > before);
    }
  });

  it('is not notified if nothing has changed', async () => {
    const { queue, counts } = watched();
    const { id, promise, cancel } = queue.enqueue({ title: 'a', processor: () => {} });
    await promise;
    await macrotask();
    counts.told = 0;
    cancel();
    queue.cancelAll();
    queue.retry(id);
    queue.getSnapshot();
    queue.getTask(id);
    queue.completionInfo(id);
    queue.closeSummary();
    await macrotask();
    assert.equal(counts.told, 0);
  });

  it('can be taken off, at any time and twice; the others stay', async () => {
    const { queue, counts, stop } = watched();
    let others = 0;
    queue.subscribe(() => ++others);
    queue.enqueue({ title: 'a', processor: hang });
    stop();
    stop();
    await macrotask();
    assert.deepEqual([counts.told, others], [0, 1]);
  });

  it('that subscribed twice is notified twice, and removed one by one', async () => {
    const queue = makeQueue();
    let told = 0;
    const listener = () => ++told;
    const stop = queue.subscribe(listener);
    queue.subscribe(listener);
    queue.enqueue({ title: 'a', processor: hang });
    await macrotask();
    assert.equal(told, 2);
    stop();
    queue.enqueue({ title: 'b', processor: hang });
    await macrotask();
    assert.equal(told, 3);
  });

  it('that throws or rejects is reported on the console, and the others are still notified', async () => {
    const said = listenToConsole();
    const queue = makeQueue();
    const error = new Error('mine');
    queue.subscribe(() => {
      throw error;
    });
    queue.subscribe(async () => {
      throw error;
    });
    let told = 0;
    queue.subscribe(() => ++told);
    const { promise } = queue.enqueue({ title: 'a', processor: () => 1 });
    await soon(promise);
    await macrotask();
    assert.ok(told >= 1);
    assert.ok(said.length >= 2 && said.every((value) => value === error));
  });

  it('may change the queue, subscribe and take others off', async () => {
    const queue = makeQueue();
    let rounds = 0,
      last = 0;
    queue.subscribe(() => {
      if (++rounds > 5) return;
      stopLast();
      queue.enqueue({ title: 'more', processor: () => 1 });
      queue.subscribe(() => {});
      queue.dismissAll();
    });
    const stopLast = queue.subscribe(() => ++last);
    queue.enqueue({ title: 'first', processor: () => 1 });
    await soon(queue.onIdle());
    await macrotask();
    assert.ok(rounds > 5);
    assert.equal(last, 0);
  });
});
