// What is left of tasks and queues that nobody holds any more.
import { hang, macrotask, makeQueue, patch, running, sleep, soon, TaskQueue } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

/** Whether the object of a weak reference is collected within two seconds. */
async function isCollected(ref) {
  for (let at = 0; at < 40; at++) {
    // What was dereferenced in this turn is kept until it ends.
    await sleep(at);
    gc();
    await macrotask();
    if (ref.deref() === undefined) return true;
  }
  return false;
}

/** Memory after a collection, in MB. */
async function memory() {
  for (let at = 0; at < 4; at++) {
    gc();
    await macrotask();
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return (heapUsed + external + arrayBuffers) / 1e6;
}

describe('the functions of a task', () => {
  const big = (refs, made) => {
    refs.push(new WeakRef(made));
    return made;
  };
  const enqueueAll = (queue, refs, isFailing) => {
    const end = () => {
      if (isFailing) throw new Error('no');
    };
    const functions = () => ({
      getItemId: big(refs, (item) => `id-${item}`),
      onComplete: big(refs, () => {}),
      completionActions: big(refs, () => []),
      retry: { attempts: 1, retryIf: big(refs, () => true) },
    });
    return Promise.all([
      queue.enqueue({ title: 'a', items: ['x'], processor: big(refs, () => end()), ...functions() }).promise,
      queue.enqueue({ title: 'b', items: ['x'], processItem: big(refs, () => end()), ...functions() })
        .promise,
    ]);
  };

  it('are let go of once it has completed, and what is shown of it stays', async () => {
    const queue = makeQueue();
    const refs = [];
    await enqueueAll(queue, refs, false);
    assert.equal(refs.length, 10);
    for (const ref of refs) assert.equal(await isCollected(ref), true);
    const [, batch] = queue.getSnapshot();
    assert.deepEqual(batch.succeededItems, ['id-x']);
    assert.deepEqual(queue.completionInfo(batch.id).items, [{ id: 'id-x', status: 'succeeded', data: 'x' }]);
    assert.equal(queue.retry(batch.id), undefined);
  });

  it('are kept while it can be retried', async () => {
    const queue = makeQueue();
    const refs = [];
    await enqueueAll(queue, refs, true);
    gc();
    await macrotask();
    gc();
    assert.deepEqual(
      refs.map((ref) => ref.deref() !== undefined),
      refs.map(() => true),
    );
    for (const { id } of queue.getSnapshot()) assert.equal((await queue.retry(id).promise).status, 'failed');
  });
});

describe('a queue that nobody holds is collected', () => {
  const lives = {
    unused: () => {},
    'after a look at it': (queue) => {
      queue.getSnapshot();
      queue.onIdle();
      queue.inspect();
    },
    'after its tasks have ended': async (queue) => {
      await queue.enqueue({
        title: 'a',
        items: [1],
        processor: (ctx) => {
          ctx.onCancel(() => {});
          ctx.succeed(1);
          return ctx.signal;
        },
      }).promise;
      await queue.enqueue({
        title: 'b',
        processor: () => {
          throw new Error('x');
        },
      }).promise;
    },
    'with a listener': (queue) => {
      queue.subscribe(() => queue.getSnapshot());
    },
    'with tasks that wait': (queue) => {
      queue.pause();
      queue.enqueue({ title: 'a', processor: hang });
    },
    'with a body that never settles and has no limit': (queue) => {
      queue.enqueue({ title: 'a', timeout: 0, processor: hang });
    },
    'after dispose of a running task': (queue) => {
      queue.enqueue({ title: 'a', processor: hang });
      queue.dispose();
    },
  };
  for (const [what, live] of Object.entries(lives)) {
    it(what, async () => {
      const make = async () => {
        const queue = new TaskQueue();
        await live(queue);
        return new WeakRef(queue);
      };
      const ref = await make();
      await macrotask();
      assert.equal(await isCollected(ref), true);
    });
  }

  it("a task's body, items and result, once it was dismissed", async () => {
    const queue = makeQueue();
    const make = async () => {
      const item = {},
        result = {},
        metadata = {};
      const processor = () => result;
      const { id, promise } = queue.enqueue({ title: 'a', items: [item], metadata, processor });
      await promise;
      queue.getSnapshot();
      queue.dismiss(id);
      return [item, result, metadata, processor].map((value) => new WeakRef(value));
    };
    const refs = await make();
    queue.getSnapshot();
    await macrotask();
    for (const ref of refs) assert.equal(await isCollected(ref), true);
  });

  it('a task that a long-lived signal could cancel, once it has ended', async () => {
    const queue = makeQueue();
    const { signal } = new AbortController();
    const make = async () => {
      const processor = () => 1;
      const { id, promise } = queue.enqueue({ title: 'a', signal, processor });
      await promise;
      queue.dismiss(id);
      return new WeakRef(processor);
    };
    const ref = await make();
    queue.getSnapshot();
    await macrotask();
    assert.equal(await isCollected(ref), true);
    assert.equal(signal.aborted, false);
  });
});

it('a dropped queue whose durable task has ended stops listening to its page', async () => {
  const listeners = new Set();
  patch(globalThis, 'addEventListener', (_, listener) => listeners.add(listener));
  patch(globalThis, 'removeEventListener', (_, listener) => listeners.delete(listener));
  const live = async () => {
    const queue = new TaskQueue();
    queue.define('k', { run: () => 1 });
    await queue.enqueue({ kind: 'k', title: 'a' }).promise;
  };
  await live();
  assert.ok(listeners.size > 0);
  for (let at = 0; at < 40 && listeners.size > 0; at++) {
    await sleep(at);
    gc();
    await macrotask();
  }
  assert.equal(listeners.size, 0);
});

describe('memory stays flat', () => {
  it('over 200,000 tasks that were dismissed', async () => {
    const queue = makeQueue({ concurrency: 50 });
    queue.subscribe(() => queue.getSnapshot());
    const round = async (count) => {
      for (let at = 0; at < count; at += 1000) {
        for (let more = 0; more < 1000; more++) {
          queue.enqueue({
            title: 'a',
            items: [1, 2],
            timeout: 1000 + more,
            processor: (ctx) => {
              ctx.succeed(1);
              ctx.signal;
              if (more % 7 === 0) throw more;
            },
          });
        }
        await soon(queue.onIdle(), 'onIdle', 20_000);
        queue.dismissAll();
      }
      assert.equal(queue.getSnapshot().length, 0);
      return memory();
    };
    const warm = await round(40_000);
    const after = await round(160_000);
    assert.ok(after - warm < 3, `${warm.toFixed(1)} MB, then ${after.toFixed(1)} MB`);
  });

  it('over 2,000 queues that were used and dropped', async () => {
    const round = async (count) => {
      for (let at = 0; at < count; at++) {
        const queue = new TaskQueue();
        await queue.enqueue({ title: 'a', processor: () => 1 }).promise;
        if (at % 2) queue.dispose();
        if (at % 100 === 0) await macrotask();
      }
      return memory();
    };
    const warm = await round(1000);
    await sleep(50);
    const after = await round(2000);
    assert.ok(after - warm < 3, `${warm.toFixed(1)} MB, then ${after.toFixed(1)} MB`);
  });

  it('over 50,000 changes of one running task', async () => {
    const { queue, ctx } = running();
    queue.subscribe(() => queue.getSnapshot());
    const round = async (count) => {
      for (let at = 0; at < count; at++) {
        ctx.setMessage(`${at}`);
        ctx.setProgress(at / count);
        if (at % 1000 === 0) await macrotask();
      }
      await macrotask();
      return memory();
    };
    const warm = await round(10_000);
    assert.ok((await round(50_000)) - warm < 1);
  });
});
