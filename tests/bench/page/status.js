// What is measured of verdicts: the package's beside the same in plain JavaScript, on objects of 2 KB.
import { computeStatus, defineResource, verdictOfDnsZone } from 'taskwatch';
import { kstatusOf, PENDING_REASONS } from '../../fuzz/reference.mjs';

const OBJECTS = 500;
const PENDING = new Set(PENDING_REASONS);

const defined = defineResource({
  resourceType: 'apis/example.com/v1/things',
  scope: 'project',
  ready: ['Ready'],
  adapt: (object) => object,
});

const zones = objectsOf(zone);
const deployments = objectsOf(deployment);
const SUBJECTS = {
  'verdictOfDnsZone, Ready': [
    verdictOfDnsZone,
    (object) => plainVerdict(object, ['Accepted', 'Programmed']),
    zones,
  ],
  'verdictOfDnsZone, pending': [
    verdictOfDnsZone,
    (object) => plainVerdict(object, ['Accepted', 'Programmed']),
    objectsOf((index) => unready(zone(index))),
  ],
  'a defined resource, Ready': [defined.verdict, (object) => plainVerdict(object, []), zones],
  'computeStatus, Deployment': [computeStatus, plainStatus, deployments],
  'computeStatus, Deployment in progress': [
    computeStatus,
    plainStatus,
    objectsOf((index) => ({ ...deployment(index), status: { replicas: 1 } })),
  ],
  'computeStatus, custom resource': [computeStatus, plainStatus, zones],
};

globalThis.verdicts = {
  names: Object.keys(SUBJECTS),
  bytes: [zones, deployments].map((objects) => JSON.stringify(objects[0]).length),
  /** Microseconds a call. `which` is 0 for the package, 1 for plain JavaScript. */
  measure(name, which, calls) {
    const judge = SUBJECTS[name][which];
    const objects = SUBJECTS[name][2];
    let seen = 0;
    const began = performance.now();
    for (let call = 0; call < calls; call += 1)
      if (judge(objects[call % OBJECTS]).message !== undefined) seen += 1;
    const took = performance.now() - began;
    if (seen > calls) throw new Error('unreachable');
    return (took * 1000) / calls;
  },
  /** Whether both say the same. */
  agree: () =>
    Object.values(SUBJECTS).every(([ours, plain, objects]) => {
      const [one, other] = [ours(objects[0]), plain(objects[0])];
      return (
        one.state === other.state &&
        one.status === other.status &&
        one.condition === other.condition &&
        one.conditions?.[0]?.reason === other.conditions?.[0]?.reason
      );
    }),
};

function plainVerdict({ metadata, status }, kinds) {
  if (metadata.deletionTimestamp)
    return {
      state: 'pending',
      reason: undefined,
      message: 'Resource is being deleted',
      condition: undefined,
    };
  if (!status?.conditions?.length)
    return {
      state: 'pending',
      reason: undefined,
      message: 'Resource is being provisioned',
      condition: undefined,
    };
  if (status.observedGeneration < metadata.generation)
    return { state: 'pending', reason: undefined, message: 'stale', condition: undefined };
  const ready = status.conditions.find(({ type }) => type === 'Ready');
  let condition = ready;
  if (ready === undefined) {
    const found = kinds.map((kind) => status.conditions.find(({ type }) => type === kind));
    if (found.includes(undefined))
      return { state: 'pending', reason: undefined, message: 'Awaiting', condition: undefined };
    condition = found.find((one) => one.status !== 'True') ?? found.at(-1);
  }
  const { reason, message } = condition;
  if (condition.observedGeneration < metadata.generation)
    return { state: 'pending', reason: undefined, message: 'stale', condition };
  if (condition.status === 'True') return { state: 'ready', reason, message, condition };
  return {
    state: condition.status === 'False' && !PENDING.has(reason) ? 'failed' : 'pending',
    reason,
    message,
    condition,
  };
}

function plainStatus(object) {
  const [status, reason] = kstatusOf(object);
  const type = status === 'InProgress' ? 'Reconciling' : status === 'Failed' ? 'Stalled' : undefined;
  const message = `${status}: ${reason ?? ''}`;
  return {
    status,
    message,
    conditions: type === undefined ? [] : [{ type, status: 'True', reason, message }],
  };
}

function objectsOf(make) {
  return Array.from({ length: OBJECTS }, (_, index) => JSON.parse(JSON.stringify(make(index))));
}

function metadata(index) {
  return {
    name: `object-${index}`,
    namespace: 'default',
    uid: crypto.randomUUID(),
    resourceVersion: String(1000 + index),
    generation: 3,
    creationTimestamp: '2026-03-05T08:30:00Z',
    labels: { app: 'console', team: 'networking', tier: `tier-${index % 3}` },
    annotations: {
      'kubernetes.io/display-name': `Object ${index}`,
      'kubernetes.io/description': 'What it is for, in a sentence or two',
    },
    managedFields: [
      {
        manager: 'controller',
        operation: 'Update',
        time: '2026-03-05T08:31:00Z',
        fieldsV1: { 'f:status': { 'f:conditions': {}, 'f:nameservers': {} } },
      },
    ],
  };
}

function condition(type, reason) {
  return {
    type,
    status: 'True',
    reason,
    message: `${type} says so, with some more words`,
    lastTransitionTime: '2026-03-05T08:31:00Z',
    observedGeneration: 3,
  };
}

function zone(index) {
  const conditions = ['Accepted', 'Programmed', 'Verified', 'Ready'].map((type) => condition(type, 'Done'));
  return {
    apiVersion: 'dns.networking.miloapis.com/v1alpha1',
    kind: 'DNSZone',
    metadata: metadata(index),
    spec: { domainName: `example-${index}.com`, dnsZoneClassName: 'standard', notes: 'x'.repeat(300) },
    status: {
      observedGeneration: 3,
      conditions,
      nameservers: Array.from({ length: 8 }, (_, server) => `ns${server}.dns.example.com`),
    },
  };
}

function unready(object) {
  object.status.conditions.splice(3);
  object.status.conditions[1].status = 'False';
  object.status.conditions[1].reason = 'Pending';
  return object;
}

function deployment(index) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(index),
    spec: {
      replicas: 3,
      progressDeadlineSeconds: 600,
      selector: { matchLabels: { app: 'console' } },
      template: {
        metadata: { labels: { app: 'console' } },
        spec: {
          containers: [
            {
              name: 'web',
              image: 'registry.example.com/web:1',
              env: [{ name: 'NOTES', value: 'x'.repeat(300) }],
            },
          ],
        },
      },
    },
    status: {
      observedGeneration: 3,
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      conditions: [
        condition('Available', 'MinimumReplicasAvailable'),
        condition('Progressing', 'NewReplicaSetAvailable'),
      ],
    },
  };
}
