/** The task queue. */
import type { TaskQueueConfig } from './config.js';
import type { ItemTaskKind, RunDefinition, RunItemDefinition, TaskKind } from './durable.js';
import type { EnqueueOptions, InferredResult } from './enqueue.js';
import type {
  TaskCompletionInfo,
  TaskHandle,
  TaskItemId,
  TaskStatus,
  TaskView,
  TimelineEntry,
} from './tasks.js';
import type { PendingWait } from './watch.js';

/** Selects the tasks that match all given fields, for `cancelAll`; without fields, all. */
export interface CancelFilter {
  status?: TaskStatus | undefined;
  category?: string | undefined;
  group?: string | undefined;
}

/**
 * The tasks of one `group`, taken together, at the moment of the call, without those that another tab is still
 * running.
 */
export interface TaskGroup {
  readonly id: string;
  /** Their views, in the order of `enqueue`. */
  readonly tasks: readonly TaskView[];
  /** The number of tasks. */
  readonly total: number;
  /** The number of tasks that completed. */
  readonly completed: number;
  /** The number of tasks that failed. */
  readonly failed: number;
  /**
   * The mean of the tasks' progress, from 0 to 1. A task without progress counts as 0 until it has ended and
   * as 1 afterwards; without tasks it is 1.
   */
  readonly progress: number;
  /** `running` or `pending` while any task is, else `failed`, `cancelled` or `completed`. */
  readonly status: TaskStatus;
  /** Cancels the tasks that have not ended. */
  cancel(this: void): void;
}

/** One line of a summary. */
export interface TaskSummaryItem {
  id: TaskItemId;
  label: string;
  status: 'success' | 'failed';
  message?: string | undefined;
}

/** Renders the content of a summary; only the UI knows what it returns. */
export type SummaryRenderContent = (items: TaskSummaryItem[]) => any;

/** The open summary. */
export interface TaskSummaryData {
  readonly title: string;
  readonly items: TaskSummaryItem[];
  readonly renderContent?: SummaryRenderContent | undefined;
}

/** A stream of `createKubernetesWatch`, as `inspect()` shows it. */
export interface StreamInspection {
  /** The collection's URL. */
  readonly url: string;
  /** The number of subscriptions that it serves. */
  readonly subscribers: number;
  /** `open` once the collection was listed or a watch has begun; `refused` if the server refuses it. */
  readonly state: 'open' | 'lost' | 'refused';
  /** Since when, in epoch milliseconds. */
  readonly since: number;
  /** Why it is not open, as text. */
  readonly error?: string | undefined;
  /** When the next request is made, in epoch milliseconds. */
  readonly retryAt?: number | undefined;
}

/** The result of `inspect()`: plain data for debugging, which may change with any version. */
export interface QueueInspection {
  /** The queue's id: the `owner` of its tasks. */
  readonly instance: string;
  /** The number of tasks that the queue shows, including ended ones and those of other tabs. */
  readonly tasks: number;
  /** The number of running tasks. */
  readonly running: number;
  /** The number of tasks that wait for a slot or for their next attempt. */
  readonly waiting: number;
  readonly paused: boolean;
  readonly concurrency: number;
  /** Milliseconds until the queue's timer fires; absent while none is armed. */
  readonly timer?: number | undefined;
  /** The number of listeners. */
  readonly subscriptions: number;
  /** The page's live waits, including those that belong to no task, oldest first. */
  readonly waits: readonly PendingWait[];
  /** The streams of `createKubernetesWatch` in the page. */
  readonly streams: readonly StreamInspection[];
  /** With `record` in the config: the last inputs as plain JSON, for `make replay`. */
  readonly recording?: object | undefined;
  readonly [fact: string]: unknown;
}

/** `[Symbol.dispose]`, if the compiler's `lib` has the symbol. */
type DisposeSymbol = SymbolConstructor extends { readonly dispose: infer TKey extends symbol } ? TKey : never;

/**
 * Runs tasks, a few at a time, and notifies a UI of their changes. Its methods are bound, so they can be
 * destructured.
 *
 * ```ts
 * const queue = new TaskQueue({ concurrency: 3 });
 * const { promise } = queue.enqueue({
 *   title: 'Create project',
 *   processor: async (ctx) => {
 *     const created = await api.createProject(input);
 *     return waitForProjectReady(orgId, created.metadata.name, { task: ctx, initial: created });
 *   },
 * });
 * ```
 */
export declare class TaskQueue {
  /** Throws a `TypeError` for a wrong option, and a `WasmBlockedError` if the page's CSP forbids wasm. */
  constructor(config?: TaskQueueConfig);

  /** The number of the queue's own tasks that have not ended. */
  readonly size: number;
  /** How many of these are not running. */
  readonly waiting: number;
  /** How many of these are running. */
  readonly running: number;
  readonly paused: boolean;
  readonly concurrency: number;
  /** `'off'`: there is no store. `'degraded'`: the store has failed, and tasks continue in memory. */
  readonly persistence: 'off' | 'ok' | 'degraded';

  /**
   * Adds a task, and starts it at once if it can start. For a wrong option it throws a `TypeError` that names the
   * field, what was expected and what was given, and adds no task. After `dispose` the handle settles as `cancelled`.
   */
  enqueue<TItem = unknown, TResult = unknown>(
    this: void,
    options: EnqueueOptions<TItem, TResult>,
  ): TaskHandle<InferredResult<TResult>>;

  /**
   * Names the code of durable tasks, and resumes interrupted tasks of this kind. Defining a kind again in the same way is
   * allowed; a different definition throws a `TypeError`.
   */
  define<TInput = undefined, TItem = unknown>(
    this: void,
    kind: string,
    definition: RunItemDefinition<TInput, TItem>,
  ): ItemTaskKind<TInput, TItem>;
  define<TInput = undefined, TResult = unknown, TItem = unknown>(
    this: void,
    kind: string,
    definition: RunDefinition<TInput, TResult, TItem>,
  ): TaskKind<TInput, TResult, TItem>;
  /**
   * Cancels a task. Its signal aborts at once with `reason`, by default an `AbortError`, and its cleanups
   * run. A pending task ends at once, a running one when its processor settles or after `cancelGrace`,
   * whichever is earlier. An unknown or ended task is left alone.
   */
  cancel(this: void, id: string, reason?: unknown): void;
  /** Cancels all matching tasks that have not ended. */
  cancelAll(this: void, filter?: CancelFilter): void;
  /**
   * Runs a failed or cancelled task again, with the same id and position in the snapshot; a batch runs the items that
   * have not succeeded. Returns a new handle, or `undefined` for any other task, including a task read from a store
   * whose kind is not defined.
   */
  retry(this: void, id: string): TaskHandle<any> | undefined;
  /** Forgets an ended task. Returns `false` if the task is unknown or has not ended. */
  dismiss(this: void, id: string): boolean;
  /** Forgets all ended tasks. */
  dismissAll(this: void): void;
  /**
   * Starts no further task; running ones continue. With `drain` it returns a promise that resolves once none
   * is running.
   */
  pause(this: void, options: { drain: true }): Promise<void>;
  pause(this: void, options?: { drain?: false | undefined }): void;
  /** Ends a pause. */
  resume(this: void): void;
  /**
   * Changes the priority of a waiting task; any other task is left alone. Throws a `TypeError` unless `priority` is a
   * number.
   */
  setPriority(this: void, id: string, priority: number): void;
  /**
   * Changes how many tasks may run at once: a whole number from 1, or `Infinity`. Throws a
   * `TypeError` for anything else.
   */
  setConcurrency(this: void, concurrency: number): void;

  /**
   * Notifies a listener of changes, for `useSyncExternalStore`: always before the next macrotask, never from
   * inside the call that made the change, and less often during a burst. Returns a function that unsubscribes.
   */
  subscribe(this: void, listener: () => void): () => void;
  /**
   * All tasks, in the order of `enqueue`: a frozen array, the same one until something changes, never
   * stale.
   */
  getSnapshot(this: void): TaskView[];
  /** A task's view; `undefined` for an unknown id. */
  getTask(this: void, id: string): TaskView | undefined;
  /** The outcome of each item, and which were not tried; `undefined` for an unknown id. */
  completionInfo(this: void, id: string): TaskCompletionInfo | undefined;

  /**
   * What has happened to a task, oldest first: a frozen list of the newest `timeline` entries, the same one until it
   * grows, and empty for an unknown id. Equal neighbours are merged into one entry with a `count`. Listeners are notified
   * when it grows.
   */
  timeline(this: void, id: string): readonly TimelineEntry[];

  /** The tasks that were enqueued with this `group`. An unknown group has no tasks and is `completed`. */
  group(this: void, id: string): TaskGroup;

  /**
   * Resolves when no task waits, runs or pauses before an attempt; at once if none does, and at
   * `dispose`. Never rejects.
   */
  onIdle(this: void): Promise<void>;
  /**
   * Resolves when no task waits for a slot or for its next attempt; at once if none does, and at
   * `dispose`. Never rejects.
   */
  onEmpty(this: void): Promise<void>;

  /** Opens a summary, replacing the open one. */
  showSummary(
    this: void,
    title: string,
    items: TaskSummaryItem[],
    options?: { renderContent?: SummaryRenderContent | undefined },
  ): void;
  /** Closes the open summary. */
  closeSummary(this: void): void;
  /** The open summary, or `null`. The same object until it is closed or replaced. */
  getActiveSummary(this: void): TaskSummaryData | null;
  /** The queue's `summaryRenderContent`. A summary's own renderer is its `renderContent`. */
  getSummaryRenderContent(this: void): SummaryRenderContent | undefined;

  /** Describes the state of the queue, for debugging. */
  inspect(this: void): QueueInspection;
  /**
   * Ends every task that has not ended as `cancelled`, at once and without grace, and releases every timer,
   * listener and subscription. May be called twice.
   */
  dispose(this: void): void;
}

export interface TaskQueue extends Record<DisposeSymbol, () => void> {}

// What has no `export` of its own stays private to this file.
export {};
