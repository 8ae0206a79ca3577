// `computeStatus`: what crosses, and what callers' objects can do. The rules are tested kind by kind in the crate.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { condition, conditions, fakeTime, patch, taskwatch } from './support.mjs';

const { computeStatus } = taskwatch;

const object = (apiVersion, kind, fields) => ({
  apiVersion,
  kind,
  metadata: { name: 'one', generation: 1 },
  ...fields,
});
const widget = (status, metadata) => ({
  ...object('example.com/v1', 'Widget', { status }),
  metadata: { generation: 3, ...metadata },
});
const deployment = (status, spec) =>
  object('apps/v1', 'Deployment', { spec: { replicas: 2, ...spec }, status });
const reconciling = (reason, message) => [{ type: 'Reconciling', status: 'True', reason, message }];
const stalled = (reason, message) => [{ type: 'Stalled', status: 'True', reason, message }];

/** It is unknown, and the message says where. */
const refuses = (value, path) => {
  const { status, message, conditions } = computeStatus(value);
  assert.deepEqual([status, conditions], ['Unknown', []], message);
  assert.match(message, / (expected|could not be read)/);
  assert.ok(message.startsWith(`${path === '' ? 'the object' : path}`), message);
};

test('what is absent is NotFound, what is no object Unknown', () => {
  for (const absent of [undefined, null]) {
    assert.deepEqual(computeStatus(absent), {
      status: 'NotFound',
      message: 'The resource does not exist',
      conditions: [],
    });
  }
  for (const none of ['x', 5, true, 5n, Symbol('x'), [], () => {}]) {
    assert.deepEqual(computeStatus(none), {
      status: 'Unknown',
      message: 'This is no Kubernetes object',
      conditions: [],
    });
  }
});

test('an object without a sign of trouble is Current, even an empty one', () => {
  const current = { status: 'Current', message: 'The resource is current', conditions: [] };
  assert.deepEqual(computeStatus({}), current);
  assert.deepEqual(computeStatus(widget(undefined)), current);
  assert.deepEqual(computeStatus(widget({ conditions: null })), current);
});

test('deletion is Terminating', () => {
  const { status, conditions } = computeStatus(
    widget(undefined, { deletionTimestamp: '2026-01-01T00:00:00Z' }),
  );
  assert.deepEqual([status, conditions], ['Terminating', []]);
});

test('generations may be numbers, numeric strings or BigInt, and are compared exactly', () => {
  for (const observed of [3, '3', 3n, undefined, null])
    assert.equal(computeStatus(widget({ observedGeneration: observed })).status, 'Current');
  for (const observed of [2, '2', 4n])
    assert.equal(computeStatus(widget({ observedGeneration: observed })).status, 'InProgress');
  const message = 'Generation 9007199254740993 is not observed yet; the status is that of 9007199254740992';
  assert.deepEqual(
    computeStatus(widget({ observedGeneration: '9007199254740992' }, { generation: 9007199254740993n })),
    {
      status: 'InProgress',
      message,
      conditions: reconciling('LatestGenerationNotObserved', message),
    },
  );
});

test('standard conditions pass on their own words, lone surrogates included', () => {
  const reason = 'a\ud800';
  assert.deepEqual(
    computeStatus(
      widget(conditions(condition('Ready', 'True'), condition('Reconciling', 'True', reason, '\udfff'))),
    ),
    {
      status: 'InProgress',
      message: '\udfff',
      conditions: reconciling(reason, '\udfff'),
    },
  );
  assert.deepEqual(computeStatus(widget(conditions(condition('Stalled', 'True', 'Bad', 'gave up')))), {
    status: 'Failed',
    message: 'gave up',
    conditions: stalled('Bad', 'gave up'),
  });
  assert.deepEqual(computeStatus(widget(conditions(condition('Stalled', 'True')))), {
    status: 'Failed',
    message: '',
    conditions: stalled('', ''),
  });
});

test('the right condition is passed on among others that are known and unknown', () => {
  const list = [
    null,
    condition('Odd', 'True', 'x', 'x'),
    condition('Complete', 'True', 'y', 'y'),
    condition('Ready', 'False', 'Why', 'because'),
  ];
  assert.deepEqual(computeStatus(widget(conditions(...list))), {
    status: 'InProgress',
    message: 'because',
    conditions: reconciling('Why', 'because'),
  });
});

test('counts come out in the message, and a missing one is its default', () => {
  assert.deepEqual(computeStatus(deployment({ replicas: 1 })), {
    status: 'InProgress',
    message: 'Pods created: 1 of 2',
    conditions: reconciling('LessReplicas', 'Pods created: 1 of 2'),
  });
  assert.equal(computeStatus({ kind: 'Deployment' }).message, 'Pods created: 0 of 1');
  assert.equal(
    computeStatus(deployment({ replicas: '5', updatedReplicas: 2n })).message,
    'Pods wanted: 2, still there: 5',
  );
});

test('a deployment past its deadline has failed in its own words', () => {
  const list = [
    condition('Progressing', 'False', 'ProgressDeadlineExceeded', 'ReplicaSet "web" has timed out'),
  ];
  assert.deepEqual(computeStatus(deployment(conditions(...list))), {
    status: 'Failed',
    message: 'Progress deadline exceeded',
    conditions: stalled('ProgressDeadlineExceeded', 'ReplicaSet "web" has timed out'),
  });
});

test('revisions of a stateful set are compared as they are', () => {
  const status = { replicas: 1, readyReplicas: 1, currentReplicas: 1 };
  const of = (more) =>
    computeStatus(object('apps/v1', 'StatefulSet', { status: { ...status, ...more } })).status;
  assert.equal(of({ currentRevision: 'a', updateRevision: 'a' }), 'Current');
  assert.equal(of({ currentRevision: 'a', updateRevision: 'b' }), 'InProgress');
  assert.equal(of({ currentRevision: '', updateRevision: undefined }), 'Current');
  assert.equal(of({ currentRevision: 'Ready', updateRevision: 'Stalled' }), 'InProgress');
});

test('crashing containers are named', () => {
  const waiting = (name, reason) => ({ name, state: { waiting: { reason } } });
  const containerStatuses = [
    waiting('web', 'CrashLoopBackOff'),
    null,
    { name: 'log' },
    waiting('db', 'Odd'),
    waiting('api', 'CrashLoopBackOff'),
  ];
  const message = 'Containers crash again and again: web, api';
  const status = {
    phase: 'Running',
    containerStatuses,
    ...conditions(condition('Ready', 'False', 'x', 'y')),
  };
  assert.deepEqual(computeStatus(object('v1', 'Pod', { status })), {
    status: 'Failed',
    message,
    conditions: stalled('ContainerCrashLooping', message),
  });
});

test('a pod that no node takes has 15 seconds, by the clock of the page', () => {
  const time = fakeTime();
  const at = (milliseconds) => ({
    ...object('v1', 'Pod', {
      status: { phase: 'Pending', ...conditions(condition('PodScheduled', 'False', 'Unschedulable', 'x')) },
    }),
    metadata: { creationTimestamp: new Date(Date.now() - milliseconds).toISOString() },
  });
  assert.equal(computeStatus(at(0)).conditions[0].reason, 'PodNotScheduled');
  assert.equal(computeStatus(at(20_000)).conditions[0].reason, 'PodUnschedulable');
  assert.ok(time);
});

test('phases come out in the message', () => {
  assert.equal(
    computeStatus(object('v1', 'PersistentVolumeClaim', { status: { phase: 'Lost' } })).message,
    'The claim is not bound; its phase is Lost',
  );
  assert.deepEqual(computeStatus(object('v1', 'Pod', { status: { phase: 'Odd{}' } })), {
    status: 'Unknown',
    message: "The pod's phase is Odd{}",
    conditions: [],
  });
});

test('every kind with a rule has it, in its group alone', () => {
  const inProgress = [
    'apps/v1 Deployment',
    'apps/v1 StatefulSet',
    'apps/v1 DaemonSet',
    'apps/v1 ReplicaSet',
    'v1 Pod',
    'batch/v1 Job',
    'v1 PersistentVolumeClaim',
    'apiextensions.k8s.io/v1 CustomResourceDefinition',
    'extensions/v1beta1 Deployment',
  ];
  const current = [
    'v1 Service',
    'v1 Secret',
    'v1 ConfigMap',
    'v1 Namespace',
    'batch/v1 CronJob',
    'policy/v1 PodDisruptionBudget',
  ];
  const statusOf = (name) => computeStatus(object(...name.split(' '))).status;
  for (const name of inProgress) assert.equal(statusOf(name), 'InProgress', name);
  for (const name of current) assert.equal(statusOf(name), 'Current', name);
  for (const name of ['example.com/v1 Deployment', 'v1 Job', 'apps/v1 Pod', 'appsx/v1 StatefulSet']) {
    assert.equal(computeStatus(object(...name.split(' '))).message, 'The resource is current', name);
  }
});

test('with a field of a wrong type the status is unknown, and the message says where', () => {
  refuses({ kind: 5 }, 'kind');
  assert.equal(computeStatus({ kind: 7 }).message, 'kind: expected a string, found the number 7');
  refuses(object('batch/v1', 'Job', { spec: { suspend: 'no' } }), 'spec.suspend');
  refuses({ apiVersion: {} }, 'apiVersion');
  refuses({ metadata: 'x' }, 'metadata');
  refuses({ metadata: [] }, 'metadata');
  refuses({ metadata: { generation: 'x' } }, 'metadata.generation');
  refuses({ metadata: { generation: 1.5 } }, 'metadata.generation');
  refuses({ status: 5 }, 'status');
  refuses({ status: { observedGeneration: {} } }, 'status.observedGeneration');
  refuses({ status: { conditions: {} } }, 'status.conditions');
  refuses({ status: { conditions: 'x' } }, 'status.conditions');
  refuses(deployment({ replicas: 'two' }), 'status.replicas');
  refuses(deployment({}, { replicas: NaN }), 'spec.replicas');
  refuses({ kind: 'Deployment', spec: [] }, 'spec');
  refuses(object('v1', 'Pod', { status: { phase: 5 } }), 'status.phase');
  refuses(object('v1', 'Pod', { status: { containerStatuses: {} } }), 'status.containerStatuses');
  refuses({ metadata: { deletionTimestamp: 5 } }, 'metadata.deletionTimestamp');
});

test('so it is with a condition or a container of a wrong type, even one that no rule knows', () => {
  refuses(widget(conditions(condition('Odd', 'True'), 5)), 'status.conditions[1]');
  refuses(widget(conditions([])), 'status.conditions[0]');
  refuses(widget(conditions({ type: 5, status: 'True' })), 'status.conditions[0].type');
  refuses(widget(conditions({ type: 'Ready', status: true })), 'status.conditions[0].status');
  refuses(widget(conditions(condition('Odd', 'True', 5))), 'status.conditions[0].reason');
  refuses(widget(conditions(condition('Ready', 'True', 'x', {}))), 'status.conditions[0].message');
  const pod = (...containerStatuses) =>
    object('v1', 'Pod', { status: { phase: 'Running', containerStatuses } });
  refuses(pod('web'), 'status.containerStatuses[0]');
  refuses(pod({ name: 5 }), 'status.containerStatuses[0].name');
  refuses(pod(null, { name: 'web', state: { waiting: true } }), 'status.containerStatuses[1].state.waiting');
  assert.equal(computeStatus(pod(null, {}, { state: null })).status, 'InProgress');
  assert.equal(
    computeStatus(widget(conditions(null, {}, { type: 'Ready', status: 'True', reason: null }))).status,
    'Current',
  );
});

test('what the kind does not need does not matter', () => {
  assert.equal(
    computeStatus(
      object('v1', 'ConfigMap', {
        spec: 5,
        data: {
          get x() {
            throw new Error('read');
          },
        },
      }),
    ).status,
    'Current',
  );
  assert.equal(
    computeStatus(widget({ replicas: 'two', phase: 5, containerStatuses: 'x' })).status,
    'Current',
  );
});

test('so it is with a getter that throws, and the next call works', () => {
  const biting = (name) => ({
    get [name]() {
      throw new Error('bites');
    },
  });
  refuses(biting('kind'), 'kind');
  refuses(biting('metadata'), 'metadata');
  refuses({ metadata: biting('deletionTimestamp') }, 'metadata.deletionTimestamp');
  refuses(biting('status'), 'status');
  refuses({ status: biting('conditions') }, 'status.conditions');
  refuses(widget(conditions({}, biting('type'))), 'status.conditions[1]');
  refuses(deployment(biting('updatedReplicas')), 'status.updatedReplicas');
  refuses(
    object('v1', 'Pod', { status: { containerStatuses: [biting('state')] } }),
    'status.containerStatuses[0]',
  );
  assert.equal(computeStatus({}).status, 'Current');
});

test('revoked proxies, frozen and null-prototype objects, and keys such as __proto__ are read as they are', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  refuses(proxy, 'kind');
  refuses({ metadata: proxy }, 'metadata');
  refuses(widget({ conditions: proxy }), 'status.conditions');
  assert.equal(
    computeStatus(Object.freeze(Object.assign(Object.create(null), deployment({})))).status,
    'InProgress',
  );
  const evil = JSON.parse(
    '{"__proto__": {"kind": "Deployment"}, "status": {"__proto__": {"conditions": 5}}}',
  );
  assert.equal(computeStatus(evil).status, 'Current');
  assert.equal(computeStatus(object('v1', '__proto__')).status, 'Current');
  assert.equal(computeStatus(object('v1', 'constructor')).status, 'Current');
});

test('so it is with a clock that throws, and the next call works', () => {
  const pod = object('v1', 'Pod', { status: { phase: 'Pending' } });
  patch(Date, 'now', () => {
    throw new Error('no clock');
  });
  refuses(pod, '');
  patch(Date, 'now', () => 0);
  assert.equal(computeStatus(pod).conditions[0].reason, 'PodPending');
});

test('a call inside a call has its own object', () => {
  const outer = deployment({
    get replicas() {
      computeStatus(widget({ observedGeneration: 1 }));
      return 1;
    },
  });
  assert.equal(computeStatus(outer).message, 'Pods created: 1 of 2');
});

test('a result belongs to the caller', () => {
  const first = computeStatus(deployment({}));
  first.conditions[0].reason = 'mine';
  first.conditions.push('mine');
  assert.equal(computeStatus(deployment({})).conditions.length, 1);
  assert.equal(computeStatus(deployment({})).conditions[0].reason, 'LessReplicas');
});
