// @ts-nocheck
// Is told by number what a queue's wasm wants started, aborted and settled, calls the user's code for it, and
// reports what came of it. Decides nothing.

import { awaitable, callSafely, messageOf } from '../../../src/web/shared/report.js';
import { ItemContext, Run, TaskContext } from './context.ts';
import { Calm } from './idle-waiters.ts';
import { endHandle } from './handle.ts';
import { AbortError } from '../../../src/web/shared/errors.js';
import { FAILED } from './task.ts';
import { ItemLane, TaskLane } from './worker.ts';
import { lostView } from './stored-task.ts';
import { NONE } from './core-bridge.ts';

/** Where in a row of numbers some stand: `Row` in `core::queue`. */
const COMPLETED_COUNT = 1,
  ATTEMPT = 4,
  DEADLINE_AT = 10;
/** Numbers of `Status` in `core::queue`. */
const PENDING = 0,
  COMPLETED = 2,
  FAILED_STATUS = 3,
  CANCELLED = 4;

/** Calls the code of a queue's tasks. */
export class Runs {
  #ledger;
  /** Runs that have ended and are to be aborted yet, by number, with the reason. */
  #ending = new Map();
  /** The first of a list of lanes that await nothing. One whose processor never settles does not come back to it. */
  #freeLane;

  /** `settling` settles what has ended. */
  constructor(ledger, settling) {
    this.#ledger = ledger;
    this.settling = settling;
    this.calm = new Calm(ledger.wasm);
  }

  close() {
    this.calm.isOver = true;
  }

  get isDisposed() {
    return this.calm.isOver;
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
    const { run } = this.#ledger.at(slot);
    this.startItemIn(run.lanes.pop() ?? new ItemLane(this, run), position);
  }

  startItemIn(lane, position) {
    const { run } = lane;
    const { items, processItem } = run.task;
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
    this.settling.ended(task, handle, status);
  }

  save() {
    const isMore = this.#ledger.writes?.writeChanges();
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
        lost.push({ run: task.run, stopListening: task.stopListening });
        task.stopListening = undefined;
        this.settling.ended(task, handle, FAILED_STATUS);
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
    this.calm.resolveAll();
  }

  // What runs call.

  report(run, position, id, isSuccess, message) {
    const { task } = run;
    if (task.slot < 0) return;
    this.#call((core) => {
      const reported = core.report(task.slot, run.number, position ?? NONE, isSuccess);
      this.followItem(core, task, position, reported, id, message);
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

  /** At the end of an outermost call. */
  settleEndings() {
    this.settling.settleAll();
    this.calm.look();
  }

  outcomeOf(task, status) {
    return task.makeOutcome(this.#ledger.words[status]);
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
    lane.context.hasEnded = true;
    if (!lane.run.hasEnded) this.#ledger.wasm.itemSucceeded(lane);
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
      this.followItem(core, task, position, reported, id, message);
    });
  }

  /** Keeps the lists in step with what became of a report. Whether the store is to be told by the timer. */
  followItem(core, task, position, reported, id, message) {
    if (!task.follow(reported, position, id, message)) return false;
    this.#ledger.changedUnsaved(task);
    return this.#ledger.touched(core, task);
  }

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
