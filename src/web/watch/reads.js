// Performs a wait's reads and offers what they return. The core decides when to read, for which waits, and whether a
// result still counts.

import { EVENT_KIND_ADDED, EVENT_KIND_DELETED, NO_UID } from '../generated/protocol.js';
import { trapped } from '../shared/trap.js';
import { bitsOf, FROM_INITIAL, FROM_READ } from './facts.js';
import { concludeSoon, enqueue, flushCoalesced, hasQueue, offered, offerInTurn } from './judging.js';
import { objectsOf } from './read-result.js';
import { isTarget, uidNumber } from './receiving.js';
import { codeForWait, isForbidden, refusalOf } from './refusal.js';

/** @import { WaitHost, WatchBridge } from './wait-host.js' */

/**
 * All that is equal about reads that can be shared, and how many waits read it.
 *
 * @typedef {{ key: string, number: number, waits: number }} ReadTarget
 */

/**
 * Numbers for sources and read functions, which never change and keep nothing alive.
 *
 * @type {WeakMap<object, number>}
 */
const numbers = new WeakMap();
let lastNumber = 0;

/** @param {object} object */
function numberOf(object) {
  let number = numbers.get(object);
  if (number === undefined) {
    number = ++lastNumber;
    numbers.set(object, number);
  }
  return number;
}

/**
 * Small numbers for equal reads, used again when no wait has them.
 *
 * @type {Map<string, ReadTarget>}
 */
const targets = new Map();
/** @type {number[]} */
const free = [];

/** @param {WaitHost} host */
export const sourceNumber = (host) => numberOf(host.source);

/**
 * The number that equal reads share: same source, options and read function.
 *
 * @param {WaitHost} host
 */
export function targetNumber(host) {
  if (host.readTarget === undefined) {
    const { source, read, target } = host;
    const key = `${numberOf(source)} ${read === undefined ? '' : numberOf(read)} ${JSON.stringify(target)}`;
    let entry = targets.get(key);
    if (entry === undefined) {
      entry = { key, number: free.pop() ?? targets.size, waits: 0 };
      targets.set(key, entry);
    }
    entry.waits += 1;
    host.readTarget = entry;
  }
  return host.readTarget.number;
}

/**
 * The wait no longer reads.
 *
 * @param {WaitHost} host
 */
export function leaveTarget(host) {
  const entry = host.readTarget;
  if (entry === undefined) return;
  host.readTarget = undefined;
  entry.waits -= 1;
  if (entry.waits > 0) return;
  targets.delete(entry.key);
  if (targets.size === 0) free.length = 0;
  else free.push(entry.number);
}

/**
 * How to abort a read, by its promise: an abandoned request would keep one of the browser's connections.
 *
 * @type {WeakMap<object, () => void>}
 */
export const abandoners = new WeakMap();

/**
 * Reads, for this wait and all others of its batch. Never throws: the promise rejects.
 *
 * @param {WaitHost} host
 * @returns {Promise<unknown>}
 */
export function startRead(host) {
  const { source, read, options } = host;
  /** @type {any} */
  let reading;
  const answer = new Promise((resolve) => {
    reading = read === undefined ? source.read(host.copyTarget()) : Reflect.apply(read, options, []);
    resolve(reading);
  });
  const abandon = abandoners.get(reading);
  if (abandon !== undefined) abandoners.set(answer, abandon);
  return answer;
}

/**
 * Aborts a read that nothing awaits any more, later: a caller's `fetch` must not run inside the wasm's call.
 *
 * @param {Promise<unknown>} answer What `startRead` returned.
 */
export function abandonRead(answer) {
  const abandon = abandoners.get(answer);
  if (abandon !== undefined) Promise.resolve().then(abandon);
}

/**
 * Reports the outcome of a read to the wasm, guarded.
 *
 * @param {WatchBridge} bridge
 * @param {number} batch
 * @param {unknown} value
 * @param {boolean} isAnswer
 */
export function batchEnded(bridge, batch, value, isAnswer) {
  try {
    if (isAnswer) bridge.batchAnswered(batch, value);
    else bridge.batchRejected(batch, value);
  } catch (error) {
    trapped(error);
  }
}

/**
 * @param {WaitHost} host
 * @param {number} ticket
 * @param {unknown} answer
 */
export function readAnswered(host, ticket, answer) {
  host.guard(() => {
    try {
      host.readObjects = objectsOf(answer, host.name, (metadata) => isTarget(host, metadata));
    } catch (error) {
      readRejected(host, ticket, error);
      return;
    }
    // A proxy's trap may have ended the wait meanwhile.
    if (host.isOver) return;
    host.problem = undefined;
    host.observer?.read(undefined);
    host.bridge.readAnswered(host.id, ticket, host.readObjects.length > 0);
    host.readObjects = undefined;
  });
}

/**
 * @param {WaitHost} host
 * @param {number} ticket
 * @param {unknown} error
 */
export function readRejected(host, ticket, error) {
  host.guard(() => {
    let code = 0,
      retryAfter;
    try {
      const refusal = refusalOf(error);
      ({ retryAfter } = refusal);
      code = codeForWait(refusal);
      if (isForbidden(code)) host.refusal = refusal;
      host.problem = refusal;
    } catch {
      // An error that cannot be read counts as one without a code.
    }
    host.observer?.read(error ?? 'The read failed');
    host.bridge.readRejected(host.id, ticket, code, retryAfter);
    if (host.members !== undefined) concludeSoon(host, host.members);
  });
}

/**
 * Offers the objects of a read that are still up to date, each in its turn.
 *
 * @param {WaitHost} host
 * @param {number} ticket
 */
export function offerRead(host, ticket) {
  const { members, readObjects = [] } = host;
  for (const object of readObjects) offerOne(host, ticket, EVENT_KIND_ADDED, object);
  // Objects that the collection no longer has.
  if (members !== undefined && !host.isOver) {
    for (const object of members.without(readObjects)) offerOne(host, ticket, EVENT_KIND_DELETED, object);
  }
  endOffer(host, ticket);
}

/**
 * @param {WaitHost} host
 * @param {number} ticket
 * @param {number} kind
 * @param {any} object A caller's object, whose getters may throw.
 */
function offerOne(host, ticket, kind, object) {
  if (host.isOver) return;
  let bits, uid;
  try {
    const { metadata } = object;
    uid = uidNumber(host, metadata?.uid);
    bits = FROM_READ | kind | bitsOf(host, metadata);
  } catch {
    return;
  }
  if (host.isOver) return;
  flushCoalesced(host);
  if (!host.bridge.isOutdated(host.id, ticket, bits, uid)) offerInTurn(host, kind, bits, uid, object);
}

/**
 * Offers the deletion of the last object, which a read no longer found.
 *
 * @param {WaitHost} host
 * @param {number} ticket
 */
export function offerGone(host, ticket) {
  offerInTurn(host, EVENT_KIND_DELETED, FROM_READ | EVENT_KIND_DELETED, NO_UID, host.last);
  endOffer(host, ticket);
}

/**
 * @param {WaitHost} host
 * @param {number} ticket
 */
function endOffer(host, ticket) {
  if (host.isOver) return;
  if (hasQueue(host)) enqueue(host, { ticket, chain: 0 });
  else offered(host, ticket);
}

/**
 * Offers the option `initial`; throws what reading it throws.
 *
 * @param {WaitHost} host
 * @param {any} object A caller's object, whose getters may throw.
 */
export function offerInitial(host, object) {
  const { metadata } = object;
  host.created = metadata?.creationTimestamp;
  const bits = FROM_INITIAL | EVENT_KIND_ADDED | bitsOf(host, metadata);
  isTarget(host, metadata ?? undefined);
  const uid = uidNumber(host, metadata?.uid);
  if (!host.isOver) offerInTurn(host, EVENT_KIND_ADDED, bits, uid, object);
}
