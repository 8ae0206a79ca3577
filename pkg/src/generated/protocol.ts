// Written by `make protocol` from the Rust enums and tables of the same names: do not edit.

import type { Rule } from '../../../src/web/shared/options.js';

/** What kind of value an option was given. */
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

/** Where a task stands. */
export const enum Status {
  Pending = 0,
  Running = 1,
  Completed = 2,
  Failed = 3,
  Cancelled = 4,
}

/** The words for it in views. */
export const STATUS_WORDS = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;

/** Those of tasks that have ended. */
export const ENDED_STATUS_WORDS = ['completed', 'failed', 'cancelled'] as const;

/** What a queue's core wants done. */
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
}

/** Where in the record of a command each number stands. */
export const enum CommandField {
  Kind = 0,
  Task = 1,
  Run = 2,
  Position = 3,
  Status = 4,
  Error = 5,
  Limit = 6,
  IsListed = 7,
  EndedByItself = 8,
  IsAtRest = 9,
}

/** How many numbers there are in it. */
export const RECORD_LENGTH = 10;

/** The error of an ending, to be looked up or made. */
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

/** Where among the numbers of a task each stands. */
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

/** A task, position or count that is none. */
export const NONE = 4294967295;

/** What became of a report about an item. */
export const enum Reported {
  Nothing = 0,
  Succeeded = 1,
  Failed = 2,
  FailedBecameSucceeded = 3,
  SucceededBecameFailed = 4,
}

/** What is known of an item. */
export const enum ItemState {
  Untried = 0,
  InFlight = 1,
  Succeeded = 2,
  Failed = 3,
}

/** The words for it. */
export const ITEM_STATE_WORDS = ['untried', 'untried', 'succeeded', 'failed'] as const;

/** Where among the numbers of a group each stands. */
export const enum GroupField {
  Status = 0,
  Completed = 1,
  Failed = 2,
  Progress = 3,
}

/** What a queue's listeners get in a turn of the microtask queue. */
export const enum NotificationTurn {
  Wait = 0,
  Notify = 1,
  Rest = 2,
}

/** What kind of task is to be forgotten. */
export const enum Excess {
  None = 0,
  Own = 1,
  Other = 2,
}

/** The names of recorded inputs, by their numbers. */
export const INPUT_NAMES = ['enqueue', 'poll', 'settled', 'itemSettled', 'report', 'progress', 'cancel', 'retry', 'dismiss', 'decide', 'priority', 'pause', 'resume', 'concurrency', 'dispose', 'fired'] as const;

/** Where the tasks of a queue are kept. */
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
}

/** What a queue does with an entry. */
export const enum EntryAction {
  Ignore = 0,
  AssertOwn = 1,
  Show = 2,
  ShowUntilOwnerEnds = 3,
  ShowRevived = 4,
  ShowClosed = 5,
}

/** What becomes of the stored tasks of an owner that may be gone. */
export const enum OwnerEndAction {
  Keep = 0,
  Close = 1,
}

/** What the store has not been given of a task. */
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

/** What is done in a macrotask about a task that waits for one. */
export const enum Turn {
  Leave = 0,
  Wait = 1,
  Write = 2,
}

/** Whether a store keeps what it is given. */
export const enum Health {
  Ok = 0,
  Degraded = 1,
}

/** The words for it in `persistence`. */
export const HEALTH_WORDS = ['ok', 'degraded'] as const;

/** How long a store may owe an answer, in milliseconds. */
export const STORE = {
  patience: 2000,
} as const;

/** What a queue does that is not configured, in milliseconds and tasks. */
export const QUEUE_DEFAULTS = {
  concurrency: 3,
  defaultTimeout: 300000,
  cancelGrace: 5000,
  historyLimit: Infinity,
  record: 0,
} as const;

/** Likewise, of the options that are true or false. */
export const QUEUE_FLAGS = {
  paused: false,
} as const;

/** What a task does that has no such option. */
export const TASK_DEFAULTS = {
  itemConcurrency: 1,
  priority: 0,
} as const;

/** How attempts follow where `retry` says nothing else, in milliseconds. */
export const RETRY_DEFAULTS = {
  attempts: 3,
  minDelay: 1000,
  maxDelay: 30000,
  factor: 2,
  jitter: 0.2,
} as const;

/** What is reported of a connection of `createKubernetesWatch`. */
export const enum ConnectionInput {
  PageReceived = 0,
  LastPageReceived = 1,
  StreamOpened = 2,
  DataReceived = 3,
  EventReceived = 4,
  StreamEnded = 5,
  RequestFailed = 6,
  RequestRefused = 7,
  Subscribed = 8,
  Unsubscribed = 9,
  SelectionWidened = 10,
}

/** What such a connection asks for. */
export const enum ConnectionAction {
  ListPages = 0,
  ListWhole = 1,
  NextPage = 2,
  Watch = 3,
  Abort = 4,
  ReportRefusal = 5,
  Close = 6,
}

/** What `createKubernetesWatch` allows itself, in objects and milliseconds. */
export const KUBERNETES_LIMITS = {
  pageSize: 500,
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
  storageType: { name: 'storageType', allowed: 25, expected: "'memory', 'local', 'indexeddb' or 'auto'", words: ['memory', 'local', 'indexeddb', 'auto'] },
  storageKey: { name: 'storageKey', allowed: 25, expected: 'a string' },
  redisClient: { name: 'redisClient', allowed: 4097, expected: 'an object with get, set and del', shape: { get: 'function', set: 'function', del: 'function' } },
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
  name: { name: 'name', allowed: 25, expected: 'a string' },
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

export const CONDITION = {
  type: { name: 'type', allowed: 16, expected: 'a string that is not empty' },
  status: { name: 'status', allowed: 24, expected: "'True', 'False' or 'Unknown'", words: ['True', 'False', 'Unknown'] },
  reason: { name: 'reason', allowed: 17, expected: 'a string that is not empty' },
} satisfies Record<string, Rule>;
