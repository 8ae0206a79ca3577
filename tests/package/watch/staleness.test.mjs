// What may never count as ready: a status that is behind its object, a bookmark, a deleted object; and what an absent
// object means to each kind of wait.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  TYPE,
  added,
  afterTest,
  condition,
  conditions,
  deafSource,
  deleted,
  fakeTime,
  hasSettled,
  modified,
  rejection,
  scriptedSource,
  soon,
  taskwatch,
  waitForResource,
  watch,
  zone,
} from './support.mjs';

const { defineResource } = taskwatch;
const thing = defineResource({
  resourceType: TYPE,
  scope: 'project',
  adapt: (object) => object,
  ready: ['Ready'],
});

/** A wait for the zone named `zone` to be ready; it is cancelled when the test has ended. */
function ready(source, options) {
  const wait = thing.waitForReady('p', 'zone', { source, ...options });
  afterTest(() => wait.cancel());
  return wait;
}

const status = (observed, own) => ({
  ...(observed === undefined ? {} : { observedGeneration: observed }),
  conditions: [condition('Ready', 'True', 'Ok', '', own === undefined ? {} : { observedGeneration: own })],
});

// The generation of the object, what its status and its condition observed, and whether that is ready.
const TABLE = [
  [2, undefined, undefined, true],
  [2, 2, undefined, true],
  [2, 1, undefined, false],
  [2, undefined, 2, true],
  [2, undefined, 1, false],
  [2, 2, 1, false],
  [2, 1, 2, false],
  [2, 3, undefined, true],
  [2, 0, undefined, false],
  ['2', '1', undefined, false],
  ['2', '2', undefined, true],
  [2, '1', undefined, false],
  ['2', 1, undefined, false],
  ['10', '9', undefined, false],
  ['9', '10', undefined, true],
  [2n, 1n, undefined, false],
  [2n, 2n, undefined, true],
  [2n, '1', undefined, false],
  [2, 1n, undefined, false],
  [2, undefined, 1n, false],
  [9007199254740993n, 9007199254740992n, undefined, false],
  ['9007199254740993', '9007199254740992', undefined, false],
  [9007199254740993n, '9007199254740993', undefined, true],
  [2, null, null, true],
  [null, 1, undefined, true],
];

for (const [generation, observed, own, isReady] of TABLE) {
  const show = (value) => (typeof value === 'bigint' ? `${value}n` : JSON.stringify(value));
  test(`generation ${show(generation)}, observed ${show(observed)} and by the condition ${show(own)}: ${isReady ? '' : 'not '}ready`, async () => {
    for (const event of [added, modified]) {
      const source = deafSource();
      const wait = ready(source);
      source.scripted.emit(event(zone({ generation, status: status(observed, own) })));
      assert.equal(await hasSettled(wait), isReady);
    }
  });
}

for (const [minGeneration, observed, isReady] of [
  [3, 2, false],
  [3, 3, true],
  ['3', 2, false],
  [3n, 2, false],
  [3n, '3', true],
  [2, 2, true],
  [3, undefined, false],
]) {
  test(`minGeneration ${typeof minGeneration} ${minGeneration}, observed ${observed}: ${isReady ? '' : 'not '}ready`, async () => {
    const source = deafSource();
    const wait = ready(source, { minGeneration });
    source.scripted.emit(added(zone({ generation: observed ?? 2, status: status(observed) })));
    assert.equal(await hasSettled(wait), isReady);
  });
}

test('neither lastTransitionTime nor resourceVersion shows how old a status is', async () => {
  const source = deafSource();
  const wait = ready(source);
  const old = {
    conditions: [
      condition('Ready', 'True', 'Ok', '', {
        lastTransitionTime: '1990-01-01T00:00:00Z',
        observedGeneration: 1,
      }),
    ],
  };
  source.scripted.emit(
    added(
      zone({ resourceVersion: '900', status: { conditions: [condition('Ready', 'False', 'Pending', '')] } }),
    ),
  );
  source.scripted.emit(modified(zone({ resourceVersion: '7', status: old })));
  assert.equal((await soon(wait)).metadata.resourceVersion, '7');
});

test('a bookmark with a ready object is none, and a deleted object is not ready', async () => {
  const object = zone({ status: status(1) });
  for (const start of [
    (source) => ready(source),
    (source) => waitForResource({ resourceType: TYPE, name: 'zone', source, until: () => true }),
    (source) => watch(source, ({ type }) => (type === 'DELETED' ? 'continue' : 'resolve')),
  ]) {
    const source = deafSource();
    const wait = start(source);
    afterTest(() => wait.cancel());
    source.scripted.emit({ type: 'BOOKMARK', object });
    assert.equal(await hasSettled(wait), false);
    source.scripted.emit(deleted(object));
    assert.equal((await rejection(soon(wait))).name, 'ResourceDeletedError');
  }
  const source = deafSource();
  const own = watch(source, ({ type }) => (type === 'DELETED' ? 'resolve' : 'continue'));
  source.scripted.emit(deleted(object));
  assert.equal(await soon(own), object, 'but where onEvent says so');
});

test('an object that is not there yet is waited for, and the timeout says that it never appeared', async () => {
  const time = fakeTime();
  for (const start of [
    (source, options) => ready(source, options),
    (source, options) => watch(source, () => 'resolve', options),
  ]) {
    const source = scriptedSource();
    const wait = start(source, { timeout: 20_000 });
    await time.advance(10_000);
    assert.equal(await hasSettled(wait), false);
    const caught = rejection(wait);
    await time.advance(10_000);
    const error = await soon(caught);
    assert.deepEqual([error.name, error.appeared], ['TimeoutError', false]);
    assert.match(error.message, /never appeared/);
    const late = start(source, { timeout: 20_000 });
    await time.advance(5_000);
    source.set(zone({ status: status(1) }));
    await time.advance(6_000);
    await soon(late);
  }
});

test('the same name in another namespace, and a child of unknown name, are distinguished', async () => {
  const source = deafSource();
  const wait = watch(source, () => 'resolve', { namespace: 'mine' });
  source.scripted.emit(added(zone({ namespace: 'other', status: conditions() })));
  assert.equal(await hasSettled(wait), false);
  source.scripted.emit(added(zone({ namespace: 'mine' })));
  await soon(wait);
  const child = waitForResource({
    resourceType: TYPE,
    source,
    match: ({ metadata }) => metadata.ownerReferences?.[0]?.uid === 'parent',
    until: () => true,
  });
  source.scripted.emit(added(zone({ name: 'stranger', uid: 'u7' })));
  source.scripted.emit(deleted(zone({ name: 'stranger', uid: 'u7' })));
  assert.equal(await hasSettled(child), false);
  source.scripted.emit(added(zone({ name: 'zone-x7f', uid: 'u8', ownerReferences: [{ uid: 'parent' }] })));
  assert.equal((await soon(child)).metadata.name, 'zone-x7f');
});

test('the timeout of a wait with onEvent says that a condition is stale, beside another without observedGeneration', async () => {
  const time = fakeTime();
  const source = deafSource();
  const wait = watch(source, () => 'continue', { timeout: 10_000 });
  source.scripted.emit(
    added(
      zone({
        generation: 3,
        status: conditions(
          condition('Ready', 'True', 'Fine', '', { observedGeneration: 2 }),
          condition('Other', 'False', 'Bad', 'why not'),
        ),
      }),
    ),
  );
  const ending = rejection(wait);
  await time.advance(15_000);
  const { generation, observedGeneration, message } = await ending;
  assert.deepEqual([generation, observedGeneration], [3, 2]);
  assert.match(message, /generation 2, it is at 3/);
});
