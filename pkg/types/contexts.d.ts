/** The contexts that processors are called with. */
import type { TaskFailedItem, TaskItemId } from './tasks.js';

/** The argument of a processor. Its methods can be destructured. */
export interface TaskContext<TItem = unknown, TResult = any> {
  /** The items of this run: all of them at first, after a retry those that had not succeeded. */
  readonly items: TItem[];
  /** `true` after a cancel and after the timeout. */
  readonly cancelled: boolean;
  /** The failures of this run so far. */
  readonly failedItems: TaskFailedItem[];
  /** Aborted by a cancel, with its reason or an `AbortError`, and by the timeout, with a `TimeoutError`. */
  readonly signal: AbortSignal;
  /** 1 for the first run, 2 for the second, and so on; after `retry`, 1 again. */
  readonly attempt: number;
  /**
   * When this run will time out, in epoch milliseconds: at the end of `timeout` or of `totalTimeout`, whichever is
   * earlier. Absent without either, after a cancel, and once the run has ended. After a suspension of the computer it
   * may be later than before.
   */
  readonly deadlineAt?: number | undefined;
  /**
   * Reports an item as succeeded. The last report about an item before the run ends decides. Without an id, or
   * with one that no item has, only `completed` is incremented.
   */
  succeed(this: void, itemId?: TaskItemId | number): void;
  /** Reports an item as failed, likewise. A run with failures ends as `failed`. */
  fail(this: void, itemId?: TaskItemId | number, message?: string): void;
  /** Replaces the title. */
  setTitle(this: void, title: string): void;
  /** Sets the result, which takes precedence over what the processor returns. */
  setResult(this: void, value: TResult): void;
  /** Sets the progress: a fraction from 0 to 1, or the two numbers from which to compute it. */
  setProgress(this: void, progress: number | { completed: number; total: number }): void;
  /** Sets the line under the title; `undefined` removes it. */
  setMessage(this: void, text: string | undefined): void;
  /**
   * Registers a cleanup, which is called once at cancel, timeout or dispose, or immediately if that has already
   * happened. A run that ends by itself drops its cleanups without calling them.
   */
  onCancel(this: void, cleanup: () => void): void;
  /**
   * Runs `fn` once. Its result is stored before the promise resolves; if the store has not answered after 2 s, the promise
   * resolves nonetheless, with `persistence` degraded. A retry, and a page that resumes a durable task, get the stored result. What `fn` throws is not
   * stored. Two concurrent calls with the same name share one call.
   *
   * The result is JSON with `Date`s, without fields that are `undefined`; what JSON cannot represent rejects with a
   * `TypeError`. Once the run has ended or was aborted, `step` rejects without calling `fn`.
   */
  step<T>(this: void, name: string, fn: () => PromiseLike<T> | T): Promise<T>;
  /** Waits for a duration, across reloads. The `timeout` stands still meanwhile. Rejects when the run is aborted. */
  sleep(this: void, name: string, milliseconds: number): Promise<void>;
  /** Waits until a point in time, likewise. */
  sleepUntil(this: void, name: string, date: Date | number): Promise<void>;
  /** The same in all attempts, pages and tabs: a mark for an object that must not be created twice. */
  readonly idempotencyKey: string;
}

/**
 * The second argument of `processItem`. An item that returns has succeeded and one that throws has
 * failed, unless it was reported otherwise. If its signal was aborted before that, it counts as not tried.
 */
export interface ItemContext {
  /** `true` after a cancel and after the timeout. */
  readonly cancelled: boolean;
  /** As {@link TaskContext.signal}. */
  readonly signal: AbortSignal;
  /** As {@link TaskContext.deadlineAt}, for the whole run. */
  readonly deadlineAt?: number | undefined;
  /** The item's position in the `items` that were given to `enqueue`. */
  readonly index: number;
  /** Reports an item as succeeded; without an id, this item. */
  succeed(this: void, id?: TaskItemId | number): void;
  /** Reports an item as failed; without an id, this item. */
  fail(this: void, id?: TaskItemId | number, message?: string): void;
  /** As {@link TaskContext.step}. Each item has its own steps. */
  step<T>(this: void, name: string, fn: () => PromiseLike<T> | T): Promise<T>;
  /** As {@link TaskContext.sleep}. The whole batch's `timeout` stands still. */
  sleep(this: void, name: string, milliseconds: number): Promise<void>;
  /** As {@link TaskContext.sleepUntil}. */
  sleepUntil(this: void, name: string, date: Date | number): Promise<void>;
  /** As {@link TaskContext.idempotencyKey}: the item's own. */
  readonly idempotencyKey: string;
}
