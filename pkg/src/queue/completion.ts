// @ts-nocheck
// What follows the end of a task, in this order: the store, who listens, the task's handle; then the oldest tasks go.

import { callSafely } from '../../../src/web/shared/report.js';
import { keepOutcome, settleHandle } from './handle.ts';
import { NONE } from './core-bridge.ts';

/** Settles what has ended, when the outermost call ends. */
export class Settling {
  #ledger;
  #tellEnd;
  #historyLimit;
  /** Endings in a list that is linked, since a new array takes room for sixteen. */
  #first;
  #last;
  /** The one whose callbacks are being called. */
  #settling;

  /** `tellEnd` has a callback, or none, by the number of the status with which a task ends. */
  constructor(ledger, tellEnd, historyLimit) {
    this.#ledger = ledger;
    this.#tellEnd = tellEnd;
    this.#historyLimit = historyLimit;
  }

  /** Calls nobody yet. Its end has been noted in the handle. */
  ended(task, handle, status) {
    if (this.#isQuiet(task)) {
      this.#settleHandle(task, handle);
      return;
    }
    const { stopListening } = task;
    if (stopListening !== undefined) task.stopListening = undefined;
    const ending = { task, handle, status, stopListening, view: undefined, next: undefined };
    if (this.#last === undefined) this.#first = ending;
    else this.#last.next = ending;
    this.#last = ending;
  }

  /** At the end of an outermost call: the store first, then callbacks and handles. */
  settleAll() {
    for (;;) {
      const { writes } = this.#ledger;
      const ending = this.#first;
      if (writes?.hasStatuses) writes.writeStatuses();
      else if (ending !== undefined) {
        this.#first = ending.next;
        if (ending.next === undefined) this.#last = undefined;
        this.#settling = ending;
        this.#settle(ending);
        this.#settling = undefined;
      } else if (this.#historyLimit === Infinity || !this.#forgetOldest()) break;
    }
  }

  /** A task that has ended is about to be retried: who is yet to be told of its end is told of this view. */
  keepView(task, view) {
    if (this.#tellEnd[task.ended] === undefined) return;
    if (this.#settling?.task === task) this.#settling.view ??= view;
    for (let ending = this.#first; ending !== undefined; ending = ending.next) {
      if (ending.task === task) ending.view ??= view;
    }
  }

  /** After others' tasks were found in the store. */
  forgetBeyondHistory() {
    while (this.#historyLimit < Infinity && this.#forgetOldest());
  }

  /** Whether nothing comes between the end of a task and its handle: no callback, no store, no one who is to be told
   * before. To resolve a promise calls nobody yet. */
  #isQuiet(task) {
    return (
      this.#first === undefined &&
      this.#settling === undefined &&
      this.#ledger.writes === undefined &&
      task.onComplete === undefined &&
      task.completionActions === undefined &&
      task.stopListening === undefined &&
      this.#tellEnd[task.ended] === undefined &&
      task.index >= 0
    );
  }

  #settleHandle(task, handle) {
    if (settleHandle(handle) && task.handle === handle) task.handle = undefined;
  }

  #settle(ending) {
    const { task, handle, status, stopListening } = ending;
    stopListening?.();
    const { completionActions, onComplete } = task;
    // After a retry in the meantime the task is another run's.
    if (typeof completionActions === 'function' && task.handle === handle && task.slot >= 0) {
      task.actions = callSafely(completionActions, task.result, this.#ledger.completionInfo(task));
      this.#ledger.changedUnsaved(task);
    }
    const tell = this.#tellEnd[status];
    const view = tell === undefined ? undefined : (ending.view ?? this.#ledger.seen(task));
    if (onComplete !== undefined) callSafely(onComplete, keepOutcome(handle));
    if (tell !== undefined) callSafely(tell, view);
    this.#settleHandle(task, handle);
    // A task that was enqueued too late to be listed.
    if (task.index < 0 && task.slot >= 0) this.#ledger.forget(task);
  }

  /** Whether there was one too many. */
  #forgetOldest() {
    const { wasm, past } = this.#ledger;
    const slot = wasm.isMade ? wasm.read((core) => core.beyondHistory(past.size)) : NONE;
    const own = slot === NONE ? undefined : this.#ledger.at(slot);
    if (own === undefined && past.size <= this.#historyLimit) return false;
    const [other] = past;
    const isOlder = own === undefined || other?.stored.completedAt < this.#ledger.seen(own).completedAt;
    return this.#ledger.forget(isOlder ? other : own);
  }
}
