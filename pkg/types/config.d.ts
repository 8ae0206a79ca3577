/** The options of a queue, and its stores. */
import type { RetryOptions } from './enqueue.js';
import type { SummaryRenderContent } from './queue.js';
import type { TaskView } from './tasks.js';

/**
 * A store of the caller's own. Its methods may return promises. Tasks live in memory, and the store holds a copy:
 * a store that is blocked, full or slow, or that throws, never fails a task, and delays only steps, by 2 s a call;
 * `persistence` becomes `'degraded'`.
 */
export interface TaskStorage {
  /** Returns all stored views. Called at construction, at `onReady` and at each external change. */
  getAll(): PromiseLike<readonly TaskView[]> | readonly TaskView[];
  /** Returns one view. Called for durable tasks and, if the store is shared, for tasks of a tab that is gone. */
  get(id: string): PromiseLike<TaskView | null | undefined> | TaskView | null | undefined;
  /**
   * Stores a view, complete except for `icon` and `completionActions`. After a change of a task's status
   * it is called before the call that made the change returns.
   */
  set(id: string, view: TaskView): unknown;
  /** Removes a view, if there is one. */
  remove(id: string): unknown;
  /** Required, but not called by this version. */
  clear(): unknown;
  /** Calls back once the store can be read. */
  onReady?(callback: () => void): void;
  /**
   * Calls back when another tab has changed the store; returns a function that stops that. A store with this
   * method is shared by tabs.
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
   * The `timeout` of tasks that set none: milliseconds from the start of the run. `0`, negative numbers,
   * `null` and `Infinity` mean no timeout.
   *
   * @default 300000
   */
  defaultTimeout?: number | null | undefined;
  /**
   * Milliseconds from the cancel for which a cancelled processor may continue; then its task ends without it. With
   * `0` or less the task ends at once, with `Infinity` only when the processor settles.
   *
   * @default 5000
   */
  cancelGrace?: number | undefined;
  /**
   * Whether the queue starts paused.
   *
   * @default false
   */
  paused?: boolean | undefined;
  /**
   * Allows at most `limit` starts within any `interval`, including automatic attempts. `limit` is a whole
   * number from 1, or `Infinity`; `interval` is a number of milliseconds above 0. By default starts are not
   * limited.
   */
  rateLimit?: { limit: number; interval: number } | undefined;
  /**
   * The number of ended tasks to keep; beyond it, those that ended first are dismissed. A whole number from 0,
   * or `Infinity`.
   *
   * @default Infinity
   */
  historyLimit?: number | undefined;
  /**
   * The number of the scheduler's last inputs to keep as `inspect().recording`: ids, times and
   * kinds, but no values. The recording is a bug report that can be replayed; it costs memory and time. A
   * whole number from 0.
   *
   * @default 0
   */
  record?: number | undefined;
  /**
   * The number of newest entries to keep per task for `timeline(id)`. A whole number from 0, or `Infinity`.
   *
   * @default 0
   */
  timeline?: number | undefined;
  /**
   * Records tasks, attempts, steps and waits as User Timing measures. Chrome's profiler shows them as separate tracks in
   * the group `taskwatch`.
   *
   * @default false
   */
  measure?: boolean | undefined;
  /** The `retry` of tasks that set none. By default tasks are not retried automatically. */
  retry?: RetryOptions | undefined;
  /**
   * Where tasks are stored, so that a new page shows them:
   *
   * - `'memory'`: nowhere
   * - `'local'`: in localStorage, which a new page reads at construction
   * - `'indexeddb'`: in IndexedDB, which has more room and is read a little later
   * - `'auto'`: with `redisClient` if it is ready, else in localStorage
   *
   * With `'local'` and `'indexeddb'` tabs show each other's tasks. `icon`, `completionActions` and what JSON
   * cannot hold (BigInt, cycles, functions) are left out. If the store cannot be used, `persistence` is
   * `'degraded'`, `console.error` reports it once, and tasks continue.
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
  /** The caller's own store, which takes precedence over `storageType`. */
  storage?: TaskStorage | undefined;
  /** For `storageType: 'auto'`: used if its `status` is `'ready'` or absent at construction; `null` means none. */
  redisClient?: RedisLikeClient | null | undefined;
  /** Called once with the view of each task that completes. */
  onTaskComplete?: ((task: TaskView) => unknown) | undefined;
  /** Called once with the view of each task that fails. */
  onTaskFail?: ((task: TaskView) => unknown) | undefined;
  /** Called once with the view of each task that is cancelled. */
  onTaskCancel?: ((task: TaskView) => unknown) | undefined;
  /** Renders summaries without their own renderer; `getSummaryRenderContent()` returns it. */
  summaryRenderContent?: SummaryRenderContent | undefined;
}
