// Views and snapshots: frozen, the same until something changed, never stale.
import { deferred, hang, macrotask, makeQueue, only, running, soon, TaskQueue } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

describe('a view', () => {
  it('describes a task from enqueue to its end', async () => {
    const queue = makeQueue();
    const body = deferred();
    const items = [{ id: 1 }];
    const carried = { icon: {}, category: 'zones', metadata: { projectId: 'p' }, group: 'g' };
    const began = Date.now();
    const { id, promise } = queue.enqueue({
      title: 'Create',
      items,
      ...carried,
      processor: () => body.promise,
    });
    const running = only(queue);
    assert.equal(running.id, id);
    for (const name in carried) assert.equal(running[name], carried[name]);
    assert.deepEqual(
      [running.title, running.status, running.total, running.completed, running.failed, running.progress],
      ['Create', 'running', 1, 0, 0, 0],
    );
    assert.deepEqual(
      [running.succeededItems, running.failedItems, running.errorStrategy],
      [[], [], 'continue'],
    );
    assert.deepEqual(
      [running.retryCount, running.attempt, running.completedAt, running.nextAttemptAt],
      [0, 1, undefined, undefined],
    );
    assert.ok(running.createdAt >= began && running.startedAt >= running.createdAt);
    assert.equal(running.deadlineAt, running.startedAt + 300_000);
    assert.equal(typeof running.owner, 'string');
    body.resolve('r');
    await promise;
    const ended = only(queue);
    assert.deepEqual([ended.status, ended.result, ended.deadlineAt], ['completed', 'r', undefined]);
    assert.ok(ended.completedAt >= ended.startedAt);
    assert.deepEqual([running.status, running.result], ['running', undefined]);
  });

  it('has numbers that can be destructured, and read through a proxy', () => {
    const queue = makeQueue({ concurrency: 2, paused: true });
    queue.enqueue({ title: 'a', processor: () => {} });
    for (const { size, running, waiting, paused, concurrency, persistence } of [
      queue,
      new Proxy(queue, {}),
    ]) {
      assert.deepEqual([size, running, waiting, paused, concurrency, persistence], [1, 0, 1, true, 2, 'off']);
    }
  });

  it('has no key for what is absent, while it runs, at its end, and out of a store', async () => {
    const entries = new Map();
    const storage = {
      getAll: () => [...entries.values()],
      get: (id) => entries.get(id),
      set: (id, view) => entries.set(id, JSON.parse(JSON.stringify(view))),
      remove: (id) => entries.delete(id),
      clear: () => entries.clear(),
    };
    const queue = makeQueue({ storage, concurrency: 1 });
    const body = deferred();
    const { promise } = queue.enqueue({ title: 'ends', processor: () => body.promise });
    queue.enqueue({ title: 'waits', processor: () => {} });
    const hasAll = (views) => {
      for (const view of views) {
        for (const [name, value] of Object.entries(view)) assert.notEqual(value, undefined, name);
        assert.ok(!('items' in view || 'total' in view || 'waits' in view || 'kind' in view));
      }
      return views.map(({ title, status }) => `${title} ${status}`);
    };
    assert.deepEqual(hasAll(queue.getSnapshot()), ['ends running', 'waits pending']);
    const closed = makeQueue({ storage });
    assert.deepEqual(hasAll(closed.getSnapshot()), ['ends failed', 'waits failed']);
    body.resolve();
    await promise;
    await queue.onIdle();
    assert.deepEqual(hasAll(queue.getSnapshot()), ['ends completed', 'waits completed']);
    assert.deepEqual(hasAll(makeQueue({ storage }).getSnapshot()), ['ends completed', 'waits completed']);
  });

  it('is frozen, and so are its lists', async () => {
    const queue = makeQueue();
    await queue.enqueue({
      title: 'a',
      items: ['a', 'b'],
      processor: (ctx) => {
        ctx.succeed('a');
        ctx.fail('b', 'x');
      },
    }).promise;
    const view = only(queue);
    for (const part of [view, view.items, view.succeededItems, view.failedItems, view.failedItems[0]])
      assert.ok(Object.isFrozen(part));
    assert.equal(view.succeededItems, view.succeededItems);
    assert.equal(view.failedItems, view.failedItems);
  });

  it('never changes, whatever happens later', async () => {
    const queue = makeQueue();
    const seen = [];
    const { promise } = queue.enqueue({
      title: 'a',
      items: ['a', 'b', 'c'],
      processor: async (ctx) => {
        for (const step of [
          () => ctx.succeed('a'),
          () => ctx.fail('b', 'x'),
          () => ctx.succeed('b'),
          () => ctx.fail('a', 'y'),
          () => ctx.setMessage('m'),
        ]) {
          step();
          seen.push(only(queue));
          await null;
        }
      },
    });
    await promise;
    assert.deepEqual(
      seen.map(({ completed, failed, succeededItems, failedItems, message }) => [
        completed,
        failed,
        [...succeededItems],
        failedItems.map(({ id }) => id),
        message,
      ]),
      [
        [1, 0, ['a'], [], undefined],
        [1, 1, ['a'], ['b'], undefined],
        [2, 0, ['a', 'b'], [], undefined],
        [1, 1, ['b'], ['a'], undefined],
        [1, 1, ['b'], ['a'], 'm'],
      ],
    );
  });

  it('has own enumerable fields that can be spread and turned into JSON', async () => {
    const queue = makeQueue();
    await queue.enqueue({ title: 'a', items: ['a'], processItem: () => {} }).promise;
    const copy = JSON.parse(JSON.stringify({ ...only(queue) }));
    assert.deepEqual([copy.title, copy.succeededItems, copy.status], ['a', ['a'], 'completed']);
  });

  it('shows title, message and progress as a run sets them', () => {
    const { queue, ctx } = running();
    ctx.setTitle('\ud800 b');
    ctx.setMessage('waiting');
    for (const [given, shown] of [
      [0.5, 0.5],
      [2, 1],
      [-1, 0],
      [{ completed: 1, total: 4 }, 0.25],
      [{ completed: 9, total: 3 }, 1],
    ]) {
      ctx.setProgress(given);
      assert.equal(only(queue).progress, shown);
    }
    assert.deepEqual([only(queue).title, only(queue).message], ['\ud800 b', 'waiting']);
    ctx.setMessage(undefined);
    assert.equal(only(queue).message, undefined);
  });

  it('stays the same, and nobody is notified, if a run repeats a report', async () => {
    const queue = makeQueue();
    let told = 0;
    const say = (ctx) => {
      ctx.setTitle('t');
      ctx.setMessage('m');
      ctx.setProgress({ completed: 1, total: 2 });
    };
    let ctx;
    queue.enqueue({
      title: 'a',
      processor: (given) => {
        ctx = given;
        say(ctx);
        return hang();
      },
    });
    await macrotask();
    queue.subscribe(() => ++told);
    const snapshot = queue.getSnapshot();
    say(ctx);
    ctx.setProgress(NaN);
    assert.equal(queue.getSnapshot(), snapshot);
    await macrotask();
    assert.equal(told, 0);
  });

  it('shows a set progress rather than that of the items', () => {
    const queue = makeQueue();
    queue.enqueue({
      title: 'a',
      items: [1, 2],
      processor: (ctx) => {
        ctx.succeed(1);
        ctx.setProgress(0.9);
        return hang();
      },
    });
    assert.equal(only(queue).progress, 0.9);
  });

  it('is what getTask gives', () => {
    const queue = makeQueue();
    const { id } = queue.enqueue({ title: 'a', processor: hang });
    assert.equal(queue.getTask(id), only(queue));
  });

  it('shows the flags that the UI obeys and the methods do not', async () => {
    const queue = makeQueue({ cancelGrace: 0 });
    const { id } = queue.enqueue({
      title: 'a',
      cancelable: false,
      retryable: false,
      confirmBeforeUnload: false,
      processor: hang,
    });
    const { cancelable, retryable, confirmBeforeUnload } = only(queue);
    assert.deepEqual([cancelable, retryable, confirmBeforeUnload], [false, false, false]);
    queue.cancel(id);
    assert.equal(only(queue).status, 'cancelled');
    assert.ok(queue.retry(id));
  });
});

describe('a snapshot', () => {
  it('keeps its identity until something changed, and so does each view', async () => {
    const queue = makeQueue();
    let ctx;
    queue.enqueue({ title: 'a', processor: hang });
    queue.enqueue({
      title: 'b',
      processor: (given) => {
        ctx = given;
        return hang();
      },
    });
    const before = queue.getSnapshot();
    queue.completionInfo(before[0].id);
    queue.getTask(before[0].id);
    queue.inspect();
    await macrotask();
    assert.equal(queue.getSnapshot(), before);
    ctx.setMessage('x');
    const after = queue.getSnapshot();
    assert.notEqual(after, before);
    assert.equal(after[0], before[0]);
    assert.notEqual(after[1], before[1]);
    assert.equal(before[1].message, undefined);
    ctx.setMessage('x');
    ctx.setTitle('b');
    assert.equal(queue.getSnapshot(), after);
  });

  it('of an empty queue is one and the same list', () => {
    const queue = makeQueue();
    assert.deepEqual(queue.getSnapshot(), []);
    assert.equal(queue.getSnapshot(), queue.getSnapshot());
  });

  it('is never stale, not inside the call that changes something', () => {
    const queue = makeQueue();
    const seen = [];
    queue.enqueue({
      title: 'a',
      processor: (ctx) => {
        seen.push(only(queue).status);
        ctx.setMessage('now');
        seen.push(only(queue).message);
        return hang();
      },
    });
    assert.deepEqual(seen, ['running', 'now']);
  });

  it('keeps the order of enqueue through dismissals', async () => {
    const queue = makeQueue({ concurrency: Infinity });
    const handles = Array.from({ length: 100 }, (_, at) =>
      queue.enqueue({ title: String(at), processor: () => at }),
    );
    await queue.onIdle();
    for (const [at, { id }] of handles.entries()) if (at % 3 !== 0) assert.equal(queue.dismiss(id), true);
    queue.enqueue({ title: 'last', processor: hang });
    const titles = [...handles.keys()].filter((at) => at % 3 === 0).map(String);
    assert.deepEqual(
      queue.getSnapshot().map(({ title }) => title),
      [...titles, 'last'],
    );
  });

  it('is right after many changes at once', async () => {
    const queue = makeQueue({ concurrency: Infinity });
    const contexts = [];
    for (let at = 0; at < 500; at++)
      queue.enqueue({
        title: 'a',
        processor: (ctx) => {
          contexts.push(ctx);
          return hang();
        },
      });
    queue.getSnapshot();
    for (const [at, ctx] of contexts.entries()) {
      ctx.setMessage(`${at}`);
      if (at % 100 === 7) queue.getSnapshot();
    }
    for (const [at, ctx] of contexts.entries()) if (at % 2) ctx.setMessage(`${-at}`);
    assert.deepEqual(
      queue.getSnapshot().map(({ message }) => message),
      contexts.map((_, at) => `${at % 2 ? -at : at}`),
    );
  });

  it('is not spoiled by a listener that sorts or empties it', () => {
    const queue = makeQueue({ paused: true });
    const { id, cancel } = queue.enqueue({ title: 'gone', processor: hang });
    for (const title of ['a', 'b', 'c']) queue.enqueue({ title, processor: hang });
    cancel();
    // After a dismissal the list is built from scratch, else from the one before.
    queue.dismiss(id);
    for (const spoil of [(list) => list.reverse(), (list) => (list.length = 0), (list) => (list[0] = null)]) {
      try {
        spoil(queue.getSnapshot());
      } catch (error) {
        assert.ok(error instanceof TypeError);
      }
      queue.cancel(queue.getSnapshot()[1].id);
      assert.deepEqual(
        queue.getSnapshot().map(({ title }) => title),
        ['a', 'b', 'c'],
      );
    }
  });
});

describe('dismissing', () => {
  it('forgets an ended task and leaves one that has not ended alone', async () => {
    const queue = makeQueue({ concurrency: 1 });
    const done = queue.enqueue({ title: 'done', processor: () => 1 });
    await done.promise;
    const runs = queue.enqueue({ title: 'runs', processor: hang });
    const waits = queue.enqueue({ title: 'waits', processor: hang });
    assert.deepEqual(
      [done, runs, waits].map(({ id }) => queue.dismiss(id)),
      [true, false, false],
    );
    assert.deepEqual(
      queue.getSnapshot().map(({ title }) => title),
      ['runs', 'waits'],
    );
    assert.equal(queue.getTask(done.id), undefined);
    assert.equal(queue.completionInfo(done.id), undefined);
    assert.deepEqual([queue.dismiss(done.id), queue.retry(done.id)], [false, undefined]);
    assert.equal((await done.promise).status, 'completed');
    assert.equal(await done.result(), 1);
  });

  it('all forgets all that have ended', async () => {
    const queue = makeQueue({ cancelGrace: 0 });
    queue.enqueue({ title: 'done', processor: () => 1 });
    queue.enqueue({
      title: 'failed',
      processor: () => {
        throw 1;
      },
    });
    queue.enqueue({ title: 'cancelled', processor: hang }).cancel();
    await soon(queue.onIdle());
    queue.enqueue({ title: 'runs', processor: hang });
    queue.dismissAll();
    assert.deepEqual(
      queue.getSnapshot().map(({ title }) => title),
      ['runs'],
    );
    queue.dismissAll();
    assert.equal(queue.getSnapshot().length, 1);
  });
});

describe('completionInfo', () => {
  it('describes only this task, although getItemId asks for others', async () => {
    const queue = makeQueue({ concurrency: 1 });
    queue.enqueue({ title: 'block', processor: hang });
    const other = queue.enqueue({ title: 'other', items: [1, 2, 3], processor: hang });
    const own = queue.enqueue({
      title: 'own',
      items: [1],
      processor: hang,
      getItemId: (item) => {
        queue.getTask(other.id);
        return item;
      },
    });
    own.cancel();
    const { status, completed, failed, items, untried } = queue.completionInfo(own.id);
    assert.deepEqual(
      [status, completed, failed, items, untried],
      ['cancelled', 0, 0, [], [{ id: '1', data: 1 }]],
    );
  });

  it('is right for very many items', async () => {
    const queue = makeQueue();
    const count = 20_000;
    const { id, promise } = queue.enqueue({
      title: 'a',
      items: Array.from({ length: count }, (_, at) => at),
      itemConcurrency: 100,
      processItem: (item) => {
        if (item % 2) throw item;
      },
    });
    await soon(promise, 'the batch', 20_000);
    const { status, completed, failed, items } = queue.completionInfo(id);
    assert.deepEqual([status, completed, failed, items.length], ['failed', count / 2, count / 2, count]);
    assert.deepEqual(items[count - 1], {
      id: String(count - 1),
      status: 'failed',
      message: String(count - 1),
      data: count - 1,
    });
  });
});

describe('the summary', () => {
  it('is shown and closed, tells listeners, and keeps its identity', async () => {
    const renderContent = () => 'all';
    const queue = new TaskQueue({ summaryRenderContent: renderContent });
    let told = 0;
    queue.subscribe(() => ++told);
    assert.equal(queue.getSummaryRenderContent(), renderContent);
    assert.ok(queue.getActiveSummary() == null);
    const items = [{ id: '1', label: 'a', status: 'success' }];
    queue.showSummary('Zones', items);
    const summary = queue.getActiveSummary();
    assert.deepEqual([summary.title, summary.items], ['Zones', items]);
    assert.equal(queue.getActiveSummary(), summary);
    await macrotask();
    assert.equal(told, 1);
    queue.closeSummary();
    queue.closeSummary();
    await macrotask();
    assert.equal(told, 2);
    assert.ok(queue.getActiveSummary() == null);
  });
});
