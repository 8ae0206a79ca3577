// Watches that last as long as a component.
import { controlledLoad } from './support.mjs';
import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';

export function describeWatches(stage) {
  const { react, taskwatch, turn, render, watcher, provider } = stage;
  const { StrictMode, createElement } = react;
  const { useWatch } = stage.binding;
  const { scriptedSource } = stage.testing;

  describe('useWatch', () => {
    const PODS = 'api/v1/pods';

    it('watches while it is mounted, with the latest callback, and releases everything', async () => {
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

    it('continues when its callback throws', async () => {
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

    it('has no error of an earlier watch of the same', async () => {
      const source = scriptedSource();
      const options = { resourceType: PODS, namespace: 'default', name: 'p', source };
      const { Probe, last } = watcher(({ isWatching }) => useWatch(isWatching && options, () => {}).error);
      const { root } = await render(createElement(Probe, { isWatching: true }));
      await turn(() => source.fail({ code: 422, reason: 'Invalid', message: 'no' }));
      assert.equal(last().code, 422);
      await turn(() => root.render(createElement(Probe, { isWatching: false })));
      await turn(() => root.render(createElement(Probe, { isWatching: true })));
      assert.equal(source.subscriptions.length, 1);
      assert.equal(last(), undefined);
    });

    it('takes the waits of the provider above it', async () => {
      const load = controlledLoad();
      const source = scriptedSource();
      const Watcher = () => {
        useWatch({ resourceType: PODS, namespace: 'default', name: 'p', source }, () => {});
        return null;
      };
      const { root } = await render(provider({ load }, Watcher));
      assert.equal(load.calls, 1);
      assert.deepEqual(source.subscriptions, []);
      await turn(() => load.resolve(taskwatch));
      assert.equal(source.subscriptions.length, 1);
      await turn(() => root.unmount());
      assert.deepEqual(source.subscriptions, []);
    });

    it('says that loading failed, and watches nothing once it is unmounted', async (t) => {
      t.mock.method(console, 'error', () => {});
      const load = controlledLoad();
      const source = scriptedSource();
      const options = { resourceType: PODS, namespace: 'default', name: 'p', source };
      const { Probe, last } = watcher(() => useWatch(options, () => {}).error);
      const first = await render(provider({ load }, Probe));
      const reason = new Error('the chunk is gone');
      await turn(() => load.reject(reason));
      assert.equal(last(), reason);
      await turn(() => first.root.unmount());
      const { root } = await render(provider({ load }, Probe));
      await turn(() => root.unmount());
      await turn(() => load.resolve(taskwatch));
      assert.deepEqual(source.subscriptions, []);
    });
  });
}
