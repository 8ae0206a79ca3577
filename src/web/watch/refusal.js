// What an error of the server says: its code, its reason, and how long the server wants no requests. Reading it may throw
// what a getter or a proxy throws; callers guard it.

/**
 * @typedef {object} Refusal
 * @property {number} code The HTTP status code, or 0.
 * @property {unknown} reason
 * @property {unknown} message
 * @property {number | undefined} retryAfter In milliseconds.
 * @property {unknown} cause The error or `Status` itself.
 */

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
    message: status?.message ?? undefined,
    retryAfter: retryAfterOf(status),
    cause: status,
  };
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
