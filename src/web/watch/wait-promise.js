// The promise side of a wait, and the source that all waits share. It carries values and decides nothing.
//
// The package's entry makes a wait with
//
//   export const waitForWatch = (options) => makeWait((settle) => bindings().startWait(options, settle));
//   export { setWatchSource } from this module;
//
// and any other waiter in the same way with its own start function. `makeWait` never throws: what `start`
// throws (the wasm is blocked, it trapped) rejects the wait. After a trap, `rejectAll(error)` settles every
// wait that is still under way; whoever replaces a broken instance says so with `setTrapHandler`.

import { describe } from '../shared/describe.js';
import { isTrap, trapped } from '../shared/trap.js';

const SOURCE = Symbol.for('taskwatch.watchSource');
const ignore = () => {};

/** The waits under way, each linked to the next: a set would cost more than all else in a wait's end. */
const ends = { next: undefined, previous: undefined };
ends.next = ends.previous = ends;

/** Settles one wait's promise; the first call wins. Rust holds it while the wait lives. */
class Settle {
  constructor() {
    this.channel = undefined;
    this.onResolve = undefined;
    this.onReject = undefined;
    this.next = ends;
    this.previous = ends.previous;
    this.previous.next = ends.previous = this;
    this.promise = new Promise((resolve, reject) => {
      this.onResolve = resolve;
      this.onReject = reject;
    });
  }

  /** Names the channel that the wait speaks through. */
  attach(channel) {
    this.channel = channel;
    channel.settle = this;
  }

  resolve(value) {
    const settle = this.onResolve;
    this.release();
    settle?.(value);
  }

  reject(error) {
    const settle = this.onReject;
    this.release();
    settle?.(error);
  }

  /** For an ending that was asked for: if nobody awaits the wait, nobody is told of it. */
  rejectQuietly(error) {
    if (this.onReject !== undefined) this.promise.then(undefined, ignore);
    this.reject(error);
  }

  cancel(reason) {
    this.channel?.cancel(reason);
  }

  release() {
    const { next, previous } = this;
    if (next === undefined) return;
    next.previous = previous;
    previous.next = next;
    this.next = this.previous = this.channel = this.onResolve = this.onReject = undefined;
  }
}

/** So many waits, each started while the one before is being started, are a recursion without end. */
const DEEPEST = 100;
let depth = 0;
/** Whether it has been found; then whatever is started before its outermost wait is through fails at once. */
let isUnwinding = false;

/** Makes a wait: a real promise with `promise` (itself) and `cancel`. `start(settle)` sets it going. */
export function makeWait(start) {
  const settle = new Settle();
  const { promise } = settle;
  promise.promise = promise;
  promise.cancel = (reason) => settle.cancel(reason);
  depth += 1;
  try {
    isUnwinding ||= depth > DEEPEST;
    if (isUnwinding) throw new RangeError('Waits are started inside each other without end');
    start(settle);
  } catch (error) {
    settle.channel?.close();
    settle.reject(error);
    if (isTrap(error)) trapped(error);
  } finally {
    depth -= 1;
    isUnwinding &&= depth > 0;
  }
  return promise;
}

/** How many waits are under way. */
export function countWaits() {
  let count = 0;
  for (let settle = ends.next; settle !== ends; settle = settle.next) count += 1;
  return count;
}

/** Ends every wait under way with `error` and gives its subscription back. Touches no wasm. */
export function rejectAll(error) {
  const all = [];
  for (let settle = ends.next; settle !== ends; settle = settle.next) all.push(settle);
  for (const settle of all) {
    settle.channel?.close();
    settle.reject(error);
  }
}

/** Sets the source of later waits, in all versions of this package on the page. */
export function setWatchSource(source) {
  if (source === undefined || source === null) {
    delete globalThis[SOURCE];
    return;
  }
  if (typeof source?.subscribe !== 'function') {
    throw new TypeError(
      `Expected \`source\` to be an object with a \`subscribe\` function, got ${describe(source)}`,
    );
  }
  Object.defineProperty(globalThis, SOURCE, {
    value: source,
    configurable: true,
    writable: true,
    enumerable: false,
  });
}

export function currentSource() {
  return globalThis[SOURCE];
}
