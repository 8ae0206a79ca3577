// The part of a queue that `useTaskQueue` shows. A selection keeps its identity until a part of it changes,
// so that React, which compares by identity, renders no component in vain.

import type { TaskView } from '../../types/index.d.ts';
import type { UseTaskQueueResult } from '../../types/react.d.ts';
import type { QueueMethods, QueueStore } from './queue-store.ts';

type Selected = Omit<UseTaskQueueResult, keyof QueueMethods>;

const NO_TASKS: TaskView[] = [];
Object.freeze(NO_TASKS);

/** What a server renders, and what a page renders while it hydrates. */
const NOTHING: Selected = Object.freeze({
  tasks: NO_TASKS,
  activeSummary: null,
  summaryRenderContent: undefined,
  ready: false,
  error: undefined,
});

/** The snapshot functions for `useSyncExternalStore`. */
export class TaskSelection {
  readonly #store: QueueStore;
  /** The wanted statuses; `undefined` for all. */
  readonly #statuses: ReadonlySet<string> | undefined;
  /** The queue's snapshot from which the last tasks were chosen. */
  #snapshot: readonly TaskView[] | undefined;
  #last = NOTHING;

  /** `statuses` are separated by spaces; absent for all. */
  constructor(store: QueueStore, statuses: string | undefined) {
    this.#store = store;
    this.#statuses = statuses === undefined ? undefined : new Set(statuses.split(' '));
  }

  readonly read = (): Selected => {
    const { queue, error } = this.#store;
    const next: Selected = {
      tasks: queue === undefined ? NO_TASKS : this.#choose(queue.getSnapshot()),
      activeSummary: queue?.getActiveSummary() ?? null,
      summaryRenderContent: queue?.getSummaryRenderContent(),
      ready: queue !== undefined,
      error,
    };
    if (!isShallowEqual(next, this.#last)) this.#last = Object.freeze(next);
    return this.#last;
  };

  readonly readOnServer = (): Selected => NOTHING;

  #choose(all: TaskView[]): TaskView[] {
    if (all === this.#snapshot) return this.#last.tasks;
    this.#snapshot = all;
    const chosen = this.#statuses === undefined ? all : ofStatuses(all, this.#statuses);
    return hasSameItems(chosen, this.#last.tasks) ? this.#last.tasks : chosen;
  }
}

function ofStatuses(all: TaskView[], statuses: ReadonlySet<string>): TaskView[] {
  const chosen = all.filter(({ status }) => statuses.has(status));
  Object.freeze(chosen);
  return chosen;
}

/** Both are made in this file, with their parts in the same order. */
function isShallowEqual(one: Selected, other: Selected): boolean {
  return hasSameItems(Object.values(one), Object.values(other));
}

function hasSameItems(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
