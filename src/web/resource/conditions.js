// Takes conditions apart for Rust, and compares fields of objects with the values that conditions require. Never decides
// whether a condition holds.
//
// A condition is a frozen object with one key, a registered symbol, so that other copies of the package know it too. Its
// value is `[name, arguments, parts]`, and each part is a condition again.

import { isArray } from '../shared/describe.js';
import { isAbsent } from '../shared/read-failure.js';

/** The key of a condition. */
export const CONDITION = /* @__PURE__ */ Symbol.for('taskwatch.condition');

/** Rust recurses as deep as a condition is nested, on a stack of limited size. */
const MAX_DEPTH = 100;
/** A condition that uses a part twice is small, but may be huge as a tree. */
const MAX_TOKENS = 30_000;

/**
 * Name, arguments and number of parts of a condition, then the same of each part; `undefined` for any other value.
 *
 * @param {any} condition
 */
export function flattenCondition(condition) {
  /** @type {unknown[]} */
  const tokens = [];
  try {
    addTokens(tokens, condition, 0);
    return tokens;
  } catch {
    return undefined;
  }
}

/**
 * @param {unknown[]} tokens
 * @param {any} condition
 * @param {number} depth
 */
function addTokens(tokens, condition, depth) {
  const [name, given, parts] = condition[CONDITION];
  if (depth > MAX_DEPTH || tokens.length > MAX_TOKENS) throw new RangeError('too large');
  tokens.push(name, given, parts.length);
  for (const part of parts) addTokens(tokens, part, depth + 1);
}

/**
 * A status in the API's own spelling, from one in any case. A longer text is not a status.
 *
 * @param {string} status
 */
export function capitalised(status) {
  return status.length > 'Unknown'.length
    ? status
    : status.charAt(0).toUpperCase() + status.slice(1).toLowerCase();
}

/**
 * The field that these keys lead to; `undefined` if there is none. Only own properties are fields.
 *
 * @param {any} object
 * @param {readonly string[]} keys
 */
export function fieldAt(object, keys) {
  let value = object;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/**
 * Whether a field equals the required value or, with `undefined`, is present.
 *
 * @param {unknown} field
 * @param {unknown} wanted
 */
export function isAsWanted(field, wanted) {
  return wanted === undefined ? !isAbsent(field) : isEqual(field, wanted);
}

/** @param {unknown} value */
const isNumeric = (value) => typeof value === 'number' || typeof value === 'bigint';

/**
 * `wanted` is our own copy, so its depth and size limit the work.
 *
 * @param {any} field
 * @param {any} wanted
 * @returns {boolean}
 */
function isEqual(field, wanted) {
  if (wanted === null) return isAbsent(field);
  if (typeof wanted !== 'object') {
    // Large numbers may come as BigInt, so numbers are compared by value.
    // biome-ignore lint/suspicious/noDoubleEquals: only `==` compares a number with a BigInt.
    return field === wanted || (isNumeric(field) && isNumeric(wanted) && field == wanted);
  }
  if (typeof field !== 'object' || field === null || isArray(field) !== isArray(wanted)) return false;
  if (isArray(wanted)) {
    return (
      field.length === wanted.length &&
      wanted.every((/** @type {unknown} */ part, /** @type {number} */ at) => isEqual(field[at], part))
    );
  }
  const keys = presentKeys(wanted);
  return (
    presentKeys(field).length === keys.length &&
    keys.every((key) => Object.hasOwn(field, key) && isEqual(field[key], wanted[key]))
  );
}

/** @param {Record<string, unknown>} object */
function presentKeys(object) {
  return Object.keys(object).filter((key) => !isAbsent(object[key]));
}
