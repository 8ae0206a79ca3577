// Is told by number what a queue's wasm wants started, aborted and settled, calls the user's code for it, and
// reports what came of it. Decides nothing.

import { awaitable, callSafely, messageOf, report } from './report.js';
import { ItemContext, Run, TaskContext } from './context.js';
import { endHandle, keepOutcome, settleHandle } from './handle.js';
import { AbortError } from './errors.js';
import { FAILED } from './task.js';
import { Lane } from './lane.js';
import { lostView } from './stored.js';

const NONE = 0xffffffff;
/** Where in a row of numbers some stand: `Row` in `core::queue`. */
const COMPLETED_COUNT = 1, ATTEMPT = 4, DEADLINE_AT = 10;
/** Numbers of `Status` in `core::queue`. */
const PENDING = 0, COMPLETED = 2, FAILED_STATUS = 3, CANCELLED = 4;

/** Calls the code of a queue's tasks. */
export class Runs {
  #ledger;
  #tellEnd;
  /** Handles of tasks that have ended, to be settled when the outermost call ends: the first and the last of a list
   * that is linked, since a new array takes room for sixteen. */
  #firstEnding;
  #lastEnding;
  /** The one whose callbacks are being called. */
  #settling;
  /** Runs that have ended and are to be aborted yet, by number, with the reason. */
  #ending = new Map();
  /** Those who wait for the queue to be idle, empty or drained. */
  #calm = [];
  #historyLimit;
  /** The first of a list of lanes that await nothing. One whose processor never settles does not come back to it. */
  #freeLane;
  isDisposed = false;

  /** `tellEnd` has a callback, or none, by the number of the status with which a task ends. */
  constructor(ledger, tellEnd, historyLimit) {
    this.#ledger = ledger;
    this.#tellEnd = tellEnd;
    this.#historyLimit = historyLimit;
  }

  // What the wasm calls.

  start(slot, number) {
    const task = this.#ledger.at(slot);
    const run = new Run(this, task, number);
    const { processor, items } = task;
    if (task.isRetry) task.rewind();
    task.run = run;
    if (task.isRetry) {
      this.listLateSuccesses(task);
      if (processor !== undefined && items !== undefined) {
        const positions = this.#ledger.wasm.read((core) => core.unfinished(slot));
        run.items = Array.from(positions, (position) => items[position]);
      }
    }
    this.#ledger.statusChanged(task);
    if (processor === undefined) {
      run.lanes = [];
      return;
    }
    let returned;
    try {
      returned = processor(new TaskContext(run));
    } catch (error) {
      returned = Promise.reject(error);
    }
    const lane = this.#freeLane ?? new TaskLane(this);
    this.#freeLane = lane.next;
    lane.next = undefined;
    lane.run = run;
    lane.take(awaitable(returned));
  }

  /** A run's promise has settled: its lane is free for the next. */
  laneSettled(lane, isSuccess, value) {
    const { run } = lane;
    lane.run = undefined;
    lane.next = this.#freeLane;
    this.#freeLane = lane;
    this.#runSettled(run, isSuccess, value);
  }

  startItem(slot, number, position) {
    const { run, items, processItem } = this.#ledger.at(slot);
    const lane = run.lanes.pop() ?? new ItemLane(this, run);
    const context = new ItemContext(run, position);
    lane.context = context;
    lane.position = position;
    let returned;
    try {
      returned = processItem(items[position], context);
    } catch (error) {
      returned = Promise.reject(error);
    }
    lane.take(awaitable(returned));
  }

  abort(slot, number) {
    const ended = this.#ending.get(number);
    if (ended !== undefined) {
      this.#ending.delete(number);
      ended.run.abort(ended.reason);
      return;
    }
    const task = this.#ledger.at(slot);
    task.error = reasonOf(task);
    this.#ledger.changedWithinStatus(task);
    task.run.abort(task.error);
  }

  /** The numbers of a task have changed within its status. */
  changed(slot) {
    this.#ledger.changedWithinStatus(this.#ledger.at(slot));
  }

  /** Whether another attempt is to follow one that has failed. */
  askRetry(slot, number) {
    const task = this.#ledger.at(slot);
    const { error, retryIf } = task;
    const again = retryIf === undefined || Boolean(callSafely(retryIf, error));
    const pause = again ? retryAfterOf(error) : NaN;
    // It may have been ended meanwhile, and even forgotten.
    if (task.slot !== slot) return;
    this.#call((core) => {
      core.decide(slot, number, again, pause, Math.random());
      if (!again || task.ended !== 0) return;
      this.#ledger.changedUnsaved(task);
      this.#ledger.touched(core, task);
    });
  }

  /** Calls nobody: until all endings of a turn are told, the queue is not to be seen. `PENDING`: it is an attempt
   * that has ended, and another may follow. */
  ended(slot, number, status, error, isListed, isOver) {
    const task = this.#ledger.at(slot);
    const { run, handle } = task;
    // A success or a cancel between attempts has nothing to do with the last one's failure.
    if (run === undefined && status === COMPLETED) task.rewind();
    if (run === undefined && status === CANCELLED) task.error = reasonOf(task);
    const { failures } = task;
    if (error !== undefined && run?.isAborted !== true) task.error = error;
    // What an item threw before a timeout stands in the run as well.
    if (isListed) task.addFailure(undefined, error === undefined ? run.thrown : error.message);
    if (status !== COMPLETED && task.error === undefined && run?.thrown === undefined) {
      task.error = failures.length === 0 ? reasonOf(task) : new Error(failures[0].entry.message);
    }
    if (run !== undefined) {
      run.end(isOver);
      if (!isOver && !run.isAborted) this.#ending.set(number, { run, reason: task.error });
      task.run = undefined;
    }
    if (status === PENDING) {
      run.attempt = this.attemptOf(run);
      task.isRetry = true;
      this.#ledger.statusChanged(task);
      return;
    }
    this.#ledger.relations.ended(task);
    if (task.isRetry) this.listLateSuccesses(task);
    task.ended = status;
    endHandle(handle, status);
    this.#ledger.statusChanged(task);
    if (this.#isQuiet(task)) {
      this.#settleHandle(task, handle);
      return;
    }
    const { stopListening } = task;
    if (stopListening !== undefined) task.stopListening = undefined;
    this.#addEnding({ task, handle, status, stopListening, view: undefined, next: undefined });
  }

  save() {
    const isMore = this.#ledger.saves.saveTouched();
    if (isMore) this.#ledger.wasm.read((core) => core.wantSave());
  }

  /** The instance that held the numbers is gone: what was in flight fails, the rest is kept as it was seen. */
  lostCore(error) {
    const ledger = this.#ledger;
    ledger.wasm.drop(error);
    const lost = [];
    ledger.loseSlots((task) => {
      const view = lostView(task, ledger.words, ledger.owner, error);
      if (task.ended === 0) {
        const { status, completed, failed, failedItems, result } = view;
        const outcome = Object.freeze({ status, completed, failed, failedItems, result, error });
        const { handle } = task;
        task.ended = FAILED_STATUS;
        endHandle(handle, FAILED_STATUS, outcome);
        this.#addEnding({ task, handle, status: FAILED_STATUS, stopListening: undefined, view: undefined, next: undefined });
        lost.push(task);
      }
      return view;
    });
    this.#ending.clear();
    for (const { run, stopListening } of lost) {
      stopListening?.();
      run?.end(false);
      run?.abort(error);
    }
    this.settleEndings();
    const calm = this.#calm;
    this.#calm = [];
    for (const { resolve } of calm) resolve();
  }

  // What runs call.

  report(run, position, id, isSuccess, message) {
    const { task } = run;
    if (task.slot < 0) return;
    this.#call((core) => {
      const reported = core.report(task.slot, run.number, position ?? NONE, isSuccess);
      this.#followItem(core, run, position, reported, id, message);
    });
  }

  setProgress(run, fraction) {
    if (run.hasEnded) return;
    const { task } = run;
    this.#call((core) => {
      core.setProgress(task.slot, run.number, fraction);
      this.#ledger.changedUnsaved(task);
      this.#ledger.touched(core, task);
    });
  }

  changedWithinStatus(task) {
    this.#ledger.changedWithinStatus(task);
  }

  hasSucceeded(task, position) {
    return task.slot >= 0 && this.#ledger.wasm.read((core) => core.itemHasSucceeded(task.slot, position));
  }

  attemptOf({ task, attempt }) {
    return attempt ?? this.#ledger.wasm.row(task.slot)?.[ATTEMPT] ?? 1;
  }

  deadlineOf({ task, hasEnded }) {
    const deadline = hasEnded ? undefined : this.#ledger.wasm.row(task.slot)?.[DEADLINE_AT];
    return deadline === deadline ? deadline : undefined;
  }

  // What the queue calls.

  /** Resolves when `isCalm(core)` holds, at once if it does. */
  whenCalm(isCalm) {
    return new Promise((resolve) => {
      if (this.isDisposed || this.#isNow(isCalm)) resolve();
      else this.#calm.push({ isCalm, resolve });
    });
  }

  cancel(task, reason) {
    if (task.slot >= 0) this.#call((core) => this.cancelIn(core, task, reason));
  }

  /** The reason stands before the abort that follows; a task that is past cancelling keeps what it has. */
  cancelIn(core, task, reason) {
    if (!core.cancel(task.slot)) return;
    task.cancelReason = reason;
    this.#ledger.changedUnsaved(task);
    this.#ledger.touched(core, task);
  }

  outcomeOf(task, status) {
    return task.makeOutcome(this.#ledger.words[status]);
  }

  completionInfo(task) {
    const { wasm, words } = this.#ledger;
    const wordAt = (position) => wasm.read((core) => core.itemWord(task.slot, position));
    return task.makeCompletionInfo(wasm.row(task.slot), words, wordAt);
  }

  /** At the end of an outermost call: the store first, then callbacks and handles. */
  settleEndings() {
    for (;;) {
      const { saves } = this.#ledger;
      const ending = this.#firstEnding;
      if (saves.hasStatuses) saves.saveStatuses();
      else if (ending !== undefined) {
        this.#firstEnding = ending.next;
        if (ending.next === undefined) this.#lastEnding = undefined;
        this.#settling = ending;
        this.#settle(ending);
        this.#settling = undefined;
      } else if (this.#historyLimit === Infinity || !this.#forgetOldest()) break;
    }
    if (this.#calm.length > 0) this.#resolveCalm();
  }

  /** Whether nothing comes between the end of a task and its handle: no callback, no store, no one who is to be told
   * before. To resolve a promise calls nobody yet. */
  #isQuiet(task) {
    return this.#firstEnding === undefined && this.#settling === undefined && this.#ledger.mirror === undefined
      && task.onComplete === undefined && task.completionActions === undefined && task.stopListening === undefined
      && this.#tellEnd[task.ended] === undefined && task.index >= 0;
  }

  #settleHandle(task, handle) {
    if (settleHandle(handle) && task.handle === handle) task.handle = undefined;
  }

  #addEnding(ending) {
    if (this.#lastEnding === undefined) this.#firstEnding = ending;
    else this.#lastEnding.next = ending;
    this.#lastEnding = ending;
  }

  /** A task that has ended is about to be retried: who is yet to be told of its end is told of this view. */
  keepView(task, view) {
    if (this.#tellEnd[task.ended] === undefined) return;
    if (this.#settling?.task === task) this.#settling.view ??= view;
    for (let ending = this.#firstEnding; ending !== undefined; ending = ending.next) {
      if (ending.task === task) ending.view ??= view;
    }
  }

  #settle(ending) {
    const { task, handle, status, stopListening } = ending;
    stopListening?.();
    const { completionActions, onComplete } = task;
    // After a retry in the meantime the task is another run's.
    if (typeof completionActions === 'function' && task.handle === handle && task.slot >= 0) {
      task.actions = callSafely(completionActions, task.result, this.completionInfo(task));
      this.#ledger.changedUnsaved(task);
    }
    const tell = this.#tellEnd[status];
    const view = tell === undefined ? undefined : ending.view ?? this.#ledger.seen(task);
    if (onComplete !== undefined) callSafely(onComplete, keepOutcome(handle));
    if (tell !== undefined) callSafely(tell, view);
    this.#settleHandle(task, handle);
    // A task that was enqueued too late to be listed.
    if (task.index < 0 && task.slot >= 0) this.#ledger.forget(task);
  }

  /** After others' tasks were found in the store. */
  forgetBeyondHistory() {
    while (this.#historyLimit < Infinity && this.#forgetOldest());
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

  #resolveCalm() {
    const waiting = this.#calm;
    this.#calm = [];
    for (const entry of waiting) {
      if (this.isDisposed || this.#isNow(entry.isCalm)) entry.resolve();
      else this.#calm.push(entry);
    }
  }

  #isNow(isCalm) {
    try {
      return this.#ledger.wasm.read(isCalm);
    } catch (error) {
      // The instance is gone, and nothing runs in a new one.
      report(error);
      return true;
    }
  }

  #runSettled(run, isSuccess, value) {
    const { task } = run;
    if (run.hasEnded) return;
    if (!isSuccess) {
      // Reading a message may call the thrower's code, which may end this very run.
      const message = messageOf(value);
      if (run.hasEnded) return;
      if (!run.isAborted) task.error = value;
      run.thrown = message;
    } else if (!run.hasResult && value !== undefined) {
      task.result = value;
    }
    this.#ledger.wasm.settled(task.slot, run.number, isSuccess);
  }

  itemSucceeded(lane) {
    const { run, position } = lane;
    lane.context.hasEnded = true;
    if (run.hasEnded) return;
    run.lanes.push(lane);
    this.#ledger.wasm.itemSucceeded(run, position, this.#followItem);
  }

  itemFailed(lane, value) {
    const { run, context, position } = lane;
    context.hasEnded = true;
    const { task } = run;
    if (run.hasEnded) return;
    // Either may call the user's code, which may end this very run.
    const id = task.ids.at(position);
    const message = messageOf(value);
    if (run.hasEnded) return;
    run.lanes.push(lane);
    this.#ledger.wasm.callQuietly((core) => {
      const reported = core.itemSettled(task.slot, run.number, position, false);
      if (reported === FAILED && run.thrown === undefined && !run.isAborted) {
        run.thrown = message;
        task.error = value;
      }
      this.#followItem(core, run, position, reported, id, message);
    });
  }

  /** Whether the store is to be told by the timer. */
  #followItem = (core, { task }, position, reported, id, message) => {
    if (!task.follow(reported, position, id, message)) return false;
    this.#ledger.changedUnsaved(task);
    return this.#ledger.touched(core, task);
  };

  /** Items that an ended run reported later count in a retry. */
  listLateSuccesses(task) {
    const { wasm } = this.#ledger;
    if (task.items === undefined || wasm.row(task.slot)[COMPLETED_COUNT] === task.succeeded.length) return;
    const listed = new Set(task.succeeded);
    task.items.forEach((_, position) => {
      if (!listed.has(position) && this.hasSucceeded(task, position)) task.addSucceeded(position);
    });
  }

  #call(inner) {
    return this.#ledger.wasm.call(inner);
  }
}

/** One of the places for tasks. */
class TaskLane extends Lane {
  #runs;
  run;
  next;

  constructor(runs) {
    super();
    this.#runs = runs;
  }
  succeeded(value) {
    this.#runs.laneSettled(this, true, value);
  }
  failed(error) {
    this.#runs.laneSettled(this, false, error);
  }
}

/** One of a run's places for items in flight. */
class ItemLane extends Lane {
  #runs;
  position;
  context;

  constructor(runs, run) {
    super();
    this.#runs = runs;
    this.run = run;
  }
  succeeded() {
    this.#runs.itemSucceeded(this);
  }
  failed(error) {
    this.#runs.itemFailed(this, error);
  }
}

/** The pause in milliseconds that an error asks for, else NaN. */
function retryAfterOf(error) {
  try {
    const { retryAfter } = error;
    return typeof retryAfter === 'number' ? retryAfter : NaN;
  } catch {
    return NaN;
  }
}

/** Why a task that was cancelled ends: the reason given, or an `AbortError`. */
function reasonOf({ cancelReason }) {
  return cancelReason === undefined ? new AbortError('the task was cancelled') : cancelReason;
}
