// What one wait holds of the page: its subscription, its `onEvent`, and the objects it saw.
//
// It reads the few facts of each object, hands them to the wait (`driver`, by id and as numbers) and does what
// the wait asks for. Nothing that a caller's code throws gets out of here. After `close` it holds nothing and
// passes nothing on, so a late event or answer never reaches the wasm.

import { abortError } from './endings.js';
import {
  CONTINUE,
  FROM,
  IGNORE,
  KINDS,
  PENDING,
  REJECT,
  RESOLVE,
  kindOf,
  presentTurn,
  readAnswer,
  refusalOf,
  terminatingBit,
} from './facts.js';
import { leaveTarget } from './reads.js';
import { callSafely } from '../shared/report.js';
import { trapped } from '../shared/trap.js';

/** So many events, each emitted while the one before was handled, are a recursion without end. */
const LONGEST_CHAIN = 10_000;

/** A queue that never gets empty is rid of what had its turn after so many. */
const TIDY_AFTER = 1_024;

/** Numbers subscriptions, so that one that is over is told from the present one. */
let lastSubscription = 0;

export class Channel {
  constructor(id, driver, taken, source) {
    // What each event needs comes first and lies together in memory: with many waits, fetching it is most of the work.
    this.subscription = undefined;
    this.isOver = false;
    this.isBusy = false;
    this.queue = undefined;
    this.name = taken.name;
    this.namespace = taken.namespace;
    this.onEvent = taken.onEvent;
    this.uid = undefined;
    this.uids = undefined;
    /** When the last event came that the wait has not been told of. */
    this.kept = undefined;
    /** The last object seen, what the last answer came with, the last refusal, what went wrong last. */
    this.last = undefined;
    this.refusal = undefined;
    this.problem = undefined;
    this.setMessage = taken.setMessage;
    this.value = undefined;
    this.id = id;
    this.driver = driver;
    this.settle = undefined;
    this.target = taken.target;
    this.source = source;
    /** The wait's own read, and what it is called as a method of. */
    this.read = taken.read;
    this.options = this.read === undefined ? undefined : taken.options;
    this.readTarget = undefined;
    this.message = undefined;
    this.unsubscribe = undefined;
    this.signals = undefined;
    /** The first of the queue that has not had its turn. */
    this.next = 0;
    /** How many events in a row were emitted inside the handling of another, up to the one that is handled. */
    this.chain = 0;
    /** What a read gave, until it is offered. */
    this.readObjects = undefined;
  }

  // The subscription.

  /** Whether `subscribe` returned. If the wait ended inside it, the new subscription is given back at once. */
  subscribe() {
    const subscription = (lastSubscription += 1);
    this.subscription = subscription;
    try {
      const unsubscribe = this.source.subscribe({ ...this.target }, (event) => {
        if (this.subscription !== subscription) return;
        try {
          this.hear(event);
        } catch (error) {
          trapped(error);
        }
      });
      if (this.subscription === subscription) this.unsubscribe = unsubscribe;
      else giveBack(unsubscribe);
      return true;
    } catch {
      if (this.subscription === subscription) this.subscription = undefined;
      return false;
    }
  }

  release() {
    const { unsubscribe } = this;
    this.subscription = this.unsubscribe = undefined;
    giveBack(unsubscribe);
  }

  /** Joins an `AbortSignal`. It was not aborted when it was looked at, but a getter may have done that since. */
  join(signal) {
    if (this.isOver) return;
    const abort = () => this.abort(reasonOf(signal));
    signal.addEventListener('abort', abort);
    (this.signals ??= []).push([signal, abort]);
    if (signal.aborted) abort();
  }

  cancel(reason) {
    this.abort(abortError(reason));
  }

  abort(error) {
    this.enter(() => this.driver.abort(this.id, error));
  }

  /** Lets go of everything. */
  close() {
    if (this.isOver) return;
    this.isOver = true;
    const { signals } = this;
    this.release();
    if (signals !== undefined) {
      for (const [signal, abort] of signals) callSafely(() => signal.removeEventListener('abort', abort));
    }
    leaveTarget(this);
    this.onEvent =
      this.source =
      this.read =
      this.options =
      this.setMessage =
      this.signals =
      this.queue =
        undefined;
    this.settle =
      this.uids =
      this.kept =
      this.readObjects =
      this.last =
      this.value =
      this.refusal =
      this.problem =
        undefined;
  }

  /** Calls into the wasm from a callback of the page's, into which nothing may be thrown. */
  enter(call) {
    try {
      if (!this.isOver) call();
    } catch (error) {
      trapped(error);
    }
  }

  // What comes in.

  hear(event) {
    let kind, bits, uid, object;
    try {
      const { type } = event;
      kind = kindOf(type);
      object = event.object;
      if (kind === undefined) {
        const refusal = type === 'ERROR' ? refusalOf(object) : undefined;
        if (!this.isOver) this.hearOther(type, refusal);
        return;
      }
      if (typeof object !== 'object') throw new TypeError('Expected the `object` of an event to be one');
      const metadata = object.metadata ?? undefined;
      if (!this.isTarget(metadata)) {
        if (this.refusal !== undefined) this.driver.heard(this.id);
        return;
      }
      bits = kind | terminatingBit(metadata);
      uid = this.numberOf(metadata?.uid);
    } catch {
      // An event that cannot be read is one that was lost.
      if (!this.isOver) this.driver.lost(this.id);
      return;
    }
    if (this.isOver) return;
    if (this.hasQueue()) {
      this.catchUp();
      this.driver.arrived(this.id, uid, Date.now());
      this.enqueue({ kind, bits: bits | FROM.QUEUE, uid, event, object });
    } else {
      this.offer(kind, bits | FROM.EVENT, uid, event, object);
    }
  }

  hearOther(type, refusal) {
    if (refusal !== undefined) {
      if (this.hasQueue()) this.enqueue({ refusal });
      else this.hearError(refusal);
    } else if (type === 'BOOKMARK') {
      this.driver.heard(this.id);
    }
  }

  hearError(refusal) {
    if (refusal.code !== 0) this.refusal = refusal;
    this.problem = refusal;
    this.driver.streamError(this.id, refusal.code, refusal.retryAfter);
  }

  isTarget(metadata) {
    if (this.name === undefined || metadata === undefined) return true;
    if ((metadata.name ?? this.name) !== this.name) return false;
    const { namespace } = metadata;
    if (typeof this.namespace === 'string') return (namespace ?? this.namespace) === this.namespace;
    // Where the caller names no namespace, it is that of the first object there is; one that is ending pins nothing.
    if (typeof namespace === 'string' && terminatingBit(metadata) === 0) this.namespace = namespace;
    return true;
  }

  /** Equal uids of this wait have equal numbers; nearly always there is just one. 0: the object has none. */
  numberOf(uid) {
    if (uid === undefined || uid === null || uid === '') return 0;
    if (this.uid === undefined) this.uid = uid;
    if (uid === this.uid) return 1;
    this.uids ??= new Map();
    const number = this.uids.get(uid) ?? this.uids.size + 2;
    this.uids.set(uid, number);
    return number;
  }

  // Judging, one at a time and in order.

  hasQueue() {
    return this.isBusy || this.queue !== undefined;
  }

  enqueue(item) {
    item.chain = this.chain + 1;
    (this.queue ??= []).push(item);
  }

  put(kind, bits, uid, object) {
    const event = { type: kind === KINDS.DELETED ? 'DELETED' : 'ADDED', object };
    if (this.hasQueue()) this.enqueue({ kind, bits, uid, event, object });
    else this.offer(kind, bits, uid, event, object);
  }

  offer(kind, bits, uid, event, object) {
    this.step(kind, bits, uid, event, object);
    if (this.queue !== undefined) this.drain();
  }

  step(kind, bits, uid, event, object) {
    this.isBusy = true;
    const code = this.ask(kind, event, object);
    if (this.isOver) return;
    if (code === PENDING) {
      const { value } = this;
      this.catchUp();
      if ((bits & FROM.INITIAL) === FROM.EVENT) {
        bits |= FROM.QUEUE;
        this.driver.arrived(this.id, uid, Date.now());
      }
      this.driver.asked(this.id);
      // What comes from now on is emitted by someone else.
      this.chain = 0;
      this.wait(value, kind, bits, uid, object);
      return;
    }
    this.isBusy = false;
    this.tell(kind, bits, uid, object, code);
  }

  ask(kind, event, object) {
    const { onEvent } = this;
    if (onEvent === undefined) return this.driver.judge(this.id, kind, object);
    try {
      return readAnswer(this, onEvent(event), object);
    } catch (error) {
      this.value = error;
      return REJECT;
    }
  }

  tell(kind, bits, uid, object, code) {
    if (code === RESOLVE && this.onEvent !== undefined) {
      if (this.driver.resolved(this.id)) this.resolve();
      return;
    }
    if (code === IGNORE) {
      // Still, the stream or the read works.
      if (this.refusal !== undefined) this.driver.heard(this.id);
      return;
    }
    this.problem = undefined;
    // Where another object has taken the name, the last one seen is still the one before.
    if (kind === KINDS.DELETED) this.last = object;
    if (this.isUnremarkable(bits, uid, code)) {
      this.kept = presentTurn();
    } else {
      this.catchUp();
      this.driver.judged(this.id, bits, uid, code, Date.now());
      if (this.isOver) return;
    }
    this.last = object;
    if (this.setMessage !== undefined) this.report(object);
  }

  /**
   * Whether all that the wait can learn of an event is that it came: it is of the only object there was, which is not
   * about to end. It is told of the last of them before it is told of anything else, and needs no call for each.
   */
  isUnremarkable(bits, uid, code) {
    return (
      code === CONTINUE &&
      bits <= (FROM.EVENT | KINDS.MODIFIED) &&
      uid === 1 &&
      this.uids === undefined &&
      this.onEvent !== undefined
    );
  }

  catchUp() {
    if (this.kept !== undefined) this.driver.kept(this.id, this.takeKept());
  }

  /** What the wall clock showed when an event was kept back; `NaN` if none was. */
  takeKept() {
    const { kept } = this;
    this.kept = undefined;
    return kept === undefined ? NaN : kept.wall;
  }

  /** The wait has ended with the value of the last answer. Everything is given back before the promise settles. */
  resolve() {
    const { settle, value } = this;
    this.close();
    settle?.resolve(value);
  }

  wait(promise, kind, bits, uid, object) {
    const answered = (code) =>
      this.enter(() => {
        this.isBusy = false;
        this.tell(kind, bits, uid, object, code);
        if (this.queue !== undefined) this.drain();
      });
    const failed = (error) => {
      if (this.isOver) return;
      this.value = error;
      answered(REJECT);
    };
    new Promise((resolve) => {
      resolve(promise);
    }).then((answer) => {
      if (this.isOver) return;
      let code;
      try {
        code = readAnswer(this, answer, object);
      } catch (error) {
        failed(error);
        return;
      }
      answered(code);
    }, failed);
  }

  drain() {
    const { queue } = this;
    while (!this.isBusy && !this.isOver && this.next < queue.length) {
      const item = queue[this.next];
      queue[this.next++] = undefined;
      if (this.next === TIDY_AFTER) {
        queue.splice(0, TIDY_AFTER);
        this.next = 0;
      }
      this.chain = item.chain;
      if (item.refusal !== undefined) this.hearError(item.refusal);
      else if (item.ticket !== undefined) this.driver.offered(this.id, item.ticket);
      else if (item.chain > LONGEST_CHAIN) this.breakChain(item);
      else this.step(item.kind, item.bits, item.uid, item.event, item.object);
    }
    if (this.next < queue.length || this.queue !== queue) return;
    this.queue = undefined;
    this.next = this.chain = 0;
  }

  breakChain({ kind, bits, uid, object }) {
    this.value = new RangeError('`onEvent` emits events to its own wait without end');
    this.tell(kind, bits, uid, object, REJECT);
  }

  /** Gives the task the line that says why the wait goes on, when it has changed. */
  report(object) {
    const message = this.driver.message(this.id, object);
    if (message === undefined || message === this.message || this.isOver) return;
    this.message = message;
    callSafely(this.setMessage, message);
  }
}

function giveBack(unsubscribe) {
  if (typeof unsubscribe === 'function') callSafely(unsubscribe);
}

/** Why a signal aborted; of one whose reason cannot be read, what reading it threw. */
function reasonOf(signal) {
  try {
    return signal.reason;
  } catch (error) {
    return error;
  }
}
