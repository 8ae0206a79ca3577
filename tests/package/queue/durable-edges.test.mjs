// Durable tasks at their edges: what names kind and step, what a step waits for, what a new page makes of time that has run
// out, of a migration, of a `dedupeKey`.
import {
  copyOf,
  deferred,
  fakeTime,
  hang,
  hasSettled,
  listenToConsole,
  macrotask,
  makeQueue,
  makeStore,
  only,
  soon,
} from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

const { createOnce } = await import('taskwatch');

describe('a step', () => {
  it('that is given nonsense rejects with a TypeError that names kind and step', async () => {
    const queue = makeQueue();
    const wrong = [];
    const calls = {
      bigint: (ctx) => ctx.step('look', () => 1n),
      deep: (ctx) => ctx.step('look', async () => ({ list: [() => {}] })),
      error: (ctx) => ctx.step('look', () => new Error('x')),
      number: (ctx) => ctx.step('look', () => Object(1)),
      'no function': (ctx) => ctx.step('look'),
      itself: (ctx) => ctx.step('look', () => ctx.step('look', () => 1)),
      'sleep for text': (ctx) => ctx.sleep('look', 'x'),
      'sleep for nothing': (ctx) => ctx.sleep('look', Number.NaN),
      'sleep until text': (ctx) => ctx.sleepUntil('look', 'x'),
      'sleep until never': (ctx) => ctx.sleepUntil('look', new Date(Number.NaN)),
    };
    queue.define('odd', {
      run: async (ctx) => {
        for (const [name, call] of Object.entries(calls)) {
          const error = await call(ctx).catch((reason) => reason);
          if (!(error instanceof TypeError && /"odd".*"look"/.test(error.message))) wrong.push([name, error]);
        }
      },
    });
    await soon(queue.enqueue({ kind: 'odd', title: 't' }).promise);
    assert.deepEqual(wrong, []);
  });

  it('that calls itself after an `await` waits no longer than its run lasts', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const settled = deferred();
    queue.define('k', {
      run: async (ctx) => {
        const itself = ctx.step('a', async () => {
          await null;
          return ctx.step('a', () => 1);
        });
        await itself.catch(settled.resolve);
      },
    });
    const { promise } = queue.enqueue({ kind: 'k', title: 't', timeout: 1_000 });
    await time.advance(1_100);
    assert.equal((await soon(promise)).error.name, 'TimeoutError');
    assert.ok((await soon(settled.promise, 'the step')) instanceof Error);
    assert.equal(time.live, 0);
  });

  it('gives at once what a page after it would be given: JSON has no -0', async () => {
    const queue = makeQueue();
    const { promise } = queue.enqueue({ title: 't', processor: (ctx) => ctx.step('a', () => [-0]) });
    assert.ok(Object.is((await soon(promise)).result[0], 0));
  });

  it('of a run that has ended by itself rejects and calls nothing', async () => {
    const queue = makeQueue();
    let kept;
    queue.define('k', {
      run: (ctx) => {
        kept = ctx;
      },
    });
    await soon(queue.enqueue({ kind: 'k', title: 't' }).promise);
    await assert.rejects(
      kept.step('a', () => assert.fail('it was called')),
      /ended/,
    );
    await assert.rejects(kept.sleep('b', 1), /ended/);
  });
});

describe('a new page', () => {
  it('ends a task whose time for all attempts was over before, and runs nothing of it', async () => {
    const time = fakeTime();
    const storage = makeStore();
    const first = makeQueue({ storage });
    first.define('k', { run: (ctx) => ctx.step('a', () => 'kept').then(hang) });
    const { id } = first.enqueue({ kind: 'k', title: 't', totalTimeout: 100_000, timeout: 0 });
    await time.advance(10);
    time.wall += 200_000;
    const copy = copyOf(storage);
    const second = makeQueue({ storage: copy });
    let runs = 0;
    second.define('k', {
      run: (ctx) => {
        runs += 1;
        return ctx.step('a', () => 'again');
      },
    });
    const { status, failedItems } = only(second);
    assert.deepEqual([status, runs, copy.kept.get(id).status], ['failed', 0, 'failed']);
    assert.match(failedItems.at(-1).message, /timeout after 100000 ms/);
    assert.equal((await soon(second.retry(id).promise)).result, 'kept');
    assert.deepEqual([only(second).retryCount, only(second).attempt], [1, 1]);
  });

  it('shows a task as interrupted until it runs', async () => {
    const storage = makeStore();
    const first = makeQueue({ storage });
    first.define('k', { run: hang });
    first.enqueue({ kind: 'k', title: 't' });
    await macrotask();
    const second = makeQueue({ storage: copyOf(storage), paused: true });
    second.define('k', { run: hang });
    assert.deepEqual([only(second).status, only(second).interrupted], ['pending', true]);
    assert.deepEqual([second.size, second.waiting], [1, 1]);
    second.resume();
    const { status, interrupted, attempt } = only(second);
    assert.deepEqual([status, interrupted, attempt], ['running', undefined, 1]);
  });

  it('gives the stored task for its `dedupeKey`, whether it goes on already or waits for its code', async () => {
    const storage = makeStore();
    const first = makeQueue({ storage });
    first.define('k', { run: hang });
    const options = { kind: 'k', title: 't', dedupeKey: 'once' };
    const { id } = first.enqueue(options);
    await macrotask();
    const second = makeQueue({ storage: copyOf(storage) });
    second.define('other', { run: () => assert.fail('it was added') });
    const early = second.enqueue({ ...options, kind: 'other' });
    assert.equal(early.id, id);
    const gate = deferred();
    second.define('k', { run: () => gate.promise });
    assert.equal(second.enqueue(options).id, id);
    gate.resolve(4);
    assert.equal((await soon(early.promise)).result, 4);
    const third = second.enqueue(options);
    assert.notEqual(third.id, id);
    assert.equal((await soon(third.promise)).result, 4);
    const disposed = makeQueue({ storage: copyOf(storage) });
    disposed.define('other', { run: hang });
    disposed.dispose();
    const late = disposed.enqueue({ ...options, kind: 'other' });
    assert.equal((await soon(late.promise)).status, 'cancelled');
  });

  it('goes on with one task of a `key` at a time, behind its own that runs', async () => {
    const storage = makeStore();
    const first = makeQueue({ storage });
    first.define('k', { run: hang });
    // One runs and one waits for the key.
    for (const title of ['one', 'two']) first.enqueue({ kind: 'k', title, key: 'shop' });
    await macrotask();
    const second = makeQueue({ storage: copyOf(storage) });
    const body = deferred();
    const { promise } = second.enqueue({ title: 'own', key: 'shop', processor: () => body.promise });
    const running = [];
    let most = 0;
    const run = async (ctx) => {
      most = Math.max(most, running.push(ctx));
      await ctx.step('a', macrotask);
      running.pop();
    };
    second.define('k', { run });
    await macrotask();
    assert.deepEqual([second.running, second.waiting, most], [1, 2, 0]);
    body.resolve();
    await soon(promise);
    await soon(second.onIdle());
    assert.deepEqual(
      [most, second.getSnapshot().map(({ status }) => status)],
      [1, Array(3).fill('completed')],
    );
  });

  it('settles handles of a stored task when the queue is disposed of', async () => {
    const storage = makeStore();
    const first = makeQueue({ storage });
    first.define('k', { run: hang });
    first.enqueue({ kind: 'k', title: 't', dedupeKey: 'once' });
    await macrotask();
    const second = makeQueue({ storage: copyOf(storage) });
    second.define('other', { run: hang });
    const { promise } = second.enqueue({ kind: 'other', title: 't', dedupeKey: 'once' });
    second.dispose();
    assert.equal((await soon(promise)).status, 'cancelled');
  });

  it('counts an attempt that was due before it, however many pages pass until that starts', async () => {
    const time = fakeTime();
    let storage = makeStore();
    const attempts = [];
    const run = ({ attempt }) => {
      attempts.push(attempt);
      throw new Error('no');
    };
    const first = makeQueue({ storage });
    first.define('k', { run });
    const retry = { attempts: 2, minDelay: 100, jitter: 0 };
    const { id } = first.enqueue({ kind: 'k', title: 't', retry });
    await macrotask();
    const { nextAttemptAt } = only(first);
    first.pause();
    await time.advance(200);
    let queue;
    for (let page = 0; page < 2; page++) {
      storage = copyOf(storage);
      queue = makeQueue({ storage, paused: true });
      queue.define('k', { run });
      assert.deepEqual([only(queue).nextAttemptAt, only(queue).attempt], [nextAttemptAt, 1]);
      await time.advance(200);
    }
    queue.resume();
    await time.advance(1_000);
    assert.deepEqual([attempts, queue.getTask(id).status], [[1, 2], 'failed']);
  });

  it('migrates once: the page after it finds what was made', async () => {
    const storage = makeStore();
    const first = makeQueue({ storage });
    first.define('k', { run: (ctx) => ctx.step('a', () => new Date(3)).then(hang) });
    first.enqueue({ kind: 'k', title: 't', input: 1 });
    await macrotask();
    await macrotask();
    const between = copyOf(storage);
    let calls = 0;
    const migrate = ({ input, steps }) => {
      calls += 1;
      return { input: input + 1, steps: { z: steps.a } };
    };
    makeQueue({ storage: between }).define('k', { version: 2, migrate, run: hang });
    await macrotask();
    await macrotask();
    const last = makeQueue({ storage: copyOf(between) });
    last.define('k', {
      version: 2,
      migrate,
      run: async (ctx, input) => [input, await ctx.step('z', () => assert.fail('it ran again'))],
    });
    await macrotask();
    await macrotask();
    assert.deepEqual([only(last).result, calls], [[2, new Date(3)], 1]);
  });

  it('finds no ending in the timeline of a task that its queue left', async () => {
    const storage = makeStore();
    const first = makeQueue({ storage, timeline: 30 });
    first.define('k', { run: (ctx) => ctx.step('a', () => 1).then(hang) });
    const { id } = first.enqueue({ kind: 'k', title: 't' });
    await macrotask();
    await macrotask();
    first.dispose();
    const second = makeQueue({ storage: copyOf(storage), timeline: 30 });
    second.define('k', { run: () => 1 });
    await macrotask();
    const kinds = second.timeline(id).map(({ kind }) => kind);
    const before = ['queued', 'started', 'attempt', 'step-started', 'step-ended'];
    assert.deepEqual(kinds, [...before, 'interrupted', 'resumed', 'attempt', 'ended']);
  });
});

it('a task without an input has no such field in its view', () => {
  const queue = makeQueue();
  queue.define('k', { run: hang });
  queue.enqueue({ kind: 'k', title: 't' });
  assert.equal('input' in only(queue), false);
});

describe('an ended task of a page that is gone', () => {
  it('keeps its priority, and is removed unchanged when it is dismissed', async () => {
    const storage = makeStore();
    const first = makeQueue({ storage });
    first.define('k', { run: () => 1 });
    const { id, promise } = first.enqueue({ kind: 'k', title: 't' });
    await soon(promise);
    const copy = copyOf(storage);
    const second = makeQueue({ storage: copy });
    const view = only(second);
    second.setPriority(id, 5);
    assert.equal(only(second), view);
    assert.equal(second.dismiss(id), true);
    assert.deepEqual(copy.writes, [[id]]);
  });

  it('is no longer interrupted, even if it never ran again', async () => {
    const storage = makeStore();
    const first = makeQueue({ storage });
    first.define('k', { run: hang });
    first.enqueue({ kind: 'k', title: 't' });
    await macrotask();
    const copy = copyOf(storage);
    const second = makeQueue({ storage: copy, paused: true });
    second.define('k', { run: hang });
    second.cancel(only(second).id);
    assert.deepEqual([only(second).status, 'interrupted' in only(second)], ['cancelled', false]);
    assert.equal(copy.kept.get(only(second).id).interrupted, undefined);
  });

  it('that was cancelled without its code says nothing of what it waited for, and has no empty fields', async () => {
    const storage = makeStore();
    const first = makeQueue({ storage });
    first.define('k', { run: hang });
    const { id } = first.enqueue({ kind: 'k', title: 't' });
    await macrotask();
    const second = makeQueue({ storage: copyOf(storage) });
    assert.match(only(second).message, /"k"/);
    second.cancel(id);
    const view = only(second);
    assert.deepEqual([view.status, view.message, view.cancelRequested], ['cancelled', undefined, true]);
    assert.deepEqual(
      Object.entries(view).filter(([, value]) => value === undefined),
      [],
    );
  });
});

it('a cancel of a task that runs is stored before the call returns: its page may be about to go', async () => {
  const storage = makeStore();
  const queue = makeQueue({ storage });
  queue.define('k', { run: hang });
  const { id } = queue.enqueue({ kind: 'k', title: 't' });
  await macrotask();
  queue.cancel(id);
  assert.deepEqual([storage.get(id).status, storage.get(id).cancelRequested], ['running', true]);
});

describe('a shared store that answers late', () => {
  it('keeps nothing of a task that is dismissed while its end is being written', async () => {
    const storage = makeStore();
    // Calls take effect in their order, each a moment later.
    let line = Promise.resolve();
    const late =
      (method) =>
      (...given) => {
        const answer = line.then(macrotask).then(() => method(...given));
        line = answer;
        return answer;
      };
    const { getAll, get, set, remove, clear } = storage;
    const shared = {
      getAll: late(getAll),
      get: late(get),
      set: late(set),
      remove: late(remove),
      clear,
      onExternalChange: () => () => {},
    };
    const queue = makeQueue({ storage: shared, historyLimit: 0 });
    queue.define('k', { run: () => 1 });
    await soon(queue.enqueue({ kind: 'k', title: 't' }).promise);
    for (let turn = 0; turn < 20; turn++) await macrotask();
    assert.deepEqual([storage.kept.size, storage.writes.at(-1).length], [0, 1]);
  });

  for (let turns = 0; turns < 6; turns++)
    it(`does not fail a task that another has taken, if an older answer comes ${turns} turns later`, async () => {
      const storage = makeStore();
      const { getAll, get } = storage;
      let answers;
      let changed;
      const shared = {
        ...storage,
        getAll: () => answers?.older.promise ?? getAll(),
        get: (id) => answers?.newer.promise.then(() => get(id)) ?? get(id),
        onExternalChange: (listener) => {
          changed = listener;
          return () => {};
        },
      };
      const queue = makeQueue({ storage: shared });
      const gate = deferred();
      const calls = [];
      queue.define('k', {
        run: async (ctx) => {
          await gate.promise;
          await ctx.step('a', () => calls.push('a'));
        },
      });
      const { id, promise } = queue.enqueue({ kind: 'k', title: 't' });
      await macrotask();
      const older = getAll();
      storage.kept.set(id, { ...get(id), owner: 'another' });
      answers = { older: deferred(), newer: deferred() };
      changed();
      gate.resolve();
      await macrotask();
      const { older: first, newer: second } = answers;
      answers = undefined;
      second.resolve();
      for (let turn = 0; turn < turns; turn++) await undefined;
      first.resolve(older);
      await macrotask();
      assert.deepEqual([calls, await hasSettled(promise), queue.getTask(id).status], [[], false, 'running']);
    });
});

describe('a `redact` that leaves fields undefined', () => {
  it('leaves the title, without which the task could not be read', async () => {
    const storage = makeStore();
    const queue = makeQueue({ storage });
    const redact = (view) => ({ ...view, title: undefined, category: undefined });
    queue.define('k', { redact, run: hang });
    queue.enqueue({ kind: 'k', title: 't', category: 'secret' });
    const { title, status, category } = only(makeQueue({ storage: copyOf(storage) }));
    assert.deepEqual([title, status, category], ['t', 'pending', undefined]);
  });
});

describe('a `redact` that throws', () => {
  for (const place of ['define', 'enqueue'])
    it(`leaves id, title, status and times, given to ${place}`, async () => {
      listenToConsole();
      const storage = makeStore();
      const queue = makeQueue({ storage });
      const redact = () => {
        throw new Error('no');
      };
      const run = (ctx) => {
        ctx.setMessage('secret');
        return ctx.step('a', () => 2);
      };
      queue.define('k', { run, ...(place === 'define' && { redact }) });
      const options = { kind: 'k', title: 't', category: 'secret', metadata: { secret: 1 } };
      const { id, promise } = queue.enqueue({ ...options, ...(place === 'enqueue' && { redact }) });
      await soon(promise);
      const entry = storage.kept.get(id);
      assert.deepEqual([entry.id, entry.title, entry.status], [id, 't', 'completed']);
      assert.ok(entry.createdAt <= entry.startedAt && entry.startedAt <= entry.completedAt);
      assert.equal(JSON.stringify(entry).includes('secret'), false);
    });
});

describe('createOnce', () => {
  it('waits for an `isMine` that answers by a promise', async () => {
    const refusal = Object.assign(new Error('there'), { status: 409 });
    const create = () => Promise.reject(refusal);
    const read = () => 'theirs';
    await assert.rejects(createOnce({ create, read, isMine: async () => false }), (it) => it === refusal);
    assert.equal(await createOnce({ create, read, isMine: async () => true }), 'theirs');
  });
});
