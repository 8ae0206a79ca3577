// Reads what a user gave: each field once, since getters may do anything. What is right is said by the wasm,
// which is told the kind of each value, four bits each, in the order of `core::queue::options`.

import { describe, isArray, kindOf } from './describe.js';
import { ItemIds } from './items.js';

const UNDEFINED = 0, OBJECT = 8, OTHER = 9;

const STORAGE_METHODS = ['getAll', 'get', 'set', 'remove', 'clear'];

/** The options of `enqueue`. Throws what a getter throws, and a `TypeError` for what is no object. */
export function readOptions(given, defaultTimeout) {
  if (given === null || typeof given !== 'object') {
    throw new TypeError(`options: expected an object, got ${describe(given)}`);
  }
  const {
    title, processor, processItem, items: givenItems, itemConcurrency, getItemId, timeout, errorStrategy,
    cancelable, retryable, confirmBeforeUnload, group, key, signal, onComplete, completionActions, category,
    icon, metadata,
  } = given;
  const items = isArray(givenItems) ? Object.freeze(Array.from(givenItems)) : givenItems;
  const values = [
    title, processor, processItem, items, itemConcurrency, getItemId, timeout, errorStrategy,
    cancelable, retryable, confirmBeforeUnload, group, key, signal, onComplete, completionActions, category,
  ];
  return {
    values,
    timeout: timeout === undefined ? defaultTimeout : limitOf(timeout),
    itemConcurrency: typeof itemConcurrency === 'number' ? itemConcurrency : 1,
    strategy: typeof errorStrategy === 'string' ? errorStrategy : undefined,
    options: {
      title, processor, processItem, items, getItemId, errorStrategy, cancelable, retryable,
      confirmBeforeUnload, group, key, signal, onComplete, completionActions, category, icon, metadata,
      ids: isArray(items) ? new ItemIds(items, getItemId) : undefined,
    },
  };
}

/** The configuration of a queue. `rules` is the wasm that says what is wrong with it. */
export function readConfig(rules, given = {}) {
  if (given === null || typeof given !== 'object') {
    throw new TypeError(`config: expected an object, got ${describe(given)}`);
  }
  const {
    concurrency, defaultTimeout, cancelGrace, paused, storage, onTaskComplete, onTaskFail, onTaskCancel,
    summaryRenderContent,
  } = given;
  const values = [
    concurrency, defaultTimeout, cancelGrace, paused, storage, onTaskComplete, onTaskFail, onTaskCancel];
  const kinds = values.map((value) => (value === storage ? storageKind(value) : kindOf(value)));
  const error = rules.configError(packed(kinds, 0), values);
  if (error !== undefined) throw error;
  return {
    concurrency: concurrency ?? 3,
    defaultTimeout: defaultTimeout === undefined ? 300_000 : limitOf(defaultTimeout),
    cancelGrace: cancelGrace ?? 5_000,
    paused: paused ?? false,
    storage,
    /** By the number of the status a task ends with. */
    tellEnd: [undefined, undefined, onTaskComplete, onTaskFail, onTaskCancel],
    summaryRenderContent,
  };
}

/** The kinds of eight values from `first` on, in one number. */
export function packed(kinds, first) {
  let number = 0;
  for (let at = 0; at < 8 && first + at < kinds.length; at++) number |= kinds[first + at] << (4 * at);
  return number >>> 0;
}

/** `null` is no limit, as 0 is. */
function limitOf(value) {
  return typeof value === 'number' ? value : 0;
}

function storageKind(storage) {
  if (storage === undefined) return UNDEFINED;
  try {
    return STORAGE_METHODS.every((method) => typeof storage[method] === 'function') ? OBJECT : OTHER;
  } catch {
    return OTHER;
  }
}
