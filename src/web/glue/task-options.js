// Reads what a user gave: each field once, since getters may do anything. What is right is said by the wasm,
// which is told the kind of each value, four bits each, in the order of `core::queue::options`.

import { CONFIG, check, readRateLimit, readRetry, specialOf } from './special-options.js';
import { describe, isArray, kindOf } from './describe.js';
import { ItemIds } from './items.js';

const UNDEFINED = 0, OBJECT = 8, OTHER = 9;

const NOTHING = Object.freeze({});

const STORAGE_METHODS = ['getAll', 'get', 'set', 'remove', 'clear'];
const CLIENT_METHODS = ['get', 'set', 'del'];
/** Where they stand in `CONFIG` of `core::queue::options`. */
const STORAGE_AT = 4, CLIENT_AT = 14;

/** What a task keeps of its options. Those that are seldom given are own properties only where they are: thousands
 * of tasks are kept. */
export class TaskOptions {
  constructor(title, processor, processItem, items, ids) {
    this.title = title;
    this.processor = processor;
    this.processItem = processItem;
    this.items = items;
    this.ids = ids;
  }
}

const SELDOM = [
  'getItemId', 'errorStrategy', 'cancelable', 'retryable', 'confirmBeforeUnload', 'group', 'key', 'signal', 'onComplete',
  'completionActions', 'category', 'icon', 'metadata', 'dedupeKey', 'retryIf',
];
for (const name of SELDOM) TaskOptions.prototype[name] = undefined;

/** The options of one `enqueue`: what the task keeps, what the wasm is told, and what is wrong in words. */
class Given {
  /** The kinds of the values, four bits each. */
  kindsA;
  kindsB;
  kindsC;
  timeout;
  itemConcurrency;
  options;
  /** What the wasm is to know before a task with special options is added. */
  special;
  /** Special options as they were given. */
  rare = NOTHING;

  get strategy() {
    const { errorStrategy } = this.options;
    return typeof errorStrategy === 'string' ? errorStrategy : undefined;
  }

  /** In the order of their kinds, for what is said of one that is wrong. */
  values() {
    const {
      title, processor, processItem, items, getItemId, errorStrategy, cancelable, retryable, confirmBeforeUnload, group,
      key, signal, onComplete, completionActions, category, dedupeKey,
    } = this.options;
    const { priority, totalTimeout, retry } = this.rare;
    return [
      title, processor, processItem, items, this.itemConcurrency, getItemId, this.timeout, errorStrategy,
      cancelable, retryable, confirmBeforeUnload, group, key, signal, onComplete, completionActions, category,
      priority, dedupeKey, totalTimeout, retry,
    ];
  }
}

/** Reads the options of `enqueue`, each once. Throws what a getter throws, and a `TypeError` for what is no object.
 * `defaultRetry` is the queue's; `wasm.rules` says what is wrong with a `retry`. */
export function readOptions(given, defaultRetry, wasm) {
  if (given === null || typeof given !== 'object') {
    throw new TypeError(`options: expected an object, got ${describe(given)}`);
  }
  const {
    title, processor, processItem, items: givenItems, itemConcurrency, getItemId, timeout, errorStrategy,
    cancelable, retryable, confirmBeforeUnload, group, key, signal, onComplete, completionActions, category,
    icon, metadata, priority, dedupeKey, totalTimeout, retry: givenRetry,
  } = given;
  let items = givenItems, ids;
  if (givenItems !== undefined && isArray(givenItems)) {
    items = Object.freeze(Array.from(givenItems));
    ids = new ItemIds(items, getItemId);
  }
  const options = new TaskOptions(title, processor, processItem, items, ids);
  if (getItemId !== undefined) options.getItemId = getItemId;
  if (errorStrategy !== undefined) options.errorStrategy = errorStrategy;
  if (cancelable !== undefined) options.cancelable = cancelable;
  if (retryable !== undefined) options.retryable = retryable;
  if (confirmBeforeUnload !== undefined) options.confirmBeforeUnload = confirmBeforeUnload;
  if (group !== undefined) options.group = group;
  if (key !== undefined) options.key = key;
  if (signal !== undefined) options.signal = signal;
  if (onComplete !== undefined) options.onComplete = onComplete;
  if (completionActions !== undefined) options.completionActions = completionActions;
  if (category !== undefined) options.category = category;
  if (icon !== undefined) options.icon = icon;
  if (metadata !== undefined) options.metadata = metadata;

  const read = new Given();
  read.options = options;
  read.timeout = timeout;
  read.itemConcurrency = itemConcurrency;
  read.kindsA = kindOf(title) | kindOf(processor) << 4 | kindOf(processItem) << 8 | kindOf(items) << 12
    | kindOf(itemConcurrency) << 16 | kindOf(getItemId) << 20 | kindOf(timeout) << 24 | kindOf(errorStrategy) << 28;
  read.kindsB = kindOf(cancelable) | kindOf(retryable) << 4 | kindOf(confirmBeforeUnload) << 8 | kindOf(group) << 12
    | kindOf(key) << 16 | kindOf(signal) << 20 | kindOf(onComplete) << 24 | kindOf(completionActions) << 28;
  read.kindsC = kindOf(category);
  const retry = givenRetry === undefined ? defaultRetry : readRetry(wasm.rules, givenRetry);
  if (priority !== undefined || totalTimeout !== undefined || givenRetry !== undefined || dedupeKey !== undefined) {
    read.rare = { priority, totalTimeout, retry: givenRetry };
    read.kindsC |= kindOf(priority) << 4 | kindOf(dedupeKey) << 8 | kindOf(totalTimeout) << 12 | kindOf(givenRetry) << 16;
    if (dedupeKey !== undefined) options.dedupeKey = dedupeKey;
  }
  if (retry?.retryIf !== undefined) options.retryIf = retry.retryIf;
  read.special = specialOf(priority, key, totalTimeout, retry);
  return read;
}

/** The configuration of a queue. `rules` is the wasm that says what is wrong with it. */
export function readConfig(rules, given = {}) {
  if (given === null || typeof given !== 'object') {
    throw new TypeError(`config: expected an object, got ${describe(given)}`);
  }
  const {
    concurrency, defaultTimeout, cancelGrace, paused, storage, onTaskComplete, onTaskFail, onTaskCancel,
    summaryRenderContent, rateLimit, historyLimit, retry, record, storageType, storageKey, redisClient,
  } = given;
  const values = [
    concurrency, defaultTimeout, cancelGrace, paused, storage, onTaskComplete, onTaskFail, onTaskCancel,
    rateLimit, historyLimit, retry, record, storageType, storageKey, redisClient,
  ];
  const kinds = values.map(kindOf);
  kinds[STORAGE_AT] = kindWith(storage, STORAGE_METHODS);
  kinds[CLIENT_AT] = kindWith(redisClient, CLIENT_METHODS);
  check(rules, CONFIG, values, kinds);
  return {
    concurrency: concurrency ?? 3,
    defaultTimeout: defaultTimeout === undefined ? 300_000 : limitOf(defaultTimeout),
    cancelGrace: cancelGrace ?? 5_000,
    paused: paused ?? false,
    historyLimit: historyLimit ?? Infinity,
    rateLimit: readRateLimit(rules, rateLimit),
    retry: retry === undefined ? undefined : readRetry(rules, retry),
    record: record ?? 0,
    /** Where tasks are kept: the number of a `Store` in `core::queue`. */
    store: rules.chooseStore(storageType, storage !== undefined, isReady(redisClient), values),
    storage,
    storageKey: storageKey ?? 'taskwatch',
    redisClient,
    /** By the number of the status a task ends with. */
    tellEnd: [undefined, undefined, onTaskComplete, onTaskFail, onTaskCancel],
    summaryRenderContent,
  };
}

/** `null` is no limit, as 0 is. */
export function limitOf(value) {
  return typeof value === 'number' ? value : 0;
}

/** An object if it has the methods. */
function kindWith(value, methods) {
  if (value === undefined) return UNDEFINED;
  try {
    return methods.every((method) => typeof value[method] === 'function') ? OBJECT : OTHER;
  } catch {
    return OTHER;
  }
}

/** Whether a client can be used now: one without a `status` always can. */
function isReady(client) {
  try {
    return client !== undefined && (client.status === undefined || client.status === 'ready');
  } catch {
    return false;
  }
}
