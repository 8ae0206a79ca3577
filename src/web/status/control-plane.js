// Reads a status for `transformControlPlaneStatus`, and puts the result together. Never decides what a condition means,
// and never throws: a part that cannot be read counts as absent.

import { isArray } from '../shared/describe.js';
import { swallowed } from '../shared/nesting.js';
import { isRecord, text } from '../shared/read-failure.js';

/**
 * Type and status of every condition of a status, as their indices in `words`, in whatever case they are written. Reason
 * and message of each are added to `kept`.
 *
 * @param {unknown} status
 * @param {readonly string[]} words
 * @param {unknown[]} kept
 */
export function pickConditions(status, words, kept) {
  /** @type {number[]} */
  const picked = [];
  const folded = words.map(fold);
  const conditions = conditionsOf(status);
  const length = attempt(() => conditions.length) ?? 0;
  for (let index = 0; index < length; index += 1) {
    attempt(() => {
      const condition = conditions[index];
      if (!isRecord(condition)) return;
      const { type, status, reason, message } = /** @type {Record<string, unknown>} */ (condition);
      const numbers = [folded.indexOf(fold(type)), folded.indexOf(fold(status))];
      kept.push(text(reason), text(message));
      picked.push(...numbers);
    });
  }
  return picked;
}

/**
 * The fields of `computed`, and all fields of the status except its conditions.
 *
 * @param {object} computed
 * @param {any} status
 */
export function withRest(computed, status) {
  if (typeof status !== 'object') return computed;
  const rest = attempt(() => {
    const { conditions: _, ...rest } = status;
    return rest;
  });
  return { ...(rest ?? readableOf(status)), ...computed };
}

/**
 * The conditions of a status as they are; an empty list if there are none.
 *
 * @param {any} status
 * @returns {readonly unknown[]}
 */
export function conditionsOf(status) {
  const conditions = attempt(() => status.conditions);
  return isArray(conditions) ? conditions : [];
}

/**
 * The readable fields of an object, except its conditions.
 *
 * @param {any} object
 */
function readableOf(object) {
  /** @type {Record<string, unknown>} */
  const readable = {};
  for (const key of attempt(() => Object.keys(object ?? {})) ?? []) {
    if (key !== 'conditions') attempt(() => define(readable, key, object[key]));
  }
  return readable;
}

/**
 * Like a spread, which also makes `__proto__` a field.
 *
 * @param {object} object
 * @param {string} key
 * @param {unknown} value
 */
function define(object, key, value) {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

/**
 * @template T
 * @param {() => T} read
 * @returns {T | undefined}
 */
function attempt(read) {
  try {
    return read();
  } catch (error) {
    swallowed(error);
    return undefined;
  }
}

/** @param {unknown} word */
const fold = (word) => (typeof word === 'string' ? word.toLowerCase() : word);
