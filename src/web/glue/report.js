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
  const promise = awaitable(value);
  nativeThen.call(isObject(promise) ? promise : Promise.resolve(promise), onValue, onError);
}

/** What settles as a value or promise does, and has none of a caller's code called that could throw into us: a
 * promise as promises are, or what is no object. */
export function awaitable(value) {
  if (!isObject(value)) return value;
  try {
    if (value instanceof Promise && value.constructor === Promise && !Object.hasOwn(value, 'then')) return value;
  } catch {
    // A proxy: the way below calls its traps where they cannot throw into us.
  }
  return new Promise((resolve) => resolve(value));
}

function isObject(value) {
  return value !== null && (typeof value === 'object' || typeof value === 'function');
}

/** The message of whatever was thrown. */
export function messageOf(error) {
  try {
    if (error !== null && typeof error === 'object' && typeof error.message === 'string') return error.message;
    return String(error);
  } catch {
    return 'an error that cannot be read';
  }
}
