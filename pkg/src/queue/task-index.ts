// Which tasks share a name: a key, a `dedupeKey`, a group. Tasks that share nothing are not looked at. What keys mean is
// decided in the core, which knows them by number.

import { NameTable } from './name-table.ts';
import type { Task } from './task.ts';

export class TaskIndex {
  readonly keys = new NameTable();
  readonly dedupeKeys = new NameTable();
  readonly #groups = new Map<string, Set<Task>>();

  /** A task is shown from now on. */
  joined(task: Task): void {
    const { group } = task;
    if (group === undefined) return;
    const tasks = this.#groups.get(group);
    if (tasks === undefined) this.#groups.set(group, new Set([task]));
    else tasks.add(task);
  }

  /** A task is no longer shown. */
  left(task: Task): void {
    const { group } = task;
    if (group === undefined) return;
    const tasks = this.#groups.get(group);
    if (tasks?.delete(task) === true && tasks.size === 0) this.#groups.delete(group);
  }

  /** The core knows a task no longer, and its names have a user less. */
  leftCore({ key, dedupeKey }: Task): void {
    if (key !== undefined) this.keys.drop(key);
    if (dedupeKey !== undefined) this.dedupeKeys.drop(dedupeKey);
  }

  /** The tasks of a group in the order of `enqueue`. */
  group(id: string): Task[] {
    const tasks = [...(this.#groups.get(id) ?? [])];
    return tasks.sort((one, other) => (one.position ?? 0) - (other.position ?? 0));
  }

  /** The core is lost, and the numbers of names with it. */
  lostCore(): void {
    this.keys.clear();
    this.dedupeKeys.clear();
  }
}
