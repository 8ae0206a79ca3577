// Judges the versions of an object, one at a time and in order, and reports each answer to the wait. Versions that come
// while another is being judged wait in a queue.

import {
  ANSWER_CODE_CONTINUE,
  ANSWER_CODE_FAILING,
  ANSWER_CODE_IGNORE,
  ANSWER_CODE_PENDING,
  ANSWER_CODE_REJECT,
  ANSWER_CODE_RESOLVE,
  EVENT_KIND_DELETED,
  EVENT_KIND_MODIFIED,
  FIRST_UID,
} from '../generated/protocol.js';
import { callSafely } from '../shared/report.js';
import { readAnswer } from './answer.js';
import { FROM_EVENT, FROM_QUEUE, isFromEvent } from './facts.js';
import { withExplanation } from './pending-wait.js';
import { codeForWait, isForbidden } from './refusal.js';
import { presentTurn } from './turn.js';

/** @import { Members } from '../resource/members.js' */
/** @import { Refusal } from './refusal.js' */
/** @import { WaitHost } from './wait-host.js' */

/**
 * A version of an object, a stream error, or the end of what a read returned. `chain` counts the events that were each
 * emitted inside the handling of the one before.
 *
 * @typedef {{ kind: number, bits: number, uid: number, event: unknown, object: unknown, chain: number, refusal?: undefined, ticket?: undefined }} Version
 * @typedef {{ refusal: Refusal, chain: number, ticket?: undefined }} StreamError
 * @typedef {{ ticket: number, chain: number, refusal?: undefined }} EndOfRead
 * @typedef {Version | StreamError | EndOfRead} Item
 */

/** A longer chain is taken for an endless recursion. */
const LONGEST_CHAIN = 10_000;

/** A queue that never becomes empty drops its handled items after this many. */
const TIDY_AFTER = 1_024;

/** @param {WaitHost} host */
export function hasQueue(host) {
  return host.isBusy || host.queue !== undefined;
}

/**
 * @param {WaitHost} host
 * @param {Item} item
 */
export function enqueue(host, item) {
  item.chain = host.chain + 1;
  host.queue ??= [];
  host.queue.push(item);
}

/**
 * Judges a version that is not an event, after those in the queue.
 *
 * @param {WaitHost} host
 * @param {number} kind
 * @param {number} bits
 * @param {number} uid
 * @param {unknown} object
 */
export function offerInTurn(host, kind, bits, uid, object) {
  const event = { type: kind === EVENT_KIND_DELETED ? 'DELETED' : 'ADDED', object };
  if (hasQueue(host)) enqueue(host, { kind, bits, uid, event, object, chain: 0 });
  else offer(host, kind, bits, uid, event, object);
}

/**
 * Judges a version now; the queue is empty.
 *
 * @param {WaitHost} host
 * @param {number} kind
 * @param {number} bits
 * @param {number} uid
 * @param {unknown} event
 * @param {unknown} object
 */
export function offer(host, kind, bits, uid, event, object) {
  judge(host, kind, bits, uid, event, object);
  if (host.queue !== undefined) drain(host);
}

/**
 * @param {WaitHost} host
 * @param {Refusal} refusal
 */
export function reportRefusal(host, refusal) {
  const before = host.refusal;
  const code = codeForWait(refusal);
  host.refusal = host.problem = host.gap = refusal;
  host.bridge.streamError(host.id, code, refusal.retryAfter);
  // What did not end the wait now can end it later only for a lack of permission.
  if (!isForbidden(code) && !host.isOver) host.refusal = before;
}

/**
 * Notifies the wait of coalesced events, before it is notified of anything else.
 *
 * @param {WaitHost} host
 */
export function flushCoalesced(host) {
  if (host.coalesced !== undefined) host.bridge.coalesced(host.id, host.takeCoalesced());
}

/**
 * @param {WaitHost} host
 * @param {number} kind
 * @param {number} bits
 * @param {number} uid
 * @param {unknown} event
 * @param {unknown} object
 */
function judge(host, kind, bits, uid, event, object) {
  host.isBusy = true;
  const code = ask(host, kind, uid, event, object);
  if (host.isOver) return;
  if (code === ANSWER_CODE_PENDING) {
    const { value } = host;
    flushCoalesced(host);
    if (isFromEvent(bits)) {
      bits |= FROM_QUEUE;
      host.bridge.arrived(host.id, uid, Date.now());
    }
    host.bridge.answerPending(host.id);
    // Later events come from outside the handling of this one.
    host.chain = 0;
    awaitAnswer(host, value, kind, bits, uid, object);
    return;
  }
  host.isBusy = false;
  report(host, kind, bits, uid, object, code);
}

/**
 * @param {WaitHost} host
 * @param {number} kind
 * @param {number} uid
 * @param {unknown} event
 * @param {unknown} object
 */
function ask(host, kind, uid, event, object) {
  const { onEvent } = host;
  if (onEvent === undefined) return host.bridge.judge(host.id, kind, uid, object);
  try {
    return readAnswer(host, onEvent(event), object);
  } catch (error) {
    host.value = error;
    return ANSWER_CODE_REJECT;
  }
}

/**
 * Reports the answer for a version.
 *
 * @param {WaitHost} host
 * @param {number} kind
 * @param {number} bits
 * @param {number} uid
 * @param {unknown} object
 * @param {number} code
 */
function report(host, kind, bits, uid, object, code) {
  if (host.observer !== undefined && code !== ANSWER_CODE_IGNORE) host.observer.seen(object);
  if (code === ANSWER_CODE_RESOLVE && host.onEvent !== undefined) {
    if (host.bridge.resolved(host.id)) resolve(host);
    return;
  }
  if (code === ANSWER_CODE_IGNORE) {
    // Still, the stream or the read works.
    if (host.refusal !== undefined) host.bridge.streamAlive(host.id);
    return;
  }
  host.problem = undefined;
  // If another object has taken the name, errors show the one before it.
  if (kind === EVENT_KIND_DELETED) host.last = object;
  if (canCoalesce(host, bits, uid, code)) {
    host.coalesced = presentTurn();
  } else {
    // Sooner than usual: a failure may end the wait.
    if (code === ANSWER_CODE_FAILING && host.setMessage !== undefined) {
      updateMessage(host, object);
      if (host.isOver) return;
    }
    flushCoalesced(host);
    host.bridge.judged(host.id, bits, uid, code, Date.now());
    if (host.isOver) return;
  }
  host.last = object;
  if (host.setMessage !== undefined) updateMessage(host, object);
  if (host.observer !== undefined) host.observer.update();
  if (host.members !== undefined) concludeSoon(host, host.members);
}

/**
 * Schedules the judgement of a collection for the end of the turn: a source may deliver many of its objects in one turn.
 *
 * @param {WaitHost} host
 * @param {Members} members
 */
export function concludeSoon(host, members) {
  if (members.isConcluding) return;
  members.isConcluding = true;
  Promise.resolve().then(() => {
    members.isConcluding = false;
    host.guard(() => conclude(host, false));
  });
}

/**
 * @param {WaitHost} host
 * @param {boolean} isRead Whether a read of the collection was offered whole.
 */
export function conclude(host, isRead) {
  host.bridge.conclude(host.id, isRead);
  if (host.isOver) return;
  if (host.setMessage !== undefined) updateMessage(host, host.last);
  if (host.observer !== undefined) host.observer.update();
}

/**
 * Whether an event could change nothing for the wait but the time of the last event: it is of the only object there has
 * been, which is not terminating. Such events are coalesced, which saves a call for each.
 *
 * @param {WaitHost} host
 * @param {number} bits
 * @param {number} uid
 * @param {number} code
 */
function canCoalesce(host, bits, uid, code) {
  return (
    code === ANSWER_CODE_CONTINUE &&
    bits <= (FROM_EVENT | EVENT_KIND_MODIFIED) &&
    uid === FIRST_UID &&
    host.uids === undefined &&
    host.onEvent !== undefined
  );
}

/**
 * The wait has ended with the value of the last answer. Everything is released before the promise settles.
 *
 * @param {WaitHost} host
 */
function resolve(host) {
  const { deferred, value } = host;
  host.close();
  deferred?.resolve(value);
}

/**
 * @param {WaitHost} host
 * @param {unknown} promise
 * @param {number} kind
 * @param {number} bits
 * @param {number} uid
 * @param {unknown} object
 */
function awaitAnswer(host, promise, kind, bits, uid, object) {
  /** @param {number} code */
  const answered = (code) =>
    host.guard(() => {
      host.isBusy = false;
      report(host, kind, bits, uid, object, code);
      if (host.queue !== undefined) drain(host);
    });
  /** @param {unknown} error */
  const failed = (error) => {
    if (host.isOver) return;
    host.value = error;
    answered(ANSWER_CODE_REJECT);
  };
  new Promise((resolve) => {
    resolve(promise);
  }).then((answer) => {
    if (host.isOver) return;
    let code;
    try {
      code = readAnswer(host, answer, object);
    } catch (error) {
      failed(error);
      return;
    }
    answered(code);
  }, failed);
}

/** @param {WaitHost} host */
function drain(host) {
  const { queue } = host;
  if (queue === undefined) return;
  while (!host.isBusy && !host.isOver && host.next < queue.length) {
    const item = queue[host.next];
    queue[host.next++] = undefined;
    if (host.next === TIDY_AFTER) {
      queue.splice(0, TIDY_AFTER);
      host.next = 0;
    }
    if (item !== undefined) handle(host, item);
  }
  if (host.next < queue.length || host.queue !== queue) return;
  host.queue = undefined;
  host.next = host.chain = 0;
}

/**
 * @param {WaitHost} host
 * @param {Item} item
 */
function handle(host, item) {
  host.chain = item.chain;
  if (item.refusal !== undefined) reportRefusal(host, item.refusal);
  else if (item.ticket !== undefined) offered(host, item.ticket);
  else if (item.chain > LONGEST_CHAIN) breakChain(host, item);
  else judge(host, item.kind, item.bits, item.uid, item.event, item.object);
}

/**
 * All objects of a read were judged.
 *
 * @param {WaitHost} host
 * @param {number} ticket
 */
export function offered(host, ticket) {
  // First, since the read may be the last before the wait ends.
  if (host.members !== undefined) conclude(host, true);
  if (!host.isOver) host.bridge.offered(host.id, ticket);
}

/**
 * @param {WaitHost} host
 * @param {Version} version
 */
function breakChain(host, { kind, bits, uid, object }) {
  host.value = new RangeError('`onEvent` emits events to its own wait endlessly');
  report(host, kind, bits, uid, object, ANSWER_CODE_REJECT);
}

/**
 * Sets the message line of the task, which says what the wait waits for, if it has changed.
 *
 * @param {WaitHost} host
 * @param {unknown} object
 */
export function updateMessage(host, object) {
  const message = withExplanation(host, host.bridge.message(host.id, object));
  if (message === undefined || message === host.message || host.isOver || host.setMessage === undefined)
    return;
  host.message = message;
  callSafely(host.setMessage, message);
}
