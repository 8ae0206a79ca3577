// Receives the events of a subscription: reads the facts of each, and passes events of the target on to be judged.

import { FIRST_UID, NO_UID } from '../generated/protocol.js';
import { bitsOf, FROM_EVENT, FROM_QUEUE, isTerminating, kindOf } from './facts.js';
import { enqueue, flushCoalesced, hasQueue, offer, reportRefusal } from './judging.js';
import { refusalOf } from './refusal.js';

/** @import { WaitHost } from './wait-host.js' */
/** @import { Refusal } from './refusal.js' */

/**
 * @param {WaitHost} host
 * @param {any} event What the source delivered, whose getters may throw.
 */
export function receive(host, event) {
  let kind, bits, uid, object;
  try {
    const { type } = event;
    kind = kindOf(type);
    object = event.object;
    if (kind === undefined) {
      const refusal = type === 'ERROR' ? refusalOf(object) : undefined;
      if (!host.isOver) receiveOther(host, type, refusal);
      return;
    }
    if (typeof object !== 'object') throw new TypeError('Expected the `object` of an event to be one');
    const metadata = object.metadata ?? undefined;
    if (!isTarget(host, metadata)) {
      if (host.refusal !== undefined) host.bridge.streamAlive(host.id);
      return;
    }
    bits = kind | bitsOf(host, metadata);
    uid = uidNumber(host, metadata?.uid);
  } catch {
    // An event that cannot be read is lost.
    if (!host.isOver) host.bridge.lost(host.id);
    return;
  }
  if (host.isOver) return;
  if (hasQueue(host)) {
    flushCoalesced(host);
    host.bridge.arrived(host.id, uid, Date.now());
    enqueue(host, { kind, bits: bits | FROM_QUEUE, uid, event, object, chain: 0 });
  } else {
    offer(host, kind, bits | FROM_EVENT, uid, event, object);
  }
}

/**
 * @param {WaitHost} host
 * @param {unknown} type
 * @param {Refusal | undefined} refusal
 */
function receiveOther(host, type, refusal) {
  if (refusal !== undefined) {
    if (hasQueue(host)) enqueue(host, { refusal, chain: 0 });
    else reportRefusal(host, refusal);
  } else if (type === 'BOOKMARK') {
    host.bridge.streamAlive(host.id);
  }
}

/**
 * Whether an object is one that the wait is for.
 *
 * @param {WaitHost} host
 * @param {any} metadata The metadata of a caller's object, whose getters may throw.
 */
export function isTarget(host, metadata) {
  if (host.name === undefined) return true;
  // What has no name, such as a list, is not the object either.
  if (metadata?.name !== host.name) return false;
  const { namespace } = metadata;
  if (typeof host.namespace === 'string') return (namespace ?? host.namespace) === host.namespace;
  // Without a namespace in the options, the first object determines it, unless that one is terminating.
  if (typeof namespace === 'string' && !isTerminating(metadata)) host.namespace = namespace;
  return true;
}

/**
 * A number for a uid: equal uids of this wait have equal numbers, and nearly always there is just one.
 *
 * @param {WaitHost} host
 * @param {unknown} uid
 */
export function uidNumber(host, uid) {
  if (uid === undefined || uid === null || uid === '') return NO_UID;
  if (host.uid === undefined) host.uid = uid;
  if (uid === host.uid) return FIRST_UID;
  host.uids ??= new Map();
  const number = host.uids.get(uid) ?? host.uids.size + FIRST_UID + 1;
  host.uids.set(uid, number);
  return number;
}
