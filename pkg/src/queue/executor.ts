// Executes the commands of a queue's core: calls user code and reports results. The core decides when, and which error a
// task ends with.

import { AbortError } from '../../../src/web/shared/errors.js';
import { listenTo } from '../../../src/web/shared/listen.js';
import { wrong } from '../../../src/web/shared/options.js';
import { awaitable, callSafely, messageOf, report } from '../../../src/web/shared/report.js';
import type { TaskView } from '../../types/index.d.ts';
import type { QueueCore } from '../../wasm/taskwatch.js';
import { CommandField, EndError, RowField, STATUS_WORDS, Status } from '../generated/protocol.ts';
import { hasEnded } from '../durable/durable.ts';
import { isThenable } from '../storage/store-health.ts';
import { StepHost } from '../durable/step-host.ts';
import type { Completion } from './completion.ts';
import type { CommandExecutor, CoreBridge } from './core-bridge.ts';
import { integerAt, numberAt, numberOrNone } from './core-memory.ts';
import { errorOf, retryAfterOf } from './end-errors.ts';
import { TaskHandle } from './handle.ts';
import { IdleWaiters } from './idle-waiters.ts';
import { ItemExecutor } from './item-executor.ts';
import { lostOutcome, lostView } from './lost-view.ts';
import { Run } from './run.ts';
import { isLive, type LiveTask, type Task } from './task.ts';
import { TaskContext } from './task-context.ts';
import type { EndedStatus } from './task-state.ts';
import type { TaskStore } from './task-store.ts';
import type { TimelineEvent, Timeline } from './timeline.ts';
import { TaskWorker, type TaskWorkerOwner } from './worker.ts';

export class Executor implements CommandExecutor, TaskWorkerOwner {
  readonly store: TaskStore;
  readonly #core: CoreBridge;
  readonly #completion: Completion;
  readonly idle: IdleWaiters;
  readonly steps: StepHost;
  readonly items: ItemExecutor;
  /** Runs that have ended and are to be aborted next, by number, with the reason. */
  readonly #toAbort = new Map<number, { readonly run: Run; readonly reason: unknown }>();
  /** The first in the list of free workers. A worker whose processor never settles does not return to it. */
  #freeWorker: TaskWorker | undefined;

  /** Listens for the network until this is called. */
  #stopListening: (() => void) | undefined;
  /** The error that the outermost call has created for tasks that it ends. */
  #lastAbort: Error | undefined;

  constructor(store: TaskStore, completion: Completion) {
    this.store = store;
    this.#core = store.core;
    this.#completion = completion;
    this.idle = new IdleWaiters(store.core);
    this.steps = new StepHost(store);
    this.items = new ItemExecutor(store, this.steps);
  }

  /** One for all tasks that a call ends with the same message, since each error has a stack. */
  readonly #abortError = (message: string): Error => {
    if (this.#lastAbort?.message !== message) this.#lastAbort = new AbortError(message);
    return this.#lastAbort;
  };

  close(): void {
    this.idle.isOver = true;
    this.steps.pageExit.close();
  }

  get isDisposed(): boolean {
    return this.idle.isOver;
  }

  // Commands.

  start(coreId: number, number: number): void {
    const task = this.store.at(coreId);
    const run = new Run(this, task, number);
    const { processor, items } = task;
    if (task.isRetry) task.rewind(task.state);
    task.state.run = run;
    if (task.isRetry) {
      this.items.listLateSuccesses(task);
      if (processor !== undefined && items !== undefined) {
        const positions = this.#core.read((core) => core.unfinishedItems(coreId));
        run.items = Array.from(positions, (position) => items[position]);
      }
    }
    const isResumed = task.durable?.starts() === true;
    if (task.durable !== undefined) this.steps.pageExit.watch();
    if (task.timeline !== undefined) this.#noteStart(task.timeline, run, isResumed);
    this.store.statusChanged(task);
    if (processor === undefined) {
      run.workers = [];
      return;
    }
    let returned: unknown;
    try {
      returned = processor(new TaskContext(run));
      if (task.durable !== undefined) returned = this.steps.held(returned);
    } catch (error) {
      returned = Promise.reject(error);
    }
    const worker = this.#freeWorker ?? new TaskWorker(this);
    this.#freeWorker = worker.next;
    worker.next = undefined;
    worker.run = run;
    worker.take(awaitable(returned));
  }

  #noteStart(timeline: Timeline, run: Run, isResumed: boolean): void {
    const attempt = this.attemptOf(run);
    if (isResumed) timeline.note({ kind: 'resumed' });
    else if (attempt === 1) timeline.note({ kind: 'started' });
    timeline.note({ kind: 'attempt', attempt });
  }

  abort(coreId: number, number: number, error: EndError): void {
    const ended = this.#toAbort.get(number);
    if (ended !== undefined) {
      this.#toAbort.delete(number);
      ended.run.abort(ended.reason);
      return;
    }
    const task = this.store.at(coreId);
    const { run } = task.state;
    this.store.changedWithinStatus(task);
    run?.abort(errorOf(error, task, run, 0, this.#abortError));
  }

  prolonged(coreId: number): void {
    const task = this.store.at(coreId);
    task.timeline?.note({ kind: 'prolonged' });
    this.store.changedWithinStatus(task);
    task.state.run?.deadlineMoved();
  }

  /** Calls no user code: until all endings of a turn are recorded, the queue must not be observed. */
  attemptFailed(coreId: number, number: number, command: Float64Array): void {
    const task = this.store.at(coreId);
    const { run } = task.state;
    this.#endRun(task, run, number, command, true);
    if (run !== undefined) run.attempt = this.attemptOf(run);
    task.isRetry = true;
    this.store.statusChanged(task);
  }

  /** Likewise. */
  ended(coreId: number, number: number, command: Float64Array): void {
    const task = this.store.at(coreId);
    const { state, durable } = task;
    const { run, handle } = state;
    const status: EndedStatus = integerAt(command, CommandField.Status);
    if (durable?.yieldedTo !== undefined) {
      this.#yielded(task, run, number, durable.yieldedTo);
      return;
    }
    // A success between attempts does not have the last attempt's error.
    if (run === undefined && status === Status.Completed) task.rewind(state);
    this.#endRun(task, run, number, command, status === Status.Failed);
    if (task.isRetry) this.items.listLateSuccesses(task);
    if (status === Status.Completed && task.message !== task.ownMessage) task.message = task.ownMessage;
    if (durable !== undefined && integerAt(command, CommandField.Error) === EndError.Disposed)
      durable.release = { nextAttemptAt: numberOrNone(command, CommandField.NextAttemptAt) };
    // A task that is left to another page has not ended there.
    else {
      if (durable !== undefined) durable.isInterrupted = false;
      task.timeline?.note(endOf(task, status));
    }
    state.endedAs = status;
    if (handle !== undefined) TaskHandle.end(handle, status);
    this.store.statusChanged(task);
    this.#completion.ended(task, handle, status);
  }

  #endRun(
    task: LiveTask,
    run: Run | undefined,
    number: number,
    command: Float64Array,
    hasFailed: boolean,
  ): void {
    const error: EndError = integerAt(command, CommandField.Error);
    const endedByItself = integerAt(command, CommandField.EndedByItself) === 1;
    const value = errorOf(error, task, run, numberAt(command, CommandField.Limit), this.#abortError);
    if (error === EndError.TimedOut) task.timeline?.note({ kind: 'deadline', error: messageOf(value) });
    // Set only if there is one: an own property for each task would cost as much as the task's numbers.
    if (value !== task.error) task.error = value;
    if (integerAt(command, CommandField.IsListed) === 1) {
      task.addFailure(undefined, error === EndError.Thrown ? (run?.thrown?.message ?? '') : messageOf(value));
    }
    if (run === undefined) return;
    const { waits } = run;
    if (waits !== undefined && (hasFailed || !endedByItself)) {
      if (task.timeline !== undefined) waits.noteEnds(messageOf(value));
      if (endedByItself) waits.release();
    }
    run.end(endedByItself);
    if (!endedByItself && !run.isAborted) this.#toAbort.set(number, { run, reason: value });
    task.state.run = undefined;
  }

  #yielded(task: LiveTask, run: Run | undefined, number: number, view: TaskView): void {
    if (run !== undefined) {
      run.end(false);
      const reason = new AbortError('another tab has taken the task over');
      if (!run.isAborted) this.#toAbort.set(number, { run, reason });
    }
    task.durable = undefined;
    task.journal = undefined;
    this.store.yielded(task, view);
  }

  askRetry(coreId: number, number: number): void {
    const task = this.store.at(coreId);
    const { error, retryIf } = task;
    const answer = retryIf === undefined || callSafely(retryIf, error);
    // It cannot be waited for: a promise may never settle.
    const isPromise = isThenable(answer);
    if (isPromise) report(wrong('the answer of retry.retryIf', 'a boolean, not a promise', answer));
    const again = Boolean(answer) && !isPromise;
    const pause = again ? retryAfterOf(error) : Number.NaN;
    // It may have ended in the meantime, or even been forgotten.
    if (!isLive(task)) return;
    const { state } = task;
    this.#core.call((core) => {
      core.decide(coreId, number, again, pause, Math.random());
      if (!again || state.endedAs !== undefined) return;
      task.timeline?.note({ kind: 'retrying', error: task.failures.at(-1)?.entry.message });
      this.store.changedWithinStatusIn(core, task);
    });
  }

  /** A task's next attempt waits for the network. */
  awaitNetwork(): void {
    this.ignoreNetwork();
    const cameOnline = () => {
      this.ignoreNetwork();
      this.#core.callQuietly((core) => core.cameOnline());
    };
    this.#stopListening = listenTo([[globalThis, 'online', cameOnline]]);
  }

  ignoreNetwork(): void {
    this.#stopListening?.();
    this.#stopListening = undefined;
  }

  settleEndings(): void {
    if (this.#lastAbort !== undefined) this.#lastAbort = undefined;
    this.#completion.settleAll();
    this.idle.look();
  }

  save(): void {
    if (this.store.writes?.writeChanges() === true) this.#core.read((core) => core.wantSave());
  }

  /** Tasks in flight fail, the others stay as they were last seen. Whatever is thrown on the way, each task is settled. */
  lostCore(error: Error): void {
    this.#core.drop(error);
    this.ignoreNetwork();
    this.#toAbort.clear();
    const lost: TaskHandle[] = [];
    const runs: Run[] = [];
    this.store.loseCore((task) => this.#lose(task, error, lost, runs));
    for (const run of runs) {
      callSafely(() => {
        run.end(false);
        run.abort(error);
      });
    }
    this.#lastAbort = undefined;
    callSafely(() => this.#completion.settleAll());
    // Those whose endings were being recorded when the instance failed.
    for (const handle of lost) TaskHandle.settle(handle);
    this.idle.resolveAll();
  }

  /** The last view of a task. */
  #lose(task: LiveTask, error: Error, lost: TaskHandle[], runs: Run[]): TaskView {
    const { handle, run, endedAs } = task.state;
    if (handle !== undefined) lost.push(handle);
    if (endedAs === undefined) {
      if (run !== undefined) runs.push(run);
      if (handle !== undefined) TaskHandle.end(handle, Status.Failed, lostOutcome(task, error));
      this.#completion.ended(task, handle, Status.Failed);
      task.timeline?.note({ kind: 'ended', status: 'failed', error: error.message });
    }
    return lostView(task, this.store.owner, error);
  }

  // Called by runs.

  setProgress(run: Run, fraction: number): void {
    const { task } = run;
    if (run.hasEnded || !isLive(task)) return;
    const { coreId } = task.state;
    this.#core.call((core) => {
      const isNews = core.setProgress(coreId, run.number, fraction);
      if (isNews) this.store.changedWithinStatusIn(core, task);
    });
  }

  attemptOf({ task, attempt }: Run): number {
    if (attempt !== undefined) return attempt;
    const row = isLive(task) ? this.#core.row(task.state.coreId) : undefined;
    return row === undefined ? 1 : numberAt(row, RowField.Attempt);
  }

  deadlineOf({ task, hasEnded }: Run): number | undefined {
    const row = hasEnded || !isLive(task) ? undefined : this.#core.row(task.state.coreId);
    return row === undefined ? undefined : numberOrNone(row, RowField.DeadlineAt);
  }

  // Called by the queue.

  cancel(task: Task, reason: unknown): void {
    if (isLive(task)) this.#core.call((core) => this.cancelIn(core, task, reason));
    // With a handle, a retry of it has not begun.
    else if (!hasEnded(this.store.present(task)) || task.follower !== undefined)
      this.store.command(task, 'cancel', reason);
  }

  /** The reason is kept before the abort that follows; a task that can no longer be cancelled keeps its own. */
  cancelIn(core: QueueCore, task: LiveTask, reason: unknown): void {
    if (!core.cancel(task.state.coreId, reason !== undefined)) return;
    task.cancelReason = reason;
    task.timeline?.note(
      reason === undefined ? { kind: 'cancelled' } : { kind: 'cancelled', reason: messageOf(reason) },
    );
    // The page may go before the next macrotask, and another must not go on with it.
    if (task.durable !== undefined) this.store.statusChanged(task);
    else this.store.changedWithinStatusIn(core, task);
  }

  // Called by workers.

  /** Its worker is free for the next run. */
  taskSettled(worker: TaskWorker, isSuccess: boolean, value: unknown): void {
    const { run } = worker;
    worker.run = undefined;
    worker.next = this.#freeWorker;
    this.#freeWorker = worker;
    if (run === undefined || run.hasEnded) return;
    const { task } = run;
    if (!isSuccess) {
      // Reading a message may call the thrower's code, which may end this very run.
      const message = messageOf(value);
      if (run.hasEnded) return;
      run.thrown = { value, message };
    } else if (!run.hasResult && value !== undefined) {
      task.result = value;
    }
    if (isLive(task)) this.#core.settled(task.state.coreId, run.number, isSuccess);
  }
}

/** The last entry of a timeline. Does not read an error, which may call a user's code. */
function endOf({ failures }: Task, status: EndedStatus): TimelineEvent {
  const end: TimelineEvent = { kind: 'ended', status: STATUS_WORDS[status] };
  return status === Status.Failed ? { ...end, error: failures.at(-1)?.entry.message } : end;
}
