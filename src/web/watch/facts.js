// The facts about a version of an object, as the wait in the core gets them: its kind, whether it is terminating, and its
// origin, as the bits of one number.

/** @import { WaitHost } from './wait-host.js' */

import {
  EVENT_KIND_ADDED,
  EVENT_KIND_DELETED,
  EVENT_KIND_MODIFIED,
  FACTS_EARLIER,
  FACTS_ORIGIN_SHIFT,
  FACTS_TERMINATING,
  ORIGIN_EVENT,
  ORIGIN_INITIAL,
  ORIGIN_QUEUED,
  ORIGIN_READ,
} from '../generated/protocol.js';

export const FROM_EVENT = /* @__PURE__ */ fromOrigin(ORIGIN_EVENT);
export const FROM_QUEUE = /* @__PURE__ */ fromOrigin(ORIGIN_QUEUED);
export const FROM_READ = /* @__PURE__ */ fromOrigin(ORIGIN_READ);
export const FROM_INITIAL = /* @__PURE__ */ fromOrigin(ORIGIN_INITIAL);
const ORIGINS = /* @__PURE__ */ (() => FROM_EVENT | FROM_QUEUE | FROM_READ | FROM_INITIAL)();

/** @param {number} origin */
function fromOrigin(origin) {
  return origin << FACTS_ORIGIN_SHIFT;
}

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
export const isTerminating = (metadata) => Boolean(metadata?.deletionTimestamp);

/**
 * The bits for whether an object is terminating, and whether it was created before that of `initial`. Kubernetes writes
 * times in UTC and whole seconds, so their order is that of their texts.
 *
 * @param {WaitHost} host
 * @param {any} metadata The metadata of a caller's object, whose getters may throw.
 */
export const bitsOf = ({ created }, metadata) =>
  (isTerminating(metadata) ? FACTS_TERMINATING : 0) |
  (created !== undefined && metadata?.creationTimestamp < created ? FACTS_EARLIER : 0);

/** @param {number} bits */
export const isFromEvent = (bits) => (bits & ORIGINS) === FROM_EVENT;
