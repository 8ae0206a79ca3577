// Reads a status for `transformControlPlaneStatus`, and puts the result together. Never decides what a condition means.

import { isAbsent, list, ReadFailure, text } from '../shared/read-failure.js';

const STATUS = ['status'];
const CONDITIONS = ['status', 'conditions'];

/**
 * Type and status of every condition of a status, as their indices in `words`. Reason and message of each are added to
 * `kept`.
 *
 * @param {unknown} status
 * @param {readonly string[]} words
 * @param {unknown[]} kept
 */
export function pickConditions(status, words, kept) {
  /** @type {number[]} */
  const picked = [];
  /** @type {(string | number)[]} */
  let path = CONDITIONS;
  try {
    if (!isObject(status)) return picked;
    const conditions = list(status.conditions, path);
    const { length } = conditions;
    for (let index = 0; index < length; index += 1) {
      const condition = conditions[index];
      if (isAbsent(condition)) continue;
      path = [...CONDITIONS, index];
      kept.push(text(condition.reason), text(condition.message));
      picked.push(words.indexOf(condition.type), words.indexOf(condition.status));
    }
    return picked;
  } catch (error) {
    throw ReadFailure.of(error, path);
  }
}

/**
 * The fields of `computed`, and beside them all of the status but its conditions.
 *
 * @param {object} computed
 * @param {unknown} status
 */
export function withRest(computed, status) {
  try {
    const { conditions: _, ...rest } = /** @type {Record<string, any>} */ (isObject(status) ? status : {});
    return { ...rest, ...computed };
  } catch (error) {
    throw ReadFailure.of(error, STATUS);
  }
}

/**
 * The conditions of a status as they are; an empty list if there are none.
 *
 * @param {unknown} status
 */
export function conditionsOf(status) {
  try {
    return list(isObject(status) ? status.conditions : undefined, CONDITIONS);
  } catch (error) {
    throw ReadFailure.of(error, CONDITIONS);
  }
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, any>}
 */
function isObject(value) {
  return typeof value === 'object' && value !== null;
}
