// Written by `make protocol` from the Rust enums and tables of the same names: do not edit.

import type { Rule } from '../../../src/web/shared/options.js';

/** The kind of an option's value. */
export const enum Kind {
  Undefined = 0,
  Null = 1,
  Boolean = 2,
  EmptyString = 3,
  String = 4,
  NotANumber = 5,
  Negative = 6,
  Zero = 7,
  Fraction = 8,
  Count = 9,
  Function = 10,
  Array = 11,
  Object = 12,
  Other = 13,
}

/** The status of a task. */
export const enum Status {
  Pending = 0,
  Running = 1,
  Completed = 2,
  Failed = 3,
  Cancelled = 4,
}

/** The words for it in views. */
export const STATUS_WORDS = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;

/** The words for tasks that have ended. */
export const ENDED_STATUS_WORDS = ['completed', 'failed', 'cancelled'] as const;

/** The commands of a queue's core. */
export const enum CommandKind {
  Nothing = 0,
  Start = 1,
  StartItem = 2,
  Abort = 3,
  AttemptFailed = 4,
  Ended = 5,
  Prolonged = 6,
  AskRetry = 7,
  Arm = 8,
  AwaitNetwork = 9,
  IgnoreNetwork = 10,
}

/** The position of each number in the record of a command. */
export const enum CommandField {
  Kind = 0,
  Task = 1,
  Run = 2,
  Position = 3,
  Status = 4,
  Error = 5,
  Limit = 6,
  NextAttemptAt = 7,
  IsListed = 8,
  EndedByItself = 9,
  IsAtRest = 10,
}

/** How many numbers there are in it. */
export const RECORD_LENGTH = 11;

/** How many of them are about the command. */
export const COMMAND_LENGTH = 10;

/** The error of an ending, to be looked up or created. */
export const enum EndError {
  None = 0,
  Thrown = 1,
  FirstFailure = 2,
  CancelReason = 3,
  Cancelled = 4,
  TimedOut = 5,
  Disposed = 6,
  LastAttempt = 7,
}

/** The position of each of a task's numbers. */
export const enum RowField {
  Status = 0,
  Completed = 1,
  Failed = 2,
  RetryCount = 3,
  Attempt = 4,
  CancelRequested = 5,
  Progress = 6,
  CreatedAt = 7,
  StartedAt = 8,
  CompletedAt = 9,
  DeadlineAt = 10,
  NextAttemptAt = 11,
  Priority = 12,
}

/** How many of them there are. */
export const ROW_LENGTH = 13;

/** The number for no task, position or count. */
export const NONE = 4294967295;

/** What a report about an item has changed. */
export const enum Reported {
  Nothing = 0,
  Succeeded = 1,
  Failed = 2,
  FailedBecameSucceeded = 3,
  SucceededBecameFailed = 4,
}

/** The state of an item. */
export const enum ItemState {
  Untried = 0,
  InFlight = 1,
  Succeeded = 2,
  Failed = 3,
}

/** The position of each of a group's numbers. */
export const enum GroupField {
  Status = 0,
  Completed = 1,
  Failed = 2,
  Progress = 3,
}

/** What happens to a queue's listeners in a turn of the microtask queue. */
export const enum NotificationTurn {
  Wait = 0,
  Notify = 1,
  Rest = 2,
}

/** Which task to forget. */
export const enum Excess {
  None = 0,
  Own = 1,
  Other = 2,
}

/** The names of recorded inputs, by their numbers. */
export const INPUT_NAMES = ['enqueue', 'poll', 'settled', 'itemSettled', 'report', 'progress', 'cancel', 'retry', 'dismiss', 'decide', 'priority', 'pause', 'resume', 'concurrency', 'dispose', 'fired', 'takeOver', 'handOver', 'sleep', 'network', 'online'] as const;

/** Where the tasks of a queue are stored. */
export const enum StoreKind {
  Memory = 0,
  Custom = 1,
  LocalStorage = 2,
  IndexedDb = 3,
  Redis = 4,
}

/** How a queue knows the task of an entry that it finds in its store. */
export const enum Known {
  Unknown = 0,
  Own = 1,
  Other = 2,
}

/** The queue that an entry names as the owner of its task. */
export const enum Owner {
  ThisQueue = 0,
  InRealm = 1,
  Elsewhere = 2,
  Nobody = 3,
}

/** What a queue does with an entry. */
export const enum EntryAction {
  Ignore = 0,
  AssertOwn = 1,
  Show = 2,
  ShowUntilOwnerEnds = 3,
  ShowAlive = 4,
  ShowClosed = 5,
}

/** What happens to the stored tasks of an owner that may be gone. */
export const enum OwnerEndAction {
  Keep = 0,
  Close = 1,
  LookAfterSettling = 2,
  LookAfterPause = 3,
}

/** Which part of a task the store does not have yet. */
export const enum PendingWrite {
  Nothing = 0,
  Change = 1,
  Status = 2,
  Removal = 3,
}

/** What happens to a task, for its store. */
export const enum Change {
  Status = 0,
  WithinStatus = 1,
  Dismissal = 2,
}

/** What happens in a macrotask to a task that waits for one. */
export const enum Turn {
  Leave = 0,
  Wait = 1,
  Write = 2,
}

/** Whether a store works. */
export const enum Health {
  Ok = 0,
  Degraded = 1,
}

/** The words for it in `persistence`. */
export const HEALTH_WORDS = ['ok', 'degraded'] as const;

/** The time within which a store has to answer, in milliseconds. */
export const STORE = {
  patience: 2000,
} as const;

/** The pauses before the lock of an owner is checked again, in milliseconds. */
export const OWNER = {
  settlingTime: 10,
  pause: 500,
} as const;

/** What a queue does with an entry of a durable task. */
export const enum DurableAction {
  Ignore = 0,
  AssertOwn = 1,
  Yield = 2,
  Show = 3,
  AwaitOwner = 4,
  TakeOver = 5,
}

/** What reading such an entry means for a queue that is about to call a step, or to write. */
export const enum Fence {
  Pass = 0,
  LookAgain = 1,
  ClaimAgain = 2,
  Yield = 3,
}

/** What a page does with a stored task of a kind. */
export const enum Release {
  Run = 0,
  Migrate = 1,
  AwaitKind = 2,
  AwaitVersion = 3,
  AwaitForm = 4,
  LeaveUnreadable = 5,
}

/** What a call of a step does. */
export const enum StepAction {
  Call = 0,
  Replay = 1,
  Join = 2,
  Refuse = 3,
  RefuseInside = 4,
}

/** How owners without Web Locks are recognised as alive or gone, in milliseconds. */
export const DURABLE = {
  renewal: 20000,
  lease: 75000,
  check: 5000,
  leaving: 10000,
} as const;

/** The defaults of a queue, in milliseconds and tasks. */
export const QUEUE_DEFAULTS = {
  concurrency: 3,
  defaultTimeout: 300000,
  cancelGrace: 5000,
  historyLimit: Infinity,
  record: 0,
  timeline: 0,
} as const;

/** The defaults of its options that are true or false. */
export const QUEUE_FLAGS = {
  paused: false,
  measure: false,
} as const;

/** The defaults of a task. */
export const TASK_DEFAULTS = {
  itemConcurrency: 1,
  priority: 0,
} as const;

/** The defaults of `retry`, in milliseconds. */
export const RETRY_DEFAULTS = {
  attempts: 3,
  minDelay: 1000,
  maxDelay: 30000,
  factor: 2,
  jitter: 0.2,
} as const;

/** What is reported about a connection of `createKubernetesWatch`. */
export const enum ConnectionInput {
  PageReceived = 0,
  LastPageReceived = 1,
  StreamOpened = 2,
  PartReceived = 3,
  EventReceived = 4,
  BookmarkReceived = 5,
  OtherReceived = 6,
  StreamEnded = 7,
  RequestFailed = 8,
  LimitExceeded = 9,
  VersionMissing = 10,
  StreamGranted = 11,
  Subscribed = 12,
  Unsubscribed = 13,
  SelectionWidened = 14,
  Joined = 15,
}

/** The actions of such a connection. */
export const enum ConnectionAction {
  ListPages = 0,
  ListWhole = 1,
  NextPage = 2,
  Watch = 3,
  Abort = 4,
  RequestStream = 5,
  ReleaseStream = 6,
  ReportRefusal = 7,
  Replay = 8,
  StreamLost = 9,
  StreamRefused = 10,
  Close = 11,
}

/** The limits of `createKubernetesWatch`, in streams, objects, bytes and milliseconds. */
export const KUBERNETES_LIMITS = {
  maxStreams: 4,
  pageSize: 500,
  maxPages: 10000,
  maxListBytes: 500000000,
  maxLineBytes: 64000000,
  readTimeout: 10000,
} as const;

export const ENQUEUE = {
  title: { name: 'title', allowed: 24, expected: 'a string' },
  processor: { name: 'processor', allowed: 1025, expected: 'a function' },
  processItem: { name: 'processItem', allowed: 1025, expected: 'a function' },
  items: { name: 'items', allowed: 2049, expected: 'an array' },
  itemConcurrency: { name: 'itemConcurrency', allowed: 513, expected: 'a whole number from 1, or Infinity' },
  getItemId: { name: 'getItemId', allowed: 1025, expected: 'a function' },
  timeout: { name: 'timeout', allowed: 963, expected: 'a number of milliseconds, or null for no limit' },
  errorStrategy: { name: 'errorStrategy', allowed: 25, expected: "'continue' or 'stop'", words: ['continue', 'stop'] },
  cancelable: { name: 'cancelable', allowed: 5, expected: 'a boolean' },
  retryable: { name: 'retryable', allowed: 5, expected: 'a boolean' },
  confirmBeforeUnload: { name: 'confirmBeforeUnload', allowed: 5, expected: 'a boolean' },
  group: { name: 'group', allowed: 25, expected: 'a string' },
  key: { name: 'key', allowed: 25, expected: 'a string' },
  signal: { name: 'signal', allowed: 4097, expected: 'an AbortSignal', shape: { aborted: 'boolean', addEventListener: 'function', removeEventListener: 'function' } },
  onComplete: { name: 'onComplete', allowed: 1025, expected: 'a function' },
  completionActions: { name: 'completionActions', allowed: 3073, expected: 'an array or a function' },
  category: { name: 'category', allowed: 25, expected: 'a string' },
  priority: { name: 'priority', allowed: 961, expected: 'a number' },
  dedupeKey: { name: 'dedupeKey', allowed: 25, expected: 'a string' },
  totalTimeout: { name: 'totalTimeout', allowed: 963, expected: 'a number of milliseconds, or null for no limit' },
  retry: { name: 'retry', allowed: 4097, expected: 'an object of retry options' },
  kind: { name: 'kind', allowed: 17, expected: 'a string that is not empty' },
  persist: { name: 'persist', allowed: 5, expected: 'a boolean' },
  redact: { name: 'redact', allowed: 1025, expected: 'a function' },
} satisfies Record<string, Rule>;

export const DEFINE = {
  kind: { name: 'kind', allowed: 16, expected: 'a string that is not empty' },
  definition: { name: 'definition', allowed: 4096, expected: 'an object' },
  version: { name: 'version', allowed: 897, expected: 'a number from 0' },
  run: { name: 'run', allowed: 1025, expected: 'a function' },
  runItem: { name: 'runItem', allowed: 1025, expected: 'a function' },
  migrate: { name: 'migrate', allowed: 1025, expected: 'a function' },
  persist: { name: 'persist', allowed: 5, expected: 'a boolean' },
  redact: { name: 'redact', allowed: 1025, expected: 'a function' },
} satisfies Record<string, Rule>;

export const STEP = {
  milliseconds: { name: 'milliseconds', allowed: 960, expected: 'a number of milliseconds' },
} satisfies Record<string, Rule>;

export const RETRY = {
  attempts: { name: 'retry.attempts', allowed: 513, expected: 'a whole number from 1, or Infinity' },
  minDelay: { name: 'retry.minDelay', allowed: 897, expected: 'a number of milliseconds from 0' },
  maxDelay: { name: 'retry.maxDelay', allowed: 897, expected: 'a number of milliseconds from 0' },
  factor: { name: 'retry.factor', allowed: 897, expected: 'a number from 0' },
  jitter: { name: 'retry.jitter', allowed: 897, expected: 'a number from 0' },
  retryIf: { name: 'retry.retryIf', allowed: 1025, expected: 'a function' },
} satisfies Record<string, Rule>;

export const RATE_LIMIT = {
  limit: { name: 'rateLimit.limit', allowed: 512, expected: 'a whole number from 1, or Infinity' },
  interval: { name: 'rateLimit.interval', allowed: 768, expected: 'a number of milliseconds above 0' },
} satisfies Record<string, Rule>;

export const CONFIG = {
  concurrency: { name: 'concurrency', allowed: 513, expected: 'a whole number from 1, or Infinity' },
  defaultTimeout: { name: 'defaultTimeout', allowed: 963, expected: 'a number of milliseconds, or null for no limit' },
  cancelGrace: { name: 'cancelGrace', allowed: 961, expected: 'a number of milliseconds' },
  paused: { name: 'paused', allowed: 5, expected: 'a boolean' },
  storage: { name: 'storage', allowed: 4097, expected: 'an object with getAll, get, set, remove and clear', shape: { getAll: 'function', get: 'function', set: 'function', remove: 'function', clear: 'function' } },
  onTaskComplete: { name: 'onTaskComplete', allowed: 1025, expected: 'a function' },
  onTaskFail: { name: 'onTaskFail', allowed: 1025, expected: 'a function' },
  onTaskCancel: { name: 'onTaskCancel', allowed: 1025, expected: 'a function' },
  rateLimit: { name: 'rateLimit', allowed: 4097, expected: 'an object with limit and interval' },
  historyLimit: { name: 'historyLimit', allowed: 641, expected: 'a whole number from 0, or Infinity' },
  retry: { name: 'retry', allowed: 4097, expected: 'an object of retry options' },
  record: { name: 'record', allowed: 641, expected: 'a whole number from 0, or Infinity' },
  timeline: { name: 'timeline', allowed: 641, expected: 'a whole number from 0, or Infinity' },
  measure: { name: 'measure', allowed: 5, expected: 'a boolean' },
  storageType: { name: 'storageType', allowed: 25, expected: "'memory', 'local', 'indexeddb' or 'auto'", words: ['memory', 'local', 'indexeddb', 'auto'] },
  storageKey: { name: 'storageKey', allowed: 25, expected: 'a string' },
  redisClient: { name: 'redisClient', allowed: 4099, expected: 'an object with get, set and del', shape: { get: 'function', set: 'function', del: 'function' } },
} satisfies Record<string, Rule>;

export const METHODS = {
  options: { name: 'options', allowed: 4096, expected: 'an object' },
  config: { name: 'config', allowed: 4097, expected: 'an object' },
  listener: { name: 'listener', allowed: 1024, expected: 'a function' },
  priority: { name: 'priority', allowed: 960, expected: 'a number' },
  concurrency: { name: 'concurrency', allowed: 512, expected: 'a whole number from 1, or Infinity' },
  drain: { name: 'drain', allowed: 5, expected: 'a boolean' },
  filter: { name: 'filter', allowed: 4097, expected: 'an object with status, category or group' },
} satisfies Record<string, Rule>;

export const FILTER = {
  status: { name: 'filter.status', allowed: 25, expected: 'a string' },
  category: { name: 'filter.category', allowed: 25, expected: 'a string' },
  group: { name: 'filter.group', allowed: 25, expected: 'a string' },
} satisfies Record<string, Rule>;

export const WATCH = {
  resourceType: { name: 'resourceType', allowed: 16, expected: 'a string' },
  orgId: { name: 'orgId', allowed: 25, expected: 'a string' },
  projectId: { name: 'projectId', allowed: 25, expected: 'a string' },
  namespace: { name: 'namespace', allowed: 27, expected: 'a string or null' },
  name: { name: 'name', allowed: 17, expected: 'a string that is not empty' },
  labelSelector: { name: 'labelSelector', allowed: 25, expected: 'a string' },
  fieldSelector: { name: 'fieldSelector', allowed: 25, expected: 'a string' },
  userScoped: { name: 'userScoped', allowed: 5, expected: 'a boolean' },
} satisfies Record<string, Rule>;

export const KUBERNETES = {
  baseUrl: { name: 'baseUrl', allowed: 24, expected: 'a string' },
  fetch: { name: 'fetch', allowed: 1025, expected: 'a function' },
  headers: { name: 'headers', allowed: 7169, expected: 'an object or a function' },
  path: { name: 'path', allowed: 1025, expected: 'a function' },
  userId: { name: 'userId', allowed: 17, expected: 'a string that is not empty' },
  maxStreams: { name: 'maxStreams', allowed: 513, expected: 'a whole number from 1, or Infinity' },
  credentials: { name: 'credentials', allowed: 25, expected: "'omit', 'same-origin' or 'include'", words: ['omit', 'same-origin', 'include'] },
} satisfies Record<string, Rule>;

export const RESOURCE_ARGUMENTS = {
  definition: { name: 'definition', allowed: 4096, expected: 'an object' },
  orgId: { name: 'orgId', allowed: 16, expected: 'a string that is not empty' },
  projectId: { name: 'projectId', allowed: 16, expected: 'a string that is not empty' },
  scopeId: { name: 'scopeId', allowed: 16, expected: 'a string that is not empty' },
  name: { name: 'name', allowed: 16, expected: 'a string that is not empty' },
  options: { name: 'options', allowed: 4099, expected: 'an object' },
} satisfies Record<string, Rule>;

export const READINESS = {
  failureGrace: { name: 'failureGrace', allowed: 897, expected: 'a number of milliseconds from 0' },
  adapt: { name: 'adapt', allowed: 1025, expected: 'a function' },
  onStatus: { name: 'onStatus', allowed: 1025, expected: 'a function' },
} satisfies Record<string, Rule>;

export const RESOURCE_WAIT = {
  until: { name: 'until', allowed: 5120, expected: 'a function or a condition' },
  failWhen: { name: 'failWhen', allowed: 5121, expected: 'a function or a condition' },
  match: { name: 'match', allowed: 1025, expected: 'a function' },
} satisfies Record<string, Rule>;

export const COLLECTION_WAIT = {
  until: { name: 'until', allowed: 5120, expected: 'a function or a condition' },
  failWhen: { name: 'failWhen', allowed: 5121, expected: 'a function or a condition' },
  atLeast: { name: 'atLeast', allowed: 513, expected: 'a whole number from 1' },
  name: { name: 'name', allowed: 1, expected: 'absent' },
  match: { name: 'match', allowed: 1, expected: 'absent' },
} satisfies Record<string, Rule>;

export const DEFINITION = {
  resourceType: { name: 'resourceType', allowed: 16, expected: 'a string that is not empty' },
  scope: { name: 'scope', allowed: 24, expected: "'organization', 'project', 'user' or 'cluster'", words: ['organization', 'project', 'user', 'cluster'] },
  namespace: { name: 'namespace', allowed: 19, expected: 'a string that is not empty, or null' },
  adapt: { name: 'adapt', allowed: 1024, expected: 'a function' },
  ready: { name: 'ready', allowed: 6144, expected: 'a list of condition types that is not empty, or a condition' },
  failed: { name: 'failed', allowed: 5121, expected: 'a function or a condition' },
  pendingReasons: { name: 'pendingReasons', allowed: 2049, expected: 'a list of strings' },
  failedReasons: { name: 'failedReasons', allowed: 2049, expected: 'a list of strings' },
} satisfies Record<string, Rule>;

export const TRANSFORM = {
  requiredConditions: { name: 'requiredConditions', allowed: 2051, expected: 'a list of strings, or null' },
  includeConditionDetails: { name: 'includeConditionDetails', allowed: 5, expected: 'a boolean' },
  terminalReasons: { name: 'terminalReasons', allowed: 2049, expected: 'a list of strings' },
} satisfies Record<string, Rule>;

export const INIT = {
  options: { name: 'options', allowed: 4096, expected: 'an object' },
  url: { name: 'url', allowed: 4113, expected: 'a string or a URL' },
  bytes: { name: 'bytes', allowed: 4097, expected: 'an ArrayBuffer or a view of one', shape: { byteLength: 'number' } },
  module: { name: 'module', allowed: 4097, expected: 'a WebAssembly.Module' },
} satisfies Record<string, Rule>;

export const CONDITION = {
  type: { name: 'type', allowed: 16, expected: 'a string that is not empty' },
  status: { name: 'status', allowed: 24, expected: "'True', 'False' or 'Unknown'", words: ['True', 'False', 'Unknown'] },
  reason: { name: 'reason', allowed: 17, expected: 'a string that is not empty' },
} satisfies Record<string, Rule>;

/** The states of a summary for a UI. */
export const CONTROL_PLANE_STATES = {
  Success: 'success',
  Error: 'error',
  Pending: 'pending',
} as const;

/** The numbers of an object that come first in the buffer. */
export const enum KstatusFact {
  Rule = 0,
  Terminating = 1,
  Generation = 2,
  ObservedGeneration = 3,
  Age = 4,
  NumberCount = 5,
  TextCount = 6,
  ContainerCount = 7,
}
export const KSTATUS_FACT_LENGTH = 8;

/** The only number in the buffer if there is no object. */
export const enum NoFacts {
  Absent = 0,
  NotAnObject = 1,
}

/** The numbers of a report. */
export const enum KstatusResult {
  Outcome = 0,
  FirstNumber = 1,
  SecondNumber = 2,
  Condition = 3,
}
export const KSTATUS_RESULT_LENGTH = 4;

/** The words that rules know, in the order of their numbers. */
export const KSTATUS_WORDS = ['True', 'False', 'Reconciling', 'Stalled', 'Ready', 'Available', 'Progressing', 'ProgressDeadlineExceeded', 'NewReplicaSetAvailable', 'ReplicaFailure', 'OnDelete', 'PodScheduled', 'Unschedulable', 'CrashLoopBackOff', 'Pending', 'Running', 'Succeeded', 'Failed', 'Complete', 'Suspended', 'Bound', 'LoadBalancer', 'Terminating', 'NamesAccepted', 'Established', 'Installing'] as const;

/** The kinds with a rule, and what each rule reads. */
export const KSTATUS_RULES = [
  { kind: 'Deployment', groups: ['apps', 'extensions'], numbers: [['spec', 'progressDeadlineSeconds'], ['spec', 'replicas'], ['status', 'replicas'], ['status', 'updatedReplicas'], ['status', 'availableReplicas'], ['status', 'readyReplicas']], flags: [], texts: [], hasContainers: false },
  { kind: 'StatefulSet', groups: ['apps'], numbers: [['spec', 'replicas'], ['status', 'replicas'], ['status', 'readyReplicas'], ['status', 'currentReplicas'], ['status', 'updatedReplicas'], ['spec', 'updateStrategy', 'rollingUpdate', 'partition']], flags: [], texts: [['spec', 'updateStrategy', 'type'], ['status', 'currentRevision'], ['status', 'updateRevision']], hasContainers: false },
  { kind: 'DaemonSet', groups: ['apps', 'extensions'], numbers: [['status', 'desiredNumberScheduled'], ['status', 'currentNumberScheduled'], ['status', 'updatedNumberScheduled'], ['status', 'numberAvailable'], ['status', 'numberReady']], flags: [], texts: [], hasContainers: false },
  { kind: 'ReplicaSet', groups: ['apps', 'extensions'], numbers: [['spec', 'replicas'], ['status', 'replicas'], ['status', 'fullyLabeledReplicas'], ['status', 'availableReplicas'], ['status', 'readyReplicas']], flags: [], texts: [], hasContainers: false },
  { kind: 'Pod', groups: [''], numbers: [], flags: [], texts: [['status', 'phase']], hasContainers: true },
  { kind: 'Job', groups: ['batch'], numbers: [['spec', 'parallelism'], ['spec', 'completions'], ['status', 'succeeded'], ['status', 'active'], ['status', 'failed']], flags: [['spec', 'suspend']], texts: [['status', 'startTime']], hasContainers: false },
  { kind: 'PersistentVolumeClaim', groups: [''], numbers: [], flags: [], texts: [['status', 'phase']], hasContainers: false },
  { kind: 'Service', groups: [''], numbers: [], flags: [], texts: [['spec', 'type'], ['spec', 'clusterIP']], hasContainers: false },
  { kind: 'CustomResourceDefinition', groups: ['apiextensions.k8s.io'], numbers: [], flags: [], texts: [], hasContainers: false },
  { kind: 'PodDisruptionBudget', groups: ['policy'], numbers: [], flags: [], texts: [], hasContainers: false },
  { kind: 'CronJob', groups: ['batch'], numbers: [], flags: [], texts: [], hasContainers: false },
  { kind: 'Secret', groups: [''], numbers: [], flags: [], texts: [], hasContainers: false },
  { kind: 'ConfigMap', groups: [''], numbers: [], flags: [], texts: [], hasContainers: false },
  { kind: 'Namespace', groups: [''], numbers: [], flags: [], texts: [['status', 'phase']], hasContainers: false },
] as const;

/** The outcomes of the rules, in the order of their numbers. */
export const KSTATUS_OUTCOMES = [
  { status: 'NotFound', reason: '', message: 'The resource does not exist' },
  { status: 'Unknown', reason: '', message: 'This is no Kubernetes object' },
  { status: 'Terminating', reason: '', message: 'The resource is being deleted' },
  { status: 'InProgress', reason: 'LatestGenerationNotObserved', message: 'Generation {generation} is not observed yet; the status is that of {observed}' },
  { status: 'InProgress', reason: '', message: '' },
  { status: 'Failed', reason: '', message: '' },
  { status: 'Current', reason: '', message: 'The resource is ready' },
  { status: 'Current', reason: '', message: 'The resource is current' },
  { status: 'Current', reason: '', message: 'A resource of this kind is always current' },
  { status: 'InProgress', reason: 'LessReplicas', message: 'Pods created: {} of {}' },
  { status: 'InProgress', reason: 'LessUpdated', message: 'Pods updated: {} of {}' },
  { status: 'InProgress', reason: 'LessAvailable', message: 'Pods available: {} of {}' },
  { status: 'InProgress', reason: 'LessReady', message: 'Pods ready: {} of {}' },
  { status: 'InProgress', reason: 'LessLabelled', message: 'Pods with all labels: {} of {}' },
  { status: 'InProgress', reason: 'LessCurrent', message: 'Pods scheduled: {} of {}' },
  { status: 'InProgress', reason: 'LessCurrent', message: 'Pods of the current revision: {} of {}' },
  { status: 'InProgress', reason: 'ExtraPods', message: 'Pods wanted: {}, still there: {}' },
  { status: 'Current', reason: '', message: 'All pods are as wanted: {}' },
  { status: 'Failed', reason: 'ProgressDeadlineExceeded', message: 'Progress deadline exceeded' },
  { status: 'InProgress', reason: 'ReplicaSetNotAvailable', message: 'The new replica set is not available yet' },
  { status: 'InProgress', reason: 'DeploymentNotAvailable', message: 'The deployment is not available yet' },
  { status: 'InProgress', reason: 'ReplicaFailure', message: 'Pods could not be created or deleted' },
  { status: 'Current', reason: '', message: 'Pods are updated when they are deleted' },
  { status: 'InProgress', reason: 'PartitionRollout', message: 'Pods of the partition updated: {} of {}' },
  { status: 'Current', reason: '', message: 'The partition is rolled out; pods updated: {}' },
  { status: 'InProgress', reason: 'RevisionMismatch', message: 'The updated revision is not the current one yet' },
  { status: 'InProgress', reason: 'NoGeneration', message: 'The resource has no generation yet' },
  { status: 'InProgress', reason: 'NoObservedGeneration', message: 'No generation is observed yet' },
  { status: 'InProgress', reason: 'NoDesiredNumber', message: 'The number of pods is not known yet' },
  { status: 'Current', reason: '', message: 'The pod has completed' },
  { status: 'Current', reason: '', message: 'The pod has completed, but not successfully' },
  { status: 'Current', reason: '', message: 'The pod is ready' },
  { status: 'InProgress', reason: 'PodRunningNotReady', message: 'The pod is running but not ready' },
  { status: 'Failed', reason: 'ContainerCrashLooping', message: 'Containers crash again and again: {waiting CrashLoopBackOff}' },
  { status: 'InProgress', reason: 'PodNotScheduled', message: 'The pod is not scheduled yet' },
  { status: 'Failed', reason: 'PodUnschedulable', message: 'The pod cannot be scheduled' },
  { status: 'InProgress', reason: 'PodPending', message: 'The pod is pending' },
  { status: 'InProgress', reason: 'PodNotObserved', message: 'The pod has no phase yet' },
  { status: 'Unknown', reason: '', message: "The pod's phase is {text}" },
  { status: 'Current', reason: '', message: 'The job has completed; pods succeeded: {} of {}' },
  { status: 'Failed', reason: 'JobFailed', message: 'The job has failed; pods failed: {}, to complete: {}' },
  { status: 'Current', reason: '', message: 'The job is suspended' },
  { status: 'InProgress', reason: 'JobNotStarted', message: 'The job has not started yet' },
  { status: 'Current', reason: '', message: 'The job is running; pods succeeded: {}, active: {}' },
  { status: 'Current', reason: '', message: 'The claim is bound' },
  { status: 'InProgress', reason: 'NotBound', message: 'The claim is not bound' },
  { status: 'InProgress', reason: 'NotBound', message: 'The claim is not bound; its phase is {text}' },
  { status: 'InProgress', reason: 'NoIPAssigned', message: 'The load balancer has no cluster IP yet' },
  { status: 'Current', reason: '', message: 'The service is ready' },
  { status: 'Current', reason: '', message: 'The allowed disruptions are computed' },
  { status: 'InProgress', reason: 'Installing', message: 'The definition is being installed' },
  { status: 'Current', reason: '', message: 'The definition is established' },
] as const;

/** The type of the standard condition for a status. */
export const KSTATUS_STANDARD_CONDITIONS = {
  InProgress: 'Reconciling',
  Failed: 'Stalled',
} as const;
