// What a page with a new release does with tasks that an older one has stored: what fits is resumed, and what does not says so.
import { copyOf, fakeTime, hang, macrotask, makeQueue, makeStore, only, stored, until } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

const run = (ctx) => ctx.step('one', () => 1).then(hang);
const runItem = (_item, ctx) => ctx.step('one', () => 1).then(hang);
const mustNotRun = () => assert.fail('it must not run');

/** What a page that is gone now has left of a task of the kind. */
async function left(definition, options) {
  const storage = makeStore();
  const queue = makeQueue({ storage });
  queue.define('k', definition);
  queue.enqueue({ kind: 'k', title: 't', input: 5, ...options });
  await macrotask();
  await macrotask();
  return copyOf(storage);
}

describe('a kind that has become another kind of function', () => {
  for (const [name, before, options, now, was] of [
    ['of the whole, with nothing to iterate', { run }, {}, { runItem: mustNotRun }, 'run'],
    ['of the whole', { run }, { items: ['a'] }, { runItem: mustNotRun }, 'run'],
    ['of each item', { runItem }, { items: ['a'] }, { run: mustNotRun }, 'runItem'],
  ])
    it(`leaves tasks pending, with a message, that were stored for a function ${name}`, async () => {
      const storage = await left(before, options);
      const queue = makeQueue({ storage });
      queue.define('k', now);
      await macrotask();
      assert.equal(only(queue).status, 'pending');
      assert.match(only(queue).message, new RegExp(`the kind "k" has a \`${was}\``));
      // Its own code still knows what was done.
      const again = makeQueue({ storage: copyOf(storage) });
      const seen = [];
      const replay = async (ctx) => seen.push(await ctx.step('one', () => assert.fail('again')));
      again.define('k', was === 'run' ? { run: replay } : { runItem: (_item, ctx) => replay(ctx) });
      await until(() => only(again).status === 'completed');
      assert.deepEqual(seen, [1]);
    });

  it('resumes a batch as a whole where `migrate` makes its steps fit', async () => {
    const queue = makeQueue({ storage: await left({ runItem }, { items: ['a', 'b'], itemConcurrency: 2 }) });
    queue.define('k', {
      version: 2,
      migrate: ({ input, steps }) => ({ input, steps: { all: [steps[0].one, steps[1].one] } }),
      run: async (ctx, input) => [input, ctx.items, await ctx.step('all', mustNotRun)],
    });
    await until(() => only(queue).status === 'completed');
    assert.deepEqual(only(queue).result, [5, ['a', 'b'], [1, 1]]);
  });

  it('cannot retry them', async () => {
    const storage = await left({ run });
    const [entry] = storage.kept.values();
    const queue = makeQueue({ storage: makeStore([{ ...entry, status: 'failed', completedAt: 1 }]) });
    queue.define('k', { runItem: mustNotRun });
    assert.equal(queue.retry(entry.id), undefined);
  });

  it('resumes those of a version of the package that did not store which it was', async () => {
    const storage = await left({ runItem }, { items: ['a'] });
    const [{ durable, ...entry }] = storage.kept.values();
    const { runsItems, ...record } = durable;
    const queue = makeQueue({ storage: makeStore([{ ...entry, durable: record }]) });
    queue.define('k', { runItem: (_item, ctx) => ctx.step('one', mustNotRun) });
    await until(() => only(queue).status === 'completed');
  });
});

describe('what `migrate` returns', () => {
  class Mine {}
  for (const [name, made, what] of [
    ['a Map as input', { input: new Map(), steps: {} }, 'an instance of Map'],
    ['a function in the input', { input: { f: hang }, steps: {} }, 'a function at .f'],
    ['a Map of steps', { input: 5, steps: new Map([['one', 1]]) }, 'steps that are no plain object'],
    ['a list of steps', { input: 5, steps: [1] }, 'steps that are no plain object'],
    ['steps of a class', { input: 5, steps: new Mine() }, 'steps that are no plain object'],
    ['a result that is a Map', { input: 5, steps: { one: new Map() } }, 'an instance of Map'],
  ])
    it(`is refused by the name of its kind where it is ${name}`, async () => {
      const queue = makeQueue({ storage: await left({ run }) });
      queue.define('k', { version: 2, migrate: () => made, run: mustNotRun });
      await macrotask();
      assert.deepEqual(
        [only(queue).status, only(queue).message],
        ['pending', `kind "k": what \`migrate\` returned cannot be stored: ${what}`],
      );
    });

  it('is refused without an input', async () => {
    const queue = makeQueue({ storage: await left({ run }) });
    queue.define('k', { version: 2, migrate: ({ steps }) => ({ steps }), run: mustNotRun });
    await macrotask();
    assert.deepEqual(
      [only(queue).status, only(queue).message],
      ['pending', '`migrate` has not returned { input, steps }'],
    );
  });

  for (const [name, steps] of [
    ['by name', { one: 1 }],
    ['by name, of a list', { 0: 1 }],
    ['in a Map', { 0: new Map([['one', 1]]) }],
    ['of an item that is none', { one: { one: 1 } }],
  ])
    it(`is refused where it has steps ${name} for a kind of items`, async () => {
      const queue = makeQueue({ storage: await left({ runItem }, { items: ['a'] }) });
      queue.define('k', { version: 2, migrate: ({ input }) => ({ input, steps }), runItem: mustNotRun });
      await macrotask();
      assert.equal(only(queue).status, 'pending');
      assert.match(only(queue).message, /^kind "k": what `migrate` returned cannot be stored: steps /);
    });
});

describe('a pause before an attempt', () => {
  const day = 86_400_000;
  const entry = (fields) =>
    stored({
      status: 'pending',
      items: undefined,
      total: undefined,
      attempt: 1,
      kind: 'k',
      steps: {},
      input: 5,
      durable: { version: 1, retry: { attempts: 3, minDelay: 1, maxDelay: 1, factor: 1, jitter: 0 } },
      ...fields,
    });

  it('of two days goes on for as long in a new page', async () => {
    const time = fakeTime();
    const began = time.wall - 1_000;
    const nextAttemptAt = began + 2 * day;
    const queue = makeQueue({
      storage: makeStore([entry({ createdAt: began, startedAt: began, nextAttemptAt })]),
    });
    let attempt;
    queue.define('k', {
      run: (ctx) => {
        attempt = ctx.attempt;
      },
    });
    assert.equal(only(queue).nextAttemptAt, nextAttemptAt);
    await time.advance(1.5 * day);
    assert.equal(attempt, undefined);
    await time.advance(0.5 * day);
    assert.equal(attempt, 2);
  });

  it('is no longer than it was where the clock was set back since', async () => {
    const time = fakeTime();
    const began = time.wall + 300 * day;
    const queue = makeQueue({
      storage: makeStore([entry({ createdAt: began, startedAt: began, nextAttemptAt: began + 5_000 })]),
    });
    let attempt;
    queue.define('k', {
      run: (ctx) => {
        attempt = ctx.attempt;
      },
    });
    await time.advance(5_000);
    assert.equal(attempt, 2);
  });
});
