// Calls callbacks of users. What a callback throws goes to the console, never into the code that called it.

/**
 * Reports an error on the console.
 *
 * @param {unknown} error
 */
export function report(error) {
  try {
    console.error(error);
  } catch {
    // If the console throws, there is no place left to report to.
  }
}

/**
 * Calls a callback. What it throws is reported, also by a promise that it returns.
 *
 * @template {readonly unknown[]} TValues
 * @template TReturned
 * @param {(...values: TValues) => TReturned} callback
 * @param {TValues} values
 * @returns {TReturned | undefined} What the callback returned, `undefined` if it threw.
 */
export function callSafely(callback, ...values) {
  try {
    const returned = callback(...values);
    if (returned !== null && typeof returned === 'object') follow(returned, undefined, report);
    return returned;
  } catch (error) {
    report(error);
    return undefined;
  }
}

const nativeThen = /* @__PURE__ */ (() => Promise.prototype.then)();

/**
 * Calls one of the two in a later microtask, once a value or promise has settled. Never throws.
 *
 * @param {unknown} value
 * @param {((value: any) => void) | undefined} onValue
 * @param {((error: unknown) => void) | undefined} onError
 */
export function follow(value, onValue, onError) {
  try {
    if (isPlainPromise(value)) {
      nativeThen.call(value, onValue, onError);
      return;
    }
  } catch {
    // A proxy: the constructor below calls its traps, and what they throw rejects.
  }
  const promise = isObject(value) ? new Promise((resolve) => resolve(value)) : Promise.resolve(value);
  nativeThen.call(promise, onValue, onError);
}

/**
 * Something to `await` in place of a value or promise, with the same outcome: `await` itself would ignore a `then` that
 * a promise has of its own.
 *
 * @template T
 * @param {T} value
 * @returns {T | Promise<Awaited<T>>}
 */
export function awaitable(value) {
  if (!isObject(value)) return value;
  try {
    if (isPlainPromise(value)) return value;
  } catch {
    // A proxy, as above.
  }
  return new Promise((resolve) => resolve(/** @type {any} */ (value)));
}

/** @param {unknown} value */
function isPlainPromise(value) {
  return value instanceof Promise && value.constructor === Promise && !Object.hasOwn(value, 'then');
}

/**
 * @param {unknown} value
 * @returns {value is object}
 */
function isObject(value) {
  return value !== null && (typeof value === 'object' || typeof value === 'function');
}

/**
 * The message of anything that was thrown.
 *
 * @param {unknown} error
 */
export function messageOf(error) {
  try {
    if (
      error !== null &&
      typeof error === 'object' &&
      'message' in error &&
      typeof error.message === 'string'
    )
      return error.message;
    return String(error);
  } catch {
    return 'an error that cannot be read';
  }
}
