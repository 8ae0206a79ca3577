// What becomes of a provider's queue when the provider is hidden, shown again, or gone.
import { controlledLoad, countingStorage, endless } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

export function describeLasting(stage) {
  const { react, taskwatch, turn, render, probe, watcher, provider } = stage;
  const { Activity, StrictMode, Suspense, createElement } = react;
  const { useQueue } = stage.binding;

  /** A shared store, which a disposed queue releases. */
  function sharedStorage() {
    const storage = countingStorage();
    storage.onExternalChange = () => {
      storage.listeners += 1;
      return () => {
        storage.listeners -= 1;
      };
    };
    return storage;
  }

  /** Whether a new task is run. */
  async function runs({ enqueue }) {
    assert.equal(await enqueue({ title: 'new', processor: () => 'new' }).result(), 'new');
  }

  describe('a provider that is hidden', () => {
    /** Ways to hide it, each with what shows or hides. */
    const ways = {
      'by a Suspense boundary that shows its fallback again': (props, ...components) => {
        let release;
        let gate;
        const Gate = ({ isClosed }) => {
          // React 18 has no `use`.
          if (!isClosed) return null;
          gate ??= new Promise((resolve) => {
            release = resolve;
          });
          throw gate;
        };
        const tree = (isClosed) =>
          createElement(
            Suspense,
            { fallback: 'hidden' },
            provider(props, ...components),
            createElement(Gate, { isClosed }),
          );
        return { tree, afterwards: () => release() };
      },
    };
    if (Activity !== undefined) {
      ways['by an Activity'] = (props, ...components) => ({
        tree: (isHidden) =>
          createElement(Activity, { mode: isHidden ? 'hidden' : 'visible' }, provider(props, ...components)),
        afterwards: () => {},
      });
    }

    for (const [way, hide] of Object.entries(ways)) {
      for (const mode of ['', ', in Strict Mode']) {
        it(`${way} keeps its queue and all of its tasks${mode}`, async () => {
          const storage = countingStorage();
          const { Probe, last } = probe();
          const queues = watcher(useQueue);
          const way = hide({ config: { storage } }, Probe, queues.Probe);
          const tree = (isHidden) =>
            mode === '' ? way.tree(isHidden) : createElement(StrictMode, null, way.tree(isHidden));
          const { root } = await render(tree(false));
          const queue = queues.last();
          let one;
          let other;
          await turn(() => {
            one = endless(last());
            other = endless(last());
          });
          await turn(() => root.render(tree(true)));
          await turn(() => other.finish('while hidden'));
          assert.equal(queue.getTask(one.id).status, 'running');
          assert.equal(queue.getTask(other.id).status, 'completed');
          await turn(() => root.render(tree(false)));
          await turn(way.afterwards);
          assert.equal(queues.last(), queue);
          assert.equal(storage.made, 1);
          assert.deepEqual(
            last().tasks.map(({ status }) => status),
            ['running', 'completed'],
          );
          await turn(() => one.finish('shown again'));
          assert.equal(await one.result(), 'shown again');
          await turn(() => runs(last()));
        });
      }

      it(`${way}, with all of its tasks ended, takes tasks when it is shown again`, async () => {
        const { Probe, last } = probe();
        const { tree, afterwards } = hide({}, Probe);
        const { root } = await render(tree(false));
        let task;
        await turn(() => (task = endless(last())));
        await turn(() => root.render(tree(true)));
        await turn(() => task.finish());
        await turn();
        await turn(() => root.render(tree(false)));
        await turn(afterwards);
        assert.equal(last().tasks.length, 1);
        await turn(() => runs(last()));
      });

      it(`${way} and removed then lets its tasks end`, async () => {
        const storage = sharedStorage();
        const { Probe, last } = probe();
        const { tree } = hide({ config: { storage } }, Probe);
        const { root } = await render(tree(false));
        let task;
        await turn(() => (task = endless(last())));
        await turn(() => root.render(tree(true)));
        await turn(() => root.render(null));
        await turn(() => task.finish('done'));
        assert.equal(await task.result(), 'done');
        await turn();
        assert.equal(storage.listeners, 0);
      });
    }
  });

  describe('a provider that is unmounted', () => {
    it('takes no new tasks, lets those it has run to their end, and disposes its queue then', async () => {
      const storage = sharedStorage();
      const { Probe, last } = probe();
      const queues = watcher(useQueue);
      const props = { config: { storage, concurrency: 1 } };
      const { root } = await render(provider(props, Probe, queues.Probe));
      const { enqueue } = last();
      const queue = queues.last();
      const kind = queue.define('late', { run: () => {} });
      let running;
      let waiting;
      await turn(() => {
        running = endless({ enqueue });
        waiting = endless({ enqueue });
      });
      await turn(() => root.unmount());
      await turn();
      assert.equal(queue.getTask(running.id).status, 'running');
      let calls = 0;
      const late = { title: 'late', processor: () => (calls += 1), onComplete: () => (calls += 10) };
      for (const method of [enqueue, queue.enqueue, ({ processor, ...late }) => kind.enqueue(late)]) {
        const handle = method(late);
        const { status, error } = await handle.promise;
        assert.equal(status, 'cancelled');
        assert.equal(error.name, 'AbortError');
        await assert.rejects(handle.result(), error);
      }
      assert.equal(calls, 30);
      running.finish('first');
      assert.equal(await running.result(), 'first');
      assert.equal(storage.listeners, 1);
      waiting.finish('second');
      assert.equal(await waiting.result(), 'second');
      await turn();
      assert.equal(storage.listeners, 0);
      assert.equal((await enqueue(late).promise).status, 'cancelled');
      assert.equal(storage.made, 1);
    });

    it('disposes an idle queue at once', async () => {
      const storage = sharedStorage();
      const { root } = await render(provider({ config: { storage } }));
      assert.equal(storage.listeners, 1);
      await turn(() => root.unmount());
      assert.equal(storage.listeners, 0);
    });

    it('ends its tasks at once with `disposeOnUnmount`, the early ones, too', async () => {
      const { Probe, last } = probe();
      const { root } = await render(provider({ disposeOnUnmount: true }, Probe));
      let running;
      await turn(() => (running = endless(last())));
      await turn(() => root.unmount());
      assert.equal((await running.promise).status, 'cancelled');

      const load = controlledLoad();
      const storage = countingStorage();
      const waiting = probe();
      const props = { disposeOnUnmount: true, load, config: { storage } };
      const second = await render(provider(props, waiting.Probe));
      const early = endless(waiting.last());
      await turn(() => second.root.unmount());
      assert.equal((await early.promise).status, 'cancelled');
      await turn(() => load.resolve(taskwatch));
      assert.equal(storage.made, 0);
    });

    it('while it loads runs what was enqueued, and makes no queue for nothing', async () => {
      for (const isUsed of [true, false]) {
        const load = controlledLoad();
        const storage = sharedStorage();
        const { Probe, last } = probe();
        const { root } = await render(provider({ load, config: { storage } }, Probe));
        const early = isUsed ? last().enqueue({ title: 'early', processor: () => 'done' }) : undefined;
        await turn(() => root.unmount());
        await turn(() => load.resolve(taskwatch));
        if (isUsed) assert.equal(await early.result(), 'done');
        await turn();
        assert.equal(storage.made, isUsed ? 1 : 0);
        assert.equal(storage.listeners, 0);
      }
    });

    it('while it loads runs what was enqueued after a durable task whose kind nobody can define any more', async (t) => {
      t.mock.method(console, 'error', () => {});
      const load = controlledLoad();
      const { Probe, last } = probe();
      const { root } = await render(provider({ load }, Probe));
      const durable = last().enqueue({ kind: 'unknown', title: 'durable', input: {} });
      const plain = last().enqueue({ title: 'plain', processor: () => 'done' });
      await turn(() => root.unmount());
      await turn(() => load.resolve(taskwatch));
      assert.equal((await durable.promise).error.name, 'TypeError');
      assert.equal(await plain.result(), 'done');
    });

    it('leaves its own queue to its end when it is given another one', async () => {
      const given = new taskwatch.TaskQueue();
      const queues = watcher(useQueue);
      const { Probe, last } = probe();
      const { root } = await render(provider({}, Probe, queues.Probe));
      const own = queues.last();
      let task;
      await turn(() => (task = endless(last())));
      await turn(() => root.render(provider({ queue: given }, Probe, queues.Probe)));
      assert.equal(queues.last(), given);
      assert.equal(own.getTask(task.id).status, 'running');
      await turn(() => root.render(provider({}, Probe, queues.Probe)));
      assert.equal(queues.last(), own);
      await turn(() => task.finish('done'));
      assert.equal(await task.result(), 'done');
      given.dispose();
    });
  });
}
