// The facts about a version of an object, as the wait in the core gets them: its kind, whether it is terminating, and its
// origin, as the bits of one number.

import {
  EVENT_KIND_ADDED,
  EVENT_KIND_DELETED,
  EVENT_KIND_MODIFIED,
  FACTS_ORIGIN_SHIFT,
  FACTS_TERMINATING,
  ORIGIN_EVENT,
  ORIGIN_INITIAL,
  ORIGIN_QUEUED,
  ORIGIN_READ,
} from '../generated/protocol.js';

export const FROM_EVENT = ORIGIN_EVENT << FACTS_ORIGIN_SHIFT;
export const FROM_QUEUE = ORIGIN_QUEUED << FACTS_ORIGIN_SHIFT;
export const FROM_READ = ORIGIN_READ << FACTS_ORIGIN_SHIFT;
export const FROM_INITIAL = ORIGIN_INITIAL << FACTS_ORIGIN_SHIFT;
const ORIGINS = FROM_EVENT | FROM_QUEUE | FROM_READ | FROM_INITIAL;

/**
 * The number of an event's type, if it is one of an object. Comparing is faster than a lookup.
 *
 * @param {unknown} type
 */
export function kindOf(type) {
  if (type === 'MODIFIED') return EVENT_KIND_MODIFIED;
  if (type === 'ADDED') return EVENT_KIND_ADDED;
  return type === 'DELETED' ? EVENT_KIND_DELETED : undefined;
}

/**
 * @param {any} metadata The metadata of a caller's object, whose getters may throw.
 */
export const terminatingBit = (metadata) => (metadata?.deletionTimestamp ? FACTS_TERMINATING : 0);

/** @param {number} bits */
export const isFromEvent = (bits) => (bits & ORIGINS) === FROM_EVENT;
