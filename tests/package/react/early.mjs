// What is enqueued before the provider has its queue.
import { controlledLoad, countingStorage } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

export function describeEarlyTasks(stage) {
  const { react, taskwatch, turn, render, probe, provider } = stage;

  describe('a task that is enqueued before there is a queue', () => {
    /** A provider that still loads. */
    async function loading(config = {}) {
      const load = controlledLoad();
      const { Probe, last } = probe();
      await render(provider({ load, config }, Probe));
      return { queue: last(), last, load, finish: () => turn(() => load.resolve(taskwatch)) };
    }

    it('is handed on in order, and keeps the id of its handle', async () => {
      const { queue, last, finish } = await loading({ concurrency: 1 });
      const started = [];
      const handles = ['a', 'b', 'c'].map((title) =>
        queue.enqueue({
          title,
          processor: () => {
            started.push(title);
            return title;
          },
        }),
      );
      const ids = handles.map(({ id }) => id);
      assert.equal(new Set(ids).size, 3);
      await finish();
      assert.deepEqual(await Promise.all(handles.map(({ result }) => result())), ['a', 'b', 'c']);
      assert.deepEqual(started, ['a', 'b', 'c']);
      await turn();
      assert.deepEqual(
        last().tasks.map(({ id, title }) => [id, title]),
        ids.map((id, index) => [id, 'abc'[index]]),
      );
      assert.deepEqual(
        handles.map(({ id }) => id),
        ids,
      );
    });

    it('waits for its kind, which a component defines once it has the queue', async () => {
      const load = controlledLoad();
      const { Probe, last } = probe();
      const Kinds = () => {
        const queue = stage.binding.useQueue();
        react.useEffect(() => {
          queue?.define('greet', { run: (_, { name }) => `hello ${name}` });
        }, [queue]);
        return null;
      };
      await render(provider({ load, config: { concurrency: 1 } }, Probe, Kinds));
      const durable = last().enqueue({ kind: 'greet', title: 'a', input: { name: 'Ada' } });
      const plain = last().enqueue({ title: 'b', processor: () => 'plain' });
      await turn(() => load.resolve(taskwatch));
      assert.equal(await durable.result(), 'hello Ada');
      assert.equal(await plain.result(), 'plain');
      await turn();
      assert.deepEqual(
        last().tasks.map(({ id }) => id),
        [durable.id, plain.id],
      );
    });

    it('fails if nobody defines its kind, and those after it run', async (t) => {
      const complaints = t.mock.method(console, 'error', () => {});
      const { queue, finish } = await loading();
      const durable = queue.enqueue({ kind: 'unknown', title: 'a', input: {} });
      const plain = queue.enqueue({ title: 'b', processor: () => 'plain' });
      await finish();
      assert.equal((await durable.promise).error.name, 'TypeError');
      assert.equal(await plain.result(), 'plain');
      assert.equal(complaints.mock.callCount(), 1);
    });

    it('is found by its id in all that takes one', async () => {
      const { queue, last, finish } = await loading();
      let runs = 0;
      const processor = () => {
        runs += 1;
        throw new Error('no');
      };
      const { id, promise } = queue.enqueue({ title: 'a', processor });
      await finish();
      assert.equal((await promise).status, 'failed');
      await turn(async () => {
        const again = last().retry(id);
        assert.equal(again.id, id);
        assert.equal((await again.promise).status, 'failed');
      });
      assert.equal(runs, 2);
      await turn(() => assert.equal(last().dismiss(id), true));
      assert.deepEqual(last().tasks, []);
      assert.equal(last().dismiss(id), false);
    });

    it('comes before what the processors of others enqueue', async () => {
      const { queue, last, finish } = await loading();
      const started = [];
      const add = (title, inner) =>
        last().enqueue({
          title,
          processor: () => {
            started.push(title);
            if (inner !== undefined) add(inner);
          },
        });
      add('a', 'inner');
      add('b');
      assert.ok(queue);
      await finish();
      assert.deepEqual(started, ['a', 'b', 'inner']);
    });

    it('is written to the store under its id', async () => {
      const storage = countingStorage();
      const stored = new Map();
      storage.set = (id, view) => void stored.set(id, view);
      const { queue, finish } = await loading({ storage });
      const { id, promise } = queue.enqueue({ title: 'a', processor: () => {} });
      await finish();
      await promise;
      assert.equal(stored.get(id).id, id);
      assert.equal(stored.get(id).status, 'completed');
    });

    it('ends at once when it is cancelled, by handle, id or signal, and never starts', async () => {
      const { queue, last, finish } = await loading();
      const ended = [];
      let starts = 0;
      const controller = new AbortController();
      const add = (title, options) =>
        queue.enqueue({
          title,
          processor: () => (starts += 1),
          onComplete: ({ status }) => ended.push(`${title} ${status}`),
          ...options,
        });
      const handles = [add('a'), add('b'), add('c', { signal: controller.signal }), add('d')];
      handles[0].cancel('by handle');
      queue.cancel(handles[1].id);
      controller.abort('by signal');
      const outcomes = await Promise.all(handles.slice(0, 3).map(({ promise }) => promise));
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['cancelled', 'cancelled', 'cancelled'],
      );
      assert.equal(outcomes[0].error, 'by handle');
      assert.equal(outcomes[1].error.name, 'AbortError');
      assert.equal(outcomes[2].error, 'by signal');
      await finish();
      assert.equal(starts, 1);
      assert.deepEqual(ended, ['a cancelled', 'b cancelled', 'c cancelled', 'd completed']);
      assert.deepEqual(
        last().tasks.map(({ title }) => title),
        ['d'],
      );
    });

    it('is cancelled by its handle later, too', async () => {
      const { queue, last, finish } = await loading();
      const handle = queue.enqueue({
        title: 'a',
        processor: ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', resolve)),
      });
      await finish();
      assert.equal(last().tasks[0].status, 'running');
      await turn(() => handle.cancel('enough'));
      const { status, error } = await handle.promise;
      assert.deepEqual([status, error], ['cancelled', 'enough']);
    });

    it('is one task with others of its dedupeKey', async () => {
      const { queue, last, finish } = await loading();
      const one = queue.enqueue({ title: 'a', dedupeKey: 'k', processor: () => 1 });
      const other = queue.enqueue({ title: 'b', dedupeKey: 'k', processor: () => 2 });
      assert.equal(one, other);
      one.cancel();
      const third = queue.enqueue({ title: 'c', dedupeKey: 'k', processor: () => 3 });
      assert.notEqual(third, one);
      await finish();
      assert.equal(await third.result(), 3);
      assert.equal(last().tasks.length, 1);
    });

    it('has the options of its call, whatever becomes of them', async () => {
      const { queue, finish } = await loading();
      const items = ['a', 'b'];
      const seen = [];
      class Options {
        get title() {
          return 'by a class';
        }
        processItem(item) {
          seen.push(item);
        }
      }
      const options = Object.assign(new Options(), { items });
      const { promise } = queue.enqueue(options);
      items.push('c');
      options.processItem = undefined;
      await finish();
      assert.equal((await promise).completed, 2);
      assert.deepEqual(seen, ['a', 'b']);
    });

    it('fails with wrong options, and others do not', async (t) => {
      const noise = t.mock.method(console, 'error', () => {});
      const { queue, finish } = await loading();
      const wrong = queue.enqueue({ title: 3, processor: () => {} });
      const right = queue.enqueue({ title: 'a', processor: () => 'done' });
      await finish();
      const { status, error, failed, failedItems } = await wrong.promise;
      assert.deepEqual([status, error.name, failed], ['failed', 'TypeError', 1]);
      assert.match(failedItems[0].message, /title/);
      assert.equal(noise.mock.calls[0].arguments[0], error);
      assert.equal(await right.result(), 'done');
    });

    it('fails with the error when loading does', async (t) => {
      t.mock.method(console, 'error', () => {});
      const { queue, last, load } = await loading();
      const ended = [];
      const handle = queue.enqueue({
        title: 'a',
        processor: () => {},
        onComplete: (outcome) => {
          ended.push(outcome);
          throw new Error('a callback that throws harms nobody');
        },
      });
      const second = queue.enqueue({ title: 'b', processor: () => {} });
      const error = new Error('the chunk is gone');
      await turn(() => load.reject(error));
      const outcome = await handle.promise;
      assert.equal(outcome.status, 'failed');
      assert.equal(outcome.error, error);
      assert.equal(outcome.failed, 1);
      assert.equal(outcome.failedItems[0].message, error.message);
      assert.deepEqual(ended, [outcome]);
      assert.equal((await second.promise).error, error);
      assert.equal((await last().enqueue({ title: 'c', processor: () => {} }).promise).error, error);
    });

    it('fails with an error when the module that was loaded has no queue, or none that can be read', async (t) => {
      t.mock.method(console, 'error', () => {});
      const biting = {
        get TaskQueue() {
          throw new Error('not evaluated yet');
        },
      };
      for (const [module, message] of [
        [undefined, /^Expected `load` to give/],
        [{ waitForWatch: taskwatch.waitForWatch }, /^Expected `load` to give/],
        [biting, /^not evaluated yet$/],
      ]) {
        const { queue, last, load } = await loading();
        const handle = queue.enqueue({ title: 'a', processor: () => {} });
        await turn(() => load.resolve(module));
        const { status, error } = await handle.promise;
        assert.equal(status, 'failed');
        assert.match(error.message, message);
        assert.equal(last().error, error);
      }
    });

    it('does not keep a summary from being shown', async () => {
      const { queue, last, finish } = await loading();
      queue.showSummary('Zones', []);
      assert.equal(last().activeSummary, null);
      await finish();
      assert.equal(last().activeSummary.title, 'Zones');
    });
  });
}
