// Reads what a wait needs to know of an API object, an error, a list, an answer or the clock. Everything in here may throw
// what a getter or a proxy of the caller throws; whoever calls it guards it.

import { makeError } from '../shared/errors.js';
import { describe } from '../shared/describe.js';

// The numbers are those of `web/watch/driver.rs`.
export const KINDS = { ADDED: 0, MODIFIED: 1, DELETED: 2 };

/** The number of an event's type, if it has one. Comparing is faster than looking it up. */
export function kindOf(type) {
  if (type === 'MODIFIED') return KINDS.MODIFIED;
  if (type === 'ADDED') return KINDS.ADDED;
  return type === 'DELETED' ? KINDS.DELETED : undefined;
}

export const TERMINATING = 4;
export const FROM = { EVENT: 0, QUEUE: 8, READ: 16, INITIAL: 24 };

export const terminatingBit = (metadata) => (metadata?.deletionTimestamp ? TERMINATING : 0);

/** What an `ERROR` event's `Status` or a failed read says; the code is 0 if there is none. */
export function refusalOf(status) {
  const code =
    numberIn(status?.code) ||
    numberIn(status?.status) ||
    numberIn(status?.statusCode) ||
    numberIn(status?.response?.status);
  return {
    code,
    reason: status?.reason ?? undefined,
    message: status?.message ?? undefined,
    retryAfter: retryAfterOf(status),
    cause: status,
  };
}

/** For how many milliseconds the server wants to be left alone: an error's `retryAfter`, or what a `Status` says in seconds. */
function retryAfterOf(status) {
  const own = status?.retryAfter;
  const pause = typeof own === 'number' ? own : Number(status?.details?.retryAfterSeconds ?? NaN) * 1000;
  return pause > 0 && pause < Infinity ? pause : undefined;
}

function numberIn(value) {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && number > 0 && number < 65536 ? Math.trunc(number) : 0;
}

/** The objects that a read gave: of the named object at most one, else all there are. */
export function unpack(answer, name, isTarget) {
  if (answer === undefined || answer === null) return [];
  const isList =
    Array.isArray(answer) ||
    (Array.isArray(answer.items) && (answer.metadata?.name ?? undefined) === undefined);
  const objects = Array.isArray(answer) ? answer : isList ? answer.items : [answer];
  const found = objects.filter((object) => {
    if (object === undefined || object === null) return false;
    if (typeof object !== 'object') throw new TypeError('Expected `read` to give an object');
    return isTarget(object.metadata ?? undefined);
  });
  if (!isList && found.length === 0)
    throw new TypeError('Expected `read` to give the object asked for, got another');
  return name === undefined ? found : found.slice(0, 1);
}

/** The conditions of the object last seen; a list in any case. */
export function conditionsOf(object) {
  try {
    const conditions = object?.status?.conditions;
    return Array.isArray(conditions) ? [...conditions] : [];
  } catch {
    return [];
  }
}

/** Which version of which object it is, as far as that can be read. */
export function versionOf(object) {
  try {
    const { uid, resourceVersion } = object?.metadata ?? {};
    return { uid: text(uid) || undefined, resourceVersion: text(resourceVersion) || undefined };
  } catch {
    return {};
  }
}

/** Type, status and message of each condition in turn, in one flat list. */
export function conditionTexts(object) {
  return plainConditions(object).flatMap(({ type, status, message }) => [type, status, message]);
}

/** The same conditions as plain strings, for messages. */
export function plainConditions(object) {
  const plain = [];
  for (const condition of conditionsOf(object)) {
    try {
      const { type, status, reason, message } = condition;
      plain.push({ type: text(type), status: text(status), reason: text(reason), message: text(message) });
    } catch {
      // A condition that cannot be read says nothing.
    }
  }
  return plain;
}

const text = (value) => (typeof value === 'string' ? value : '');

export const CONTINUE = 0;
export const RESOLVE = 1;
export const REJECT = 2;
export const IGNORE = 4;
/** The answer is a promise, which is the value. */
export const PENDING = 5;

/** What `onEvent` answered, as a number. Puts the value on `channel`. Throws for an answer that is none, or what a getter of it throws. */
export function readAnswer(channel, answer, object) {
  if (answer === undefined || answer === 'continue') return CONTINUE;
  if (answer === 'resolve') {
    channel.value = object;
    return RESOLVE;
  }
  if (answer === 'reject') {
    channel.value = makeError('WatchError', '`onEvent` rejected the object', { code: 'rejected' });
    return REJECT;
  }
  if (answer !== null && (typeof answer === 'object' || typeof answer === 'function')) {
    if (typeof answer.then === 'function') {
      channel.value = answer;
      return PENDING;
    }
    if ('resolve' in answer) {
      channel.value = answer.resolve;
      return RESOLVE;
    }
    if ('reject' in answer) {
      channel.value = answer.reject;
      return REJECT;
    }
  }
  throw new TypeError(
    "Expected `onEvent` to return 'continue', 'resolve', 'reject', { resolve }, { reject } or a" +
      ` promise of one, got ${describe(answer)}`,
  );
}

const ownNow = Date.now;
const isClockNative = /\{\s*\[native code\]\s*\}\s*$/.test(Function.prototype.toString.call(ownNow));
const resolved = Promise.resolve();
let turn;

const endTurn = () => {
  turn = undefined;
};

/**
 * The turn that this is in, which is what runs until the microtasks do; `wall` is what the clock showed in it. It is read
 * once for all events of a turn, which takes longer than the rest of an event's handling; but each time where the clock
 * is one of a test, which may move it within a turn.
 */
export function presentTurn() {
  if (!isClockNative || Date.now !== ownNow) return { wall: Date.now() };
  if (turn === undefined) {
    turn = { wall: ownNow() };
    resolved.then(endTurn);
  }
  return turn;
}
