// What an error of the server says: its code, its reason, and how long the server wants no requests. Reading it may throw
// what a getter or a proxy throws; callers guard it.

import { MISSING_PATH } from '../shared/missing-path.js';
import { messageOf } from '../shared/report.js';

/**
 * @typedef {object} Refusal
 * @property {number} code The HTTP status code, or 0.
 * @property {unknown} reason
 * @property {unknown} message
 * @property {number | undefined} retryAfter In milliseconds.
 * @property {unknown} url Where a 404 that speaks of the path, not of an object, came from.
 * @property {unknown} cause The error or `Status` itself.
 */

const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const NOT_FOUND = 404;

/**
 * Reads the `Status` of an `ERROR` event, or the error of a read.
 *
 * @param {any} status A caller's value: clients put the code in different places.
 * @returns {Refusal}
 */
export function refusalOf(status) {
  const code =
    codeOf(status?.code) ||
    codeOf(status?.status) ||
    codeOf(status?.statusCode) ||
    codeOf(status?.response?.status);
  return {
    code,
    reason: status?.reason ?? undefined,
    message: typeof status === 'string' ? status : (status?.message ?? undefined),
    retryAfter: retryAfterOf(status),
    url: code === NOT_FOUND ? status?.[MISSING_PATH] : undefined,
    cause: status,
  };
}

/**
 * What `subscribe` threw. Whatever codes that has, it does not speak for the server.
 *
 * @param {unknown} error
 * @returns {Refusal}
 */
export function thrownRefusal(error) {
  return {
    code: 0,
    reason: undefined,
    message: messageOf(error),
    retryAfter: undefined,
    url: undefined,
    cause: error,
  };
}

/**
 * The code by which a wait judges a refusal: where there is nothing at the path, no object will ever appear, but the kind
 * may yet be served, as a permission may yet be given.
 *
 * @param {Refusal} refusal
 */
export function codeForWait({ code, url }) {
  return url === undefined ? code : FORBIDDEN;
}

/**
 * Whether permission is missing, so that a wait ends with this refusal if nothing works before `forbiddenGrace` is over.
 *
 * @param {number} code By which a wait judges it.
 */
export function isForbidden(code) {
  return code === UNAUTHORIZED || code === FORBIDDEN;
}

/**
 * An error's `retryAfter` in milliseconds, or the `retryAfterSeconds` of a `Status`.
 *
 * @param {any} status
 */
function retryAfterOf(status) {
  const own = status?.retryAfter;
  const pause = typeof own === 'number' ? own : Number(status?.details?.retryAfterSeconds ?? NaN) * 1000;
  return pause > 0 && pause < Infinity ? pause : undefined;
}

/** @param {unknown} value */
function codeOf(value) {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && number > 0 && number < 65536 ? Math.trunc(number) : 0;
}
