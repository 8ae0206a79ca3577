// An object that a component shows, kept up to date.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

export function describeResource(stage) {
  const { react, server, taskwatch, turn, render, watcher } = stage;
  const { StrictMode, createElement } = react;
  const { useResource } = stage.binding;
  const { condition, defineResource } = taskwatch;
  const { scriptedSource } = stage.testing;

  const TYPE = 'apis/example.com/v1/widgets';
  const target = (source, more) => ({
    resourceType: TYPE,
    projectId: 'p',
    namespace: 'default',
    name: 'w',
    source,
    ...more,
  });
  let versions = 0;
  /** A version of the widget; `ready` is the status of its condition, if it has one. */
  const widget = (ready, more) => {
    versions += 1;
    return {
      metadata: { name: 'w', namespace: 'default', uid: 'u', resourceVersion: String(versions), ...more },
      status: ready && {
        conditions: [{ type: 'Ready', status: ready, reason: 'Because', message: 'so far' }],
      },
    };
  };

  describe('useResource', () => {
    it('knows nothing on a server and until there is an object', async () => {
      const source = scriptedSource();
      const { Probe, last } = watcher(() => useResource(target(source)));
      const nothing = {
        object: undefined,
        verdict: undefined,
        isPending: true,
        error: undefined,
        stream: undefined,
      };
      server.renderToString(createElement(Probe));
      assert.deepEqual(last(), nothing);
      await render(createElement(Probe));
      assert.deepEqual(last(), { ...nothing, stream: 'open' });
      assert.equal(source.subscriptions.length, 1);
    });

    it('renders a component for what it reads, and keeps the rest up to date', async () => {
      const source = scriptedSource();
      const until = condition('Ready');
      const { Probe, seen, last } = watcher(() => {
        const result = useResource(target(source, { until }));
        void result.verdict;
        return result;
      });
      await render(createElement(Probe));
      for (let at = 0; at < 3; at++)
        await turn(() => source.emit({ type: 'MODIFIED', object: widget('False') }));
      const renders = seen.length;
      const { verdict } = last();
      const object = widget('False');
      await turn(() => source.emit({ type: 'MODIFIED', object }));
      assert.deepEqual([seen.length, last().verdict], [renders, verdict]);
      assert.equal(last().verdict, verdict, 'an equal verdict is the same');
      await turn(() => source.emit({ type: 'MODIFIED', object: widget('True') }));
      assert.deepEqual([seen.length, last().verdict.state], [renders + 1, 'ready']);
      // Read from now on.
      assert.equal(last().object.status.conditions[0].status, 'True');
      const next = widget('True');
      await turn(() => source.emit({ type: 'MODIFIED', object: next }));
      assert.deepEqual([seen.length, last().object], [renders + 2, next]);
    });

    it('judges the present version by another `until` when it is given one', async () => {
      const source = scriptedSource();
      const { Probe, seen, last } = watcher(({ until }) => {
        const { verdict, error } = useResource(target(source, { until }));
        return { state: verdict?.state, error };
      });
      const { root } = await render(createElement(Probe, { until: condition('Ready') }));
      await turn(() => source.emit({ type: 'ADDED', object: widget('True') }));
      assert.equal(last().state, 'ready');
      const judgedBy = async (until) => {
        const renders = seen.length;
        await turn(() => root.render(createElement(Probe, { until })));
        assert.ok(seen.length <= renders + 2, 'one render with the new `until`, and one for its verdict');
        return last();
      };
      assert.equal((await judgedBy(condition('Ready', 'False'))).state, 'pending');
      assert.equal((await judgedBy(() => true)).state, 'ready');
      assert.equal((await judgedBy(() => false)).state, 'pending');
      assert.equal((await judgedBy(undefined)).state, undefined);
      const error = new Error('cannot judge');
      const fail = () => {
        throw error;
      };
      assert.equal((await judgedBy(fail)).error, error);
      assert.deepEqual(await judgedBy(condition('Ready', 'False')), { state: 'pending', error: undefined });
      assert.equal((await judgedBy(fail)).error, error);
      await turn(() => source.emit({ type: 'MODIFIED', object: widget('True') }));
      assert.equal(last().error, error);
      assert.deepEqual(await judgedBy(condition('Ready')), { state: 'ready', error: undefined });
      assert.equal(source.subscriptions.length, 1);
      await turn(() => source.fail({ code: 422 }));
      assert.equal((await judgedBy(() => true)).error.code, 422, 'the watch has ended');
    });

    it('judges a version again that could not be adapted', async () => {
      const source = scriptedSource();
      const { Probe, last } = watcher(({ until, adapt }) => {
        const { object, verdict, error } = useResource(target(source, { until, adapt }));
        return [object, verdict?.state, error?.message];
      });
      const adapt = () => {
        throw new Error('cannot adapt');
      };
      const { root } = await render(createElement(Probe, { adapt }));
      await turn(() => source.emit({ type: 'ADDED', object: widget('True') }));
      assert.deepEqual(last(), [undefined, undefined, 'cannot adapt']);
      await turn(() =>
        root.render(createElement(Probe, { until: condition('Ready'), adapt: () => 'adapted' })),
      );
      assert.deepEqual(last(), ['adapted', 'ready', undefined]);
      await turn(() => source.emit({ type: 'DELETED', object: widget('True') }));
      await turn(() => root.render(createElement(Probe, { until: () => true, adapt })));
      assert.deepEqual(last(), [undefined, undefined, undefined]);
    });

    it('renders no component for ever that gives another function each time', async () => {
      const source = scriptedSource();
      const { Probe, seen, last } = watcher(({ fails }) => {
        const { verdict } = useResource(
          target(source, {
            until: (object) => {
              if (fails) throw new Error('another one each time');
              return object.status;
            },
          }),
        );
        return verdict?.state;
      });
      const { root } = await render(createElement(Probe));
      const object = widget('True');
      delete object.metadata.resourceVersion;
      await turn(() => source.emit({ type: 'ADDED', object }));
      assert.equal(last(), 'ready');
      const renders = seen.length;
      await turn(() => root.render(createElement(Probe)));
      assert.equal(seen.length, renders + 1);
      await turn(() => root.render(createElement(Probe, { fails: true })));
      assert.ok(seen.length <= renders + 3);
      await turn(() => root.render(createElement(Probe)));
      assert.ok(seen.length <= renders + 5);
    });

    it('shows nothing of the object before when it is given another, equal as they may be', async () => {
      const source = scriptedSource();
      const until = condition('Ready');
      const { Probe, last } = watcher(({ name }) => {
        const { verdict, object } = useResource(target(source, { until, name }));
        return { verdict, object };
      });
      const { root } = await render(createElement(Probe, { name: 'w' }));
      await turn(() => source.emit({ type: 'ADDED', object: widget('True') }, { name: 'w' }));
      assert.equal(last().verdict.state, 'ready');
      await turn(() => root.render(createElement(Probe, { name: 'v' })));
      assert.deepEqual(last(), { verdict: undefined, object: undefined });
      await turn(() => source.emit({ type: 'ADDED', object: widget('True', { name: 'v' }) }, { name: 'v' }));
      assert.deepEqual([last().verdict.state, last().object.metadata.name], ['ready', 'v']);
    });

    it('shows nothing of what it saw before it was given nothing, or was hidden, in between', async () => {
      const { Activity } = react;
      const source = scriptedSource();
      const { Probe, seen } = watcher(({ isGiven }) => {
        const { object, isPending } = useResource(isGiven && target(source));
        return [object, isPending];
      });
      const shown = createElement(Probe, { isGiven: true });
      const interruptions = [
        [shown, createElement(Probe, { isGiven: false })],
        // Not in React 18.
        Activity && ['visible', 'hidden'].map((mode) => createElement(Activity, { mode }, shown)),
      ].filter(Boolean);
      for (const [before, meanwhile] of interruptions) {
        const { root } = await render(before);
        const object = widget('True');
        await turn(() => source.emit({ type: 'ADDED', object }));
        assert.deepEqual(seen.at(-1), [object, false]);
        await turn(() => root.render(meanwhile));
        assert.deepEqual(source.subscriptions, []);
        seen.length = 0;
        await turn(() => root.render(before));
        assert.equal(source.subscriptions.length, 1);
        assert.deepEqual(new Set(seen.map(String)), new Set([String([undefined, true])]));
        await turn(() => root.unmount());
      }
    });

    it('keeps the object up to date, past its deletion, and releases everything', async () => {
      const source = scriptedSource();
      const { Probe, last } = watcher(() => useResource(target(source)));
      const { root } = await render(createElement(StrictMode, null, createElement(Probe)));
      for (const ready of ['False', 'True', 'False']) {
        const object = widget(ready);
        await turn(() => source.emit({ type: 'MODIFIED', object }));
        assert.equal(last().object, object);
        assert.equal(last().verdict, undefined);
        assert.equal(last().isPending, false);
        assert.equal(last().stream, 'open');
      }
      await turn(() => source.emit({ type: 'DELETED', object: widget() }));
      assert.deepEqual([last().object, last().isPending, last().error], [undefined, false, undefined]);
      const again = widget('True', { uid: 'v' });
      await turn(() => source.emit({ type: 'ADDED', object: again }));
      assert.equal(last().object, again);
      await turn(() => root.unmount());
      assert.deepEqual(source.subscriptions, []);
    });

    it('shows that the stream is lost or refused, beside the object that was there', async () => {
      for (const [status, shown] of [
        [{ message: 'closed' }, 'lost'],
        [{ code: 503, message: 'busy' }, 'lost'],
        [{ code: 403, message: 'no' }, 'refused'],
      ]) {
        const source = scriptedSource();
        const { Probe, last } = watcher(() => useResource(target(source)));
        const { root } = await render(createElement(Probe));
        const object = widget('True');
        source.set(object);
        await turn(() => source.emit({ type: 'ADDED', object }));
        assert.deepEqual([last().stream, last().object], ['open', object]);
        await turn(() => source.fail(status));
        const { stream, object: kept, error, isPending } = last();
        assert.deepEqual([stream, kept, error, isPending], [shown, object, undefined, false]);
        await turn(() => root.unmount());
      }
    });

    it('knows of a stream that could not be opened before there is an object', async () => {
      const { Probe, last } = watcher(() =>
        useResource(
          target({
            subscribe() {
              throw new Error('no socket');
            },
          }),
        ),
      );
      const { error } = console;
      console.error = () => {};
      try {
        await render(createElement(Probe));
      } finally {
        console.error = error;
      }
      assert.deepEqual([last().stream, last().isPending, last().error], ['lost', true, undefined]);
    });

    it('reads the object that is there, and renders no more for an equal one', async () => {
      const source = scriptedSource();
      const object = widget('True');
      source.set(object);
      const { Probe, seen, last } = watcher(() => useResource(target(source)));
      await render(createElement(Probe));
      await turn();
      assert.equal(last().object, object);
      const before = seen.length;
      await turn(() => source.emit({ type: 'MODIFIED', object: structuredClone(object) }));
      assert.equal(seen.length, before);
    });

    it('judges by `until`, a condition or a function, and goes on', async () => {
      const source = scriptedSource();
      let until = condition('Ready');
      const { Probe, last } = watcher(() => useResource(target(source, { until })));
      const { root } = await render(createElement(Probe));
      await turn(() => source.emit({ type: 'ADDED', object: widget('False') }));
      const { state, reason, message, condition: deciding } = last().verdict;
      assert.deepEqual([state, reason, message, deciding.type], ['pending', 'Because', 'so far', 'Ready']);
      await turn(() => source.emit({ type: 'MODIFIED', object: widget('True') }));
      assert.equal(last().verdict.state, 'ready');
      assert.equal(source.subscriptions.length, 1);
      until = ({ metadata }) => metadata.labels?.done;
      await turn(() => root.render(createElement(Probe)));
      await turn(() => source.emit({ type: 'MODIFIED', object: widget('True') }));
      assert.equal(last().verdict.state, 'pending');
      await turn(() =>
        source.emit({ type: 'MODIFIED', object: widget('True', { labels: { done: 'yes' } }) }),
      );
      assert.equal(last().verdict.state, 'ready');
      const ending = { labels: { done: 'yes' }, deletionTimestamp: '2026-01-01T00:00:00Z' };
      await turn(() => source.emit({ type: 'MODIFIED', object: widget('True', ending) }));
      assert.equal(last().verdict.state, 'pending');
    });

    it('adapts, and reports a version that cannot be adapted', async () => {
      const source = scriptedSource();
      const adapt = ({ metadata, status }) => ({ name: metadata.name, count: status.conditions.length });
      const { Probe, last } = watcher(() => useResource(target(source, { adapt })));
      await render(createElement(Probe));
      await turn(() => source.emit({ type: 'ADDED', object: widget('True') }));
      assert.deepEqual(last().object, { name: 'w', count: 1 });
      await turn(() => source.emit({ type: 'MODIFIED', object: widget() }));
      assert.equal(last().error.name, 'TypeError');
      assert.deepEqual(last().object, { name: 'w', count: 1 });
      await turn(() => source.emit({ type: 'MODIFIED', object: widget('True') }));
      assert.equal(last().error, undefined);
      assert.equal(source.subscriptions.length, 1);
    });

    it('reports why the watch has ended, and restarts for another object', async () => {
      const source = scriptedSource();
      let name = 'w';
      const { Probe, last } = watcher(() => useResource(name && target(source, { name })));
      const { root } = await render(createElement(Probe));
      await turn(() => source.emit({ type: 'ADDED', object: widget('True') }));
      await turn(() => source.fail({ code: 422, reason: 'Invalid', message: 'no' }));
      assert.equal(last().error.name, 'WatchError');
      assert.equal(last().stream, 'refused');
      assert.equal(last().object.metadata.name, 'w');
      name = 'x';
      await turn(() => root.render(createElement(Probe)));
      assert.deepEqual([last().object, last().error, last().isPending], [undefined, undefined, true]);
      assert.deepEqual(
        source.subscriptions.map(({ name: watched }) => watched),
        ['x'],
      );
      name = undefined;
      await turn(() => root.render(createElement(Probe)));
      assert.deepEqual(source.subscriptions, []);
      assert.equal(last().isPending, true);
    });

    it('says what is wrong with its options', async () => {
      const { Probe, last } = watcher(() => useResource({ resourceType: 3 }));
      await render(createElement(Probe));
      assert.equal(last().error.name, 'TypeError');
      assert.equal(last().isPending, false);
    });

    it('renders although its options cannot be read, and says so', async () => {
      const biting = {
        get resourceType() {
          throw new Error('bites');
        },
      };
      for (const [options, name] of [
        [target(scriptedSource(), { name: 5n }), 'TypeError'],
        [biting, 'Error'],
      ]) {
        const { Probe, last } = watcher(() => useResource(options));
        await render(createElement(Probe));
        await turn();
        assert.equal(last().error.name, name);
      }
    });

    it('keeps an object of a defined resource, adapted and judged by its definition', async (t) => {
      const source = scriptedSource();
      taskwatch.setWatchSource(source);
      t.after(() => taskwatch.setWatchSource(undefined));
      const widgets = defineResource({
        resourceType: TYPE,
        scope: 'project',
        namespace: 'default',
        ready: ['Ready'],
        adapt: ({ metadata }) => metadata.name,
      });
      let name;
      const { Probe, last } = watcher(() => useResource(widgets, 'p', name));
      const { root } = await render(createElement(StrictMode, null, createElement(Probe)));
      assert.deepEqual(source.subscriptions, []);
      name = 'w';
      await turn(() => root.render(createElement(StrictMode, null, createElement(Probe))));
      await turn();
      assert.equal(source.subscriptions.length, 1);
      const [{ resourceType, projectId, namespace, name: watched }] = source.subscriptions;
      assert.deepEqual([resourceType, projectId, namespace, watched], [TYPE, 'p', 'default', 'w']);
      for (const [ready, state] of [
        ['Unknown', 'pending'],
        ['True', 'ready'],
        ['False', 'failed'],
      ]) {
        await turn(() => source.emit({ type: 'MODIFIED', object: widget(ready) }));
        assert.equal(last().object, 'w');
        assert.equal(last().verdict.state, state);
      }
      await turn(() => root.unmount());
      assert.deepEqual(source.subscriptions, []);
    });
  });
}
