// Which object a wait is for: what never counts as that, and what a source is given of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  TYPE,
  added,
  deafSource,
  deleted,
  fakeTime,
  hasSettled,
  macrotask,
  modified,
  ready,
  rejection,
  scriptedSource,
  soon,
  taskwatch,
  waitForResource,
  waitForWatch,
  watch,
  zone,
} from './support.mjs';

const { exists, waitForDnsZoneReady, waitForProjectReady } = taskwatch;

const named = (name, more) => zone({ name, ...more });

for (const [what, initial, field] of [
  ['without metadata', { name: 'zone', status: ready() }, 'name'],
  ['with null metadata', { metadata: null }, 'name'],
  ['without a name', { metadata: { uid: 'u1' } }, 'name'],
  ['with an empty name', { metadata: { name: '' } }, 'name'],
  ['with a number for a name', { metadata: { name: 5 } }, 'name'],
  ['of another name', named('other', { status: ready() }), 'name'],
  ['of another namespace', zone({ namespace: 'other', status: ready() }), 'namespace'],
  ['that is a list', { kind: 'List', items: [zone()], metadata: { resourceVersion: '1' } }, 'name'],
]) {
  test(`\`initial\` ${what} rejects with a TypeError, and nothing is subscribed to`, async () => {
    const source = scriptedSource();
    const options = { resourceType: TYPE, name: 'zone', namespace: 'default', source, initial };
    for (const wait of [
      waitForWatch({ ...options, onEvent: () => 'resolve' }),
      waitForResource({ ...options, until: exists() }),
      waitForDnsZoneReady('p', 'zone', { source, initial }),
    ]) {
      const error = await rejection(soon(wait));
      assert.ok(error instanceof TypeError, String(error));
      assert.match(error.message, new RegExp(`Expected \`initial\\.metadata\\.${field}\` to be .*, got `));
    }
    assert.deepEqual([source.subscriptions.length, source.reads], [0, 0]);
  });
}

test('`initial` of a wait without a name needs a name too, and any will do', async () => {
  const options = { resourceType: TYPE, source: scriptedSource(), until: exists() };
  assert.ok((await rejection(waitForResource({ ...options, initial: {} }))) instanceof TypeError);
  const initial = named('any');
  assert.equal(await soon(waitForResource({ ...options, initial })), initial);
});

test('`initial` without a namespace is of the one of the wait', async () => {
  const initial = { metadata: { name: 'zone', uid: 'u1' } };
  assert.equal(await soon(watch(deafSource(), () => 'resolve', { initial })), initial);
});

for (const [what, object] of [
  ['without metadata', { status: ready() }],
  ['with null metadata', { metadata: null, status: ready() }],
  ['without a name', { metadata: { uid: 'u1' }, status: ready() }],
  ['that is a list', { kind: 'ZoneList', metadata: { resourceVersion: '5' }, items: [zone()] }],
]) {
  test(`an event of an object ${what} never ends a wait for a named one`, async () => {
    const source = deafSource();
    const seen = [];
    const waits = [
      watch(source, (event) => {
        seen.push(event);
        return 'resolve';
      }),
      waitForResource({ resourceType: TYPE, name: 'zone', source, until: exists() }),
      waitForResource({ resourceType: TYPE, name: 'zone', source, until: taskwatch.deleted() }),
      watch(source, undefined, { onDeleted: 'reject' }),
    ];
    for (const make of [added, modified, deleted]) source.scripted.emit(make(object));
    await macrotask();
    assert.deepEqual(await Promise.all(waits.map((wait) => hasSettled(wait))), [false, false, false, false]);
    assert.deepEqual(seen, []);
    for (const wait of waits) wait.cancel();
    await Promise.allSettled(waits);
  });
}

test('a list whose items are null is empty', async () => {
  const list = { kind: 'ZoneList', metadata: { resourceVersion: '5' }, items: null };
  for (const name of ['zone', undefined]) {
    const options = { resourceType: TYPE, name, source: deafSource(), read: async () => list };
    assert.equal(await soon(waitForResource({ ...options, until: taskwatch.deleted() })), undefined);
    const wait = waitForResource({ ...options, until: exists() });
    assert.equal(await hasSettled(wait), false);
    wait.cancel();
    await rejection(wait);
  }
});

test('a read that gives an object without a name is no answer for a named one', async () => {
  const time = fakeTime();
  const read = async () => ({ status: ready() });
  const caught = rejection(watch(deafSource(), () => 'resolve', { read, timeout: 50 }));
  await time.advance(50);
  const error = await soon(caught);
  assert.deepEqual([error.name, error.appeared], ['TimeoutError', false]);
  assert.match(error.message, /Expected `read` to give the object asked for/);
});

test('`namespace: null` never reaches a source: it is absent, or "none" where that would mean `default`', () => {
  for (const [options, given] of [
    [{ namespace: null, orgId: 'o' }, { orgId: 'o' }],
    [{ namespace: null }, {}],
    [
      { namespace: null, projectId: 'p', userScoped: true },
      { projectId: 'p', userScoped: true },
    ],
    [
      { namespace: null, projectId: 'p' },
      { namespace: '', projectId: 'p' },
    ],
    [{ namespace: '' }, { namespace: '' }],
  ]) {
    const source = scriptedSource();
    const reads = [];
    const read = source.read.bind(source);
    source.read = (asked) => {
      reads.push(asked);
      return read(asked);
    };
    const wait = waitForWatch({ resourceType: TYPE, name: 'zone', source, onEvent() {}, ...options });
    wait.catch(() => {});
    const expected = { resourceType: TYPE, name: 'zone', ...given };
    assert.deepEqual(source.subscriptions[0], expected);
    assert.deepEqual(reads, [expected]);
    wait.cancel();
  }
});

test('a kind without a namespace is watched without one', () => {
  const source = scriptedSource();
  const wait = waitForProjectReady('o', 'shop', { source });
  wait.catch(() => {});
  assert.equal('namespace' in source.subscriptions[0], false);
  wait.cancel();
});

test('a wait in no namespace is for the object of that name, wherever it is', async () => {
  const source = deafSource();
  const wait = watch(source, () => 'resolve', { namespace: '' });
  source.scripted.emit(added(zone({ namespace: 'elsewhere' })));
  assert.equal((await soon(wait)).metadata.namespace, 'elsewhere');
});
