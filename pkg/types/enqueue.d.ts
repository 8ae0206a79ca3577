/** The options of `enqueue`. */
import type { ItemContext, TaskContext } from './contexts.js';
import type { TaskAction, TaskIcon, TaskMetadata } from './index.js';
import type { TaskCompletionInfo, TaskItemId, TaskOutcome, TaskView } from './tasks.js';

/** When to run a failed task again automatically, and how often. */
export interface RetryOptions {
  /**
   * The total number of runs: a whole number from 1, or `Infinity`.
   *
   * @default 3
   */
  attempts?: number | undefined;
  /**
   * The pause before the second attempt, in milliseconds, from 0.
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
   * Each pause is lengthened by a random duration of up to this fraction of it. From 0.
   *
   * @default 0.2
   */
  jitter?: number | undefined;
  /**
   * Decides whether a failure leads to another attempt; by default every failure does. The argument is the thrown
   * value, a `TimeoutError`, or an `Error` with the first message that was passed to `fail`. It is not called
   * after the last attempt. If it throws or returns a promise, there is no other attempt.
   *
   * If the error has a number as `retryAfter`, that is the pause in milliseconds, even beyond `maxDelay`.
   */
  retryIf?: ((error: any) => boolean) | undefined;
}

/**
 * The type of a task's result: `unknown` if the processor returns nothing, since it may call `setResult`, whose argument is
 * not inferred.
 */
export type InferredResult<TResult> = 0 extends 1 & TResult
  ? TResult
  : [TResult] extends [void]
    ? // Not just `unknown`: in a generic function, where this is not resolved yet, it has to be assignable to `TResult`.
      { void: unknown; other: any }[[TResult] extends [void] ? 'void' : 'other']
    : TResult;

/**
 * A callback whose parameters may be annotated more narrowly than they are inferred, as a method's may. If a processor
 * only calls `setResult`, the call site knows the result's type, and TypeScript does not.
 */
export type BivariantCallback<TParameters extends unknown[], TReturn> = {
  /** The callback itself. */
  bivariant(...parameters: TParameters): TReturn;
}['bivariant'];

/** The options of `enqueue` that every task may have. */
export interface BaseEnqueueOptions<TItem = unknown, TResult = unknown> {
  /** The task's name, for the UI. */
  title: string;
  /**
   * Returns an item's id. By default it is the string or number itself, else the item's `id`, `name`, `key`
   * or `uuid`, else its JSON, else its index.
   */
  getItemId?: ((item: TItem) => TaskItemId | number) | undefined;
  /**
   * Milliseconds that a run may take, from its start, not from `enqueue`; then it fails. `0`, negative numbers,
   * `null` and `Infinity` mean no timeout. The default is the queue's `defaultTimeout`.
   */
  timeout?: number | null | undefined;
  /**
   * Milliseconds that all automatic attempts and the pauses between them may take, from the start of the
   * first; then the task fails. `0`, negative numbers, `null` and `Infinity` mean no limit, which is the
   * default.
   */
  totalTimeout?: number | null | undefined;
  /**
   * Tasks with a larger number start earlier, those with equal numbers in the order of `enqueue`. Any number.
   *
   * @default 0
   */
  priority?: number | undefined;
  /**
   * At most one task with the same key runs at a time, for example edits of one resource. A task that waits for
   * its key does not delay others. The key is released when its task ends; if the processor continues after
   * that, its `signal` has been aborted.
   */
  key?: string | undefined;
  /** An id shared by tasks that are shown together; see {@link TaskQueue.group}. */
  group?: string | undefined;
  /**
   * While a task with the same `dedupeKey` has not ended, `enqueue` adds no task and returns that task's
   * handle. Durable tasks of other tabs and of closed pages count, too.
   */
  dedupeKey?: string | undefined;
  /**
   * Runs a failed task again automatically. Between attempts the task is `pending` with
   * `nextAttemptAt`, holds no slot and no key, and ends at once when it is cancelled; a batch repeats the
   * items that have not succeeded. The handle settles after the last attempt. The default is the queue's
   * `retry`, if any; `{ attempts: 1 }` turns it off.
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
   * Returns the part of the task's view to store. It receives the whole view except `input` and `steps`. If it throws,
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
   * Whether to warn before the page is left while the task has not ended. Shown in the view; the React
   * provider warns.
   *
   * @default true
   */
  confirmBeforeUnload?: boolean | undefined;
  /**
   * Cancels the task, and later retries of it, when it aborts. If the signal has already aborted, the task
   * never starts.
   */
  signal?: AbortSignal | undefined;
  /**
   * Called once each time the task ends, before the handle's `promise` resolves. It is not awaited; what it throws
   * goes to `console.error`.
   */
  onComplete?:
    | BivariantCallback<[outcome: TaskOutcome<NoInfer<InferredResult<TResult>>>], unknown>
    | undefined;
  /**
   * What the UI offers once the task has ended: a list, or a function that is called at each ending and returns
   * one. `result` is `undefined` if the task ended without one, which its type does not say: look at `info.status`
   * first. Carried to the view untouched, and never stored.
   */
  completionActions?:
    | readonly TaskAction[]
    | BivariantCallback<
        [result: NoInfer<InferredResult<TResult>>, info: TaskCompletionInfo<TItem>],
        readonly TaskAction[]
      >
    | undefined;
  /** Carried to the view untouched, and never stored. */
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
   * Does the work. It is called as soon as a slot is free, and runs synchronously up to its first `await`.
   * What it returns is the task's result, unless `setResult` was called; what it throws fails the task. Write it before
   * `onComplete` and `completionActions`, since TypeScript infers the type of their `result` from what stands before them.
   */
  processor: (context: TaskContext<TItem>) => Promise<TResult | void> | TResult | void;
  /** Passed on to the processor; `total` is their number. Copied at `enqueue`. */
  items?: readonly TItem[] | undefined;
  processItem?: undefined;
  itemConcurrency?: undefined;
  kind?: undefined;
  input?: undefined;
}

/** A batch: the queue iterates over its items. */
export interface ProcessItemOptions<TItem = unknown, TResult = unknown>
  extends BaseEnqueueOptions<TItem, TResult> {
  /** Any values, also falsy and equal ones. Copied at `enqueue`. */
  items: readonly TItem[];
  /** Does the work for one item. */
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
  /** Passed to the kind's `run` or `runItem`: JSON with `Date`s. */
  input?: unknown;
  /** As in other tasks; required if the kind has `runItem`. JSON with `Date`s. */
  items?: readonly TItem[] | undefined;
  /** As in other batches; only if the kind has `runItem`. */
  itemConcurrency?: number | undefined;
  processor?: undefined;
  processItem?: undefined;
}

/** The options of `enqueue`: either `processor`, or `processItem` with `items`, or `kind`. */
export type EnqueueOptions<TItem = unknown, TResult = unknown> =
  | ProcessorOptions<TItem, TResult>
  | ProcessItemOptions<TItem, TResult>
  | KindTaskOptions<TItem, TResult>;
