// What many tasks cost a page: listeners on a signal that they share, and errors with a stack.
import { afterTest, hang, makeQueue, patch, soon } from './support.mjs';
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';

const { waitForWatch } = await import('taskwatch');
const TYPE = 'apis/dns.networking.miloapis.com/v1alpha1/dnszones';
const deaf = { subscribe: () => () => {} };

describe('one AbortSignal', () => {
  const listeners = (signal) => getEventListeners(signal, 'abort').length;

  it('on many tasks has one listener of a queue, which cancels all of them, and none once they have ended', async () => {
    const queue = makeQueue({ concurrency: 2, cancelGrace: 0 });
    const controller = new AbortController();
    const { signal } = controller;
    const ends = queue.enqueue({ title: 'ends', signal, processor: () => {} });
    const handles = Array.from({ length: 20 }, () => queue.enqueue({ title: 'a', signal, processor: hang }));
    assert.equal(listeners(signal), 1);
    await soon(ends.promise);
    assert.equal(listeners(signal), 1);
    const started = queue.getSnapshot().filter(({ status }) => status === 'running').length;
    const reason = new Error('enough');
    controller.abort(reason);
    for (const { promise } of handles) {
      const { status, error } = await soon(promise);
      assert.deepEqual([status, error], ['cancelled', reason]);
    }
    // None is started in a place that became free on the way.
    assert.equal(queue.getSnapshot().filter(({ startedAt }) => startedAt !== undefined).length, started + 1);
    assert.equal(listeners(signal), 0);
  });

  it('is let go of with the last task, and listened to again by a retry', async () => {
    const queue = makeQueue();
    const { signal } = new AbortController();
    const fail = () => {
      throw new Error('no');
    };
    const handles = [1, 2].map(() => queue.enqueue({ title: 'a', signal, processor: fail }));
    for (const { promise } of handles) await soon(promise);
    assert.equal(listeners(signal), 0);
    queue.pause();
    for (const { id } of handles) queue.retry(id);
    assert.equal(listeners(signal), 1);
    queue.dispose();
    assert.equal(listeners(signal), 0);
  });

  it('on many waits has one listener of them all, so that Node does not warn', async () => {
    const warnings = [];
    const listen = (warning) => warnings.push(warning);
    process.on('warning', listen);
    afterTest(() => process.off('warning', listen));
    const queue = makeQueue();
    let ctx;
    const { id, promise } = queue.enqueue({
      title: 'twenty waits',
      items: Array.from({ length: 20 }, (_, at) => at),
      itemConcurrency: 20,
      processItem: (_, context) => {
        ctx = context;
        return waitForWatch({ resourceType: TYPE, source: deaf, task: context, onEvent: () => 'continue' });
      },
    });
    assert.equal(listeners(ctx.signal), 1);
    const controller = new AbortController();
    const waits = [1, 2, 3].map(() =>
      waitForWatch({
        resourceType: TYPE,
        source: deaf,
        signal: controller.signal,
        onEvent: () => 'continue',
      }),
    );
    assert.equal(listeners(controller.signal), 1);
    waits[0].cancel();
    await assert.rejects(waits[0], { name: 'AbortError' });
    assert.equal(listeners(controller.signal), 1);
    const reason = new Error('all');
    controller.abort(reason);
    for (const wait of waits.slice(1)) await assert.rejects(wait, reason);
    assert.equal(listeners(controller.signal), 0);
    queue.cancel(id);
    assert.equal((await soon(promise)).status, 'cancelled');
    assert.equal(listeners(ctx.signal), 0);
    await new Promise((resolve) => process.nextTick(resolve));
    assert.deepEqual(warnings, []);
  });
});

describe('100,000 pending tasks', () => {
  for (const [what, end] of [
    ['dispose', (queue) => queue.dispose()],
    ['cancelAll', (queue) => queue.cancelAll()],
    ['the cancel of their group', (queue) => queue.group('g').cancel()],
  ]) {
    it(`are ended by ${what} without an error with a stack for each`, async () => {
      let captured = 0;
      const queue = makeQueue({ paused: true });
      const handles = Array.from({ length: 100_000 }, () =>
        queue.enqueue({ title: 'a', group: 'g', processor: hang }),
      );
      patch(Error, 'prepareStackTrace', undefined);
      const { stackTraceLimit } = Error;
      Object.defineProperty(Error, 'stackTraceLimit', {
        configurable: true,
        get: () => {
          captured += 1;
          return stackTraceLimit;
        },
      });
      try {
        end(queue);
      } finally {
        Object.defineProperty(Error, 'stackTraceLimit', {
          configurable: true,
          writable: true,
          value: stackTraceLimit,
        });
      }
      const first = await soon(handles[0].promise);
      const last = await soon(handles.at(-1).promise);
      assert.deepEqual(
        [first.status, last.status, first.error.name],
        ['cancelled', 'cancelled', 'AbortError'],
      );
      assert.equal(first.error, last.error);
      assert.ok(captured < 10, `${captured} stacks`);
    });
  }
});
