/** Tasks: what `enqueue` takes and gives, what a processor is given, and the view of a task. */
import type { TaskAction, TaskIcon, TaskMetadata } from './index.js';

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
export interface ProcessorOptions<TItem = unknown, TResult = unknown>
  extends BaseEnqueueOptions<TItem, TResult> {
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
export interface ProcessItemOptions<TItem = unknown, TResult = unknown>
  extends BaseEnqueueOptions<TItem, TResult> {
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
