// Example objects, of the console's own kinds and of Kubernetes', in all states that are distinguished.

import { projectObject, zoneObject } from '../resources/kinds.ts';
import type { KubernetesObject } from '../planes/plane.ts';

const since = '2026-03-05T08:31:00Z';

function condition(type: string, status: string, reason: string, message: string) {
  return { type, status, reason, message, lastTransitionTime: since };
}

/** With the fields that the server adds. */
function served(object: KubernetesObject, status: object, metadata: object = {}): object {
  return {
    ...object,
    metadata: {
      ...object.metadata,
      uid: '5d0c1f7e',
      generation: 2,
      creationTimestamp: '2026-03-05T08:30:00Z',
      ...metadata,
    },
    status,
  };
}

const zone = zoneObject({ orgId: 'acme', projectId: 'storefront', domainName: 'shop.example' });
const project = projectObject({
  orgId: 'acme',
  name: 'storefront',
  displayName: 'Storefront',
  description: 'The public shop',
});
const deployment: KubernetesObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: { replicas: 3, progressDeadlineSeconds: 600 },
};
/** One pod of three is of the new version. */
const rollingOut = {
  observedGeneration: 2,
  replicas: 4,
  updatedReplicas: 1,
  readyReplicas: 3,
  availableReplicas: 3,
};
const available = condition(
  'Available',
  'True',
  'MinimumReplicasAvailable',
  'Deployment has minimum availability.',
);

export const examples: { title: string; object: object }[] = [
  {
    title: 'DNS zone, ready',
    object: served(zone, {
      observedGeneration: 2,
      conditions: [
        condition('Accepted', 'True', 'Accepted', 'The zone is accepted'),
        condition('Programmed', 'True', 'Programmed', 'The name servers answer'),
      ],
    }),
  },
  {
    title: 'DNS zone, on its way',
    object: served(zone, {
      conditions: [
        condition('Accepted', 'True', 'Accepted', 'The zone is accepted'),
        condition('Programmed', 'False', 'Pending', 'Waiting for the name servers'),
      ],
    }),
  },
  {
    title: 'DNS zone, refused',
    object: served(zone, {
      conditions: [condition('Accepted', 'False', 'DomainTaken', 'Another project has this domain')],
    }),
  },
  {
    title: 'Project, its status out of date',
    object: served(project, {
      observedGeneration: 1,
      conditions: [condition('Ready', 'True', 'Ready', 'The project is ready')],
    }),
  },
  { title: 'Project, without a status', object: { ...project, status: {} } },
  {
    title: 'HTTP proxy, on its way',
    object: {
      apiVersion: 'networking.datumapis.com/v1alpha',
      kind: 'HTTPProxy',
      metadata: { name: 'shop', namespace: 'default', generation: 1 },
      spec: { hostnames: ['shop.example'], rules: [{ backends: [{ endpoint: 'https://origin.example' }] }] },
      status: {
        conditions: [
          condition('Accepted', 'True', 'Accepted', 'The proxy is accepted'),
          condition('Programmed', 'False', 'Pending', 'Waiting for the gateway'),
        ],
      },
    },
  },
  {
    title: 'Payment method, refused',
    object: {
      apiVersion: 'billing.miloapis.com/v1alpha1',
      kind: 'PaymentMethod',
      metadata: { name: 'card', namespace: 'organization-acme', generation: 1 },
      status: { phase: 'Failed' },
    },
  },
  {
    title: 'Deployment, rolling out',
    object: served(deployment, {
      ...rollingOut,
      conditions: [
        available,
        condition('Progressing', 'True', 'ReplicaSetUpdated', 'ReplicaSet "web-7d9" is progressing.'),
      ],
    }),
  },
  {
    title: 'Deployment, stuck',
    object: served(deployment, {
      ...rollingOut,
      conditions: [
        available,
        condition(
          'Progressing',
          'False',
          'ProgressDeadlineExceeded',
          'ReplicaSet "web-7d9" has timed out progressing.',
        ),
      ],
    }),
  },
  {
    title: 'Pod, crashing',
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web-7d9-x2k', namespace: 'default' },
      status: {
        phase: 'Running',
        conditions: [
          condition('Ready', 'False', 'ContainersNotReady', 'containers with unready status: [web]'),
        ],
        containerStatuses: [{ name: 'web', state: { waiting: { reason: 'CrashLoopBackOff' } } }],
      },
    },
  },
  {
    title: 'Job, running',
    object: {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'import' },
      spec: { completions: 5 },
      status: { startTime: since, active: 2, succeeded: 1 },
    },
  },
  {
    title: 'Persistent volume claim, pending',
    object: {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data' },
      status: { phase: 'Pending' },
    },
  },
  {
    title: 'A custom resource, stalled',
    object: {
      apiVersion: 'example.com/v1',
      kind: 'Bucket',
      metadata: { name: 'images', generation: 1 },
      status: {
        observedGeneration: 1,
        conditions: [condition('Stalled', 'True', 'NoQuota', 'No quota is left for buckets')],
      },
    },
  },
  {
    title: 'An object that cannot be read',
    object: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      status: { replicas: 'three' },
    },
  },
];
