/** Tasks: the options of `enqueue` and its handle, the contexts of processors, and the view of a task. */
import type { TaskAction, TaskIcon, TaskMetadata } from './index.js';
import type { PendingWait } from './watch.js';

/** The state of a task. The last three are final, until `retry`. */
export type TaskStatus = 'pending' | 'running' | 'completed' | 'failed' | 'cancelled';

/**
 * The label of an item; a number's is its decimal text. Two items may have the same id: the queue tells them apart by
 * position.
 */
export type TaskItemId = string;

/** One failure of a task. */
export interface TaskFailedItem {
  /** The item; absent where the task itself failed, by throwing or by its timeout. */
  readonly id?: TaskItemId | undefined;
  readonly message: string;
}

/**
 * A task as a UI shows it: plain, frozen, and never changed later. A view keeps its identity until its task
 * changes, so views can be compared with `===`. Times are epoch milliseconds and absent where they do not
 * apply.
 */
export interface TaskView<TResult = unknown, TItem = unknown> {
  readonly id: string;
  readonly title: string;
  readonly status: TaskStatus;
  readonly icon?: TaskIcon;
  readonly category?: string | undefined;
  readonly metadata?: TaskMetadata | undefined;
  readonly group?: string | undefined;
  readonly key?: string | undefined;
  readonly priority: number;
  /**
   * All items as given; a retry does not narrow them. Absent for a task that was enqueued without items, and
   * for a stored one whose store had no room for them.
   */
  readonly items?: readonly TItem[] | undefined;
  /** The number of items; absent for a task that was enqueued without items. */
  readonly total?: number | undefined;
  /** The number of items that have succeeded, in earlier runs too. */
  readonly completed: number;
  /** The length of `failedItems`. */
  readonly failed: number;
  readonly succeededItems: readonly TaskItemId[];
  /** Failed items, thrown errors and timeouts. They stay in view until the next attempt starts. */
  readonly failedItems: readonly TaskFailedItem[];
  readonly errorStrategy: 'continue' | 'stop';
  /** For the UI, which respects it; `cancel` does not. */
  readonly cancelable: boolean;
  /**
   * For the UI, which respects it; `retry` does not. Also `false` for a task that can no longer be retried,
   * since its page was closed or its wasm instance failed before it ended.
   */
  readonly retryable: boolean;
  /** Whether leaving the page before the task has ended deserves a warning. */
  readonly confirmBeforeUnload: boolean;
  /** `true` from `cancel` on, also while the processor winds down. */
  readonly cancelRequested: boolean;
  readonly completionActions?: readonly TaskAction[] | undefined;
  /** What the processor returned or passed to `setResult`. */
  readonly result?: TResult | undefined;
  /**
   * The line under the title, such as the message of a condition. A task that has completed keeps what its processor
   * said with `setMessage`, and nothing that a wait said; one that has failed keeps the last line.
   */
  readonly message?: string | undefined;
  /**
   * From 0 to 1. A batch's is (completed + failed) / total unless it was set; absent for other tasks unless
   * set.
   */
  readonly progress?: number | undefined;
  /** How often `retry` was called. */
  readonly retryCount: number;
  /**
   * The number of the present or last run: 0 before the first, and again from `retry` until the next run
   * starts.
   */
  readonly attempt: number;
  /** When the next automatic attempt is due. */
  readonly nextAttemptAt?: number | undefined;
  readonly createdAt: number;
  /** When the present or last run started. */
  readonly startedAt?: number | undefined;
  readonly completedAt?: number | undefined;
  /** When the present run will time out. */
  readonly deadlineAt?: number | undefined;
  /** The queue that the task belongs to: the `instance` of its `inspect()`. */
  readonly owner?: string | undefined;
  /**
   * `true` for a task whose page was closed before it ended. A durable one is `pending` until it goes on. Any other is
   * shown as failed, and may have succeeded all the same.
   */
  readonly interrupted?: boolean | undefined;
  /**
   * What a running task waits for, one entry for each wait that was given its context as `task`, in the order in which they
   * began; absent for nothing. Never stored.
   */
  readonly waits?: readonly PendingWait[] | undefined;
  /** The kind of a durable task. Only durable tasks have this and the next two fields. */
  readonly kind?: string | undefined;
  /** What it was given. */
  readonly input?: unknown;
  /**
   * The results of its steps by name; of a kind with `runItem`, by the item's position first. Absent with `persist: false`:
   * the task ends with its page.
   */
  readonly steps?: Readonly<Record<string, unknown>> | undefined;
}

/** What happened to a task at one moment. Which fields there are depends on `kind`. Frozen. */
export interface TimelineEntry {
  /** In epoch milliseconds. */
  readonly at: number;
  /**
   * `queued` also by `retry`; `started` with the first attempt; `deadline` is one that has passed, and `prolonged` one that
   * was put off after a suspension.
   */
  readonly kind:
    | 'queued'
    | 'started'
    | 'attempt'
    | 'retrying'
    | 'step-started'
    | 'step-ended'
    | 'item-failed'
    | 'message'
    | 'wait-started'
    | 'wait-ended'
    | 'condition'
    | 'stream-lost'
    | 'stream-open'
    | 'read'
    | 'deadline'
    | 'prolonged'
    | 'cancelled'
    | 'interrupted'
    | 'resumed'
    | 'ended';
  /** The number of the attempt. */
  readonly attempt?: number | undefined;
  /** The kind and name of the object that a wait is for. */
  readonly wait?: string | undefined;
  /** The type of a condition. */
  readonly type?: string | undefined;
  /** The status of a condition, or that with which the task has ended. */
  readonly status?: string | undefined;
  /** The reason of a condition, or of a cancel. */
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  /** The message of an error. */
  readonly error?: string | undefined;
  /** The name of a step. */
  readonly step?: string | undefined;
  /** The id of an item. */
  readonly item?: TaskItemId | undefined;
  /** How often the same happened in a row, from 2 on. */
  readonly count?: number | undefined;
}

/** The same as {@link TaskView}. */
export type Task<TResult = unknown, TItem = unknown> = TaskView<TResult, TItem>;

/** How a task ended. */
export interface TaskOutcome<TResult = unknown> {
  readonly status: 'completed' | 'failed' | 'cancelled';
  readonly completed: number;
  readonly failed: number;
  readonly failedItems: readonly TaskFailedItem[];
  readonly result?: TResult | undefined;
  /**
   * Why the task did not complete: the thrown value itself, an `Error` or not; a `TimeoutError`; the reason
   * of the cancel, by default an `AbortError`; or, if the processor only called `fail`, an `Error` with the
   * first message.
   */
  readonly error?: unknown;
}

/** The caller's end of a task. */
export interface TaskHandle<TResult = unknown> {
  readonly id: string;
  /** Resolves when the task has ended, however it ended. Never rejects. */
  readonly promise: Promise<TaskOutcome<TResult>>;
  /** Like `queue.cancel(id, reason)`; does nothing once the task has ended, even if it is retried. */
  cancel(this: void, reason?: unknown): void;
  /**
   * Makes a promise of the result. It rejects with the task's error if the task failed or was cancelled. As
   * it is made by this call, a failure that nobody asks about raises no unhandled rejection.
   */
  result(this: void): Promise<TResult>;
}

/** What became of each item, for `completionActions` and summaries. */
export interface TaskCompletionInfo<TItem = unknown> {
  readonly status: TaskStatus;
  readonly completed: number;
  readonly failed: number;
  /** The items that have succeeded or failed, in the order of all; empty for a task without items. */
  readonly items: readonly TaskCompletionItem<TItem>[];
  /** The other items, in their order: those never tried, and those that a cancel or a timeout cut off. */
  readonly untried: readonly Pick<TaskCompletionItem<TItem>, 'id' | 'data'>[];
}

/** What became of one item. */
export interface TaskCompletionItem<TItem = unknown> {
  readonly id: TaskItemId;
  readonly status: 'succeeded' | 'failed';
  readonly message?: string | undefined;
  /** The item itself, as it was given. */
  readonly data: TItem;
}

/** The argument of a processor. Its methods can be destructured. */
export interface TaskContext<TItem = unknown, TResult = any> {
  /** The items of this run: all of them at first, after a retry those that had not succeeded. */
  readonly items: readonly TItem[];
  /** `true` after a cancel and after the timeout. */
  readonly cancelled: boolean;
  /** The failures of this run so far. */
  readonly failedItems: readonly TaskFailedItem[];
  /** Aborted by a cancel, with its reason or an `AbortError`, and by the timeout, with a `TimeoutError`. */
  readonly signal: AbortSignal;
  /** 1 for the first run, 2 for the second, and so on; a call of `retry` starts at 1 again. */
  readonly attempt: number;
  /**
   * When this run will time out, in epoch milliseconds: the earlier end of `timeout` and `totalTimeout`.
   * Absent without either, after a cancel, and once the run has ended. After the computer was suspended it
   * may be later than before.
   */
  readonly deadlineAt?: number | undefined;
  /**
   * Counts an item as succeeded. The last report about an item before the run ends decides. Without an id, or
   * with one that no item has, it only counts.
   */
  succeed(this: void, itemId?: TaskItemId | number): void;
  /** Counts an item as failed, likewise. A run with failures ends as `failed`. */
  fail(this: void, itemId?: TaskItemId | number, message?: string): void;
  /** Replaces the title. */
  setTitle(this: void, title: string): void;
  /** Sets the result, which then wins over what the processor returns. */
  setResult(this: void, value: TResult): void;
  /** Sets the progress: a fraction from 0 to 1, or the two numbers that it is computed from. */
  setProgress(this: void, progress: number | { completed: number; total: number }): void;
  /** Sets the line under the title; `undefined` removes it. */
  setMessage(this: void, text: string | undefined): void;
  /**
   * Registers a cleanup, which is called once at cancel, timeout or dispose, or at once if that has already
   * happened. A run that ends by itself drops its cleanups without calling them.
   */
  onCancel(this: void, cleanup: () => void): void;
  /**
   * Runs `fn` once: its result is stored before the promise resolves, or after 2 s all the same, with `persistence`
   * degraded. A retry, and the page that goes on with a durable task, are given the stored result. What `fn` throws is not
   * stored. Two calls at once with one name share one call.
   *
   * The result is JSON with `Date`s, without fields that are `undefined`; what JSON cannot hold whole rejects with a
   * `TypeError`. Rejects, and calls nothing, once the run has ended or was aborted.
   */
  step<T>(this: void, name: string, fn: () => PromiseLike<T> | T): Promise<T>;
  /** Waits so many milliseconds, over reloads too. The `timeout` stands still meanwhile. Rejects when the run is aborted. */
  sleep(this: void, name: string, milliseconds: number): Promise<void>;
  /** Waits until a time, likewise. */
  sleepUntil(this: void, name: string, date: Date | number): Promise<void>;
  /** The same over all attempts, pages and tabs: what an object is marked with that must not be created twice. */
  readonly idempotencyKey: string;
}

/**
 * The second argument of `processItem`. An item that returns counts as succeeded and one that throws as
 * failed, unless the item reported something else. One that ends so after its signal was aborted counts as not tried.
 */
export interface ItemContext {
  /** `true` after a cancel and after the timeout. */
  readonly cancelled: boolean;
  /** As {@link TaskContext.signal}. */
  readonly signal: AbortSignal;
  /** As {@link TaskContext.deadlineAt}: that of the whole run. */
  readonly deadlineAt?: number | undefined;
  /** The item's position in the `items` that were given to `enqueue`. */
  readonly index: number;
  /** Counts an item as succeeded; without an id, this item. */
  succeed(this: void, id?: TaskItemId | number): void;
  /** Counts an item as failed; without an id, this item. */
  fail(this: void, id?: TaskItemId | number, message?: string): void;
  /** As {@link TaskContext.step}. Each item has steps of its own. */
  step<T>(this: void, name: string, fn: () => PromiseLike<T> | T): Promise<T>;
  /** As {@link TaskContext.sleep}. The whole batch's `timeout` stands still. */
  sleep(this: void, name: string, milliseconds: number): Promise<void>;
  /** As {@link TaskContext.sleepUntil}. */
  sleepUntil(this: void, name: string, date: Date | number): Promise<void>;
  /** As {@link TaskContext.idempotencyKey}: the item's own. */
  readonly idempotencyKey: string;
}

/** How automatic attempts follow one another when a run fails. */
export interface RetryOptions {
  /**
   * The number of runs in all: a whole number from 1, or `Infinity`.
   *
   * @default 3
   */
  attempts?: number | undefined;
  /**
   * Milliseconds of pause before the second attempt, from 0.
   *
   * @default 1000
   */
  minDelay?: number | undefined;
  /**
   * The longest pause in milliseconds, from 0, before the jitter is added.
   *
   * @default 30000
   */
  maxDelay?: number | undefined;
  /**
   * Each pause is this many times the one before. From 0.
   *
   * @default 2
   */
  factor?: number | undefined;
  /**
   * Each pause is lengthened by a random part of up to this share of itself. From 0.
   *
   * @default 0.2
   */
  jitter?: number | undefined;
  /**
   * Decides whether a failure is worth another attempt; by default each one is. The argument is the thrown
   * value, a `TimeoutError`, or an `Error` with the first message that was given to `fail`. It is not called
   * after the last attempt. If it throws, there is no other attempt.
   *
   * An error with a number as `retryAfter` sets the length of the pause itself, in milliseconds, beyond `maxDelay` too.
   */
  retryIf?: ((error: any) => boolean) | undefined;
}

/**
 * The type of a result: `unknown` where the processor returns nothing, since it may call `setResult`, whose type says
 * nothing.
 */
export type Said<TResult> = 0 extends 1 & TResult ? TResult : [TResult] extends [void] ? unknown : TResult;

/**
 * A callback whose parameters may be annotated more narrowly than they are inferred, as a method's may: where a processor
 * only calls `setResult`, the call site knows what, and TypeScript does not.
 */
export type EndCallback<TParameters extends unknown[], TReturn> = {
  /** The callback itself. */
  bivariant(...parameters: TParameters): TReturn;
}['bivariant'];

/** The options of `enqueue` that every task may have. */
export interface BaseEnqueueOptions<TItem = unknown, TResult = unknown> {
  /** The name of the task in a UI. */
  title: string;
  /**
   * Gives an item's label. By default it is the string or number itself, else the item's `id`, `name`, `key`
   * or `uuid`, else its JSON, else its index.
   */
  getItemId?: ((item: TItem) => TaskItemId | number) | undefined;
  /**
   * Milliseconds that a run may take, from its start and not from `enqueue`; then it fails. With `0`, less,
   * `null` and `Infinity` there is no timeout. The default is the queue's `defaultTimeout`.
   */
  timeout?: number | null | undefined;
  /**
   * Milliseconds that all automatic attempts and the pauses between them may take, from the start of the
   * first; then the task fails. With `0`, less, `null` and `Infinity` there is no such limit, which is the
   * default.
   */
  totalTimeout?: number | null | undefined;
  /**
   * Tasks with a larger number start earlier, equal ones first in, first out. Any number.
   *
   * @default 0
   */
  priority?: number | undefined;
  /**
   * At most one task with the same key runs at a time, such as edits of one resource. A task that waits for
   * its key does not delay others. The key is free when its task has ended; the `signal` of a processor that
   * goes on after that has been aborted.
   */
  key?: string | undefined;
  /** An id shared by tasks that are shown together; see {@link TaskQueue.group}. */
  group?: string | undefined;
  /**
   * While a task with the same `dedupeKey` has not ended, `enqueue` adds no task and returns the handle of
   * that one. Durable tasks of other tabs count, and of pages that are gone.
   */
  dedupeKey?: string | undefined;
  /**
   * Makes a failed run be followed by another one. Between attempts the task is `pending` with
   * `nextAttemptAt`, holds no slot and no key, and ends at once when it is cancelled; a batch repeats the
   * items that have not succeeded. The handle settles after the last attempt. The default is the queue's
   * `retry`, else none; `{ attempts: 1 }` turns it off.
   */
  retry?: RetryOptions | undefined;
  /**
   * `'continue'`: all items are tried. `'stop'`: after the first failure no further item is started; those in
   * flight are awaited.
   *
   * @default 'continue'
   */
  errorStrategy?: 'continue' | 'stop' | undefined;
  /**
   * `false` keeps items and results, and the input of a durable task, out of the store; a durable task then ends with its
   * page.
   *
   * @default true
   */
  persist?: boolean | undefined;
  /**
   * Returns what is to be stored of the task's view. It is given all of the view but `input` and `steps`. If it throws,
   * only id, title, status and times are stored.
   */
  redact?: ((view: TaskView) => object) | undefined;
  /**
   * Shown in the view. The UI respects it, `cancel` does not.
   *
   * @default true
   */
  cancelable?: boolean | undefined;
  /**
   * Shown in the view. The UI respects it, `retry` does not.
   *
   * @default true
   */
  retryable?: boolean | undefined;
  /**
   * Whether leaving the page before the task has ended deserves a warning. Shown in the view; the React
   * provider warns.
   *
   * @default true
   */
  confirmBeforeUnload?: boolean | undefined;
  /**
   * Cancels the task, and later retries of it, when it aborts. With a signal that has already aborted it
   * never starts.
   */
  signal?: AbortSignal | undefined;
  /**
   * Called once per ending, before the handle's `promise` resolves. Nothing waits for it; what it throws goes
   * to `console.error`.
   */
  onComplete?: EndCallback<[outcome: TaskOutcome<NoInfer<Said<TResult>>>], unknown> | undefined;
  /**
   * What the UI offers once the task has ended: a list, or a function that is called at the end and returns
   * one. `result` is `undefined` if the task ended without one. Carried to the view untouched, and never
   * persisted.
   */
  completionActions?:
    | readonly TaskAction[]
    | EndCallback<[result: NoInfer<Said<TResult>>, info: TaskCompletionInfo<TItem>], readonly TaskAction[]>
    | undefined;
  /** Carried to the view untouched, and never persisted. */
  icon?: TaskIcon;
  /** Carried to the view untouched; `cancelAll({ category })` selects by it. */
  category?: string | undefined;
  /** Carried to the view untouched. */
  metadata?: TaskMetadata | undefined;
}

/** A task that is a single function. */
export interface ProcessorOptions<TItem = unknown, TResult = unknown>
  extends BaseEnqueueOptions<TItem, TResult> {
  /**
   * Does the work. It is called as soon as a slot is free and runs synchronously up to its first `await`.
   * What it returns is the task's result, unless `setResult` was called; what it throws fails the task.
   */
  processor: (context: TaskContext<TItem>) => Promise<TResult | void> | TResult | void;
  /** Passed on to the processor; `total` is their number. Copied at `enqueue`. */
  items?: readonly TItem[] | undefined;
  processItem?: undefined;
  itemConcurrency?: undefined;
  kind?: undefined;
  input?: undefined;
}

/** A task over items, which the queue iterates. */
export interface ProcessItemOptions<TItem = unknown, TResult = unknown>
  extends BaseEnqueueOptions<TItem, TResult> {
  /** Any values, also falsy and equal ones. Copied at `enqueue`. */
  items: readonly TItem[];
  /** Does the work of one item. */
  processItem: (item: TItem, context: ItemContext) => unknown;
  /**
   * The number of items in flight at once: a whole number from 1, or `Infinity`.
   *
   * @default 1
   */
  itemConcurrency?: number | undefined;
  processor?: undefined;
  kind?: undefined;
  input?: undefined;
}

/** A durable task: its kind was defined by `queue.define`. */
export interface KindTaskOptions<TItem = unknown, TResult = unknown>
  extends BaseEnqueueOptions<TItem, TResult> {
  /** The name of the kind. */
  kind: string;
  /** Given to the kind's `run` or `runItem`: JSON with `Date`s. */
  input?: unknown;
  /** As in other tasks; required where the kind has a `runItem`. JSON with `Date`s. */
  items?: readonly TItem[] | undefined;
  /** As in other batches, where the kind has a `runItem`. */
  itemConcurrency?: number | undefined;
  processor?: undefined;
  processItem?: undefined;
}

/** The options of `enqueue`: either `processor`, or `processItem` with `items`, or `kind`. */
export type EnqueueOptions<TItem = unknown, TResult = unknown> =
  | ProcessorOptions<TItem, TResult>
  | ProcessItemOptions<TItem, TResult>
  | KindTaskOptions<TItem, TResult>;
