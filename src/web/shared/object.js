// Reads callers' objects for Rust. A getter may throw and a proxy may lie, so every step is guarded. One call reads
// everything that is needed, which is several times cheaper than a crossing per field. Never decides what a value means.

import {
  PATH_EACH,
  PATH_FIRST,
  PATH_KEYS,
  PATH_OWN,
  PATH_TEXTS,
  PATH_WITHOUT,
  REPEATING,
  SHOWN_TYPE,
} from '../generated/protocol.js';
import { isAbsent, isRecord, list, object, ReadFailure, record } from './read-failure.js';

/** @typedef {import('./read-failure.js').Path} Path */

/**
 * The values at `paths`, in their order.
 *
 * @param {unknown} root
 * @param {readonly string[][]} paths
 */
export function pick(root, paths) {
  const values = [];
  /** @type {(string | number)[]} */
  let at = [];
  try {
    for (const path of paths) {
      at = [];
      values.push(walk(object(root, at), path, 0, at));
    }
    return values;
  } catch (error) {
    throw ReadFailure.of(error, at);
  }
}

/**
 * The failure for the value at `path`, which is not what was expected. Its path has an index wherever it leads through a
 * list, and ends where reading does.
 *
 * @param {unknown} root
 * @param {string[]} path
 * @param {string} expected
 * @param {unknown} value
 * @param {number} shown
 */
export function mismatchAt(root, path, expected, value, shown) {
  /** @type {(string | number)[]} */
  const at = [];
  try {
    walk(root, path, 0, at);
  } catch {
    // The object has changed since then; report the path as far as it still goes.
  }
  return ReadFailure.mismatch(at, expected, value, shown);
}

/**
 * The value that the keys from `depth` on lead to. `at` is kept at the keys that were read.
 *
 * @param {any} value
 * @param {readonly string[]} keys
 * @param {number} depth
 * @param {(string | number)[]} at
 * @returns {unknown}
 */
function walk(value, keys, depth, at) {
  for (let next = depth; next < keys.length; ) {
    const key = /** @type {string} */ (keys[next]);
    next += 1;
    if (key === PATH_KEYS) return isAbsent(value) ? undefined : keysOf(value, at);
    if (key === PATH_WITHOUT)
      return isAbsent(value) ? undefined : without(record(value, at), keys.slice(next));
    if (key === PATH_EACH) return firstOf(list(value, at), keys, next, at);
    if (key === PATH_TEXTS) {
      value = textsOf(value, at);
      continue;
    }
    if (key === PATH_OWN) return isAbsent(value) ? undefined : ownTexts(record(value, at));
    if (key === PATH_FIRST) {
      const items = list(value, at);
      at.push(0);
      value = items[0];
    } else {
      const container = record(value, at);
      at.push(key);
      value = container[key];
    }
  }
  return value;
}

/**
 * The first value that the keys from `depth` on lead to from one of `items`.
 *
 * @param {readonly unknown[]} items
 * @param {readonly string[]} keys
 * @param {number} depth
 * @param {(string | number)[]} at
 */
function firstOf(items, keys, depth, at) {
  const base = at.length;
  const { length } = items;
  for (let index = 0; index < length; index += 1) {
    at.push(index);
    const value = walk(items[index], keys, depth, at);
    if (!isAbsent(value)) return value;
    at.length = base;
  }
  return undefined;
}

/**
 * A list or an object, which is refused if it holds anything but strings; an object without those that are absent.
 *
 * @param {any} value
 * @param {(string | number)[]} at
 */
function textsOf(value, at) {
  if (typeof value !== 'object' || value === null) return value;
  const absent = [];
  for (const key of Object.keys(value)) {
    at.push(key);
    const item = value[key];
    if (isAbsent(item)) absent.push(key);
    else if (typeof item !== 'string') throw ReadFailure.mismatch(at, 'a string', item);
    at.pop();
  }
  return absent.length > 0 && isRecord(value) ? withoutKeys(value, absent) : value;
}

/**
 * A copy of annotations, without those that contain the object: by their keys, or because they are JSON with data.
 *
 * @param {Readonly<Record<string, string>>} texts
 */
function ownTexts(texts) {
  const repeats = (/** @type {string} */ key) =>
    REPEATING.some((part) => key.includes(part)) || /^\s*\{.*"(data|stringData)"\s*:/s.test(texts[key] ?? '');
  return withoutKeys(texts, Object.keys(texts).filter(repeats));
}

/**
 * @param {Readonly<Record<string, any>>} object
 * @param {string[]} keys
 */
function withoutKeys(object, keys) {
  const copy = { ...object };
  for (const key of keys) delete copy[key];
  return copy;
}

/**
 * A value in place of the object may be a secret, so a message shows no more than its type.
 *
 * @param {unknown} value
 * @param {Path} at
 */
function keysOf(value, at) {
  if (!isRecord(value)) throw ReadFailure.mismatch(at, 'an object', value, SHOWN_TYPE);
  return Object.keys(value);
}

/**
 * A copy of an object without the value that the keys lead to.
 *
 * @param {Readonly<Record<string, any>>} value
 * @param {readonly string[]} keys
 */
function without(value, [key, ...rest]) {
  const copy = { ...value };
  if (key === undefined) return copy;
  if (rest.length === 0) delete copy[key];
  else if (isRecord(copy[key])) copy[key] = without(copy[key], rest);
  return copy;
}

/**
 * An object of these keys and values. A field whose key begins with `#` is not enumerable.
 *
 * @param {readonly string[]} keys
 * @param {readonly unknown[]} values
 */
export function assemble(keys, values) {
  /** @type {Record<string, unknown>} */
  const made = {};
  keys.forEach((key, index) => {
    const value = values[index];
    if (!key.startsWith('#')) made[key] = value;
    else Object.defineProperty(made, key.slice(1), { value, writable: true, configurable: true });
  });
  return made;
}
