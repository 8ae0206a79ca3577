// Values that do what no value should: the one task may suffer, the queue and everyone else may not.
import { hang, hasSettled, listenToConsole, macrotask, makeQueue, only, running, soon } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

const mine = new Error('mine');
const revoked = (target = {}) => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};

/** That the queue is as good as new. */
async function stillWorks(queue) {
  const { status, result } = await soon(queue.enqueue({ title: 'after', processor: () => 'fine' }).promise);
  assert.deepEqual([status, result], ['completed', 'fine']);
}

describe('options', () => {
  const names = [
    'title',
    'processor',
    'items',
    'timeout',
    'signal',
    'onComplete',
    'icon',
    'metadata',
    'category',
    'getItemId',
  ];
  for (const name of names) {
    it(`whose ${name} cannot be read queue nothing, and what was thrown comes out`, async () => {
      const queue = makeQueue();
      const options = { title: 'a', processor: hang };
      Object.defineProperty(options, name, {
        get() {
          throw mine;
        },
      });
      assert.throws(
        () => queue.enqueue(options),
        (error) => error === mine,
      );
      assert.equal(queue.getSnapshot().length, 0);
      await stillWorks(queue);
    });
  }

  it('that are a revoked proxy, or have one in a field', async () => {
    const queue = makeQueue();
    assert.throws(() => queue.enqueue(revoked()), TypeError);
    for (const name of ['title', 'items', 'signal', 'timeout']) {
      assert.throws(() => queue.enqueue({ title: 'a', processor: hang, [name]: revoked() }), TypeError);
    }
    assert.throws(() => queue.enqueue({ title: 'a', processor: hang, items: revoked([]) }), TypeError);
    assert.equal(queue.getSnapshot().length, 0);
    queue.enqueue({ title: 'a', processor: hang, icon: revoked(), metadata: revoked() });
    assert.equal(only(queue).status, 'running');
    await stillWorks(queue);
  });

  it('with items that throw while they are copied', async () => {
    const queue = makeQueue();
    const items = Object.defineProperty([1, 2], 1, {
      get() {
        throw mine;
      },
    });
    assert.throws(
      () => queue.enqueue({ title: 'a', processor: hang, items }),
      (error) => error === mine,
    );
    await stillWorks(queue);
  });

  it('with a revoked proxy as a processor', async () => {
    const queue = makeQueue();
    const { status, error } = await soon(queue.enqueue({ title: 'a', processor: revoked(() => {}) }).promise);
    assert.deepEqual([status, error.name], ['failed', 'TypeError']);
    await stillWorks(queue);
  });

  it('with a signal whose methods throw', async () => {
    listenToConsole();
    const queue = makeQueue();
    for (const signal of [
      {
        aborted: false,
        addEventListener() {
          throw mine;
        },
        removeEventListener() {
          throw mine;
        },
      },
      {
        aborted: false,
        addEventListener() {},
        removeEventListener() {
          throw mine;
        },
      },
      {
        aborted: true,
        get reason() {
          throw mine;
        },
        addEventListener() {},
        removeEventListener() {},
      },
    ]) {
      await soon(queue.enqueue({ title: 'a', signal, processor: () => 1 }).promise);
    }
    await stillWorks(queue);
  });

  it('with a signal that aborts twice, or while one listens', async () => {
    const queue = makeQueue({ cancelGrace: 0 });
    let heard;
    const signal = {
      aborted: false,
      reason: 'r',
      addEventListener(_, listener) {
        heard = listener;
        listener();
      },
      removeEventListener() {},
    };
    const { promise } = queue.enqueue({ title: 'a', signal, processor: assert.fail });
    assert.deepEqual([(await soon(promise)).status, (await promise).error], ['cancelled', 'r']);
    heard();
    await stillWorks(queue);
  });
});

describe('what a processor gives back', () => {
  const thenables = {
    'whose then throws': [
      {
        get then() {
          throw mine;
        },
      },
      'failed',
    ],
    'whose then throws when it is called': [
      {
        then() {
          throw mine;
        },
      },
      'failed',
    ],
    'that rejects': [
      {
        then(_, reject) {
          reject(mine);
        },
      },
      'failed',
    ],
    'that resolves twice and then throws': [
      {
        then(resolve) {
          resolve('one');
          resolve('two');
          throw mine;
        },
      },
      'completed',
    ],
    'that resolves and rejects': [
      {
        then(resolve, reject) {
          resolve('one');
          reject(mine);
        },
      },
      'completed',
    ],
    'that resolves with a thenable': [
      {
        then(resolve) {
          resolve({
            then(inner) {
              inner('one');
            },
          });
        },
      },
      'completed',
    ],
  };
  for (const [what, [value, status]] of Object.entries(thenables)) {
    for (const kind of ['a processor', 'an item']) {
      it(`a thenable ${what}, from ${kind}`, async () => {
        const queue = makeQueue();
        const body = () => value;
        const { promise } = queue.enqueue(
          kind === 'an item'
            ? { title: 'a', items: [1], processItem: body }
            : { title: 'a', processor: body },
        );
        const outcome = await soon(promise);
        assert.equal(outcome.status, status);
        if (status === 'failed') assert.equal(outcome.error, mine);
        else if (kind === 'a processor') assert.equal(outcome.result, 'one');
        await stillWorks(queue);
      });
    }
  }

  it('a thenable that never answers keeps its slot until the timeout only', async () => {
    const queue = makeQueue({ concurrency: 1 });
    const { promise } = queue.enqueue({ title: 'a', timeout: 20, processor: () => ({ then() {} }) });
    assert.equal((await soon(promise)).status, 'failed');
    await stillWorks(queue);
  });

  it('a promise of a subclass, of another kind or with a then of its own', async () => {
    class Own extends Promise {}
    const patched = Object.assign(Promise.resolve('native'), { then: (resolve) => resolve('own then') });
    const strange = Promise.resolve('native');
    Object.defineProperty(strange, 'constructor', {
      get() {
        throw mine;
      },
    });
    const queue = makeQueue();
    const results = [];
    for (const value of [
      Own.resolve('sub'),
      patched,
      new Proxy(Promise.resolve(1), {}),
      revoked(),
      strange,
    ]) {
      const { status, result } = await soon(queue.enqueue({ title: 'a', processor: () => value }).promise);
      results.push([status, result]);
    }
    assert.deepEqual(results.slice(0, 2), [
      ['completed', 'sub'],
      ['completed', 'own then'],
    ]);
    assert.equal(results[2][0], 'failed');
    assert.equal(results[3][0], 'failed');
    const rejected = await soon(queue.enqueue({ title: 'a', processor: () => Own.reject(mine) }).promise);
    assert.equal(rejected.error, mine);
    await stillWorks(queue);
  });

  it('an item that is a promise with a then of its own settles by that, one of another kind as its kind does', async () => {
    class Own extends Promise {}
    const patched = Object.assign(Promise.resolve(), { then: (_, reject) => reject(mine) });
    const made = Object.create(Promise.prototype);
    const queue = makeQueue();
    for (const value of [patched, made, Own.reject(mine), new Proxy(Promise.resolve(1), {}), revoked()]) {
      const { status, failed } = await soon(
        queue.enqueue({ title: 'a', items: [1], processItem: () => value }).promise,
      );
      assert.deepEqual([status, failed], ['failed', 1]);
    }
    await stillWorks(queue);
  });

  it('a function with a then is a thenable too', async () => {
    const queue = makeQueue();
    const { promise } = queue.enqueue({
      title: 'a',
      processor: () => Object.assign(() => {}, { then: (resolve) => resolve('called') }),
    });
    assert.equal((await soon(promise)).result, 'called');
  });
});

describe('what a processor says', () => {
  it('with wrong types throws a TypeError to it alone', async () => {
    const queue = makeQueue();
    const errors = [];
    await soon(
      queue.enqueue({
        title: 'a',
        processor: (ctx) => {
          for (const call of [
            () => ctx.setTitle(5),
            () => ctx.setMessage({}),
            () => ctx.setProgress('50%'),
            () => ctx.setProgress(Symbol('x')),
            () => ctx.onCancel('x'),
          ]) {
            try {
              call();
            } catch (error) {
              errors.push(error.name);
            }
          }
        },
      }).promise,
    );
    assert.deepEqual(errors, Array(5).fill('TypeError'));
    assert.equal(only(queue).title, 'a');
    await stillWorks(queue);
  });

  it('with numbers that are none shows no progress that is none', async () => {
    const { queue, ctx } = running();
    for (const value of [NaN, { completed: 0, total: 0 }, { completed: NaN, total: 1 }]) {
      try {
        ctx.setProgress(value);
      } catch (error) {
        assert.ok(error instanceof TypeError);
      }
      const { progress } = only(queue);
      assert.ok(progress === undefined || (progress >= 0 && progress <= 1), `${progress}`);
    }
    for (const value of [Infinity, -Infinity, 1e300]) {
      ctx.setProgress(value);
      assert.ok(only(queue).progress >= 0 && only(queue).progress <= 1);
    }
  });

  it('with ids and messages of any kind', async () => {
    const queue = makeQueue();
    const ids = [null, {}, Symbol('s'), 5n, NaN, () => {}, revoked(), '__proto__', ['a']];
    const { promise, id } = queue.enqueue({
      title: 'a',
      items: [NaN, 'b'],
      processor: (ctx) => {
        for (const value of ids) ctx.succeed(value);
        for (const message of [null, {}, Symbol('s'), mine, revoked(), Object.create(null)])
          ctx.fail('b', message);
        ctx.fail(revoked(), 'x');
      },
    });
    const outcome = await soon(promise);
    assert.equal(outcome.completed, ids.length);
    assert.ok(outcome.failedItems.every(({ message }) => typeof message === 'string'));
    assert.deepEqual(
      queue.completionInfo(id).items.map(({ status }) => status),
      ['succeeded', 'failed'],
    );
    await stillWorks(queue);
  });

  it('in texts with lone surrogates, NUL and of great length comes out as it went in', async () => {
    const queue = makeQueue();
    for (const text of ['\ud800', 'a\udc00b', '\0', '', '\u2028', 'x'.repeat(1e6)]) {
      const { promise, id } = queue.enqueue({
        title: text,
        category: text,
        items: [text],
        getItemId: () => text,
        processor: (ctx) => {
          ctx.setTitle(`t${text}`);
          ctx.setMessage(text);
          ctx.fail(text, text);
          ctx.setResult(text);
        },
      });
      const { failedItems, result, error } = await soon(promise);
      const view = queue.getTask(id);
      assert.deepEqual(
        [view.title, view.category, view.message, failedItems, result, error.message],
        [`t${text}`, text, text || text, [{ id: text, message: text }], text, text],
      );
      assert.equal(queue.completionInfo(id).items[0].id, text);
    }
  });
});

describe('a processor', () => {
  it('called as what it is: no view into the queue through this', async () => {
    let seen = 'not called';
    const queue = makeQueue();
    await queue.enqueue({
      title: 'a',
      processor() {
        seen = this;
      },
    }).promise;
    assert.equal(seen, undefined);
    await queue.enqueue({
      title: 'a',
      items: [1],
      processItem() {
        seen = this;
      },
    }).promise;
    assert.equal(seen, undefined);
  });

  it('that runs out of stack fails alone', async () => {
    const queue = makeQueue();
    const deep = () => deep() + 1;
    const other = queue.enqueue({ title: 'other', processor: hang });
    const { status, error } = await soon(queue.enqueue({ title: 'a', processor: deep }).promise);
    assert.deepEqual([status, error.name], ['failed', 'RangeError']);
    assert.equal(await hasSettled(other.promise), false);
    await stillWorks(queue);
  });

  it('that calls the queue until the stack is gone ends no page', async () => {
    listenToConsole();
    const queue = makeQueue();
    let ctx;
    const deep = () => {
      ctx.setMessage(`${Math.random()}`);
      queue.getSnapshot();
      deep();
    };
    const { promise } = queue.enqueue({
      title: 'a',
      processor: (given) => {
        ctx = given;
        deep();
      },
    });
    assert.equal((await soon(promise)).status, 'failed');
    await stillWorks(makeQueue());
    await stillWorks(queue);
  });

  it('and its item contexts stay quiet after everything is gone', async () => {
    const queue = makeQueue();
    let ctx, item;
    await soon(
      queue.enqueue({
        title: 'a',
        items: ['a'],
        processor: (given) => {
          ctx = given;
        },
      }).promise,
    );
    await soon(
      queue.enqueue({
        title: 'b',
        items: ['a'],
        processItem: (_, given) => {
          item = given;
        },
      }).promise,
    );
    queue.dismissAll();
    queue.dispose();
    for (const { succeed, fail } of [ctx, item]) {
      succeed();
      fail();
      succeed('a');
      fail('b', 'x');
    }
    ctx.setTitle('x');
    ctx.setMessage('x');
    ctx.setProgress(1);
    ctx.setResult(1);
    ctx.onCancel(() => {});
    void [
      ctx.items,
      ctx.failedItems,
      ctx.attempt,
      ctx.cancelled,
      ctx.signal.aborted,
      item.index,
      item.cancelled,
      item.signal.aborted,
    ];
    await macrotask();
    assert.deepEqual(queue.getSnapshot(), []);
  });
});
