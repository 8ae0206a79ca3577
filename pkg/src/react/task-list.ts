// The tasks that a component has asked for. A list keeps its identity until one of its tasks changes, so that React,
// which compares by identity, renders no component in vain.

import type { TaskView } from '../../types/index.d.ts';
import type { TaskFilter } from '../../types/react.d.ts';
import type { QueueStore } from './queue-store.ts';

/** What a server renders, and what a page renders while it hydrates. */
export const NO_TASKS: TaskView[] = [];
Object.freeze(NO_TASKS);

export class TaskList {
  readonly #store: QueueStore;
  readonly #filter: TaskFilter;
  readonly #takesAll: boolean;
  /** The queue's snapshot from which the last tasks were chosen. */
  #snapshot = NO_TASKS;
  #chosen = NO_TASKS;

  constructor(store: QueueStore, filter: TaskFilter) {
    this.#store = store;
    this.#filter = filter;
    this.#takesAll = Object.values(filter).every((wanted) => wanted === undefined);
  }

  /** The tasks as they are now: a frozen array. */
  read(): TaskView[] {
    const snapshot = this.#store.queue?.getSnapshot() ?? NO_TASKS;
    if (snapshot === this.#snapshot) return this.#chosen;
    this.#snapshot = snapshot;
    const chosen = this.#takesAll ? snapshot : snapshot.filter((task) => isWanted(task, this.#filter));
    if (!hasSameItems(chosen, this.#chosen)) {
      Object.freeze(chosen);
      this.#chosen = chosen;
    }
    return this.#chosen;
  }
}

/** The filter's fields as text: a filter is mostly written inline, and thus a new one for each render. */
export function keyOf({ status, category, group, kind }: TaskFilter): string {
  return JSON.stringify([status, category, group, kind]);
}

/** The filter alone, without what else a hook takes. */
export function filterOf({ status, category, group, kind }: TaskFilter): TaskFilter {
  return { status, category, group, kind };
}

export function hasSameItems(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => Object.is(item, other[index]));
}

function isWanted(task: TaskView & { readonly kind?: unknown }, filter: TaskFilter): boolean {
  return (
    isAmong(task.status, filter.status) &&
    isAmong(task.category, filter.category) &&
    isAmong(task.group, filter.group) &&
    isAmong(task.kind, filter.kind)
  );
}

function isAmong(value: unknown, wanted: string | readonly string[] | undefined): boolean {
  if (typeof wanted === 'object') return wanted.some((one) => one === value);
  return wanted === undefined || wanted === value;
}
