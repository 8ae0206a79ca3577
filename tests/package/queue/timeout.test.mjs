// The universal timeout: from the start of the run, cleared at its end, with a message that says it.
import {
  deferred,
  fakeTime,
  hang,
  hasSettled,
  macrotask,
  makeQueue,
  only,
  running,
  soon,
} from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';

describe('a task that names no timeout', () => {
  it('fails after five minutes, and not before', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const { promise } = queue.enqueue({ title: 'a', processor: hang });
    assert.equal(only(queue).deadlineAt, time.wall + 300_000);
    await time.advance(299_999);
    assert.equal(await hasSettled(promise), false);
    await time.advance(1);
    const outcome = await soon(promise);
    assert.equal(outcome.status, 'failed');
    assert.deepEqual(outcome.failedItems, [{ message: 'timeout after 300000 ms' }]);
  });

  it("has its queue's defaultTimeout", async () => {
    const time = fakeTime();
    const queue = makeQueue({ defaultTimeout: 70 });
    const own = queue.enqueue({ title: 'own', timeout: 90, processor: hang });
    const none = queue.enqueue({ title: 'none', timeout: 0, processor: hang });
    const { promise } = queue.enqueue({ title: 'a', processor: hang });
    await time.advance(70);
    assert.equal((await soon(promise)).error.message, 'timeout after 70 ms');
    assert.equal(await hasSettled(own.promise), false);
    await time.advance(20);
    assert.match((await soon(own.promise)).failedItems[0].message, /timeout.*90/);
    await time.advance(1e9);
    assert.equal(await hasSettled(none.promise), false);
  });

  it('says so also where an item has thrown before', async () => {
    const time = fakeTime();
    for (const limits of [{ timeout: 50 }, { timeout: 900, totalTimeout: 50 }]) {
      const queue = makeQueue();
      const processItem = (item) => (item === 'a' ? Promise.reject(new Error('mine')) : hang());
      const { promise } = queue.enqueue({
        title: 'batch',
        items: ['a', 'b'],
        itemConcurrency: 2,
        processItem,
        ...limits,
      });
      await time.advance(50);
      const { error, failedItems } = await soon(promise);
      assert.deepEqual(failedItems, [{ id: 'a', message: 'mine' }, { message: 'timeout after 50 ms' }]);
      assert.equal(error.name, 'TimeoutError');
    }
  });

  for (const defaultTimeout of [0, -5, null, Infinity]) {
    it(`has none where defaultTimeout is ${defaultTimeout}`, async () => {
      const time = fakeTime();
      const queue = makeQueue({ defaultTimeout });
      const { promise } = queue.enqueue({ title: 'a', processor: hang });
      assert.equal(time.live, 0);
      await time.advance(1e7);
      assert.equal(await hasSettled(promise), false);
    });
  }
});

describe('the timeout', () => {
  it('runs from the start of the run, not from enqueue', async () => {
    const time = fakeTime();
    const queue = makeQueue({ concurrency: 1 });
    const first = deferred();
    queue.enqueue({ title: 'first', processor: () => first.promise });
    const { promise } = queue.enqueue({ title: 'second', timeout: 100, processor: hang });
    assert.equal(queue.getSnapshot()[1].deadlineAt, undefined);
    await time.advance(5000);
    first.resolve();
    await macrotask();
    assert.equal(queue.getSnapshot()[1].deadlineAt, time.wall + 100);
    await time.advance(99);
    assert.equal(await hasSettled(promise), false);
    await time.advance(1);
    assert.equal((await soon(promise)).status, 'failed');
  });

  it('runs anew for a retry', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const { id, promise } = queue.enqueue({ title: 'a', timeout: 100, processor: hang });
    await time.advance(100);
    await promise;
    await time.advance(1000);
    const again = queue.retry(id);
    await time.advance(99);
    assert.equal(await hasSettled(again.promise), false);
    await time.advance(1);
    assert.equal((await soon(again.promise)).status, 'failed');
  });

  it('is cleared when the task ends, and says nothing later', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const outcome = await soon(queue.enqueue({ title: 'a', timeout: 50, processor: () => 'r' }).promise);
    assert.equal(time.live, 0);
    await time.advance(1000);
    assert.deepEqual([outcome.status, only(queue).status, only(queue).failed], ['completed', 'completed', 0]);
    assert.equal(only(queue).deadlineAt, undefined);
  });

  it('gives the slot to the next task in the same turn', async () => {
    const time = fakeTime();
    const queue = makeQueue({ concurrency: 1 });
    const handle = queue.enqueue({ title: 'hangs', timeout: 50, processor: hang });
    let startedAt;
    queue.enqueue({
      title: 'next',
      processor: () => {
        startedAt = time.wall;
      },
    });
    await time.advance(50);
    assert.equal(startedAt, time.wall);
    assert.equal((await handle.promise).status, 'failed');
  });

  it('aborts the signal with a TimeoutError that is the error of the outcome, and runs cleanups once', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const steps = [];
    let ctx;
    const { promise } = queue.enqueue({
      title: 'a',
      timeout: 50,
      processor: (given) => {
        ctx = given;
        ctx.signal.addEventListener('abort', () => steps.push('abort'));
        ctx.onCancel(() => steps.push(`one ${ctx.cancelled} ${ctx.signal.aborted}`));
        ctx.onCancel(() => steps.push('two'));
        return hang();
      },
    });
    assert.equal(ctx.cancelled, false);
    await time.advance(50);
    const { error } = await soon(promise);
    assert.deepEqual(steps, ['abort', 'one true true', 'two']);
    assert.equal(error.name, 'TimeoutError');
    assert.equal(ctx.signal.reason, error);
    queue.dispose();
    assert.equal(steps.length, 3);
    ctx.onCancel(() => steps.push('late'));
    assert.equal(steps.length, 4);
  });

  it('aborts a signal that is first asked for afterwards', async () => {
    const time = fakeTime();
    const { ctx } = running({}, { timeout: 50 });
    await time.advance(50);
    assert.equal(ctx.signal.aborted, true);
    assert.equal(ctx.signal.reason.name, 'TimeoutError');
  });

  it('counts what its items said until then, and lists itself last', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const { promise } = queue.enqueue({
      title: 'a',
      timeout: 50,
      items: ['a', 'b', 'c'],
      processor: (ctx) => {
        ctx.succeed('a');
        ctx.fail('b', 'no');
        return hang();
      },
    });
    await time.advance(50);
    const outcome = await soon(promise);
    assert.deepEqual([outcome.completed, outcome.failed], [1, 2]);
    assert.deepEqual(outcome.failedItems, [{ id: 'b', message: 'no' }, { message: 'timeout after 50 ms' }]);
    assert.deepEqual(only(queue).succeededItems, ['a']);
  });

  it('ends a task of items that hang, and starts none of the rest', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const started = [];
    const { promise } = queue.enqueue({
      title: 'a',
      timeout: 50,
      items: [1, 2, 3],
      itemConcurrency: 2,
      processItem: (item) => {
        started.push(item);
        return hang();
      },
    });
    await time.advance(50);
    assert.equal((await soon(promise)).status, 'failed');
    assert.deepEqual(started, [1, 2]);
    const { items, untried } = queue.completionInfo(only(queue).id);
    assert.deepEqual([items, untried.map(({ data }) => data)], [[], [1, 2, 3]]);
  });

  it('ends several tasks that are due together, each once', async () => {
    const time = fakeTime();
    const queue = makeQueue({ concurrency: 10 });
    const handles = [10, 50, 50, 20, 50].map((timeout) =>
      queue.enqueue({ title: 'a', timeout, processor: hang }),
    );
    await time.advance(50);
    const outcomes = await soon(Promise.all(handles.map(({ promise }) => promise)));
    assert.deepEqual(
      outcomes.map(({ failed }) => failed),
      [1, 1, 1, 1, 1],
    );
    assert.equal(time.live, 0);
  });

  it('works under the mock timers of Node', async () => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'] });
    try {
      const queue = makeQueue();
      const { promise } = queue.enqueue({ title: 'a', timeout: 1000, processor: hang });
      mock.timers.tick(999);
      assert.equal(await hasSettled(promise), false);
      mock.timers.tick(1);
      assert.equal((await soon(promise)).status, 'failed');
    } finally {
      mock.timers.reset();
    }
  });

  it('works with real timers', async () => {
    const queue = makeQueue({ concurrency: 1 });
    const began = Date.now();
    const first = queue.enqueue({ title: 'hangs', timeout: 50, processor: hang });
    const second = queue.enqueue({ title: 'next', processor: () => 'ran' });
    const outcome = await soon(first.promise);
    assert.ok(Date.now() - began >= 49);
    assert.match(outcome.failedItems[0].message, /timeout.*\b50\b/);
    assert.equal((await soon(second.promise)).result, 'ran');
  });
});

describe('what a run says after its timeout', () => {
  it('changes nothing that is shown', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const body = deferred();
    let ctx;
    queue.enqueue({
      title: 'a',
      timeout: 50,
      items: ['a', 'b'],
      processor: (given) => {
        ctx = given;
        return body.promise;
      },
    });
    await time.advance(50);
    await macrotask();
    const view = only(queue);
    ctx.succeed('a');
    ctx.fail('b', 'late');
    ctx.fail('nobody');
    ctx.setTitle('late');
    ctx.setMessage('late');
    ctx.setProgress(0.5);
    ctx.setResult('late');
    body.resolve('late');
    await macrotask();
    assert.equal(only(queue), view);
    assert.deepEqual([view.title, view.completed, view.failed, view.result], ['a', 0, 1, undefined]);
  });

  it('is not heard as a rejection either', async () => {
    const time = fakeTime();
    const body = deferred();
    makeQueue().enqueue({ title: 'a', timeout: 50, processor: () => body.promise });
    await time.advance(50);
    body.reject(new Error('late'));
    await macrotask();
    await macrotask();
  });
});
