/** Tasks: their view, timeline, handle and outcome. */
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
  /** The item; absent if the task itself failed, by throwing or by its timeout. */
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
   * for a task read from a store that had no room for them.
   */
  readonly items?: TItem[] | undefined;
  /** The number of items; absent for a task that was enqueued without items. */
  readonly total?: number | undefined;
  /** The number of items that have succeeded, in earlier runs too. */
  readonly completed: number;
  /** The length of `failedItems`. */
  readonly failed: number;
  readonly succeededItems: TaskItemId[];
  /** Failed items, thrown errors and timeouts. They stay until the next attempt starts. */
  readonly failedItems: TaskFailedItem[];
  readonly errorStrategy: 'continue' | 'stop';
  /** For the UI, which respects it; `cancel` does not. */
  readonly cancelable: boolean;
  /**
   * For the UI, which respects it; `retry` does not. Also `false` for a task that can no longer be retried
   * because its page was closed, or its wasm instance failed, before it ended. A task that had ended keeps it in a new
   * page, where `retry` returns `undefined` unless the task has a `kind` that is defined.
   */
  readonly retryable: boolean;
  /** Whether to warn before the page is left while the task has not ended. */
  readonly confirmBeforeUnload: boolean;
  /** `true` from `cancel` on, also while the processor winds down. */
  readonly cancelRequested: boolean;
  readonly completionActions?: TaskAction[] | undefined;
  /** What the processor returned or passed to `setResult`. */
  readonly result?: TResult | undefined;
  /**
   * The line under the title, such as the message of a condition. A completed task keeps what its processor passed to
   * `setMessage`, but no message of a wait; a failed one keeps the last message of either. Why it failed is in `failedItems`.
   */
  readonly message?: string | undefined;
  /**
   * From 0 to 1. For a batch (completed + failed) / total unless it was set; for other tasks absent unless
   * it was set.
   */
  readonly progress?: number | undefined;
  /** How often `retry` was called. */
  readonly retryCount: number;
  /** The number of the current or last run; 0 before the first run, and from `retry` until the next run starts. */
  readonly attempt: number;
  /** When the next automatic attempt is due. */
  readonly nextAttemptAt?: number | undefined;
  readonly createdAt: number;
  /** When the current or last run started. */
  readonly startedAt?: number | undefined;
  readonly completedAt?: number | undefined;
  /** When the current run will time out. */
  readonly deadlineAt?: number | undefined;
  /** The queue that the task belongs to: the `instance` of its `inspect()`. */
  readonly owner?: string | undefined;
  /**
   * `true` for a task whose page was closed before it ended. A durable task is `pending` until a page resumes it. Any
   * other is shown as failed, although what it did may have succeeded.
   */
  readonly interrupted?: boolean | undefined;
  /**
   * What a running task is waiting for: one entry for each wait whose `task` is its context, in the order in which they
   * began; absent if there is none. Never stored.
   */
  readonly waits?: readonly PendingWait[] | undefined;
  /** The kind of a durable task. Only durable tasks have this and the next two fields. */
  readonly kind?: string | undefined;
  /** Its input. */
  readonly input?: unknown;
  /**
   * The results of its steps by name; for a kind with `runItem`, by item position and then by name. Absent with
   * `persist: false`, and of a batch whose `redact` changes its items: such a task ends with its page.
   */
  readonly steps?: Readonly<Record<string, unknown>> | undefined;
}

/** What happened to a task at one moment. The fields depend on `kind`. Frozen. */
export interface TimelineEntry {
  /** In epoch milliseconds. */
  readonly at: number;
  /**
   * `queued`: by `enqueue` or `retry`. `started`: with the first attempt. `deadline`: one has passed. `prolonged`: a deadline
   * was extended after a suspension.
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
  /** The status of a condition, or the status with which the task ended. */
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
  /** How many times in a row the same happened; absent for once. */
  readonly count?: number | undefined;
}

/** The same as {@link TaskView}. */
export type Task<TResult = unknown, TItem = unknown> = TaskView<TResult, TItem>;

/** How a task ended. */
export interface TaskOutcome<TResult = unknown> {
  readonly status: 'completed' | 'failed' | 'cancelled';
  readonly completed: number;
  readonly failed: number;
  readonly failedItems: TaskFailedItem[];
  readonly result?: TResult | undefined;
  /**
   * Why the task did not complete: the thrown value itself, an `Error` or not; a `TimeoutError`; the reason
   * of the cancel, by default an `AbortError`; or, if the processor only called `fail`, an `Error` with the
   * first message.
   */
  readonly error?: unknown;
}

/** A handle of a task, as `enqueue` and `retry` return it. */
export interface TaskHandle<TResult = unknown> {
  readonly id: string;
  /** Resolves when the task has ended, however it ended. Never rejects. */
  readonly promise: Promise<TaskOutcome<TResult>>;
  /** Like `queue.cancel(id, reason)`; does nothing once the task has ended, even if it is retried. */
  cancel(this: void, reason?: unknown): void;
  /**
   * Returns a promise of the result. It rejects with the task's error if the task failed or was cancelled. It is
   * created by this call, so a failure raises no unhandled rejection unless the result was asked for.
   */
  result(this: void): Promise<TResult>;
}

/** The outcome of each item, for `completionActions` and summaries. */
export interface TaskCompletionInfo<TItem = unknown> {
  readonly status: TaskStatus;
  readonly completed: number;
  readonly failed: number;
  /** The items that have succeeded or failed, in the order of all; empty for a task without items. */
  readonly items: TaskCompletionItem<TItem>[];
  /** The other items, in their order: those never tried, and those that a cancel or a timeout cut off. */
  readonly untried: Pick<TaskCompletionItem<TItem>, 'id' | 'data'>[];
}

/** The outcome of one item. */
export interface TaskCompletionItem<TItem = unknown> {
  readonly id: TaskItemId;
  readonly status: 'succeeded' | 'failed';
  readonly message?: string | undefined;
  /** The item itself, as it was given. */
  readonly data: TItem;
}
