// Durable tasks in a store that several queues share: who runs them, and what each may ask of the others. Queues of one
// realm stand for tabs; an owner of another name, whose lock is held or not, for a tab elsewhere.
import { useLocks, usePages, useStorage } from './platform.mjs';
import {
  deferred,
  fakeTime,
  hang,
  listenToConsole,
  macrotask,
  makeQueue,
  makeStore,
  only,
  patch,
  sleep,
  soon,
  until,
} from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

const local = { storageType: 'local' };
const LOCK = 'taskwatch:owner:gone';

/** What a page named `gone` leaves that has done step `one` and is in step `two`. `age`: how old its task is. */
async function leftBehind({ age = 10_000, ...options } = {}) {
  const storage = useStorage();
  const queue = makeQueue(local);
  queue.define('k', {
    run: async (ctx) => {
      await ctx.step('one', () => 1);
      await ctx.step('two', hang);
    },
  });
  queue.enqueue({ kind: 'k', title: 't', ...options });
  await macrotask();
  await macrotask();
  const { instance } = queue.inspect();
  const entries = storage.entries.map(([key, value]) => {
    const record = JSON.parse(value.replaceAll(instance, 'gone'));
    record.createdAt -= age;
    return [key.replaceAll(instance, 'gone'), JSON.stringify(record)];
  });
  queue.dispose();
  return useStorage(entries);
}

const entryOf = (storage) => JSON.parse(storage.entries[0][1]);

describe('a durable task of a tab elsewhere', () => {
  it('is left alone while its owner is alive, and is taken over once its lock is free', async () => {
    const locks = useLocks();
    const letGo = locks.hold(LOCK);
    const storage = await leftBehind();
    const queue = makeQueue(local);
    const calls = [];
    queue.define('k', {
      run: (ctx) => ctx.step('one', () => calls.push(1)).then(() => ctx.step('two', () => 2)),
    });
    await sleep(30);
    assert.deepEqual([only(queue).status, only(queue).interrupted], ['running', undefined]);
    assert.equal(queue.size, 0);
    letGo();
    await until(() => only(queue).status === 'completed');
    assert.deepEqual([only(queue).result, calls], [2, []]);
    assert.equal(entryOf(storage).owner, queue.inspect().instance);
    assert.equal(entryOf(storage).status, 'completed');
  });

  it('is resumed in only one of three queues', async () => {
    useLocks();
    await leftBehind();
    let calls = 0;
    const queues = [1, 2, 3].map(() => makeQueue(local));
    for (const queue of queues)
      queue.define('k', {
        run: (ctx) =>
          ctx.step('two', async () => {
            calls += 1;
            await sleep(20);
            return 'done';
          }),
      });
    await until(() => queues.every((queue) => only(queue).status === 'completed'));
    assert.equal(calls, 1);
  });

  it('that is younger than its lock may be is waited for', async () => {
    const time = fakeTime();
    useLocks();
    await leftBehind({ age: 0 });
    const queue = makeQueue(local);
    queue.define('k', { run: () => 'gone on' });
    await time.advance(1_000);
    assert.equal(only(queue).status, 'running');
    await time.advance(1_000);
    assert.equal(only(queue).result, 'gone on');
  });

  it('of a kind that is not defined here is pending, says so, and is resumed once it is', async () => {
    useLocks();
    const storage = await leftBehind();
    const before = storage.entries;
    const queue = makeQueue(local);
    await until(() => only(queue).status === 'pending');
    assert.equal(only(queue).interrupted, true);
    assert.match(only(queue).message, /"k"/);
    assert.deepEqual(storage.entries, before);
    queue.define('k', { run: () => 'late' });
    await until(() => only(queue).result === 'late');
  });

  it('that was disposed of is resumed at once in a queue that waited', async () => {
    useLocks();
    useStorage();
    const [first, second] = [makeQueue(local), makeQueue(local)];
    for (const queue of [first, second])
      queue.define('k', { run: (ctx) => ctx.step('a', () => (queue === first ? hang() : 'second')) });
    const { promise, id } = first.enqueue({ kind: 'k', title: 't' });
    await macrotask();
    assert.equal(second.getTask(id).status, 'running');
    first.dispose();
    assert.equal((await soon(promise)).status, 'cancelled');
    await until(() => second.getTask(id).status === 'completed');
    assert.equal(second.getTask(id).result, 'second');
  });
});

describe('a tab that was frozen', () => {
  it('calls no step that another tab has taken, and writes nothing over it', async () => {
    useLocks();
    const storage = useStorage();
    const queue = makeQueue(local);
    const gate = deferred();
    let calls = 0;
    let reason;
    queue.define('k', {
      run: async (ctx) => {
        await ctx.step('one', () => 1);
        await gate.promise;
        ctx.setMessage('still here');
        await ctx.step('two', () => ++calls);
        reason = 'none';
      },
    });
    const { promise, id } = queue.enqueue({ kind: 'k', title: 't' });
    await macrotask();
    await macrotask();
    // Another tab has it by now, and this one has heard nothing.
    const [[key, text]] = storage.entries;
    const taken = { ...JSON.parse(text), owner: 'other', title: 'taken' };
    storage.setItem(key, JSON.stringify(taken));
    gate.resolve();
    await macrotask();
    await sleep(20);
    assert.equal(calls, 0);
    assert.equal(reason, undefined);
    assert.equal(entryOf(storage).title, 'taken');
    assert.equal(queue.getTask(id).title, 'taken');
    assert.equal(queue.size, 0);
    queue.dispose();
    assert.equal(entryOf(storage).owner, 'other');
    assert.equal((await soon(promise)).status, 'cancelled');
  });

  it('releases its task when it is notified of that, and its handle settles when the task ends', async () => {
    useLocks();
    const storage = useStorage();
    const pages = usePages(storage);
    const queue = makeQueue(local);
    let signal;
    queue.define('k', {
      run: (ctx) => {
        ({ signal } = ctx);
        return hang();
      },
    });
    const { promise } = queue.enqueue({ kind: 'k', title: 't' });
    const next = queue.enqueue({ title: 'next', key: 'x', processor: hang });
    await macrotask();
    const found = storage.entries.find(([, text]) => JSON.parse(text).kind === 'k');
    const record = { ...JSON.parse(found[1]), owner: 'other' };
    pages.write(found[0], JSON.stringify(record));
    assert.equal(signal.aborted, true);
    assert.equal(queue.running, 1);
    assert.equal(queue.getTask(next.id).status, 'running');
    pages.write(found[0], JSON.stringify({ ...record, status: 'completed', result: 7, completedAt: 5e12 }));
    const outcome = await soon(promise);
    assert.deepEqual([outcome.status, outcome.result], ['completed', 7]);
  });
});

describe('from any tab', () => {
  function twoQueues(run) {
    useLocks();
    useStorage();
    const [owner, other] = [makeQueue({ ...local, cancelGrace: 0 }), makeQueue(local)];
    for (const queue of [owner, other]) queue.define('k', { run });
    return { owner, other };
  }

  it('a task is cancelled', async () => {
    const { owner, other } = twoQueues(hang);
    const { id, promise } = owner.enqueue({ kind: 'k', title: 't' });
    await macrotask();
    other.cancel(id, 'from there');
    const outcome = await soon(promise);
    assert.deepEqual([outcome.status, outcome.error], ['cancelled', 'from there']);
    await until(() => other.getTask(id).status === 'cancelled');
  });

  it('a task is retried where it lives, and the handle settles', async () => {
    let calls = 0;
    const { owner, other } = twoQueues(() => {
      if (++calls === 1) throw new Error('no');
      return calls;
    });
    const { id, promise } = owner.enqueue({ kind: 'k', title: 't' });
    await soon(promise);
    assert.equal(other.getTask(id).status, 'failed');
    const handle = other.retry(id);
    const outcome = await soon(handle.promise);
    assert.deepEqual([outcome.status, outcome.result, calls], ['completed', 2, 2]);
    assert.equal(owner.getTask(id).retryCount, 1);
  });

  it('a waiting task is put forward, and an ended one is dismissed', async () => {
    const { owner, other } = twoQueues(() => 1);
    owner.pause();
    const { id, promise } = owner.enqueue({ kind: 'k', title: 't' });
    await macrotask();
    other.setPriority(id, 9);
    assert.equal(owner.getTask(id).priority, 9);
    owner.resume();
    await soon(promise);
    await macrotask();
    assert.equal(other.dismiss(id), true);
    assert.equal(owner.getTask(id), undefined);
  });

  it('dismissAll reaches the queues that have the tasks, too', async () => {
    const storage = { ...makeStore(), onExternalChange: () => () => {} };
    const queue = makeQueue({ storage });
    queue.define('k', { run: () => 1 });
    await soon(queue.enqueue({ kind: 'k', title: 't' }).promise);
    const other = makeQueue({ storage });
    assert.equal(other.getSnapshot().length, 1);
    other.dismissAll();
    assert.deepEqual([queue.getSnapshot(), other.getSnapshot(), storage.kept.size], [[], [], 0]);
  });

  it('a task that nobody has is cancelled, retried, put forward and dismissed', async () => {
    useLocks();
    const storage = await leftBehind();
    const queue = makeQueue(local);
    await until(() => only(queue).status === 'pending');
    const { id } = only(queue);
    queue.setPriority(id, 4);
    await until(() => only(queue).priority === 4);
    assert.equal(entryOf(storage).priority, 4);
    queue.cancel(id);
    await until(() => only(queue).status === 'cancelled');
    assert.equal(entryOf(storage).status, 'cancelled');
    assert.equal(queue.retry(id), undefined);
    queue.define('k', { run: (ctx) => ctx.step('one', () => 'again') });
    const outcome = await soon(queue.retry(id).promise, 'the retry', 3_000);
    assert.deepEqual([outcome.status, outcome.result], ['completed', 1]);
    assert.equal(queue.dismiss(id), true);
    assert.equal(storage.entries.length, 0);
  });

  it('a command to a task of another tab is sent over a channel', async () => {
    const locks = useLocks();
    locks.hold(LOCK);
    await leftBehind();
    const heard = deferred();
    const channel = new BroadcastChannel('taskwatch:commands:gone');
    channel.onmessage = ({ data }) => heard.resolve(data);
    try {
      const queue = makeQueue(local);
      const { id } = only(queue);
      queue.cancel(id, 'please');
      assert.deepEqual(await soon(heard.promise), { id, command: 'cancel', value: 'please' });
    } finally {
      channel.close();
    }
  });

  it('a task whose dying owner was asked to cancel it is cancelled nonetheless', async () => {
    const locks = useLocks();
    const letGo = locks.hold(LOCK);
    await leftBehind();
    const queue = makeQueue(local);
    queue.define('k', { run: () => assert.fail('it was cancelled') });
    queue.cancel(only(queue).id);
    letGo();
    await until(() => only(queue).status === 'cancelled');
  });

  it('a command that the owner has executed is over: the task is not as it says once the owner is gone', async () => {
    const locks = useLocks();
    const letGo = locks.hold(LOCK);
    const storage = await leftBehind();
    const pages = usePages(storage);
    const queue = makeQueue(local);
    const [[key, text]] = storage.entries;
    const record = JSON.parse(text);
    const become = (change) => pages.write(key, JSON.stringify({ ...record, ...change }));
    const { id } = only(queue);
    queue.cancel(id);
    become({ status: 'cancelled', completedAt: Date.now() });
    become({ retryCount: 1 });
    queue.setPriority(id, 9);
    become({ retryCount: 1, priority: 9 });
    become({ retryCount: 1, priority: 2 });
    // Nor is one whose effect was not seen, since another followed at once.
    queue.cancel(id);
    become({ retryCount: 2, priority: 2 });
    queue.define('k', { run: () => 'gone on' });
    letGo();
    await until(() => only(queue).result === 'gone on');
    assert.equal(only(queue).priority, 2);
  });
});

describe('without Web Locks', () => {
  it("a task is taken over within 90 seconds of its owner's last renewal", async () => {
    const time = fakeTime();
    patch(globalThis, 'navigator', {});
    const storage = await leftBehind();
    const pages = usePages(storage);
    const queue = makeQueue(local);
    queue.define('k', { run: () => 'gone on' });
    for (let beat = 1; beat <= 4; beat++) {
      await time.advance(60_000);
      assert.equal(only(queue).status, 'running', `after ${beat} minutes`);
      const [[key, text]] = storage.entries;
      const record = JSON.parse(text);
      pages.write(key, JSON.stringify({ ...record, durable: { ...record.durable, beat } }));
    }
    await time.advance(70_000);
    assert.equal(only(queue).status, 'running');
    await time.advance(20_000);
    assert.equal(only(queue).result, 'gone on');
  });

  it('an owner shows that it lives for as long as its task does', async () => {
    const time = fakeTime();
    patch(globalThis, 'navigator', {});
    const storage = useStorage();
    const queue = makeQueue({ ...local, defaultTimeout: 0 });
    const gate = deferred();
    queue.define('k', { run: () => gate.promise });
    queue.enqueue({ kind: 'k', title: 't' });
    await time.advance(1_000);
    const texts = new Set();
    for (let minute = 0; minute < 3; minute++) {
      texts.add(storage.entries[0][1]);
      await time.advance(60_000);
    }
    assert.equal(texts.size, 3);
    gate.resolve();
    await time.advance(60_000);
    assert.equal(time.live, 0);
  });

  it('a task whose code no page has can be put forward and cancelled once its owner is gone', async () => {
    const time = fakeTime();
    patch(globalThis, 'navigator', {});
    const storage = await leftBehind();
    const queue = makeQueue(local);
    await time.advance(90_000);
    const { id, interrupted } = only(queue);
    assert.equal(interrupted, true);
    queue.setPriority(id, 4);
    await time.advance(0);
    assert.deepEqual([only(queue).priority, entryOf(storage).priority], [4, 4]);
    queue.cancel(id);
    await time.advance(0);
    assert.deepEqual([only(queue).status, entryOf(storage).status], ['cancelled', 'cancelled']);
  });

  /** As `leftBehind`, but the task has failed. */
  async function leftBehindFailed(time) {
    const storage = await leftBehind();
    const [[key, text]] = storage.entries;
    storage.setItem(key, JSON.stringify({ ...JSON.parse(text), status: 'failed', completedAt: time.wall }));
  }

  it('a failed task of an owner that does not answer is retried here', async () => {
    const time = fakeTime();
    patch(globalThis, 'navigator', {});
    await leftBehindFailed(time);
    const queue = makeQueue(local);
    queue.define('k', { run: (ctx) => ctx.step('one', () => 'again') });
    const handle = queue.retry(only(queue).id);
    await time.advance(1_900);
    assert.equal(only(queue).status, 'failed');
    assert.equal(queue.retry(handle.id), handle);
    // Changes nothing, the retry included.
    queue.setPriority(handle.id, 5);
    await time.advance(100);
    const outcome = await soon(handle.promise);
    await time.advance(60_000);
    assert.deepEqual([outcome.result, only(queue).retryCount, time.live], [1, 1, 0]);
  });

  it('a retry that waits for an answer leaves no timer in a queue that is disposed of', async () => {
    const time = fakeTime();
    patch(globalThis, 'navigator', {});
    await leftBehindFailed(time);
    const queue = makeQueue(local);
    queue.define('k', { run: () => assert.fail('it was retried') });
    const { promise } = queue.retry(only(queue).id);
    await time.advance(1_000);
    queue.dispose();
    assert.equal(time.live, 0);
    assert.equal((await soon(promise)).status, 'cancelled');
    await time.advance(5_000);
  });

  it('a task that was left on purpose is resumed at once', async () => {
    patch(globalThis, 'navigator', {});
    useStorage();
    const first = makeQueue(local);
    first.define('k', { run: hang });
    const { id } = first.enqueue({ kind: 'k', title: 't' });
    first.dispose();
    const second = makeQueue(local);
    second.define('k', { run: () => 'on' });
    await until(() => second.getTask(id).result === 'on');
  });
});

describe('a full store', () => {
  it('at step 3 of 5 is resumed from there by the next page', async () => {
    const said = listenToConsole();
    useLocks();
    const storage = useStorage();
    const steps = ['1', '2', '3', '4', '5'];
    const first = makeQueue(local);
    first.define('k', {
      run: async (ctx) => {
        for (const step of steps) {
          if (step === '3') storage.quota = 2_000;
          await ctx.step(step, () => (step === '3' ? 'x'.repeat(5_000) : step));
        }
        await hang();
      },
    });
    const { id } = first.enqueue({ kind: 'k', title: 't' });
    await until(() => '5' in first.getTask(id).steps, 'the last step');
    assert.deepEqual([first.persistence, said.length], ['degraded', 1]);
    assert.deepEqual(Object.keys(entryOf(storage).steps), ['1', '2']);
    first.dispose();
    storage.quota = Infinity;
    const second = makeQueue(local);
    const calls = [];
    second.define('k', {
      run: async (ctx) => {
        for (const step of steps) await ctx.step(step, () => calls.push(step));
      },
    });
    await until(() => second.getTask(id).status === 'completed', 'the end');
    assert.deepEqual(calls, ['3', '4', '5']);
  });

  it('keeps the steps that it has, and half of none', async () => {
    listenToConsole();
    useLocks();
    const storage = useStorage();
    const queue = makeQueue(local);
    queue.define('k', {
      run: async (ctx) => {
        await ctx.step('small', () => 'kept');
        storage.quota = 2_000;
        await ctx.step('large', () => 'x'.repeat(5_000));
        await hang();
      },
    });
    queue.enqueue({ kind: 'k', title: 't', input: 'i' });
    await macrotask();
    await sleep(20);
    assert.equal(queue.persistence, 'degraded');
    const { steps, input } = entryOf(storage);
    assert.deepEqual([steps, input], [{ small: 'kept' }, 'i']);
  });
});
