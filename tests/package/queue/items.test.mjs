// Items: iterated by the queue or by the processor, told apart by position, labelled by id.
import { deferred, hang, listenToConsole, macrotask, makeQueue, only, patch, soon } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

const fill = (options) => ({ title: 'a', ...options });

/** Runs a batch to its end. */
async function batch(items, processItem, options, queue = makeQueue()) {
  const handle = queue.enqueue(fill({ items, processItem, ...options }));
  const outcome = await soon(handle.promise);
  return { queue, outcome, view: only(queue), info: queue.completionInfo(handle.id), id: handle.id };
}

describe('processItem', () => {
  it('is given each item once, in order, with its index', async () => {
    const seen = [];
    const { outcome, view } = await batch(['x', 'y', 'z'], (item, { index }) => {
      seen.push([item, index]);
    });
    assert.deepEqual(seen, [
      ['x', 0],
      ['y', 1],
      ['z', 2],
    ]);
    assert.deepEqual(
      [outcome.status, outcome.completed, outcome.failed, outcome.result],
      ['completed', 3, 0, undefined],
    );
    assert.deepEqual([view.total, view.progress, view.succeededItems], [3, 1, ['x', 'y', 'z']]);
  });

  it('has as many items in flight as itemConcurrency says, one by default', async () => {
    for (const [itemConcurrency, expected] of [
      [undefined, 1],
      [3, 3],
      [Infinity, 12],
    ]) {
      let running = 0,
        most = 0;
      await batch(
        Array.from({ length: 12 }),
        async () => {
          most = Math.max(most, ++running);
          await macrotask();
          running -= 1;
        },
        { itemConcurrency },
      );
      assert.equal(most, expected);
    }
  });

  it('keeps to itemConcurrency with equal and falsy items', async () => {
    let running = 0,
      most = 0;
    const items = [0, 0, '', '', null, undefined, false, NaN, NaN, 'same', 'same', 'same'];
    const { outcome } = await batch(
      items,
      async () => {
        most = Math.max(most, ++running);
        await macrotask();
        running -= 1;
      },
      { itemConcurrency: 2 },
    );
    assert.deepEqual([most, outcome.completed], [2, items.length]);
  });

  it('starts the next item in the turn in which one settled', async () => {
    const bodies = [deferred(), deferred()];
    const started = [];
    makeQueue().enqueue(
      fill({
        items: [0, 1],
        processItem: (item) => {
          started.push(item);
          return bodies[item].promise;
        },
      }),
    );
    bodies[0].resolve();
    await macrotask();
    assert.deepEqual(started, [0, 1]);
  });

  it('takes a throw of anything as a failed item, and the first one as the error', async () => {
    const errors = [new Error('one'), undefined, null, 'text'];
    const { outcome } = await batch(
      [0, 1, 2, 3, 4],
      (item) => {
        if (item < 4) throw errors[item];
      },
      { itemConcurrency: 2 },
    );
    assert.deepEqual([outcome.status, outcome.completed, outcome.failed], ['failed', 1, 4]);
    assert.deepEqual(outcome.failedItems, [
      { id: '0', message: 'one' },
      { id: '1', message: 'undefined' },
      { id: '2', message: 'null' },
      { id: '3', message: 'text' },
    ]);
    assert.equal(outcome.error, errors[0]);
  });

  it('lets the item speak for itself: its last word before its end decides', async () => {
    const { outcome, info } = await batch(['a', 'b', 'c', 'd', 'e'], (item, ctx) => {
      if (item === 'a') ctx.fail(undefined, 'said so');
      if (item === 'b') {
        ctx.succeed();
        throw new Error('does not count');
      }
      if (item === 'c') {
        ctx.succeed();
        ctx.fail('c', 'changed its mind');
      }
      if (item === 'd') {
        ctx.fail();
        ctx.succeed('d');
        ctx.succeed();
      }
    });
    assert.deepEqual(
      info.items.map(({ status }) => status),
      ['failed', 'succeeded', 'failed', 'succeeded', 'succeeded'],
    );
    assert.deepEqual(outcome.failedItems, [
      { id: 'a', message: 'said so' },
      { id: 'c', message: 'changed its mind' },
    ]);
    assert.deepEqual([outcome.completed, outcome.failed], [3, 2]);
  });

  it('with no items is completed at once', async () => {
    const { outcome, view, info } = await batch([], assert.fail);
    assert.deepEqual(
      [outcome.status, view.total, view.progress, info.items],
      ['completed', 0, undefined, []],
    );
  });

  it('stops after the first failed item if errorStrategy says so, and awaits those in flight', async () => {
    const bodies = [deferred(), deferred(), deferred()];
    const started = [];
    const queue = makeQueue();
    const handle = queue.enqueue(
      fill({
        items: [0, 1, 2],
        itemConcurrency: 2,
        errorStrategy: 'stop',
        processItem: (item) => {
          started.push(item);
          return bodies[item].promise;
        },
      }),
    );
    bodies[0].reject(new Error('x'));
    await macrotask();
    assert.equal(only(queue).status, 'running');
    bodies[1].resolve();
    const outcome = await soon(handle.promise);
    assert.deepEqual([started, outcome.status, outcome.completed, outcome.failed], [[0, 1], 'failed', 1, 1]);
    assert.deepEqual(
      queue.completionInfo(handle.id).items.map(({ status }) => status),
      ['failed', 'succeeded'],
    );
  });

  it('goes on after a failed item otherwise', async () => {
    const { outcome } = await batch([0, 1, 2], (item) => {
      if (item === 0) throw 1;
    });
    assert.deepEqual([outcome.completed, outcome.failed], [2, 1]);
  });

  it('can report other items, each counted once', async () => {
    const calls = [];
    const { outcome, view } = await batch(['a', 'b', 'c'], (item, ctx) => {
      calls.push(item);
      if (item === 'a') {
        ctx.succeed('b');
        ctx.fail('c', 'skipped');
      }
    });
    assert.deepEqual(calls, ['a']);
    assert.deepEqual([outcome.completed, outcome.failed, view.succeededItems], [2, 1, ['b', 'a']]);
  });

  it('works with contexts whose methods were destructured', async () => {
    const { outcome } = await batch([1, 2], (_item, { succeed, fail, index, signal, cancelled }) => {
      assert.deepEqual([signal.aborted, cancelled], [false, false]);
      if (index === 0) succeed();
      else fail(undefined, 'no');
    });
    assert.deepEqual([outcome.completed, outcome.failedItems], [1, [{ id: '2', message: 'no' }]]);
  });

  it('does not start items before the call of the one before has returned', () => {
    const steps = [];
    makeQueue().enqueue(
      fill({
        items: [1, 2],
        itemConcurrency: 2,
        processItem: (item) => {
          steps.push(`in ${item}`);
          steps.push(`out ${item}`);
          return hang();
        },
      }),
    );
    assert.deepEqual(steps, ['in 1', 'out 1', 'in 2', 'out 2']);
  });
});

describe('a processor with items', () => {
  it('is given all of them, as they were at enqueue', async () => {
    const queue = makeQueue({ paused: true });
    const items = ['a', { id: 'b' }];
    let given;
    const { promise } = queue.enqueue(
      fill({
        items,
        processor: ({ items: own }) => {
          given = own;
        },
      }),
    );
    items.push('late');
    queue.resume();
    await promise;
    assert.deepEqual(given, ['a', { id: 'b' }]);
    assert.equal(given[1], items[1]);
    assert.deepEqual(only(queue).items, given);
    assert.deepEqual(only(queue).total, 2);
  });

  it('is given the same ones whenever it looks', async () => {
    const seen = [];
    await makeQueue().enqueue(
      fill({
        items: ['a', 'b'],
        processor: (ctx) => {
          ctx.succeed('a');
          seen.push(...ctx.items, '/', ...ctx.items);
        },
      }),
    ).promise;
    assert.deepEqual(seen, ['a', 'b', '/', 'a', 'b']);
  });

  it('has an empty list of items without any, and may change its own', async () => {
    let given;
    const queue = makeQueue();
    await queue.enqueue(
      fill({
        processor: ({ items }) => {
          given = items;
        },
      }),
    ).promise;
    assert.deepEqual(given, []);
    await queue.enqueue(
      fill({
        items: [1],
        processor: ({ items }) => {
          items.length = 0;
        },
      }),
    ).promise;
    assert.deepEqual(queue.getSnapshot()[1].items, [1]);
  });

  it('reports by id: counted, listed, shown as progress', async () => {
    const queue = makeQueue();
    const shown = [];
    const { id, promise } = queue.enqueue(
      fill({
        items: ['a', 'b', 'c', 'd'],
        processor: (ctx) => {
          const show = () => {
            const { completed, failed, progress } = queue.getTask(id ?? queue.getSnapshot()[0].id);
            shown.push([completed, failed, progress]);
          };
          ctx.succeed('a');
          ctx.succeed('a');
          ctx.fail('b', 'no');
          ctx.fail('b', 'again');
          ctx.succeed('c');
          ctx.fail('c', 'after all');
          assert.deepEqual(ctx.failedItems, [
            { id: 'b', message: 'no' },
            { id: 'c', message: 'after all' },
          ]);
          return Promise.resolve().then(show);
        },
      }),
    );
    const { completed, failed } = await soon(promise);
    assert.deepEqual([completed, failed, shown], [1, 2, [[1, 2, 0.75]]]);
    const info = queue.completionInfo(id);
    assert.deepEqual(info.items, [
      { id: 'a', status: 'succeeded', data: 'a' },
      { id: 'b', status: 'failed', message: 'no', data: 'b' },
      { id: 'c', status: 'failed', message: 'after all', data: 'c' },
    ]);
    assert.deepEqual(info.untried, [{ id: 'd', data: 'd' }]);
  });

  it("may report ids that no item has: counted and listed, nobody's position", async () => {
    const queue = makeQueue();
    const handle = queue.enqueue(
      fill({
        items: ['a', 'b'],
        processor: (ctx) => {
          ctx.succeed('nobody');
          ctx.fail('none', 'x');
          ctx.succeed();
          ctx.fail();
        },
      }),
    );
    const { completed, failed, failedItems } = await soon(handle.promise);
    assert.deepEqual([completed, failed, only(queue).succeededItems], [2, 2, ['nobody']]);
    assert.deepEqual(
      failedItems.map(({ id }) => id),
      ['none', undefined],
    );
    assert.equal('id' in failedItems[1], false);
    const { items, untried } = queue.completionInfo(handle.id);
    assert.deepEqual([items, untried.map(({ id }) => id)], [[], ['a', 'b']]);
    assert.ok(only(queue).progress <= 1);
  });

  it('may report without items at all', async () => {
    const queue = makeQueue();
    const { promise, id } = queue.enqueue(
      fill({
        processor: ({ succeed, fail }) => {
          succeed();
          succeed('x');
          fail('y', 'bad');
        },
      }),
    );
    const outcome = await soon(promise);
    assert.deepEqual(
      [outcome.status, outcome.completed, outcome.failed, only(queue).total],
      ['failed', 2, 1, undefined],
    );
    assert.equal(only(queue).progress, undefined);
    const { items, untried } = queue.completionInfo(id);
    assert.deepEqual([items, untried], [[], []]);
  });
});

describe('ids of items', () => {
  const idsOf = async (items, getItemId) => {
    const { info } = await batch(items, () => {}, { getItemId });
    return info.items.map(({ id }) => id);
  };

  it('are the text or number itself, then id, name, key, uuid, then the JSON, then the index', async () => {
    const cycle = {};
    cycle.self = cycle;
    const items = [
      's',
      7,
      { id: 1, name: 'n' },
      { name: 'n', key: 'k' },
      { key: 'k', uuid: 'u' },
      { uuid: 'u' },
      { other: 1 },
      cycle,
      undefined,
    ];
    assert.deepEqual(await idsOf(items), ['s', '7', '1', 'n', 'k', 'u', '{"other":1}', '7', '8']);
  });

  it('are those that getItemId gives, else automatic', async () => {
    const said = listenToConsole();
    const error = new Error('mine');
    const ids = await idsOf(['a', 'b', 'c'], (item) => {
      if (item === 'c') throw error;
      return item === 'a' ? 'A' : undefined;
    });
    assert.deepEqual(ids, ['A', 'b', 'c']);
    assert.deepEqual(said, [error]);
  });

  it('may be equal: each report goes to a position of its own', async () => {
    const queue = makeQueue();
    const { id, promise } = queue.enqueue(
      fill({
        items: ['x', 'x', 'x'],
        processor: (ctx) => {
          ctx.succeed('x');
          ctx.fail('x', 'second');
        },
      }),
    );
    const { completed, failed } = await soon(promise);
    assert.deepEqual([completed, failed], [1, 1]);
    assert.deepEqual(
      queue.completionInfo(id).items.map(({ status }) => status),
      ['succeeded', 'failed'],
    );
  });

  it('may all be equal: a report does not search through those before it', async () => {
    const count = 400;
    const { has } = Set.prototype;
    let searches = 0;
    const queue = makeQueue();
    const { promise } = queue.enqueue(
      fill({
        items: Array(count).fill('x'),
        processor: ({ succeed }) => {
          patch(Set.prototype, 'has', function (value) {
            searches += 1;
            return has.call(this, value);
          });
          for (let at = 0; at < count; at++) succeed('x');
        },
      }),
    );
    assert.equal((await soon(promise)).completed, count);
    assert.ok(searches < 10 * count, `${searches} searches for ${count} reports`);
  });

  it('that are equal do not mix up what processItem says of itself', async () => {
    const { info, outcome } = await batch(
      ['x', 'x', 'x'],
      async (_item, ctx) => {
        await macrotask();
        if (ctx.index === 1) ctx.fail('x', 'middle');
        else ctx.succeed('x');
      },
      { itemConcurrency: 3 },
    );
    assert.deepEqual(
      info.items.map(({ status }) => status),
      ['succeeded', 'failed', 'succeeded'],
    );
    assert.deepEqual([outcome.completed, outcome.failed], [2, 1]);
  });

  it('are the same for 1 and "1", which may be given as numbers too, and come out as they went in', async () => {
    const lone = '\ud83d';
    const queue = makeQueue();
    const { id, promise } = queue.enqueue(
      fill({
        items: [1, '1', 1, lone, '__proto__'],
        processor: (ctx) => {
          ctx.fail(1, lone);
          ctx.succeed('1');
          ctx.succeed(lone);
          ctx.succeed('__proto__');
        },
      }),
    );
    await soon(promise);
    assert.deepEqual(
      queue.completionInfo(id).items.map(({ status }) => status),
      ['failed', 'succeeded', 'succeeded', 'succeeded'],
    );
    assert.deepEqual(queue.completionInfo(id).untried, [{ id: '1', data: 1 }]);
    assert.deepEqual(only(queue).succeededItems, ['1', lone, '__proto__']);
    assert.deepEqual(only(queue).failedItems, [{ id: '1', message: lone }]);
  });

  it('that code without types reports is text nonetheless, and null is none', async () => {
    const queue = makeQueue();
    const { promise } = queue.enqueue({
      title: 'a',
      processor: (ctx) => {
        ctx.succeed({ name: 'x' });
        ctx.succeed(5n);
        ctx.succeed(null);
        ctx.fail(null, 'said');
      },
    });
    await soon(promise);
    assert.deepEqual(only(queue).succeededItems, ['[object Object]', '5']);
    assert.deepEqual(only(queue).failedItems, [{ message: 'said' }]);
  });
});
