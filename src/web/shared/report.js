// What callbacks throw goes to the console, never into the code that called them.

/** Says on the console what a callback threw. */
export function report(error) {
  try {
    console.error(error);
  } catch {
    // A console that throws has nobody left to tell.
  }
}

/** Calls back; what is thrown, at once or by a promise that comes back, is reported. */
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

const nativeThen = Promise.prototype.then;

/** Has one of the two called, in a later microtask, when a value or promise has settled. Never throws. */
export function follow(value, onValue, onError) {
  try {
    if (isPlainPromise(value)) {
      nativeThen.call(value, onValue, onError);
      return;
    }
  } catch {
    // A proxy: the way below calls its traps where they cannot throw into us.
  }
  const promise = isObject(value) ? new Promise((resolve) => resolve(value)) : Promise.resolve(value);
  nativeThen.call(promise, onValue, onError);
}

/** What can be awaited in place of a value or promise with the same outcome: `await` takes any promise for one, also
 * where it has a `then` of its own. */
export function awaitable(value) {
  if (!isObject(value)) return value;
  try {
    if (isPlainPromise(value)) return value;
  } catch {
    // A proxy, as above.
  }
  return new Promise((resolve) => resolve(value));
}

function isPlainPromise(value) {
  return value instanceof Promise && value.constructor === Promise && !Object.hasOwn(value, 'then');
}

function isObject(value) {
  return value !== null && (typeof value === 'object' || typeof value === 'function');
}

/** The message of whatever was thrown. */
export function messageOf(error) {
  try {
    if (error !== null && typeof error === 'object' && typeof error.message === 'string')
      return error.message;
    return String(error);
  } catch {
    return 'an error that cannot be read';
  }
}
