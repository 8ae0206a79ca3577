// Callbacks that call back into the queue, from everywhere: all of it works, and every handle settles.
import {
  deferred,
  doEverything,
  fakeTime,
  hang,
  listenToConsole,
  macrotask,
  makeQueue,
  makeStore,
  patch,
  soon,
  statuses,
} from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

describe('a callback of any kind may do everything', () => {
  const kinds = {
    processor: (act) => ({
      processor: () => {
        act();
        return 1;
      },
    }),
    'a processor later': (act) => ({
      processor: async () => {
        await null;
        act();
        return 1;
      },
    }),
    processItem: (act) => ({
      items: [1, 2],
      itemConcurrency: 2,
      processItem: () => {
        act();
      },
    }),
    getItemId: (act) => ({
      items: [1, 2],
      getItemId: () => {
        act();
        return 'x';
      },
      processor: ({ succeed }) => {
        succeed('x');
      },
    }),
    'a getter of an item': (act) => ({
      items: [
        {
          get id() {
            act();
            return 'x';
          },
        },
      ],
      processor: ({ succeed }) => {
        succeed('x');
      },
    }),
    onComplete: (act) => ({ processor: () => 1, onComplete: act }),
    completionActions: (act) => ({
      processor: () => 1,
      completionActions: () => {
        act();
        return [];
      },
    }),
    "a thenable's then": (act) => ({
      processor: () => ({
        then(resolve) {
          act();
          resolve(1);
          act();
        },
      }),
    }),
    'a getter of a progress': (act) => ({
      processor: ({ setProgress }) =>
        setProgress({
          get completed() {
            act();
            return 1;
          },
          total: 2,
        }),
    }),
  };
  for (const [where, make] of Object.entries(kinds)) {
    it(where, async () => {
      const said = listenToConsole();
      const queue = makeQueue();
      let acted = 0,
        id;
      const act = () => {
        acted += 1;
        if (acted < 50) {
          doEverything(queue, id);
          queue.enqueue({ title: 'more', processor: () => 1 });
        }
      };
      const handle = queue.enqueue({ title: 'a', ...make(act) });
      ({ id } = handle);
      await soon(handle.promise);
      await soon(queue.onIdle());
      assert.ok(acted > 0);
      assert.deepEqual(said, []);
      assert.equal(
        (await soon(queue.enqueue({ title: 'after', processor: () => 'fine' }).promise)).result,
        'fine',
      );
      queue.dismissAll();
      assert.deepEqual([queue.getSnapshot(), queue.size], [[], 0]);
    });
  }

  it('a getter of the options', async () => {
    const queue = makeQueue({ concurrency: 1 });
    let inner;
    const handle = queue.enqueue({
      get title() {
        inner = queue.enqueue({ title: 'inner', processor: () => 'inner' });
        return 'outer';
      },
      processor: () => 'outer',
    });
    assert.deepEqual(statuses(queue), ['inner running', 'outer pending']);
    assert.deepEqual(
      [(await soon(inner.promise)).result, (await soon(handle.promise)).result],
      ['inner', 'outer'],
    );
  });

  it('a getter of an input, and a clock, and the options of the outer task are its own', async () => {
    const queue = makeQueue({ paused: true });
    const kind = queue.define('job', { run: () => {} });
    const options = { priority: 3, key: 'k', timeout: 1000 };
    const enqueueInner = () =>
      queue.enqueue({ title: 'inner', priority: 9, timeout: 7, processor: () => {} });
    const getting = {
      get field() {
        enqueueInner();
        return 1;
      },
    };
    kind.enqueue({ ...options, title: 'by input', dedupeKey: 'input', input: getting });
    const { now } = Date;
    let isInner = false;
    patch(Date, 'now', () => {
      if (!isInner) {
        isInner = true;
        enqueueInner();
      }
      return now.call(Date);
    });
    queue.enqueue({ ...options, title: 'by clock', dedupeKey: 'clock', processor: () => {} });
    const ids = new Map(queue.getSnapshot().map(({ title, id }) => [title, id]));
    for (const [title, dedupeKey] of [
      ['by input', 'input'],
      ['by clock', 'clock'],
    ]) {
      assert.equal(queue.getTask(ids.get(title)).priority, 3, title);
      assert.equal(queue.enqueue({ title, dedupeKey, processor: () => {} }).id, ids.get(title));
    }
    queue.resume();
    const { startedAt, deadlineAt } = queue.getTask(ids.get('by input'));
    assert.equal(deadlineAt - startedAt, 1000);
    assert.deepEqual(statuses(queue).slice(-1), ['by clock pending'], 'they have one key');
    await soon(queue.onIdle());
  });

  it("a queue's own callbacks", async () => {
    const said = listenToConsole();
    let rounds = 0;
    const act = (view) => {
      if (++rounds < 20) {
        queue.enqueue({
          title: 'more',
          processor: () => {
            if (rounds % 2) throw 1;
          },
        });
        doEverything(queue, view.id);
      }
    };
    const queue = makeQueue({ onTaskComplete: act, onTaskFail: act, onTaskCancel: act });
    queue.enqueue({ title: 'a', processor: () => 1 });
    await soon(queue.onIdle());
    assert.ok(rounds >= 20);
    assert.deepEqual(said, []);
  });

  it('console.error that calls back, and throws', async () => {
    const queue = makeQueue();
    let said = 0;
    patch(console, 'error', () => {
      said += 1;
      queue.getSnapshot();
      queue.dismissAll();
      throw new Error('console');
    });
    const { promise } = queue.enqueue({
      title: 'a',
      processor: () => 1,
      onComplete: () => {
        throw new Error('x');
      },
    });
    assert.equal((await soon(promise)).status, 'completed');
    assert.equal(said, 1);
  });

  it('setTimeout and Date.now that call back', async () => {
    const queue = makeQueue();
    const { setTimeout, clearTimeout } = globalThis;
    const { now } = Date;
    let calls = 0;
    const look = () => {
      if (++calls < 30) {
        queue.getSnapshot();
        queue.enqueue({ title: 'more', processor: () => 1 });
      }
    };
    patch(globalThis, 'setTimeout', (...values) => {
      look();
      return setTimeout(...values);
    });
    patch(globalThis, 'clearTimeout', (...values) => {
      look();
      return clearTimeout(...values);
    });
    patch(Date, 'now', () => {
      look();
      return now.call(Date);
    });
    assert.equal((await soon(queue.enqueue({ title: 'a', processor: () => 1 }).promise)).status, 'completed');
    await soon(queue.onIdle());
    assert.ok(calls >= 30);
  });
});

describe('a start inside a start', () => {
  it('may follow it, still before the outermost call returns', () => {
    const queue = makeQueue({ concurrency: 10 });
    const steps = [];
    queue.enqueue({
      title: 'outer',
      processor: () => {
        steps.push('outer in');
        queue.enqueue({
          title: 'inner',
          processor: () => {
            steps.push('inner');
            return hang();
          },
        });
        steps.push('outer out');
        return hang();
      },
    });
    assert.deepEqual([...steps].sort(), ['inner', 'outer in', 'outer out']);
    assert.equal(queue.running, 2);
  });

  it('nests as deep as one likes', () => {
    const queue = makeQueue({ concurrency: Infinity });
    let depth = 0;
    const more = () => {
      if (++depth < 20_000) queue.enqueue({ title: 'a', processor: more });
      return hang();
    };
    queue.enqueue({ title: 'a', processor: more });
    assert.equal(queue.running, 20_000);
  });

  it('that disposes of the queue leaves everything ended', async () => {
    const queue = makeQueue({ concurrency: 2 });
    const handles = [];
    handles.push(
      queue.enqueue({
        title: 'a',
        processor: (ctx) => {
          handles.push(queue.enqueue({ title: 'b', processor: assert.fail }));
          queue.dispose();
          assert.equal(ctx.cancelled, true);
          return 'done';
        },
      }),
    );
    for (const { promise } of handles) assert.equal((await soon(promise)).status, 'cancelled');
  });
});

describe('onComplete', () => {
  it('that retries gives a new handle, and the old one settles with the old outcome', async () => {
    const queue = makeQueue();
    let again,
      runs = 0;
    const handle = queue.enqueue({
      title: 'a',
      processor: () => {
        if (++runs === 1) throw new Error('first');
        return 'second';
      },
      onComplete: () => {
        again ??= queue.retry(handle.id);
        handle.cancel('too late');
      },
    });
    assert.equal((await soon(handle.promise)).error.message, 'first');
    const outcome = await soon(again.promise);
    assert.deepEqual([outcome.status, outcome.result], ['completed', 'second']);
  });

  it('of many tasks that end together may end the others', async () => {
    const queue = makeQueue({ concurrency: 9, cancelGrace: 0 });
    const order = [];
    const handles = [0, 1, 2].map((at) =>
      queue.enqueue({
        title: String(at),
        processor: hang,
        onComplete: ({ status }) => {
          order.push(`${at} ${status}`);
          queue.cancelAll();
          queue.dismissAll();
        },
      }),
    );
    handles[1].cancel();
    for (const { promise } of handles) assert.equal((await soon(promise)).status, 'cancelled');
    assert.deepEqual(order.sort(), ['0 cancelled', '1 cancelled', '2 cancelled']);
    assert.deepEqual(queue.getSnapshot(), []);
  });
});

describe('a cleanup', () => {
  it('that cancels and reports itself, another task or all, works', async () => {
    const queue = makeQueue({ concurrency: 2 });
    const body = deferred();
    const order = [];
    const make = (title) =>
      queue.enqueue({
        title,
        items: ['x'],
        processor: (ctx) => {
          ctx.onCancel(() => {
            order.push(title);
            ctx.succeed('x');
            queue.cancelAll();
            ctx.onCancel(() => order.push(`${title} late`));
          });
          return body.promise;
        },
      });
    const handles = ['a', 'b'].map(make);
    handles[0].cancel();
    body.resolve();
    for (const { promise } of handles)
      assert.deepEqual(await soon(promise).then(({ status, completed }) => [status, completed]), [
        'cancelled',
        1,
      ]);
    assert.deepEqual(order.sort(), ['a', 'a late', 'b', 'b late']);
    await macrotask();
  });
});

describe('what a call sets off', () => {
  it('starts what a processor or an item waits for, also while the timer is armed already', async () => {
    const queue = makeQueue();
    queue.enqueue({ title: 'long', processor: hang });
    const inner = () => queue.enqueue({ title: 'inner', processor: () => 'of it' }).result();
    const outer = queue.enqueue({ title: 'outer', processor: inner });
    assert.equal((await soon(outer.promise)).result, 'of it');
    const batch = queue.enqueue({ title: 'batch', items: [1, 2, 3], processItem: inner });
    assert.equal((await soon(batch.promise)).completed, 3);
  });

  it('may take the place of the task that the call dismisses', async () => {
    const time = fakeTime();
    const queue = makeQueue({ rateLimit: { limit: 1, interval: 1_000 } });
    const first = queue.enqueue({ title: 'first', processor: () => {} });
    let third;
    queue.enqueue({
      title: 'second',
      processor: () => {
        third = queue.enqueue({ title: 'third', processor: () => 3 });
      },
    });
    await first.promise;
    time.wall += 1_000;
    assert.equal(queue.dismiss(first.id), true);
    assert.equal(queue.getTask(third.id).title, 'third');
    await time.advance(1_000);
    assert.equal((await soon(third.promise)).result, 3);
  });

  it('may do so where a cleanup dismisses and another one enqueues', async () => {
    const queue = makeQueue();
    const ended = queue.enqueue({ title: 'ended', processor: () => {} });
    await ended.promise;
    let added;
    const actions = [
      () => queue.dismiss(ended.id),
      () => {
        added = queue.enqueue({ title: 'added', processor: () => 1 });
      },
    ];
    for (const action of actions)
      queue.enqueue({
        title: 'cancelled',
        processor: ({ onCancel }) => {
          onCancel(action);
          return hang();
        },
      });
    queue.cancelAll();
    assert.equal(queue.getTask(added.id).title, 'added');
    assert.equal((await soon(added.promise)).status, 'completed');
  });

  it('sees all that the call changed', () => {
    const time = fakeTime();
    const queue = makeQueue({ concurrency: 9, rateLimit: { limit: 1, interval: 1_000 } });
    let context;
    const { id } = queue.enqueue({
      title: 'a',
      processor: (ctx) => {
        context = ctx;
        return hang();
      },
    });
    const seen = [];
    const look = () => {
      const { completed, failed, failedItems, progress } = queue.getTask(id);
      seen.push([completed, failed, failedItems.length, progress]);
    };
    for (const change of [
      () => context.fail('x', 'no'),
      () => context.succeed('y'),
      () => context.setProgress(0.5),
    ]) {
      queue.enqueue({ title: 'b', processor: look });
      time.wall += 1_000;
      queue.getTask(id);
      change();
    }
    assert.deepEqual(seen, [
      [0, 1, 1, undefined],
      [1, 1, 1, undefined],
      [1, 1, 1, 0.5],
    ]);
  });

  it('is saved once it is done: a store that looks at the queue sees all of it', async () => {
    const time = fakeTime();
    const store = makeStore();
    const { set } = store;
    const seen = [];
    let ctx,
      act = () => {};
    store.set = (id, view) => {
      set(id, view);
      act();
    };
    const queue = makeQueue({ storage: store, concurrency: 2 });
    queue.enqueue({ title: 'late', timeout: 1_000, processor: hang });
    queue.enqueue({
      title: 'reports',
      processor: (given) => {
        ctx = given;
        return hang();
      },
    });
    await time.advance(1);
    act = () =>
      seen.push([queue.running, queue.getSnapshot().filter(({ status }) => status === 'running').length]);
    ctx.setMessage('m');
    time.wall += 1_000;
    await time.advance(1);
    assert.ok(seen.length > 0);
    for (const [running, shown] of seen) assert.equal(running, shown);
  });

  it("tells a queue's callbacks of the end, though the task was retried meanwhile", async () => {
    for (const where of ['completionActions', "another task's onComplete"]) {
      const told = [];
      const queue = makeQueue({ cancelGrace: 0, onTaskCancel: ({ id, status }) => told.push([id, status]) });
      let retried = 0,
        second;
      const retry = () => {
        if (++retried === 1) queue.retry(second.id);
      };
      const first = queue.enqueue({
        title: 'first',
        processor: hang,
        onComplete: () => {
          if (where !== 'completionActions') retry();
        },
      });
      second = queue.enqueue({
        title: 'second',
        processor: hang,
        completionActions: () => {
          if (where === 'completionActions') retry();
          return [];
        },
      });
      queue.cancelAll();
      assert.deepEqual(
        [retried > 0, told],
        [
          true,
          [
            [first.id, 'cancelled'],
            [second.id, 'cancelled'],
          ],
        ],
        where,
      );
    }
  });
});
