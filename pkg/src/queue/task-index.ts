// Which tasks share a name: a key, a `dedupeKey`, a group. Tasks that share nothing are not looked at. What keys mean is
// decided in the core, which knows them by number.

import { NameTable } from './name-table.ts';
import type { Task } from './task.ts';

export class TaskIndex {
  readonly keys = new NameTable();
  readonly dedupeKeys = new NameTable();
  readonly #groups = new Map<string, Set<Task>>();
  /** Durable tasks that are not this queue's and had not ended when they were seen last, by `dedupeKey`. */
  readonly #elsewhere = new Map<string, Set<Task>>();

  /** A task is shown from now on. */
  joined(task: Task): void {
    const { group } = task;
    if (group !== undefined) add(this.#groups, group, task);
  }

  /** A task is no longer shown. */
  left(task: Task): void {
    const { group, dedupeKey } = task;
    if (group !== undefined) drop(this.#groups, group, task);
    if (dedupeKey !== undefined) drop(this.#elsewhere, dedupeKey, task);
  }

  /** A durable task with a `dedupeKey` is another queue's, or nobody's, and has not ended. */
  foundElsewhere(dedupeKey: string, task: Task): void {
    add(this.#elsewhere, dedupeKey, task);
  }

  /** Such a task for which that still holds. */
  elsewhere(dedupeKey: string, isStill: (task: Task) => boolean): Task | undefined {
    for (const task of this.#elsewhere.get(dedupeKey) ?? []) {
      if (isStill(task)) return task;
      drop(this.#elsewhere, dedupeKey, task);
    }
    return undefined;
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

function add(sets: Map<string, Set<Task>>, name: string, task: Task): void {
  const tasks = sets.get(name);
  if (tasks === undefined) sets.set(name, new Set([task]));
  else tasks.add(task);
}

function drop(sets: Map<string, Set<Task>>, name: string, task: Task): void {
  const tasks = sets.get(name);
  if (tasks?.delete(task) === true && tasks.size === 0) sets.delete(name);
}
