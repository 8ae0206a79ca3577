// @ts-nocheck
// Reads what a user gave: each field once, since getters may do anything. What is right is said by the wasm,
// which is told the kind of each value, four bits each, in the order of `core::queue::options`.

import { CONFIG, check, readRateLimit, readRetry, specialOf } from './scheduling-options.ts';
import { describe, isArray, kindOf } from '../../../src/web/shared/describe.js';
import { ItemIds } from './item-ids.ts';
import { Task } from './task.ts';

const UNDEFINED = 0,
  OBJECT = 8,
  OTHER = 9;

const NOTHING = Object.freeze({});

/** By this the React binding hands on a task whose handle has an id already. */
const ID = Symbol.for('taskwatch.id');

const STORAGE_METHODS = ['getAll', 'get', 'set', 'remove', 'clear'];
const CLIENT_METHODS = ['get', 'set', 'del'];
/** Where they stand in `CONFIG` of `core::queue::options`. */
const STORAGE_AT = 4,
  CLIENT_AT = 14;

/** What the wasm is told of the options of one `enqueue`. A queue has one of these for all: it is filled when all that
 * may call the caller's code, and so `enqueue` again, has been called. */
export class Given {
  /** The kinds of the values, four bits each. */
  kindsA = 0;
  kindsB = 0;
  kindsC = 0;
  timeout = undefined;
  itemConcurrency = undefined;
  /** What the wasm is to know before a task with special options is added. */
  special = undefined;
  /** Special options as they were given. */
  rare = NOTHING;

  /** In the order of their kinds, for what is said of one that is wrong. */
  values(task) {
    const {
      title,
      processor,
      processItem,
      items,
      getItemId,
      errorStrategy,
      cancelable,
      retryable,
      confirmBeforeUnload,
      group,
      key,
      signal,
      onComplete,
      completionActions,
      category,
      dedupeKey,
    } = task;
    const { priority, totalTimeout, retry } = this.rare;
    return [
      title,
      processor,
      processItem,
      items,
      this.itemConcurrency,
      getItemId,
      this.timeout,
      errorStrategy,
      cancelable,
      retryable,
      confirmBeforeUnload,
      group,
      key,
      signal,
      onComplete,
      completionActions,
      category,
      priority,
      dedupeKey,
      totalTimeout,
      retry,
    ];
  }
}

/** Reads the options of `enqueue`, each once, into a new task and into `told`. Throws what a getter throws, and a
 * `TypeError` for what is no object. `defaultRetry` is the queue's; `wasm.rules` says what is wrong with a `retry`. */
export function readOptions(given, told, defaultRetry, wasm) {
  if (given === null || typeof given !== 'object') {
    throw new TypeError(`options: expected an object, got ${describe(given)}`);
  }
  const {
    title,
    processor,
    processItem,
    items: givenItems,
    itemConcurrency,
    getItemId,
    timeout,
    errorStrategy,
    cancelable,
    retryable,
    confirmBeforeUnload,
    group,
    key,
    signal,
    onComplete,
    completionActions,
    category,
    icon,
    metadata,
    priority,
    dedupeKey,
    totalTimeout,
    retry: givenRetry,
    [ID]: id,
  } = given;
  let items = givenItems,
    ids;
  if (givenItems !== undefined && isArray(givenItems)) {
    items = Object.freeze(Array.from(givenItems));
    ids = new ItemIds(items, getItemId);
  }
  const task = new Task(title, processor);
  if (id !== undefined) task.takeId(id);
  // An option that is not given has kind 0, and is found on the prototype.
  let kindsA = kindOf(title) | (kindOf(processor) << 4),
    kindsB = 0,
    kindsC = 0;
  if (processItem !== undefined) kindsA |= kindOf((task.processItem = processItem)) << 8;
  if (items !== undefined) kindsA |= kindOf((task.items = items)) << 12;
  if (ids !== undefined) task.ids = ids;
  if (itemConcurrency !== undefined) kindsA |= kindOf(itemConcurrency) << 16;
  if (getItemId !== undefined) kindsA |= kindOf((task.getItemId = getItemId)) << 20;
  if (timeout !== undefined) kindsA |= kindOf(timeout) << 24;
  if (errorStrategy !== undefined) kindsA |= kindOf((task.errorStrategy = errorStrategy)) << 28;
  if (cancelable !== undefined) kindsB |= kindOf((task.cancelable = cancelable));
  if (retryable !== undefined) kindsB |= kindOf((task.retryable = retryable)) << 4;
  if (confirmBeforeUnload !== undefined)
    kindsB |= kindOf((task.confirmBeforeUnload = confirmBeforeUnload)) << 8;
  if (group !== undefined) kindsB |= kindOf((task.group = group)) << 12;
  if (key !== undefined) kindsB |= kindOf((task.key = key)) << 16;
  if (signal !== undefined) kindsB |= kindOf((task.signal = signal)) << 20;
  if (onComplete !== undefined) kindsB |= kindOf((task.onComplete = onComplete)) << 24;
  if (completionActions !== undefined) {
    kindsB |= kindOf((task.completionActions = completionActions)) << 28;
    if (typeof completionActions !== 'function') task.actions = completionActions;
  }
  if (category !== undefined) kindsC |= kindOf((task.category = category));
  if (icon !== undefined) task.icon = icon;
  if (metadata !== undefined) task.metadata = metadata;
  if (priority !== undefined) kindsC |= kindOf(priority) << 4;
  if (dedupeKey !== undefined) kindsC |= kindOf((task.dedupeKey = dedupeKey)) << 8;
  if (totalTimeout !== undefined) kindsC |= kindOf(totalTimeout) << 12;
  if (givenRetry !== undefined) kindsC |= kindOf(givenRetry) << 16;
  const retry = givenRetry === undefined ? defaultRetry : readRetry(wasm.rules, givenRetry);
  if (retry?.retryIf !== undefined) task.retryIf = retry.retryIf;

  told.kindsA = kindsA;
  told.kindsB = kindsB;
  told.kindsC = kindsC;
  told.timeout = timeout;
  told.itemConcurrency = itemConcurrency;
  told.special = specialOf(priority, key, totalTimeout, retry);
  const isRare = priority !== undefined || totalTimeout !== undefined || givenRetry !== undefined;
  told.rare = isRare ? { priority, totalTimeout, retry: givenRetry } : NOTHING;
  return task;
}

/** The configuration of a queue. `rules` is the wasm that says what is wrong with it. */
export function readConfig(rules, given = {}) {
  if (given === null || typeof given !== 'object') {
    throw new TypeError(`config: expected an object, got ${describe(given)}`);
  }
  const {
    concurrency,
    defaultTimeout,
    cancelGrace,
    paused,
    storage,
    onTaskComplete,
    onTaskFail,
    onTaskCancel,
    summaryRenderContent,
    rateLimit,
    historyLimit,
    retry,
    record,
    storageType,
    storageKey,
    redisClient,
  } = given;
  const values = [
    concurrency,
    defaultTimeout,
    cancelGrace,
    paused,
    storage,
    onTaskComplete,
    onTaskFail,
    onTaskCancel,
    rateLimit,
    historyLimit,
    retry,
    record,
    storageType,
    storageKey,
    redisClient,
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
