// How the provider comes to a queue, and what it does where there can be none.
import { controlledLoad, countingStorage, endless } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';

export function describeProvider(stage) {
  const { react, server, taskwatch, turn, render, hydrate, probe, watcher, provider } = stage;
  const { StrictMode, createElement, useEffect, useLayoutEffect } = react;
  const { useQueue, useTaskQueue } = stage.binding;
  const { TaskQueue } = taskwatch;

  describe('TaskQueueProvider', () => {
    it('renders one frozen empty list on a server and makes no queue', () => {
      const storage = countingStorage();
      const { Probe, seen } = probe();
      const filtered = probe({ status: 'failed' });
      const queues = watcher(useQueue);
      const load = controlledLoad();
      const tree = provider({ config: { storage }, load }, Probe, filtered.Probe, queues.Probe);
      server.renderToString(tree);
      server.renderToString(tree);
      server.renderToString(provider({ queue: new TaskQueue() }, Probe, queues.Probe));
      const lists = new Set([...seen, ...filtered.seen].map(({ tasks }) => tasks));
      assert.equal(seen.length, 3);
      assert.equal(lists.size, 1);
      assert.ok(Object.isFrozen(seen[0].tasks) && seen[0].tasks.length === 0);
      assert.equal(seen[0].ready, false);
      assert.deepEqual(queues.seen, [undefined, undefined, undefined]);
      assert.equal(storage.made, 0);
      assert.equal(load.calls, 0);
    });

    for (const kind of ['own', 'given']) {
      it(`hydrates what a server has rendered and is ready then, with its ${kind} queue`, async (t) => {
        const Shown = () => {
          const { tasks, ready } = useTaskQueue();
          return `${ready} ${tasks.length}`;
        };
        const queue = new TaskQueue();
        endless(queue);
        const complaints = t.mock.method(console, 'error', () => {});
        const { container, sent } = await hydrate(provider(kind === 'given' ? { queue } : {}, Shown));
        assert.equal(sent, 'false 0');
        assert.equal(container.textContent, kind === 'given' ? 'true 1' : 'true 0');
        assert.deepEqual(complaints.mock.calls, []);
        await turn(() => queue.dispose());
      });
    }

    it('loads its module once it is mounted, and is ready then', async () => {
      const load = controlledLoad();
      const { Probe, last } = probe();
      await render(provider({ load }, Probe));
      assert.equal(load.calls, 1);
      assert.equal(last().ready, false);
      assert.equal(last().error, undefined);
      await turn(() => load.resolve(taskwatch));
      assert.equal(last().ready, true);
    });

    it('makes its queue at once of a module that is loaded already', async () => {
      const load = controlledLoad();
      await render(provider({ load }));
      await turn(() => load.resolve(taskwatch));
      let isReady;
      const Probe = () => {
        isReady = useQueue() !== undefined;
        return null;
      };
      react.act(() =>
        stage.client.createRoot(document.createElement('div')).render(provider({ load }, Probe)),
      );
      assert.equal(isReady, true);
      assert.equal(load.calls, 1);
      await turn();
    });

    it('awaits the `init` that a module has as its default export', async () => {
      const init = controlledLoad();
      const { Probe, last } = probe();
      await render(provider({ load: () => ({ ...taskwatch, default: init }) }, Probe));
      assert.equal(last().ready, false);
      await turn(() => init.resolve());
      assert.equal(last().ready, true);
    });

    it('says that loading failed, and loads again at the next mount', async (t) => {
      const noise = t.mock.method(console, 'error', () => {});
      const load = controlledLoad();
      const { Probe, last } = probe();
      const tree = createElement(StrictMode, null, provider({ load }, Probe));
      const { root } = await render(tree);
      assert.equal(load.calls, 1);
      const reason = new Error('the chunk is gone');
      await turn(() => load.reject(reason));
      assert.equal(last().error, reason);
      assert.equal(last().ready, false);
      assert.deepEqual(
        noise.mock.calls.map(({ arguments: [said] }) => said),
        [reason],
      );
      await turn(() => root.render(null));
      await turn(() => root.render(tree));
      assert.equal(load.calls, 2);
      assert.equal(last().error, undefined);
      await turn(() => load.resolve(taskwatch));
      assert.equal(last().ready, true);
    });

    it('makes an error of whatever a load rejects with', async (t) => {
      t.mock.method(console, 'error', () => {});
      const { Probe, last } = probe();
      await render(provider({ load: () => Promise.reject(undefined) }, Probe));
      assert.ok(last().error instanceof Error);
      const thrown = probe();
      const load = () => {
        throw new Error('no network');
      };
      await render(provider({ load }, thrown.Probe));
      assert.equal(thrown.last().error.message, 'no network');
    });

    it('makes one live queue under Strict Mode', async () => {
      const storage = countingStorage();
      const handles = [];
      const Queues = () => {
        const { enqueue, tasks } = useTaskQueue();
        useEffect(() => {
          handles.push(endless({ enqueue }));
        }, [enqueue]);
        return tasks.map(({ status }) => status).join();
      };
      const tree = createElement(StrictMode, null, provider({ config: { storage } }, Queues));
      const { container } = await render(tree);
      await turn();
      assert.equal(storage.made, 1);
      // The effect of the child ran twice; what it enqueued first is alive, too.
      assert.equal(handles.length, 2);
      assert.equal(container.textContent, 'running,running');
    });

    it('keeps what a child enqueues in a layout effect, which runs before its own', async () => {
      const First = () => {
        const { enqueue, tasks } = useTaskQueue();
        useLayoutEffect(() => {
          endless({ enqueue });
        }, [enqueue]);
        return String(tasks.length);
      };
      const { container } = await render(provider(null, First));
      assert.equal(container.textContent, '1');
    });

    it('never disposes a queue it was given, and takes no module for it', async () => {
      const queue = new TaskQueue();
      const load = controlledLoad();
      const { Probe, last } = probe();
      const { root } = await render(provider({ queue, load }, Probe));
      let running;
      await turn(() => (running = endless(last())));
      assert.equal(last().ready, true);
      await turn(() => root.unmount());
      await turn();
      assert.equal(load.calls, 0);
      assert.equal(queue.running, 1);
      running.finish('done');
      assert.equal(await running.result(), 'done');
      assert.equal(await queue.enqueue({ title: 'later', processor: () => 1 }).result(), 1);
      queue.dispose();
    });

    it('shows another queue when it is given one', async () => {
      const [one, other] = [new TaskQueue(), new TaskQueue()];
      endless(one, { title: 'one' });
      endless(other, { title: 'other' });
      const { Probe, last } = probe();
      const queues = watcher(useQueue);
      const tree = (queue) => provider({ queue }, Probe, queues.Probe);
      const { root } = await render(tree(one));
      assert.equal(last().tasks[0].title, 'one');
      assert.equal(queues.last(), one);
      await turn(() => root.render(tree(other)));
      assert.equal(last().tasks[0].title, 'other');
      assert.equal(queues.last(), other);
      await turn(() => {
        one.dispose();
        other.dispose();
      });
    });

    it('makes its own queue of the config that it is given instead of a queue', async () => {
      const queue = new TaskQueue();
      const { Probe, last } = watcher(useQueue);
      const { root } = await render(provider({ queue }, Probe));
      await turn(() => root.render(provider({ config: { concurrency: 7 } }, Probe)));
      assert.notEqual(last(), queue);
      assert.equal(last().concurrency, 7);
    });

    it('makes its own queue where it is given `null` as one', async () => {
      const { Probe, last } = probe();
      await render(provider({ queue: null, config: {} }, Probe));
      await turn();
      assert.equal(last().error, undefined);
    });

    it('reports that its load is not a function', async (t) => {
      t.mock.method(console, 'error', () => {});
      const { Probe, last } = probe();
      await render(provider({ load: 'taskwatch' }, Probe));
      await turn();
      assert.match(last().error.message, /^Expected `load` to be a function, got string$/);
    });

    it('reports once what is wrong with its config, and fails enqueued tasks', async () => {
      const noise = mock.method(console, 'error', () => {});
      const { Probe, last } = probe();
      let early;
      const First = () => {
        const { enqueue } = useTaskQueue();
        useEffect(() => {
          early ??= endless({ enqueue });
        }, [enqueue]);
        return null;
      };
      await render(createElement(StrictMode, null, provider({ config: { concurrency: 0 } }, First, Probe)));
      noise.mock.restore();
      assert.equal(last().error.name, 'TypeError');
      assert.match(last().error.message, /concurrency/);
      assert.equal(last().ready, false);
      assert.deepEqual(
        noise.mock.calls.map(({ arguments: [said] }) => said),
        [last().error],
      );
      for (const { promise, result } of [early, endless(last())]) {
        const outcome = await promise;
        assert.equal(outcome.status, 'failed');
        assert.equal(outcome.error, last().error);
        await assert.rejects(result(), last().error);
      }
      assert.equal(last().dismiss('id'), false);
      assert.equal(last().retry('id'), undefined);
      last().cancel('id');
      last().dismissAll();
      last().showSummary('Zones', []);
      last().closeSummary();
    });
  });
}
