// The order of starts: priority, keys, a rate limit.
import { deferred, fakeTime, hang, macrotask, makeQueue, soon, statuses } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

/** A paused queue and a way to enqueue tasks that note their start and end at once. */
function noting(config) {
  const queue = makeQueue({ concurrency: 1, paused: true, ...config });
  const started = [];
  const add = (title, options) =>
    queue.enqueue({ title, processor: () => void started.push(title), ...options });
  return { queue, started, add };
}

describe('priority', () => {
  it('starts larger ones earlier, and equal ones first in, first out', async () => {
    const { queue, started, add } = noting();
    for (const [title, priority] of [['a', 0], ['b', 5], ['c'], ['d', -1], ['e', 5], ['f', 0.5], ['g', -0]])
      add(title, { priority });
    assert.deepEqual(
      queue.getSnapshot().map(({ priority }) => priority),
      [0, 5, 0, -1, 5, 0.5, 0],
    );
    queue.resume();
    await queue.onIdle();
    assert.equal(started.join(''), 'befacgd');
  });

  it('takes Infinity, and refuses what is no number', () => {
    const { add } = noting();
    add('a', { priority: -Infinity });
    for (const priority of ['1', null, NaN, {}, 1n]) {
      assert.throws(
        () => add('b', { priority }),
        (error) =>
          error instanceof TypeError && /^Expected `priority` to be a number, got/.test(error.message),
      );
    }
  });

  it('can be changed while a task waits, and its view says so', async () => {
    const { queue, started, add } = noting();
    const [a, b, c] = ['a', 'b', 'c'].map((title) => add(title));
    assert.equal(queue.setPriority(c.id, 3), undefined);
    queue.setPriority(a.id, -1);
    queue.setPriority(b.id, 2);
    queue.setPriority(b.id, 0);
    assert.deepEqual(
      queue.getSnapshot().map(({ priority }) => priority),
      [-1, 0, 3],
    );
    queue.resume();
    await queue.onIdle();
    assert.equal(started.join(''), 'cba');
  });

  it('of a task that does not wait changes nothing', async () => {
    const queue = makeQueue({ concurrency: 1 });
    const running = queue.enqueue({ title: 'a', processor: hang });
    const view = queue.getTask(running.id);
    queue.setPriority(running.id, 5);
    queue.setPriority('nobody', 5);
    assert.equal(queue.getTask(running.id), view);
    running.cancel();
    assert.throws(
      () => queue.setPriority(running.id, 'high'),
      /Expected `priority` to be a number, got "high"$/,
    );
    assert.throws(() => queue.setPriority(running.id), TypeError);
  });

  it('keeps a place among equals that was changed back', async () => {
    const { queue, started, add } = noting();
    const [first] = ['a', 'b', 'c'].map((title) => add(title));
    queue.setPriority(first.id, 9);
    queue.setPriority(first.id, 0);
    queue.resume();
    await queue.onIdle();
    assert.equal(started.join(''), 'abc');
  });

  it('puts a retry behind its equals', async () => {
    const queue = makeQueue({ concurrency: 1 });
    const started = [];
    const body = (title) => () => {
      started.push(title);
      throw new Error('x');
    };
    const first = queue.enqueue({ title: 'a', priority: 1, processor: body('a') });
    await first.promise;
    queue.pause();
    queue.enqueue({ title: 'b', processor: body('b') });
    queue.enqueue({ title: 'c', priority: 1, processor: body('c') });
    queue.retry(first.id);
    queue.resume();
    await queue.onIdle();
    assert.equal(started.join(''), 'acab');
  });

  it('holds for ten thousand waiting tasks', async () => {
    const { queue, started, add } = noting({ concurrency: 7 });
    for (let at = 0; at < 10_000; at++)
      add(at, { title: String(at), priority: at % 10, processor: () => void started.push(at) });
    queue.resume();
    await queue.onIdle();
    assert.deepEqual(
      started,
      started.slice().sort((a, b) => (b % 10) - (a % 10) || a - b),
    );
  });
});

describe('key', () => {
  it('never lets two tasks with it run at once, and lets others by', async () => {
    const queue = makeQueue({ concurrency: 2 });
    const ends = { a: deferred(), b: deferred() };
    queue.enqueue({ title: 'a', key: 'zone', processor: () => ends.a.promise });
    queue.enqueue({ title: 'b', key: 'zone', processor: () => ends.b.promise });
    queue.enqueue({ title: 'c', processor: hang });
    queue.enqueue({ title: 'd', key: 'other', processor: hang });
    assert.deepEqual(statuses(queue), ['a running', 'b pending', 'c running', 'd pending']);
    assert.equal(queue.getSnapshot()[0].key, 'zone');
    ends.a.resolve();
    await macrotask();
    assert.deepEqual(statuses(queue), ['a completed', 'b running', 'c running', 'd pending']);
  });

  it('is free when its task has ended, however it did', async () => {
    for (const end of [(handle) => handle.cancel(), async (_handle, time) => time.advance(50)]) {
      const time = fakeTime();
      const queue = makeQueue({ cancelGrace: 0 });
      const signals = [];
      const options = {
        title: 'a',
        key: 'k',
        timeout: 50,
        processor: (ctx) => {
          signals.push(ctx.signal);
          return hang();
        },
      };
      const first = queue.enqueue(options);
      queue.enqueue(options);
      assert.equal(queue.running, 1);
      await end(first, time);
      await first.promise;
      assert.deepEqual(
        [queue.running, queue.waiting, signals[0].aborted, signals[1].aborted],
        [1, 0, true, false],
      );
    }
  });

  it('is distinguished by every character, lone surrogates included', () => {
    const queue = makeQueue({ concurrency: 9 });
    for (const key of ['\ud800', '\ud801', '\ufffd', '', 'a', 'a\0', '__proto__'])
      queue.enqueue({ title: 'a', key, processor: hang });
    assert.equal(queue.running, 7);
  });

  it('follows priority among those that wait for it, and cancels among them', async () => {
    const queue = makeQueue({ concurrency: 5 });
    const started = [];
    const handles = new Map();
    const ends = new Map();
    for (const [title, priority] of [
      ['a', 0],
      ['b', 0],
      ['c', 1],
      ['d', 2],
      ['e', 0],
    ]) {
      ends.set(title, deferred());
      handles.set(
        title,
        queue.enqueue({
          title,
          key: 'k',
          priority,
          processor: () => {
            started.push(title);
            return ends.get(title).promise;
          },
        }),
      );
    }
    handles.get('d').cancel();
    queue.setPriority(handles.get('e').id, 7);
    for (const title of ['a', 'e', 'c', 'b']) {
      assert.equal(started.at(-1), title);
      ends.get(title).resolve();
      await macrotask();
    }
    assert.equal(queue.size, 0);
  });

  it('is used again after all its tasks were dismissed', async () => {
    const queue = makeQueue({ concurrency: 4 });
    for (let round = 0; round < 50; round++) {
      const handles = ['x', 'y'].map((name) =>
        queue.enqueue({ title: name, key: `${name}${round}`, processor: hang }),
      );
      assert.equal(queue.running, 2);
      for (const handle of handles) handle.cancel();
      queue.dispose;
      queue.cancelAll();
      queue.dismissAll();
      if (queue.running > 0) break;
    }
    const other = makeQueue({ cancelGrace: 0 });
    for (let round = 0; round < 50; round++) {
      const handles = ['x', 'y'].map((name) =>
        other.enqueue({ title: name, key: `${name}${round}`, processor: hang }),
      );
      assert.equal(other.running, 2);
      for (const handle of handles) handle.cancel();
      other.dismissAll();
    }
  });

  it('of a refused task is not left taken', () => {
    const queue = makeQueue();
    assert.throws(() => queue.enqueue({ title: 1, key: 'k', processor: hang }), TypeError);
    queue.enqueue({ title: 'a', key: 'k', processor: hang });
    assert.equal(queue.running, 1);
  });
});

describe('rateLimit', () => {
  it('starts so many per sliding interval, with one timer and none when nothing waits', async () => {
    const time = fakeTime();
    const queue = makeQueue({ concurrency: 100, rateLimit: { limit: 2, interval: 1_000 } });
    const starts = [];
    const add = () =>
      queue.enqueue({ title: 'a', processor: () => void starts.push(time.wall - 1_700_000_000_000) });
    add();
    await time.advance(400);
    for (let at = 0; at < 5; at++) add();
    assert.deepEqual([queue.waiting, time.live], [4, 1]);
    await time.advance(5_000);
    assert.deepEqual(starts, [0, 400, 1_000, 1_400, 2_000, 2_400]);
    assert.deepEqual([time.live, time.peak], [0, 1]);
  });

  it('arms nothing while the queue is paused', async () => {
    const time = fakeTime();
    const queue = makeQueue({ rateLimit: { limit: 1, interval: 1_000 } });
    queue.enqueue({ title: 'a', processor: () => {} });
    await macrotask();
    queue.pause();
    queue.enqueue({ title: 'b', processor: () => {} });
    assert.equal(time.live, 0);
    queue.resume();
    assert.equal(time.live, 1);
    queue.cancelAll();
    assert.equal(time.live, 0);
  });

  it('counts automatic attempts', async () => {
    const time = fakeTime();
    const queue = makeQueue({ rateLimit: { limit: 2, interval: 10_000 } });
    let runs = 0;
    const retry = { attempts: 5, minDelay: 10, factor: 1, jitter: 0 };
    queue.enqueue({
      title: 'a',
      retry,
      processor: () => {
        runs += 1;
        throw new Error('x');
      },
    });
    await time.advance(5_000);
    assert.equal(runs, 2);
    await time.advance(5_000);
    assert.equal(runs, 3);
  });

  it('is refused when it is none', () => {
    const words = [
      [5, 'rateLimit'],
      [null, 'rateLimit'],
      [[], 'rateLimit'],
      [{ interval: 5 }, 'rateLimit.limit'],
      [{ limit: 0, interval: 5 }, 'rateLimit.limit'],
      [{ limit: 1 }, 'rateLimit.interval'],
      [{ limit: 1, interval: 0 }, 'rateLimit.interval'],
      [{ limit: 1, interval: '5' }, 'rateLimit.interval'],
    ];
    for (const [rateLimit, field] of words) {
      assert.throws(
        () => makeQueue({ rateLimit }),
        (error) => error instanceof TypeError && error.message.startsWith(`Expected \`${field}\` to be `),
      );
    }
  });
});

describe('concurrency', () => {
  it('can be raised, which starts what can start, and lowered, which lets what runs go on', async () => {
    const queue = makeQueue({ concurrency: 1 });
    const ends = [];
    for (let at = 0; at < 6; at++) {
      ends.push(deferred());
      queue.enqueue({ title: String(at), processor: () => ends[at].promise });
    }
    queue.setConcurrency(4);
    assert.deepEqual([queue.running, queue.concurrency], [4, 4]);
    queue.setConcurrency(2);
    assert.equal(queue.running, 4);
    for (const at of [0, 1]) ends[at].resolve();
    await macrotask();
    assert.deepEqual([queue.running, queue.waiting], [2, 2]);
    ends[2].resolve();
    await macrotask();
    assert.equal(queue.running, 2);
    await soon(Promise.resolve());
  });
});
