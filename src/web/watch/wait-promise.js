// The promise of a wait. It carries values and decides nothing.
//
// The package's entry makes a wait with `makeWait((deferred) => wasm.startWait(options, deferred))`, and every other
// waiter in the same way with its own start function. `makeWait` never throws: what `start` throws (the wasm is blocked, or
// it trapped) rejects the wait. After a trap, `rejectAll(error)` rejects every wait in flight.

import { report } from '../shared/report.js';
import { isTrap, trapped } from '../shared/trap.js';

/** @import { PendingWait, WatchWait } from '../../../pkg/types/watch.d.ts' */

const ignore = () => {};
const turn = /* @__PURE__ */ Promise.resolve();

/**
 * The waits in flight, oldest first, as a linked list: a set would cost more than everything else at the end of a wait.
 *
 * @type {Deferred | undefined}
 */
let first;
/** @type {Deferred | undefined} */
let last;

/**
 * The part of a wait that lives in the page.
 *
 * @typedef {{ deferred?: Deferred | undefined, cancel(reason: unknown): void, close(error?: unknown): void, pending(): PendingWait | undefined }} Host
 */

/** The promise of a wait and the functions that settle it; the first call wins. Rust holds it while the wait lives. */
export class Deferred {
  constructor() {
    /** @type {Host | undefined} */
    this.host = undefined;
    /** @type {((value: any) => void) | undefined} */
    this.onResolve = undefined;
    /** @type {((error: unknown) => void) | undefined} */
    this.onReject = undefined;
    /** @type {Deferred | undefined} */
    this.next = undefined;
    this.previous = last;
    if (last === undefined) first = this;
    else last.next = this;
    last = this;
    this.promise = new Promise((resolve, reject) => {
      this.onResolve = resolve;
      this.onReject = reject;
    });
  }

  /**
   * Connects the host of the wait, for `cancel` and `rejectAll`.
   *
   * @param {Host} host
   */
  attach(host) {
    this.host = host;
    host.deferred = this;
  }

  /** @param {unknown} value */
  resolve(value) {
    const { onResolve } = this;
    this.leave();
    onResolve?.(value);
  }

  /** @param {unknown} error */
  reject(error) {
    // First: should the stack run out on the way, the wait is still among those in flight.
    this.onReject?.(error);
    this.leave();
  }

  /**
   * For an ending that the caller asked for: without an `await` it is not an unhandled rejection.
   *
   * @param {unknown} error
   */
  rejectQuietly(error) {
    if (this.onReject !== undefined) this.promise.then(undefined, ignore);
    this.reject(error);
  }

  /** @param {unknown} reason */
  cancel(reason) {
    this.host?.cancel(reason);
  }

  /** Leaves the list of waits in flight. */
  leave() {
    if (this.onReject === undefined) return;
    const { next, previous } = this;
    if (previous === undefined) first = next;
    else previous.next = next;
    if (next === undefined) last = previous;
    else next.previous = previous;
    this.next = this.previous = this.host = this.onResolve = this.onReject = undefined;
  }
}

/** This many waits, each started while the one before is being started, are taken for an endless recursion. */
const DEEPEST = 100;
let depth = 0;
/** Whether a recursion was found; if so, every start fails until the outermost one has returned. */
let isUnwinding = false;

/**
 * Makes a wait: a real promise with `promise` (itself) and `cancel`. `start(deferred)` starts it.
 *
 * @param {(deferred: Deferred) => void} start
 * @returns {WatchWait<any>} Resolves with the caller's own values.
 */
export function makeWait(start) {
  const deferred = new Deferred();
  /** @type {any} A promise until it has the properties of a `WatchWait`, and nobody sees it before. */
  const wait = deferred.promise;
  wait.promise = wait;
  wait.cancel = (/** @type {unknown} */ reason) => deferred.cancel(reason);
  depth += 1;
  try {
    isUnwinding ||= depth > DEEPEST;
    if (isUnwinding) throw new RangeError('Waits start each other endlessly');
    start(deferred);
  } catch (error) {
    // Where the stack has run out, in a fresh turn: V8 does not survive every rejection there.
    if (isTrap(error)) turn.then(() => fail(deferred, error));
    else fail(deferred, error);
  } finally {
    depth -= 1;
    isUnwinding &&= depth > 0;
  }
  return wait;
}

/**
 * Ends a wait that could not be started.
 *
 * @param {Deferred} deferred
 * @param {unknown} error
 */
function fail(deferred, error) {
  deferred.host?.close(error);
  deferred.reject(error);
  if (isTrap(error)) trapped(error);
}

/** What the waits in flight wait for, oldest first. */
export function pendingWaits() {
  /** @type {PendingWait[]} */
  const all = [];
  for (let deferred = first; deferred !== undefined; deferred = deferred.next) {
    const pending = deferred.host?.pending();
    if (pending !== undefined) all.push(pending);
  }
  return all;
}

/** Returns what ends the waits that are in flight now. */
export function takeWaits() {
  /** @type {Deferred[]} */
  const all = [];
  for (let deferred = first; deferred !== undefined; deferred = deferred.next) all.push(deferred);
  return (/** @type {unknown} */ error) => rejectEach(all, error);
}

/**
 * Ends waits with `error` and closes their subscriptions. Calls no wasm. Whatever is thrown on the way, each is ended.
 *
 * @param {readonly Deferred[]} waits
 * @param {unknown} error
 */
function rejectEach(waits, error) {
  for (const deferred of waits) {
    try {
      deferred.host?.close(error);
    } catch (problem) {
      report(problem);
    }
    deferred.reject(error);
  }
}

/**
 * Ends every wait in flight, likewise.
 *
 * @param {unknown} error
 */
export function rejectAll(error) {
  takeWaits()(error);
}
