// The wasm instance: made at the first use, shared by copies, replaced after a trap, refused by a page's policy.
import { afterTest, deferred, fakeTime, hang, listenToConsole, macrotask, patch, soon } from './support.mjs';
import { exportName } from '../export-names.mjs';
import { installed } from '../install.mjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';

const entry = pathToFileURL(join(installed, 'dist/index.js')).href;
let copies = 0;

/** The page's runtime, under the symbol by which copies find each other. */
const runtimes = () =>
  Object.getOwnPropertySymbols(globalThis).filter((symbol) => /^Symbol\(taskwatch@/.test(String(symbol)));
const forget = () => {
  for (const symbol of runtimes()) delete globalThis[symbol];
};
afterEach(forget);

/** Another copy of the package, with a module state of its own. */
const load = () => import(`${entry}?copy=${++copies}`);

/** Counts what is compiled and instantiated until the test has ended. `trap()` makes the next calls of exports fail. */
function watchWasm() {
  const { Module, Instance } = WebAssembly;
  const counts = { compiled: 0, instances: 0, failing: () => false, calls: 0 };
  patch(
    WebAssembly,
    'Module',
    class extends Module {
      constructor(...values) {
        super(...values);
        if (values[0].byteLength > 8) counts.compiled += 1;
      }
    },
  );
  // biome-ignore lint/complexity/useArrowFunction: it is called by `new`
  patch(WebAssembly, 'Instance', function (...values) {
    const instance = new Instance(...values);
    counts.instances += 1;
    const number = counts.instances;
    const exports = {};
    for (const [name, value] of Object.entries(instance.exports)) {
      exports[name] =
        typeof value !== 'function'
          ? value
          : (...args) => {
              counts.calls += 1;
              if (counts.failing(exportName(name), number)) throw new WebAssembly.RuntimeError('unreachable');
              return value(...args);
            };
    }
    return { exports };
  });
  return counts;
}

/** Has the next call of an export whose name matches trap, in the present instance. */
function trapNext(counts, pattern = /./) {
  let isDone = false;
  const number = counts.instances;
  counts.failing = (name, at) => {
    if (at !== number || isDone || !/^queuecore_/.test(name) || !pattern.test(name)) return false;
    isDone = true;
    return true;
  };
}

describe('importing', () => {
  it('has no side effect: no global, no timer, nothing compiled', async () => {
    const counts = watchWasm();
    const time = fakeTime();
    const before = Reflect.ownKeys(globalThis);
    const { TaskQueue } = await load();
    assert.deepEqual(Reflect.ownKeys(globalThis), before);
    assert.deepEqual([counts.compiled, counts.instances, time.live], [0, 0, 0]);
    new TaskQueue();
    assert.deepEqual([counts.compiled, counts.instances], [1, 1]);
  });

  it('works in a process where nothing else is there, and lets it end by itself', () => {
    const script = `const { TaskQueue } = await import(${JSON.stringify(entry)});
      const queue = new TaskQueue();
      queue.enqueue({ title: 'a', processor: () => 1 }).promise.then(({ status }) => console.log(status));`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    assert.deepEqual([status, stdout.trim(), stderr], [0, 'completed', '']);
  });
});

describe('copies of the package', () => {
  it('share one instance, and each queue works', async () => {
    const counts = watchWasm();
    const [one, two] = [await load(), await load()];
    assert.notEqual(one.TaskQueue, two.TaskQueue);
    const results = [];
    for (const { TaskQueue } of [one, two]) {
      const queue = new TaskQueue();
      results.push(
        (await soon(queue.enqueue({ title: 'a', processor: () => results.length }).promise)).result,
      );
    }
    assert.deepEqual(results, [0, 1]);
    assert.deepEqual([counts.compiled, counts.instances, runtimes().length], [1, 1, 1]);
  });

  it('of many queues compile once', async () => {
    const counts = watchWasm();
    const { TaskQueue } = await load();
    for (let at = 0; at < 20; at++) new TaskQueue().enqueue({ title: 'a', processor: () => {} });
    await macrotask();
    assert.deepEqual([counts.compiled, counts.instances], [1, 1]);
  });
});

describe("where the page's policy blocks WebAssembly", () => {
  it('the first use throws a WasmBlockedError that names the directive, and later ones work once it is lifted', async () => {
    const { Module } = WebAssembly;
    const { TaskQueue, WasmBlockedError } = await load();
    // biome-ignore lint/complexity/useArrowFunction: it is called by `new`
    patch(WebAssembly, 'Module', function () {
      throw new WebAssembly.CompileError('blocked by CSP');
    });
    for (let at = 0; at < 2; at++) {
      assert.throws(
        () => new TaskQueue(),
        (error) =>
          error instanceof WasmBlockedError &&
          error.name === 'WasmBlockedError' &&
          error.message.includes('wasm-unsafe-eval'),
      );
    }
    WebAssembly.Module = Module;
    assert.equal(
      (await soon(new TaskQueue().enqueue({ title: 'a', processor: () => 1 }).promise)).status,
      'completed',
    );
  });
});

describe('a trap', () => {
  /** A queue in an instance of its own, with a task that runs, one that waits and one that has completed. */
  async function inFlight(config) {
    const counts = watchWasm();
    const { TaskQueue } = await load();
    const queue = new TaskQueue({ concurrency: 1, ...config });
    const done = queue.enqueue({ title: 'done', processor: () => 'result' });
    await soon(done.promise);
    let ctx,
      cleaned = 0;
    const told = [];
    const body = deferred();
    const runs = queue.enqueue({
      title: 'runs',
      items: ['a', 'b'],
      onComplete: ({ status }) => told.push(status),
      processor: (given) => {
        ctx = given;
        ctx.succeed('a');
        ctx.onCancel(() => ++cleaned);
        return body.promise;
      },
    });
    const waits = queue.enqueue({
      title: 'waits',
      processor: hang,
      onComplete: ({ status }) => told.push(status),
    });
    queue.getSnapshot();
    return {
      counts,
      TaskQueue,
      queue,
      done,
      runs,
      waits,
      ctx,
      body,
      told,
      get cleaned() {
        return cleaned;
      },
    };
  }

  it('settles what was in flight with an error that says so, and the next call works', async () => {
    const all = await inFlight();
    const { counts, queue, runs, waits, ctx } = all;
    trapNext(counts);
    assert.throws(
      () => queue.enqueue({ title: 'trapped', processor: () => 1 }),
      (error) => error instanceof Error && /WebAssembly/.test(error.message),
    );
    for (const { promise } of [runs, waits]) {
      const { status, error } = await soon(promise);
      assert.equal(status, 'failed');
      assert.match(error.message, /WebAssembly/);
    }
    assert.deepEqual([ctx.cancelled, ctx.signal.aborted, all.cleaned], [true, true, 1]);
    assert.deepEqual(
      queue.getSnapshot().map(({ title, status }) => `${title} ${status}`),
      ['done completed', 'runs failed', 'waits failed'],
    );
    assert.equal(queue.size, 0);
    const { result } = await soon(queue.enqueue({ title: 'after', processor: () => 'fine' }).promise);
    assert.deepEqual([result, counts.instances, counts.compiled], ['fine', 2, 1]);
  });

  it('leaves handles that had settled as they were', async () => {
    const { counts, queue, done } = await inFlight();
    trapNext(counts);
    assert.throws(() => queue.resume());
    assert.equal((await soon(done.promise)).status, 'completed');
    assert.equal(await soon(done.result()), 'result');
  });

  it("tells onComplete, the queue's callbacks and the store of what it ended", async () => {
    const failed = [];
    const kept = new Map();
    const storage = {
      getAll: () => [],
      get() {},
      set: (id, view) => kept.set(id, view.status),
      remove() {},
      clear() {},
    };
    const { counts, queue, runs, waits, told } = await inFlight({
      onTaskFail: ({ title }) => failed.push(title),
      storage,
    });
    trapNext(counts);
    assert.throws(() => queue.pause());
    await soon(Promise.all([runs.promise, waits.promise]));
    assert.deepEqual(
      [told, failed],
      [
        ['failed', 'failed'],
        ['runs', 'waits'],
      ],
    );
    assert.deepEqual([kept.get(runs.id), kept.get(waits.id)], ['failed', 'failed']);
  });

  it('of one queue reaches every queue of the instance, and all work again', async () => {
    const { counts, TaskQueue, queue } = await inFlight();
    const other = new TaskQueue();
    const handle = other.enqueue({ title: 'b', processor: hang });
    const idle = other.onIdle();
    trapNext(counts);
    assert.throws(() => queue.resume());
    assert.equal((await soon(handle.promise)).status, 'failed');
    await soon(idle);
    assert.equal((await soon(other.enqueue({ title: 'c', processor: () => 'fine' }).promise)).result, 'fine');
  });

  it('that nobody can be notified of is no unhandled rejection: when a body settles, a timer fires, a signal aborts', async () => {
    for (const [what, pattern, provoke] of [
      ['a body', /settled/, ({ body }) => body.resolve()],
      ['a body that throws', /settled/, ({ body }) => body.reject(new Error('x'))],
      ['a timer', /fired/, async ({ time }) => time.advance(300_000)],
      ['a signal', /cancel/, ({ controller }) => controller.abort()],
      ['an item', /item/, ({ item }) => item.resolve()],
    ]) {
      listenToConsole();
      const time = fakeTime();
      const all = await inFlight({ concurrency: 9 });
      const controller = new AbortController();
      const item = deferred();
      all.queue.enqueue({ title: 'signal', signal: controller.signal, processor: hang });
      all.queue.enqueue({ title: 'item', items: [1], processItem: () => item.promise });
      let uncaught = 0;
      const count = () => ++uncaught;
      process.on('unhandledRejection', count);
      process.prependListener('uncaughtException', count);
      trapNext(all.counts, pattern);
      await provoke({ ...all, time, controller, item });
      const { status, error } = await soon(all.runs.promise, `the task when ${what} traps`);
      await macrotask();
      await macrotask();
      process.off('unhandledRejection', count);
      process.off('uncaughtException', count);
      assert.deepEqual([status, uncaught], ['failed', 0], what);
      assert.match(error.message, /WebAssembly/);
      assert.equal(time.live, 0, `a timer is left after the trap of ${what}`);
      assert.equal(
        (await soon(all.queue.enqueue({ title: 'after', processor: () => 'fine' }).promise)).result,
        'fine',
        what,
      );
      all.queue.dispose();
      forget();
    }
  });

  it("inside a processor's call leaves the queue usable, and cleanups may enqueue meanwhile", async () => {
    listenToConsole();
    const { counts, queue, ctx, runs } = await inFlight({ concurrency: 9 });
    let made, inner;
    ctx.onCancel(() => {
      made = queue.enqueue({ title: 'by a cleanup', processor: () => 'made' });
    });
    trapNext(counts, /report/);
    try {
      queue.enqueue({
        title: 'traps',
        processor: (own) => {
          try {
            own.succeed('x');
          } catch {
            /* The instance is gone. */
          }
          inner = queue.enqueue({ title: 'inner', processor: () => 'inner' });
          return 'r';
        },
      });
    } catch (error) {
      assert.match(error.message, /WebAssembly/);
    }
    assert.equal((await soon(runs.promise)).status, 'failed');
    assert.equal((await soon(made.promise, 'the task of the cleanup')).result, 'made');
    assert.equal((await soon(inner.promise, 'the task of the processor')).result, 'inner');
    await soon(queue.onIdle());
    assert.equal(counts.instances, 2);
  });

  it('in any getter settles what was in flight, and is reported as a trap', async () => {
    listenToConsole();
    for (const [what, ask] of Object.entries({
      'a snapshot': ({ queue, ctx }) => {
        ctx.setMessage('x');
        queue.getSnapshot();
      },
      'a view': ({ queue, ctx, runs }) => {
        ctx.setMessage('x');
        queue.getTask(runs.id);
      },
      'a group': ({ queue }) => queue.group('g'),
      'what became of items': ({ queue, runs }) => queue.completionInfo(runs.id),
      'whether a priority is one': ({ queue, runs }) => queue.setPriority(runs.id, 1),
      'whether a filter is one': ({ queue }) => queue.cancelAll({ group: 'g' }),
      'a retry': ({ queue, done }) => queue.retry(done.id),
    })) {
      const all = await inFlight();
      afterTest(all.queue.dispose);
      all.queue.enqueue({ title: 'g', group: 'g', processor: hang });
      trapNext(all.counts, /^(?!.*_free)/);
      try {
        ask(all);
        assert.fail(`${what} did not trap`);
      } catch (error) {
        assert.match(error.message, /WebAssembly/, what);
      }
      const { status, error } = await soon(all.runs.promise, `the task when ${what} traps`);
      assert.deepEqual([status, /WebAssembly/.test(error.message)], ['failed', true], what);
      assert.equal(
        (await soon(all.queue.enqueue({ title: 'after', processor: () => 'fine' }).promise)).result,
        'fine',
        what,
      );
      all.queue.dispose();
      forget();
    }
  });

  it('keeps paused, concurrency and the grace of the queue', async () => {
    const { counts, queue } = await inFlight();
    queue.setConcurrency(2);
    queue.pause();
    trapNext(counts);
    assert.throws(() => queue.inspect());
    queue.enqueue({ title: 'x', processor: hang });
    assert.deepEqual([queue.paused, queue.concurrency, queue.running, queue.waiting], [true, 2, 0, 1]);
    for (const title of 'yz') queue.enqueue({ title, processor: hang });
    queue.resume();
    assert.equal(queue.running, 2);
    queue.dispose();
  });

  it('rejects no promise for an idle, empty or drained queue, not even where it comes of asking for one', async () => {
    const { counts, queue } = await inFlight();
    const before = [queue.onIdle(), queue.onEmpty()];
    trapNext(counts);
    assert.equal(await soon(queue.onIdle()), undefined);
    assert.deepEqual(await soon(Promise.all(before)), [undefined, undefined]);
    queue.enqueue({ title: 'x', processor: hang });
    trapNext(counts, /_running/);
    assert.equal(await soon(queue.pause({ drain: true })), undefined);
  });

  it('keeps lost tasks in the list when a shared store changes', async () => {
    let change;
    const storage = {
      getAll: () => [],
      get() {},
      set() {},
      remove() {},
      clear() {},
      onExternalChange: (callback) => {
        change = callback;
      },
    };
    const { counts, queue } = await inFlight({ storage });
    trapNext(counts);
    assert.throws(() => queue.resume());
    change();
    assert.deepEqual(
      queue.getSnapshot().map(({ title }) => title),
      ['done', 'runs', 'waits'],
    );
    queue.dispose();
  });

  it('lets lost tasks be dismissed, and not be retried', async () => {
    const { counts, queue, runs } = await inFlight();
    trapNext(counts);
    assert.throws(() => queue.resume());
    const view = queue.getTask(runs.id);
    assert.deepEqual(
      [view.status, view.completed, view.succeededItems, view.retryable],
      ['failed', 1, ['a'], false],
    );
    assert.equal(queue.retry(runs.id), undefined);
    assert.equal(queue.completionInfo(runs.id).items[0].status, 'succeeded');
    queue.dismissAll();
    assert.deepEqual(queue.getSnapshot(), []);
  });
});
