// Ended from outside: by a caller's signal, and by dispose.
import { hang, macrotask, makeQueue, only, running, soon, statuses, TaskQueue } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { getEventListeners } from 'node:events';

describe("a caller's signal", () => {
  it('cancels the task with its reason', async () => {
    const controller = new AbortController();
    const { queue, handle, ctx } = running({ cancelGrace: 0 }, { signal: controller.signal });
    const reason = new Error('route left');
    controller.abort(reason);
    assert.equal(ctx.signal.reason, reason);
    assert.equal(only(queue).status, 'cancelled');
    assert.equal((await soon(handle.promise)).error, reason);
  });

  it('already aborted gives a task that never starts', async () => {
    const queue = makeQueue();
    let started = 0;
    const handle = queue.enqueue({
      title: 'a',
      signal: AbortSignal.abort('before'),
      processor: () => {
        started += 1;
      },
    });
    assert.equal(only(queue).status, 'cancelled');
    const outcome = await soon(handle.promise);
    assert.deepEqual([started, outcome.status, outcome.error], [0, 'cancelled', 'before']);
  });

  it('cancels a retry too, and one that is aborted meanwhile cancels it at once', async () => {
    const controller = new AbortController();
    const queue = makeQueue({ cancelGrace: 0 });
    let runs = 0;
    const { id, promise } = queue.enqueue({
      title: 'a',
      signal: controller.signal,
      processor: () => {
        if (++runs === 1) throw new Error('x');
        return hang();
      },
    });
    await promise;
    const second = queue.retry(id);
    controller.abort('now');
    assert.equal((await soon(second.promise)).status, 'cancelled');
    const third = queue.retry(id);
    const outcome = await soon(third.promise);
    assert.deepEqual([outcome.status, outcome.error, runs], ['cancelled', 'now', 2]);
  });

  it('has no listener left once its tasks have ended, however they ended', async () => {
    const { signal } = new AbortController();
    const queue = makeQueue({ concurrency: 9, cancelGrace: 0 });
    const own = { title: 'a', signal };
    const done = [
      queue.enqueue({ ...own, processor: () => 1 }),
      queue.enqueue({
        ...own,
        processor: () => {
          throw 1;
        },
      }),
      queue.enqueue({ ...own, timeout: 20, processor: hang }),
      queue.enqueue({ ...own, processor: hang }),
    ];
    assert.equal(getEventListeners(signal, 'abort').length, 1);
    done[3].cancel();
    const last = queue.enqueue({ ...own, processor: hang });
    await soon(Promise.all(done.map(({ promise }) => promise)));
    assert.equal(getEventListeners(signal, 'abort').length, 1);
    queue.dispose();
    await soon(last.promise);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });
});

describe('dispose', () => {
  it('ends all as cancelled at once, without grace, with cleanups and signals', async () => {
    const { queue, handle, ctx } = running({ concurrency: 1, cancelGrace: Infinity });
    let cleaned = 0;
    ctx.onCancel(() => ++cleaned);
    const waiting = queue.enqueue({ title: 'b', processor: hang });
    const idle = queue.onIdle();
    queue.dispose();
    assert.deepEqual(statuses(queue), ['a cancelled', 'b cancelled']);
    assert.deepEqual([cleaned, ctx.signal.aborted, queue.size], [1, true, 0]);
    assert.equal(ctx.signal.reason.name, 'AbortError');
    for (const { promise } of [handle, waiting]) assert.equal((await soon(promise)).status, 'cancelled');
    await soon(idle);
  });

  it('can be called twice, and before anything else', () => {
    for (const queue of [new TaskQueue(), running().queue]) {
      queue.dispose();
      queue.dispose();
      if (Symbol.dispose !== undefined) queue[Symbol.dispose]();
    }
  });

  it('leaves a queue whose enqueue gives a handle that settles cancelled, and calls nothing', async () => {
    for (const queue of [new TaskQueue(), running().queue]) {
      queue.dispose();
      let started = 0;
      const told = [];
      const handle = queue.enqueue({
        title: 'late',
        processor: () => {
          started += 1;
        },
        onComplete: ({ status }) => told.push(status),
      });
      assert.equal(queue.size, 0);
      const outcome = await soon(handle.promise);
      assert.deepEqual([outcome.status, started, told], ['cancelled', 0, ['cancelled']]);
      await handle.result().then(assert.fail, (error) => assert.equal(error.name, 'AbortError'));
    }
  });

  it('leaves the other methods usable', async () => {
    const { queue, handle } = running();
    queue.dispose();
    queue.resume();
    queue.setConcurrency(2);
    const again = queue.retry(handle.id);
    assert.equal((await soon(again.promise)).status, 'cancelled');
    await soon(Promise.all([queue.onIdle(), queue.onEmpty(), queue.pause({ drain: true })]));
    assert.throws(() => queue.enqueue({ title: 1 }), TypeError);
    assert.equal(queue.dismiss(handle.id), true);
  });

  it('tells listeners of the last change, and no longer knows them', async () => {
    const { queue } = running();
    let told = 0;
    queue.subscribe(() => ++told);
    queue.dispose();
    await macrotask();
    assert.equal(told, 1);
    assert.equal(queue.inspect().subscriptions, 0);
  });
});
