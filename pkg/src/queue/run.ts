// One run of a task: its signal, its cleanups, and its processor's reports. After its end it only affects which items
// a retry gets.

import type { TaskLink } from '../../../src/web/shared/task-link.js';
import type { PendingWait, TaskItemId } from '../../types/index.d.ts';
import { wrong } from '../../../src/web/shared/options.js';
import { callSafely, messageOf } from '../../../src/web/shared/report.js';
import type { Executor } from './executor.ts';
import { toItemId } from './item-ids.ts';
import { onPrototype } from './on-prototype.ts';
import type { Task } from './task.ts';
import { WaitLinks } from './wait-links.ts';
import type { ItemWorker } from './worker.ts';

/** What only a few runs have. */
interface Parts {
  controller?: AbortController;
  cleanups?: (() => void)[] | undefined;
  /** Of each id that several items share, which of its positions was reported last. */
  reported?: Map<TaskItemId, number>;
  waits?: WaitLinks;
}

class RunClass {
  readonly executor: Executor;
  readonly task: Task;
  readonly number: number;
  isAborted = false;
  hasEnded = false;
  #parts: Parts | undefined;

  // Declared only: the defaults are on the prototype, see `DEFAULTS`.
  declare hasResult: boolean;
  /** What the processor, or the first item to throw, has thrown, and its message; absent if nothing has. */
  declare thrown: { readonly value: unknown; readonly message: string } | undefined;
  /** The number of the attempt, once it is over and others may follow. */
  declare attempt: number | undefined;
  /** The items of a retry; a first run has all. */
  declare items: readonly unknown[] | undefined;
  declare reason: unknown;
  /** Free item workers. */
  declare workers: ItemWorker[];
  /** Ends each of its current sleeps. */
  declare sleeps: Set<() => void> | undefined;

  constructor(executor: Executor, task: Task, number: number) {
    this.executor = executor;
    this.task = task;
    this.number = number;
  }

  get signal(): AbortSignal {
    const parts = this.#needParts();
    if (parts.controller === undefined) {
      parts.controller = new AbortController();
      if (this.isAborted) parts.controller.abort(this.reason);
    }
    return parts.controller.signal;
  }

  abort(reason: unknown): void {
    if (this.isAborted) return;
    this.isAborted = true;
    this.reason = reason;
    if (this.sleeps !== undefined) for (const wake of this.sleeps) wake();
    const parts = this.#parts;
    if (parts === undefined) return;
    const { controller, cleanups } = parts;
    parts.cleanups = undefined;
    if (controller !== undefined) callSafely(() => controller.abort(reason));
    if (cleanups !== undefined) for (const cleanup of cleanups) callSafely(cleanup);
  }

  onCancel(cleanup: () => void): void {
    if (typeof cleanup !== 'function') throw wrong('onCancel', 'given a function', cleanup);
    if (this.isAborted) callSafely(cleanup);
    else if (!this.hasEnded) {
      const parts = this.#needParts();
      parts.cleanups ??= [];
      parts.cleanups.push(cleanup);
    }
  }

  /** A run that ended by itself drops its cleanups; any other is aborted next, and calls them. */
  end(endedByItself: boolean): void {
    this.hasEnded = true;
    if (this.sleeps !== undefined) for (const wake of this.sleeps) wake();
    if (endedByItself && this.#parts !== undefined) this.#parts.cleanups = undefined;
  }

  /** A wait joins; `undefined` once the run has ended. */
  join(pending: PendingWait, kind: string | undefined): TaskLink | undefined {
    if (this.hasEnded) return undefined;
    const parts = this.#needParts();
    parts.waits ??= new WaitLinks(this);
    return parts.waits.join(pending, kind);
  }

  waitsChanged(): void {
    if (!this.hasEnded) this.executor.store.changedUnsaved(this.task);
  }

  /** Its deadline has moved, or stands still: its waits read before it. */
  deadlineMoved(): void {
    this.waits?.moveDeadline(this.executor.deadlineOf(this));
  }

  /** The waits that have joined, if any ever did. */
  get waits(): WaitLinks | undefined {
    return this.#parts?.waits;
  }

  setTitle(title: string): void {
    if (typeof title !== 'string') throw wrong('setTitle', 'given a string', title);
    if (this.hasEnded || this.task.title === title) return;
    this.task.title = title;
    this.executor.store.changedWithinStatus(this.task);
  }

  setMessage(message: string | undefined): void {
    if (message !== undefined && typeof message !== 'string') {
      throw wrong('setMessage', 'given a string', message);
    }
    if (this.hasEnded) return;
    // The same message again is an entry again; only removing a message that was never set is not.
    if (message !== undefined || this.task.ownMessage !== undefined) {
      this.task.timeline?.note({ kind: 'message', message: message ?? '' });
    }
    this.task.ownMessage = message;
    this.#showMessage(message);
  }

  /** A wait's message, which is shown until the processor sets one, and not kept when the task completes. */
  showWaitMessage(message: string | undefined): void {
    if (!this.hasEnded) this.#showMessage(message);
  }

  #showMessage(message: string | undefined): void {
    if (this.task.message === message) return;
    this.task.message = message;
    this.executor.store.changedWithinStatus(this.task);
  }

  setResult(result: unknown): void {
    if (this.hasEnded) return;
    this.hasResult = true;
    this.task.result = result;
    this.executor.store.changedWithinStatus(this.task);
  }

  setProgress(progress: number | { completed: number; total: number }): void {
    const isPair = progress !== null && typeof progress === 'object';
    const fraction = isPair ? progress.completed / progress.total : progress;
    if (typeof fraction !== 'number') {
      throw wrong('setProgress', 'given a fraction, or { completed, total }', progress);
    }
    this.executor.setProgress(this, fraction);
  }

  /** Reports an item, if there is one with this id, else increments a count. */
  report(given: TaskItemId | number | undefined, isSuccess: boolean, message?: unknown): void {
    const id = toItemId(given);
    const position = id === undefined ? undefined : this.#positionOf(id);
    this.reportPosition(position, id, isSuccess, message);
  }

  reportPosition(
    position: number | undefined,
    id: TaskItemId | undefined,
    isSuccess: boolean,
    message?: unknown,
  ): void {
    const text = message === undefined ? 'no message was given' : messageOf(message);
    this.executor.items.report(this, position, id, isSuccess, text);
  }

  /** If items share the id, the next one that has not been reported, else the last that this run has. */
  #positionOf(id: TaskItemId): number | undefined {
    const positions = this.task.ids?.positionsOf(id);
    if (positions === undefined || positions.length === 1) return positions?.[0];
    const parts = this.#needParts();
    parts.reported ??= new Map();
    const last = parts.reported.get(id) ?? -1;
    for (let next = last + 1; next < positions.length; next++) {
      const position = positions[next];
      if (position !== undefined && this.executor.items.isOpen(this.task, position)) {
        parts.reported.set(id, next);
        return position;
      }
    }
    return positions[Math.max(last, 0)];
  }

  #needParts(): Parts {
    this.#parts ??= {};
    return this.#parts;
  }
}

const DEFAULTS: Pick<Run, 'hasResult' | 'thrown' | 'attempt' | 'items' | 'reason' | 'sleeps'> = {
  hasResult: false,
  thrown: undefined,
  attempt: undefined,
  items: undefined,
  reason: undefined,
  sleeps: undefined,
};

export const Run = /* @__PURE__ */ onPrototype(RunClass, DEFAULTS);
export type Run = RunClass;
