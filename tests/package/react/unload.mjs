// When the browser asks before the page is left.
import { controlledLoad, countingStorage, endless } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

export function describeUnload(stage) {
  const { taskwatch, turn, render, probe, provider, window, unloadListeners } = stage;
  const { TaskQueue } = taskwatch;

  describe('beforeunload', () => {
    /** Whether the page would ask. */
    const asks = () => {
      const event = new window.Event('beforeunload', { cancelable: true });
      window.dispatchEvent(event);
      return event.defaultPrevented;
    };

    it('asks while a task that wants it has not ended, and listens only then', async () => {
      const queue = new TaskQueue({ concurrency: 1 });
      const { root } = await render(provider({ queue }));
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
      await render(provider({ queue }));
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
      await turn();
      await render(provider({ queue }));
      assert.equal(queue.getSnapshot().length, 2);
      assert.equal(unloadListeners(), 0);
      assert.equal(asks(), false);
      await turn(() => {
        queue.dispose();
        other.dispose();
      });
    });

    it('asks about a durable task that cannot be resumed, and about no other', async () => {
      const run = () => new Promise(() => {});
      const kinds = {
        plain: { run },
        batch: { runItem: run },
        unkept: { run, persist: false },
        redacted: { runItem: run, redact: ({ result, ...rest }) => rest },
        partial: { runItem: run, redact: ({ items, ...rest }) => rest },
      };
      const asked = {};
      for (const [kind, definition] of Object.entries(kinds)) {
        const queue = new TaskQueue({ storage: countingStorage(), paused: true });
        queue.define(kind, definition);
        const { root } = await render(provider({ queue }));
        await turn(() => queue.enqueue({ kind, title: kind, items: [1, 2] }));
        asked[kind] = [asks()];
        await turn(() => queue.resume());
        asked[kind].push(asks());
        await turn(() => root.unmount());
        queue.dispose();
      }
      assert.deepEqual(asked, {
        plain: [false, false],
        batch: [false, false],
        unkept: [true, true],
        redacted: [false, false],
        partial: [true, true],
      });
    });

    it('asks about a task queued before it was mounted', async () => {
      const queue = new TaskQueue();
      endless(queue);
      await render(provider({ queue }));
      assert.equal(asks(), true);
      await turn(() => queue.dispose());
    });

    it('asks about a task that was enqueued early, and while those of an unmounted provider run', async () => {
      const load = controlledLoad();
      const { Probe, last } = probe();
      const { root } = await render(provider({ load }, Probe));
      const silent = last().enqueue({ title: 'a', confirmBeforeUnload: false, processor: () => {} });
      await turn();
      assert.equal(unloadListeners(), 0);
      const task = endless(last());
      await turn();
      assert.equal(asks(), true);
      await turn(() => load.resolve(taskwatch));
      await silent.promise;
      assert.equal(asks(), true);
      await turn(() => root.unmount());
      assert.equal(asks(), true);
      await turn(() => task.finish());
      await turn();
      assert.equal(unloadListeners(), 0);
      assert.equal(asks(), false);
    });

    it('never inspects the queue, which would write down a recording', async () => {
      const queue = new TaskQueue({ record: 100 });
      let inspections = 0;
      queue.inspect = () => {
        inspections += 1;
        return {};
      };
      await render(provider({ queue }));
      await turn(() => endless(queue));
      assert.equal(asks(), true);
      assert.equal(inspections, 0);
      await turn(() => queue.dispose());
    });
  });
}
