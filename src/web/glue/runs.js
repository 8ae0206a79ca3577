// The host of a queue's wasm (`Host` in `web/queue.rs`): is told by number what to start, abort and settle, calls
// the user's code for it, and reports what came of it. Decides nothing.

import { callSafely, follow, messageOf } from './report.js';
import { ItemContext, Run, TaskContext } from './context.js';
import { AbortError } from './errors.js';
import { FAILED } from './task.js';
import { lostView } from './stored.js';

const NONE = 0xffffffff;
/** Where in a row of numbers some stand: `Row` in `core::queue`. */
const ATTEMPT = 4, DEADLINE_AT = 10;

/** Calls the code of a queue's tasks. */
export class Runs {
  #ledger;
  #tellEnd;
  /** Endings whose handles have not been settled. */
  #endings = [];
  /** Those who wait for the queue to be idle, empty or drained. */
  #calm = [];
  isDisposed = false;

  /** `tellEnd` has a callback, or none, by the number of the status with which a task ends. */
  constructor(ledger, tellEnd) {
    this.#ledger = ledger;
    this.#tellEnd = tellEnd;
  }

  // What the wasm calls.

  start(slot, number) {
    const task = this.#ledger.at(slot);
    const run = new Run(this, task, number);
    task.run = run;
    this.#ledger.statusChanged(task);
    const { processor } = task.options;
    if (processor === undefined) return;
    const settled = (isSuccess, value) => this.#runSettled(run, isSuccess, value);
    callBody(() => processor(new TaskContext(run)), settled);
  }

  startItem(slot, number, position) {
    const task = this.#ledger.at(slot);
    const { run, options } = task;
    const context = new ItemContext(run, position);
    const settled = (isSuccess, value) => this.#itemSettled(run, context, position, isSuccess, value);
    callBody(() => options.processItem(options.items[position], context), settled);
  }

  abort(slot, number, error) {
    const task = this.#ledger.at(slot);
    task.error = error ?? reasonOf(task);
    this.#ledger.changedWithinStatus(task);
    task.run.abort(task.error);
  }

  ended(slot, status, isCompleted, errorIsListed) {
    const task = this.#ledger.at(slot);
    const { run, handle } = task;
    if (errorIsListed) task.addFailure(undefined, messageOf(task.error));
    run?.end();
    task.stopListening?.();
    task.stopListening = undefined;
    if (!isCompleted && task.error === undefined && run?.hasThrown !== true) {
      const [failure] = task.failures;
      task.error = failure === undefined ? reasonOf(task) : new Error(failure.entry.message);
    }
    this.#ledger.statusChanged(task);
    const outcome = task.makeOutcome(this.#ledger.wasm.row(slot), this.#ledger.words);
    task.outcome = outcome;
    this.#endings.push({ task, outcome, handle, status, isCompleted });
  }

  fire() {
    this.#ledger.wasm.call((core) => core.fired(this));
  }

  save() {
    this.#ledger.saves.saveTouched();
  }

  /** The instance that held the numbers is gone: what was in flight fails, the rest is kept as it was seen. */
  lostCore(error) {
    const ledger = this.#ledger;
    ledger.wasm.drop();
    this.#endings = [];
    const aborted = [];
    const settled = [];
    ledger.loseSlots((task) => {
      const view = lostView(task, ledger.words, ledger.owner, error);
      if (task.outcome === undefined) {
        const { status, completed, failed, failedItems, result } = view;
        task.outcome = Object.freeze({ status, completed, failed, failedItems, result, error });
        aborted.push(task);
      }
      settled.push(task);
      return view;
    });
    for (const { run, stopListening } of aborted) {
      stopListening?.();
      run?.abort(error);
      run?.end();
    }
    for (const { handle, outcome } of settled) handle.settle(outcome, false);
    const calm = this.#calm;
    this.#calm = [];
    for (const { resolve } of calm) resolve();
  }

  // What runs call.

  report(run, position, id, isSuccess, message) {
    const { task } = run;
    if (task.slot < 0) return;
    const reported = this.#call((core) => core.report(task.slot, run.number, position ?? NONE, isSuccess));
    if (task.follow(reported, position, id, message)) this.#ledger.changedWithinStatus(task);
  }

  setProgress(run, fraction) {
    if (run.hasEnded) return;
    this.#call((core) => core.setProgress(run.task.slot, run.number, fraction));
    this.#ledger.changedWithinStatus(run.task);
  }

  changedWithinStatus(task) {
    this.#ledger.changedWithinStatus(task);
  }

  hasSucceeded(task, position) {
    return task.slot >= 0 && this.#call((core) => core.itemHasSucceeded(task.slot, position));
  }

  itemsOf({ task, hasEnded }) {
    const items = task.options.items ?? [];
    if (task.slot < 0 || hasEnded) return [...items];
    const positions = this.#call((core) => core.unfinished(task.slot));
    return Array.from(positions, (position) => items[position]);
  }

  attemptOf({ task }) {
    return this.#ledger.wasm.row(task.slot)?.[ATTEMPT] ?? 1;
  }

  deadlineOf({ task, hasEnded }) {
    const deadline = hasEnded ? undefined : this.#ledger.wasm.row(task.slot)?.[DEADLINE_AT];
    return deadline === deadline ? deadline : undefined;
  }

  // What the queue calls.

  /** Resolves when `isCalm(core)` holds, at once if it does. */
  whenCalm(isCalm) {
    return new Promise((resolve) => {
      if (this.isDisposed || this.#call(isCalm)) resolve();
      else this.#calm.push({ isCalm, resolve });
    });
  }

  completionInfo(task) {
    const { wasm, words } = this.#ledger;
    const wordAt = (position) => wasm.call((core) => core.itemWord(task.slot, position));
    return task.makeCompletionInfo(wasm.row(task.slot), words, wordAt);
  }

  /** At the end of an outermost call: the store first, then callbacks and handles. */
  settleEndings() {
    for (;;) {
      const { saves } = this.#ledger;
      const endings = this.#endings;
      if (saves.hasStatuses) saves.saveStatuses();
      else if (endings.length > 0) {
        this.#endings = [];
        for (const ending of endings) {
          this.#settle(ending);
          if (saves.hasStatuses) saves.saveStatuses();
        }
      } else break;
    }
    if (this.#calm.length > 0) this.#resolveCalm();
  }

  #settle({ task, outcome, handle, status, isCompleted }) {
    const { completionActions, onComplete } = task.options;
    // After a retry in the meantime the task is another run's.
    if (typeof completionActions === 'function' && task.outcome === outcome && task.slot >= 0) {
      task.actions = callSafely(completionActions, task.result, this.completionInfo(task));
      this.#ledger.changedUnsaved(task);
    }
    const tell = this.#tellEnd[status];
    const view = tell === undefined ? undefined : this.#ledger.seen(task);
    if (onComplete !== undefined) callSafely(onComplete, outcome);
    if (tell !== undefined) callSafely(tell, view);
    handle.settle(outcome, isCompleted);
    // A task that was enqueued too late to be listed.
    if (task.index < 0 && task.slot >= 0) this.#ledger.forget(task);
  }

  #resolveCalm() {
    const waiting = this.#calm;
    this.#calm = [];
    for (const entry of waiting) {
      if (this.isDisposed || this.#call(entry.isCalm)) entry.resolve();
      else this.#calm.push(entry);
    }
  }

  #runSettled(run, isSuccess, value) {
    const { task } = run;
    if (run.hasEnded) return;
    if (!isSuccess) {
      if (!run.isAborted) task.error = value;
      run.hasThrown = true;
    } else if (!run.hasResult && value !== undefined) {
      task.result = value;
    }
    this.#call((core) => core.settled(task.slot, run.number, isSuccess));
  }

  #itemSettled(run, context, position, isSuccess, value) {
    context.hasEnded = true;
    const { task } = run;
    if (run.hasEnded) return;
    this.#call((core) => {
      const reported = core.itemSettled(task.slot, run.number, position, isSuccess);
      const isFailure = reported === FAILED;
      if (isFailure && !run.hasThrown && !run.isAborted) {
        run.hasThrown = true;
        task.error = value;
      }
      const [id, message] = isFailure ? [task.options.ids.at(position), messageOf(value)] : [];
      if (task.follow(reported, position, id, message)) this.#ledger.changedWithinStatus(task);
    });
  }

  #call(inner) {
    return this.#ledger.wasm.call(inner);
  }
}

/** Calls the user's code; `settled(isSuccess, value)` follows in a later microtask. */
function callBody(body, settled) {
  const onValue = (value) => settled(true, value);
  const onError = (error) => settled(false, error);
  let returned;
  try {
    returned = body();
  } catch (error) {
    follow(undefined, () => onError(error));
    return;
  }
  follow(returned, onValue, onError);
}

/** Why a task that was cancelled ends: the reason given, or an `AbortError`. */
function reasonOf({ cancelReason }) {
  return cancelReason === undefined ? new AbortError('the task was cancelled') : cancelReason;
}
