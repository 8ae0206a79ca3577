// The source of watch events that all waits of a page share, and the properties of a source that matter to a wait.

import {
  SOURCE,
  SOURCE_TRAIT_CONSISTENT,
  SOURCE_TRAIT_READABLE,
  SOURCE_TRAIT_REPORTS_STREAM,
} from '../generated/protocol.js';
import { check } from '../shared/options.js';

/** @import { WatchSource } from '../../../pkg/types/watch.d.ts' */
/** @import { CheckedOptions } from './options.js' */

/** One for all versions of this package on the page. */
const SHARED_SOURCE = Symbol.for('taskwatch.watchSource');

/**
 * Marks a source whose `subscribe` takes a third argument, a function that it calls with a `ReportedStream` whenever that
 * changes: its subscriptions outlast its streams. Its replay cannot mention objects that are gone, so silence is a reason to
 * read.
 */
export const REPORTS_STREAM = Symbol.for('taskwatch.reportsStream');

/**
 * Marks the method of a source that throws a `TypeError` for the options of a watch that can never be right: a wait with
 * such ends at once, where one whose `subscribe` throws tries again.
 */
export const CHECK_TARGET = Symbol.for('taskwatch.checkTarget');

/**
 * How the stream behind a subscription is. Never called inside `subscribe`.
 *
 * @typedef {object} ReportedStream
 * @property {'open' | 'lost' | 'refused'} state
 * @property {unknown} [error] Why it is not open.
 * @property {number | undefined} [retryAt] When the next attempt is made, in epoch milliseconds.
 */

/**
 * Sets the source of later waits, or removes it.
 *
 * @param {WatchSource | null | undefined} source
 */
export function setWatchSource(source) {
  if (source === undefined || source === null) {
    Reflect.deleteProperty(globalThis, SHARED_SOURCE);
    return;
  }
  check(SOURCE.source, source);
  Object.defineProperty(globalThis, SHARED_SOURCE, {
    value: source,
    configurable: true,
    writable: true,
    enumerable: false,
  });
}

/** @returns {unknown} The source of waits without one of their own, `undefined` if there is none. */
export const currentSource = () => Reflect.get(globalThis, SHARED_SOURCE);

/**
 * The properties of a source that matter to a wait, a bit each. Throws what the source's getters throw, and what the source
 * has against the target.
 *
 * @param {any} source A caller's object or function.
 * @param {CheckedOptions} checked
 */
export function sourceTraits(source, { target }) {
  const reportsStream = source[REPORTS_STREAM] === true;
  if (reportsStream) source[CHECK_TARGET]?.(target);
  return (
    (Number(typeof source.read === 'function') << SOURCE_TRAIT_READABLE) |
    (Number(source.consistent === true) << SOURCE_TRAIT_CONSISTENT) |
    (Number(reportsStream) << SOURCE_TRAIT_REPORTS_STREAM)
  );
}
