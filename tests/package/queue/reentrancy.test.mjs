// Callbacks that call back into the queue, from everywhere: all of it works, and every handle settles.
import { deferred, fakeTime, hang, listenToConsole, macrotask, makeQueue, patch, soon, statuses } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

/** Does everything that one can do to a queue, and counts how often. */
function doEverything(queue, id) {
  queue.getSnapshot();
  queue.getTask(id);
  queue.completionInfo(id);
  queue.inspect();
  queue.setConcurrency(queue.concurrency === 3 ? 4 : 3);
  queue.pause();
  queue.resume();
  queue.cancel(id, 'again');
  queue.retry(id);
  queue.dismiss(id);
  queue.cancelAll({ status: 'pending' });
  queue.dismissAll();
  queue.subscribe(() => {})();
  queue.onIdle();
  queue.showSummary('s', []);
  queue.closeSummary();
  void [queue.size, queue.running, queue.waiting, queue.paused, queue.persistence];
}

describe('a task may be dismissed, retried or replaced in the middle of its end', () => {
  /** Ways to end a running task whose cleanups run at its end. */
  const ends = {
    'a timeout': { options: { timeout: 50 }, end: (queue, id, time) => time.advance(50), status: 'failed' },
    'a cancel without grace': { config: { cancelGrace: 0 }, end: (queue, id) => queue.cancel(id), status: 'cancelled' },
    'dispose': { end: (queue) => queue.dispose(), status: 'cancelled' },
  };
  /** Ways to be called then. */
  const places = {
    'its cleanup': (ctx, callback) => ctx.onCancel(callback),
    'an abort listener': (ctx, callback) => ctx.signal.addEventListener('abort', callback, { once: true }),
  };
  const acts = {
    'dismisses it': (queue, id) => queue.dismiss(id),
    'dismisses all': (queue) => queue.dismissAll(),
    'retries it': (queue, id) => queue.retry(id),
    'dismisses it and enqueues another': (queue, id) => {
      queue.dismiss(id);
      return queue.enqueue({ title: 'other', items: [1], processor: () => 'other' });
    },
    'disposes of the queue': (queue) => queue.dispose(),
    'cancels it again': (queue, id) => queue.cancel(id, 'again'),
    'does everything': doEverything,
  };
  for (const [how, { options, config, end, status }] of Object.entries(ends)) {
    for (const [where, register] of Object.entries(places)) {
      for (const [what, act] of Object.entries(acts)) {
        it(`by ${how}, in ${where} that ${what}`, async () => {
          const said = listenToConsole();
          const time = fakeTime();
          const queue = makeQueue({ concurrency: 2, ...config });
          let acted = 0, cleaned = 0, got, id;
          const body = () => (ctx) => {
            ctx.onCancel(() => (cleaned += 1));
            register(ctx, () => { acted += 1; if (acted === 1) got = act(queue, id); });
            return acted > 0 ? 'again' : hang();
          };
          const handle = queue.enqueue({ title: 'a', ...options, processor: body() });
          const beside = queue.enqueue({ title: 'b', ...options, processor: body() });
          ({ id } = handle);
          await end(queue, id, time);
          assert.equal((await soon(handle.promise, 'the handle')).status, status);
          assert.ok(acted >= 1 && cleaned >= 1);
          if (got?.promise !== undefined) {
            const outcome = await soon(got.promise, 'the handle that was made meanwhile');
            const expected = how === 'dispose' ? ['cancelled', undefined] : ['completed', what.startsWith('retries') ? 'again' : 'other'];
            assert.deepEqual([outcome.status, outcome.result, outcome.failedItems], [...expected, []]);
          }
          queue.dispose();
          await soon(beside.promise, 'the handle of the task beside it');
          assert.equal(cleaned, 2);
          assert.deepEqual(said, []);
          assert.deepEqual([queue.size, time.live], [0, 0]);
        });
      }
    }
  }
});

describe('of tasks that end together', () => {
  for (const [what, act] of [
    ['dismiss', (queue) => queue.dismissAll()],
    ['retry', (queue) => queue.getSnapshot().forEach(({ id }) => queue.retry(id))],
    ['replace', (queue) => { queue.dismissAll(); queue.enqueue({ title: 'new', processor: () => 'new' }); }],
  ]) {
    it(`the cleanup of the first may ${what} all: each cleanup runs once, each handle settles as it ended`, async () => {
      const said = listenToConsole();
      const time = fakeTime();
      const queue = makeQueue({ concurrency: 9 });
      const cleaned = [];
      let isFirst = true;
      const handles = [0, 1, 2, 3].map((at) => {
        let runs = 0;
        return queue.enqueue({ title: String(at), timeout: 50, processor: (ctx) => {
          if ((runs += 1) > 1) return 'again';
          ctx.onCancel(() => {
            cleaned.push(at);
            if (isFirst) { isFirst = false; act(queue); }
          });
          return hang();
        } });
      });
      await time.advance(50);
      for (const { promise } of handles) {
        const { status, failedItems } = await soon(promise, 'a handle');
        assert.deepEqual([status, failedItems], ['failed', [{ message: 'timeout after 50 ms' }]]);
      }
      assert.deepEqual(cleaned.sort(), [0, 1, 2, 3]);
      await soon(queue.onIdle());
      assert.ok(queue.getSnapshot().every(({ status, failed }) => status === 'completed' || failed === 1));
      assert.deepEqual(said, []);
      assert.equal(time.live, 0);
    });
  }
});

describe('what is read of a thrown error may call back', () => {
  for (const [what, act] of [['retry', (queue, id) => queue.retry(id)], ['dismiss', (queue, id) => queue.dismiss(id)], ['everything', doEverything]]) {
    for (const kind of ['a processor', 'an item']) {
      it(`${what}, where ${kind} threw`, async () => {
        const said = listenToConsole();
        const queue = makeQueue();
        let runs = 0, id;
        const error = { get message() { act(queue, id); return 'read'; } };
        const body = () => { if ((runs += 1) > 1) return 'again'; throw error; };
        const handle = queue.enqueue(kind === 'an item'
          ? { title: 'a', items: [1], processItem: body } : { title: 'a', processor: body });
        ({ id } = handle);
        const outcome = await soon(handle.promise);
        // While the error is read its task has not ended: one that cancels it then has cancelled it.
        if (what === 'everything') assert.equal(outcome.status, 'cancelled');
        else {
          assert.deepEqual([outcome.status, outcome.failed, outcome.failedItems.map(({ message }) => message)], ['failed', 1, ['read']]);
          assert.equal(outcome.error, error);
        }
        await soon(queue.onIdle());
        assert.deepEqual(said, []);
      });
    }
  }
});

describe('a callback of any kind may do everything', () => {
  const kinds = {
    processor: (act) => ({ processor: () => { act(); return 1; } }),
    'a processor later': (act) => ({ processor: async () => { await null; act(); return 1; } }),
    processItem: (act) => ({ items: [1, 2], itemConcurrency: 2, processItem: () => { act(); } }),
    getItemId: (act) => ({ items: [1, 2], getItemId: () => { act(); return 'x'; }, processor: ({ succeed }) => { succeed('x'); } }),
    'a getter of an item': (act) => ({ items: [{ get id() { act(); return 'x'; } }], processor: ({ succeed }) => { succeed('x'); } }),
    onComplete: (act) => ({ processor: () => 1, onComplete: act }),
    completionActions: (act) => ({ processor: () => 1, completionActions: () => { act(); return []; } }),
    'a thenable\'s then': (act) => ({ processor: () => ({ then(resolve) { act(); resolve(1); act(); } }) }),
    'a getter of a progress': (act) => ({ processor: ({ setProgress }) => setProgress({ get completed() { act(); return 1; }, total: 2 }) }),
  };
  for (const [where, make] of Object.entries(kinds)) {
    it(where, async () => {
      const said = listenToConsole();
      const queue = makeQueue();
      let acted = 0, id;
      const act = () => { acted += 1; if (acted < 50) { doEverything(queue, id); queue.enqueue({ title: 'more', processor: () => 1 }); } };
      const handle = queue.enqueue({ title: 'a', ...make(act) });
      ({ id } = handle);
      await soon(handle.promise);
      await soon(queue.onIdle());
      assert.ok(acted > 0);
      assert.deepEqual(said, []);
      assert.equal((await soon(queue.enqueue({ title: 'after', processor: () => 'fine' }).promise)).result, 'fine');
      queue.dismissAll();
      assert.deepEqual([queue.getSnapshot(), queue.size], [[], 0]);
    });
  }

  it('a getter of the options', async () => {
    const queue = makeQueue({ concurrency: 1 });
    let inner;
    const handle = queue.enqueue({
      get title() { inner = queue.enqueue({ title: 'inner', processor: () => 'inner' }); return 'outer'; },
      processor: () => 'outer',
    });
    assert.deepEqual(statuses(queue), ['inner running', 'outer pending']);
    assert.deepEqual([(await soon(inner.promise)).result, (await soon(handle.promise)).result], ['inner', 'outer']);
  });

  it('a queue\'s own callbacks', async () => {
    const said = listenToConsole();
    let rounds = 0;
    const act = (view) => { if ((rounds += 1) < 20) { queue.enqueue({ title: 'more', processor: () => { if (rounds % 2) throw 1; } }); doEverything(queue, view.id); } };
    const queue = makeQueue({ onTaskComplete: act, onTaskFail: act, onTaskCancel: act });
    queue.enqueue({ title: 'a', processor: () => 1 });
    await soon(queue.onIdle());
    assert.ok(rounds >= 20);
    assert.deepEqual(said, []);
  });

  it('console.error that calls back, and throws', async () => {
    const queue = makeQueue();
    let said = 0;
    patch(console, 'error', () => { said += 1; queue.getSnapshot(); queue.dismissAll(); throw new Error('console'); });
    const { promise } = queue.enqueue({ title: 'a', processor: () => 1, onComplete: () => { throw new Error('x'); } });
    assert.equal((await soon(promise)).status, 'completed');
    assert.equal(said, 1);
  });

  it('setTimeout and Date.now that call back', async () => {
    const queue = makeQueue();
    const { setTimeout, clearTimeout } = globalThis;
    const { now } = Date;
    let calls = 0;
    const look = () => { if ((calls += 1) < 30) { queue.getSnapshot(); queue.enqueue({ title: 'more', processor: () => 1 }); } };
    patch(globalThis, 'setTimeout', (...values) => { look(); return setTimeout(...values); });
    patch(globalThis, 'clearTimeout', (...values) => { look(); return clearTimeout(...values); });
    patch(Date, 'now', () => { look(); return now.call(Date); });
    assert.equal((await soon(queue.enqueue({ title: 'a', processor: () => 1 }).promise)).status, 'completed');
    await soon(queue.onIdle());
    assert.ok(calls >= 30);
  });
});

describe('a start inside a start', () => {
  it('may follow it, still before the outermost call returns', () => {
    const queue = makeQueue({ concurrency: 10 });
    const steps = [];
    queue.enqueue({ title: 'outer', processor: () => {
      steps.push('outer in');
      queue.enqueue({ title: 'inner', processor: () => { steps.push('inner'); return hang(); } });
      steps.push('outer out');
      return hang();
    } });
    assert.deepEqual([...steps].sort(), ['inner', 'outer in', 'outer out']);
    assert.equal(queue.running, 2);
  });

  it('nests as deep as one likes', () => {
    const queue = makeQueue({ concurrency: Infinity });
    let depth = 0;
    const more = () => { if ((depth += 1) < 20_000) queue.enqueue({ title: 'a', processor: more }); return hang(); };
    queue.enqueue({ title: 'a', processor: more });
    assert.equal(queue.running, 20_000);
  });

  it('that disposes of the queue leaves everything ended', async () => {
    const queue = makeQueue({ concurrency: 2 });
    const handles = [];
    handles.push(queue.enqueue({ title: 'a', processor: (ctx) => {
      handles.push(queue.enqueue({ title: 'b', processor: assert.fail }));
      queue.dispose();
      assert.equal(ctx.cancelled, true);
      return 'done';
    } }));
    for (const { promise } of handles) assert.equal((await soon(promise)).status, 'cancelled');
  });
});

describe('onComplete', () => {
  it('that retries gives a new handle, and the old one settles with the old outcome', async () => {
    const queue = makeQueue();
    let again, runs = 0;
    const handle = queue.enqueue({
      title: 'a', processor: () => { if ((runs += 1) === 1) throw new Error('first'); return 'second'; },
      onComplete: () => { again ??= queue.retry(handle.id); handle.cancel('too late'); },
    });
    assert.equal((await soon(handle.promise)).error.message, 'first');
    const outcome = await soon(again.promise);
    assert.deepEqual([outcome.status, outcome.result], ['completed', 'second']);
  });

  it('of many tasks that end together may end the others', async () => {
    const queue = makeQueue({ concurrency: 9, cancelGrace: 0 });
    const order = [];
    const handles = [0, 1, 2].map((at) => queue.enqueue({
      title: String(at), processor: hang, onComplete: ({ status }) => { order.push(`${at} ${status}`); queue.cancelAll(); queue.dismissAll(); },
    }));
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
    const make = (title) => queue.enqueue({ title, items: ['x'], processor: (ctx) => {
      ctx.onCancel(() => { order.push(title); ctx.succeed('x'); queue.cancelAll(); ctx.onCancel(() => order.push(`${title} late`)); });
      return body.promise;
    } });
    const handles = ['a', 'b'].map(make);
    handles[0].cancel();
    body.resolve();
    for (const { promise } of handles) assert.deepEqual(await soon(promise).then(({ status, completed }) => [status, completed]), ['cancelled', 1]);
    assert.deepEqual(order.sort(), ['a', 'a late', 'b', 'b late']);
    await macrotask();
  });
});
