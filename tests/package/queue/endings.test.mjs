// How a task ends by itself: what its processor returns or throws, and who is notified.
import { deferred, hang, hasSettled, listenToConsole, macrotask, makeQueue, only, soon } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

/** The outcome of a lone task. */
const outcomeOf = (options, queue = makeQueue()) => soon(queue.enqueue({ title: 'a', ...options }).promise);

describe('a task whose processor returns', () => {
  it('is completed, with what was returned as its result', async () => {
    const outcome = await outcomeOf({ processor: async () => ({ uid: 1 }) });
    assert.deepEqual(outcome, {
      status: 'completed',
      completed: 0,
      failed: 0,
      failedItems: [],
      result: { uid: 1 },
    });
  });

  it('keeps the identity of its result, falsy ones too', async () => {
    const object = {};
    for (const result of [object, 0, '', false, null, NaN, () => {}]) {
      assert.ok(Object.is((await outcomeOf({ processor: () => result })).result, result));
    }
  });

  it('has the result that setResult gave, even undefined, whatever it returns', async () => {
    assert.equal(
      (
        await outcomeOf({
          processor: (ctx) => {
            ctx.setResult('set');
            return 'returned';
          },
        })
      ).result,
      'set',
    );
    assert.equal(
      (
        await outcomeOf({
          processor: (ctx) => {
            ctx.setResult(undefined);
            return 'returned';
          },
        })
      ).result,
      undefined,
    );
  });

  it('is failed where an item failed, and keeps its result', async () => {
    const outcome = await outcomeOf({
      processor: (ctx) => {
        ctx.fail('x', 'no room');
        return 'partly';
      },
    });
    assert.deepEqual(
      [outcome.status, outcome.failed, outcome.failedItems, outcome.result],
      ['failed', 1, [{ id: 'x', message: 'no room' }], 'partly'],
    );
    assert.equal(outcome.error.message, 'no room');
    assert.ok(outcome.error instanceof Error);
  });

  it('runs synchronously up to its first await, before enqueue returns', () => {
    const queue = makeQueue();
    const steps = [];
    queue.enqueue({
      title: 'a',
      processor: async () => {
        steps.push('before');
        await null;
        steps.push('after');
      },
    });
    steps.push('enqueued');
    assert.deepEqual(steps, ['before', 'enqueued']);
    assert.equal(only(queue).status, 'running');
  });

  it('ends in a later turn even if it returned at once', async () => {
    const queue = makeQueue();
    const handle = queue.enqueue({ title: 'a', processor: () => 1 });
    assert.equal(only(queue).status, 'running');
    await handle.promise;
    assert.equal(only(queue).status, 'completed');
  });
});

describe('a task whose processor throws', () => {
  const thrown = [
    [new Error('broken'), 'broken'],
    ['a text', 'a text'],
    [undefined, 'undefined'],
    [null, 'null'],
    [0, '0'],
    [Symbol('s'), 'Symbol(s)'],
    [5n, '5'],
    [{ message: 'like an error' }, 'like an error'],
    [new TypeError(''), ''],
    ['\ud800', '\ud800'],
    [Object.assign(new Error('own'), { code: 409 }), 'own'],
  ];
  for (const [error, message] of thrown) {
    for (const [how, processor] of [
      [
        'throws',
        () => {
          throw error;
        },
      ],
      ['rejects with', () => Promise.reject(error)],
    ]) {
      it(`is failed where it ${how} ${String(typeof error === 'object' ? message : error?.toString())}`, async () => {
        const queue = makeQueue();
        const handle = queue.enqueue({ title: 'a', processor });
        const outcome = await soon(handle.promise);
        assert.equal(outcome.status, 'failed');
        assert.deepEqual(outcome.failedItems, [{ message }]);
        assert.equal(outcome.failed, 1);
        assert.ok(Object.is(outcome.error, error));
        await handle.result().then(assert.fail, (reason) => assert.ok(Object.is(reason, error)));
        assert.deepEqual(only(queue).failedItems, [{ message }]);
      });
    }
  }

  it('is failed with some message where the thrown value cannot be read', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const bad = [
      Object.create(null),
      {
        get message() {
          throw new Error('mine');
        },
      },
      proxy,
      {
        message: 5,
        toString() {
          throw new Error('mine');
        },
      },
    ];
    for (const error of bad) {
      const outcome = await outcomeOf({
        processor: () => {
          throw error;
        },
      });
      assert.equal(outcome.status, 'failed');
      assert.equal(typeof outcome.failedItems[0].message, 'string');
      assert.equal(outcome.error, error);
    }
  });

  it('keeps what its items said before, and lists the throw after them', async () => {
    const error = new Error('then this');
    const {
      failedItems,
      failed,
      completed,
      error: kept,
    } = await outcomeOf({
      items: ['a', 'b', 'c'],
      processor: (ctx) => {
        ctx.succeed('a');
        ctx.fail('b', 'first');
        throw error;
      },
    });
    assert.deepEqual(failedItems, [{ id: 'b', message: 'first' }, { message: 'then this' }]);
    assert.deepEqual([failed, completed, kept], [2, 1, error]);
  });
});

describe('a handle', () => {
  it('resolves with one outcome, asked before or after the end', async () => {
    const queue = makeQueue();
    const handle = queue.enqueue({ title: 'a', processor: () => 1 });
    const before = await handle.promise;
    assert.equal(await handle.promise, before);
    assert.ok(Object.isFrozen(before.failedItems));
    assert.equal(typeof handle.id, 'string');
    assert.equal(handle.id, only(queue).id);
  });

  it('resolves with an outcome that has a result and an error only where there is one', async () => {
    const queue = makeQueue({ cancelGrace: 0 });
    const outcomeOf = (processor) => queue.enqueue({ title: 'a', processor }).promise;
    const none = { completed: 0, failed: 0, failedItems: [] };
    assert.deepEqual(await outcomeOf(() => 0), { status: 'completed', ...none, result: 0 });
    assert.deepEqual(await outcomeOf(() => {}), { status: 'completed', ...none });
    const error = new Error('no');
    assert.deepEqual(await outcomeOf(() => Promise.reject(error)), {
      status: 'failed',
      completed: 0,
      failed: 1,
      failedItems: [{ message: 'no' }],
      error,
    });
    const cancelled = queue.enqueue({ title: 'a', processor: hang });
    cancelled.cancel('enough');
    assert.deepEqual(await cancelled.promise, { status: 'cancelled', ...none, error: 'enough' });
  });

  it('resolves in the order of the endings, whether there are callbacks or not', async () => {
    for (const others of [[], ['second', 'third']]) {
      const queue = makeQueue({ paused: true });
      const order = [];
      const enqueue = (title, options) => {
        const handle = queue.enqueue({ title, processor: () => {}, ...options });
        void handle.promise.then(() => order.push(title));
        return handle;
      };
      const inner = enqueue('inner');
      enqueue('first', { category: 'x', onComplete: () => inner.cancel() });
      for (const title of others) enqueue(title, { category: 'x' });
      queue.cancelAll({ category: 'x' });
      await macrotask();
      assert.deepEqual(order, ['first', ...others, 'inner']);
    }
  });

  it('can be destructured', async () => {
    const { id, promise, cancel, result } = makeQueue().enqueue({ title: 'a', processor: () => 'r' });
    assert.equal(await result(), 'r');
    assert.equal((await promise).status, 'completed');
    assert.equal(cancel('late'), undefined);
    assert.equal(typeof id, 'string');
  });

  it('gives a result again and again', async () => {
    const error = new Error('x');
    const handle = makeQueue().enqueue({
      title: 'a',
      processor: () => {
        throw error;
      },
    });
    for (let at = 0; at < 2; at++) await assert.rejects(handle.result(), (reason) => reason === error);
  });

  it('raises no unhandled rejection that nobody asked for', async () => {
    const queue = makeQueue();
    let unhandled = 0;
    const count = () => ++unhandled;
    process.on('unhandledRejection', count);
    const inner = async () => {
      throw new Error('inner');
    };
    queue.enqueue({ title: 'throws', processor: inner, onComplete: inner });
    queue.enqueue({ title: 'item', items: [1, 2], processItem: inner });
    queue.enqueue({ title: 'cancelled', processor: inner }).cancel();
    listenToConsole();
    await queue.onIdle();
    for (let at = 0; at < 5; at++) await macrotask();
    process.off('unhandledRejection', count);
    assert.equal(unhandled, 0);
  });

  it('has an id of its own for each task, in this queue and another', () => {
    const ids = [makeQueue(), makeQueue()].flatMap((queue) =>
      [1, 2, 3].map(() => queue.enqueue({ title: 'same', processor: hang }).id),
    );
    assert.equal(new Set(ids).size, 6);
  });
});

describe('onComplete and onTask…', () => {
  it('are called once, before the promise resolves, with the outcome and the view', async () => {
    const told = [];
    const tell =
      (name) =>
      (...values) =>
        told.push([name, ...values]);
    const queue = makeQueue({
      onTaskComplete: tell('complete'),
      onTaskFail: tell('fail'),
      onTaskCancel: tell('cancel'),
    });
    const outcomes = [];
    for (const processor of [
      () => 1,
      () => {
        throw new Error('x');
      },
      () => {
        queue.cancel(queue.getSnapshot()[2].id);
      },
    ]) {
      const handle = queue.enqueue({ title: 'a', processor, onComplete: tell('own') });
      outcomes.push(
        await handle.promise.then((outcome) => {
          told.push(['promise']);
          return outcome;
        }),
      );
    }
    assert.deepEqual(
      told.map(([name]) => name),
      ['own', 'complete', 'promise', 'own', 'fail', 'promise', 'own', 'cancel', 'promise'],
    );
    const views = queue.getSnapshot();
    for (const at of [0, 1, 2]) {
      assert.equal(told[3 * at][1], outcomes[at]);
      assert.equal(told[3 * at].length, 2);
      assert.equal(told[3 * at + 1][1], views[at]);
    }
  });

  it('are told of a cancelled pending task and of a disposed queue too', async () => {
    const told = [];
    const queue = makeQueue({ concurrency: 1, onTaskCancel: ({ title }) => told.push(title) });
    queue.enqueue({ title: 'runs', processor: hang });
    queue.enqueue({ title: 'waits', processor: hang }).cancel();
    assert.deepEqual(told, ['waits']);
    queue.dispose();
    assert.deepEqual(told, ['waits', 'runs']);
  });

  it('say what they throw on the console and hold nothing up', async () => {
    const said = listenToConsole();
    const errors = ['own', 'all', 'late', 'actions'].map((name) => new Error(name));
    const queue = makeQueue({
      onTaskComplete: () => {
        throw errors[1];
      },
    });
    const fail = (error) => () => {
      throw error;
    };
    const one = queue.enqueue({
      title: 'a',
      processor: () => 1,
      onComplete: fail(errors[0]),
      completionActions: fail(errors[3]),
    });
    assert.equal((await soon(one.promise)).status, 'completed');
    const two = queue.enqueue({
      title: 'b',
      processor: () => 1,
      onComplete: () => Promise.reject(errors[2]),
    });
    await soon(two.promise);
    await macrotask();
    for (const error of errors) assert.ok(said.includes(error), error.message);
  });

  it('are not waited for', async () => {
    const { status } = await outcomeOf({ processor: () => 1, onComplete: hang });
    assert.equal(status, 'completed');
  });
});

describe('completionActions', () => {
  it('that are a list are carried to the view untouched, from the start', () => {
    const queue = makeQueue();
    const completionActions = [{ label: 'open' }];
    queue.enqueue({ title: 'a', processor: hang, completionActions });
    assert.equal(only(queue).completionActions, completionActions);
  });

  it('that are a function are asked once at the end, with the result and what became of each item', async () => {
    const queue = makeQueue();
    const asked = [];
    const actions = ['made'];
    const handle = queue.enqueue({
      title: 'a',
      items: ['x', 'y'],
      processor: (ctx) => {
        ctx.succeed('x');
        return 'r';
      },
      completionActions: (...values) => {
        asked.push(values);
        return actions;
      },
    });
    assert.equal(only(queue).completionActions, undefined);
    await handle.promise;
    assert.equal(only(queue).completionActions, actions);
    assert.equal(asked.length, 1);
    assert.deepEqual(asked[0], [
      'r',
      {
        status: 'completed',
        completed: 1,
        failed: 0,
        items: [{ id: 'x', status: 'succeeded', data: 'x' }],
        untried: [{ id: 'y', data: 'y' }],
      },
    ]);
  });
});

describe('a slot', () => {
  it('is free in the same turn in which its task ended, however it ended', async () => {
    for (const end of ['resolve', 'reject']) {
      const queue = makeQueue({ concurrency: 1 });
      const body = deferred();
      let started = false;
      queue.enqueue({ title: 'first', processor: () => body.promise });
      queue.enqueue({
        title: 'next',
        processor: () => {
          started = true;
        },
      });
      body[end](new Error('x'));
      assert.equal(started, false);
      await macrotask();
      assert.equal(started, true);
    }
  });

  it('is given in the order of enqueue, and never to more tasks than may run', async () => {
    const queue = makeQueue({ concurrency: 2 });
    const order = [];
    let running = 0,
      most = 0;
    for (let at = 0; at < 20; at++) {
      queue.enqueue({
        title: String(at),
        processor: async () => {
          order.push(at);
          most = Math.max(most, ++running);
          await macrotask();
          running -= 1;
          if (at % 3 === 0) throw undefined;
        },
      });
    }
    await soon(queue.onIdle(), 'onIdle', 2000);
    assert.deepEqual(
      order,
      Array.from({ length: 20 }, (_, at) => at),
    );
    assert.equal(most, 2);
  });

  it('of a pending promise is kept', async () => {
    const queue = makeQueue({ concurrency: 1 });
    const handle = queue.enqueue({ title: 'a', processor: hang });
    queue.enqueue({ title: 'b', processor: hang });
    assert.equal(await hasSettled(handle.promise), false);
    assert.deepEqual([queue.running, queue.waiting, queue.size], [1, 1, 2]);
  });
});
