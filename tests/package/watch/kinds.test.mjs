// The package's own kinds, each by the same checks: what is adapted, what the verdict is at each step of its status, where
// it is watched, and how its waiter ends. Projects and zones have tests of their own.
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { test } from 'node:test';
import { KINDS, withStatus } from './kinds.mjs';
import {
  added,
  afterTest,
  deafSource,
  hasSettled,
  makeQueue,
  modified,
  rejection,
  scriptedSource,
  soon,
  taskwatch,
} from './support.mjs';

const SECRET = 'seti_1_secret_x';
const kind = (name) => KINDS.find((each) => each.kind === name);
const adapter = ({ kind }) => taskwatch[`to${kind}`];
const verdictOf = ({ kind }) => taskwatch[`verdictOf${kind}`];

function start(each, source, options) {
  const wait = taskwatch[`waitFor${each.kind}Ready`]('scope', 'it', { source, ...options });
  afterTest(() => wait.cancel());
  return wait;
}

for (const each of KINDS) {
  const { ready, failed, fields, object, resourceType, where } = each;

  test(`${each.kind}: it is adapted`, () => {
    const status = ready.at(-1)[0];
    const adapted = adapter(each)(withStatus(each, status));
    const { metadata } = object;
    const { uid, name, namespace, resourceVersion } = adapted;
    assert.deepEqual(
      { uid, name, namespace, resourceVersion },
      {
        uid: metadata.uid,
        name: metadata.name,
        namespace: metadata.namespace ?? '',
        resourceVersion: metadata.resourceVersion,
      },
    );
    assert.equal(adapted.createdAt.toISOString(), '2026-03-05T08:30:00.000Z');
    const before = adapter(each)(object);
    for (const [field, value] of Object.entries(fields)) {
      assert.ok(field in before, field);
      assert.deepEqual(before[field], value, field);
    }
  });

  test(`${each.kind}: of an empty object all is absent`, () => {
    for (const empty of [{}, { metadata: null, spec: null, status: null, data: null }]) {
      const adapted = adapter(each)(empty);
      assert.deepEqual(
        [adapted.uid, adapted.name, adapted.namespace, adapted.resourceVersion],
        ['', '', '', ''],
      );
      for (const field of Object.keys(fields)) {
        if (field === 'namespace') continue;
        const expected = { managedByGateway: false, state: 'Active', labels: {}, annotations: {} }[field];
        assert.deepEqual(adapted[field], expected, field);
      }
      assert.equal(adapted.createdAt, undefined);
      assert.deepEqual([adapted.labels, adapted.annotations], [{}, {}]);
    }
  });

  test(`${each.kind}: its verdict follows its status`, () => {
    for (const [status, state, reason, message] of [...ready, ...failed]) {
      const said = verdictOf(each)(withStatus(each, status));
      assert.deepEqual(
        [said.state, said.reason, said.message],
        [state, reason, message],
        JSON.stringify(status),
      );
      const condition = (status?.conditions ?? []).find((it) => it === said.condition);
      assert.equal(said.condition, condition);
      // A secret has no status to be stale.
      const stale = { ...status, observedGeneration: 0 };
      if (status !== undefined) assert.equal(verdictOf(each)(withStatus(each, stale)).state, 'pending');
      const ending = withStatus(
        {
          object: { ...object, metadata: { ...object.metadata, deletionTimestamp: '2026-03-05T09:00:00Z' } },
        },
        status,
      );
      assert.equal(verdictOf(each)(ending).state, 'pending');
    }
  });

  test(`${each.kind}: its waiter watches where it lives and resolves once it is ready`, async () => {
    const source = deafSource();
    const told = [];
    const wait = start(each, source, { onStatus: ({ state }) => told.push(state) });
    assert.deepEqual(source.scripted.subscriptions, [{ resourceType, ...where }]);
    for (const [status, state] of ready) {
      assert.equal(await hasSettled(wait), false);
      source.scripted.emit(modified(withStatus(each, status)));
      assert.equal(told.at(-1), state);
    }
    const adapted = await soon(wait);
    assert.deepEqual([adapted.name, adapted.uid], [object.metadata.name, object.metadata.uid]);
    assert.equal(source.scripted.subscriptions.length, 0);
  });

  if (failed.length > 0) {
    test(`${each.kind}: its waiter rejects once it has failed`, async () => {
      const source = deafSource();
      const wait = start(each, source);
      source.scripted.emit(added(object));
      for (const [status] of failed) {
        assert.equal(await hasSettled(wait), false);
        source.scripted.emit(modified(withStatus(each, status)));
      }
      const [status, , reason, message] = failed.at(-1);
      const error = await rejection(soon(wait));
      assert.deepEqual(
        [error.name, error.reason, error.message, error.object.status],
        ['ResourceFailedError', reason, message, status],
      );
    });
  }

  test(`${each.kind}: an error names its path`, () => {
    for (const [wrong, path] of [
      [null, ''],
      [[], ''],
      [{ metadata: { name: 5 } }, 'metadata.name'],
      [{ metadata: { creationTimestamp: 'soon' } }, 'metadata.creationTimestamp'],
      [{ metadata: [] }, 'metadata'],
      [
        {
          get metadata() {
            throw new Error('bad');
          },
        },
        'metadata',
      ],
    ]) {
      assert.throws(
        () => adapter(each)(wrong),
        (error) => error.name === 'AdapterError' && error.path === path,
        inspect(wrong),
      );
    }
  });
}

test('frozen and null-prototype objects, 10 MB and 10,000 conditions are objects like others', () => {
  const bare = (value) => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return Object.freeze(value.map(bare));
    const made = Object.create(null);
    for (const [key, part] of Object.entries(value)) made[key] = bare(part);
    return Object.freeze(made);
  };
  const many = Array.from({ length: 10_000 }, (_, index) => ({
    type: `T${index}`,
    status: 'False',
    reason: 'Broken',
  }));
  for (const each of KINDS) {
    const [status, state] = each.ready.at(-1);
    const object = withStatus(
      each,
      status && { ...status, conditions: [...many, ...(status.conditions ?? [])] },
    );
    const large = { ...object, spec: { ...object.spec, filler: 'x'.repeat(10_000_000) } };
    for (const raw of [bare(object), large]) {
      assert.equal(verdictOf(each)(raw).state, state);
      assert.equal(adapter(each)(raw).uid, each.object.metadata.uid);
    }
  }
});

test('whatever is in the place of a part, there is a verdict or an AdapterError, and no trap', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const junk = [
    null,
    0,
    '',
    'x',
    true,
    5n,
    Symbol('x'),
    () => 1,
    [],
    [[]],
    {},
    new Date(NaN),
    new Map(),
    proxy,
    {
      get a() {
        throw new Error('bad');
      },
    },
  ];
  const parts = [
    'metadata',
    'spec',
    'status',
    'data',
    'metadata.labels',
    'metadata.annotations',
    'metadata.generation',
    'status.conditions',
    'status.observedGeneration',
    'status.setupIntent',
    'spec.rules',
    'metadata.name',
  ];
  for (const each of KINDS) {
    for (const part of parts) {
      for (const value of junk) {
        const raw = structuredClone(withStatus(each, each.ready.at(-1)[0]));
        const keys = part.split('.');
        const last = keys.pop();
        const parent = keys.reduce((object, key) => object?.[key], raw);
        if (parent === undefined) continue;
        parent[last] = value;
        for (const call of [adapter(each), verdictOf(each)]) {
          try {
            assert.ok(call(raw));
          } catch (error) {
            assert.equal(error.name, 'AdapterError', `${each.kind} ${part} ${inspect(value)}: ${error}`);
            assert.equal(typeof error.path, 'string');
          }
        }
      }
    }
  }
});

test('a record set that no gateway manages has no source of one', () => {
  const of = (labels) => {
    const { managedByGateway, gatewaySourceName } = taskwatch.toDnsRecordSet({ metadata: { labels } });
    return [managedByGateway, gatewaySourceName];
  };
  assert.deepEqual(of({ 'dns.datumapis.com/source-kind': 'Service', 'dns.datumapis.com/source-name': 'x' }), [
    false,
    undefined,
  ]);
  assert.deepEqual(of({ 'dns.datumapis.com/source-name': 'x' }), [false, undefined]);
  assert.deepEqual(of({ 'dns.datumapis.com/source-kind': 'Gateway' }), [true, undefined]);
  assert.throws(
    () => of({ 'dns.datumapis.com/source-name': 5 }),
    (error) => error.path === 'metadata.labels["dns.datumapis.com/source-name"]',
  );
});

test('an invalid endpoint is reported with the rule that contains it', () => {
  const raw = { spec: { rules: [{}, { backends: [{ endpoint: 5 }] }] } };
  assert.throws(() => taskwatch.toHttpProxy(raw), {
    name: 'AdapterError',
    path: 'spec.rules[1].backends[0].endpoint',
    expected: 'a string',
  });
});

test('labels and annotations are kept, a deletion has its date, and __proto__ stays data', () => {
  for (const each of KINDS) {
    const metadata = JSON.parse(
      '{ "labels": { "__proto__": "p", "tier": "web", "gone": null }, "annotations": { "constructor": "c" },' +
        ' "deletionTimestamp": "2026-03-05T08:30:00Z" }',
    );
    const { labels, annotations, deletionTimestamp } = adapter(each)({ metadata });
    assert.deepEqual(Object.entries(labels), [
      ['__proto__', 'p'],
      ['tier', 'web'],
    ]);
    assert.equal(Object.getPrototypeOf(labels), Object.prototype);
    assert.deepEqual(Object.entries(annotations), [['constructor', 'c']]);
    assert.ok(deletionTimestamp instanceof Date);
    assert.equal(deletionTimestamp.toISOString(), '2026-03-05T08:30:00.000Z');
    for (const [wrong, path] of [
      [{ labels: { tier: 5 } }, 'metadata.labels.tier'],
      [{ annotations: { 'a/b': {} } }, 'metadata.annotations["a/b"]'],
      [{ labels: ['x'] }, 'metadata.labels'],
      [{ annotations: 'x' }, 'metadata.annotations'],
      [{ deletionTimestamp: 'soon' }, 'metadata.deletionTimestamp'],
      [{ deletionTimestamp: 5 }, 'metadata.deletionTimestamp'],
    ]) {
      assert.throws(() => adapter(each)({ metadata: wrong }), { name: 'AdapterError', path });
    }
  }
});

test('no annotation of a secret repeats it', () => {
  const secret = JSON.stringify({ kind: 'Secret', data: { password: 'aHVudGVyMg==' } }, undefined, 2);
  const annotations = {
    'kubectl.kubernetes.io/last-applied-configuration': secret,
    'banzaicloud.com/last-applied': 'UEsDB',
    'objectset.rio.cattle.io/applied': 'H4sI',
    'kapp.k14s.io/original': '{}',
    'example.com/backup': secret,
    'example.com/spec': '{ "stringData": { "password": "hunter2" } }',
    'example.com/note': 'about "data": nothing',
    'example.com/shape': '{ "dates": 1 }',
  };
  const adapted = taskwatch.toSecret({ metadata: { annotations } });
  assert.deepEqual(Object.keys(adapted.annotations), ['example.com/note', 'example.com/shape']);
  assert.equal(Object.keys(annotations).length, 8, 'the object is as it was');
});

test('hostnames, labels and annotations are strings, one and all', () => {
  const { toHttpProxy, toExportPolicy, toSecret } = taskwatch;
  for (const [adapt, raw, path] of [
    [toHttpProxy, { spec: { hostnames: ['a.example', 5] } }, 'spec.hostnames[1]'],
    [toExportPolicy, { metadata: { labels: { tier: 5 } } }, 'metadata.labels.tier'],
    [toExportPolicy, { metadata: { annotations: { 'a/b': [] } } }, 'metadata.annotations["a/b"]'],
    [toSecret, { metadata: { labels: { tier: {} } } }, 'metadata.labels.tier'],
    [toSecret, { metadata: { annotations: { tier: true } } }, 'metadata.annotations.tier'],
    [
      toSecret,
      {
        metadata: {
          labels: {
            get tier() {
              throw new Error('bad');
            },
          },
        },
      },
      'metadata.labels.tier',
    ],
  ]) {
    assert.throws(() => adapt(raw), { name: 'AdapterError', path });
  }
  assert.deepEqual(toHttpProxy({ spec: { hostnames: null } }).hostnames, undefined);
});

test('the endpoint of a proxy is that of the first backend of the first rule that has one', () => {
  const of = (...rules) => taskwatch.toHttpProxy({ spec: { rules } }).endpoint;
  const backend = (endpoint) => ({ backends: [{ endpoint }] });
  assert.equal(of(), undefined);
  assert.equal(of({}, null, { backends: null }, { backends: [] }, backend('a'), backend('b')), 'a');
  assert.equal(of({ backends: [{ endpoint: 'a' }, { endpoint: 'b' }] }), 'a');
  for (const [rules, path] of [
    [{}, 'spec.rules'],
    [[{ backends: {} }], 'spec.rules[0].backends'],
    [[{}, { backends: ['x'] }], 'spec.rules[1].backends[0]'],
  ])
    assert.throws(
      () => taskwatch.toHttpProxy({ spec: { rules } }),
      (error) => error.name === 'AdapterError' && error.path === path,
      path,
    );
});

test('a service account is Active unless its spec says Inactive', () => {
  for (const [state, expected] of [
    ['Inactive', 'Disabled'],
    ['Active', 'Active'],
    ['Later', 'Active'],
    [undefined, 'Active'],
    [null, 'Active'],
  ]) {
    assert.equal(taskwatch.toServiceAccount({ spec: { state } }).state, expected);
  }
  assert.throws(
    () => taskwatch.toServiceAccount({ spec: { state: 5 } }),
    (error) => error.path === 'spec.state',
  );
});

test('the values of a secret are in no adapted object and in no message', () => {
  const { object } = kind('Secret');
  for (const raw of [
    object,
    { ...object, data: new Proxy(object.data, { get: () => assert.fail('a value was read') }) },
  ]) {
    const adapted = taskwatch.toSecret(raw);
    assert.deepEqual(adapted.data, ['username', 'password']);
    assert.ok(!inspect(adapted, { depth: Infinity, showHidden: true }).includes('aHVudGVyMg'));
  }
  for (const [wrong, what] of [
    ['aHVudGVyMg==', 'a string'],
    [8675309, 'a number'],
    [8675309n, 'a bigint'],
    [['aHVudGVyMg=='], 'a list'],
    [true, 'a boolean'],
  ]) {
    assert.throws(
      () => taskwatch.toSecret({ ...object, data: wrong }),
      (error) => {
        assert.deepEqual([error.path, error.found], ['data', what]);
        assert.ok(!/aHVudGVyMg|8675309|true/.test(inspect(error, { showHidden: true })));
        return true;
      },
    );
  }
  assert.deepEqual(taskwatch.toSecret(JSON.parse('{"data":{"__proto__":"x","toString":"y"}}')).data, [
    '__proto__',
    'toString',
  ]);
});

test('errors of waits carry a secret where it is asked for, and nowhere that one goes through', async () => {
  const source = deafSource();
  const wait = start(kind('Secret'), source, {
    adapt() {
      throw new Error('mine');
    },
  });
  source.scripted.emit(added(kind('Secret').object));
  assert.equal((await rejection(soon(wait))).message, 'mine');
  const ended = start(kind('Secret'), source, { minGeneration: 2 });
  source.scripted.emit(added(kind('Secret').object));
  source.scripted.emit({ type: 'DELETED', object: kind('Secret').object });
  const error = await rejection(soon(ended));
  assert.equal(error.object, kind('Secret').object);
  assert.ok(!(inspect(error) + JSON.stringify(error) + error.stack).includes('aHVudGVyMg'));
});

test("Stripe's client secret is for who asks for it by name", () => {
  const stripe = kind('StripePaymentMethod');
  const raw = withStatus(stripe, { ...stripe.ready.at(-1)[0], more: 1 });
  const adapted = taskwatch.toStripePaymentMethod(raw);
  assert.equal(adapted.clientSecret, SECRET);
  assert.deepEqual(adapted.status, { phase: 'Pending', setupIntent: { id: 'seti_1' }, more: 1 });
  assert.equal(raw.status.setupIntent.clientSecret, SECRET);
  for (const text of [
    JSON.stringify(adapted),
    inspect(adapted, { depth: Infinity }),
    JSON.stringify({ ...adapted }),
    inspect(structuredClone(adapted), { depth: Infinity }),
  ]) {
    assert.ok(!text.includes(SECRET), text);
  }
  for (const [wrong, path] of [
    [{ setupIntent: { clientSecret: 8675309 } }, 'status.setupIntent.clientSecret'],
    [{ setupIntent: SECRET }, 'status.setupIntent'],
    [{ setupIntent: [SECRET] }, 'status.setupIntent'],
  ]) {
    assert.throws(
      () => taskwatch.toStripePaymentMethod({ ...raw, status: wrong }),
      (error) => {
        assert.equal(error.path, path);
        assert.ok(!/8675309|seti/.test(inspect(error, { showHidden: true, depth: Infinity })));
        return true;
      },
    );
  }
});

test("Stripe's client secret is in no store, log, message or error of a wait", async () => {
  const stripe = kind('StripePaymentMethod');
  const [secretive, failing] = [stripe.ready.at(-1)[0], stripe.failed[0][0]];
  const said = [];
  for (const method of ['log', 'info', 'warn', 'error', 'debug']) {
    const { [method]: before } = console;
    console[method] = (...values) => said.push(values);
    afterTest(() => {
      console[method] = before;
    });
  }
  const stored = [];
  const storage = {
    getAll: () => [],
    get: () => undefined,
    set: (_id, view) => {
      stored.push(JSON.stringify(view));
    },
    remove() {},
    clear() {},
  };
  const queue = makeQueue({ storage });
  const told = [];
  const onStatus = (verdict) => {
    told.push(verdict);
    throw new Error('mine');
  };
  const run = (source) =>
    queue.enqueue({ title: 'Card', processor: (task) => start(stripe, source, { task, onStatus }) });

  const good = deafSource();
  const made = run(good);
  for (const [status] of stripe.ready) good.scripted.emit(modified(withStatus(stripe, status)));
  assert.equal((await soon(made.result())).clientSecret, SECRET);

  const bad = deafSource();
  const outcome = run(bad).promise;
  bad.scripted.emit(modified(withStatus(stripe, failing)));
  const { error } = await soon(outcome);
  assert.equal(error.name, 'ResourceFailedError');

  const slow = deafSource();
  const late = start(stripe, slow, { timeout: 20, onStatus, minGeneration: 2 });
  slow.scripted.emit(modified(withStatus(stripe, secretive)));
  const timeout = await rejection(soon(late));
  assert.equal(timeout.name, 'TimeoutError');

  const everything = [
    stored,
    said,
    told,
    queue.getSnapshot(),
    error,
    timeout,
    error.message,
    timeout.message,
    error.stack,
  ];
  assert.ok(
    !inspect(everything, { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity }).includes(
      SECRET,
    ),
  );
  assert.ok(stored.some((text) => text.includes('"status":"completed"')));
});

test('a Stripe payment method that does not say why it failed has failed all the same', () => {
  for (const status of [
    {},
    { failureReason: '', failureMessage: null },
    { failureReason: 5, failureMessage: {} },
    {
      get failureReason() {
        throw new Error('bad');
      },
    },
  ]) {
    const descriptors = {
      ...Object.getOwnPropertyDescriptors(status),
      phase: { value: 'Failed', enumerable: true },
    };
    const { state, reason, message } = taskwatch.verdictOfStripePaymentMethod({
      status: Object.defineProperties({}, descriptors),
    });
    assert.deepEqual([state, reason, message], ['failed', 'Failed', 'status.phase is Failed']);
  }
});

test('the Stripe payment method is picked by the payment method that it is of', async () => {
  const stripe = kind('StripePaymentMethod');
  const source = deafSource();
  const wait = start(stripe, source);
  const ready = withStatus(stripe, stripe.ready.at(-1)[0]);
  const other = (paymentMethodRef) =>
    added({ ...ready, metadata: { ...ready.metadata, name: 'it' }, spec: { paymentMethodRef } });
  for (const ref of [
    { name: 'other' },
    {},
    null,
    undefined,
    'it',
    {
      get name() {
        throw new Error('bad');
      },
    },
    { name: ['it'] },
  ])
    source.scripted.emit(other(ref));
  source.scripted.emit(
    added({ ...ready, spec: { paymentMethodRef: { name: 'other' } }, status: { phase: 'Failed' } }),
  );
  assert.equal(await hasSettled(wait), false);
  source.scripted.emit(added(ready));
  assert.equal((await soon(wait)).name, 'stripe-7');
});

test('a read of the collection finds it too', async () => {
  const stripe = kind('StripePaymentMethod');
  const source = scriptedSource();
  source.set({
    ...stripe.object,
    metadata: { ...stripe.object.metadata, name: 'other', uid: 'o' },
    spec: { paymentMethodRef: { name: 'other' } },
  });
  source.set(withStatus(stripe, stripe.ready.at(-1)[0]));
  assert.equal((await soon(start(stripe, source))).name, 'stripe-7');
});

test('wrong arguments of a waiter reject with a TypeError that names them', async () => {
  for (const { kind: name, where } of KINDS) {
    const wait = taskwatch[`waitFor${name}Ready`];
    for (const [given, field] of [
      [['', 'it'], where.orgId ? 'orgId' : 'projectId'],
      [[5, 'it'], where.orgId ? 'orgId' : 'projectId'],
      [['scope', ''], 'name'],
      [['scope'], 'name'],
      [['scope', 'it', 5], 'options'],
    ]) {
      const error = await rejection(soon(wait(...given)));
      assert.ok(
        error instanceof TypeError && error.message.includes(`\`${field}\``),
        `${name} ${field} ${String(error)}`,
      );
    }
  }
});
