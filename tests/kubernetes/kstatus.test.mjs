// What computeStatus says of real objects, step by step. No controllers run, so statuses are written by hand, as
// the controllers would; only those of a CustomResourceDefinition are the server's own.

import '../package/install.mjs';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { skip, startKubernetes } from './index.mjs';

const { computeStatus } = await import('taskwatch');

const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const JOBS = '/apis/batch/v1/namespaces/default/jobs';
const CLAIMS = '/api/v1/namespaces/default/persistentvolumeclaims';
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
/** Keeps a deleted object, so that it can be seen on its way out. */
const finalizers = ['taskwatch.dev/kept'];

const template = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'web' }] },
};
const at = (seconds) => new Date(Date.UTC(2026, 2, 5, 8, 30, seconds)).toISOString().replace('.000', '');

const suite = skip ? test : describe;
const rows = [];
let client;
let kubernetes;

suite('computeStatus on a real API server', { skip }, () => {
  before(async () => {
    kubernetes = await startKubernetes({ reconciler: false });
    client = kubernetes.controlPlane.client;
  });
  after(() => kubernetes?.stop());

  test('a Deployment over its rollout, an update, a deadline, and its end', async () => {
    const web = await create(DEPLOYMENTS, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', finalizers },
      spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template },
    });
    const available = condition('Available', 'True', 'MinimumReplicasAvailable');
    const done = condition('Progressing', 'True', 'NewReplicaSetAvailable');
    await web.says('created', 'InProgress', 'LessReplicas');
    await web.write({ observedGeneration: 1, replicas: 1, updatedReplicas: 1, unavailableReplicas: 1 });
    await web.says('one pod', 'InProgress', 'LessReplicas');
    await web.write({ replicas: 2, updatedReplicas: 2, unavailableReplicas: 2 });
    await web.says('two pods', 'InProgress', 'LessAvailable');
    await web.write({ readyReplicas: 2, availableReplicas: 2, unavailableReplicas: 0 });
    await web.says('both available', 'InProgress', 'ReplicaSetNotAvailable');
    await web.write({ conditions: [done] });
    await web.says('replica set available', 'InProgress', 'DeploymentNotAvailable');
    await web.write({ conditions: [available, done] });
    await web.says('deployment available', 'Current');

    await web.change({ spec: { replicas: 3 } });
    await web.says('three wanted', 'InProgress', 'LatestGenerationNotObserved');
    await web.write({ observedGeneration: 2 });
    await web.says('observed', 'InProgress', 'LessReplicas');
    await web.write({ replicas: 4, updatedReplicas: 3, readyReplicas: 4, availableReplicas: 4 });
    await web.says('one too many', 'InProgress', 'ExtraPods');
    await web.write({ replicas: 3, readyReplicas: 3, availableReplicas: 3 });
    await web.says('three', 'Current');
    await web.write({
      conditions: [available, condition('Progressing', 'False', 'ProgressDeadlineExceeded')],
    });
    await web.says('deadline passed', 'Failed', 'ProgressDeadlineExceeded');
    await web.delete();
    await web.says('deleted', 'Terminating');
    await web.change({ metadata: { finalizers: null } });
    await web.says('gone', 'NotFound');
  });

  test('a Job that completes, one that fails, one that is suspended', async () => {
    const job = (name, spec) =>
      create(JOBS, {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name, finalizers },
        spec: {
          completions: 2,
          parallelism: 2,
          template: { spec: { ...template.spec, restartPolicy: 'Never' } },
          ...spec,
        },
      });
    const good = await job('good');
    await good.says('created', 'InProgress', 'JobNotStarted');
    await good.write({ startTime: at(0), active: 2, ready: 2, uncountedTerminatedPods: {} });
    await good.says('two pods run', 'Current');
    await good.write({ active: 1, ready: 1, succeeded: 1 });
    await good.says('one succeeded', 'Current');
    await good.write({
      active: 0,
      ready: 0,
      succeeded: 2,
      conditions: [condition('SuccessCriteriaMet', 'True', 'CompletionsReached')],
    });
    await good.write({
      completionTime: at(9),
      conditions: [
        condition('SuccessCriteriaMet', 'True', 'CompletionsReached'),
        condition('Complete', 'True', 'CompletionsReached'),
      ],
    });
    await good.says('complete', 'Current', undefined, /completed; pods succeeded: 2 of 2/);

    const bad = await job('bad');
    await bad.write({ startTime: at(0), active: 1, ready: 0, failed: 6, uncountedTerminatedPods: {} });
    await bad.says('pods fail', 'Current');
    await bad.write({
      active: 0,
      failed: 7,
      conditions: [condition('FailureTarget', 'True', 'BackoffLimitExceeded')],
    });
    await bad.says('given up', 'Current');
    await bad.write({
      conditions: [
        condition('FailureTarget', 'True', 'BackoffLimitExceeded'),
        condition('Failed', 'True', 'BackoffLimitExceeded'),
      ],
    });
    await bad.says('failed', 'Failed', 'JobFailed');
    await bad.delete();
    await bad.says('deleted', 'Terminating');

    const later = await job('later', { suspend: true });
    await later.says('created suspended', 'InProgress', 'JobNotStarted');
    await later.write({ conditions: [condition('Suspended', 'True', 'JobSuspended')] });
    await later.says('suspended', 'Current', undefined, /suspended/);
  });

  test('a PersistentVolumeClaim until it is bound, and when it is lost', async () => {
    const claim = await create(CLAIMS, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', finalizers },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
    await claim.says('created', 'InProgress', 'NotBound', /Pending/);
    await claim.write({ phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' } });
    await claim.says('bound', 'Current');
    await claim.write({ phase: 'Lost' });
    await claim.says('lost', 'InProgress', 'NotBound', /Lost/);
    await claim.delete();
    await claim.says('deleted', 'Terminating');
  });

  test('a CustomResourceDefinition that is established, and one whose names are taken', async () => {
    const definition = (plural, kind) => ({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${plural}.taskwatch.dev`, finalizers },
      spec: {
        group: 'taskwatch.dev',
        scope: 'Namespaced',
        names: { plural, kind },
        versions: [
          { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
        ],
      },
    });
    const gadgets = await create(DEFINITIONS, definition('gadgets', 'Gadget'));
    assert.equal(computeStatus(gadgets.created).conditions[0].reason, 'Installing');
    note('CustomResourceDefinition', 'created', computeStatus(gadgets.created));
    await gadgets.becomes('established', 'Current');

    const rivals = await create(DEFINITIONS, definition('rivals', 'Gadget'));
    await rivals.becomes('its kind is taken', 'Failed', /Conflict/);
    await gadgets.delete();
    await gadgets.becomes('deleted', 'Terminating');
  });

  test('every step has been seen', (t) => {
    t.diagnostic(`statuses of ${new Set(rows.map(([kind]) => kind)).size} kinds in ${rows.length} steps`);
    for (const [kind, step, status, reason, message] of rows) {
      t.diagnostic(
        `${kind.padEnd(25)} ${step.padEnd(24)} ${status.padEnd(12)} ${reason.padEnd(28)} ${message}`,
      );
    }
    assert.ok(rows.length >= 25);
  });
});

function condition(type, status, reason) {
  return {
    type,
    status,
    reason,
    message: `${type} because of ${reason}`,
    lastTransitionTime: at(5),
    lastProbeTime: undefined,
  };
}

function note(kind, step, { status, message, conditions: [standard] }) {
  rows.push([kind, step, status, standard?.reason ?? '', message]);
}

/** Creates an object; what is given speaks of it and writes its status. */
async function create(collection, object) {
  const { status, body } = await client.request('POST', collection, { body: object });
  assert.equal(status, 201, body.message);
  const path = `${collection}/${object.metadata.name}`;
  const merge = async (to, body) => {
    const answer = await client.request('PATCH', to, { body, type: 'application/merge-patch+json' });
    assert.equal(answer.status, 200, answer.body.message);
  };
  const read = async () => {
    const answer = await client.request('GET', path);
    return answer.status === 404 ? undefined : answer.body;
  };
  return {
    created: body,
    write: (status) => merge(`${path}/status`, { status }),
    change: (changes) => merge(path, changes),
    async delete() {
      const { status } = await client.request('DELETE', path);
      assert.ok(status < 300);
    },
    /** Of the object as it is now. */
    async says(step, status, reason, message = /./) {
      const computed = computeStatus(await read());
      note(object.kind, step, computed);
      assert.deepEqual([computed.status, computed.conditions[0]?.reason], [status, reason], step);
      assert.match(computed.message, message);
    },
    /** The same where the server writes the status itself. */
    async becomes(step, status, reason = /^$/) {
      for (const since = Date.now(); ; await sleep(50)) {
        const computed = computeStatus(await read());
        if (computed.status === status || Date.now() - since > 20_000) {
          note(object.kind, step, computed);
          assert.equal(computed.status, status, step);
          assert.match(computed.conditions[0]?.reason ?? '', reason);
          return;
        }
      }
    },
  };
}
