// Bad input: a TypeError that names the field, what was expected and what came; nothing is queued.
import { hang, hasSettled, makeQueue, TaskQueue } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

const processor = () => {};
const good = { title: 'a', processor };

/** That `enqueue` refuses the options with these words, and queues nothing. */
function refuses(options, ...words) {
  const queue = makeQueue();
  let told = 0;
  queue.subscribe(() => ++told);
  assert.throws(
    () => queue.enqueue(options),
    (error) => {
      assert.equal(error.name, 'TypeError');
      assert.ok(error instanceof TypeError);
      for (const word of words)
        assert.ok(error.message.includes(word), `"${error.message}" has no "${word}"`);
      return true;
    },
  );
  assert.deepEqual([queue.size, queue.getSnapshot().length], [0, 0]);
  assert.equal(queue.enqueue(good).id, queue.getSnapshot()[0].id);
}

describe('enqueue refuses, and names the field, what was expected and what was given', () => {
  const wrong = [
    ['a missing title', { processor }, 'title', 'a string', 'undefined'],
    ['a title that is a number', { ...good, title: 5 }, 'title', 'a string', '5'],
    ['a title that is null', { ...good, title: null }, 'title', 'null'],
    ['neither processor nor processItem', { title: 'a' }, 'processor', 'processItem', 'undefined'],
    [
      'both processor and processItem',
      { ...good, processItem: processor, items: [1] },
      'processItem',
      'a function',
    ],
    ['processItem without items', { title: 'a', processItem: processor }, 'items', 'an array', 'undefined'],
    ['a processor that is none', { title: 'a', processor: 'run' }, 'processor', 'a function', '"run"'],
    ['items that are no array', { ...good, items: new Set([1]) }, 'items', 'an array', 'an object'],
    ['items that are a string', { ...good, items: 'abc' }, 'items', 'an array', '"abc"'],
    [
      'itemConcurrency 0',
      { title: 'a', items: [1], processItem: processor, itemConcurrency: 0 },
      'itemConcurrency',
      '0',
    ],
    ['itemConcurrency 1.5', { ...good, itemConcurrency: 1.5 }, 'itemConcurrency', 'whole', '1.5'],
    ['itemConcurrency NaN', { ...good, itemConcurrency: NaN }, 'itemConcurrency', 'NaN'],
    ['itemConcurrency below zero', { ...good, itemConcurrency: -1 }, 'itemConcurrency', '-1'],
    ['a timeout that is a string', { ...good, timeout: '50' }, 'timeout', 'milliseconds', '"50"'],
    ['a timeout that is NaN', { ...good, timeout: NaN }, 'timeout', 'NaN'],
    ['a timeout that is a BigInt', { ...good, timeout: 50n }, 'timeout', '50n'],
    [
      'an unknown errorStrategy',
      { ...good, errorStrategy: 'halt' },
      'errorStrategy',
      'continue',
      'stop',
      '"halt"',
    ],
    ['an errorStrategy of another type', { ...good, errorStrategy: true }, 'errorStrategy', 'true'],
    ['cancelable that is a word', { ...good, cancelable: 'yes' }, 'cancelable', 'boolean', '"yes"'],
    ['retryable that is 1', { ...good, retryable: 1 }, 'retryable', 'boolean', '1'],
    [
      'confirmBeforeUnload that is null',
      { ...good, confirmBeforeUnload: null },
      'confirmBeforeUnload',
      'null',
    ],
    ['a signal that is none', { ...good, signal: {} }, 'signal', 'AbortSignal', 'an object'],
    [
      'a controller in place of its signal',
      { ...good, signal: new AbortController() },
      'signal',
      'AbortSignal',
    ],
    ['onComplete that is none', { ...good, onComplete: [] }, 'onComplete', 'a function', 'an array'],
    ['getItemId that is a key', { ...good, getItemId: 'id' }, 'getItemId', 'a function', '"id"'],
    [
      'completionActions that are a word',
      { ...good, completionActions: 'open' },
      'completionActions',
      '"open"',
    ],
    ['a category that is a symbol', { ...good, category: Symbol('x') }, 'category', 'a string', 'a symbol'],
    ['a group that is a number', { ...good, group: 7 }, 'group', 'a string', '7'],
  ];
  for (const [what, options, ...words] of wrong) it(what, () => refuses(options, ...words));

  for (const options of [undefined, null, 'a', 5, true]) {
    it(`options that are ${String(options)}`, () =>
      refuses(options, 'options', 'an object', String(options)));
  }

  it('the first wrong field only, however many are wrong', () =>
    refuses({ title: 1, timeout: 'x' }, 'title'));

  it('a long text in short', () => {
    const queue = makeQueue();
    assert.throws(
      () => queue.enqueue({ ...good, timeout: 'x'.repeat(1e6) }),
      ({ message }) => message.length < 300,
    );
  });
});

describe('enqueue takes', () => {
  it('undefined as absent for every option', async () => {
    const names = [
      'items',
      'itemConcurrency',
      'getItemId',
      'timeout',
      'errorStrategy',
      'cancelable',
      'retryable',
      'confirmBeforeUnload',
      'priority',
      'key',
      'group',
      'dedupeKey',
      'retry',
      'signal',
      'onComplete',
      'totalTimeout',
      'completionActions',
      'icon',
      'category',
      'metadata',
      'processItem',
    ];
    const queue = makeQueue();
    const options = Object.fromEntries(names.map((name) => [name, undefined]));
    const { status } = await queue.enqueue({ ...options, ...good }).promise;
    assert.equal(status, 'completed');
    const [view] = queue.getSnapshot();
    assert.deepEqual(
      [view.cancelable, view.retryable, view.confirmBeforeUnload, view.errorStrategy, view.total],
      [true, true, true, 'continue', undefined],
    );
  });

  for (const timeout of [0, -1, null, Infinity]) {
    it(`a timeout of ${timeout} as none`, () => {
      const queue = makeQueue();
      queue.enqueue({ title: 'a', timeout, processor: hang });
      assert.equal(queue.getSnapshot()[0].deadlineAt, undefined);
    });
  }

  it('an empty title', async () => {
    const queue = makeQueue();
    assert.equal((await queue.enqueue({ title: '', processor }).promise).status, 'completed');
  });

  it('options that are frozen, have no prototype, or are an instance with getters', async () => {
    class Job {
      #title = 'job';
      get title() {
        return this.#title;
      }
      processor() {
        return 'done';
      }
    }
    const queue = makeQueue();
    const bare = Object.assign(Object.create(null), good);
    for (const options of [Object.freeze({ ...good }), bare, new Job()]) {
      assert.equal((await queue.enqueue(options).promise).status, 'completed');
    }
    assert.equal(queue.getSnapshot()[2].title, 'job');
  });

  it('each option by one read', () => {
    const reads = new Map();
    const options = new Proxy(
      { ...good, items: [1] },
      {
        get(target, name) {
          reads.set(name, (reads.get(name) ?? 0) + 1);
          return target[name];
        },
      },
    );
    makeQueue().enqueue(options);
    assert.deepEqual(
      [...reads].filter(([, count]) => count !== 1),
      [],
    );
    assert.ok(reads.size > 10);
  });
});

describe('the constructor refuses, and names the field, what was expected and what was given', () => {
  const storage = { getAll: () => [], get() {}, set() {}, remove() {} };
  const wrong = [
    [{ concurrency: 0 }, 'concurrency', 'whole number', '0'],
    [{ concurrency: 2.5 }, 'concurrency', '2.5'],
    [{ concurrency: '3' }, 'concurrency', '"3"'],
    [{ concurrency: NaN }, 'concurrency', 'NaN'],
    [{ concurrency: null }, 'concurrency', 'null'],
    [{ defaultTimeout: '5m' }, 'defaultTimeout', 'milliseconds', '"5m"'],
    [{ cancelGrace: 'never' }, 'cancelGrace', 'milliseconds', '"never"'],
    [{ cancelGrace: NaN }, 'cancelGrace', 'NaN'],
    [{ paused: 1 }, 'paused', 'boolean', '1'],
    [{ storage }, 'storage', 'clear', 'an object'],
    [{ storage: null }, 'storage', 'null'],
    [{ onTaskFail: 'log' }, 'onTaskFail', 'a function', '"log"'],
    [{ onTaskComplete: {} }, 'onTaskComplete', 'a function'],
    [{ onTaskCancel: 0 }, 'onTaskCancel', 'a function', '0'],
    [{ storageType: 'disk' }, 'storageType', "'memory', 'local', 'indexeddb' or 'auto'", '"disk"'],
    [{ storageType: 'Local' }, 'storageType', '"Local"'],
    [{ storageType: 5 }, 'storageType', "'memory', 'local', 'indexeddb' or 'auto'", '5'],
    [{ storageType: null }, 'storageType', 'null'],
    [{ storageKey: {} }, 'storageKey', 'a string', 'an object'],
    [{ redisClient: { get() {}, set() {} } }, 'redisClient', 'get, set and del', 'an object'],
    [{ redisClient: 'redis' }, 'redisClient', 'get, set and del', '"redis"'],
  ];
  for (const [config, ...words] of wrong) {
    it(`${words[0]}: ${String(config[words[0]])}`, () => {
      assert.throws(
        () => new TaskQueue(config),
        (error) => error instanceof TypeError && words.every((word) => error.message.includes(word)),
      );
    });
  }

  it('but no redisClient that is null, which is none', () => {
    assert.equal(new TaskQueue({ redisClient: null, storageType: 'memory' }).persistence, 'off');
    assert.equal(makeQueue({ redisClient: null, storageType: 'auto' }).persistence, 'degraded');
  });

  it('a config that is no object', () => {
    for (const config of [null, 5, 'x'])
      assert.throws(() => new TaskQueue(config), /Expected `config` to be an object, got /);
  });

  it('and takes Infinity and null where they mean no limit', () => {
    const queue = makeQueue({ concurrency: Infinity, defaultTimeout: null, cancelGrace: Infinity });
    assert.equal(queue.concurrency, Infinity);
    for (let at = 0; at < 50; at++) queue.enqueue({ title: 'a', processor: hang });
    assert.equal(queue.running, 50);
    assert.equal(queue.getSnapshot()[0].deadlineAt, undefined);
  });
});

describe('other methods', () => {
  it('setConcurrency refuses what is no count and changes nothing', () => {
    const queue = makeQueue({ concurrency: 2 });
    for (const value of [0, -1, 1.5, NaN, '2', null, undefined, {}, 2n]) {
      assert.throws(
        () => queue.setConcurrency(value),
        (error) => error instanceof TypeError && /concurrency/.test(error.message),
      );
      assert.equal(queue.concurrency, 2);
    }
  });

  it('subscribe refuses what is no function', () => {
    for (const value of [undefined, null, {}, 'x'])
      assert.throws(() => makeQueue().subscribe(value), TypeError);
  });

  it('answer for an unknown id without a throw', async () => {
    const queue = makeQueue();
    for (const id of ['nobody', '', undefined, null, 5, {}, Symbol('x')]) {
      assert.equal(queue.cancel(id), undefined);
      assert.equal(queue.retry(id), undefined);
      assert.equal(queue.dismiss(id), false);
      assert.equal(queue.getTask(id), undefined);
      assert.equal(queue.completionInfo(id), undefined);
    }
    assert.equal(await hasSettled(queue.onIdle()), true);
  });
});
