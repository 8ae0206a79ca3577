// What the hooks that read a queue give, and when they render.
import { endless } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';

export function describeHooks(stage) {
  const { taskwatch, server, turn, render, hydrate, probe, watcher, provider } = stage;
  const { useIsBusy, useQueue, useTask, useTaskGroup, useTaskQueue, useTasks, useTimeline } = stage.binding;
  const { TaskQueue } = taskwatch;

  describe('useTaskQueue', () => {
    it('gives the tasks as they change', async () => {
      const { Probe, last } = probe();
      await render(provider(null, Probe));
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
      const { Probe, seen } = watcher(() => {
        const result = useTaskQueue({ status: ['running'] });
        assert.deepEqual(result.tasks, []);
        return result;
      });
      const { root } = await render(provider({ queue }, Probe));
      await turn(() => root.render(provider({ queue }, Probe)));
      assert.ok(seen.length > 1);
      assert.equal(new Set(seen).size, 1);
    });

    it('renders a component only for what it reads', async () => {
      const queue = new TaskQueue();
      const onlyMethods = watcher(() => useTaskQueue().enqueue);
      const onlyReady = watcher(() => useTaskQueue().ready);
      const summary = watcher(() => useTaskQueue().activeSummary?.title);
      const all = watcher(() => ({ ...useTaskQueue() }));
      const probes = [onlyMethods, onlyReady, summary, all];
      const renders = () => probes.map(({ seen }) => seen.length);
      await render(provider({ queue }, ...probes.map(({ Probe }) => Probe)));
      assert.deepEqual(renders(), [1, 1, 1, 1]);
      let task;
      await turn(() => (task = endless(queue)));
      assert.deepEqual(renders(), [1, 1, 1, 2]);
      await turn(() => queue.showSummary('Zones', []));
      assert.deepEqual(renders(), [1, 1, 2, 3]);
      assert.equal(summary.last(), 'Zones');
      assert.equal(all.last().tasks[0].id, task.id);
      await turn(() => queue.dispose());
    });

    it('gives what was not read while rendering as it is, when it is read later', async () => {
      const queue = new TaskQueue();
      const { Probe, seen, last } = probe();
      await render(provider({ queue }, Probe));
      await turn(() => endless(queue));
      assert.equal(seen.length, 1);
      assert.equal(last().tasks.length, 1);
      // Read once, it counts.
      await turn(() => endless(queue));
      assert.equal(seen.length, 2);
      assert.deepEqual(
        seen.map(({ tasks }) => tasks.length),
        [1, 2],
      );
      await turn(() => queue.dispose());
    });

    it('renders a component only for tasks of the statuses it asks for', async () => {
      const queue = new TaskQueue();
      const failed = watcher(() => useTaskQueue({ status: 'failed' }).tasks);
      await render(provider({ queue }, failed.Probe));
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
        failed.last().map(({ title }) => title),
        ['no'],
      );
      queue.dispose();
    });

    it('shows the open summary and how it is rendered', async () => {
      const usual = () => 'usual';
      const { Probe, last } = probe();
      await render(provider({ config: { summaryRenderContent: usual } }, Probe));
      assert.equal(last().activeSummary, null);
      await turn(() => last().showSummary('Zones', [{ id: 'a', label: 'a', status: 'success' }]));
      assert.equal(last().activeSummary.title, 'Zones');
      assert.equal(last().summaryRenderContent, usual);
      await turn(() => last().closeSummary());
      assert.equal(last().activeSummary, null);
    });

    it('names the provider where there is none', async () => {
      const noise = mock.method(console, 'error', () => {});
      await assert.rejects(
        render(stage.react.createElement(probe().Probe)),
        /useTaskQueue needs a <TaskQueueProvider>/,
      );
      noise.mock.restore();
    });
  });

  describe('useQueue', () => {
    it('gives the queue, and does not render for its tasks', async () => {
      const queue = new TaskQueue();
      const { Probe, seen } = watcher(useQueue);
      await render(provider({ queue }, Probe));
      await turn(() => endless(queue));
      assert.deepEqual(seen, [queue]);
      await turn(() => queue.dispose());
    });

    it('gives `undefined` until the provider has made one', async () => {
      const { Probe, seen } = watcher(useQueue);
      await render(provider(null, Probe));
      assert.equal(seen[0], undefined);
      assert.equal(seen.length, 2);
      assert.ok(seen[1] instanceof TaskQueue);
    });
  });

  describe('useTasks', () => {
    it('gives the tasks that match, frozen, and renders for these alone', async () => {
      const queue = new TaskQueue({ concurrency: 1 });
      const filters = [
        undefined,
        { status: 'running' },
        { status: ['pending', 'running'], category: 'dns' },
        { group: ['g', 'h'] },
        { kind: 'none' },
      ];
      const probes = filters.map((filter) => watcher(() => useTasks(filter && { ...filter })));
      await render(provider({ queue }, ...probes.map(({ Probe }) => Probe)));
      const task = endless(queue, { title: 'a', category: 'dns' });
      await turn(() => endless(queue, { title: 'b', group: 'g', category: 'dns' }));
      const titles = () =>
        probes.map(({ last }) =>
          last()
            .map(({ title }) => title)
            .join(''),
        );
      assert.deepEqual(titles(), ['ab', 'a', 'ab', 'b', '']);
      assert.ok(probes.every(({ last }) => Object.isFrozen(last())));
      assert.equal(probes[4].seen.length, 1);
      await turn(() => task.finish());
      assert.deepEqual(titles(), ['ab', 'b', 'b', 'b', '']);
      const before = probes[3].seen.length;
      await turn(() => endless(queue));
      assert.equal(probes[3].seen.length, before);
      await turn(() => queue.dispose());
    });

    it('selects, and renders when the selection is another one, compared shallowly', async () => {
      const queue = new TaskQueue();
      const selections = {
        count: (tasks) => tasks.length,
        titles: (tasks) => tasks.map(({ title }) => title),
        object: (tasks) => ({ count: tasks.length, first: tasks[0]?.title }),
        nested: (tasks) => ({ list: [tasks.length] }),
      };
      const probes = Object.values(selections).map((select) =>
        watcher(() => useTasks({ select: (tasks) => select(tasks) })),
      );
      const renders = () => probes.map(({ seen }) => seen.length);
      const { root } = await render(provider({ queue }, ...probes.map(({ Probe }) => Probe)));
      let task;
      await turn(() => (task = endless(queue, { title: 'a' })));
      assert.deepEqual(
        probes.map(({ last }) => last()),
        [1, ['a'], { count: 1, first: 'a' }, { list: [1] }],
      );
      assert.deepEqual(renders(), [2, 2, 2, 2]);
      await turn(() => task.finish());
      assert.deepEqual(renders(), [2, 2, 2, 3]);
      // The same values keep their identity, though the function is another one for each render.
      const [, titles] = probes.map(({ last }) => last());
      await turn(() => root.render(provider({ queue }, ...probes.map(({ Probe }) => Probe))));
      assert.equal(probes[1].last(), titles);
      queue.dispose();
    });

    it('follows another filter and another selection at once', async () => {
      const queue = new TaskQueue();
      endless(queue, { title: 'a', category: 'one' });
      endless(queue, { title: 'b', category: 'two' });
      let options = { category: 'one', select: (tasks) => tasks[0].title };
      const { Probe, last } = watcher(() => useTasks(options));
      const { root } = await render(provider({ queue }, Probe));
      assert.equal(last(), 'a');
      options = { category: 'two', select: (tasks) => `${tasks[0].title}!` };
      await turn(() => root.render(provider({ queue }, Probe)));
      assert.equal(last(), 'b!');
      await turn(() => queue.dispose());
    });

    it('selects from one frozen empty list on a server, and hydrates without a warning', async (t) => {
      const queue = new TaskQueue();
      endless(queue);
      const lists = new Set();
      const Shown = () => {
        const count = useTasks({
          select: (tasks) => {
            if (tasks.length === 0) lists.add(tasks);
            return tasks.length;
          },
        });
        return String(count + useTasks().length + useIsBusy());
      };
      server.renderToString(provider({ queue }, Shown));
      server.renderToString(provider(null, Shown));
      assert.equal(lists.size, 1);
      assert.ok(Object.isFrozen([...lists][0]));
      const complaints = t.mock.method(console, 'error', () => {});
      const { sent, container } = await hydrate(provider({ queue }, Shown));
      assert.equal(sent, '0');
      assert.equal(container.textContent, '3');
      assert.deepEqual(complaints.mock.calls, []);
      await turn(() => queue.dispose());
    });
  });

  describe('useIsBusy', () => {
    it('counts what has not ended, and renders when the count changes', async () => {
      const queue = new TaskQueue({ concurrency: 1 });
      const all = watcher(() => useIsBusy());
      const running = watcher(() => useIsBusy({ status: 'running' }));
      const dns = watcher(() => useIsBusy({ category: 'dns', status: ['pending', 'completed'] }));
      await render(provider({ queue }, all.Probe, running.Probe, dns.Probe));
      let first;
      await turn(() => {
        first = endless(queue);
        endless(queue, { category: 'dns' });
      });
      assert.deepEqual([all.last(), running.last(), dns.last()], [2, 1, 1]);
      const before = running.seen.length;
      await turn(() => first.finish());
      assert.deepEqual([all.last(), running.last(), dns.last()], [1, 1, 0]);
      assert.equal(running.seen.length, before);
      await turn(() => queue.dispose());
      assert.deepEqual([all.last(), running.last()], [0, 0]);
    });
  });

  describe('useTask', () => {
    it('gives one task and renders for no other', async () => {
      const queue = new TaskQueue();
      const task = endless(queue);
      const { Probe, seen } = watcher(() => useTask(task.id)?.status);
      const none = watcher(() => useTask(undefined));
      await render(provider({ queue }, Probe, none.Probe));
      const before = seen.length;
      await turn(() => endless(queue));
      assert.equal(seen.length, before);
      await turn(() => task.finish());
      assert.equal(seen.at(-1), 'completed');
      await turn(() => queue.dismiss(task.id));
      assert.equal(seen.at(-1), undefined);
      assert.deepEqual(none.seen, [undefined]);
      await turn(() => queue.dispose());
    });
  });

  describe('useTaskGroup', () => {
    it('gives a group, the same until one of its tasks changes', async () => {
      const queue = new TaskQueue();
      const { Probe, seen, last } = watcher(() => useTaskGroup('g'));
      await render(provider({ queue }, Probe));
      assert.deepEqual([last().total, last().status, last().progress], [0, 'completed', 1]);
      let task;
      await turn(() => (task = endless(queue, { group: 'g' })));
      assert.deepEqual([last().total, last().status], [1, 'running']);
      const before = seen.length;
      await turn(() => endless(queue));
      assert.equal(seen.length, before);
      await turn(() => task.finish());
      assert.deepEqual([last().completed, last().status], [1, 'completed']);
      let other;
      await turn(() => (other = endless(queue, { group: 'g' })));
      await turn(() => last().cancel());
      await turn(() => other.finish());
      assert.equal((await other.promise).status, 'cancelled');
      await turn(() => queue.dispose());
    });

    it('is that of an unknown group without a queue', () => {
      const { Probe, last } = watcher(() => useTaskGroup('g'));
      server.renderToString(provider(null, Probe));
      const { id, tasks, total, completed, failed, status } = last();
      assert.deepEqual([id, tasks, total, completed, failed, status], ['g', [], 0, 0, 0, 'completed']);
      last().cancel();
    });
  });

  describe('useTimeline', () => {
    it('gives the list of the queue, and one frozen empty list where there is none', async () => {
      const queue = new TaskQueue();
      const { Probe, seen, last } = watcher(() => useTimeline('id'));
      await render(provider({ queue }, Probe));
      assert.deepEqual(last(), []);
      assert.ok(Object.isFrozen(last()));
      assert.equal(new Set(seen).size, 1);
      const timeline = Object.freeze([{ at: 1, kind: 'queued' }]);
      const other = new TaskQueue();
      other.timeline = (id) => (id === 'id' ? timeline : []);
      const known = watcher(() => useTimeline('id'));
      await render(provider({ queue: other }, known.Probe));
      assert.equal(known.last(), timeline);
    });
  });
}
