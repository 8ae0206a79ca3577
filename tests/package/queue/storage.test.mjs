// A caller's store: a mirror of the tasks that is written in time and can do no harm.
import {
  deferred,
  fakeTime,
  hang,
  listenToConsole,
  macrotask,
  makeQueue,
  makeStore,
  running,
  sleep,
  soon,
  stored,
} from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

describe('a change of status', () => {
  it('has reached set as a complete view before the call that made it returns', async () => {
    const storage = makeStore();
    const queue = makeQueue({ storage, concurrency: 1, cancelGrace: 0 });
    const last = (id) => storage.kept.get(id);
    const one = queue.enqueue({
      title: 'one',
      items: ['a', 'b'],
      processor: (ctx) => {
        ctx.setMessage('inside');
        ctx.succeed('a');
        return hang();
      },
    });
    assert.deepEqual(
      [last(one.id).status, last(one.id).message, last(one.id).completed, last(one.id).title],
      ['running', 'inside', 1, 'one'],
    );
    assert.deepEqual(last(one.id).succeededItems, ['a']);
    const two = queue.enqueue({ title: 'two', processor: hang });
    assert.equal(last(two.id).status, 'pending');
    one.cancel();
    assert.deepEqual([last(one.id).status, last(two.id).status], ['cancelled', 'running']);
    queue.retry(one.id);
    assert.deepEqual([last(one.id).status, last(one.id).retryCount], ['pending', 1]);
    queue.dispose();
    assert.deepEqual([last(one.id).status, last(two.id).status], ['cancelled', 'cancelled']);
  });

  it('has reached set before the handle settles and before onComplete', async () => {
    const storage = makeStore();
    const seen = [];
    const queue = makeQueue({ storage });
    const { id, promise } = queue.enqueue({
      title: 'a',
      processor: () => 'r',
      onComplete: () => seen.push(storage.kept.get(id).status),
    });
    await promise;
    seen.push(storage.kept.get(id).status);
    assert.deepEqual(seen, ['completed', 'completed']);
    assert.equal(storage.kept.get(id).result, 'r');
  });

  it('has reached a shared store likewise, of a durable task too', async () => {
    const storage = { ...makeStore(), onExternalChange: () => () => {} };
    const queue = makeQueue({ storage, paused: true });
    queue.define('k', { run: () => 1 });
    const status = ({ id }) => storage.kept.get(id).status;
    const cancelled = queue.enqueue({ kind: 'k', title: 'a' });
    cancelled.cancel();
    assert.equal(status(cancelled), 'cancelled');
    const run = queue.enqueue({ kind: 'k', title: 'b' });
    queue.resume();
    assert.equal(status(run), 'running');
    await soon(run.promise.then(() => assert.equal(status(run), 'completed')));
  });

  it('is given in views that are frozen, without icon and completionActions', async () => {
    const storage = makeStore();
    const queue = makeQueue({ storage });
    await queue.enqueue({
      title: 'a',
      icon: () => {},
      completionActions: [{}],
      metadata: { a: 1 },
      category: 'c',
      processor: () => {},
    }).promise;
    for (const [, view] of storage.writes) {
      assert.ok(Object.isFrozen(view));
      assert.deepEqual(
        [
          'icon' in view && view.icon !== undefined,
          'completionActions' in view && view.completionActions !== undefined,
        ],
        [false, false],
      );
      assert.deepEqual([view.metadata, view.category], [{ a: 1 }, 'c']);
    }
    assert.equal(typeof storage.writes[0][1].owner, 'string');
  });

  it('of a dismissed task removes it', async () => {
    const storage = makeStore();
    const queue = makeQueue({ storage });
    const { id, promise } = queue.enqueue({ title: 'a', processor: () => {} });
    await promise;
    queue.dismiss(id);
    assert.equal(storage.kept.size, 0);
    await queue.enqueue({ title: 'b', processor: () => {}, onComplete: () => queue.dismissAll() }).promise;
    await macrotask();
    assert.equal(storage.kept.size, 0);
  });
});

describe('changes within a status', () => {
  it('are written at most once per task and macrotask, with the last state', async () => {
    const storage = makeStore();
    const queue = makeQueue({ storage });
    const contexts = [];
    for (const title of 'ab')
      queue.enqueue({
        title,
        processor: (ctx) => {
          contexts.push(ctx);
          return hang();
        },
      });
    storage.writes.length = 0;
    for (let at = 0; at < 100; at++)
      for (const ctx of contexts) {
        ctx.setMessage(`${at}`);
        await null;
      }
    assert.equal(storage.writes.length, 0);
    await sleep(20);
    assert.deepEqual(
      storage.writes.map(([, { message }]) => message),
      ['99', '99'],
    );
  });

  it('are not lost where the task ends before that', async () => {
    const storage = makeStore();
    const queue = makeQueue({ storage });
    const { id, promise } = queue.enqueue({
      title: 'a',
      processor: async (ctx) => {
        await null;
        ctx.setMessage('last');
      },
    });
    await promise;
    assert.deepEqual([storage.kept.get(id).message, storage.kept.get(id).status], ['last', 'completed']);
    const { length } = storage.writes;
    await sleep(10);
    assert.equal(storage.writes.length, length);
  });

  it('of a large batch are written now and then, and the last of them all the same', async () => {
    const storage = makeStore();
    const items = Array.from({ length: 4000 }, (_, at) => at);
    const {
      ctx,
      handle: { id },
    } = running({ storage }, { items });
    storage.writes.length = 0;
    for (let at = 0; at < 100; at++) {
      ctx.succeed(at);
      await sleep(1);
    }
    assert.ok(storage.writes.length <= 10, `${storage.writes.length} writes`);
    await sleep(100);
    assert.equal(storage.kept.get(id).completed, 100);
    const { length } = storage.writes;
    await sleep(50);
    assert.equal(storage.writes.length, length);
  });

  it('are written for items that return, too, whatever comes next', async () => {
    for (const items of [
      ['a', 'hangs'],
      ['a', 'hangs', 'b'],
    ]) {
      const time = fakeTime();
      const storage = makeStore();
      const queue = makeQueue({ storage });
      const ends = deferred();
      queue.enqueue({
        title: 'batch',
        items,
        itemConcurrency: 2,
        timeout: 60_000,
        processItem: (item) => (item === 'a' ? ends.promise : hang()),
      });
      await time.advance(1);
      ends.resolve();
      await time.advance(1);
      assert.deepEqual([...storage.kept.values()][0].succeededItems, ['a']);
    }
  });

  it('use the one timer there is', async () => {
    const time = fakeTime();
    const { handle, ctx } = running({ storage: makeStore() }, { timeout: 1000 });
    ctx.setMessage('x');
    assert.equal(time.live, 1);
    await time.advance(10);
    assert.equal(time.live, 1);
    await time.advance(990);
    assert.equal((await soon(handle.promise)).status, 'failed');
    assert.equal(time.live, 0);
  });
});

describe('a store that misbehaves delays and fails nothing', () => {
  const error = new Error('quota');
  const methods = ['getAll', 'set', 'remove', 'onReady', 'onExternalChange'];
  const bad = {
    throws: () => {
      throw error;
    },
    rejects: () => Promise.reject(error),
    'gives a thenable that throws': () => ({
      then() {
        throw error;
      },
    }),
    'throws undefined': () => {
      throw undefined;
    },
  };
  for (const method of methods) {
    for (const [how, answer] of Object.entries(bad)) {
      it(`${method} ${how}`, async () => {
        const said = listenToConsole();
        const queue = makeQueue({ storage: { ...makeStore(), [method]: answer } });
        const { id, promise } = queue.enqueue({
          title: 'a',
          processor: (ctx) => {
            ctx.setMessage('x');
            return 'r';
          },
        });
        assert.equal((await soon(promise)).result, 'r');
        queue.dismiss(id);
        await macrotask();
        assert.equal(queue.persistence, 'degraded');
        assert.equal(said.length, 1);
        assert.deepEqual(queue.getSnapshot(), []);
      });
    }
  }

  for (const [what, answer] of [
    ['hangs', hang],
    ['gives undefined', () => {}],
    ['gives null', () => null],
  ]) {
    it(`getAll ${what}`, async () => {
      const queue = makeQueue({ storage: { ...makeStore(), getAll: answer } });
      assert.equal(
        (await soon(queue.enqueue({ title: 'a', processor: () => 1 }).promise)).status,
        'completed',
      );
    });
  }

  for (const [what, make] of [
    [
      'a revoked proxy',
      () => {
        const { proxy, revoke } = Proxy.revocable([], {});
        revoke();
        return proxy;
      },
    ],
    [
      'a list that throws while it is read',
      () =>
        Object.defineProperty([], 0, {
          get() {
            throw error;
          },
          enumerable: true,
        }),
    ],
    ['a text', () => 'tasks'],
    ['an object', () => ({ a: stored() })],
  ]) {
    it(`getAll gives ${what}`, async () => {
      const said = listenToConsole();
      const queue = makeQueue({ storage: { ...makeStore(), getAll: make } });
      assert.equal(
        (await soon(queue.enqueue({ title: 'a', processor: () => 1 }).promise)).status,
        'completed',
      );
      assert.ok(said.length <= 1);
      assert.equal(queue.persistence, 'degraded');
    });
  }

  it('set that hangs', async () => {
    const queue = makeQueue({ storage: { ...makeStore(), set: hang } });
    assert.equal((await soon(queue.enqueue({ title: 'a', processor: () => 1 }).promise)).status, 'completed');
    assert.equal(queue.persistence, 'ok');
  });

  for (const method of ['getAll', 'set']) {
    it(`${method} that has not answered for 2 s is reported once, when the store is next needed or asked about`, async () => {
      const said = listenToConsole();
      for (const ask of [
        (queue) => queue.persistence,
        (queue) => queue.enqueue({ title: 'b', processor: hang }),
      ]) {
        const time = fakeTime();
        const queue = makeQueue({ storage: { ...makeStore(), [method]: hang } });
        assert.equal(
          (await soon(queue.enqueue({ title: 'a', processor: () => 1 }).promise)).status,
          'completed',
        );
        assert.equal(time.live, 0);
        await time.advance(1_999);
        assert.equal(queue.persistence, 'ok');
        await time.advance(1);
        ask(queue);
        assert.equal(said.length, 1);
        assert.match(String(said.pop().cause), /not answered for 2000 ms/);
        queue.enqueue({ title: 'c', processor: hang });
        assert.deepEqual([queue.persistence, said.length], ['degraded', 0]);
        queue.dispose();
      }
    });
  }

  it('one that answers late, within 2 s, is no slow one', async () => {
    const time = fakeTime();
    const queue = makeQueue({
      storage: { ...makeStore(), set: () => new Promise((resolve) => setTimeout(resolve, 1_900)) },
    });
    queue.enqueue({ title: 'a', processor: () => 1 });
    await time.advance(5_000);
    assert.equal(queue.persistence, 'ok');
  });

  it('a method that calls back into the queue', async () => {
    const storage = makeStore();
    let queue,
      calls = 0;
    for (const method of ['set', 'remove']) {
      const plain = storage[method];
      storage[method] = (...values) => {
        plain(...values);
        if (++calls > 20) return;
        queue?.dismissAll();
        queue?.enqueue({ title: `by ${method}`, processor: () => 1 });
        queue?.getSnapshot();
      };
    }
    queue = makeQueue({ storage });
    const { promise } = queue.enqueue({ title: 'a', processor: () => 1 });
    assert.equal((await soon(promise)).status, 'completed');
    await soon(queue.onIdle());
    assert.ok(calls > 20);
    assert.deepEqual(
      [...storage.kept.keys()].sort(),
      queue
        .getSnapshot()
        .map(({ id }) => id)
        .sort(),
    );
  });

  it('methods are called as methods of the store', async () => {
    class Store {
      #kept = new Map();
      getAll() {
        return [...this.#kept.values()];
      }
      get(id) {
        return this.#kept.get(id);
      }
      set(id, view) {
        this.#kept.set(id, view);
      }
      remove(id) {
        this.#kept.delete(id);
      }
      clear() {
        this.#kept.clear();
      }
      onReady(callback) {
        this.#kept.size;
        callback();
      }
      onExternalChange() {
        this.#kept.size;
        return () => {};
      }
    }
    const queue = makeQueue({ storage: new Store() });
    const { id, promise } = queue.enqueue({ title: 'a', processor: () => 1 });
    await promise;
    queue.dismiss(id);
    assert.equal(queue.persistence, 'ok');
  });
});

describe('persistence', () => {
  it('is off without a store and ok with one', () => {
    assert.equal(makeQueue().persistence, 'off');
    assert.equal(makeQueue({ storage: makeStore() }).persistence, 'ok');
  });

  it('that degrades calls listeners', async () => {
    listenToConsole();
    const queue = makeQueue({
      storage: { ...makeStore(), set: () => Promise.reject(new Error('x')) },
      paused: true,
    });
    queue.enqueue({ title: 'a', processor: hang });
    let told = 0;
    queue.subscribe(() => ++told);
    await macrotask();
    assert.deepEqual([told, queue.persistence], [1, 'degraded']);
  });
});
