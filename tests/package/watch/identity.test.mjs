// Which object a wait is for: its name, its namespace, and once it was seen its uid.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
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
  watch,
  zone,
} from './support.mjs';

const terminating = { deletionTimestamp: '2026-03-05T08:30:00Z' };

test('events of other names and namespaces are ignored, null being absent', async () => {
  const source = deafSource();
  const seen = [];
  const wait = watch(source, ({ object }) => {
    seen.push(object.metadata.uid);
  });
  const { emit } = source.scripted;
  emit(added(zone({ name: 'other', uid: 'u2' })));
  emit(added(zone({ namespace: 'elsewhere', uid: 'u3' })));
  emit(deleted(zone({ namespace: 'elsewhere', uid: 'u3' })));
  emit(deleted(zone({ name: 'other', uid: 'u2' })));
  emit(added(zone({ namespace: null })));
  emit(added(zone({ namespace: undefined })));
  assert.deepEqual(seen, ['u1', 'u1']);
  assert.equal(await hasSettled(wait), false);
});

test('a wait without a name sees all objects and is not ended by a deletion', async () => {
  const source = deafSource();
  const seen = [];
  const wait = watch(
    source,
    ({ type, object }) => {
      seen.push(`${type} ${object.metadata.uid}`);
      return object.metadata.uid === 'u3' ? 'resolve' : 'continue';
    },
    { name: undefined },
  );
  const { emit } = source.scripted;
  emit(added(zone()));
  emit(deleted(zone()));
  emit(added(zone({ name: 'other', uid: 'u2' })));
  emit(added(zone({ namespace: 'elsewhere', uid: 'u3' })));
  assert.equal((await soon(wait)).metadata.uid, 'u3');
  assert.deepEqual(seen, ['ADDED u1', 'DELETED u1', 'ADDED u2', 'ADDED u3']);
});

test('onEvent sees the deletion first, and its answer goes before the rule', async () => {
  for (const [answer, expected] of [
    ['resolve', 'u1'],
    [{ resolve: 7 }, 7],
  ]) {
    const source = deafSource();
    const wait = watch(source, ({ type }) => (type === 'DELETED' ? answer : 'continue'));
    source.scripted.emit(added(zone()));
    source.scripted.emit(deleted(zone()));
    const value = await soon(wait);
    assert.equal(value.metadata?.uid ?? value, expected);
  }
});

test("with onDeleted: 'continue' the wait goes on, for the next object of that name", async () => {
  const source = deafSource();
  const wait = watch(source, ({ object }) => (object.metadata.generation === 5 ? 'resolve' : 'continue'), {
    onDeleted: 'continue',
  });
  const { emit } = source.scripted;
  emit(added(zone()));
  emit(deleted(zone()));
  emit(added(zone({ uid: 'u2' })));
  emit(added(zone({ uid: 'u3' })));
  assert.equal(await hasSettled(wait), false);
  emit(modified(zone({ uid: 'u3', generation: 5 })));
  await soon(wait);
});

test('an object that comes back with another uid is a deletion, seen by an event or by a read', async () => {
  const source = deafSource();
  const wait = watch(source);
  source.scripted.emit(added(zone()));
  source.scripted.emit(modified(zone({ uid: 'u2' })));
  const error = await rejection(soon(wait));
  assert.equal(error.name, 'ResourceDeletedError');

  const time = fakeTime();
  const readable = scriptedSource();
  readable.set(zone());
  const other = rejection(watch(readable));
  await macrotask();
  readable.set(zone({ uid: 'u2' }));
  await time.advance(2_000);
  assert.equal((await soon(other)).name, 'ResourceDeletedError');
});

test('initial is judged first, before there is a subscription, and pins its uid', async () => {
  const source = scriptedSource();
  const initial = zone();
  const ready = watch(
    source,
    ({ type, object }) => {
      assert.deepEqual([type, object, source.subscriptions.length], ['ADDED', initial, 0]);
      return 'resolve';
    },
    { initial },
  );
  assert.equal(await soon(ready), initial);
  await macrotask();
  assert.deepEqual([source.subscriptions.length, source.reads], [0, 0]);

  const wait = watch(source, undefined, { initial });
  source.emit(added(zone({ uid: 'u2' })));
  assert.equal((await rejection(soon(wait))).name, 'ResourceDeletedError');
});

test('the end of an earlier object of the name is not that of initial', async () => {
  const source = deafSource();
  const wait = watch(source, ({ object }) => (object.metadata.generation === 2 ? 'resolve' : undefined), {
    initial: zone({ uid: 'u2' }),
  });
  const { emit } = source.scripted;
  emit(modified(zone(terminating)));
  emit(deleted(zone(terminating)));
  emit(deleted(zone()));
  assert.equal(await hasSettled(wait), false);
  emit(modified(zone({ uid: 'u2', generation: 2 })));
  await soon(wait);
});

test('an object that is terminating when first seen pins nothing', async () => {
  const source = deafSource();
  const wait = watch(source, ({ object }) => (object.metadata.generation === 2 ? 'resolve' : undefined));
  const { emit } = source.scripted;
  emit(added(zone(terminating)));
  emit(modified(zone(terminating)));
  emit(deleted(zone(terminating)));
  assert.equal(await hasSettled(wait), false);
  emit(added(zone({ uid: 'u2' })));
  assert.equal(await hasSettled(wait), false);
  emit(modified(zone({ uid: 'u2', generation: 2 })));
  await soon(wait);
});

test("a terminating object that a read does not find any more is not the wait's either", async () => {
  const time = fakeTime();
  const source = scriptedSource();
  source.set(zone(terminating));
  const wait = watch(source);
  await macrotask();
  source.set(undefined);
  await time.advance(10_000);
  assert.equal(await hasSettled(wait), false);
  source.set(zone({ uid: 'u2' }));
  await time.advance(60_000);
  assert.equal(await hasSettled(wait), false);
});

test('an object that is terminated after it was seen ends the wait when it is gone', async () => {
  const source = deafSource();
  const wait = watch(source);
  const { emit } = source.scripted;
  emit(added(zone()));
  emit(modified(zone(terminating)));
  assert.equal(await hasSettled(wait), false);
  emit(deleted(zone(terminating)));
  assert.equal((await rejection(soon(wait))).name, 'ResourceDeletedError');
});

test('deletionTimestamp: null is no deletion', async () => {
  const source = deafSource();
  const wait = watch(source);
  source.scripted.emit(added(zone({ deletionTimestamp: null })));
  source.scripted.emit(deleted(zone({ deletionTimestamp: null })));
  assert.equal((await rejection(soon(wait))).name, 'ResourceDeletedError');
});

test('objects without a uid are taken for the one object', async () => {
  const source = deafSource();
  const wait = watch(source, ({ object }) => (object.metadata.generation === 2 ? 'resolve' : undefined));
  for (const uid of ['u1', undefined, null, '', 'u1']) source.scripted.emit(modified(zone({ uid })));
  assert.equal(await hasSettled(wait), false);
  source.scripted.emit(modified(zone({ generation: 2 })));
  await soon(wait);
});

test('a wait that names no namespace keeps to that of the first object it sees', async () => {
  for (const namespace of [undefined, null]) {
    const source = deafSource();
    const seen = [];
    const wait = watch(
      source,
      ({ object }) => {
        seen.push(object.metadata.uid);
      },
      { namespace },
    );
    const { emit } = source.scripted;
    emit(added(zone({ namespace: 'gone', uid: 'u0', ...terminating })));
    emit(added(zone({ namespace: 'mine' })));
    emit(added(zone({ namespace: 'elsewhere', uid: 'u2' })));
    emit(deleted(zone({ namespace: 'elsewhere', uid: 'u2' })));
    emit(modified(zone({ namespace: undefined })));
    assert.deepEqual(seen, ['u0', 'u1', 'u1']);
    assert.equal(await hasSettled(wait), false);
  }
});

test('the namespace of initial is that of the wait', async () => {
  const source = deafSource();
  const wait = watch(source, undefined, { namespace: undefined, initial: zone({ namespace: 'mine' }) });
  source.scripted.emit(added(zone({ namespace: 'elsewhere', uid: 'u2' })));
  assert.equal(await hasSettled(wait), false);
});

test('a scope without namespaces takes its objects as they are', async () => {
  const source = deafSource();
  const wait = watch(source, () => 'resolve', { namespace: null });
  source.scripted.emit(added(zone({ namespace: undefined })));
  await soon(wait);
});

test('an end of another object that comes right after an event of its own is not the end of the wait', async () => {
  const source = deafSource();
  const wait = watch(source, ({ type }) => (type === 'MODIFIED' ? 'resolve' : 'continue'));
  source.scripted.emit(added(zone({ uid: 'own' })));
  source.scripted.emit(deleted(zone({ uid: 'other' })));
  assert.equal(await hasSettled(wait), false);
  source.scripted.emit(modified(zone({ uid: 'own' })));
  assert.equal((await soon(wait)).metadata.uid, 'own');
});

/** A wait for an object just created was rejected, or resolved with the one that had the name before. */
test('a read that still gives the object before initial is no proof of a deletion, until the next gives it too', async () => {
  const time = fakeTime();
  const source = scriptedSource();
  const former = zone({ generation: 2 });
  source.set(former);
  const seen = [];
  const options = { initial: zone({ uid: 'u2' }) };
  const onEvent = ({ object }) => {
    seen.push(object.metadata.uid);
    return object.metadata.generation === 2 ? 'resolve' : 'continue';
  };
  const wait = watch(source, onEvent, options);
  await time.advance(1_000);
  assert.deepEqual([source.reads, seen, await hasSettled(wait)], [1, ['u2'], false]);
  source.set(undefined);
  await time.advance(1_000);
  assert.equal(await hasSettled(wait), false, 'nor is it if the next finds nothing');
  source.set(zone({ uid: 'u2', generation: 2 }));
  await time.advance(2_000);
  assert.equal((await soon(wait)).metadata.uid, 'u2');

  source.set(former);
  const other = rejection(watch(source, () => 'continue', options));
  await time.advance(2_000);
  assert.equal((await soon(other)).name, 'ResourceDeletedError');
});

test('an object created before initial is ignored, however alive it is', async () => {
  const time = fakeTime();
  const source = scriptedSource();
  const initial = zone({ uid: 'u2', creationTimestamp: '2026-03-05T08:30:00Z' });
  const former = zone({ creationTimestamp: '2026-03-05T08:29:59Z', status: ready() });
  source.set(former);
  const wait = taskwatch.waitForDnsZoneReady('p', 'zone', { source, initial });
  source.emit(added(former));
  await time.advance(30_000);
  source.emit(modified({ ...initial, metadata: { ...initial.metadata, generation: 1 } }));
  source.emit(modified(former));
  await time.advance(60_000);
  assert.equal(await hasSettled(wait), false);
  source.set({ ...initial, status: ready() });
  await time.advance(60_000);
  assert.equal((await soon(wait)).uid, 'u2');
});
