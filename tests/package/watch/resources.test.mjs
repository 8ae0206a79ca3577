// Adapters and verdicts of the package's own resources, and of those that a caller defines.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PENDING_REASONS } from '../../fuzz/reference.mjs';
import { condition, conditions, taskwatch, zone } from './support.mjs';

const { toProject, toDnsZone, verdictOfProject, verdictOfDnsZone, defineResource, AdapterError } = taskwatch;

const project = ({ status, spec, ...metadata } = {}) => ({
  metadata: {
    name: 'shop',
    uid: 'p1',
    resourceVersion: '7',
    creationTimestamp: '2026-03-05T08:30:00Z',
    ...metadata,
  },
  spec: spec ?? { ownerRef: { kind: 'Organization', name: 'acme' } },
  status,
});

test('a project is adapted', () => {
  const status = conditions(condition('Ready', 'True'));
  const annotations = { 'kubernetes.io/display-name': 'The Shop', 'kubernetes.io/description': 'sells' };
  const adapted = toProject(project({ status, annotations }));
  const { uid, name, namespace, displayName, description, resourceVersion, createdAt, deletionTimestamp } =
    adapted;
  assert.deepEqual(
    { uid, name, namespace, displayName, description, resourceVersion, deletionTimestamp },
    {
      uid: 'p1',
      name: 'shop',
      namespace: '',
      displayName: 'The Shop',
      description: 'sells',
      resourceVersion: '7',
      deletionTimestamp: undefined,
    },
  );
  assert.ok(createdAt instanceof Date);
  assert.equal(createdAt.getTime(), Date.UTC(2026, 2, 5, 8, 30));
  assert.equal(adapted.status, status);
  assert.equal(adapted.organizationId, 'acme');
});

test('the display name is the annotation, else the description, else the name', () => {
  const of = (annotations) => toProject(project({ annotations })).displayName;
  assert.equal(of({ 'kubernetes.io/description': 'sells' }), 'sells');
  assert.equal(of({ 'kubernetes.io/display-name': '', 'kubernetes.io/description': null }), 'shop');
  assert.equal(of(null), 'shop');
});

test('a zone is adapted', () => {
  const adapted = toDnsZone(zone({ namespace: 'default' }));
  assert.deepEqual(
    [adapted.name, adapted.namespace, adapted.domainName, adapted.dnsZoneClassName],
    ['zone', 'default', 'example.com', 'standard'],
  );
});

test("absent uid, name, namespace and resourceVersion are '', other absent fields undefined", () => {
  for (const object of [{}, { metadata: null, spec: null, status: null }, { metadata: {}, spec: {} }]) {
    for (const adapt of [toProject, toDnsZone]) {
      const adapted = adapt(object);
      assert.deepEqual(
        [adapted.uid, adapted.name, adapted.namespace, adapted.resourceVersion],
        ['', '', '', ''],
      );
      assert.deepEqual(
        [adapted.createdAt, adapted.status, adapted.deletionTimestamp, adapted.description],
        Array(4).fill(undefined),
      );
    }
  }
});

test('what is wrong is an AdapterError with its path, what was expected and what was there', () => {
  const wrong = [
    [{ metadata: { name: 5 } }, 'metadata.name', /string/, /5|number/],
    [{ metadata: { uid: {} } }, 'metadata.uid', /string/, /object/],
    [{ metadata: 'x' }, 'metadata', /object/, /string/],
    [{ metadata: { creationTimestamp: 'yesterday' } }, 'metadata.creationTimestamp', /date/, /yesterday/],
    [{ metadata: { creationTimestamp: '2026-02-30T00:00:00Z' } }, 'metadata.creationTimestamp', /date/, /./],
    [{ metadata: { creationTimestamp: 5 } }, 'metadata.creationTimestamp', /date/, /5|number/],
    [{ status: [] }, 'status', /object/, /list/],
    [{ spec: 5 }, 'spec', /object/, /5|number/],
  ];
  for (const [object, path, expected, found] of wrong) {
    for (const adapt of [toProject, toDnsZone]) {
      assert.throws(
        () => adapt(object),
        (error) => {
          assert.ok(error instanceof AdapterError, String(error));
          assert.equal(error.path, path);
          assert.match(error.message, expected);
          assert.match(error.message, found);
          assert.ok(error.message.includes(path));
          return true;
        },
      );
    }
  }
  for (const none of [undefined, null, 5, 'x', [], () => {}]) {
    assert.throws(
      () => toProject(none),
      (error) => error instanceof AdapterError,
    );
    assert.throws(
      () => verdictOfProject(none),
      (error) => error instanceof AdapterError,
    );
  }
});

test('getters and proxies that throw are AdapterErrors with a path and the cause', () => {
  const thrown = new Error('bad');
  const biting = {
    metadata: {
      get name() {
        throw thrown;
      },
    },
  };
  assert.throws(
    () => toProject(biting),
    (error) => error instanceof AdapterError && error.path === 'metadata.name' && error.cause === thrown,
  );
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const object of [proxy, { metadata: proxy }]) {
    assert.throws(
      () => toProject(object),
      (error) => error instanceof AdapterError,
    );
  }
  assert.equal(toProject({}).name, '');
});

test('unknown fields never matter', () => {
  const object = project({ ownerReferences: 5, managedFields: 'x', generateName: 7 });
  object.extra = {
    get x() {
      throw new Error('bad');
    },
  };
  assert.equal(toProject(object).name, 'shop');
});

const verdict = (...list) => verdictOfDnsZone(zone({ status: { conditions: list } }));

test('a verdict has state, reason, message and the condition that decided', () => {
  const deciding = condition('Programmed', 'False', 'Provisioning', 'nearly');
  const said = verdict(condition('Accepted', 'True'), deciding);
  assert.deepEqual(
    { ...said },
    { state: 'pending', reason: 'Provisioning', message: 'nearly', condition: deciding },
  );
  assert.equal(said.condition, deciding);
});

test('a zone is ready with Accepted and Programmed, or with Ready alone', () => {
  assert.equal(verdict(condition('Accepted', 'True'), condition('Programmed', 'True')).state, 'ready');
  assert.equal(verdict(condition('Accepted', 'True')).state, 'pending');
  assert.equal(verdict(condition('Accepted', 'False', 'Bad'), condition('Ready', 'True')).state, 'ready');
  assert.equal(
    verdict(condition('Accepted', 'True'), condition('Programmed', 'True'), condition('Ready', 'Unknown'))
      .state,
    'pending',
  );
});

test('False fails but for the reasons that mean still provisioning', () => {
  for (const reason of PENDING_REASONS) {
    assert.equal(verdict(condition('Ready', 'False', reason)).state, 'pending', reason);
  }
  for (const reason of ['Failed', 'pending', 'InvalidDomain']) {
    assert.equal(verdict(condition('Ready', 'False', reason)).state, 'failed', String(reason));
  }
  for (const reason of ['', undefined, null, 5]) {
    assert.equal(verdict(condition('Ready', 'False', reason)).state, 'pending', String(reason));
  }
  assert.equal(verdict(condition('Ready', 'Unknown', 'InvalidDomain')).state, 'pending');
});

test('reason and message are strings, and a stale verdict says so', () => {
  for (const status of [undefined, conditions(condition('Ready', 'True', null, null)), conditions()]) {
    const { reason, message } = verdictOfProject(project({ status }));
    assert.deepEqual([typeof reason, typeof message], ['string', 'string']);
  }
  for (const stale of [
    { observedGeneration: 1, ...conditions(condition('Ready', 'True', 'Ok', 'fine')) },
    conditions(condition('Ready', 'True', 'Ok', 'fine', { observedGeneration: 1 })),
  ]) {
    const { state, reason, message } = verdictOfProject(project({ generation: 2, status: stale }));
    assert.deepEqual([state, reason], ['pending', '']);
    assert.match(message, /stale/);
  }
});

test('nothing fails while Reconciling is True, unless Stalled is, and what is ready is ready', () => {
  const failing = condition('Ready', 'False', 'UpgradeFailed', 'no');
  const says = (...list) => {
    const { state, condition } = verdict(...list);
    return [state, condition?.type];
  };
  assert.deepEqual(says(failing), ['failed', 'Ready']);
  assert.deepEqual(says(failing, condition('Reconciling', 'True', 'Progressing')), [
    'pending',
    'Reconciling',
  ]);
  assert.deepEqual(says(failing, condition('Reconciling', 'False', 'Progressing')), ['failed', 'Ready']);
  assert.deepEqual(
    says(
      failing,
      condition('Reconciling', 'True', 'Progressing'),
      condition('Stalled', 'True', 'RetriesExceeded'),
    ),
    ['failed', 'Stalled'],
  );
  assert.deepEqual(says(condition('Ready', 'Unknown', 'x'), condition('Stalled', 'True', 'x')), [
    'failed',
    'Stalled',
  ]);
  assert.deepEqual(says(condition('Stalled', 'True', 'x')), ['failed', 'Stalled']);
  assert.deepEqual(says(condition('Ready', 'True', 'x'), condition('Stalled', 'True', 'x')), [
    'ready',
    'Ready',
  ]);
  assert.deepEqual(says(condition('ready', 'false', 'Bad'), condition('reconciling', 'true')), [
    'pending',
    'reconciling',
  ]);
});

test('with failedReasons only these fail', () => {
  const gateways = defineResource({
    resourceType: 'apis/gateway.networking.k8s.io/v1/gateways',
    scope: 'project',
    adapt: (raw) => raw,
    ready: ['Programmed'],
    failedReasons: ['Invalid', 'Pending'],
  });
  const state = (reason) =>
    gateways.verdict(zone({ status: conditions(condition('Programmed', 'False', reason)) })).state;
  assert.deepEqual(['Invalid', 'Pending', 'AddressNotAssigned', 'invalid', '', undefined].map(state), [
    'failed',
    'failed',
    'pending',
    'pending',
    'pending',
    'pending',
  ]);
});

test('only the conditions that readiness names can fail', () => {
  assert.equal(
    verdict(
      condition('Accepted', 'True'),
      condition('Programmed', 'True'),
      condition('Certified', 'False', 'Bad'),
    ).state,
    'ready',
  );
  const suspended = conditions(condition('Suspended', 'False', 'Bad'), condition('Ready', 'True'));
  assert.equal(verdictOfProject(project({ status: suspended })).state, 'ready');
  assert.equal(
    verdictOfProject(project({ status: conditions(condition('Accepted', 'False', 'Bad')) })).state,
    'pending',
  );
});

test('stale status is pending, however generations are written', () => {
  const of = (generation, observed, own) =>
    verdictOfProject(
      project({
        generation,
        status: {
          observedGeneration: own,
          ...conditions(condition('Ready', 'True', 'x', 'y', { observedGeneration: observed })),
        },
      }),
    ).state;
  for (const [generation, observed, state] of [
    [2, 1, 'pending'],
    [2, 2, 'ready'],
    [2, 3, 'ready'],
    ['10', '9', 'pending'],
    ['10', 10n, 'ready'],
    [10n, 9, 'pending'],
    [2, null, 'ready'],
    [null, 1, 'ready'],
    ['9007199254740993', '9007199254740992', 'pending'],
  ]) {
    assert.equal(of(generation, observed), state, `${generation} ${observed} in the condition`);
    assert.equal(of(generation, undefined, observed), state, `${generation} ${observed} in the status`);
  }
  const stale = conditions(condition('Ready', 'False', 'Bad', 'x', { observedGeneration: 1 }));
  assert.equal(verdictOfProject(project({ generation: 2, status: stale })).state, 'pending');
});

test('no status is pending, and a terminating object is never ready', () => {
  for (const status of [undefined, null, {}, { conditions: [] }, { conditions: null }]) {
    assert.equal(verdictOfProject(project({ status })).state, 'pending');
  }
  const status = conditions(condition('Ready', 'True'));
  assert.equal(
    verdictOfProject(project({ status, deletionTimestamp: '2026-03-05T08:30:00Z' })).state,
    'pending',
  );
  assert.equal(verdictOfProject(project({ status, deletionTimestamp: null })).state, 'ready');
});

test('a defined resource adapts, judges and keeps its definition', () => {
  const ready = ['Synced', 'Bound'];
  const definition = {
    resourceType: 'apis/x/v1/things',
    scope: 'project',
    adapt: (raw) => raw.metadata.name,
    ready,
    pendingReasons: ['Syncing'],
  };
  const things = defineResource(definition);
  ready.length = 0;
  definition.adapt = undefined;
  const thing = (...list) => zone({ status: conditions(...list) });
  assert.equal(things.adapt(thing()), 'zone');
  assert.equal(things.verdict(thing(condition('Synced', 'True'))).state, 'pending');
  assert.equal(things.verdict(thing(condition('Synced', 'True'), condition('Bound', 'True'))).state, 'ready');
  assert.equal(things.verdict(thing(condition('Synced', 'False', 'Syncing'))).state, 'pending');
  assert.equal(things.verdict(thing(condition('Synced', 'False', 'Broken'))).state, 'failed');
});

test('what is no object is an AdapterError of a defined resource too, and its adapt is not asked', () => {
  const asked = [];
  const { adapt } = defineResource({
    resourceType: 'apis/x/v1/things',
    scope: 'project',
    adapt: (raw) => asked.push(raw),
    ready: ['Ready'],
  });
  for (const none of [undefined, null, 5, 'thing', []]) {
    assert.throws(() => adapt(none), { name: 'AdapterError', path: '', expected: 'an object' });
  }
  assert.deepEqual(asked, []);
});

test('a wrong definition is a TypeError that names the field', () => {
  const good = { resourceType: 'apis/x/v1/things', scope: 'project', adapt: (raw) => raw, ready: ['Ready'] };
  defineResource(good);
  const wrong = {
    resourceType: ['', 5, undefined],
    scope: ['planet', undefined, 5],
    namespace: [5, ''],
    adapt: [undefined, 'x'],
    ready: [undefined, [], 'Ready', [5]],
    failed: [5, null],
    pendingReasons: ['x', [5]],
    failedReasons: ['x', [5], null],
  };
  for (const [field, values] of Object.entries(wrong)) {
    for (const value of values) {
      assert.throws(
        () => defineResource({ ...good, [field]: value }),
        (error) => error instanceof TypeError && error.message.includes(field),
        `${field} ${value}`,
      );
    }
  }
});
