// The rules of kstatus and of verdicts once more, as straight JavaScript over JSON: fuzzing compares the package with
// them, and the bench measures against them. Only statuses and reasons; sentences are the package's own.

/** The reasons with which `False` means that an object is still being provisioned. */
export const PENDING_REASONS = [
  'Pending',
  'Provisioning',
  'Unknown',
  'Waiting',
  'Creating',
  'Initializing',
  'Reconciling',
  'InProgress',
  'Progressing',
];

/** Of the core group and of others, by kind. */
const RULES = {
  Deployment: [['apps', 'extensions'], deployment],
  StatefulSet: [['apps'], statefulSet],
  DaemonSet: [['apps', 'extensions'], daemonSet],
  ReplicaSet: [['apps', 'extensions'], replicaSet],
  Pod: [[''], pod],
  Job: [['batch'], job],
  CronJob: [['batch'], () => ['Current']],
  PersistentVolumeClaim: [
    [''],
    (o) => (o.status?.phase === 'Bound' ? ['Current'] : ['InProgress', 'NotBound']),
  ],
  PodDisruptionBudget: [['policy'], () => ['Current']],
  Service: [
    [''],
    (o) =>
      o.spec?.type === 'LoadBalancer' && !o.spec.clusterIP ? ['InProgress', 'NoIPAssigned'] : ['Current'],
  ],
  Secret: [[''], () => ['Current']],
  ConfigMap: [[''], () => ['Current']],
  Namespace: [[''], (o) => (o.status?.phase === 'Terminating' ? ['Terminating'] : ['Current'])],
  CustomResourceDefinition: [['apiextensions.k8s.io'], definition],
};

/** The fields that a rule reads, besides those that every rule does. */
const FIELDS = {
  Deployment: {
    'a whole number': [
      'spec.progressDeadlineSeconds',
      'spec.replicas',
      ...status('replicas', 'updatedReplicas', 'availableReplicas', 'readyReplicas'),
    ],
  },
  StatefulSet: {
    'a whole number': [
      'spec.replicas',
      'spec.updateStrategy.rollingUpdate.partition',
      ...status('replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas'),
    ],
    'a string': ['spec.updateStrategy.type', ...status('currentRevision', 'updateRevision')],
  },
  DaemonSet: {
    'a whole number': status(
      'desiredNumberScheduled',
      'currentNumberScheduled',
      'updatedNumberScheduled',
      'numberAvailable',
      'numberReady',
    ),
  },
  ReplicaSet: {
    'a whole number': [
      'spec.replicas',
      ...status('replicas', 'fullyLabeledReplicas', 'availableReplicas', 'readyReplicas'),
    ],
  },
  Pod: { 'a string': status('phase'), 'a list': status('containerStatuses') },
  Job: {
    'a whole number': ['spec.parallelism', 'spec.completions', ...status('succeeded', 'active', 'failed')],
    'a boolean': ['spec.suspend'],
    'a string': status('startTime'),
  },
  PersistentVolumeClaim: { 'a string': status('phase') },
  Service: { 'a string': ['spec.type', 'spec.clusterIP'] },
  Namespace: { 'a string': status('phase') },
};
/** The texts of each object in a list. */
const OF_ITEMS = {
  'status.conditions': ['type', 'status', 'reason', 'message'],
  'status.containerStatuses': ['name', 'state.waiting.reason'],
};
const COMMON = {
  'a string': ['kind', 'apiVersion', 'metadata.deletionTimestamp'],
  'a whole number': ['metadata.generation', 'status.observedGeneration'],
  'a list': ['status.conditions'],
};

function status(...names) {
  return names.map((name) => `status.${name}`);
}

const FITS = {
  'a string': (value) => typeof value === 'string',
  'a whole number': (value) =>
    Number.isInteger(value) || (typeof value === 'string' && /^[+-]?\d{1,40}$/.test(value)),
  'a boolean': (value) => typeof value === 'boolean',
  'a list': Array.isArray,
};

/** The paths at which an object breaks the types of the rules for its kind; the first ones alone where its kind is one. */
export function brokenFields(object) {
  const own = brokenAt(object, { 'a string': ['kind', 'apiVersion'] });
  if (own.length > 0) return own;
  const fields = ruleOf(object) === undefined ? {} : FIELDS[object.kind];
  return [...brokenAt(object, COMMON), ...brokenAt(object, fields ?? {})];
}

function brokenAt(object, fields) {
  return Object.entries(fields).flatMap(([expected, paths]) =>
    paths.flatMap((path) => {
      let value = object;
      const keys = path.split('.');
      for (const [depth, key] of keys.entries()) {
        if (typeof value !== 'object' || Array.isArray(value)) return [keys.slice(0, depth).join('.')];
        value = value[key];
        if (value === undefined || value === null) return [];
      }
      const isBlank = expected === 'a string' && value === '';
      if (!isBlank && !FITS[expected](value)) return [path];
      return expected === 'a list' ? value.flatMap((item, at) => brokenItem(item, path, at)) : [];
    }),
  );
}

function brokenItem(item, list, at) {
  if (item === undefined || item === null) return [];
  const broken = brokenAt(item, { 'a string': OF_ITEMS[list] });
  return broken.map((path) => `${list}[${at}]${path && `.${path}`}`);
}

/** `[status, reason]` of any object. */
export function kstatusOf(object) {
  if (object === undefined || object === null) return ['NotFound'];
  if (typeof object !== 'object' || Array.isArray(object)) return ['Unknown'];
  if (brokenFields(object).length > 0) return ['Unknown'];
  if (object.metadata?.deletionTimestamp) return ['Terminating'];
  const generation = object.metadata?.generation ?? undefined;
  const observed = object.status?.observedGeneration ?? undefined;
  if (generation !== undefined && observed !== undefined && Number(generation) !== Number(observed)) {
    return ['InProgress', 'LatestGenerationNotObserved'];
  }
  for (const { type, status, reason } of conditionsOf(object)) {
    if (status !== 'True') continue;
    if (type === 'Reconciling') return ['InProgress', reason];
    if (type === 'Stalled') return ['Failed', reason];
  }
  const rule = ruleOf(object);
  if (rule !== undefined) return rule(object);
  const ready = conditionsOf(object).find(({ type }) => type === 'Ready');
  return ready === undefined || ready.status === 'True' ? ['Current'] : ['InProgress', ready.reason];
}

function ruleOf({ apiVersion, kind }) {
  if (!Object.hasOwn(RULES, kind ?? '')) return undefined;
  const [groups, rule] = RULES[kind];
  if (!apiVersion) return rule;
  return groups.includes(apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '')
    ? rule
    : undefined;
}

function conditionsOf(object) {
  return (object.status?.conditions ?? []).filter(
    (condition) => typeof condition === 'object' && condition !== null,
  );
}

const holds = (object, type, status = 'True') =>
  conditionsOf(object).find((one) => one.type === type && one.status === status);
const number = (value, otherwise = 0) => (value === undefined || value === null ? otherwise : Number(value));

function deployment(object) {
  const { spec, status } = object;
  const deadline = number(spec?.progressDeadlineSeconds, 2147483647);
  let isRolledOut = deadline === 2147483647;
  for (const condition of conditionsOf(object)) {
    if (condition.type !== 'Progressing') continue;
    if (condition.reason === 'ProgressDeadlineExceeded') return ['Failed', condition.reason];
    if (condition.status === 'True' && condition.reason === 'NewReplicaSetAvailable') isRolledOut = true;
  }
  const wanted = number(spec?.replicas, 1);
  if (number(status?.replicas) < wanted) return ['InProgress', 'LessReplicas'];
  if (number(status?.updatedReplicas) < wanted) return ['InProgress', 'LessUpdated'];
  if (number(status?.replicas) > wanted) return ['InProgress', 'ExtraPods'];
  if (number(status?.availableReplicas) < number(status?.updatedReplicas))
    return ['InProgress', 'LessAvailable'];
  if (number(status?.readyReplicas) < wanted) return ['InProgress', 'LessReady'];
  if (!isRolledOut) return ['InProgress', 'ReplicaSetNotAvailable'];
  return holds(object, 'Available') ? ['Current'] : ['InProgress', 'DeploymentNotAvailable'];
}

function statefulSet({ spec, status }) {
  if (spec?.updateStrategy?.type === 'OnDelete') return ['Current'];
  const wanted = number(spec?.replicas, 1);
  const partition = number(spec?.updateStrategy?.rollingUpdate?.partition, null);
  if (number(status?.replicas) < wanted) return ['InProgress', 'LessReplicas'];
  if (number(status?.readyReplicas) < wanted) return ['InProgress', 'LessReady'];
  if (number(status?.replicas) > wanted) return ['InProgress', 'ExtraPods'];
  if (partition !== null)
    return number(status?.updatedReplicas) < wanted - partition
      ? ['InProgress', 'PartitionRollout']
      : ['Current'];
  if (number(status?.currentReplicas) < wanted) return ['InProgress', 'LessCurrent'];
  return (status?.currentRevision || '') === (status?.updateRevision || '')
    ? ['Current']
    : ['InProgress', 'RevisionMismatch'];
}

function daemonSet({ metadata, status }) {
  if (metadata?.generation === undefined || metadata.generation === null)
    return ['InProgress', 'NoGeneration'];
  if (status?.observedGeneration === undefined || status.observedGeneration === null)
    return ['InProgress', 'NoObservedGeneration'];
  const wanted = number(status.desiredNumberScheduled, null);
  if (wanted === null) return ['InProgress', 'NoDesiredNumber'];
  if (number(status.currentNumberScheduled) < wanted) return ['InProgress', 'LessCurrent'];
  if (number(status.updatedNumberScheduled) < wanted) return ['InProgress', 'LessUpdated'];
  if (number(status.numberAvailable) < wanted) return ['InProgress', 'LessAvailable'];
  return number(status.numberReady) < wanted ? ['InProgress', 'LessReady'] : ['Current'];
}

function replicaSet(object) {
  const { spec, status } = object;
  if (holds(object, 'ReplicaFailure')) return ['InProgress', 'ReplicaFailure'];
  const wanted = number(spec?.replicas, 1);
  if (number(status?.fullyLabeledReplicas) < wanted) return ['InProgress', 'LessLabelled'];
  if (number(status?.availableReplicas) < wanted) return ['InProgress', 'LessAvailable'];
  if (number(status?.readyReplicas) < wanted) return ['InProgress', 'LessReady'];
  return number(status?.replicas) > wanted ? ['InProgress', 'ExtraPods'] : ['Current'];
}

function pod(object) {
  const { metadata, status } = object;
  switch (status?.phase || undefined) {
    case undefined:
      return ['InProgress', 'PodNotObserved'];
    case 'Succeeded':
    case 'Failed':
      return ['Current'];
    case 'Running': {
      if (holds(object, 'Ready')) return ['Current'];
      const isCrashing = (one) => one?.state?.waiting?.reason === 'CrashLoopBackOff';
      return (status.containerStatuses ?? []).some(isCrashing)
        ? ['Failed', 'ContainerCrashLooping']
        : ['InProgress', 'PodRunningNotReady'];
    }
    case 'Pending': {
      if (holds(object, 'PodScheduled', 'False')?.reason !== 'Unschedulable')
        return ['InProgress', 'PodPending'];
      return Date.now() - Date.parse(metadata?.creationTimestamp) < 15_000
        ? ['InProgress', 'PodNotScheduled']
        : ['Failed', 'PodUnschedulable'];
    }
    default:
      return ['Unknown'];
  }
}

function job(object) {
  for (const { type, status } of conditionsOf(object)) {
    if (status !== 'True') continue;
    const isResumed = object.spec?.suspend === false && !object.status.startTime;
    if (type === 'Complete' || (type === 'Suspended' && !isResumed)) return ['Current'];
    if (type === 'Failed') return ['Failed', 'JobFailed'];
  }
  return object.status?.startTime ? ['Current'] : ['InProgress', 'JobNotStarted'];
}

function definition(object) {
  for (const { type, status, reason } of conditionsOf(object)) {
    if (type === 'NamesAccepted' && status === 'False') return ['Failed', reason];
    if (type === 'Established' && status === 'True') return ['Current'];
    if (type === 'Established' && status === 'False' && reason !== 'Installing') return ['Failed', reason];
  }
  return ['InProgress', 'Installing'];
}
