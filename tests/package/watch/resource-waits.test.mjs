// Waits that end when a resource is ready: `waitForProjectReady`, `waitForDnsZoneReady`, `waitForResource`.
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
  makeQueue,
  modified,
  only,
  ready,
  rejection,
  scriptedSource,
  setWatchSource,
  soon,
  taskwatch,
  waitForResource,
  zone,
} from './support.mjs';

const { waitForProjectReady, waitForDnsZoneReady, defineResource, ResourceFailedError } = taskwatch;
const failed = (reason, message) => conditions(condition('Accepted', 'False', reason, message));

function resource(source, options) {
  const wait = waitForResource({
    resourceType: TYPE,
    projectId: 'p',
    namespace: 'default',
    name: 'zone',
    source,
    until: () => false,
    ...options,
  });
  afterTest(() => wait.cancel());
  return wait;
}

function zoneReady(source, options) {
  const wait = waitForDnsZoneReady('p', 'zone', { source, ...options });
  afterTest(() => wait.cancel());
  return wait;
}

test('a project is watched in its organization, a zone in its project in the namespace default', () => {
  const source = scriptedSource();
  afterTest(() => setWatchSource());
  setWatchSource(source);
  for (const wait of [waitForProjectReady('acme', 'shop'), waitForDnsZoneReady('shop', 'zone')])
    afterTest(() => wait.cancel());
  assert.deepEqual(source.subscriptions, [
    {
      resourceType: 'apis/resourcemanager.miloapis.com/v1alpha1/projects',
      orgId: 'acme',
      name: 'shop',
    },
    {
      resourceType: 'apis/dns.networking.miloapis.com/v1alpha1/dnszones',
      projectId: 'shop',
      namespace: 'default',
      name: 'zone',
    },
  ]);
});

test('it resolves with the adapted object once that is ready, and is a promise with cancel', async () => {
  const source = deafSource();
  const { emit } = source.scripted;
  const wait = zoneReady(source);
  assert.equal(wait.promise, wait);
  emit(added(zone()));
  emit(modified(zone({ status: conditions(condition('Accepted', 'True')) })));
  assert.equal(await hasSettled(wait), false);
  emit(modified(zone({ status: ready() })));
  const adapted = await soon(wait);
  assert.deepEqual([adapted.name, adapted.domainName, adapted.uid], ['zone', 'example.com', 'u1']);
  assert.equal(source.scripted.subscriptions.length, 0);
});

test('a failed verdict rejects with a ResourceFailedError that carries it', async () => {
  const source = deafSource();
  const wait = zoneReady(source);
  const object = zone({ status: failed('InvalidDomain', 'no such domain') });
  source.scripted.emit(added(object));
  const error = await rejection(soon(wait));
  assert.ok(error instanceof ResourceFailedError);
  assert.deepEqual(
    [error.reason, error.message, error.condition, error.object],
    ['InvalidDomain', 'no such domain', object.status.conditions[0], object],
  );
});

test('failureGrace is how long a failure must last', async () => {
  const time = fakeTime();
  const source = deafSource();
  const wait = zoneReady(source, { failureGrace: 5_000 });
  source.scripted.emit(added(zone({ status: failed('Flaky', 'x') })));
  await time.advance(4_000);
  source.scripted.emit(modified(zone({ status: failed('Pending', 'x') })));
  await time.advance(4_000);
  assert.equal(await hasSettled(wait), false);
  source.scripted.emit(modified(zone({ status: failed('Broken', 'y') })));
  await time.advance(4_999);
  assert.equal(await hasSettled(wait), false);
  const caught = rejection(wait);
  await time.advance(1);
  assert.equal((await soon(caught)).reason, 'Broken');
});

test('onStatus is called once per change, and what it throws is reported on the console', async () => {
  const source = deafSource();
  const told = [];
  const said = [];
  const { error } = console;
  console.error = (...values) => said.push(values[0]);
  afterTest(() => {
    console.error = error;
  });
  const wait = zoneReady(source, {
    onStatus(verdict) {
      told.push(`${verdict.state} ${verdict.message}`);
      throw new Error('mine');
    },
  });
  const pending = (message) =>
    zone({ status: conditions(condition('Accepted', 'False', 'Pending', message)) });
  for (const object of [zone(), zone(), pending('a'), pending('a'), pending('b'), zone({ status: ready() })])
    source.scripted.emit(modified(object));
  await soon(wait);
  assert.deepEqual(told, ['pending Resource is being provisioned', 'pending a', 'pending b', 'ready ']);
  assert.equal(said.length, 4);
});

test('minGeneration and the generation of initial make an older status pending', async () => {
  for (const options of [
    { minGeneration: 2 },
    { minGeneration: '2' },
    { minGeneration: 2n },
    { initial: zone({ generation: 2 }) },
  ]) {
    const source = deafSource();
    const wait = zoneReady(source, options);
    source.scripted.emit(modified(zone({ generation: 1, status: ready() })));
    assert.equal(await hasSettled(wait), false);
    source.scripted.emit(modified(zone({ generation: 2, status: { observedGeneration: 1, ...ready() } })));
    assert.equal(await hasSettled(wait), false);
    source.scripted.emit(modified(zone({ generation: 2, status: { observedGeneration: 2, ...ready() } })));
    await soon(wait);
  }
});

test('the generation of initial says nothing of another object', async () => {
  const given = { generation: 3, uid: 'u1' };
  const status = { observedGeneration: 1, ...ready() };
  const other = added(zone({ uid: 'u2', generation: 1, status }));
  for (const [options, ...before] of [
    [{ initial: zone({ ...given, deletionTimestamp: '2026-03-05T08:30:00Z' }) }, deleted(zone(given))],
    [{ initial: zone(given), onDeleted: 'continue' }, deleted(zone(given))],
    [{ initial: zone(given), onDeleted: 'continue' }],
  ]) {
    const source = deafSource();
    const wait = resource(source, { until: taskwatch.condition('Accepted'), ...options });
    for (const event of [...before, other]) source.scripted.emit(event);
    assert.equal((await soon(wait)).metadata.uid, 'u2');
  }
});

test('initial that is ready resolves without a subscription', async () => {
  const source = scriptedSource();
  assert.equal((await soon(zoneReady(source, { initial: zone({ status: ready() }) }))).name, 'zone');
  assert.deepEqual([source.subscriptions.length, source.reads], [0, 0]);
});

test('own read, timeout, signal and adapt work as in any wait', async () => {
  assert.equal(
    await soon(
      zoneReady(deafSource(), {
        read: async () => zone({ status: ready() }),
        adapt: (raw) => raw.metadata.uid,
      }),
    ),
    'u1',
  );
  const error = await rejection(soon(zoneReady(deafSource(), { timeout: 10 })));
  assert.deepEqual([error.name, error.appeared], ['TimeoutError', false]);
  assert.equal(await rejection(soon(zoneReady(deafSource(), { signal: AbortSignal.abort('no') }))), 'no');
  const thrown = new Error('adapt');
  assert.equal(
    await rejection(
      soon(
        zoneReady(deafSource(), {
          read: async () => zone({ status: ready() }),
          adapt() {
            throw thrown;
          },
        }),
      ),
    ),
    thrown,
  );
});

test('an object that cannot be adapted or judged rejects with an AdapterError', async () => {
  for (const object of [
    zone({ creationTimestamp: 'x', status: ready() }),
    zone({ status: { conditions: 'x' } }),
  ]) {
    const source = deafSource();
    const wait = zoneReady(source);
    source.scripted.emit(added(object));
    const error = await rejection(soon(wait));
    assert.equal(error.name, 'AdapterError');
    assert.match(error.path, /creationTimestamp|conditions/);
  }
});

test('a terminating object is never ready, and its end rejects only if it was seen alive', async () => {
  const source = deafSource();
  const wait = zoneReady(source);
  const ending = { deletionTimestamp: '2026-03-05T08:30:00Z', status: ready() };
  source.scripted.emit(added(zone(ending)));
  source.scripted.emit(deleted(zone(ending)));
  assert.equal(await hasSettled(wait), false);
  source.scripted.emit(added(zone({ uid: 'u2' })));
  source.scripted.emit(modified(zone({ uid: 'u2', ...ending })));
  assert.equal(await hasSettled(wait), false);
  source.scripted.emit(deleted(zone({ uid: 'u2', ...ending })));
  assert.equal((await rejection(soon(wait))).name, 'ResourceDeletedError');
});

test('a ready object with another uid is still a deletion', async () => {
  const source = deafSource();
  const wait = zoneReady(source);
  source.scripted.emit(added(zone()));
  source.scripted.emit(added(zone({ uid: 'u2', status: ready() })));
  assert.equal((await rejection(soon(wait))).name, 'ResourceDeletedError');
});

test('the message line of a task is that of the verdict', async () => {
  const queue = makeQueue();
  const source = deafSource();
  const handle = queue.enqueue({ title: 'w', processor: (task) => zoneReady(source, { task }) });
  source.scripted.emit(added(zone()));
  assert.equal(only(queue).message, 'Resource is being provisioned');
  source.scripted.emit(
    modified(
      zone({
        status: conditions(
          condition('Accepted', 'True'),
          condition('Programmed', 'False', 'Pending', 'nearly'),
        ),
      }),
    ),
  );
  assert.equal(only(queue).message, 'nearly');
  source.scripted.emit(modified(zone({ status: ready() })));
  const outcome = await soon(handle.promise);
  assert.deepEqual([outcome.status, outcome.result.name], ['completed', 'zone']);
});

test('until and failWhen are functions of the object as it is; failWhen is asked first and alone fails', async () => {
  const source = deafSource();
  const asked = [];
  const wait = resource(source, {
    failWhen: (object) => {
      asked.push(['failWhen', object]);
      return object.spec.bad;
    },
    until: (object) => {
      asked.push(['until', object]);
      return object.spec.good;
    },
  });
  const neither = zone({ status: failed('Broken', 'x') });
  source.scripted.emit(added(neither));
  assert.equal(await hasSettled(wait), false);
  assert.deepEqual(
    asked.map(([name, object]) => [name, object === neither]),
    [
      ['failWhen', true],
      ['until', true],
    ],
  );
  const both = zone({ spec: { good: true, bad: true } });
  source.scripted.emit(modified(both));
  const error = await rejection(soon(wait));
  assert.deepEqual([error.name, error.object], ['ResourceFailedError', both]);
});

test('an object that had the name before the initial one does not fail the wait', async () => {
  for (const failWhen of [(object) => object.spec?.bad, taskwatch.deleted()]) {
    const source = deafSource();
    const wait = resource(source, {
      initial: zone({ uid: 'u2' }),
      failWhen,
      until: ({ spec }) => spec?.good,
      onDeleted: 'continue',
    });
    const former = zone({ spec: { bad: true }, deletionTimestamp: '2026-03-05T08:30:00Z' });
    source.scripted.emit(added(former));
    source.scripted.emit(deleted(former));
    source.scripted.emit(added(zone({ uid: 'u2', spec: { good: true } })));
    assert.equal((await soon(wait)).metadata.uid, 'u2');
  }
});

test('until resolves with the raw object or the result of adapt', async () => {
  for (const [adapt, pick] of [
    [undefined, (it) => it.metadata.name],
    [(it) => it.metadata.name, (it) => it],
  ]) {
    const source = deafSource();
    const wait = resource(source, { until: (object) => object.metadata.generation > 1, adapt });
    source.scripted.emit(added(zone()));
    source.scripted.emit(modified(zone({ generation: 2 })));
    assert.equal(pick(await soon(wait)), 'zone');
  }
});

test('what until, failWhen and match throw rejects; a promise of theirs is a TypeError', async () => {
  const thrown = new Error('mine');
  for (const field of ['until', 'failWhen', 'match']) {
    for (const [answer, check] of [
      [
        () => {
          throw thrown;
        },
        (error) => assert.equal(error, thrown),
      ],
      [
        async () => true,
        (error) => assert.ok(error instanceof TypeError && error.message.includes(field), String(error)),
      ],
    ]) {
      const source = deafSource();
      const wait = resource(source, { [field]: answer });
      source.scripted.emit(added(zone()));
      check(await rejection(soon(wait)));
    }
  }
});

test('match picks the object out of a collection', async () => {
  const list = ['a', 'b', 'c'].map((name, index) => zone({ name, uid: `u${index}`, generation: 2 }));
  const wait = resource(
    { ...deafSource(), read: async () => ({ items: list }) },
    {
      name: undefined,
      match: (object) => object.metadata.name === 'b',
      until: (object) => object.metadata.generation === 2,
    },
  );
  assert.equal((await soon(wait)).metadata.name, 'b');
});

test('an event that match does not pick is a success of the stream all the same', async () => {
  const time = fakeTime();
  const source = deafSource();
  const wait = resource(source, {
    name: undefined,
    match: () => false,
    until: () => true,
    forbiddenGrace: 5_000,
  });
  source.scripted.fail(403);
  await time.advance(1_500);
  source.scripted.emit(added(zone()));
  await time.advance(20_000);
  assert.equal(await hasSettled(wait), false);
});

test('a defined resource waits in its scope and gives what its adapt makes', async () => {
  const scopes = {
    organization: { orgId: 's' },
    project: { projectId: 's', namespace: '' },
    user: { userScoped: true },
    cluster: {},
  };
  for (const [scope, given] of Object.entries(scopes)) {
    const source = scriptedSource();
    const things = defineResource({
      resourceType: TYPE,
      scope,
      namespace: null,
      adapt: (raw) => raw.metadata.uid,
      ready: ['Ready'],
    });
    const names = scope === 'cluster' ? ['zone'] : ['s', 'zone'];
    const wait = things.waitForReady(...names, { source });
    assert.deepEqual(source.subscriptions, [{ resourceType: TYPE, name: 'zone', ...given }]);
    source.emit(added(zone({ namespace: undefined, status: conditions(condition('Ready', 'True')) })));
    assert.equal(await soon(wait), 'u1');
  }
});
