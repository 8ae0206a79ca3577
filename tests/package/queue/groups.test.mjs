// Groups, deduplication, the limit of the history, and when a queue is calm.
import {
  deferred,
  fakeTime,
  hang,
  hasSettled,
  listenToConsole,
  macrotask,
  makeQueue,
  makeStore,
  statuses,
} from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

const ok = () => {};

describe('group', () => {
  it('takes tasks together: counts of tasks, the mean of their progress, one status', async () => {
    const queue = makeQueue({ concurrency: 2 });
    const end = deferred();
    queue.enqueue({ title: 'a', group: 'g', processor: ok });
    queue.enqueue({
      title: 'b',
      group: 'g',
      processor: ({ setProgress }) => {
        setProgress(0.5);
        return end.promise;
      },
    });
    queue.enqueue({ title: 'c', group: 'other', processor: hang });
    await macrotask();
    let group = queue.group('g');
    assert.deepEqual(
      [group.id, group.total, group.completed, group.failed, group.progress, group.status],
      ['g', 2, 1, 0, 0.75, 'running'],
    );
    assert.deepEqual(group.tasks, queue.getSnapshot().slice(0, 2));
    end.reject(new Error('x'));
    await macrotask();
    group = queue.group('g');
    assert.deepEqual([group.completed, group.failed, group.status], [1, 1, 'failed']);
  });

  it('reports running before pending before failed before cancelled', async () => {
    const queue = makeQueue({ concurrency: 1, cancelGrace: 0 });
    const group = 'g';
    const said = () => queue.group(group).status;
    const first = queue.enqueue({ title: 'a', group, processor: hang });
    const second = queue.enqueue({
      title: 'b',
      group,
      processor: () => {
        throw new Error('x');
      },
    });
    assert.equal(said(), 'running');
    queue.pause();
    first.cancel();
    assert.equal(said(), 'pending');
    second.cancel();
    assert.equal(said(), 'cancelled');
    queue.retry(second.id);
    queue.resume();
    await queue.onIdle();
    assert.equal(said(), 'failed');
    queue.dismissAll();
    queue.enqueue({ title: 'c', group, processor: ok });
    await queue.onIdle();
    assert.deepEqual([said(), queue.group(group).total], ['completed', 1]);
  });

  it('that is unknown has no tasks and is completed', () => {
    for (const id of ['nobody', '__proto__', undefined, 5]) {
      const { tasks, total, completed, failed, status } = makeQueue().group(id);
      assert.deepEqual(
        { tasks, total, completed, failed, status },
        { tasks: [], total: 0, completed: 0, failed: 0, status: 'completed' },
      );
    }
  });

  it('is cancelled as one, as by cancelAll', async () => {
    const queue = makeQueue({ concurrency: 1 });
    for (const [title, group] of [
      ['a', 'g'],
      ['b', 'g'],
      ['c', 'h'],
      ['d', 'h'],
    ])
      queue.enqueue({ title, group, processor: hang });
    const { cancel } = queue.group('g');
    cancel();
    queue.cancelAll({ group: 'h', status: 'pending' });
    assert.deepEqual(statuses(queue), ['a running', 'b cancelled', 'c cancelled', 'd cancelled']);
    assert.equal(queue.getSnapshot()[0].cancelRequested, true);
  });

  it('forgets what is dismissed, and keeps the order of enqueue', async () => {
    const queue = makeQueue();
    for (const title of ['a', 'b', 'c']) queue.enqueue({ title, group: 'g', processor: ok });
    await queue.onIdle();
    queue.dismiss(queue.getSnapshot()[1].id);
    assert.deepEqual(
      queue.group('g').tasks.map(({ title }) => title),
      ['a', 'c'],
    );
  });
});

describe('dedupeKey', () => {
  it('gives the handle of the task that has not ended, and queues nothing', async () => {
    const queue = makeQueue({ concurrency: 1 });
    const end = deferred();
    const first = queue.enqueue({ title: 'a', dedupeKey: 'd', processor: () => end.promise });
    const second = queue.enqueue({ title: 'b', dedupeKey: 'd', processor: hang });
    assert.equal(first, second);
    assert.equal(queue.size, 1);
    assert.notEqual(queue.enqueue({ title: 'c', dedupeKey: 'other', processor: ok }).id, first.id);
    end.resolve();
    await first.promise;
    assert.notEqual(queue.enqueue({ title: 'd', dedupeKey: 'd', processor: ok }).id, first.id);
  });

  it('holds between attempts, while pending and after a manual retry, whose handle it returns', async () => {
    fakeTime();
    const queue = makeQueue({ concurrency: 1, cancelGrace: 0 });
    const options = {
      title: 'a',
      dedupeKey: 'd',
      retry: {},
      processor: () => {
        throw new Error('x');
      },
    };
    const first = queue.enqueue(options);
    await macrotask();
    assert.equal(queue.enqueue(options), first);
    first.cancel();
    const again = queue.retry(first.id);
    assert.equal(queue.enqueue(options), again);
  });

  it('does not hide wrong options, and is refused when it is no string', () => {
    const queue = makeQueue();
    queue.enqueue({ title: 'a', dedupeKey: 'd', processor: hang });
    assert.throws(
      () => queue.enqueue({ dedupeKey: 'd', processor: hang }),
      /Expected `title` to be a string, got undefined$/,
    );
    assert.throws(
      () => queue.enqueue({ title: 'a', dedupeKey: 5, processor: hang }),
      /Expected `dedupeKey` to be a string, got 5$/,
    );
  });

  it('is free inside onComplete', async () => {
    const queue = makeQueue();
    const ids = [];
    const options = (more) => ({
      title: 'a',
      dedupeKey: 'd',
      processor: ok,
      onComplete: () => more > 0 && ids.push(queue.enqueue(options(more - 1)).id),
    });
    ids.push(queue.enqueue(options(2)).id);
    await macrotask();
    assert.equal(new Set(ids).size, 3);
  });
});

describe('historyLimit', () => {
  it('dismisses the oldest ended ones beyond it, in the store too', async () => {
    const store = makeStore();
    const queue = makeQueue({ historyLimit: 2, concurrency: 9, storage: store });
    const ends = Array.from({ length: 4 }, deferred);
    const handles = ends.map((end, at) => queue.enqueue({ title: String(at), processor: () => end.promise }));
    for (const at of [3, 0, 1]) {
      ends[at].resolve();
      await macrotask();
    }
    assert.deepEqual(statuses(queue), ['0 completed', '1 completed', '2 running']);
    assert.deepEqual([...store.kept.keys()], [handles[0].id, handles[1].id, handles[2].id]);
    assert.equal((await handles[3].promise).status, 'completed');
    assert.equal(queue.getTask(handles[3].id), undefined);
  });

  it('of 0 keeps none, and callbacks still see the view', async () => {
    const seen = [];
    const queue = makeQueue({ historyLimit: 0, onTaskComplete: ({ status }) => seen.push(status) });
    const infos = [];
    const { promise } = queue.enqueue({
      title: 'a',
      items: [1],
      processItem: ok,
      completionActions: (_, info) => {
        infos.push(info.completed);
        return [];
      },
    });
    assert.equal((await promise).completed, 1);
    assert.deepEqual([seen, infos, queue.getSnapshot()], [['completed'], [1], []]);
  });

  it('does not count what is retried', async () => {
    const queue = makeQueue({ historyLimit: 1, concurrency: 1 });
    let runs = 0;
    const first = queue.enqueue({
      title: 'a',
      processor: () => {
        if (++runs === 1) throw new Error('x');
      },
    });
    await first.promise;
    queue.retry(first.id);
    queue.enqueue({ title: 'b', processor: ok });
    await queue.onIdle();
    assert.deepEqual(statuses(queue), ['b completed']);
  });

  it('is refused when it is no count', () => {
    for (const historyLimit of [-1, 1.5, '5', null, NaN])
      assert.throws(() => makeQueue({ historyLimit }), /Expected `historyLimit` to be a whole number from 0/);
    makeQueue({ historyLimit: Infinity });
  });
});

describe('onIdle and onEmpty', () => {
  it('wait for a pause before an attempt too', async () => {
    const time = fakeTime();
    listenToConsole();
    const queue = makeQueue();
    queue.enqueue({
      title: 'a',
      retry: { attempts: 2 },
      processor: () => {
        throw new Error('x');
      },
    });
    await macrotask();
    const [idle, empty] = [queue.onIdle(), queue.onEmpty()];
    assert.deepEqual([await hasSettled(idle), await hasSettled(empty)], [false, false]);
    await time.advance(5_000);
    assert.deepEqual([await hasSettled(idle), await hasSettled(empty)], [true, true]);
  });
});
