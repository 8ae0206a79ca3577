// Conditions as values: how they are made, what they come to in `waitForResource`, and in `defineResource`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  TYPE,
  added,
  afterTest,
  condition as raw,
  conditions,
  deafSource,
  deleted as deletedEvent,
  hasSettled,
  modified,
  rejection,
  scriptedSource,
  soon,
  taskwatch,
  waitForResource,
  zone,
} from './support.mjs';

const { condition, allOf, anyOf, not, fieldEquals, exists, deleted, defineResource } = taskwatch;

function wait(source, until, options) {
  const made = waitForResource({
    resourceType: TYPE,
    projectId: 'p',
    namespace: 'default',
    name: 'zone',
    source,
    until,
    ...options,
  });
  afterTest(() => made.cancel());
  return made;
}

/** Whether a condition holds of an object: a wait until then resolves with it. */
async function holds(until, object) {
  const source = deafSource();
  const made = wait(source, until);
  source.scripted.emit(added(object));
  return hasSettled(made);
}

const good = () =>
  zone({
    spec: { size: 3, list: ['a', { b: null }] },
    status: {
      phase: 'Active',
      count: 0,
      ...conditions(raw('Ready', 'True', 'Bound'), raw('Ok', 'False', 'Broken')),
    },
  });

test('values are frozen and opaque, and are made without the wasm', () => {
  for (const value of [
    condition('Ready'),
    allOf(condition('Ready')),
    anyOf(deleted()),
    not(exists()),
    fieldEquals('a', { b: [1] }),
    exists('a'),
    deleted(),
  ]) {
    assert.ok(Object.isFrozen(value));
    assert.deepEqual(Object.keys(value), []);
    assert.equal(JSON.stringify(value), '{}');
  }
});

test('condition has a type, a status that is True by default, and perhaps a reason', async () => {
  for (const [value, expected] of [
    [condition('Ready'), true],
    [condition('Ready', 'True'), true],
    [condition('Ready', 'False'), false],
    [condition('Ok', 'False'), true],
    [condition('Ready', 'True', 'Bound'), true],
    [condition('Ready', 'True', 'Other'), false],
    [condition('Ok', 'False', 'Broken'), true],
    [condition('Ready', undefined, undefined), true],
    [condition('Missing'), false],
    [condition('Missing', 'Unknown'), false],
    [condition('ready'), true],
    [condition('READY', 'true'), true],
    [condition('ok', 'FALSE', 'Broken'), true],
    [condition('ok', 'False', 'broken'), false],
    [condition('__proto__'), false],
  ])
    assert.equal(await holds(value, good()), expected);
});

test('allOf, anyOf and not combine', async () => {
  const yes = condition('Ready');
  const no = condition('Ok');
  for (const [value, expected] of [
    [allOf(yes, yes), true],
    [allOf(yes, no), false],
    [anyOf(no, yes), true],
    [anyOf(no, no), false],
    [not(no), true],
    [not(yes), false],
    [not(not(yes)), true],
    [allOf(not(no), anyOf(no, allOf(yes))), true],
  ])
    assert.equal(await holds(value, good()), expected);
});

test('fieldEquals compares what is at a path with plain data; null means absent', async () => {
  for (const [path, value, expected] of [
    ['spec.size', 3, true],
    ['spec.size', '3', false],
    ['spec.size', 3n, true],
    [['spec', 'size'], 3, true],
    ['spec.list.0', 'a', true],
    [['spec', 'list', 0], 'a', true],
    ['spec.list', ['a', {}], true],
    ['spec.list', ['a', { b: null }], true],
    ['spec.list', ['a'], false],
    ['spec.list', ['a', { b: 1 }], false],
    ['spec.list.length', 2, true],
    ['status.count', 0, true],
    ['status.count', false, false],
    ['spec.none', null, true],
    ['spec.size', null, false],
    ['spec', { size: 3 }, false],
    ['spec.domainName.length', 11, false],
    ['spec.toString', null, true],
    ['metadata.name', 'zone', true],
  ])
    assert.equal(
      await holds(fieldEquals(path, value), good()),
      expected,
      `${JSON.stringify(path)} ${String(value)}`,
    );
});

test('exists is the object, or a field of its own that is not null; keys such as __proto__ are data', async () => {
  for (const [path, expected] of [
    [undefined, true],
    ['spec.size', true],
    ['status.count', true],
    ['spec.none', false],
    ['spec.list.1.b', false],
    ['spec.list.7', false],
    ['spec.toString', false],
    ['spec.__proto__', false],
    ['spec.constructor.name', false],
    [['spec', 'list', 1], true],
    ['spec.size.x.y', false],
  ])
    assert.equal(await holds(exists(path), good()), expected, String(path));
  const object = JSON.parse('{"metadata":{"name":"zone"},"spec":{"__proto__":{"x":1},"a.b":1,"":2}}');
  assert.equal(await holds(exists('spec.__proto__.x'), object), true);
  assert.equal(await holds(exists(['spec', 'a.b']), object), true);
  assert.equal(await holds(exists(['spec', '']), object), true);
});

test('a value is as it was made, whatever becomes of what it was made of', async () => {
  const list = ['a', { b: null }];
  const path = ['spec', 'list'];
  const value = fieldEquals(path, list);
  list.length = 0;
  path.length = 1;
  assert.equal(await holds(value, good()), true);
});

test('stale or missing status makes none hold that looks into status, not of them included', async () => {
  const looking = [
    condition('Ready'),
    condition('Missing'),
    fieldEquals('status.phase', 'Active'),
    fieldEquals('status.phase', 'Other'),
    exists('status.phase'),
    exists('status.none'),
  ];
  const { status } = good();
  const stale = [
    zone({ generation: 2, status: { ...status, observedGeneration: 1 } }),
    zone({ generation: 2n, status: { ...status, observedGeneration: '1' } }),
    zone(),
    zone({ status: null }),
    zone({ status: {} }),
  ];
  for (const value of looking) {
    for (const object of stale) {
      for (const made of [
        value,
        not(value),
        not(not(value)),
        not(allOf(value, value)),
        not(anyOf(value, exists('spec.none'))),
      ]) {
        assert.equal(await holds(made, object), false);
      }
    }
  }
  assert.equal(await holds(exists('spec.domainName'), zone()), true);
  assert.equal(await holds(anyOf(condition('Ready'), exists('spec.domainName')), zone()), true);
});

test('a condition of an older generation does not hold, nor its opposite', async () => {
  const object = zone({
    generation: 2,
    status: conditions(
      raw('Ready', 'True', 'x', 'y', { observedGeneration: 1 }),
      raw('Ok', 'False', 'x', 'y', { observedGeneration: 2 }),
    ),
  });
  for (const [value, expected] of [
    [condition('Ready'), false],
    [not(condition('Ready')), false],
    [not(condition('Ok')), true],
  ]) {
    assert.equal(await holds(value, object), expected);
  }
});

test('minGeneration counts for what looks into status', async () => {
  const source = deafSource();
  const made = wait(source, not(condition('Busy')), { minGeneration: 3, failWhen: condition('Ok', 'False') });
  source.scripted.emit(added(zone({ generation: 2, status: good().status })));
  assert.equal(await hasSettled(made), false);
  source.scripted.emit(
    modified(zone({ generation: 3, status: { ...conditions(raw('Ok', 'True')), observedGeneration: 3 } })),
  );
  assert.equal((await soon(made)).metadata.generation, 3);
});

test('in waitForResource failWhen is asked first and alone fails', async () => {
  const source = deafSource();
  const made = wait(source, allOf(condition('Ready'), condition('Ok')), {
    failWhen: anyOf(condition('Bad'), fieldEquals('status.phase', 'Failed')),
  });
  source.scripted.emit(
    added(zone({ status: conditions(raw('Ready', 'False', 'Broken'), raw('Ok', 'False', 'Broken')) })),
  );
  assert.equal(await hasSettled(made), false);
  const bad = raw('Bad', 'True', 'Quota', 'no more');
  const object = zone({ status: conditions(raw('Ready', 'True'), raw('Ok', 'True'), bad) });
  source.scripted.emit(modified(object));
  const error = await rejection(soon(made));
  assert.deepEqual(
    [error.name, error.reason, error.message, error.condition, error.object],
    ['ResourceFailedError', 'Quota', 'no more', bad, object],
  );
});

test('a field that fails a wait says so', async () => {
  const source = deafSource();
  const made = wait(source, fieldEquals('status.phase', 'Active'), {
    failWhen: fieldEquals('status.phase', 'Failed'),
  });
  source.scripted.emit(added(zone({ status: { phase: 'Failed' } })));
  const error = await rejection(soon(made));
  assert.deepEqual(
    [error.name, error.reason, error.message, error.condition],
    ['ResourceFailedError', 'Failed', 'status.phase is Failed', undefined],
  );
});

test('a function and a condition may stand side by side', async () => {
  for (const [until, failWhen, name] of [
    [condition('Ready'), (object) => object.spec.bad, undefined],
    [(object) => object.spec.size === 3, condition('Bad'), undefined],
    [condition('Ready'), () => true, 'ResourceFailedError'],
    [() => true, condition('Ready'), 'ResourceFailedError'],
  ]) {
    const source = deafSource();
    const made = wait(source, until, { failWhen });
    source.scripted.emit(added(good()));
    if (name === undefined) await soon(made);
    else assert.equal((await rejection(soon(made))).name, name);
  }
});

test('onStatus receives what is awaited, with the condition that decides', async () => {
  const source = deafSource();
  const told = [];
  const made = wait(source, allOf(condition('Ready'), exists('status.url'), not(condition('Degraded'))), {
    onStatus: (verdict) => told.push(verdict),
  });
  const degraded = raw('Degraded', 'True', 'Slow', 'still slow');
  const parts = [raw('Ready', 'True', 'Bound', 'm')];
  for (const status of [
    undefined,
    conditions(raw('Other', 'True')),
    conditions(...parts),
    conditions(...parts),
    { url: 'u', ...conditions(...parts, degraded) },
    { url: 'u', ...conditions(...parts) },
  ])
    source.scripted.emit(modified(zone({ status })));
  await soon(made);
  assert.deepEqual(
    told.map(({ state, reason, message }) => [state, reason, message]),
    [
      ['pending', '', 'Resource is being provisioned'],
      ['pending', '', 'Awaiting ready'],
      ['pending', '', 'Awaiting status.url'],
      ['pending', 'Slow', 'still slow'],
      ['ready', '', ''],
    ],
  );
  assert.equal(told[3].condition, degraded);
});

test('until deleted resolves at deletion with the last object', async () => {
  for (const until of [deleted(), not(exists()), anyOf(condition('Never'), deleted())]) {
    const source = deafSource();
    const told = [];
    const made = wait(source, until, { onStatus: ({ state }) => told.push(state) });
    source.scripted.emit(added(zone()));
    source.scripted.emit(modified(zone({ deletionTimestamp: '2026-03-05T08:30:00Z' })));
    assert.equal(await hasSettled(made), false);
    const last = zone({ deletionTimestamp: '2026-03-05T08:30:00Z', generation: 2 });
    source.scripted.emit(deletedEvent(last));
    assert.equal(await soon(made), last);
    assert.deepEqual([told[0], told.at(-1)], ['pending', 'ready']);
  }
});

test('until deleted resolves at absence with undefined, and at another uid with the object that was', async () => {
  const gone = scriptedSource();
  assert.equal(
    await soon(wait(gone, deleted(), { adapt: () => assert.fail('there is nothing to adapt') })),
    undefined,
  );
  const source = deafSource();
  const made = wait(source, deleted(), { adapt: (object) => object.metadata.uid });
  source.scripted.emit(added(zone()));
  source.scripted.emit(added(zone({ uid: 'u2' })));
  assert.equal(await soon(made), 'u1');
});

test('until deleted of a collection is for what match picks', async () => {
  const source = deafSource();
  const made = wait(source, deleted(), { name: undefined, match: (object) => object.spec.of === 'mine' });
  source.scripted.emit(added(zone({ name: 'a', spec: { of: 'mine' } })));
  source.scripted.emit(added(zone({ name: 'b', uid: 'u2' })));
  source.scripted.emit(deletedEvent(zone({ name: 'b', uid: 'u2' })));
  assert.equal(await hasSettled(made), false);
  source.scripted.emit(deletedEvent(zone({ name: 'a', spec: { of: 'mine' } })));
  assert.equal((await soon(made)).metadata.name, 'a');
});

test("failWhen may be the end of the object, where the end is not the wait's own", async () => {
  const source = deafSource();
  const made = wait(source, condition('Ready'), { failWhen: deleted(), onDeleted: 'continue' });
  source.scripted.emit(added(zone()));
  assert.equal(await hasSettled(made), false);
  source.scripted.emit(deletedEvent(zone()));
  assert.equal((await rejection(soon(made))).name, 'ResourceFailedError');
});

test('until deleted resolves with the last object, adapted, and rejects with what adapt throws', async () => {
  const thrown = new Error('mine');
  const source = deafSource();
  const made = wait(source, deleted(), {
    adapt() {
      throw thrown;
    },
  });
  source.scripted.emit(added(zone()));
  source.scripted.emit(deletedEvent(zone()));
  assert.equal(await rejection(soon(made)), thrown);
});

test('onStatus may cancel the very wait that is about to resolve', async () => {
  const source = deafSource();
  const made = wait(source, deleted(), {
    onStatus: ({ state }) => {
      if (state === 'ready') made.cancel('late');
    },
  });
  source.scripted.emit(added(zone()));
  source.scripted.emit(deletedEvent(zone()));
  assert.equal((await soon(made)).metadata.name, 'zone');
});

test('else a ready object with another uid is a deletion, and a terminating one is never ready', async () => {
  const source = deafSource();
  const made = wait(source, condition('Ready'));
  source.scripted.emit(added(zone()));
  source.scripted.emit(added({ ...good(), metadata: { ...good().metadata, uid: 'u2' } }));
  assert.equal((await rejection(soon(made))).name, 'ResourceDeletedError');
  for (const value of [condition('Ready'), exists(), fieldEquals('spec.size', 3), not(deleted())]) {
    const object = good();
    object.metadata.deletionTimestamp = '2026-03-05T08:30:00Z';
    assert.equal(await holds(value, object), false);
  }
});

test('a path into what throws is an AdapterError with its path', async () => {
  const thrown = new Error('bad');
  const source = deafSource();
  const made = wait(source, exists('spec.secret.part'));
  source.scripted.emit(
    added({
      ...zone(),
      spec: {
        get secret() {
          throw thrown;
        },
      },
    }),
  );
  const error = await rejection(soon(made));
  assert.deepEqual([error.name, error.path, error.cause], ['AdapterError', 'spec.secret.part', thrown]);
});

test('what cannot be a condition is a TypeError that names what is wrong', () => {
  for (const [make, name] of [
    [() => condition(), 'type'],
    [() => condition(''), 'type'],
    [() => condition(5), 'type'],
    [() => condition('A', 'yes'), 'status'],
    [() => condition('A', true), 'status'],
    [() => condition('A', null), 'status'],
    [() => condition('A', 'True', 5), 'reason'],
    [() => condition('A', 'True', ''), 'reason'],
    [() => allOf(), 'allOf'],
    [() => anyOf(), 'anyOf'],
    [() => allOf('Ready'), 'allOf'],
    [() => anyOf(undefined), 'anyOf'],
    [() => not(), 'not'],
    [() => not({}), 'not'],
    [() => not(() => true), 'not'],
    [() => allOf([condition('A')]), 'allOf'],
    [() => exists(''), 'path'],
    [() => exists('a..b'), 'path'],
    [() => exists([]), 'path'],
    [() => exists([{}]), 'path'],
    [() => exists([-1]), 'path'],
    [() => exists(5), 'path'],
    [() => exists(null), 'path'],
    [() => fieldEquals('a'), 'value'],
    [() => fieldEquals('a', () => 1), 'value'],
    [() => fieldEquals('a', Symbol('x')), 'value'],
    [() => fieldEquals(undefined, 1), 'path'],
    [
      () => {
        const loop = {};
        loop.loop = loop;
        fieldEquals('a', loop);
      },
      'value',
    ],
    [
      () =>
        fieldEquals('a', {
          get b() {
            throw new Error('bad');
          },
        }),
      'value',
    ],
  ])
    assert.throws(
      make,
      (error) => error instanceof TypeError && error.message.includes(`\`${name}\``),
      String(make),
    );
});

test('what is no condition where one is asked for rejects with a TypeError that names the option', async () => {
  const symbol = Symbol.for('taskwatch.condition');
  let deep = exists();
  for (let depth = 0; depth < 200_000; depth += 1) deep = not(deep);
  let wide = exists();
  for (let depth = 0; depth < 40; depth += 1) wide = allOf(wide, wide);
  const endless = { [symbol]: ['not', [], []] };
  endless[symbol][2].push(endless);
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const value of [
    null,
    'Ready',
    5,
    true,
    {},
    [],
    ['Ready'],
    Symbol('x'),
    proxy,
    { [symbol]: 5 },
    { [symbol]: ['later', [], []] },
    { [symbol]: ['condition', [5, 'True'], []] },
    { [symbol]: ['condition', ['A', 'yes'], []] },
    { [symbol]: ['condition', proxy, []] },
    { [symbol]: ['field', [proxy], []] },
    { [symbol]: ['not', [], []] },
    { [symbol]: ['field', [], []] },
    {
      get [symbol]() {
        throw new Error('bad');
      },
    },
    deep,
    wide,
    endless,
  ]) {
    for (const [option, options] of [
      ['until', { until: value }],
      ['failWhen', { until: exists(), failWhen: value }],
    ]) {
      const error = await rejection(soon(wait(deafSource(), options.until, options)));
      assert.ok(
        error instanceof TypeError && error.message.includes(`\`${option}\``),
        `${option} ${String(error)}`,
      );
    }
    const definition = { resourceType: TYPE, scope: 'project', adapt: (it) => it, ready: ['Ready'] };
    for (const [option, more] of [
      ['ready', { ready: value }],
      ['failed', { failed: value }],
    ]) {
      if (option === 'ready' && Array.isArray(value === proxy ? 0 : value) && value.length > 0) continue;
      // What only looks like a condition, such as one of a later version, is refused at the first use.
      assert.throws(
        () => defineResource({ ...definition, ...more }).verdict({}),
        (error) => error instanceof TypeError && error.message.includes(`\`${option}\``),
      );
    }
  }
});

test('a value that another copy of the package made is one', async () => {
  const symbol = Symbol.for('taskwatch.condition');
  const foreign = JSON.parse(JSON.stringify({ of: condition('Ready')[symbol] })).of;
  foreign[1].length = 2;
  assert.equal(await holds({ [symbol]: foreign }, good()), true);
  assert.equal(await holds(not({ [symbol]: foreign }), good()), false);
});

const defined = (ready, more) =>
  defineResource({
    resourceType: TYPE,
    scope: 'project',
    namespace: 'default',
    adapt: (object) => object.metadata.name,
    ready,
    ...more,
  });
const stateOf = (resource, status, more) => resource.verdict(zone({ status, ...more })).state;

test('every condition(type) outside a not can fail a defined resource', () => {
  const broken = (type) => conditions(raw(type, 'False', 'Broken'));
  const any = defined(
    anyOf(condition('A'), allOf(condition('B'), not(condition('C')), condition('D', 'False'))),
  );
  assert.equal(stateOf(any, broken('A')), 'failed');
  assert.equal(stateOf(any, broken('B')), 'failed');
  assert.equal(stateOf(any, broken('C')), 'pending');
  assert.equal(stateOf(any, broken('D')), 'pending');
  assert.equal(
    stateOf(any, conditions(raw('A', 'False', 'Pending'), raw('B', 'Unknown', 'Broken'))),
    'pending',
  );
  assert.equal(stateOf(any, conditions(raw('A', 'True'), raw('B', 'False', 'Broken'))), 'ready');
  assert.equal(
    stateOf(any, broken('A'), { generation: 2, deletionTimestamp: '2026-03-05T08:30:00Z' }),
    'pending',
  );
});

test('a defined resource may be ready by its fields, and fail by a condition', () => {
  const methods = defined(fieldEquals('status.phase', 'Active'), {
    failed: fieldEquals('status.phase', 'Failed'),
  });
  assert.equal(stateOf(methods, undefined), 'pending');
  assert.equal(stateOf(methods, { phase: 'Pending' }), 'pending');
  assert.equal(stateOf(methods, { phase: 'Active' }), 'ready');
  assert.equal(stateOf(methods, { phase: 'Failed' }), 'failed');
  assert.equal(stateOf(methods, { phase: 'Failed', observedGeneration: 1 }, { generation: 2 }), 'pending');
  assert.equal(stateOf(methods, { phase: 'Active', observedGeneration: 1 }, { generation: 2 }), 'pending');
  assert.deepEqual(
    { ...methods.verdict(zone({ status: { phase: 'Failed' } })) },
    { state: 'failed', reason: 'Failed', message: 'status.phase is Failed', condition: undefined },
  );
  assert.equal(stateOf(defined(exists()), undefined), 'ready');
});

test('a promise of failed is a TypeError and not a failure', () => {
  const wrong = defined(['Ready'], { failed: async () => false });
  assert.throws(
    () => stateOf(wrong, conditions(raw('Ready', 'True'))),
    (error) => error instanceof TypeError && error.message.includes('`failed`'),
  );
});

test('a defined resource waits until its condition holds', async () => {
  const source = deafSource();
  const made = defined(allOf(condition('Ready'), exists('status.url'))).waitForReady('p', 'zone', { source });
  source.scripted.emit(added(zone({ status: conditions(raw('Ready', 'True')) })));
  assert.equal(await hasSettled(made), false);
  source.scripted.emit(modified(zone({ status: { url: 'u', ...conditions(raw('Ready', 'True')) } })));
  assert.equal(await soon(made), 'zone');
});
