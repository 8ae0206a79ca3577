// Handles of this queue for tasks that another queue runs, or none: each settles when the task has ended there.

import type { TaskOutcome, TaskView } from '../../types/index.d.ts';
import { Status } from '../generated/protocol.ts';
import { hasEnded } from '../storage/stored-view.ts';
import { NOTHING } from '../storage/view-schema.ts';
import { TaskHandle } from './handle.ts';
import type { Follower, Task } from './task.ts';
import type { EndedStatus } from './task-state.ts';
import { endedStatusOf, outcomeOfView } from './task-view.ts';

export class Followers {
  readonly #tasks = new Set<Task>();

  add(task: Task, follower: Follower): void {
    task.follower = follower;
    this.#tasks.add(task);
  }

  /** The task is this queue's own from now on, and keeps its handle. */
  remove(task: Task): void {
    this.#tasks.delete(task);
  }

  /** Another queue has shown this view of the task. */
  shown(task: Task, view: TaskView): void {
    const { follower } = task;
    if (follower === undefined || !hasEnded(view) || view.retryCount < follower.retryCount) return;
    this.settle(task, endedStatusOf(view), outcomeOfView(view));
  }

  /** The task is no longer shown, or the queue is disposed of. */
  cancel(task: Task): void {
    this.settle(task, Status.Cancelled, CANCELLED);
  }

  cancelAll(): void {
    for (const task of this.#tasks) this.cancel(task);
  }

  settle(task: Task, status: EndedStatus, outcome: TaskOutcome): void {
    const { follower } = task;
    task.follower = undefined;
    this.#tasks.delete(task);
    if (follower === undefined) return;
    TaskHandle.end(follower.handle, status, outcome);
    TaskHandle.settle(follower.handle);
  }
}

const CANCELLED: TaskOutcome = /* @__PURE__ */ Object.freeze({
  status: 'cancelled',
  completed: 0,
  failed: 0,
  failedItems: NOTHING,
});
