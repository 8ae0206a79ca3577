// The host of one wait: its subscription, its signals, its `onEvent`, and the objects it has seen.
//
// It reports small facts about each object to the wait in the core, through the bridge and by the wait's id, and does what
// the wait asks for. It never lets out what a caller's code throws. After `close` it holds nothing and reports nothing, so
// a late event or answer never reaches the wasm.

import { AbortListeners } from '../shared/abort-listeners.js';
import { wrong } from '../shared/options.js';
import { callSafely, report } from '../shared/report.js';
import { trapped } from '../shared/trap.js';
import { STREAM_STATE_WORDS } from '../generated/protocol.js';
import { abortError } from './endings.js';
import { updateMessage } from './judging.js';
import { Observer } from './observer.js';
import { pendingWait } from './pending-wait.js';
import { leaveTarget } from './reads.js';
import { receive } from './receiving.js';
import { refusalOf, thrownRefusal } from './refusal.js';
import { REPORTS_STREAM } from './source.js';

/** @import { WatchOptions } from '../../../pkg/types/watch.d.ts' */
/** @import { Members } from '../resource/members.js' */
/** @import { Item } from './judging.js' */
/** @import { CheckedOptions } from './options.js' */
/** @import { ReadTarget } from './reads.js' */
/** @import { Refusal } from './refusal.js' */
/** @import { ReportedStream } from './source.js' */
/** @import { Turn } from './turn.js' */
/** @import { Deferred } from './wait-promise.js' */

/** @typedef {typeof import('../../../pkg/wasm/taskwatch.d.ts').WatchBridge} WatchBridge The class of `bridge.rs`. */

/** Numbers subscriptions, so that one that is over is never taken for the present one. */
let lastSubscription = 0;

/**
 * All waits, by the signals that cancel them.
 *
 * @type {AbortListeners<WaitHost>}
 */
const listeners = /* @__PURE__ */ new AbortListeners((signal, hosts) => {
  for (const host of hosts) host.abort(reasonOf(signal));
});

export class WaitHost {
  /**
   * @param {number} id
   * @param {WatchBridge} bridge
   * @param {CheckedOptions} checked
   * @param {any} source A caller's object, whose methods may throw.
   */
  constructor(id, bridge, checked, source) {
    // The fields that each event needs come first and lie together in memory: with many waits, fetching them is most of
    // the work.
    /** @type {number | undefined} */
    this.subscription = undefined;
    this.isOver = false;
    /** Whether a version is being judged; its answer may be a promise. */
    this.isBusy = false;
    /** @type {(Item | undefined)[] | undefined} */
    this.queue = undefined;
    this.name = checked.name;
    /** Without one in the options, that of the first object.
     * @type {string | undefined} */
    this.namespace = checked.namespace || undefined;
    this.onEvent = checked.onEvent;
    /** When the object of `initial` was created.
     * @type {any} */
    this.created = undefined;
    /** The first uid seen, and the numbers of all others.
     * @type {unknown} */
    this.uid = undefined;
    /** @type {Map<unknown, number> | undefined} */
    this.uids = undefined;
    /** The turn of the last event that the wait has not been notified of.
     * @type {Turn | undefined} */
    this.coalesced = undefined;
    /** The object seen last.
     * @type {any} */
    this.last = undefined;
    /** The last refusal that the wait may end with.
     * @type {Refusal | undefined} */
    this.refusal = undefined;
    /** The last error, if nothing has worked since.
     * @type {Refusal | undefined} */
    this.problem = undefined;
    /** Why there is no stream, until there is one.
     * @type {Refusal | undefined} */
    this.gap = undefined;
    this.setMessage = checked.setMessage;
    /** The objects of a wait for a collection.
     * @type {Members | undefined} */
    this.members = undefined;
    /** Who observes the wait.
     * @type {Observer | undefined} */
    this.observer = undefined;
    /** The value of the last answer.
     * @type {unknown} */
    this.value = undefined;
    this.id = id;
    this.bridge = bridge;
    /** @type {Deferred | undefined} */
    this.deferred = undefined;
    this.target = checked.target;
    this.source = source;
    /** The wait's own read, and the object that it is a method of. */
    this.read = checked.read;
    this.options = this.read === undefined ? undefined : checked.options;
    /** @type {ReadTarget | undefined} */
    this.readTarget = undefined;
    /** The message line that the task has.
     * @type {unknown} */
    this.message = undefined;
    /** What else is known of the object with this uid, from the option `explain`.
     * @type {{ uid: string, text: string } | undefined} */
    this.explanation = undefined;
    /** @type {unknown} */
    this.unsubscribe = undefined;
    /** @type {AbortSignal[] | undefined} */
    this.signals = undefined;
    /** The index of the next item in the queue. */
    this.next = 0;
    /** How many events in a row were emitted inside the handling of another, up to the one being handled. */
    this.chain = 0;
    /** The objects of a read, until they are offered.
     * @type {any[] | undefined} */
    this.readObjects = undefined;
  }

  /** Whether `subscribe` returned. If the wait ended inside it, the new subscription is closed at once. */
  subscribe() {
    lastSubscription += 1;
    const subscription = lastSubscription;
    this.subscription = subscription;
    const { source, gap } = this;
    /** @param {unknown} event */
    const onEvent = (event) => {
      if (this.subscription !== subscription) return;
      try {
        receive(this, event);
      } catch (error) {
        trapped(error);
      }
    };
    try {
      const reportsStream = source[REPORTS_STREAM] === true;
      const unsubscribe = reportsStream
        ? source.subscribe(this.copyTarget(), onEvent, (/** @type {ReportedStream} */ stream) => {
            if (this.subscription === subscription) this.streamReported(stream);
          })
        : source.subscribe(this.copyTarget(), onEvent);
      if (this.subscription === subscription) {
        this.unsubscribe = unsubscribe;
        // An error that came inside `subscribe` is the reason of the next gap.
        if (!reportsStream && this.gap === gap) this.gap = undefined;
      } else {
        closeSubscription(unsubscribe);
      }
      if (typeof unsubscribe !== 'function') {
        reportOnce(source, wrong('subscribe()', 'a function that unsubscribes', unsubscribe));
      }
      return true;
    } catch (error) {
      if (!this.isOver) {
        reportOnce(source, error);
        this.gap = thrownRefusal(error);
      }
      if (this.subscription === subscription) this.subscription = undefined;
      return false;
    }
  }

  /** @param {ReportedStream} stream */
  streamReported({ state, error, retryAt }) {
    this.guard(() => {
      if (state === 'open') this.gap = undefined;
      else this.problem = this.gap = refusalOf(error);
      this.bridge.streamReported(this.id, STREAM_STATE_WORDS.indexOf(state), retryAt);
    });
  }

  /**
   * Has the wait observed by those whom the options name.
   *
   * @param {CheckedOptions} checked
   */
  observe(checked) {
    if (!this.isOver) this.observer = new Observer(this, checked);
  }

  /**
   * The stream has changed. Called for waits that are observed.
   *
   * @param {number} state
   * @param {number} since
   * @param {number | undefined} retryAt
   */
  streamChanged(state, since, retryAt) {
    this.observer?.stream(state, since, retryAt);
  }

  /** Something else is known of the object. */
  explained() {
    this.guard(() => {
      if (this.setMessage !== undefined) updateMessage(this, this.last);
      this.observer?.update();
    });
  }

  /** What the wait waits for now; `undefined` once it is over. */
  pending() {
    return this.isOver ? undefined : pendingWait(this);
  }

  /** @returns {WatchOptions} A copy that the source may keep or change. */
  copyTarget() {
    return { ...this.target };
  }

  release() {
    const { unsubscribe } = this;
    this.subscription = this.unsubscribe = undefined;
    closeSubscription(unsubscribe);
  }

  /**
   * Aborts the wait with a signal. The signal had not aborted when it was checked, but a getter may have done that since.
   *
   * @param {AbortSignal} signal
   */
  join(signal) {
    if (this.isOver) return;
    listeners.join(signal, this);
    this.signals ??= [];
    this.signals.push(signal);
    if (signal.aborted) this.abort(reasonOf(signal));
  }

  /** @param {unknown} reason */
  cancel(reason) {
    this.abort(abortError(reason));
  }

  /** @param {unknown} error */
  abort(error) {
    this.guard(() => this.bridge.abort(this.id, error));
  }

  /**
   * Releases everything.
   *
   * @param {unknown} [error] What the wait is rejected with.
   */
  close(error) {
    if (this.isOver) return;
    this.isOver = true;
    this.observer?.end(error);
    const { signals } = this;
    this.release();
    if (signals !== undefined) {
      for (const signal of signals) listeners.leave(signal, this);
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
    this.deferred =
      this.observer =
      this.uids =
      this.coalesced =
      this.readObjects =
      this.members =
      this.last =
      this.value =
      this.refusal =
      this.problem =
      this.gap =
        undefined;
  }

  /**
   * Calls into the wasm from a callback of the page, into which nothing may be thrown.
   *
   * @param {() => void} call
   */
  guard(call) {
    try {
      if (!this.isOver) call();
    } catch (error) {
      trapped(error);
    }
  }

  /** What the wall clock showed at the last coalesced event; `NaN` if there was none. */
  takeCoalesced() {
    const { coalesced } = this;
    this.coalesced = undefined;
    return coalesced === undefined ? NaN : coalesced.wall;
  }
}

/**
 * The sources whose `subscribe` has thrown, or returned what is no function.
 *
 * @type {WeakSet<object>}
 */
const wrongSources = new WeakSet();

/**
 * Reports what is wrong with `subscribe`, once for each source: it may be so at each attempt of each wait.
 *
 * @param {object} source
 * @param {unknown} error
 */
function reportOnce(source, error) {
  if (wrongSources.has(source)) return;
  wrongSources.add(source);
  report(error);
}

/** @param {unknown} unsubscribe What `subscribe` returned. */
function closeSubscription(unsubscribe) {
  if (typeof unsubscribe === 'function') callSafely(() => unsubscribe());
}

/**
 * Why a signal aborted, or what reading that threw.
 *
 * @param {AbortSignal} signal
 * @returns {unknown}
 */
function reasonOf(signal) {
  try {
    return signal.reason;
  } catch (error) {
    return error;
  }
}
