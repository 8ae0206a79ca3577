// The one validator of callers' options. `core::options` has the rule of each option; this determines the kind of a value
// and makes the error. It never calls a caller's function, and reads an object's properties only for a rule with a shape.

import {
  KIND_ARRAY,
  KIND_BOOLEAN,
  KIND_COUNT,
  KIND_EMPTY_STRING,
  KIND_FRACTION,
  KIND_FUNCTION,
  KIND_NEGATIVE,
  KIND_NOT_A_NUMBER,
  KIND_NULL,
  KIND_OBJECT,
  KIND_OTHER,
  KIND_STRING,
  KIND_UNDEFINED,
  KIND_ZERO,
} from '../generated/protocol.js';
import { describe, isArray } from './describe.js';

/**
 * The rule of one option, from `core::options`.
 *
 * @typedef {object} Rule
 * @property {string} name Its name for the caller.
 * @property {number} allowed The allowed kinds, a bit each.
 * @property {string} expected The expected value, to follow "to be".
 * @property {readonly string[]} [words] The only allowed strings.
 * @property {Readonly<Record<string, string>>} [shape] The properties that an object must have, with the `typeof` of each.
 */

/**
 * Throws a `TypeError` if a rule does not allow a value.
 *
 * @param {Rule} rule
 * @param {unknown} value
 */
export function check(rule, value) {
  if (!isAllowed(rule, value)) throw wrong(rule.name, rule.expected, value);
}

/**
 * Checks the values of several options, each under its name in the rules.
 *
 * @template {string} TName
 * @param {Readonly<Record<TName, Rule>>} rules
 * @param {Readonly<Partial<Record<NoInfer<TName>, unknown>>>} values
 */
export function checkAll(rules, values) {
  for (const name in rules) check(rules[name], values[name]);
}

/**
 * Reads each option that has a rule, once, and then checks them.
 *
 * @template {object} TOptions
 * @template {keyof TOptions & string} TName
 * @param {Readonly<Record<TName, Rule>>} rules
 * @param {TOptions} options
 * @returns {Pick<TOptions, TName>}
 */
export function readAll(rules, options) {
  const values = /** @type {Pick<TOptions, TName>} */ ({});
  for (const name in rules) values[name] = options[name];
  checkAll(rules, values);
  return values;
}

/**
 * What reading an option gives. Throws a `TypeError` that names it if its getter throws.
 *
 * @template T
 * @param {string} name
 * @param {() => T} reading
 */
export function readOption(name, reading) {
  try {
    return reading();
  } catch (cause) {
    throw new TypeError(`Expected \`${name}\` to be readable, got an error`, { cause });
  }
}

/**
 * The error for a wrong option. All messages about options have this form.
 *
 * @param {string} name
 * @param {string} expected
 * @param {unknown} value
 * @param {unknown} [cause]
 */
export function wrong(name, expected, value, cause) {
  const message = `Expected \`${name}\` to be ${expected}, got ${describe(value)}`;
  return new TypeError(message, cause === undefined ? undefined : { cause });
}

/**
 * @param {Rule} rule
 * @param {unknown} value
 */
function isAllowed({ allowed, words, shape }, value) {
  const kind = kindOf(value);
  if ((allowed & (1 << kind)) === 0) return false;
  if (typeof value === 'string') return words === undefined || words.includes(value);
  return shape === undefined || kind < KIND_FUNCTION || hasShape(value, shape);
}

/**
 * @param {any} value A caller's object or function, whose getters may throw.
 * @param {Readonly<Record<string, string>>} shape
 */
function hasShape(value, shape) {
  try {
    for (const name in shape) if (typeof value[name] !== shape[name]) return false;
    return true;
  } catch {
    return false;
  }
}

/**
 * The `Kind` of a value, by number.
 *
 * @param {unknown} value
 */
function kindOf(value) {
  switch (typeof value) {
    case 'undefined':
      return KIND_UNDEFINED;
    case 'boolean':
      return KIND_BOOLEAN;
    case 'string':
      return value === '' ? KIND_EMPTY_STRING : KIND_STRING;
    case 'number':
      if (Number.isNaN(value)) return KIND_NOT_A_NUMBER;
      if (value <= 0) return value === 0 ? KIND_ZERO : KIND_NEGATIVE;
      return Number.isInteger(value) || value === Number.POSITIVE_INFINITY ? KIND_COUNT : KIND_FRACTION;
    case 'function':
      return KIND_FUNCTION;
    case 'object':
      if (value === null) return KIND_NULL;
      return isArray(value) ? KIND_ARRAY : KIND_OBJECT;
    default:
      return KIND_OTHER;
  }
}
