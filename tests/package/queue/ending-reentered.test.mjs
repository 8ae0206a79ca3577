// The middle of an end: cleanups, abort listeners and getters that dismiss, retry and replace what is ending.
import { doEverything, fakeTime, hang, listenToConsole, makeQueue, soon } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

describe('a task may be dismissed, retried or replaced in the middle of its end', () => {
  /** Ways to end a running task whose cleanups run at its end. */
  const ends = {
    'a timeout': { options: { timeout: 50 }, end: (_queue, _id, time) => time.advance(50), status: 'failed' },
    'a cancel without grace': {
      config: { cancelGrace: 0 },
      end: (queue, id) => queue.cancel(id),
      status: 'cancelled',
    },
    dispose: { end: (queue) => queue.dispose(), status: 'cancelled' },
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
          let acted = 0,
            cleaned = 0,
            got,
            id;
          const body = () => (ctx) => {
            ctx.onCancel(() => ++cleaned);
            register(ctx, () => {
              acted += 1;
              if (acted === 1) got = act(queue, id);
            });
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
            const expected =
              how === 'dispose'
                ? ['cancelled', undefined]
                : ['completed', what.startsWith('retries') ? 'again' : 'other'];
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
    [
      'retry',
      (queue) => {
        for (const { id } of queue.getSnapshot()) queue.retry(id);
      },
    ],
    [
      'replace',
      (queue) => {
        queue.dismissAll();
        queue.enqueue({ title: 'new', processor: () => 'new' });
      },
    ],
  ]) {
    it(`the cleanup of the first may ${what} all: each cleanup runs once, each handle settles as it ended`, async () => {
      const said = listenToConsole();
      const time = fakeTime();
      const queue = makeQueue({ concurrency: 9 });
      const cleaned = [];
      let isFirst = true;
      const handles = [0, 1, 2, 3].map((at) => {
        let runs = 0;
        return queue.enqueue({
          title: String(at),
          timeout: 50,
          processor: (ctx) => {
            if (++runs > 1) return 'again';
            ctx.onCancel(() => {
              cleaned.push(at);
              if (isFirst) {
                isFirst = false;
                act(queue);
              }
            });
            return hang();
          },
        });
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
  for (const [what, act] of [
    ['retry', (queue, id) => queue.retry(id)],
    ['dismiss', (queue, id) => queue.dismiss(id)],
    ['everything', doEverything],
  ]) {
    for (const kind of ['a processor', 'an item']) {
      it(`${what}, where ${kind} threw`, async () => {
        const said = listenToConsole();
        const queue = makeQueue();
        let runs = 0,
          id;
        const error = {
          get message() {
            act(queue, id);
            return 'read';
          },
        };
        const body = () => {
          if (++runs > 1) return 'again';
          throw error;
        };
        const handle = queue.enqueue(
          kind === 'an item'
            ? { title: 'a', items: [1], processItem: body }
            : { title: 'a', processor: body },
        );
        ({ id } = handle);
        const outcome = await soon(handle.promise);
        // While the error is read its task has not ended: one that cancels it then has cancelled it.
        if (what === 'everything') assert.equal(outcome.status, 'cancelled');
        else {
          assert.deepEqual(
            [outcome.status, outcome.failed, outcome.failedItems.map(({ message }) => message)],
            ['failed', 1, ['read']],
          );
          assert.equal(outcome.error, error);
        }
        await soon(queue.onIdle());
        assert.deepEqual(said, []);
      });
    }
  }
});
