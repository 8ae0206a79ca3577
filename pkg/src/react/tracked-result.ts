// The result of `useTaskQueue`, and which of its fields the component reads: only a change of those leads to a new
// result, and thus to a render.

import type { UseTaskQueueResult } from '../../types/react.d.ts';
import type { QueueMethods, QueueStore } from './queue-store.ts';
import { NO_TASKS, type TaskList } from './task-list.ts';
import { TrackedFields, trackReads } from './track-reads.ts';

type Values = {
  readonly [TName in Exclude<keyof UseTaskQueueResult, keyof QueueMethods>]: UseTaskQueueResult[TName];
};

/** What a server renders, and what a page renders while it hydrates. */
const NOTHING: Values = {
  tasks: NO_TASKS,
  activeSummary: null,
  summaryRenderContent: undefined,
  ready: false,
  error: undefined,
};

/** The snapshot functions for `useSyncExternalStore`; one for each component. */
export class TrackedResult {
  readonly #store: QueueStore;
  readonly #tasks: TaskList;
  readonly #read = new Set<keyof Values>();
  readonly #fields: TrackedFields<Values, QueueMethods>;
  #onServer: UseTaskQueueResult | undefined;

  constructor(store: QueueStore, tasks: TaskList) {
    this.#store = store;
    this.#tasks = tasks;
    this.#fields = new TrackedFields(this.#read, store.methods);
  }

  readonly read = (): UseTaskQueueResult => {
    const { queue, error } = this.#store;
    return this.#fields.resultOf({
      tasks: this.#tasks.read(),
      activeSummary: queue?.getActiveSummary() ?? null,
      summaryRenderContent: queue?.getSummaryRenderContent(),
      ready: queue !== undefined,
      error,
    });
  };

  readonly readOnServer = (): UseTaskQueueResult => {
    this.#onServer ??= trackReads(NOTHING, this.#read, this.#store.methods);
    return this.#onServer;
  };
}
