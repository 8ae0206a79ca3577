// Concurrency, pause and resume, and the promises for a queue that is idle, empty or drained.
import { deferred, fakeTime, hang, hasSettled, macrotask, makeQueue, soon, statuses } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

describe('concurrency', () => {
  it('is three by default', () => {
    const queue = makeQueue();
    for (const title of 'abcde') queue.enqueue({ title, processor: hang });
    assert.deepEqual([queue.concurrency, queue.running, queue.waiting, queue.size], [3, 3, 2, 5]);
  });

  it('raised starts what can start before setConcurrency returns; lowered lets what runs go on', async () => {
    const queue = makeQueue({ concurrency: 1 });
    const bodies = [];
    for (const title of 'abcd')
      queue.enqueue({
        title,
        processor: () => {
          bodies.push(deferred());
          return bodies.at(-1).promise;
        },
      });
    queue.setConcurrency(3);
    assert.deepEqual(statuses(queue), ['a running', 'b running', 'c running', 'd pending']);
    queue.setConcurrency(1);
    assert.equal(queue.running, 3);
    bodies[0].resolve();
    bodies[1].resolve();
    await macrotask();
    assert.deepEqual([queue.running, queue.waiting], [1, 1]);
    bodies[2].resolve();
    await macrotask();
    assert.equal(queue.getSnapshot()[3].status, 'running');
    queue.setConcurrency(Infinity);
    assert.equal(queue.concurrency, Infinity);
  });
});

describe('a paused queue', () => {
  it('starts nothing, lets what runs go on, its items too, and resumes before resume returns', async () => {
    const queue = makeQueue({ concurrency: 2 });
    const bodies = [deferred(), deferred()];
    const items = [];
    queue.enqueue({
      title: 'batch',
      items: [0, 1],
      processItem: (item) => {
        items.push(item);
        return bodies[item].promise;
      },
    });
    queue.pause();
    assert.equal(queue.paused, true);
    queue.enqueue({ title: 'waits', processor: hang });
    bodies[0].resolve();
    await macrotask();
    assert.deepEqual(items, [0, 1]);
    assert.deepEqual(statuses(queue), ['batch running', 'waits pending']);
    queue.resume();
    assert.equal(queue.paused, false);
    assert.deepEqual(statuses(queue), ['batch running', 'waits running']);
  });

  it('can begin so', () => {
    const queue = makeQueue({ paused: true });
    queue.enqueue({ title: 'a', processor: hang });
    assert.deepEqual([queue.paused, queue.running, queue.waiting], [true, 0, 1]);
    queue.resume();
    assert.equal(queue.running, 1);
  });

  it('still times out, cancels and dismisses', async () => {
    const time = fakeTime();
    const queue = makeQueue({ concurrency: 1 });
    const runs = queue.enqueue({ title: 'runs', timeout: 50, processor: hang });
    const waits = queue.enqueue({ title: 'waits', processor: hang });
    queue.pause();
    await time.advance(50);
    assert.equal((await soon(runs.promise)).status, 'failed');
    assert.equal(queue.running, 0);
    waits.cancel();
    assert.equal((await soon(waits.promise)).status, 'cancelled');
    assert.equal(queue.dismiss(runs.id), true);
  });

  it('gives no promise unless asked to drain', () => {
    const queue = makeQueue();
    assert.equal(queue.pause(), undefined);
    assert.equal(queue.pause({}), undefined);
  });

  it('pauses nothing where drain is no boolean, and names it', () => {
    const queue = makeQueue();
    const message = 'Expected `drain` to be a boolean, got "yes"';
    assert.throws(() => queue.pause({ drain: 'yes' }), { name: 'TypeError', message });
    assert.equal(queue.paused, false);
  });

  it('says when it is drained, whatever still waits', async () => {
    const queue = makeQueue({ concurrency: 1 });
    const body = deferred();
    queue.enqueue({ title: 'a', processor: () => body.promise });
    queue.enqueue({ title: 'b', processor: hang });
    const drained = queue.pause({ drain: true });
    assert.equal(await hasSettled(drained), false);
    body.reject(new Error('x'));
    await soon(drained);
    assert.deepEqual([queue.running, queue.waiting], [0, 1]);
    assert.equal(await hasSettled(queue.pause({ drain: true })), true);
  });
});

describe('onIdle', () => {
  it('resolves at once where nothing waits or runs', async () => {
    assert.equal(await hasSettled(makeQueue().onIdle()), true);
  });

  it('resolves when the last task has ended, and its handle has settled by then', async () => {
    const queue = makeQueue({ concurrency: 1 });
    const order = [];
    const idle = queue.enqueue({ title: 'a', processor: () => macrotask() });
    const last = queue.enqueue({ title: 'b', processor: () => macrotask() });
    last.promise.then(() => order.push('handle'));
    await soon(queue.onIdle().then(() => order.push('idle')));
    assert.deepEqual(order, ['handle', 'idle']);
    assert.equal((await idle.promise).status, 'completed');
  });

  it('does not where a paused queue has waiting tasks, and resolves once they were cancelled', async () => {
    const queue = makeQueue({ paused: true });
    const { cancel } = queue.enqueue({ title: 'a', processor: hang });
    const idle = queue.onIdle();
    assert.equal(await hasSettled(idle), false);
    cancel();
    await soon(idle);
  });

  it('waits for a task that onComplete adds', async () => {
    const queue = makeQueue();
    let ran = false;
    queue.enqueue({
      title: 'a',
      processor: () => {},
      onComplete: () => {
        queue.enqueue({
          title: 'b',
          processor: async () => {
            await macrotask();
            ran = true;
          },
        });
      },
    });
    await soon(queue.onIdle());
    assert.equal(ran, true);
  });

  it('waits for a cancelled task that goes on, and resolves after a timeout', async () => {
    const time = fakeTime();
    const queue = makeQueue();
    queue.enqueue({ title: 'a', processor: hang }).cancel();
    queue.enqueue({ title: 'b', timeout: 6000, processor: hang });
    const idle = queue.onIdle();
    await time.advance(5000);
    assert.equal(await hasSettled(idle), false);
    await time.advance(1000);
    await soon(idle);
  });

  it('resolves with undefined for everyone who waits', async () => {
    const queue = makeQueue();
    const { cancel } = queue.enqueue({ title: 'a', processor: hang });
    const all = [queue.onIdle(), queue.onIdle(), queue.onEmpty(), queue.pause({ drain: true })];
    queue.dispose();
    cancel();
    assert.deepEqual(await soon(Promise.all(all)), [undefined, undefined, undefined, undefined]);
  });
});

describe('onEmpty', () => {
  it('resolves when nothing waits, whatever runs', async () => {
    const queue = makeQueue({ concurrency: 1 });
    const body = deferred();
    queue.enqueue({ title: 'a', processor: () => body.promise });
    assert.equal(await hasSettled(queue.onEmpty()), true);
    queue.enqueue({ title: 'b', processor: hang });
    const empty = queue.onEmpty();
    assert.equal(await hasSettled(empty), false);
    body.resolve();
    await soon(empty);
    assert.equal(queue.running, 1);
  });

  it('resolves on cancel and on setConcurrency', async () => {
    const queue = makeQueue({ concurrency: 1 });
    queue.enqueue({ title: 'a', processor: hang });
    const { cancel } = queue.enqueue({ title: 'b', processor: hang });
    const first = queue.onEmpty();
    cancel();
    await soon(first);
    queue.enqueue({ title: 'c', processor: hang });
    const second = queue.onEmpty();
    queue.setConcurrency(2);
    await soon(second);
  });
});
