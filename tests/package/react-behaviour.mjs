// How the React binding behaves, whatever the version of React: what its tests have in common.
import { countListeners, window } from './page.mjs';
import assert from 'node:assert/strict';
import { afterEach, describe, it, mock } from 'node:test';

/** Describes the behaviour of `taskwatch/react` as loaded with one React; all modules are given. */
export function describeBinding({ react, client, server, taskwatch, binding, testing }) {
  const { StrictMode, act, createElement, useEffect, useLayoutEffect } = react;
  const { createRoot, hydrateRoot } = client;
  const { renderToString } = server;
  const { TaskQueue } = taskwatch;
  const { TaskQueueProvider, useTask, useTaskQueue, useWatch } = binding;
  const { scriptedSource, settle } = testing;

  const unloadListeners = countListeners('beforeunload');
  const roots = [];

  /** Acts, and lets the queue tell of it before React is looked at. */
  const turn = (body) =>
    act(async () => {
      await body();
      await settle();
    });

  afterEach(async () => {
    for (const root of roots.splice(0)) await turn(() => root.unmount());
  });

  /** Renders into a new element of the page. */
  async function render(element) {
    const container = document.body.appendChild(document.createElement('div'));
    const root = createRoot(container);
    roots.push(root);
    await turn(() => root.render(element));
    return { root, container };
  }

  /** A component that keeps what the hook gave at each render. */
  function probe(options) {
    const seen = [];
    const Probe = () => {
      seen.push(useTaskQueue(options));
      return null;
    };
    return { Probe, seen, last: () => seen.at(-1) };
  }

  /** A task that runs until it is told to end. */
  function endless({ enqueue }, options) {
    let finish;
    const processor = () =>
      new Promise((resolve) => {
        finish = resolve;
      });
    const { id, promise, result } = enqueue({ title: 'endless', processor, ...options });
    return { id, promise, result, finish: (value) => finish(value) };
  }

  /** A store that counts the queues which were made on it. */
  function countingStorage() {
    const storage = { made: 0, get() {}, set() {}, remove() {}, clear() {} };
    storage.getAll = () => {
      storage.made += 1;
      return [];
    };
    return storage;
  }

  describe('TaskQueueProvider', () => {
    it('renders one frozen empty list on a server and makes no queue', () => {
      const storage = countingStorage();
      const { Probe, seen } = probe();
      const filtered = probe({ status: 'failed' });
      const children = [Probe, filtered.Probe].map((Component, key) => createElement(Component, { key }));
      const tree = createElement(TaskQueueProvider, { config: { storage } }, children);
      renderToString(tree);
      renderToString(tree);
      renderToString(createElement(TaskQueueProvider, { queue: new TaskQueue() }, createElement(Probe)));
      const lists = new Set([...seen, ...filtered.seen].map(({ tasks }) => tasks));
      assert.equal(seen.length, 3);
      assert.equal(lists.size, 1);
      assert.ok(Object.isFrozen(seen[0].tasks) && seen[0].tasks.length === 0);
      assert.equal(seen[0].ready, false);
      assert.equal(storage.made, 0);
    });

    it('hydrates what a server has rendered and is ready then', async () => {
      const Shown = () => {
        const { tasks, ready } = useTaskQueue();
        return `${ready} ${tasks.length}`;
      };
      const tree = createElement(TaskQueueProvider, null, createElement(Shown));
      const container = document.body.appendChild(document.createElement('div'));
      container.innerHTML = renderToString(tree);
      assert.equal(container.textContent, 'false 0');
      const complaints = mock.method(console, 'error', () => {});
      await turn(() => roots.push(hydrateRoot(container, tree)));
      complaints.mock.restore();
      assert.equal(container.textContent, 'true 0');
      assert.deepEqual(complaints.mock.calls, []);
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
      const tree = createElement(
        StrictMode,
        null,
        createElement(TaskQueueProvider, { config: { storage } }, createElement(Queues)),
      );
      const { container } = await render(tree);
      await turn(() => {});
      assert.equal(storage.made, 1);
      // The effect of the child ran twice; what it queued first is alive, too.
      assert.equal(handles.length, 2);
      assert.equal(container.textContent, 'running,running');
    });

    it('keeps what a child queues in a layout effect, which runs before its own', async () => {
      const First = () => {
        const { enqueue, tasks } = useTaskQueue();
        useLayoutEffect(() => {
          endless({ enqueue });
        }, [enqueue]);
        return String(tasks.length);
      };
      const { container } = await render(createElement(TaskQueueProvider, null, createElement(First)));
      assert.equal(container.textContent, '1');
    });

    it('disposes its own queue when it is unmounted, and makes no other one for late callers', async () => {
      const storage = countingStorage();
      const { Probe, last } = probe();
      const { root } = await render(
        createElement(TaskQueueProvider, { config: { storage } }, createElement(Probe)),
      );
      let running;
      await turn(() => (running = endless(last())));
      const { enqueue } = last();
      await turn(() => root.unmount());
      assert.equal((await running.promise).status, 'cancelled');
      assert.equal((await endless({ enqueue }).promise).status, 'cancelled');
      assert.equal(storage.made, 1);
    });

    it('never disposes a queue it was given', async () => {
      const queue = new TaskQueue();
      const { Probe, last } = probe();
      const { root } = await render(createElement(TaskQueueProvider, { queue }, createElement(Probe)));
      let running;
      await turn(() => (running = endless(last())));
      assert.equal(last().ready, true);
      await turn(() => root.unmount());
      await settle();
      assert.equal(queue.running, 1);
      running.finish('done');
      assert.equal(await running.result(), 'done');
      queue.dispose();
    });

    it('shows another queue when it is given one', async () => {
      const [one, other] = [new TaskQueue(), new TaskQueue()];
      endless(one, { title: 'one' });
      endless(other, { title: 'other' });
      const { Probe, last } = probe();
      const tree = (queue) => createElement(TaskQueueProvider, { queue }, createElement(Probe));
      const { root } = await render(tree(one));
      assert.equal(last().tasks[0].title, 'one');
      await turn(() => root.render(tree(other)));
      assert.equal(last().tasks[0].title, 'other');
      await turn(() => {
        one.dispose();
        other.dispose();
      });
    });

    it('says in `error` what is wrong with its config, and throws it at enqueue', async () => {
      const { Probe, last } = probe();
      await render(createElement(TaskQueueProvider, { config: { concurrency: 0 } }, createElement(Probe)));
      assert.equal(last().error.name, 'TypeError');
      assert.match(last().error.message, /concurrency/);
      assert.equal(last().ready, false);
      assert.throws(() => endless(last()), last().error);
      assert.equal(last().dismiss('id'), false);
      assert.equal(last().retry('id'), undefined);
      last().cancel('id');
      last().dismissAll();
      last().closeSummary();
    });
  });

  describe('beforeunload', () => {
    /** Whether the page would ask. */
    const asks = () => {
      const event = new window.Event('beforeunload', { cancelable: true });
      window.dispatchEvent(event);
      return event.defaultPrevented;
    };

    it('asks while a task that wants it has not ended, and listens only then', async () => {
      const queue = new TaskQueue({ concurrency: 1 });
      const { root } = await render(createElement(TaskQueueProvider, { queue }));
      assert.equal(unloadListeners(), 0);
      let first;
      let second;
      await turn(() => {
        first = endless(queue);
        second = endless(queue, { title: 'waits' });
      });
      assert.equal(unloadListeners(), 1);
      assert.equal(asks(), true);
      await turn(() => first.finish());
      assert.equal(asks(), true);
      await turn(() => second.finish());
      assert.equal(unloadListeners(), 0);
      assert.equal(asks(), false);
      await turn(() => endless(queue));
      assert.equal(unloadListeners(), 1);
      await turn(() => root.unmount());
      assert.equal(unloadListeners(), 0);
      queue.dispose();
    });

    it('does not ask for a task that does not want it', async () => {
      const queue = new TaskQueue();
      await render(createElement(TaskQueueProvider, { queue }));
      await turn(() => endless(queue, { confirmBeforeUnload: false }));
      assert.equal(unloadListeners(), 0);
      assert.equal(asks(), false);
      await turn(() => queue.dispose());
    });

    it('does not ask for a task of another owner that a shared store shows', async () => {
      const views = new Map();
      const tellers = new Set();
      const storage = {
        getAll: () => [...views.values()],
        get: (id) => views.get(id),
        set: (id, view) => void views.set(id, view),
        remove: (id) => void views.delete(id),
        clear: () => views.clear(),
        onExternalChange: (tell) => {
          tellers.add(tell);
          return () => tellers.delete(tell);
        },
      };
      const queue = new TaskQueue({ storage });
      endless(queue, { confirmBeforeUnload: false });
      const other = new TaskQueue({ storage });
      endless(other);
      for (const tell of tellers) tell();
      await settle();
      await render(createElement(TaskQueueProvider, { queue }));
      assert.equal(queue.getSnapshot().length, 2);
      assert.equal(unloadListeners(), 0);
      assert.equal(asks(), false);
      await turn(() => {
        queue.dispose();
        other.dispose();
      });
    });

    it('asks about a task queued before it was mounted', async () => {
      const queue = new TaskQueue();
      endless(queue);
      await render(createElement(TaskQueueProvider, { queue }));
      assert.equal(asks(), true);
      await turn(() => queue.dispose());
    });
  });

  describe('useTaskQueue', () => {
    it('gives the tasks as they change', async () => {
      const { Probe, last } = probe();
      await render(createElement(TaskQueueProvider, null, createElement(Probe)));
      let task;
      await turn(() => (task = endless(last())));
      assert.deepEqual(
        last().tasks.map(({ status }) => status),
        ['running'],
      );
      await turn(() => task.finish(7));
      assert.deepEqual(
        last().tasks.map(({ status, result }) => [status, result]),
        [['completed', 7]],
      );
      await turn(() => last().dismissAll());
      assert.deepEqual(last().tasks, []);
    });

    it('gives the same object until something has changed', async () => {
      const queue = new TaskQueue();
      const { Probe, seen } = probe({ status: ['running'] });
      const tree = () => createElement(TaskQueueProvider, { queue }, createElement(Probe));
      const { root } = await render(tree());
      await turn(() => root.render(tree()));
      assert.ok(seen.length > 1);
      assert.equal(new Set(seen).size, 1);
    });

    it('renders a component only for tasks of the statuses it asks for', async () => {
      const queue = new TaskQueue();
      const failed = probe({ status: 'failed' });
      const { root } = await render(createElement(TaskQueueProvider, { queue }, createElement(failed.Probe)));
      const before = failed.seen.length;
      let task;
      await turn(() => (task = endless(queue)));
      await turn(() => task.finish());
      assert.equal(failed.seen.length, before);
      await turn(() => {
        queue.enqueue({
          title: 'no',
          processor: () => {
            throw new Error('no');
          },
        });
      });
      assert.deepEqual(
        failed.last().tasks.map(({ title }) => title),
        ['no'],
      );
      await turn(() => root.unmount());
      queue.dispose();
    });

    it('shows the open summary and how it is rendered', async () => {
      const usual = () => 'usual';
      const { Probe, last } = probe();
      await render(
        createElement(TaskQueueProvider, { config: { summaryRenderContent: usual } }, createElement(Probe)),
      );
      assert.equal(last().activeSummary, null);
      await turn(() => last().showSummary('Zones', [{ id: 'a', label: 'a', status: 'success' }]));
      assert.equal(last().activeSummary.title, 'Zones');
      assert.equal(last().summaryRenderContent, usual);
      await turn(() => last().closeSummary());
      assert.equal(last().activeSummary, null);
    });

    it('names the provider where there is none', async () => {
      const noise = mock.method(console, 'error', () => {});
      await assert.rejects(render(createElement(probe().Probe)), /useTaskQueue needs a <TaskQueueProvider>/);
      noise.mock.restore();
    });
  });

  describe('useTask', () => {
    it('gives one task and renders for no other', async () => {
      const queue = new TaskQueue();
      const task = endless(queue);
      const seen = [];
      const One = ({ id }) => {
        seen.push(useTask(id)?.status);
        return null;
      };
      await render(createElement(TaskQueueProvider, { queue }, createElement(One, { id: task.id })));
      const before = seen.length;
      await turn(() => endless(queue));
      assert.equal(seen.length, before);
      await turn(() => task.finish());
      assert.equal(seen.at(-1), 'completed');
      await turn(() => queue.dismiss(task.id));
      assert.equal(seen.at(-1), undefined);
      await turn(() => queue.dispose());
    });
  });

  describe('useWatch', () => {
    const PODS = 'api/v1/pods';

    it('watches while it is mounted, with the latest callback, and lets go', async () => {
      const source = scriptedSource();
      const heard = [];
      const Watcher = ({ name, label }) => {
        const options = name && { resourceType: PODS, namespace: 'default', name, source };
        useWatch(options, ({ type }) => heard.push(`${label} ${type}`));
        return null;
      };
      const tree = (props) => createElement(StrictMode, null, createElement(Watcher, props));
      const { root } = await render(tree({ name: 'p', label: 'one' }));
      await turn(() => {});
      assert.deepEqual(
        source.subscriptions.map(({ name }) => name),
        ['p'],
      );
      await turn(() => root.render(tree({ name: 'p', label: 'two' })));
      source.emit({ type: 'ADDED', object: { metadata: { name: 'p', namespace: 'default' } } });
      await turn(() => {});
      assert.deepEqual(heard, ['two ADDED']);
      await turn(() => root.render(tree({ label: 'two' })));
      assert.deepEqual(source.subscriptions, []);
    });

    it('goes on when its callback throws', async () => {
      const source = scriptedSource();
      const noise = mock.method(console, 'error', () => {});
      const Watcher = () => {
        useWatch({ resourceType: PODS, namespace: 'default', name: 'p', source }, () => {
          throw new Error('mine');
        });
        return null;
      };
      await render(createElement(Watcher));
      source.emit({ type: 'ADDED', object: { metadata: { name: 'p', namespace: 'default' } } });
      await turn(() => {});
      noise.mock.restore();
      assert.equal(noise.mock.calls[0].arguments[0].message, 'mine');
      assert.equal(source.subscriptions.length, 1);
    });

    it('says why the watch has ended, until it is given another one', async () => {
      const source = scriptedSource();
      let error;
      const Watcher = ({ name }) => {
        ({ error } = useWatch({ resourceType: PODS, namespace: 'default', name, source }, () => {}));
        return null;
      };
      const { root } = await render(createElement(Watcher, { name: 'p' }));
      await turn(() => source.fail({ code: 422, reason: 'Invalid', message: 'no' }));
      assert.equal(error.name, 'WatchError');
      assert.equal(error.code, 422);
      await turn(() => root.render(createElement(Watcher, { name: 'q' })));
      assert.equal(error, undefined);
    });
  });
}
