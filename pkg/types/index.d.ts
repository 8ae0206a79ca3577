/**
 * taskwatch: a task queue and watch-driven waits for Kubernetes-style consoles.
 *
 * Times are milliseconds. `undefined` means absent for every option.
 * Nothing here has an effect at import; the wasm inside is compiled by the first call that needs it.
 */

// ---------------------------------------------------------------------------------------------------------
// The types an app registers
// ---------------------------------------------------------------------------------------------------------

/**
 * The app's own types for what the queue carries untouched. Augment it once:
 *
 * ```ts
 * declare module 'taskwatch' {
 *   interface Register {
 *     icon: React.ReactNode;
 *     action: { label: string; href: string };
 *     metadata: { projectId?: string };
 *   }
 * }
 * ```
 *
 * What is not registered is `any` (icon, action) and `object` (metadata).
 */
export interface Register {}

/** The type of `icon`: what {@link Register} says, else `any`. */
export type TaskIcon = Register extends { icon: infer TIcon } ? TIcon : any;

/** The type of one completion action: what {@link Register} says, else `any`. */
export type TaskAction = Register extends { action: infer TAction } ? TAction : any;

/** The type of `metadata`: what {@link Register} says, else `object`. */
export type TaskMetadata = Register extends { metadata: infer TMetadata } ? TMetadata : object;

// ---------------------------------------------------------------------------------------------------------
// Tasks
// ---------------------------------------------------------------------------------------------------------

/** Where a task stands. The last three are final, until `retry`. */
export type TaskStatus = 'pending' | 'running' | 'completed' | 'failed' | 'cancelled';

/** How an item is labelled. Two items may have the same id: the queue tells them apart by position. */
export type TaskItemId = string | number;

/** One failure of a task. */
export interface TaskFailedItem {
  /** The item; absent where the task itself failed (it threw, it timed out). */
  readonly id?: TaskItemId | undefined;
  readonly message: string;
}

/**
 * What a UI shows of a task: plain, frozen, never changed later. A view keeps its identity until its task
 * changes, so it can be compared with `===`. Times are epoch milliseconds, absent where they do not apply.
 */
export interface TaskView<TItem = unknown, TResult = unknown> {
  readonly id: string;
  readonly title: string;
  readonly status: TaskStatus;
  readonly icon?: TaskIcon;
  readonly category?: string | undefined;
  readonly metadata?: TaskMetadata | undefined;
  readonly group?: string | undefined;
  readonly key?: string | undefined;
  readonly priority: number;
  /** All items as given, never narrowed by a retry. */
  readonly items: readonly TItem[];
  /** How many items there are; 0 for a task without. */
  readonly total: number;
  /** Items that have succeeded, those of earlier runs included. */
  readonly completed: number;
  /** How many entries `failedItems` has. */
  readonly failed: number;
  readonly succeededItems: readonly TaskItemId[];
  /** Failed items, thrown errors and timeouts. */
  readonly failedItems: readonly TaskFailedItem[];
  readonly errorStrategy: 'continue' | 'stop';
  /** For the UI, which obeys it; `cancel` does not. */
  readonly cancelable: boolean;
  /** For the UI, which obeys it; false too for a task whose page was closed before it ended. */
  readonly retryable: boolean;
  /** Whether leaving the page while this task runs deserves a warning. */
  readonly confirmBeforeUnload: boolean;
  /** True from `cancel` on, also while the processor winds down. */
  readonly cancelRequested: boolean;
  readonly completionActions?: readonly TaskAction[] | undefined;
  /** What the processor returned or gave to `setResult`. */
  readonly result?: TResult | undefined;
  /** The line under the title, such as the message of a condition. */
  readonly message?: string | undefined;
  /** 0 to 1. A batch's is (completed + failed) / total unless it was set. */
  readonly progress?: number | undefined;
  /** How often `retry` was called. */
  readonly retryCount: number;
  /** The run: 1 for the first one, 0 before it. */
  readonly attempt: number;
  /** When the next attempt starts by itself. */
  readonly nextAttemptAt?: number | undefined;
  readonly createdAt: number;
  readonly startedAt?: number | undefined;
  readonly completedAt?: number | undefined;
  /** When the running attempt will time out. */
  readonly deadlineAt?: number | undefined;
  /** The tab or process the task belongs to. */
  readonly owner?: string | undefined;
}

/** The same as {@link TaskView}. */
export type Task<TItem = unknown, TResult = unknown> = TaskView<TItem, TResult>;

/** How a task ended. */
export interface TaskOutcome<TResult = unknown> {
  readonly status: 'completed' | 'failed' | 'cancelled';
  readonly completed: number;
  readonly failed: number;
  readonly failedItems: readonly TaskFailedItem[];
  readonly result?: TResult | undefined;
  /** What was thrown, itself, an `Error` or not; a `TimeoutError`; the reason of a cancel. */
  readonly error?: unknown;
}

/** The caller's end of a task. */
export interface TaskHandle<TResult = unknown> {
  readonly id: string;
  /** Settles when the task has ended, however it ended. Always resolves, never rejects. */
  readonly promise: Promise<TaskOutcome<TResult>>;
  /** As `queue.cancel(id, reason)`; does nothing once the task has ended, even if it is retried. */
  cancel(this: void, reason?: unknown): void;
  /**
   * A promise of the result. Rejects with the task's error, if it failed or was cancelled. It is made by
   * this call, so a failure that nobody asks for raises no unhandled rejection.
   */
  result(this: void): Promise<TResult>;
}

/** What has become of each item, for `completionActions` and summaries. */
export interface TaskCompletionInfo<TItem = unknown> {
  readonly status: TaskStatus;
  readonly completed: number;
  readonly failed: number;
  /** One entry an item, in their order; empty for a task without items. */
  readonly items: readonly TaskCompletionItem<TItem>[];
}

/** What has become of one item. */
export interface TaskCompletionItem<TItem = unknown> {
  readonly id: TaskItemId;
  readonly status: 'succeeded' | 'failed' | 'untried';
  readonly message?: string | undefined;
  /** The item itself, as it was given. */
  readonly data: TItem;
}

/** What a processor is given. Its methods can be destructured. */
export interface TaskContext<TItem = unknown, TResult = any> {
  /** The items of this run: all of them at first, after a retry those that had not succeeded. */
  readonly items: readonly TItem[];
  /** True after a cancel and after the timeout. */
  readonly cancelled: boolean;
  /** The failures of this run so far. */
  readonly failedItems: readonly TaskFailedItem[];
  /** Aborted by cancel (with its reason, else an `AbortError`) and by the timeout (a `TimeoutError`). */
  readonly signal: AbortSignal;
  /** 1 for the first run, 2 for the second, … */
  readonly attempt: number;
  /** Counts an item as succeeded. The last word about an item, before the run ends, decides. */
  succeed(this: void, itemId?: TaskItemId): void;
  /** Counts an item as failed. A run with failed items ends as `failed`. */
  fail(this: void, itemId?: TaskItemId, message?: string): void;
  setTitle(this: void, title: string): void;
  /** Sets the result, whatever the processor returns then. */
  setResult(this: void, value: TResult): void;
  /** A fraction from 0 to 1, or what it is made of. */
  setProgress(this: void, progress: number | { completed: number; total: number }): void;
  /** The line under the title; `undefined` takes it away. */
  setMessage(this: void, text: string | undefined): void;
  /**
   * Registers a cleanup: called once at cancel, timeout or dispose; at once if that has already happened.
   * A run that ends by itself drops it uncalled.
   */
  onCancel(this: void, cleanup: () => void): void;
}

/**
 * What `processItem` is given besides the item. An item that returns counts as succeeded, one that throws as
 * failed, unless it said otherwise.
 */
export interface ItemContext {
  /** True after a cancel and after the timeout. */
  readonly cancelled: boolean;
  /** As {@link TaskContext.signal}. */
  readonly signal: AbortSignal;
  /** The item's position in `items`, as they were given to `enqueue`. */
  readonly index: number;
  /** Without an id: this item. */
  succeed(this: void, id?: TaskItemId): void;
  /** Without an id: this item. */
  fail(this: void, id?: TaskItemId, message?: string): void;
}

/** How attempts follow one another by themselves when a run fails. */
export interface RetryOptions {
  /** Runs in all: a whole number from 1, or `Infinity`. Default 3. */
  attempts?: number | undefined;
  /** Milliseconds before the second attempt. Default 1000. */
  minDelay?: number | undefined;
  /** Milliseconds that a pause takes at most, before the jitter. Default 30000. */
  maxDelay?: number | undefined;
  /** Each pause is this many times the one before. Default 2. */
  factor?: number | undefined;
  /** A pause is lengthened by up to this share of itself, at random. Default 0.2. */
  jitter?: number | undefined;
  /**
   * Whether a failure is worth another attempt; default: every one is. It is given what was thrown, a `TimeoutError`,
   * or an `Error` with the first message given to `fail`; not asked about the last attempt. A throw means no.
   *
   * An error with a number as `retryAfter` (milliseconds) sets the length of the pause itself.
   */
  retryIf?: ((error: any) => boolean) | undefined;
}

/** The options of `enqueue` that every task may have. */
export interface BaseEnqueueOptions<TItem = unknown, TResult = unknown> {
  /** What the task is called in a UI. Required. */
  title: string;
  /**
   * How an item is labelled. Default: the string or number itself, then its `id`, `name`, `key` or `uuid`, then
   * its JSON, then its index.
   */
  getItemId?: ((item: TItem) => TaskItemId) | undefined;
  /**
   * Milliseconds from the start of the run (not from `enqueue`) until it fails. Default: the queue's
   * `defaultTimeout`. `0`, less, `null` and `Infinity`: no timeout.
   */
  timeout?: number | null | undefined;
  /**
   * Milliseconds from the first start until the task fails, over all automatic attempts and the pauses between them.
   * Default: none. `0`, less, `null` and `Infinity`: none.
   */
  totalTimeout?: number | null | undefined;
  /** Larger starts earlier, equal ones first in, first out. Any number. Default 0. */
  priority?: number | undefined;
  /**
   * Tasks with the same key never run at the same time, such as edits of one resource. One that waits for its key
   * holds up nobody else. The key is free when its task has ended; a body that goes on after that has had its
   * `signal` aborted.
   */
  key?: string | undefined;
  /** Shared by tasks that are shown together; see {@link TaskQueue.group}. */
  group?: string | undefined;
  /** While a task with the same one has not ended, `enqueue` queues nothing and gives that task's handle. */
  dedupeKey?: string | undefined;
  /**
   * Has a failed run followed by another one by itself. Between attempts the task is `pending` with `nextAttemptAt`,
   * holds no slot and no key, and a cancel ends it at once; a batch retries what has not succeeded. The handle
   * settles after the last attempt. Default: the queue's, else none; `{ attempts: 1 }` is none.
   */
  retry?: RetryOptions | undefined;
  /**
   * `'continue'` (default): all items are tried. `'stop'`: after the first failed one none is started, those in
   * flight are awaited.
   */
  errorStrategy?: 'continue' | 'stop' | undefined;
  /** Default `true`. Shown in the view; the UI obeys it, `cancel` does not. */
  cancelable?: boolean | undefined;
  /** Default `true`. Shown in the view; the UI obeys it, `retry` does not. */
  retryable?: boolean | undefined;
  /** Default `true`. Whether leaving the page before the task has ended deserves a warning. */
  confirmBeforeUnload?: boolean | undefined;
  /** Cancels the task when it aborts, later retries of it too. Aborted already: it never starts. */
  signal?: AbortSignal | undefined;
  /**
   * Called once per ending, before the handle's `promise` resolves. Nothing waits for it; what it throws goes
   * to `console.error`.
   */
  onComplete?: ((outcome: TaskOutcome<NoInfer<TResult>>) => unknown) | undefined;
  /**
   * What the UI offers once the task has ended: a list, or a function called at the end for one. `result` is
   * `undefined` where the task ended without one. Carried to the view untouched, never persisted.
   */
  completionActions?:
    | readonly TaskAction[]
    | ((result: NoInfer<TResult>, info: TaskCompletionInfo<TItem>) => readonly TaskAction[])
    | undefined;
  /** Carried to the view untouched, never persisted. */
  icon?: TaskIcon;
  /** Carried to the view untouched; `cancelAll({ category })` selects by it. */
  category?: string | undefined;
  /** Carried to the view untouched. */
  metadata?: TaskMetadata | undefined;
}

/** A task that is one function. */
export interface ProcessorOptions<TItem = unknown, TResult = unknown> extends BaseEnqueueOptions<TItem, TResult> {
  /**
   * Does the work. Runs synchronously up to its first `await` as soon as a slot is free. What it returns is the
   * task's result, unless `setResult` was called; what it throws fails the task.
   */
  processor: (context: TaskContext<TItem>) => Promise<TResult | void> | TResult | void;
  /** Handed to the processor; `total` is their count. Copied at `enqueue`. */
  items?: readonly TItem[] | undefined;
  processItem?: undefined;
  itemConcurrency?: undefined;
}

/** A task over items, which the queue iterates. */
export interface ProcessItemOptions<TItem = unknown, TResult = unknown> extends BaseEnqueueOptions<TItem, TResult> {
  /** Any values, falsy and equal ones too. Copied at `enqueue`. */
  items: readonly TItem[];
  /** Does the work of one item. */
  processItem: (item: TItem, context: ItemContext) => unknown;
  /** Items in flight at once: a whole number from 1, or `Infinity`. Default 1. */
  itemConcurrency?: number | undefined;
  processor?: undefined;
}

/** What `enqueue` takes: one of `processor`, and `processItem` with `items`. */
export type EnqueueOptions<TItem = unknown, TResult = unknown> =
  | ProcessorOptions<TItem, TResult>
  | ProcessItemOptions<TItem, TResult>;

// ---------------------------------------------------------------------------------------------------------
// The queue
// ---------------------------------------------------------------------------------------------------------

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

// ---------------------------------------------------------------------------------------------------------
// Watches
// ---------------------------------------------------------------------------------------------------------

/** What is watched: a collection, or one object of it. */
export interface WatchOptions {
  /** Such as `apis/dns.networking.miloapis.com/v1alpha1/dnszones`. */
  resourceType: string;
  /** The organization whose control plane is meant. */
  orgId?: string | undefined;
  /** The project whose control plane is meant. */
  projectId?: string | undefined;
  /** `null`: none, for cluster-scoped kinds. */
  namespace?: string | null | undefined;
  /** One object; absent: all of the collection. */
  name?: string | undefined;
  labelSelector?: string | undefined;
  fieldSelector?: string | undefined;
  /** The user's own control plane is meant. */
  userScoped?: boolean | undefined;
}

/** One event of a watch, as Kubernetes sends them. */
export interface WatchEvent<T = any> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  /** The object; for `ERROR` a Kubernetes `Status`, without a `code` when it reports a closed stream. */
  object: T;
}

/** The app's own watch manager, as waits use it. Both are called as methods of the source. */
export interface WatchSource {
  /** Starts to deliver events, synchronously too if it likes, and returns how to stop. */
  subscribe(options: WatchOptions, onEvent: (event: WatchEvent) => void): () => void;
  /**
   * The object as it is now; several, or a list, only for options without `name`; `undefined` if there is none.
   * A rejection with `code` or `status` 404 means absent, too; after one with `retryAfter` (ms) the next read comes no
   * sooner. Equal reads of several waits are one, and at most 50 begin at once, then 10 a second.
   */
  read?(options: WatchOptions): PromiseLike<object | readonly object[] | null | undefined>;
  /**
   * A promise to replay the state to every subscriber and after every gap. Such a source is read only before a
   * timeout or the end of `forbiddenGrace`, and once after subscribing by a wait for a deletion. What `createKubernetesWatch`
   * makes is also read where a subscription says nothing of an object that was there before: what is gone cannot be replayed.
   */
  readonly consistent?: boolean | undefined;
}

/**
 * Hands over the app's watch manager, for all waits that name no `source`. A second call replaces it for later
 * waits; `undefined` or `null` takes it back. Throws a `TypeError` for a source without `subscribe`.
 */
export declare function setWatchSource(source: WatchSource | null | undefined): void;

/** How {@link createKubernetesWatch} asks the API. */
export interface KubernetesWatchOptions {
  /** Where the API is, such as `https://api.example.com` or, in a page, `/api`; `''` for the page's own origin. */
  baseUrl: string;
  /** Default: `globalThis.fetch`, looked up for each request. */
  fetch?: ((url: string, init: RequestInit) => PromiseLike<Response>) | undefined;
  /**
   * Sent with each request, or a function that is called for each and gives them, at once or as a promise. One that
   * throws or rejects counts as a request that failed.
   */
  headers?: KubernetesWatchHeaders | (() => KubernetesWatchHeaders | undefined | PromiseLike<KubernetesWatchHeaders | undefined>) | undefined;
  /**
   * The path of the collection that a watch is of, in place of the default one: appended to `baseUrl`, or a whole URL. It
   * may have a query. Selectors, a `name` as `fieldSelector` among them, are added.
   */
  path?: ((options: WatchOptions) => string) | undefined;
  /** Whose control plane a watch with `userScoped` is of. */
  userId?: string | undefined;
  /**
   * How many streams may be open to one origin at a time, those of other sources in this page included; a whole number
   * from 1, or `Infinity`. Default 4: a browser opens six HTTP/1.1 connections to a host. Collections beyond it are
   * read every 3 to 5 s until a stream ends.
   */
  maxStreams?: number | undefined;
  /** As in `fetch`; its default is used if absent. */
  credentials?: 'omit' | 'same-origin' | 'include' | undefined;
}

/** Header names and values. */
export type KubernetesWatchHeaders = Headers | Readonly<Record<string, string | undefined>>;

/** A watch source that replays the present state to each subscriber. */
export interface KubernetesWatch extends WatchSource {
  readonly consistent: true;
  /**
   * Throws a `TypeError` for wrong options, and `WasmBlockedError`. After that, failures of the API are tried again with
   * backoff for as long as there is a subscriber; refusals (401, 403, 404 and other 4xx codes but 408, 410 and 429) are
   * delivered as `ERROR` each time. Nothing is delivered before it returns.
   */
  subscribe(options: WatchOptions, onEvent: (event: WatchEvent) => void): () => void;
  /**
   * Reads with one request, or one for each page: the object with `name`, else all objects of the collection.
   * `undefined`: 404, or there is no such object. Rejects with `WatchError`: `code`, `reason` and `message` of the
   * server's `Status`, `retryAfter` in milliseconds where the server gave it; without a code where there was no
   * answer, or none within 30 s.
   * Needs no `this`.
   */
  read(options: WatchOptions): Promise<any>;
}

/**
 * Makes a watch source over a plain Kubernetes API, for apps without a watch manager. It lists a collection in pages,
 * then watches it: one connection for each distinct collection, however many subscribe. Throws a `TypeError` for wrong
 * options; opens nothing until somebody subscribes.
 *
 * ```ts
 * setWatchSource(createKubernetesWatch({
 *   baseUrl: 'https://api.example.com',
 *   headers: async () => ({ authorization: `Bearer ${await session.token()}` }),
 * }));
 * ```
 */
export declare function createKubernetesWatch(options: KubernetesWatchOptions): KubernetesWatch;

/**
 * What `onEvent` says about an event. `'resolve'` resolves with `event.object`, `'reject'` rejects with a
 * `WatchError`; `undefined` is `'continue'`.
 */
export type WatchDecision<T> =
  | 'continue'
  | 'resolve'
  | 'reject'
  | { resolve: T }
  | { reject: unknown }
  | undefined
  | void;

/** The options all waits have. */
export interface WaitOptions {
  /** Cancels the wait: it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds from the call until the wait ends with a `TimeoutError`, after a last read. Default: none, since
   * a task has its own. `0`, less, `null` and `Infinity`: none.
   */
  timeout?: number | null | undefined;
  /**
   * The context of a task, or of an item: the wait ends with the task, and says on its message line (not on that of
   * an item's) what it waits for.
   */
  task?: TaskContext<any, any> | ItemContext | undefined;
  /** The object as the API gave it when it was created: judged first; its uid and generation are pinned. */
  initial?: object | null | undefined;
  /**
   * The object as it is now, or `undefined`; the source's `read` by default. Waits that are given the same function
   * and equal watch options share its answers.
   */
  read?: (() => PromiseLike<object | null | undefined>) | undefined;
  /** Another source than the one of `setWatchSource`, for this wait. */
  source?: WatchSource | undefined;
}

/** The options of `waitForWatch`. */
export interface WatchWaitOptions<T = any> extends WatchOptions, WaitOptions {
  /**
   * Judges every ADDED, MODIFIED and DELETED event of the target; a promise is awaited before the next event is
   * judged. An exception rejects this wait alone; an answer that is none of the listed ones with a `TypeError`.
   */
  onEvent: (event: WatchEvent) => WatchDecision<T> | PromiseLike<WatchDecision<T>>;
  /**
   * For waits with `name`. `'reject'` (default): deletion, and another uid under the same name, reject with
   * `ResourceDeletedError`. `'continue'`: the wait goes on.
   */
  onDeleted?: 'reject' | 'continue' | undefined;
  /**
   * How long 401 and 403, of a read or an event, are taken for a permission that is late, since the last success.
   * Default 30000.
   */
  forbiddenGrace?: number | undefined;
}

/**
 * A promise that can be cancelled. Functions give a `WatchWait<NoInfer<T>>`: else what a processor may return, nothing
 * included, would be taken for the wait's own type.
 */
export interface WatchWait<T> extends Promise<T> {
  /** The wait itself, so that it can be destructured. */
  readonly promise: Promise<T>;
  /** Rejects with an `AbortError`: a string is its message, anything else its `cause`. */
  cancel(this: void, reason?: unknown): void;
}

/**
 * Waits until `onEvent` has decided. Settles exactly once and from then on holds no subscription and no timer.
 *
 * Rejects with what `onEvent` rejected with or threw, `ResourceDeletedError`, `TimeoutError`, `AbortError` or the
 * signal's reason, `WatchError` for a refusal by the server, `TypeError` for wrong options and an `Error` that
 * names `setWatchSource` if there is no source. It never throws.
 *
 * ```ts
 * const zone = await waitForWatch({
 *   resourceType: 'apis/dns.networking.miloapis.com/v1alpha1/dnszones',
 *   projectId, namespace: 'default', name, task: ctx,
 *   onEvent: ({ object }) => (object.status?.nameservers ? 'resolve' : 'continue'),
 * });
 * ```
 */
export declare function waitForWatch<T = any>(options: WatchWaitOptions<T>): WatchWait<NoInfer<T>>;

// ---------------------------------------------------------------------------------------------------------
// Status and resources
// ---------------------------------------------------------------------------------------------------------

/** A condition of a Kubernetes object. */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string | undefined;
  message?: string | undefined;
  lastTransitionTime?: string | undefined;
  observedGeneration?: number | undefined;
}

/** What a resource's status comes to, for a UI. */
export declare const ControlPlaneStatus: {
  readonly Success: 'success';
  readonly Error: 'error';
  readonly Pending: 'pending';
};
/** `'success' | 'error' | 'pending'`. */
export type ControlPlaneStatus = (typeof ControlPlaneStatus)[keyof typeof ControlPlaneStatus];

/** What `transformControlPlaneStatus` gives: the rest of the status stands beside the computed fields. */
export interface ControlPlaneStatusResult {
  status: ControlPlaneStatus;
  /** Why it is not a success; `''` for a success. */
  message: string;
  /** The last five only with `includeConditionDetails`. */
  conditions?: Condition[] | undefined;
  isProgrammed?: boolean | undefined;
  programmedReason?: string | undefined;
  isAccepted?: boolean | undefined;
  acceptedReason?: string | undefined;
  [field: string]: unknown;
}

/** The options of `transformControlPlaneStatus`. */
export interface ControlPlaneStatusOptions {
  /**
   * Condition types that must all be `True`; `null`: all that are present. Default: `Ready` if present, else
   * `Accepted` with `Programmed`, else `Accepted`, else the first.
   */
  requiredConditions?: readonly string[] | null | undefined;
  /** Adds the conditions and what they say about `Programmed` and `Accepted`. Default `false`. */
  includeConditionDetails?: boolean | undefined;
  /** Reasons that make a required condition which is `False` an error. Default: none. */
  terminalReasons?: readonly string[] | undefined;
}

/** Sums up the `status` of a resource for a UI. */
export declare function transformControlPlaneStatus(
  status: unknown,
  options?: ControlPlaneStatusOptions,
): ControlPlaneStatusResult;

export * from './status.js';

/** What one version of an object says about readiness. */
export interface Verdict {
  state: 'ready' | 'pending' | 'failed';
  /** The reason of the condition that decided, or the text that a field was asked for and has. */
  reason: string | undefined;
  /** Its message, or what is awaited; `undefined` where there is nothing to say. */
  message: string | undefined;
  /** The condition that decided, as it was found; `undefined` if none did. */
  condition: Condition | undefined;
}

/** A generation: a number, or where it came as one, a numeric string or a `bigint`. */
export type Generation = number | string | bigint;

declare const conditionValue: unique symbol;

/**
 * A condition as a value: what `condition`, `allOf`, `anyOf`, `not`, `fieldEquals`, `exists` and `deleted` give. Frozen,
 * opaque, and judged on one version of an object. What looks into `status` holds only where that is there and not stale
 * (an `observedGeneration`, of the status or of the condition, older than `metadata.generation` or `minGeneration`), and
 * so does its `not`.
 */
export interface ConditionValue {
  readonly [conditionValue]: true;
}

/** A field of an object: `'status.phase'`, or the keys and indices that lead to it. */
export type FieldPath = string | readonly (string | number)[];

/** The condition of this type has this status, `'True'` by default, and this reason, if one is given. */
export declare function condition(type: string, status?: Condition['status'], reason?: string): ConditionValue;
/** All of them hold. */
export declare function allOf(...conditions: [ConditionValue, ...ConditionValue[]]): ConditionValue;
/** One of them holds. */
export declare function anyOf(...conditions: [ConditionValue, ...ConditionValue[]]): ConditionValue;
/** It does not hold; of a status that is missing or stale neither is said. */
export declare function not(condition: ConditionValue): ConditionValue;
/** What is at `path` equals plain data: numbers and BigInt by value, lists and objects by what is in them, `null` what is absent. */
export declare function fieldEquals(path: FieldPath, value: unknown): ConditionValue;
/** The object is there; with `path`: it has this field, and that is not `null`. */
export declare function exists(path?: FieldPath): ConditionValue;
/** The object is gone: deleted, absent, or replaced by another of its name. */
export declare function deleted(): ConditionValue;

/** The options of waits for a resource to be ready. */
export interface ResourceWaitOptions<T = any> extends WaitOptions {
  /** A status that has not observed at least this generation is stale and decides nothing. */
  minGeneration?: Generation | undefined;
  /** How long a failure must last, in milliseconds, before it rejects. Default 0: not at all. */
  failureGrace?: number | undefined;
  /** Makes the promise's value from the raw object; the resource's own by default. */
  adapt?: ((raw: any) => T) | undefined;
  /** Told of each verdict, once per change. */
  onStatus?: ((verdict: Verdict) => unknown) | undefined;
}

/** The options of `waitForResource`. */
export interface WaitForResourceOptions<T = any> extends WatchOptions, ResourceWaitOptions<T> {
  /**
   * A condition, or a function that is called for every version of the object as it is and whose truthy answer resolves
   * the wait. With `deleted()` the end of the object, its absence and another uid resolve it, with the last object seen
   * or `undefined`.
   */
  until: ConditionValue | ((object: any) => unknown);
  /** Asked first; if it holds, the wait rejects with `ResourceFailedError`. It is the only thing that fails the wait. */
  failWhen?: ConditionValue | ((object: any) => unknown) | undefined;
  /** Picks the object out of a collection, for waits without `name`. */
  match?: ((object: any) => unknown) | undefined;
  /** As in `waitForWatch`. */
  onDeleted?: 'reject' | 'continue' | undefined;
}

/**
 * Waits until an object is as `until` says. A terminating object never is. Resolves with `adapt` of the object,
 * or the object itself; rejects as `waitForWatch` does, and with `ResourceFailedError` and `AdapterError`.
 */
export declare function waitForResource<T = any>(options: WaitForResourceOptions<T>): WatchWait<NoInfer<T>>;

/** What `defineResource` needs to know of a kind. */
export interface ResourceDefinition<T> {
  /** Such as `apis/example.com/v1/widgets`. */
  resourceType: string;
  /** Whose control plane it lives in: what the first argument of `waitForReady` names. */
  scope: 'organization' | 'project' | 'user' | 'cluster';
  /** The namespace its objects are in; `null` for cluster-scoped kinds. */
  namespace?: string | null | undefined;
  /** Makes the app's object from the raw one. */
  adapt: (raw: any) => T;
  /** The condition types that must be `True`, or a condition. Every `condition(type)` outside a `not` can also fail it. */
  ready: readonly string[] | ConditionValue;
  /** Looked at first, for versions whose status is not stale: a condition, or a function whose truthy answer fails it. */
  failed?: ConditionValue | ((object: any) => unknown) | undefined;
  /** Reasons of a `False` condition that mean "still on its way", besides the usual ones such as `Provisioning`. */
  pendingReasons?: readonly string[] | undefined;
}

/** A kind of resource that can be waited for. */
export interface Resource<T> {
  /** The adapted object. Throws `AdapterError` for what is none. */
  adapt(this: void, raw: unknown): T;
  /** What this version of the object says about readiness. */
  verdict(this: void, object: unknown): Verdict;
  /** Resolves with the adapted object when it is ready; rejects as `waitForResource` does. */
  waitForReady<R = T>(this: void, scopeId: string, name: string, options?: ResourceWaitOptions<R>): WatchWait<NoInfer<R>>;
}

/** Makes adapter, verdict and waiter for a kind. Throws a `TypeError` for a wrong definition. */
export declare function defineResource<T>(definition: ResourceDefinition<T>): Resource<T>;

/** What all adapted objects have in common. Strings the API left out are `''`. */
export interface ResourceObject {
  uid: string;
  name: string;
  namespace: string;
  displayName: string | undefined;
  description: string | undefined;
  resourceVersion: string;
  createdAt: Date | undefined;
  /** When its deletion was asked for. */
  deletionTimestamp: string | undefined;
  /** The raw status. */
  status: any;
}

/** A project, in its organization. */
export interface Project extends ResourceObject {
  /** From the annotation `kubernetes.io/display-name`, else `kubernetes.io/description`, else the name. */
  displayName: string;
  /** From `spec.ownerRef.name`. */
  organizationId: string | undefined;
}

/** A DNS zone, in its project. */
export interface DnsZone extends ResourceObject {
  /** `spec.domainName`. */
  domainName: string | undefined;
  /** `spec.dnsZoneClassName`. */
  dnsZoneClassName: string | undefined;
}

/** A DNS record set, in its project. */
export interface DnsRecordSet extends ResourceObject {
  /** From `spec.dnsZoneRef.name`. */
  dnsZoneId: string | undefined;
  recordType: string | undefined;
  /** As the API has them. */
  records: any[] | undefined;
  /** Whether a gateway made it: the label `dns.datumapis.com/source-kind` is `Gateway`. */
  managedByGateway: boolean;
  /** The label `dns.datumapis.com/source-name`, if a gateway made it. */
  gatewaySourceName: string | undefined;
}

/** A domain, in its project. */
export interface Domain extends ResourceObject {
  domainName: string | undefined;
  desiredRegistrationRefreshAttempt: string | undefined;
}

/** An HTTP proxy, in its project. */
export interface HttpProxy extends ResourceObject {
  hostnames: string[] | undefined;
  /** That of the first backend of the first rule that has one. */
  endpoint: string | undefined;
}

/** An export policy, in its project. */
export interface ExportPolicy extends ResourceObject {
  /** As the API has them, like `sinks`. */
  sources: any[] | undefined;
  sinks: any[] | undefined;
  labels: Record<string, string> | undefined;
  annotations: Record<string, string> | undefined;
}

/** A connector, in its project. */
export interface Connector extends ResourceObject {
  connectorClassName: string | undefined;
  /** As the API has them. */
  capabilities: any[] | undefined;
  /** The annotation `datum.net/device-name`. */
  deviceName: string | undefined;
  /** The annotation `datum.net/device-os`. */
  deviceOs: string | undefined;
}

/** A secret, in its project, without its values. */
export interface Secret extends ResourceObject {
  type: string | undefined;
  /** The keys of its data. */
  data: string[] | undefined;
  labels: Record<string, string> | undefined;
  /** All but the one in which kubectl keeps what was applied, values included. */
  annotations: Record<string, string> | undefined;
}

/** A service account, in its project. */
export interface ServiceAccount extends ResourceObject {
  /** `status.email`. */
  identityEmail: string | undefined;
  /** The annotation `kubernetes.io/description`. */
  displayName: string | undefined;
  /** `Disabled` where `spec.state` is `Inactive`. */
  state: 'Active' | 'Disabled';
}

/** A payment method, in its organization's namespace, `organization-<orgId>`. */
export interface PaymentMethod extends ResourceObject {
  /** `status.phase`. */
  phase: string | undefined;
}

/** A Stripe payment method, in its organization's namespace. It is known by the payment method that it is of. */
export interface StripePaymentMethod extends ResourceObject {
  /** `status.phase`. */
  phase: string | undefined;
  /**
   * For the payment form. It is not enumerable: copies, JSON, stores and logs of this object are without it, and so is
   * `status`.
   */
  readonly clientSecret: string | undefined;
}

/** Adapts a raw project. Throws `AdapterError` for what is none. */
export declare function toProject(raw: unknown): Project;
/** Whether a raw project is ready: the `Ready` condition alone decides. */
export declare function verdictOfProject(raw: unknown): Verdict;
/** Waits until the project is ready and resolves with it; rejects as `waitForResource` does. */
export declare function waitForProjectReady<T = Project>(
  orgId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw DNS zone. Throws `AdapterError` for what is none. */
export declare function toDnsZone(raw: unknown): DnsZone;
/** Whether a raw DNS zone is ready: `Accepted` and `Programmed` decide, or `Ready` if it is present. */
export declare function verdictOfDnsZone(raw: unknown): Verdict;
/** Waits until the DNS zone is ready and resolves with it; rejects as `waitForResource` does. */
export declare function waitForDnsZoneReady<T = DnsZone>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw DNS record set. Throws `AdapterError` for what is none. */
export declare function toDnsRecordSet(raw: unknown): DnsRecordSet;
/** Whether a raw DNS record set is ready: `Accepted` and `Programmed` decide. */
export declare function verdictOfDnsRecordSet(raw: unknown): Verdict;
/** Waits until the DNS record set is ready and resolves with it; rejects as `waitForResource` does. */
export declare function waitForDnsRecordSetReady<T = DnsRecordSet>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw domain. Throws `AdapterError` for what is none. */
export declare function toDomain(raw: unknown): Domain;
/** Whether a raw domain is ready: `Verified` decides; a record that is not there yet is no failure. */
export declare function verdictOfDomain(raw: unknown): Verdict;
/** Waits until the domain is ready and resolves with it; rejects as `waitForResource` does. */
export declare function waitForDomainReady<T = Domain>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw HTTP proxy. Throws `AdapterError` for what is none. */
export declare function toHttpProxy(raw: unknown): HttpProxy;
/** Whether a raw HTTP proxy is ready: `Accepted` and `Programmed` decide, or `Ready` if it is present. */
export declare function verdictOfHttpProxy(raw: unknown): Verdict;
/** Waits until the HTTP proxy is ready and resolves with it; rejects as `waitForResource` does. */
export declare function waitForHttpProxyReady<T = HttpProxy>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw export policy. Throws `AdapterError` for what is none. */
export declare function toExportPolicy(raw: unknown): ExportPolicy;
/** Whether a raw export policy is ready: `Ready` decides. */
export declare function verdictOfExportPolicy(raw: unknown): Verdict;
/** Waits until the export policy is ready and resolves with it; rejects as `waitForResource` does. */
export declare function waitForExportPolicyReady<T = ExportPolicy>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw connector. Throws `AdapterError` for what is none. */
export declare function toConnector(raw: unknown): Connector;
/** Whether a raw connector is ready: `Ready` decides; `ConnectorNotReady` is no failure. */
export declare function verdictOfConnector(raw: unknown): Verdict;
/** Waits until the connector is ready and resolves with it; rejects as `waitForResource` does. */
export declare function waitForConnectorReady<T = Connector>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw secret. Throws `AdapterError` for what is none. */
export declare function toSecret(raw: unknown): Secret;
/** Whether a raw secret is ready: it is as soon as it is there. */
export declare function verdictOfSecret(raw: unknown): Verdict;
/** Waits until the secret is ready and resolves with it; rejects as `waitForResource` does. */
export declare function waitForSecretReady<T = Secret>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw service account. Throws `AdapterError` for what is none. */
export declare function toServiceAccount(raw: unknown): ServiceAccount;
/** Whether a raw service account is ready: it is once `status.email` is set. */
export declare function verdictOfServiceAccount(raw: unknown): Verdict;
/** Waits until the service account is ready and resolves with it; rejects as `waitForResource` does. */
export declare function waitForServiceAccountReady<T = ServiceAccount>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw payment method. Throws `AdapterError` for what is none. */
export declare function toPaymentMethod(raw: unknown): PaymentMethod;
/** Whether a raw payment method is ready: `status.phase` decides: `Active` or `Failed`. */
export declare function verdictOfPaymentMethod(raw: unknown): Verdict;
/** Waits until the payment method is ready and resolves with it; rejects as `waitForResource` does. */
export declare function waitForPaymentMethodReady<T = PaymentMethod>(
  orgId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw Stripe payment method. Throws `AdapterError` for what is none. */
export declare function toStripePaymentMethod(raw: unknown): StripePaymentMethod;
/** Whether a raw Stripe payment method is ready: it is once `status.setupIntent.clientSecret` is set, and `status.phase` `Failed` fails it. */
export declare function verdictOfStripePaymentMethod(raw: unknown): Verdict;
/**
 * Waits until the Stripe payment method is ready and resolves with it; rejects as `waitForResource` does. It is picked out of the collection by
 * `spec.paymentMethodRef.name`, the name given here.
 */
export declare function waitForStripePaymentMethodReady<T = StripePaymentMethod>(
  orgId: string,
  paymentMethodName: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

// ---------------------------------------------------------------------------------------------------------
// Errors: recognise them by `name`
// ---------------------------------------------------------------------------------------------------------

/** A task or wait was cancelled. */
export declare class AbortError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'AbortError';
  readonly code: 'ABORTED';
}

/** A task's or wait's time is over. The fields are those of a wait. */
export declare class TimeoutError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'TimeoutError';
  readonly code: 'TIMEOUT';
  /** The conditions last seen; empty if none were. */
  readonly conditions?: Condition[] | undefined;
  /** Milliseconds since the last event, to the turn of the event loop that it came in; absent if there was none. */
  readonly sinceLastEvent?: number | undefined;
  /** Whether the object was ever seen. */
  readonly appeared?: boolean | undefined;
  /** The uid of the object last seen. */
  readonly uid?: string | undefined;
  /** The version of the object last seen; opaque. */
  readonly resourceVersion?: string | undefined;
  /** How many reads had begun. */
  readonly reads?: number | undefined;
  /** Whether there was a subscription that had not been reported broken. */
  readonly stream?: 'open' | 'broken' | undefined;
  /** The last refusal or failed read, if nothing has worked since. */
  readonly cause?: unknown;
}

/** The server refused, or `onEvent` answered `'reject'`. */
export declare class WatchError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'WatchError';
  /** The HTTP status code of the refusal; `'rejected'` where `onEvent` answered `'reject'`. */
  readonly code: number | string;
  /** The reason of the server's `Status`, such as `Forbidden`. */
  readonly reason?: string | undefined;
}

/** The object says that it has failed. */
export declare class ResourceFailedError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'ResourceFailedError';
  readonly code: 'RESOURCE_FAILED';
  readonly reason?: string | undefined;
  readonly condition?: Condition | undefined;
  /** The raw object. Not enumerable: it may be a secret, and errors are printed. */
  readonly object: any;
}

/** The object is gone, or another one has its name. */
export declare class ResourceDeletedError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'ResourceDeletedError';
  readonly code: 'RESOURCE_DELETED';
  /** The raw object as it was last seen. Not enumerable. */
  readonly object?: any;
  /** Its conditions then; empty if there were none. */
  readonly conditions?: Condition[] | undefined;
  /** Its uid. */
  readonly uid?: string | undefined;
  /** Its version then; opaque. */
  readonly resourceVersion?: string | undefined;
}

/** An object from the API is not what it should be. */
export declare class AdapterError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'AdapterError';
  readonly code: 'ADAPTER';
  /** Where, such as `metadata.name`; `''` is the object itself. */
  readonly path: string;
  /** What was expected there, such as `a string`; absent where reading threw, which is the `cause`. */
  readonly expected?: string | undefined;
  /** What was there, such as `the number 5`; of what may be secret, its type alone. */
  readonly found?: string | undefined;
}

/** The page's content security policy lacks `'wasm-unsafe-eval'`. */
export declare class WasmBlockedError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'WasmBlockedError';
  readonly code: 'WASM_BLOCKED';
}
