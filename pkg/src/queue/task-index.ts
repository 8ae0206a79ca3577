// Which tasks share a name: a key, a `dedupeKey`, a group. Tasks without names cost nothing. The core, which knows keys
// by number, decides what they mean.

import { NameTable } from './name-table.ts';
import { SetsByName } from './sets-by-name.ts';
import type { Task } from './task.ts';

export class TaskIndex {
  readonly keys = new NameTable();
  readonly dedupeKeys = new NameTable();
  readonly #groups = new SetsByName<Task>();
  /** Durable tasks that are not this queue's and had not ended when last seen, by `dedupeKey`. */
  readonly #elsewhere = new SetsByName<Task>();

  /** A task is shown from now on. */
  joined(task: Task): void {
    const { group } = task;
    if (group !== undefined) this.#groups.add(group, task);
  }

  /** A task is no longer shown. */
  left(task: Task): void {
    const { group, dedupeKey } = task;
    if (group !== undefined) this.#groups.delete(group, task);
    if (dedupeKey !== undefined) this.#elsewhere.delete(dedupeKey, task);
  }

  /** A durable task with a `dedupeKey` belongs to another queue, or to none, and has not ended. */
  foundElsewhere(dedupeKey: string, task: Task): void {
    this.#elsewhere.add(dedupeKey, task);
  }

  /** Such a task for which that still holds. */
  elsewhere(dedupeKey: string, isStill: (task: Task) => boolean): Task | undefined {
    for (const task of this.#elsewhere.of(dedupeKey)) {
      if (isStill(task)) return task;
      this.#elsewhere.delete(dedupeKey, task);
    }
    return undefined;
  }

  /** The core no longer knows a task, and its names lose a user. */
  leftCore({ key, dedupeKey }: Task): void {
    if (key !== undefined) this.keys.drop(key);
    if (dedupeKey !== undefined) this.dedupeKeys.drop(dedupeKey);
  }

  /** The tasks of a group in the order of `enqueue`. */
  group(id: string): Task[] {
    const tasks = [...this.#groups.of(id)];
    return tasks.sort((one, other) => (one.position ?? 0) - (other.position ?? 0));
  }

  /** The core is lost, and the numbers of names with it. */
  lostCore(): void {
    this.keys.clear();
    this.dedupeKeys.clear();
  }
}
