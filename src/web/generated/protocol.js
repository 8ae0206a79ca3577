// Written by `make protocol` from the Rust enums and tables of the same names: do not edit.

// What kind of value an option was given.
export const KIND_UNDEFINED = 0;
export const KIND_NULL = 1;
export const KIND_BOOLEAN = 2;
export const KIND_EMPTY_STRING = 3;
export const KIND_STRING = 4;
export const KIND_NOT_A_NUMBER = 5;
export const KIND_NEGATIVE = 6;
export const KIND_ZERO = 7;
export const KIND_FRACTION = 8;
export const KIND_COUNT = 9;
export const KIND_FUNCTION = 10;
export const KIND_ARRAY = 11;
export const KIND_OBJECT = 12;
export const KIND_OTHER = 13;

// What happened to an object.
export const EVENT_KIND_ADDED = 0;
export const EVENT_KIND_MODIFIED = 1;
export const EVENT_KIND_DELETED = 2;

// Where a version of an object came from.
export const ORIGIN_EVENT = 0;
export const ORIGIN_QUEUED = 1;
export const ORIGIN_READ = 2;
export const ORIGIN_INITIAL = 3;

// The answer for one version of an object.
export const ANSWER_CODE_CONTINUE = 0;
export const ANSWER_CODE_RESOLVE = 1;
export const ANSWER_CODE_REJECT = 2;
export const ANSWER_CODE_FAILING = 3;
export const ANSWER_CODE_IGNORE = 4;
export const ANSWER_CODE_PENDING = 5;

// A property of a source, as the number of a bit.
export const SOURCE_TRAIT_READABLE = 0;
export const SOURCE_TRAIT_CONSISTENT = 1;
export const SOURCE_TRAIT_REPORTS_STREAM = 2;

// The state of a wait's stream.
export const STREAM_STATE_OPEN = 0;
export const STREAM_STATE_LOST = 1;
export const STREAM_STATE_REFUSED = 2;

// Its words.
export const STREAM_STATE_WORDS = /** @type {const} */ (['open', 'lost', 'refused']);

// The facts about a version of an object: its kind, a bit, and its origin above them; and numbers of uids.
export const FACTS_TERMINATING = 4;
export const FACTS_EARLIER = 8;
export const FACTS_ORIGIN_SHIFT = 4;
export const NO_UID = 0;
export const FIRST_UID = 1;

export const WATCH = {
  resourceType: { name: 'resourceType', allowed: 16, expected: 'a string' },
  orgId: { name: 'orgId', allowed: 25, expected: 'a string' },
  projectId: { name: 'projectId', allowed: 25, expected: 'a string' },
  namespace: { name: 'namespace', allowed: 27, expected: 'a string or null' },
  name: { name: 'name', allowed: 17, expected: 'a string that is not empty' },
  labelSelector: { name: 'labelSelector', allowed: 25, expected: 'a string' },
  fieldSelector: { name: 'fieldSelector', allowed: 25, expected: 'a string' },
  userScoped: { name: 'userScoped', allowed: 5, expected: 'a boolean' },
};

export const WAIT = {
  onEvent: { name: 'onEvent', allowed: 1024, expected: 'a function' },
  read: { name: 'read', allowed: 1025, expected: 'a function' },
  initial: { name: 'initial', allowed: 4099, expected: 'an object' },
  task: { name: 'task', allowed: 4097, expected: 'the context of a task' },
  signal: { name: 'signal', allowed: 4097, expected: 'an AbortSignal', shape: { aborted: 'boolean', addEventListener: 'function', removeEventListener: 'function' } },
  source: { name: 'source', allowed: 5121, expected: 'an object with a `subscribe` function', shape: { subscribe: 'function' } },
  timeout: { name: 'timeout', allowed: 963, expected: 'a number of milliseconds or null' },
  onDeleted: { name: 'onDeleted', allowed: 25, expected: "'reject' or 'continue'", words: ['reject', 'continue'] },
  forbiddenGrace: { name: 'forbiddenGrace', allowed: 897, expected: 'a number of milliseconds from 0' },
  onStream: { name: 'onStream', allowed: 1025, expected: 'a function' },
  explain: { name: 'explain', allowed: 5, expected: 'a boolean' },
};

export const TASK = {
  signal: { name: 'task.signal', allowed: 4097, expected: 'an AbortSignal', shape: { aborted: 'boolean', addEventListener: 'function', removeEventListener: 'function' } },
};

export const SOURCE = {
  source: { name: 'source', allowed: 5120, expected: 'an object with a `subscribe` function', shape: { subscribe: 'function' } },
};

// Keys of a path that are instructions: see `src/resources/adapter.rs`.
export const PATH_FIRST = '0';
export const PATH_EACH = '*';
export const PATH_KEYS = '{}';
export const PATH_WITHOUT = '-';
export const PATH_TEXTS = '""';
export const PATH_OWN = '=';

// Parts of the keys of annotations in which tools keep a copy of the object.
export const REPEATING = /** @type {const} */ (['last-applied', 'last-handled', '/applied', '/original']);

// How much of a value an error may show.
export const SHOWN_TYPE = 0;
export const SHOWN_NUMBER = 1;
export const SHOWN_TEXT = 2;

// The numbers of an object that come first in the buffer of verdicts.
export const VERDICT_FACT_TERMINATING = 0;
export const VERDICT_FACT_GENERATION = 1;
export const VERDICT_FACT_OBSERVED_GENERATION = 2;
export const VERDICT_FACT_CONDITION_COUNT = 3;
export const VERDICT_FACT_LENGTH = 4;

// The numbers of the first condition of a type.
export const CONDITION_FACT_STATUS = 0;
export const CONDITION_FACT_REASON = 1;
export const CONDITION_FACT_OBSERVED_GENERATION = 2;
export const CONDITION_FACT_LENGTH = 3;

// The values of an object that are kept as they are.
export const KEPT_GENERATION = 0;
export const KEPT_OBSERVED_GENERATION = 1;
export const KEPT_NESTED = 2;
export const KEPT_LENGTH = 3;

// Those of the first condition of a type.
export const KEPT_OF_CONDITION_CONDITION = 0;
export const KEPT_OF_CONDITION_REASON = 1;
export const KEPT_OF_CONDITION_MESSAGE = 2;
export const KEPT_OF_CONDITION_OBSERVED_GENERATION = 3;
export const KEPT_OF_CONDITION_LENGTH = 4;

// The words for the state of a verdict.
export const STATE_WORDS = /** @type {const} */ (['ready', 'pending', 'failed']);

// Where the reason and the message of a verdict come from.
export const TEXT_SOURCE_RULES = 0;
export const TEXT_SOURCE_CONDITION = 1;
export const TEXT_SOURCE_OBJECT = 2;
