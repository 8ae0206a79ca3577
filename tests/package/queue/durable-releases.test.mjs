// Durable tasks that another version of the app has stored: what a release makes of their input and steps.
import { copyOf, deferred, hang, macrotask, makeQueue, makeStore, only, until } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

describe('releases', () => {
  async function stored(version, steps = ['a']) {
    const storage = makeStore();
    const queue = makeQueue({ storage });
    queue.define('k', {
      version,
      run: async (ctx) => {
        for (const name of steps) await ctx.step(name, () => name);
        await hang();
      },
    });
    queue.enqueue({ kind: 'k', title: 't', input: { v: version } });
    await macrotask();
    await macrotask();
    return copyOf(storage);
  }

  it('migrate input and steps of an older version', async () => {
    const queue = makeQueue({ storage: await stored(1) });
    const given = [];
    queue.define('k', {
      version: 2,
      migrate: async (work) => {
        given.push(work);
        return { input: { v: 'new' }, steps: { b: work.steps.a } };
      },
      run: async (ctx, input) => [input, await ctx.step('b', () => 'again')],
    });
    await until(() => only(queue).status === 'completed');
    assert.deepEqual(given, [{ version: 1, input: { v: 1 }, steps: { a: 'a' } }]);
    assert.deepEqual(only(queue).result, [{ v: 'new' }, 'a']);
  });

  it('do not bring back a task that is cancelled or dismissed during its migration', async () => {
    const storage = makeStore();
    const queue = makeQueue({ storage });
    queue.define('k', { run: hang });
    for (const title of ['cancelled', 'dismissed']) queue.enqueue({ kind: 'k', title });
    const next = makeQueue({ storage: copyOf(storage) });
    const migration = deferred();
    const migrate = async (work) => {
      await migration.promise;
      return work;
    };
    next.define('k', { version: 2, migrate, run: () => assert.fail('it ran') });
    const [{ id }, { id: dismissed }] = next.getSnapshot();
    next.cancel(id);
    next.cancel(dismissed);
    assert.equal(next.dismiss(dismissed), true);
    migration.resolve();
    await macrotask();
    await macrotask();
    assert.equal(only(next).status, 'cancelled');
  });

  it('use what is stored where there is no migrate', async () => {
    const queue = makeQueue({ storage: await stored(1) });
    queue.define('k', { version: 2, run: (ctx) => ctx.step('a', () => 'again') });
    await until(() => only(queue).status === 'completed');
    assert.equal(only(queue).result, 'a');
  });

  it('leave a task pending, with a message, whose migration throws or that is of a newer version', async () => {
    const queue = makeQueue({ storage: await stored(1) });
    const run = () => assert.fail('it must not run');
    queue.define('k', {
      version: 2,
      migrate: () => {
        throw new Error('no way back');
      },
      run,
    });
    await macrotask();
    assert.deepEqual([only(queue).status, only(queue).message], ['pending', 'no way back']);
    for (const made of [undefined, null, 5, {}, { input: 1 }, { steps: null }, { steps: 5 }]) {
      const careless = makeQueue({ storage: await stored(1) });
      careless.define('k', { version: 2, migrate: () => made, run });
      await macrotask();
      assert.deepEqual(
        [only(careless).status, only(careless).message],
        ['pending', '`migrate` has not returned { input, steps }'],
      );
    }
    const older = makeQueue({ storage: await stored(3) });
    older.define('k', { version: 2, run });
    await macrotask();
    assert.equal(only(older).status, 'pending');
    assert.match(only(older).message, /version 3.*"k"/);
  });
});
