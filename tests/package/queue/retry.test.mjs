// Manual retry: what is left, under the same id and place, with a handle of its own.
import { deferred, fakeTime, hang, makeQueue, only, soon, statuses } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

/** A queue with a task that has failed once. `runs` has the contexts of its runs. */
async function failed(options, queue = makeQueue()) {
  const runs = [];
  const handle = queue.enqueue({
    title: 'a',
    processor: (ctx) => {
      runs.push(ctx);
      if (runs.length === 1) throw new Error('first');
      return 'second';
    },
    ...options,
  });
  const outcome = await soon(handle.promise);
  return { queue, handle, outcome, runs, id: handle.id };
}

describe('retry', () => {
  it('of a failed task gives a new handle under the same id and place, and leaves the old one settled', async () => {
    const { queue, handle, outcome, id } = await failed();
    queue.enqueue({ title: 'b', processor: hang });
    const again = queue.retry(id);
    assert.notEqual(again, handle);
    assert.equal(again.id, id);
    assert.deepEqual(statuses(queue), ['a running', 'b running']);
    handle.cancel();
    assert.equal(queue.getTask(id).cancelRequested, false);
    const second = await soon(again.promise);
    assert.deepEqual([second.status, second.result, second.error], ['completed', 'second', undefined]);
    assert.equal(await handle.promise, outcome);
    await assert.rejects(handle.result(), { message: 'first' });
    assert.equal(await again.result(), 'second');
  });

  it('counts in retryCount, and resets attempt, times and failures', async () => {
    const { queue, id, runs } = await failed();
    assert.equal(only(queue).retryCount, 0);
    queue.pause();
    const again = queue.retry(id);
    const {
      status,
      retryCount,
      failed: failures,
      failedItems,
      result,
      startedAt,
      completedAt,
      cancelRequested,
    } = only(queue);
    assert.deepEqual(
      [status, retryCount, failures, failedItems, result, startedAt, completedAt, cancelRequested],
      ['pending', 1, 0, [], undefined, undefined, undefined, false],
    );
    queue.resume();
    await again.promise;
    assert.deepEqual(
      runs.map(({ attempt }) => attempt),
      [1, 1],
    );
  });

  it('of a task that is pending, running, completed or unknown is undefined and changes nothing', async () => {
    const queue = makeQueue({ concurrency: 1 });
    const done = queue.enqueue({ title: 'done', processor: () => 1 });
    await done.promise;
    const runs = queue.enqueue({ title: 'runs', processor: hang });
    const waits = queue.enqueue({ title: 'waits', processor: hang });
    const before = queue.getSnapshot();
    for (const { id } of [done, runs, waits]) assert.equal(queue.retry(id), undefined);
    assert.equal(queue.getSnapshot(), before);
  });

  it('of a cancelled task runs it, one that never started too', async () => {
    const queue = makeQueue({ paused: true });
    const { id, cancel, promise } = queue.enqueue({ title: 'a', processor: () => 'ran' });
    cancel();
    await promise;
    const again = queue.retry(id);
    assert.deepEqual([only(queue).status, only(queue).cancelRequested], ['pending', false]);
    queue.resume();
    assert.equal((await soon(again.promise)).result, 'ran');
  });

  it('queues behind those that wait', async () => {
    const queue = makeQueue({ concurrency: 1 });
    const order = [];
    let runs = 0;
    const { id, promise } = queue.enqueue({
      title: 'a',
      processor: () => {
        order.push('a');
        if (runs++ === 0) throw 1;
      },
    });
    await promise;
    const body = deferred();
    queue.enqueue({ title: 'b', processor: () => body.promise });
    queue.enqueue({
      title: 'c',
      processor: () => {
        order.push('c');
      },
    });
    queue.retry(id);
    queue.enqueue({
      title: 'd',
      processor: () => {
        order.push('d');
      },
    });
    body.resolve();
    await soon(queue.onIdle());
    assert.deepEqual(order, ['a', 'c', 'a', 'd']);
    assert.deepEqual(
      queue.getSnapshot().map(({ title }) => title),
      ['a', 'b', 'c', 'd'],
    );
  });

  it("calls onComplete and its queue's callbacks for each ending", async () => {
    const told = [];
    const queue = makeQueue({
      onTaskFail: () => told.push('all fail'),
      onTaskComplete: () => told.push('all complete'),
    });
    const { id } = await failed({ onComplete: ({ status }) => told.push(status) }, queue);
    await queue.retry(id).promise;
    assert.deepEqual(told, ['failed', 'all fail', 'completed', 'all complete']);
  });

  it('keeps what is carried to the view, a list of completionActions too', async () => {
    const carried = { completionActions: ['x'], icon: () => {}, metadata: { m: 1 }, category: 'c' };
    const { queue, id } = await failed(carried);
    await queue.retry(id).promise;
    for (const name in carried) assert.equal(only(queue)[name], carried[name], name);
  });
});

describe('what a retry is given', () => {
  it('is all items that have not succeeded, the never-tried ones too, in their order', async () => {
    const queue = makeQueue();
    const given = [];
    const { id, promise } = queue.enqueue({
      title: 'a',
      items: ['a', 'b', 'c', 'd'],
      processor: (ctx) => {
        given.push([...ctx.items]);
        if (given.length === 1) {
          ctx.fail('a', 'x');
          ctx.succeed('c');
        } else for (const item of ctx.items) ctx.succeed(item);
      },
    });
    await promise;
    const outcome = await soon(queue.retry(id).promise);
    assert.deepEqual(given, [
      ['a', 'b', 'c', 'd'],
      ['a', 'b', 'd'],
    ]);
    assert.deepEqual([outcome.status, outcome.completed, outcome.failed], ['completed', 4, 0]);
    const { items, total, succeededItems } = only(queue);
    assert.deepEqual([items, total, succeededItems], [['a', 'b', 'c', 'd'], 4, ['c', 'a', 'b', 'd']]);
  });

  it('is tracked by position if items are equal or have equal ids', async () => {
    const queue = makeQueue();
    const runs = [];
    const { id, promise } = queue.enqueue({
      title: 'a',
      items: ['x', 'x', 0, 0, { id: 'x' }, null, null],
      processItem: (_item, { index }) => {
        runs.push(index);
        if (runs.length <= 7 && index % 2 === 1) throw new Error('odd');
      },
    });
    assert.equal((await soon(promise)).failed, 3);
    const again = await soon(queue.retry(id).promise);
    assert.deepEqual(runs, [0, 1, 2, 3, 4, 5, 6, 1, 3, 5]);
    assert.deepEqual([again.status, again.completed, again.failed], ['completed', 7, 0]);
  });

  it('after errorStrategy stop is the failed one and all behind it', async () => {
    const queue = makeQueue();
    const runs = [];
    const { id, promise } = queue.enqueue({
      title: 'a',
      items: [0, 1, 2, 3],
      errorStrategy: 'stop',
      processItem: (item) => {
        runs.push(item);
        if (runs.length === 2) throw 'x';
      },
    });
    await promise;
    assert.equal((await soon(queue.retry(id).promise)).completed, 4);
    assert.deepEqual(runs, [0, 1, 1, 2, 3]);
  });

  it('after a cancel leaves out what succeeded before it and what said so during the grace', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const given = [];
    const { id, cancel, promise } = queue.enqueue({
      title: 'a',
      items: [1, 2, 3],
      processor: (ctx) => {
        given.push([...ctx.items]);
        ctx.succeed(ctx.items[0]);
        ctx.onCancel(() => ctx.succeed(2));
        return given.length === 1 ? hang() : undefined;
      },
    });
    cancel();
    await time.advance(5000);
    await promise;
    const again = await soon(queue.retry(id).promise);
    assert.deepEqual(given, [[1, 2, 3], [3]]);
    assert.deepEqual([again.status, again.completed], ['completed', 3]);
  });

  it('without items is everything, counts included', async () => {
    const { queue, id } = await failed({
      processor: ({ succeed, fail }) => {
        succeed('x');
        fail('y');
      },
    });
    assert.deepEqual([only(queue).completed, only(queue).failed], [1, 1]);
    await queue.retry(id).promise;
    assert.deepEqual([only(queue).completed, only(queue).failed, only(queue).succeededItems], [1, 1, ['x']]);
  });

  it('completes at once where nothing is left', async () => {
    const { queue, id, runs } = await failed({
      items: ['a'],
      processor: undefined,
      processItem: async (_item, ctx) => {
        ctx.succeed();
        ctx.fail('nobody', 'x');
      },
    });
    const again = queue.retry(id);
    assert.equal(only(queue).status, 'completed');
    const outcome = await soon(again.promise);
    assert.deepEqual(
      [outcome.status, outcome.completed, outcome.failed, runs.length],
      ['completed', 1, 0, 0],
    );
  });

  it('with an empty list is a run from the start', async () => {
    const { queue, id, runs } = await failed({ items: [] });
    assert.equal((await soon(queue.retry(id).promise)).result, 'second');
    assert.equal(runs.length, 2);
  });

  it('can be retried again and again, and counts each item once', async () => {
    const queue = makeQueue();
    let run = 0;
    const { id, promise } = queue.enqueue({
      title: 'a',
      items: [0, 1, 2, 3, 4],
      processItem: (item) => {
        if (item >= run) throw item;
      },
    });
    let outcome = await promise;
    while (outcome.status === 'failed') {
      assert.deepEqual([outcome.completed, outcome.failed], [run, 5 - run]);
      run += 1;
      outcome = await soon(queue.retry(id).promise);
    }
    assert.deepEqual([run, outcome.completed, only(queue).retryCount], [5, 5, 5]);
  });
});
