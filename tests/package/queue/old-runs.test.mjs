// A run that continues after its end: its reports affect a retry at most.
import { deferred, fakeTime, hang, hasSettled, macrotask, makeQueue, only, soon } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

describe('an old run that goes on', () => {
  /** A batch that timed out; `ctx` is of its run, which continues. */
  async function timedOut(config) {
    const time = fakeTime();
    const queue = makeQueue(config);
    const given = [];
    const body = deferred();
    let old;
    const { id, promise } = queue.enqueue({
      title: 'a',
      timeout: 50,
      items: ['a', 'b', 'c'],
      processor: (ctx) => {
        given.push([...ctx.items]);
        old ??= ctx;
        return given.length === 1 ? body.promise : hang();
      },
    });
    await time.advance(50);
    await promise;
    return { time, queue, given, body, old, id };
  }

  it('keeps from a retry what it reports as succeeded after its end', async () => {
    const { queue, given, old, id } = await timedOut();
    old.succeed('b');
    old.fail('c', 'late');
    assert.deepEqual([only(queue).completed, only(queue).failed], [0, 1]);
    queue.retry(id);
    assert.deepEqual(given[1], ['a', 'c']);
    assert.equal(only(queue).completed, 1);
    assert.deepEqual(only(queue).succeededItems, ['b']);
  });

  it('does so too while the retry waits for a slot', async () => {
    const { queue, given, old, id } = await timedOut({ concurrency: 1 });
    const block = deferred();
    queue.enqueue({ title: 'block', processor: () => block.promise });
    queue.retry(id);
    old.succeed('a');
    block.resolve();
    await macrotask();
    assert.deepEqual(given[1], ['b', 'c']);
    assert.equal(queue.getTask(id).completed, 1);
  });

  it('has it listed as soon as it counts', async () => {
    const { queue, old, id } = await timedOut({ concurrency: 1 });
    queue.enqueue({ title: 'block', processor: hang });
    old.succeed('b');
    queue.retry(id);
    const { status, completed, succeededItems } = queue.getTask(id);
    assert.deepEqual([status, completed, succeededItems], ['pending', 1, ['b']]);
  });

  it('completes the retry where it reports all', async () => {
    const { queue, old, id, given } = await timedOut();
    for (const item of ['a', 'b', 'c']) old.succeed(item);
    const outcome = await soon(queue.retry(id).promise);
    assert.deepEqual([outcome.status, outcome.completed, given.length], ['completed', 3, 1]);
  });

  it('never touches the later run', async () => {
    const { queue, old, body, id } = await timedOut();
    const again = queue.retry(id);
    const view = only(queue);
    old.succeed('a');
    old.fail('b', 'late');
    old.setTitle('old');
    old.setMessage('old');
    old.setProgress(1);
    old.setResult('old');
    body.resolve('old');
    await macrotask();
    body.reject(new Error('old'));
    await macrotask();
    assert.equal(only(queue), view);
    assert.equal(await hasSettled(again.promise), false);
  });

  it("does not end the later run's items when its own settle", async () => {
    const time = fakeTime();
    const queue = makeQueue();
    const bodies = [];
    const { id, promise } = queue.enqueue({
      title: 'a',
      timeout: 50,
      items: ['a', 'b'],
      itemConcurrency: 2,
      processItem: () => {
        bodies.push(deferred());
        return bodies.at(-1).promise;
      },
    });
    await time.advance(50);
    await promise;
    const again = queue.retry(id);
    bodies[0].resolve();
    bodies[1].reject(new Error('old'));
    await macrotask();
    assert.deepEqual([only(queue).status, only(queue).completed, only(queue).failed], ['running', 0, 0]);
    bodies[2].resolve();
    bodies[3].resolve();
    assert.equal((await soon(again.promise)).completed, 2);
  });

  it('is not harmed by the dismissal of its task', async () => {
    const { queue, old, body, id } = await timedOut();
    assert.equal(queue.dismiss(id), true);
    queue.enqueue({ title: 'takes its place', items: ['a'], processor: hang });
    old.succeed('a');
    old.fail('a', 'x');
    old.setMessage('x');
    old.setProgress(1);
    assert.deepEqual([old.items, old.cancelled, old.attempt], [['a', 'b', 'c'], true, 1]);
    body.resolve();
    await macrotask();
    assert.deepEqual([only(queue).completed, only(queue).message, only(queue).progress], [0, undefined, 0]);
  });
});
