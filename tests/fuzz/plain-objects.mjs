// Arbitrary JSON in the shape of Kubernetes objects: mostly what an API returns, with anything anywhere.

const KINDS = [
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'DaemonSet'],
  ['apps/v1', 'ReplicaSet'],
  ['extensions/v1beta1', 'Deployment'],
  ['v1', 'Pod'],
  ['batch/v1', 'Job'],
  ['batch/v1', 'CronJob'],
  ['v1', 'PersistentVolumeClaim'],
  ['policy/v1', 'PodDisruptionBudget'],
  ['v1', 'Service'],
  ['v1', 'Secret'],
  ['v1', 'ConfigMap'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
  ['v1', 'Namespace'],
  ['dns.networking.miloapis.com/v1alpha1', 'DNSZone'],
  ['serving.knative.dev/v1', 'Service'],
  [undefined, 'Pod'],
  [undefined, undefined],
];
const TYPES = [
  'Ready',
  'ready',
  'Accepted',
  'Programmed',
  'Verified',
  'Reconciling',
  'Stalled',
  'Available',
  'Progressing',
  'ReplicaFailure',
  'PodScheduled',
  'Complete',
  'Failed',
  'Suspended',
  'NamesAccepted',
  'Established',
  'Odd',
];
const STATUSES = ['True', 'True', 'False', 'False', 'Unknown', 'true', 'FALSE', ''];
const REASONS = [
  'Pending',
  'Provisioning',
  'Failed',
  'Invalid',
  'Conflict',
  'ProgressDeadlineExceeded',
  'NewReplicaSetAvailable',
  'Unschedulable',
  'Installing',
  'InProgress',
  '',
  'a\ud800',
];
const PHASES = [
  'Pending',
  'Running',
  'Succeeded',
  'Failed',
  'Bound',
  'Lost',
  'Active',
  'Terminating',
  'Odd',
  '',
];
const TIMES = [
  '2026-03-05T08:30:00Z',
  '2026-03-05T08:30:00.123456Z',
  '2026-02-30T00:00:00Z',
  'yesterday',
  '',
];
const JUNK = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e300,
  '',
  'text',
  '7',
  '9007199254740993',
  ' 7',
  '__proto__',
  [],
  {},
  [[]],
  [null],
  { length: 3 },
];

/** One object, or now and then no object at all. */
export function plainObject(random) {
  if (random.chance(0.02)) return junk(random);
  const object = shaped(random);
  const changes = random.chance(0.5) ? 0 : 1 + random.below(3);
  for (let change = 0; change < changes; change += 1) putJunk(object, random);
  return object;
}

function shaped(random) {
  const [apiVersion, kind] = random.pick(KINDS);
  const number = () => random.pick([0, 1, 2, 3]);
  const replicas = () => random.pick([0, 1, 2, 3, 3, 3, '2']);
  return present({
    apiVersion,
    kind,
    metadata: random.chance(0.05)
      ? null
      : present({
          name: random.pick(['one', '', undefined]),
          namespace: random.pick(['default', undefined]),
          uid: random.pick(['u1', undefined]),
          resourceVersion: random.pick(['7', undefined]),
          generation: random.pick([undefined, 1, 2, '2']),
          creationTimestamp: random.chance(0.9) ? TIMES[0] : random.pick(TIMES),
          deletionTimestamp: random.chance(0.05) ? random.pick(TIMES) : undefined,
          labels: random.pick([
            undefined,
            { 'dns.datumapis.com/source-kind': 'Gateway', 'dns.datumapis.com/source-name': 'web' },
            { __proto__: null },
          ]),
          annotations: random.pick([
            undefined,
            null,
            { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"password":"c2VjcmV0"}}' },
            { 'kubernetes.io/display-name': 'Shown', 'datum.net/device-os': 'linux' },
          ]),
        }),
    spec: random.pick([
      undefined,
      null,
      present({
        replicas: random.chance(0.7) ? replicas() : undefined,
        type: random.pick(['LoadBalancer', 'ClusterIP', undefined]),
        clusterIP: random.pick(['10.0.0.1', '', undefined]),
        parallelism: random.pick([undefined, 2]),
        completions: random.pick([undefined, 3]),
        suspend: random.pick([undefined, false, true]),
        progressDeadlineSeconds: random.pick([undefined, 600, 2147483647]),
        updateStrategy: random.pick([
          undefined,
          { type: 'OnDelete' },
          { rollingUpdate: { partition: number() } },
        ]),
        domainName: 'example.com',
        ownerRef: random.pick([undefined, { kind: 'Organization', name: 'acme' }]),
        dnsZoneRef: { name: 'zone' },
        recordType: 'A',
        records: [{ name: 'www' }],
        hostnames: ['example.com'],
        rules: [{ backends: [{ endpoint: 'https://example.com' }] }],
        state: random.pick(['Inactive', 'Active', undefined]),
        paymentMethodRef: { name: 'one' },
      }),
    ]),
    status: random.chance(0.05)
      ? random.pick([undefined, null, {}])
      : present({
          observedGeneration: random.pick([undefined, 1, 2, 2, '2']),
          conditions: random.chance(0.1)
            ? random.pick([undefined, null, []])
            : some(random, 5, () => condition(random)),
          phase: random.pick(PHASES),
          startTime: random.pick([undefined, '2026-03-05T08:30:00Z']),
          replicas: replicas(),
          readyReplicas: replicas(),
          availableReplicas: replicas(),
          updatedReplicas: replicas(),
          currentReplicas: replicas(),
          fullyLabeledReplicas: replicas(),
          currentRevision: random.pick(['a', 'b', undefined]),
          updateRevision: random.pick(['a', 'b', undefined]),
          desiredNumberScheduled: random.pick([undefined, 2]),
          currentNumberScheduled: number(),
          updatedNumberScheduled: number(),
          numberAvailable: number(),
          numberReady: number(),
          succeeded: number(),
          active: number(),
          failed: number(),
          containerStatuses: some(random, 2, () => ({
            name: 'web',
            state: random.pick([{ waiting: { reason: 'CrashLoopBackOff' } }, { running: {} }, null]),
          })),
          v2: random.pick([undefined, {}, { observedGeneration: 1, conditions: [condition(random)] }]),
          parents: random.chance(0.3)
            ? random.pick([undefined, null, []])
            : some(random, 3, () => ({
                name: random.pick(['one', 'two']),
                observedGeneration: random.pick([undefined, undefined, 1, 2]),
                conditions: some(random, 3, () => condition(random)),
              })),
          email: random.pick(['a@example.com', undefined]),
          setupIntent: random.pick([undefined, null, { clientSecret: 'seti_1_secret' }]),
        }),
    data: { password: 'c2VjcmV0', __proto__: null },
    type: 'Opaque',
  });
}

function condition(random) {
  if (random.chance(0.03)) return junk(random);
  return present({
    type: random.pick(TYPES),
    status: random.pick(STATUSES),
    reason: random.pick(REASONS),
    message: random.pick(['why', 'Why', '', undefined]),
    observedGeneration: random.chance(0.2) ? random.pick([1, 2, '2']) : undefined,
  });
}

const some = (random, most, make) => Array.from({ length: random.below(most + 1) }, make);

const present = (object) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

/** Puts something else somewhere. */
function putJunk(object, random) {
  const places = placesOf(object);
  if (places.length === 0) return;
  const [owner, key] = random.pick(places);
  owner[key] = junk(random);
}

const junk = (random) => structuredClone(random.pick(JUNK));

/** Every field of an object and of what is in it. */
export function placesOf(object) {
  const places = [];
  const visit = (value) => {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      places.push([value, key]);
      visit(value[key]);
    }
  };
  visit(object);
  return places;
}
