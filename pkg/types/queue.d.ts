/** The task queue, its configuration and its stores. */
import type { ItemTaskKind, RunDefinition, RunItemDefinition, TaskKind } from './durable.js';
import type { PendingWait } from './watch.js';
import type {
  EnqueueOptions,
  Said,
  RetryOptions,
  TaskCompletionInfo,
  TaskHandle,
  TaskItemId,
  TaskStatus,
  TaskView,
  TimelineEntry,
} from './tasks.js';

/**
 * A store of the caller's own. Its methods may return promises. Memory is the truth and the store a copy of
 * it: a store that is blocked, full or slow, or that throws, never delays or fails a task; `persistence`
 * becomes `'degraded'`.
 */
export interface TaskStorage {
  /** Returns all stored views. Called at construction, at `onReady` and at each external change. */
  getAll(): PromiseLike<readonly TaskView[]> | readonly TaskView[];
  /** Called for durable tasks, and for those of a tab that is gone, where the store is shared. */
  get(id: string): PromiseLike<TaskView | null | undefined> | TaskView | null | undefined;
  /**
   * Stores a view, complete but for its `icon` and its `completionActions`. After a change of a task's status
   * it is called before the call that made the change returns.
   */
  set(id: string, view: TaskView): unknown;
  /** Removes a view, if there is one. What a method returns other than a promise does not matter. */
  remove(id: string): unknown;
  /** Required, but not called by this version. */
  clear(): unknown;
  /** Calls back once the store can be read. */
  onReady?(callback: () => void): void;
  /**
   * Calls back when another tab has changed the store; returns how to stop. A store with this method is
   * shared by tabs.
   */
  onExternalChange?(callback: () => void): () => void;
}

/** A client with these Redis commands, such as ioredis. Its methods may return promises. */
export interface RedisLikeClient {
  /** Reads a string, or nothing if there is none. */
  get(key: string): unknown;
  /** Writes a string. */
  set(key: string, value: string): unknown;
  /** Deletes a key. */
  del(key: string): unknown;
  /** Not used: tasks do not expire. */
  setex?(key: string, seconds: number, value: string): unknown;
  /** A client without a status is always ready. */
  readonly status?: string | undefined;
}

/** The options of a queue. */
export interface TaskQueueConfig {
  /**
   * The number of tasks that run at once: a whole number from 1, or `Infinity`.
   *
   * @default 3
   */
  concurrency?: number | undefined;
  /**
   * The `timeout` of tasks that have none of their own: milliseconds from the start of the run. With `0`,
   * less, `null` and `Infinity` there is none.
   *
   * @default 300000
   */
  defaultTimeout?: number | null | undefined;
  /**
   * Milliseconds that a cancelled processor may go on, from the cancel; then its task ends without it. With
   * `0` or less it ends at once, with `Infinity` when the processor settles.
   *
   * @default 5000
   */
  cancelGrace?: number | undefined;
  /**
   * Whether the queue is paused at first.
   *
   * @default false
   */
  paused?: boolean | undefined;
  /**
   * Allows at most `limit` starts within any `interval`, automatic attempts included. `limit` is a whole
   * number from 1, or `Infinity`; `interval` is a number of milliseconds above 0. By default starts are not
   * limited.
   */
  rateLimit?: { limit: number; interval: number } | undefined;
  /**
   * The number of ended tasks to keep; the oldest ended ones beyond it are dismissed. A whole number from 0,
   * or `Infinity`.
   *
   * @default Infinity
   */
  historyLimit?: number | undefined;
  /**
   * The number of inputs of the scheduler to keep as `inspect().recording`, the last ones: ids, times and
   * kinds, but no values. The recording is a bug report that can be replayed; it costs memory and time. A
   * whole number from 0.
   *
   * @default 0
   */
  record?: number | undefined;
  /**
   * The number of entries to keep of each task for `timeline(id)`, the newest ones. A whole number from 0, or `Infinity`.
   *
   * @default 0
   */
  timeline?: number | undefined;
  /**
   * Marks tasks, attempts, steps and waits in the platform's User Timing. Chrome's profiler shows them as tracks of their
   * own, in the group `taskwatch`.
   *
   * @default false
   */
  measure?: boolean | undefined;
  /** Automatic retry of tasks that have no `retry` of their own. By default there is none. */
  retry?: RetryOptions | undefined;
  /**
   * Where tasks are kept, so that a new page shows them:
   *
   * - `'memory'`: nowhere
   * - `'local'`: in localStorage, which a new page reads at once
   * - `'indexeddb'`: in IndexedDB, which has more room and is read a little later
   * - `'auto'`: with `redisClient` if it is ready, else in localStorage
   *
   * With `'local'` and `'indexeddb'` tabs show each other's tasks. `icon`, `completionActions` and what JSON
   * cannot hold (BigInt, cycles, functions) are left out. If the store cannot be used, `persistence` is
   * `'degraded'`, `console.error` reports it once, and tasks go on.
   *
   * @default 'memory'
   */
  storageType?: 'memory' | 'local' | 'indexeddb' | 'auto' | undefined;
  /**
   * The prefix of the store's keys, or the name of its database.
   *
   * @default 'taskwatch'
   */
  storageKey?: string | undefined;
  /** The caller's own store, which wins over `storageType`. */
  storage?: TaskStorage | undefined;
  /** For `storageType: 'auto'`: used if its `status` is `'ready'` or absent when the queue is made; `null` is none. */
  redisClient?: RedisLikeClient | null | undefined;
  /** Called once with the view of each task that completes. */
  onTaskComplete?: ((task: TaskView) => unknown) | undefined;
  /** Called once with the view of each task that fails. */
  onTaskFail?: ((task: TaskView) => unknown) | undefined;
  /** Called once with the view of each task that is cancelled. */
  onTaskCancel?: ((task: TaskView) => unknown) | undefined;
  /** Renders summaries that do not bring a renderer of their own; kept for `getSummaryRenderContent()`. */
  summaryRenderContent?: SummaryRenderContent | undefined;
}

/** Selects tasks for `cancelAll`: those that match all given fields, by default all. */
export interface CancelFilter {
  status?: TaskStatus | undefined;
  category?: string | undefined;
  group?: string | undefined;
}

/**
 * The tasks of one `group`, taken together, at the moment of the call. Those that another tab still runs are
 * left out.
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
   * as 1 then; without tasks it is 1.
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
  /** How many subscriptions it serves. */
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

/** The answer of `inspect()`: plain data for debugging, which may change with any version. */
export interface QueueInspection {
  /** The queue's id: the `owner` of its tasks. */
  readonly instance: string;
  /** The number of tasks that the queue shows, including ended ones and those of other tabs. */
  readonly tasks: number;
  /** The number of tasks that run. */
  readonly running: number;
  /** The number of tasks that wait for a slot or before an attempt. */
  readonly waiting: number;
  readonly paused: boolean;
  readonly concurrency: number;
  /** Milliseconds until the queue's timer fires; absent while none is armed. */
  readonly timer?: number | undefined;
  /** The number of listeners. */
  readonly subscriptions: number;
  /** What the waits in progress in the page wait for, also those that belong to no task, oldest first. */
  readonly waits: readonly PendingWait[];
  /** The streams of `createKubernetesWatch` in the page. */
  readonly streams: readonly StreamInspection[];
  /** With `record` in the config: the last inputs as plain JSON, for `make replay`. */
  readonly recording?: object | undefined;
  readonly [fact: string]: unknown;
}

/** `[Symbol.dispose]`, for compilers whose `lib` knows the symbol. */
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
  /** Throws a `TypeError` for a wrong option, and a `WasmBlockedError` where the page's CSP forbids wasm. */
  constructor(config?: TaskQueueConfig);

  /** The number of the queue's own tasks that have not ended. */
  readonly size: number;
  /** The number of these that do not run. */
  readonly waiting: number;
  /** The number of these that run. */
  readonly running: number;
  readonly paused: boolean;
  readonly concurrency: number;
  /** `'off'`: there is no store. `'degraded'`: the store has failed, and tasks go on in memory. */
  readonly persistence: 'off' | 'ok' | 'degraded';

  /**
   * Adds a task and starts what can start at once. Throws a `TypeError` that names the field, what was
   * expected and what was given; then no task is added. After `dispose` the handle settles as `cancelled`.
   */
  enqueue<TItem = unknown, TResult = unknown>(
    this: void,
    options: EnqueueOptions<TItem, TResult>,
  ): TaskHandle<Said<TResult>>;

  /**
   * Names the code of durable tasks, and goes on with those of this kind that were interrupted. The same definition may be
   * given again; another one for the same kind throws a `TypeError`.
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
   * Cancels a task. At once its signal aborts with `reason`, by default an `AbortError`, and its cleanups
   * run. A pending task ends at once, a running one when its processor settles, at the latest after
   * `cancelGrace`. An unknown or ended task is left alone.
   */
  cancel(this: void, id: string, reason?: unknown): void;
  /** Cancels all matching tasks that have not ended. */
  cancelAll(this: void, filter?: CancelFilter): void;
  /**
   * Runs a failed or cancelled task again, with the same id and in the same position; with items, those that
   * have not succeeded. Returns a new handle, or `undefined` for any other task, among them those found in a
   * store.
   */
  retry(this: void, id: string): TaskHandle<any> | undefined;
  /** Forgets an ended task. Returns `false` if the task is unknown or has not ended. */
  dismiss(this: void, id: string): boolean;
  /** Forgets all ended tasks. */
  dismissAll(this: void): void;
  /**
   * Starts no further task; those that run go on. With `drain` it returns a promise that resolves when none
   * runs any more.
   */
  pause(this: void, options: { drain: true }): Promise<void>;
  pause(this: void, options?: { drain?: false | undefined }): void;
  /** Starts tasks again. */
  resume(this: void): void;
  /**
   * Changes the priority of a waiting task; others are left alone. Throws a `TypeError` unless it is given a
   * number.
   */
  setPriority(this: void, id: string, priority: number): void;
  /**
   * Changes how many tasks run at once, from now on: a whole number from 1, or `Infinity`. Throws a
   * `TypeError` for anything else.
   */
  setConcurrency(this: void, concurrency: number): void;

  /**
   * Notifies a listener of changes, for `useSyncExternalStore`: always before the next macrotask, never from
   * inside the call that made the change, and less often during a burst. Returns how to stop.
   */
  subscribe(this: void, listener: () => void): () => void;
  /**
   * All tasks, in the order of `enqueue`: a frozen array, the same one until something changes, and never
   * stale.
   */
  getSnapshot(this: void): TaskView[];
  /** A task's view; `undefined` for an unknown id. */
  getTask(this: void, id: string): TaskView | undefined;
  /** What became of each item, and which were not tried; `undefined` for an unknown id. */
  completionInfo(this: void, id: string): TaskCompletionInfo | undefined;

  /**
   * What has happened to a task, the oldest first: a frozen list of the newest `timeline` entries, the same one until it
   * grows, and empty for an unknown id. Equal neighbours stand once with a `count`. Listeners are notified when it grows.
   */
  timeline(this: void, id: string): readonly TimelineEntry[];

  /** The tasks that were enqueued with this `group`. An unknown group has no tasks and is `completed`. */
  group(this: void, id: string): TaskGroup;

  /**
   * Resolves when no task waits, runs or pauses before an attempt; at once if that is so already, and at
   * `dispose`. Never rejects.
   */
  onIdle(this: void): Promise<void>;
  /**
   * Resolves when no task waits, for a slot or before an attempt; at once if that is so already, and at
   * `dispose`. Never rejects.
   */
  onEmpty(this: void): Promise<void>;

  /** Opens a summary, in place of the open one. */
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
  /** The queue's `summaryRenderContent`. A summary that brings its own renderer has it as `renderContent`. */
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
