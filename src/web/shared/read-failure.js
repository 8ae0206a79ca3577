// The failure to read a caller's object, and the checks that raise it. `./object.js` and its like turn whatever a getter
// throws into one of these; `null` means absent in objects from the API.

import { SHOWN_NUMBER, SHOWN_TEXT } from '../generated/protocol.js';
import { describe, describeType, isArray } from './describe.js';

/** @typedef {readonly (string | number)[]} Path The keys and indices that lead to a value. */

/** An object could not be read. Recognised by its private field, which no proxy can imitate. */
export class ReadFailure {
  #own = true;

  /**
   * @param {Path} path
   * @param {unknown} cause What reading threw.
   */
  constructor(path, cause) {
    this.path = path.map(String);
    this.cause = cause;
    /** @type {string | undefined} */
    this.expected = undefined;
    /** @type {string | undefined} */
    this.found = undefined;
  }

  /**
   * The failure for a value of a wrong type.
   *
   * @param {Path} path
   * @param {string} expected
   * @param {unknown} value
   * @param {number} shown How much of the value a message may show.
   */
  static mismatch(path, expected, value, shown = SHOWN_NUMBER) {
    const failure = new ReadFailure(path, undefined);
    failure.expected = expected;
    failure.found = found(value, shown);
    return failure;
  }

  /**
   * The failure to pass on for something that was thrown while `path` was read.
   *
   * @param {unknown} error
   * @param {Path} path
   */
  static of(error, path) {
    const isObject = typeof error === 'object' && error !== null;
    return isObject && #own in error ? error : new ReadFailure(path, error);
  }
}

/**
 * @param {unknown} value
 * @param {number} shown
 */
function found(value, shown) {
  const type = typeof value;
  const isShown =
    type === 'string'
      ? shown >= SHOWN_TEXT && value !== ''
      : shown >= SHOWN_NUMBER && (type === 'number' || type === 'bigint' || type === 'boolean');
  if (!isShown) return describeType(value);
  return `the ${type} ${type === 'string' ? describe(value) : String(value).slice(0, 40)}`;
}

/** @type {Readonly<Record<string, any>>} */
const NOTHING = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ Object.create(null));

/**
 * An object that is not a list; `null` means absent in objects from the API.
 *
 * @param {any} value
 * @param {Path} path
 * @returns {Readonly<Record<string, any>>}
 */
export function record(value, path) {
  if (isAbsent(value)) return NOTHING;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw ReadFailure.mismatch(path, 'an object', value);
  }
  return value;
}

/**
 * The same, where it must not be absent.
 *
 * @param {unknown} value
 * @param {Path} path
 */
export function object(value, path) {
  if (isAbsent(value)) throw ReadFailure.mismatch(path, 'an object', value);
  return record(value, path);
}

/**
 * A list; an absent one is empty.
 *
 * @param {unknown} value
 * @param {Path} path
 * @returns {readonly any[]}
 */
export function list(value, path) {
  if (isAbsent(value)) return [];
  if (!Array.isArray(value)) throw ReadFailure.mismatch(path, 'a list', value);
  return value;
}

/** @param {unknown} value */
export function text(value) {
  return typeof value === 'string' ? value : undefined;
}

/** @param {unknown} value */
export function isAbsent(value) {
  return value === undefined || value === null;
}

/**
 * An object that is not a list. A revoked proxy counts as one; reading it fails later.
 *
 * @param {unknown} value
 * @returns {value is object}
 */
export function isRecord(value) {
  return typeof value === 'object' && value !== null && !isArray(value);
}
