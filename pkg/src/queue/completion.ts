// What follows the end of a task, in this order: the store, callbacks, the task's handle; then tasks beyond the history
// limit are forgotten.

import { callSafely } from '../../../src/web/shared/report.js';
import type { TaskView } from '../../types/index.d.ts';
import { CommandField, Excess, Status } from '../generated/protocol.ts';
import type { EndListener, QueueConfig } from './config.ts';
import { integerAt } from './core-memory.ts';
import { TaskHandle } from './handle.ts';
import type { Task } from './task.ts';
import type { TaskStore } from './task-store.ts';
import type { EndedStatus } from './task-state.ts';

/** An ending that has not been reported yet. Linked, since a new array takes memory for sixteen. */
interface Pending {
  readonly task: Task;
  readonly handle: TaskHandle | undefined;
  readonly status: EndedStatus;
  readonly stopListening: (() => void) | undefined;
  /** The view of that ending, once the task has another run. */
  view: TaskView | undefined;
  next: Pending | undefined;
}

export class Completion {
  readonly #store: TaskStore;
  readonly #config: QueueConfig;
  #first: Pending | undefined;
  #last: Pending | undefined;
  /** The one whose callbacks are being called. */
  #settling: Pending | undefined;

  constructor(store: TaskStore, config: QueueConfig) {
    this.#store = store;
    this.#config = config;
  }

  /** Calls no user code yet. The handle has the outcome. */
  ended(task: Task, handle: TaskHandle | undefined, status: EndedStatus): void {
    const { stopListening } = task;
    if (stopListening !== undefined) task.stopListening = undefined;
    const pending: Pending = { task, handle, status, stopListening, view: undefined, next: undefined };
    if (this.#last === undefined) this.#first = pending;
    else this.#last.next = pending;
    this.#last = pending;
  }

  /** At the end of an outermost call. */
  settleAll(): void {
    for (;;) {
      const { writes } = this.#store;
      const pending = this.#first;
      if (writes?.hasStatuses === true) writes.writeStatuses();
      else if (pending !== undefined) {
        // Removed last: if the stack overflows on the way, the next call settles the rest.
        if (this.#settling === pending) this.#settleHandle(pending);
        else {
          this.#settling = pending;
          this.#settle(pending);
        }
        this.#settling = undefined;
        // Unless the instance was lost in a callback, in which case the others have been settled there.
        if (this.#first !== pending) continue;
        this.#first = pending.next;
        if (pending.next === undefined) this.#last = undefined;
      } else if (!this.#forgetOldest()) return;
    }
  }

  /** An ended task is about to be retried: callbacks that have not been called yet get this view. */
  keepView(task: Task, view: TaskView): void {
    for (let pending = this.#first; pending !== undefined; pending = pending.next) {
      if (pending.task === task) pending.view ??= view;
    }
  }

  /** After others' tasks were found in the store. */
  forgetBeyondHistory(): void {
    while (this.#forgetOldest());
  }

  #settle(pending: Pending): void {
    const { task, handle, status, stopListening } = pending;
    stopListening?.();
    const { completionActions, onComplete } = task;
    // After a retry in the meantime the task has another run.
    const isPresent = task.state.kind === 'live' && task.state.handle === handle;
    if (typeof completionActions === 'function' && isPresent) {
      task.actions = callSafely(completionActions, task.result, this.#store.completionInfo(task));
      this.#store.changedUnsaved(task);
    }
    const listener = this.#listenerFor(status);
    const view = listener === undefined ? undefined : (pending.view ?? this.#store.present(task));
    const outcome =
      onComplete === undefined || handle === undefined ? undefined : TaskHandle.keepOutcome(handle);
    if (onComplete !== undefined && outcome !== undefined) callSafely(onComplete, outcome);
    if (listener !== undefined && view !== undefined) callSafely(listener, view);
    this.#settleHandle(pending);
    if (status === Status.Completed) task.release();
    // A task that was enqueued too late to be listed.
    if (task.position === undefined && task.state.kind === 'live') this.#store.forget(task);
  }

  #settleHandle({ task: { state }, handle }: Pending): void {
    if (handle === undefined) return;
    if (TaskHandle.settle(handle) && state.kind === 'live' && state.handle === handle)
      state.handle = undefined;
  }

  #listenerFor(status: EndedStatus): EndListener {
    switch (status) {
      case Status.Completed:
        return this.#config.onTaskComplete;
      case Status.Failed:
        return this.#config.onTaskFail;
      case Status.Cancelled:
        return this.#config.onTaskCancel;
      default:
        return status satisfies never;
    }
  }

  /** Returns whether there was one too many. */
  #forgetOldest(): boolean {
    const { core: bridge, past } = this.#store;
    if (past === undefined) return false;
    const oldest = bridge.read((core) => {
      const excess: Excess = core.excess();
      if (excess === Excess.None) return undefined;
      const number = integerAt(bridge.command, CommandField.Task);
      return excess === Excess.Own ? this.#store.at(number) : past.at(number);
    });
    return oldest !== undefined && this.#store.forget(oldest);
  }
}
