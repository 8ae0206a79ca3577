/** The task queue, its configuration and its stores. */
import type {
  EnqueueOptions,
  RetryOptions,
  TaskCompletionInfo,
  TaskHandle,
  TaskItemId,
  TaskStatus,
  TaskView,
} from './tasks.js';

/**
 * A store of the caller's own. Methods may return promises. Memory is the truth and the store a mirror: one
 * that is blocked, full, slow or throws never delays or fails a task; `persistence` becomes `'degraded'`.
 */
export interface TaskStorage {
  /** All stored views. Read at construction, at `onReady` and at each external change. */
  getAll(): PromiseLike<readonly TaskView[]> | readonly TaskView[];
  get(id: string): PromiseLike<TaskView | null | undefined> | TaskView | null | undefined;
  /** Stores a complete view. Called before the call that changed a task's status returns. */
  set(id: string, view: TaskView): PromiseLike<unknown> | void;
  remove(id: string): PromiseLike<unknown> | void;
  clear(): PromiseLike<unknown> | void;
  /** Calls back once the store can be read. */
  onReady?(callback: () => void): void;
  /** Calls back when another tab changed the store; returns how to stop. Its presence makes the store shared. */
  onExternalChange?(callback: () => void): () => void;
}

/** A client with these commands of Redis, such as that of ioredis. Methods may return promises. */
export interface RedisLikeClient {
  get(key: string): unknown;
  set(key: string, value: string): unknown;
  del(key: string): unknown;
  /** Not used: tasks do not expire. */
  setex?(key: string, seconds: number, value: string): unknown;
  /** A client without one is always ready. */
  readonly status?: string | undefined;
}

/** The options of a queue. */
export interface TaskQueueConfig {
  /** Tasks running at once: a whole number from 1, or `Infinity`. Default 3. */
  concurrency?: number | undefined;
  /**
   * The timeout of tasks that name none, from the start of the run. Default 300000 (5 minutes). `0`, less, `null`
   * and `Infinity`: none.
   */
  defaultTimeout?: number | null | undefined;
  /**
   * How long a cancelled processor may go on before its task ends without it, from the cancel. Default 5000.
   * `0`: not at all. `Infinity`: until it settles.
   */
  cancelGrace?: number | undefined;
  /** Begin paused. Default `false`. */
  paused?: boolean | undefined;
  /**
   * At most `limit` starts within any `interval` milliseconds, automatic attempts included. `limit` is a whole number
   * from 1, or `Infinity`. Default: none.
   */
  rateLimit?: { limit: number; interval: number } | undefined;
  /** Ended tasks kept: a whole number from 0; the oldest ended are dismissed beyond it. Default `Infinity`. */
  historyLimit?: number | undefined;
  /**
   * Keeps the last so many inputs of the scheduler, ids, times and kinds but no values, as `inspect().recording`: a bug
   * report that can be replayed. A whole number; it costs memory and time. Default 0.
   */
  record?: number | undefined;
  /** Automatic retry of tasks that do not name their own. Default: none. */
  retry?: RetryOptions | undefined;
  /**
   * Where tasks are kept, so that a new page shows them: `'memory'` (the default; they are not), `'local'`
   * (localStorage, found at once), `'indexeddb'` (found a little later, has more room), `'auto'` (`redisClient` if
   * one is ready, else localStorage). With `'local'` and `'indexeddb'` tabs show each other's tasks. `icon`,
   * `completionActions` and what JSON cannot hold (BigInt, cycles, functions) are left out. A store that cannot be
   * used makes `persistence` `'degraded'` and is said once by `console.error`; tasks go on.
   */
  storageType?: 'memory' | 'local' | 'indexeddb' | 'auto' | undefined;
  /** The prefix of keys, or the name of the database. Default `'taskwatch'`. */
  storageKey?: string | undefined;
  /** The caller's own store; `storageType` is not asked then. */
  storage?: TaskStorage | undefined;
  /** For `storageType: 'auto'`: used if its `status` is `'ready'` or absent when the queue is made. */
  redisClient?: RedisLikeClient | undefined;
  /** Called once with the view of each task that completes. */
  onTaskComplete?: ((task: TaskView) => unknown) | undefined;
  /** Called once with the view of each task that fails. */
  onTaskFail?: ((task: TaskView) => unknown) | undefined;
  /** Called once with the view of each task that is cancelled. */
  onTaskCancel?: ((task: TaskView) => unknown) | undefined;
  /** How a summary is rendered unless it brings its own; kept for `getSummaryRenderContent()`. */
  summaryRenderContent?: SummaryRenderContent | undefined;
}

/** Which tasks `cancelAll` cancels; all that is given must match. Default: all. */
export interface CancelFilter {
  status?: TaskStatus | undefined;
  category?: string | undefined;
  group?: string | undefined;
}

/** Tasks of one `group`, taken together, at the moment of the call. */
export interface TaskGroup {
  readonly id: string;
  /** Their views, in the order of `enqueue`. */
  readonly tasks: readonly TaskView[];
  /** Tasks. */
  readonly total: number;
  /** Tasks that completed. */
  readonly completed: number;
  /** Tasks that failed. */
  readonly failed: number;
  /** The mean of theirs, 0 to 1; a task that has none counts as 0 until it has ended, then as 1. */
  readonly progress: number;
  /** `running` or `pending` while any task is, else `failed`, `cancelled` or `completed`. */
  readonly status: TaskStatus;
  /** Cancels its tasks that have not ended. */
  cancel(this: void): void;
}

/** One line of a summary. */
export interface TaskSummaryItem {
  id: TaskItemId;
  label: string;
  status: 'success' | 'failed';
  message?: string | undefined;
}

/** Renders a summary's content; what it returns is the UI's business. */
export type SummaryRenderContent = (items: TaskSummaryItem[]) => any;

/** The summary that is open. */
export interface TaskSummaryData {
  title: string;
  items: TaskSummaryItem[];
  renderContent?: SummaryRenderContent | undefined;
}

/** What `inspect()` gives: plain data for debugging, whose content may change with any version. */
export interface QueueInspection {
  /** The queue's id: the `owner` of its tasks. */
  readonly instance: string;
  /** Tasks that run, and that wait for a slot or before an attempt. */
  readonly running: number;
  readonly waiting: number;
  /** Milliseconds until the queue's timer fires; absent while none is armed. */
  readonly timer?: number | undefined;
  /** Listeners. */
  readonly subscriptions: number;
  /** Waits under way in the page, whoever began them. */
  readonly waits: number;
  /** With `record` in the config: what JSON can hold of the last inputs, for `make replay`. */
  readonly recording?: object | undefined;
  readonly [fact: string]: unknown;
}

/** `[Symbol.dispose]`, for compilers whose `lib` knows the symbol. */
type DisposeSymbol = SymbolConstructor extends { readonly dispose: infer TKey extends symbol } ? TKey : never;

/**
 * Runs tasks, a few at a time, and tells a UI about them. Methods are bound: they can be destructured.
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
  /** Throws a `TypeError` for a wrong option, a `WasmBlockedError` where the page's CSP forbids wasm. */
  constructor(config?: TaskQueueConfig);

  /** Tasks that have not ended. */
  readonly size: number;
  /** Of these, those that do not run. */
  readonly waiting: number;
  /** Tasks that run. */
  readonly running: number;
  readonly paused: boolean;
  readonly concurrency: number;
  /** `'off'`: no store. `'degraded'`: the store failed; memory goes on alone. */
  readonly persistence: 'off' | 'ok' | 'degraded';

  /**
   * Queues a task and starts what can start at once. Throws a `TypeError` that names the field, what was
   * expected and what came; nothing is queued then. After `dispose` the handle settles as `cancelled`.
   */
  enqueue<TItem = unknown, TResult = unknown>(
    this: void,
    options: EnqueueOptions<TItem, TResult>,
  ): TaskHandle<TResult>;

  /**
   * Cancels a task. At once its signal is aborted with `reason` (an `AbortError` by default) and its cleanups
   * run; a pending one ends at once, a running one when its processor settles, at the latest `cancelGrace`
   * later. An unknown or ended task is left alone.
   */
  cancel(this: void, id: string, reason?: unknown): void;
  /** Cancels all tasks that have not ended and match. */
  cancelAll(this: void, filter?: CancelFilter): void;
  /**
   * Runs a failed or cancelled task again, with the same id and place: with items, those that have not
   * succeeded. Gives a new handle, or `undefined` for any other task.
   */
  retry(this: void, id: string): TaskHandle<any> | undefined;
  /** Forgets an ended task. `false`: there is none, or it has not ended. */
  dismiss(this: void, id: string): boolean;
  /** Forgets all ended tasks. */
  dismissAll(this: void): void;
  /** Starts nothing more; what runs goes on. With `drain`: a promise for the moment nothing runs. */
  pause(this: void, options: { drain: true }): Promise<void>;
  pause(this: void, options?: { drain?: false | undefined }): void;
  resume(this: void): void;
  /** Changes the priority of a task that waits. `TypeError` for what is no number. */
  setPriority(this: void, id: string, priority: number): void;
  /** From now on this many tasks run at once: a whole number from 1, or `Infinity`; else a `TypeError`. */
  setConcurrency(this: void, concurrency: number): void;

  /**
   * Tells of changes, for `useSyncExternalStore`: always before the next macrotask, never from inside the call
   * that made the change, less often in a burst. Returns how to stop.
   */
  subscribe(this: void, listener: () => void): () => void;
  /** All tasks in the order of `enqueue`. The same array until something changed; never stale. */
  getSnapshot(this: void): TaskView[];
  getTask(this: void, id: string): TaskView | undefined;
  /** What has become of each item; `undefined` for an unknown id. */
  completionInfo(this: void, id: string): TaskCompletionInfo | undefined;

  /** The tasks that were enqueued with this `group`; of an unknown one there are none, and it is `completed`. */
  group(this: void, id: string): TaskGroup;

  /** Resolves when nothing waits, runs or pauses before an attempt, at once if that is so. Never rejects. */
  onIdle(this: void): Promise<void>;
  /** Resolves when nothing waits, for a slot or before an attempt, at once if that is so. Never rejects. */
  onEmpty(this: void): Promise<void>;

  /** Opens a summary, in place of the one that is open. */
  showSummary(
    this: void,
    title: string,
    items: TaskSummaryItem[],
    options?: { renderContent?: SummaryRenderContent | undefined },
  ): void;
  closeSummary(this: void): void;
  /** The open summary, or `null`. The same object until it is closed or replaced. */
  getActiveSummary(this: void): TaskSummaryData | null;
  /** The queue's `summaryRenderContent`. A summary that brings its own has it as `renderContent`. */
  getSummaryRenderContent(this: void): SummaryRenderContent | undefined;

  inspect(this: void): QueueInspection;
  /**
   * Ends every task that has not ended as `cancelled`, at once and without grace, and gives up every timer,
   * listener and subscription. May be called twice.
   */
  dispose(this: void): void;
}

export interface TaskQueue extends Record<DisposeSymbol, () => void> {}

// What has no `export` of its own stays inside.
export {};
