// Attempts that follow by themselves, and the limit over all of them.
import { deferred, fakeTime, hang, listenToConsole, macrotask, makeQueue, only, patch } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

const exact = { jitter: 0 };
const boom = new Error('boom');
const fail = () => {
  throw boom;
};

describe('an automatic retry', () => {
  it('runs three times in all by default, after 1 s and 2 s, then fails with the last error', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const runs = [];
    const handle = queue.enqueue({
      title: 'a',
      retry: exact,
      processor: (ctx) => {
        runs.push([ctx.attempt, time.wall - 1_700_000_000_000]);
        throw new Error(`boom ${ctx.attempt}`);
      },
    });
    await time.advance(10_000);
    assert.deepEqual(runs, [
      [1, 0],
      [2, 1_000],
      [3, 3_000],
    ]);
    const outcome = await handle.promise;
    assert.deepEqual(
      [outcome.status, outcome.error.message, outcome.failedItems],
      ['failed', 'boom 3', [{ message: 'boom 3' }]],
    );
    assert.deepEqual([only(queue).attempt, only(queue).retryCount, time.live], [3, 0, 0]);
  });

  it('leaves the task pending between attempts, with nextAttemptAt and without a slot or a key', async () => {
    const time = fakeTime();
    const queue = makeQueue({ concurrency: 1 });
    let told = 0;
    const handle = queue.enqueue({
      title: 'a',
      key: 'k',
      retry: exact,
      processor: fail,
      onComplete: () => ++told,
    });
    queue.enqueue({ title: 'b', key: 'k', processor: hang });
    await macrotask();
    const [view, other] = queue.getSnapshot();
    assert.deepEqual(
      [view.status, view.nextAttemptAt, view.attempt, view.deadlineAt],
      ['pending', time.wall + 1_000, 1, undefined],
    );
    assert.deepEqual([view.failed, view.failedItems], [1, [{ message: 'boom' }]]);
    assert.deepEqual([other.status, queue.running, queue.waiting, queue.size], ['running', 1, 1, 2]);
    assert.deepEqual([told, queue.retry(handle.id), queue.dismiss(handle.id)], [0, undefined, false]);
  });

  it('lets a cancel end it at once while it pauses, with the reason given', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const handle = queue.enqueue({ title: 'a', retry: {}, processor: fail });
    await macrotask();
    assert.equal(time.live, 1);
    handle.cancel('enough');
    assert.deepEqual([only(queue).status, only(queue).nextAttemptAt, time.live], ['cancelled', undefined, 0]);
    assert.equal((await handle.promise).error, 'enough');
    await time.advance(100_000);
    assert.equal(only(queue).attempt, 1);
  });

  it('grows its pause up to maxDelay, and lengthens it by up to jitter of itself, in whole milliseconds', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    let random = 0;
    patch(Math, 'random', () => random);
    const pauses = [];
    const retry = { attempts: 6, minDelay: 100, maxDelay: 1_000, factor: 3, jitter: 0.5 };
    const { promise } = queue.enqueue({ title: 'a', retry, processor: fail });
    for (const next of [0.333, 1, 1, 0, 0]) {
      await macrotask();
      pauses.push(only(queue).nextAttemptAt - time.wall);
      random = next;
      await time.advance(pauses.at(-1));
    }
    assert.deepEqual(pauses, [100, 349, 1_350, 1_500, 1_000]);
    assert.equal((await promise).status, 'failed');
  });

  it('pauses as long as the error asks for', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const errors = [
      { retryAfter: 90_000 },
      { retryAfter: 0 },
      { retryAfter: 'soon' },
      {
        get retryAfter() {
          throw boom;
        },
      },
    ];
    const retry = { attempts: 9, minDelay: 500, maxDelay: 500, jitter: 0 };
    queue.enqueue({ title: 'a', retry, processor: ({ attempt }) => Promise.reject(errors[attempt - 1]) });
    for (const pause of [90_000, 0, 500, 500]) {
      await macrotask();
      assert.equal(only(queue).nextAttemptAt - time.wall, pause);
      await time.advance(Math.max(pause, 1));
    }
  });

  it('asks retryIf with the error itself, which may say no, and means no by throwing', async () => {
    const said = listenToConsole();
    const queue = makeQueue();
    const asked = [];
    for (const [retryIf, errors] of [
      [
        (error) => {
          asked.push(error);
          return false;
        },
        0,
      ],
      [
        () => {
          throw new Error('mine');
        },
        1,
      ],
      [() => undefined, 0],
      // It would have to be waited for, and may never settle.
      [async () => true, 1],
      [() => Promise.reject(new Error('mine')), 2],
    ]) {
      const before = said.length;
      const outcome = await queue.enqueue({ title: 'a', retry: { retryIf }, processor: fail }).promise;
      assert.deepEqual([outcome.status, outcome.error, outcome.failed], ['failed', boom, 1]);
      await macrotask();
      assert.equal(said.length - before, errors);
    }
    const [promised] = said.filter(({ message }) => message.includes('retryIf'));
    assert.equal(promised.name, 'TypeError');
    assert.deepEqual(asked, [boom]);
  });

  it('is not asked about the last attempt', async () => {
    let asked = 0;
    const retry = {
      attempts: 1,
      retryIf: () => {
        asked += 1;
        return true;
      },
    };
    assert.equal(
      (await makeQueue().enqueue({ title: 'a', retry, processor: fail }).promise).status,
      'failed',
    );
    assert.equal(asked, 0);
  });

  it('follows a timeout like a throw: the signal is aborted, the cleanups have run, retryIf sees a TimeoutError', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const log = [];
    const retry = {
      minDelay: 10,
      jitter: 0,
      retryIf: (error) => {
        log.push(error.name);
        return true;
      },
    };
    const { promise } = queue.enqueue({
      title: 'a',
      timeout: 50,
      retry,
      processor: (ctx) => {
        if (ctx.attempt === 2) return 'late';
        ctx.signal.onabort = () => log.push(ctx.signal.reason.name, ctx.cancelled);
        ctx.onCancel(() => log.push('cleanup'));
        return hang();
      },
    });
    await time.advance(50);
    assert.deepEqual(log, ['TimeoutError', true, 'cleanup', 'TimeoutError']);
    assert.deepEqual(
      [only(queue).status, only(queue).failedItems],
      ['pending', [{ message: 'timeout after 50 ms' }]],
    );
    await time.advance(10);
    const { status, result, error, failed } = await promise;
    assert.deepEqual([status, result, error, failed], ['completed', 'late', undefined, 0]);
  });

  it('follows a run that only called fail, with an Error of the first message', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const seen = [];
    const retry = {
      minDelay: 10,
      retryIf: (error) => {
        seen.push(error);
        return true;
      },
    };
    const { promise } = queue.enqueue({
      title: 'a',
      retry,
      processor: (ctx) => {
        if (ctx.attempt === 1) {
          ctx.fail('x', 'first');
          ctx.fail('y', 'second');
        }
      },
    });
    await time.advance(20);
    assert.deepEqual([seen.length, seen[0] instanceof Error, seen[0].message], [1, true, 'first']);
    assert.deepEqual(await promise, {
      status: 'completed',
      completed: 0,
      failed: 0,
      failedItems: [],
    });
  });

  it('gives a batch what has not succeeded', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const tried = [];
    const { promise } = queue.enqueue({
      title: 'a',
      items: ['x', 'x', 'y', 0],
      retry: { minDelay: 10 },
      processItem: (_item, { index }) => {
        tried.push(index);
        if (index % 2 === 1 && tried.length <= 4) throw new Error(`no ${index}`);
      },
    });
    await macrotask();
    assert.deepEqual([only(queue).completed, only(queue).failed, only(queue).status], [2, 2, 'pending']);
    await time.advance(20);
    const outcome = await promise;
    assert.deepEqual(tried, [0, 1, 2, 3, 1, 3]);
    assert.deepEqual(
      [outcome.status, outcome.completed, outcome.failed, only(queue).succeededItems],
      ['completed', 4, 0, ['x', 'y', 'x', '0']],
    );
  });

  it('gives a processor with items those that have not succeeded, late successes included', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const given = [];
    let first;
    const { promise } = queue.enqueue({
      title: 'a',
      items: ['x', 'y', 'z'],
      timeout: 50,
      retry: { minDelay: 100, jitter: 0 },
      processor: (ctx) => {
        given.push([...ctx.items]);
        if (ctx.attempt > 1) {
          for (const item of ctx.items) ctx.succeed(item);
          return;
        }
        first = ctx;
        ctx.succeed('x');
        return hang();
      },
    });
    await time.advance(60);
    first.succeed('z');
    assert.deepEqual([only(queue).completed, first.attempt], [1, 1]);
    await time.advance(100);
    assert.deepEqual(given, [['x', 'y', 'z'], ['y']]);
    assert.deepEqual([(await promise).completed, first.attempt], [3, 1]);
  });

  it('queues behind its equals', async () => {
    const time = fakeTime();
    const queue = makeQueue({ concurrency: 1 });
    const started = [];
    const gate = deferred();
    queue.enqueue({
      title: 'a',
      retry: { minDelay: 10, jitter: 0 },
      processor: ({ attempt }) => {
        started.push(`a${attempt}`);
        if (attempt === 1) throw boom;
      },
    });
    queue.enqueue({
      title: 'b',
      processor: () => {
        started.push('b');
        return gate.promise;
      },
    });
    queue.enqueue({ title: 'c', processor: () => void started.push('c') });
    await time.advance(100);
    gate.resolve();
    await macrotask();
    assert.deepEqual(started, ['a1', 'b', 'c', 'a2']);
  });

  it("is the queue's where a task names none", async () => {
    const time = fakeTime();
    const queue = makeQueue({ retry: { attempts: 2, minDelay: 5, jitter: 0 } });
    const runs = { a: 0, b: 0 };
    const body = (name) => () => {
      runs[name] += 1;
      throw boom;
    };
    queue.enqueue({ title: 'a', processor: body('a') });
    queue.enqueue({ title: 'b', retry: { attempts: 1 }, processor: body('b') });
    await time.advance(100);
    assert.deepEqual(runs, { a: 2, b: 1 });
  });

  it('starts anew after a retry by hand', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const attempts = [];
    const handle = queue.enqueue({
      title: 'a',
      retry: { attempts: 2, minDelay: 5, jitter: 0 },
      processor: ({ attempt }) => {
        attempts.push(attempt);
        throw boom;
      },
    });
    await time.advance(50);
    const again = queue.retry(handle.id);
    assert.deepEqual([only(queue).attempt, only(queue).retryCount, only(queue).failed], [1, 1, 0]);
    await time.advance(50);
    assert.equal((await again.promise).status, 'failed');
    assert.deepEqual(attempts, [1, 2, 1, 2]);
  });

  it('ends with dispose, and arms nothing then', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const { promise } = queue.enqueue({ title: 'a', retry: {}, processor: fail });
    await macrotask();
    queue.dispose();
    assert.deepEqual([(await promise).status, time.live], ['cancelled', 0]);
  });

  it('lets retryIf do anything to its task and its queue', async () => {
    for (const [act, status] of [
      [(queue, id) => queue.cancel(id), 'cancelled'],
      [(queue) => queue.dispose(), 'cancelled'],
      [
        (queue, id) => {
          queue.cancel(id);
          queue.dismiss(id);
          queue.enqueue({ title: 'b', processor: hang });
        },
        'cancelled',
      ],
      [
        (queue, id) => {
          queue.cancel(id);
          queue.retry(id);
        },
        'cancelled',
      ],
    ]) {
      const queue = makeQueue();
      let runs = 0;
      const handle = queue.enqueue({
        title: 'a',
        retry: {
          retryIf: () => {
            act(queue, handle.id);
            return true;
          },
        },
        processor: () => {
          if (++runs === 1) throw boom;
        },
      });
      assert.equal((await handle.promise).status, status);
      await macrotask();
    }
  });

  it('goes on where an AbortSignal of the caller aborts during the pause', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const controller = new AbortController();
    const { promise } = queue.enqueue({ title: 'a', signal: controller.signal, retry: {}, processor: fail });
    await macrotask();
    controller.abort('gone');
    assert.deepEqual([(await promise).error, time.live], ['gone', 0]);
  });

  it('is refused when it is none', () => {
    const queue = makeQueue();
    const wrong = [
      [3, 'retry'],
      [null, 'retry'],
      [true, 'retry'],
      [[], 'retry'],
      [{ attempts: 0 }, 'retry.attempts'],
      [{ attempts: 1.5 }, 'retry.attempts'],
      [{ minDelay: -1 }, 'retry.minDelay'],
      [{ maxDelay: '5' }, 'retry.maxDelay'],
      [{ factor: NaN }, 'retry.factor'],
      [{ jitter: null }, 'retry.jitter'],
      [{ retryIf: true }, 'retry.retryIf'],
    ];
    for (const [retry, field] of wrong) {
      const says = (error) =>
        error instanceof TypeError && error.message.startsWith(`Expected \`${field}\` to be `);
      assert.throws(() => queue.enqueue({ title: 'a', retry, processor: fail }), says);
      assert.throws(() => makeQueue({ retry }), says);
    }
    assert.equal(queue.size, 0);
  });
});

describe('totalTimeout', () => {
  it('counts from the first start over all attempts, and ends a pause too', async () => {
    const time = fakeTime();
    const queue = makeQueue({ paused: true });
    const { promise } = queue.enqueue({
      title: 'a',
      totalTimeout: 1_500,
      retry: { attempts: 9, ...exact },
      processor: fail,
    });
    await time.advance(10_000);
    queue.resume();
    await time.advance(1_499);
    assert.equal(only(queue).status, 'pending');
    await time.advance(1);
    const outcome = await promise;
    assert.deepEqual([outcome.status, outcome.error.name], ['failed', 'TimeoutError']);
    assert.equal(outcome.failedItems.at(-1).message, 'timeout after 1500 ms');
    assert.deepEqual([only(queue).attempt, only(queue).failed, time.live], [2, 2, 0]);
  });

  it('ends a run without another attempt', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    let asked = 0;
    const { promise } = queue.enqueue({
      title: 'a',
      totalTimeout: 100,
      retry: {
        retryIf: () => {
          asked += 1;
          return true;
        },
      },
      processor: hang,
    });
    assert.equal(only(queue).deadlineAt, time.wall + 100);
    await time.advance(100);
    assert.deepEqual([(await promise).status, asked], ['failed', 0]);
  });

  it('starts anew after a retry by hand', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const handle = queue.enqueue({ title: 'a', totalTimeout: 100, processor: hang });
    await time.advance(100);
    queue.retry(handle.id);
    assert.equal(only(queue).deadlineAt, time.wall + 100);
  });

  it('is none for 0, null and Infinity, and refused for what is no number', () => {
    const queue = makeQueue({ defaultTimeout: 0, concurrency: 9 });
    for (const totalTimeout of [0, -5, null, Infinity])
      queue.enqueue({ title: 'a', totalTimeout, processor: hang });
    assert.ok(queue.getSnapshot().every(({ deadlineAt }) => deadlineAt === undefined));
    assert.throws(
      () => queue.enqueue({ title: 'a', totalTimeout: '5', processor: hang }),
      /Expected `totalTimeout` to be /,
    );
  });
});
