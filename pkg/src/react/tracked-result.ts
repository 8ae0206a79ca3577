// What `useTaskQueue` gives a component, and which of its fields the component reads: only a change of those makes a new
// result, and so a render.

import type { UseTaskQueueResult } from '../../types/react.d.ts';
import type { QueueMethods, QueueStore } from './queue-store.ts';
import { NO_TASKS, type TaskList } from './task-list.ts';

type Values = {
  -readonly [TName in Exclude<keyof UseTaskQueueResult, keyof QueueMethods>]: UseTaskQueueResult[TName];
};

/** What a server renders, and what a page renders while it hydrates. */
const NOTHING: Values = {
  tasks: NO_TASKS,
  activeSummary: null,
  summaryRenderContent: undefined,
  ready: false,
  error: undefined,
};

/** The names of all values. The cast only says what `Object.keys` does not. */
const NAMES = Object.keys(NOTHING) as (keyof Values)[];

/** The snapshot functions for `useSyncExternalStore`; one for each component. */
export class TrackedResult {
  readonly #store: QueueStore;
  readonly #tasks: TaskList;
  /** The fields that the component has read. */
  readonly #tracked = new Set<keyof Values>();
  /** What the getters of the last result give. */
  #values = NOTHING;
  #last: UseTaskQueueResult | undefined;
  #onServer: UseTaskQueueResult | undefined;

  constructor(store: QueueStore, tasks: TaskList) {
    this.#store = store;
    this.#tasks = tasks;
  }

  readonly read = (): UseTaskQueueResult => {
    const { queue, error } = this.#store;
    const values: Values = {
      tasks: this.#tasks.read(),
      activeSummary: queue?.getActiveSummary() ?? null,
      summaryRenderContent: queue?.getSummaryRenderContent(),
      ready: queue !== undefined,
      error,
    };
    const isChanged = NAMES.some((name) => this.#tracked.has(name) && values[name] !== this.#values[name]);
    if (this.#last !== undefined && !isChanged) {
      // What was not read may change without a new result, and is up to date when it is read later.
      Object.assign(this.#values, values);
      return this.#last;
    }
    this.#values = values;
    this.#last = this.#resultOf(values);
    return this.#last;
  };

  readonly readOnServer = (): UseTaskQueueResult => {
    this.#onServer ??= this.#resultOf(NOTHING);
    return this.#onServer;
  };

  #resultOf(values: Values): UseTaskQueueResult {
    const result = { ...this.#store.methods };
    for (const name of NAMES) {
      const get = () => {
        this.#tracked.add(name);
        return values[name];
      };
      Object.defineProperty(result, name, { get, enumerable: true });
    }
    // The cast stands for the getters, which the compiler does not see.
    return result as UseTaskQueueResult;
  }
}
