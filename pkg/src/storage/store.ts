// The interface of stores. Each back-end is one file with one implementation; it
// stores views and knows nothing about the queue.

import type { TaskItemId, TaskView } from '../../types/index.d.ts';
import type { Batch } from './batches.ts';

/** The ids of a task's items, in their order, if they cannot be derived from the items. */
export type StoredItemIds = readonly TaskItemId[] | undefined;

/** Everything that a store keeps of a task. */
export interface StoredTask {
  readonly view: TaskView;
  readonly itemIds: StoredItemIds;
}

/** Stores tasks. Any method may throw or return a promise that rejects, which never harms a task. */
export interface Store {
  /** Whether other pages use the store at the same time, so that its tasks may belong to a live queue. */
  readonly isShared: boolean;
  /** An array of entries, or a promise of one. Entries that are not tasks are left in the store as they are. */
  getAll(): unknown;
  set(view: TaskView, itemIds: StoredItemIds): unknown;
  remove(id: string): unknown;
  /** Resolves once everything that was set so far is written. For stores whose `set` does not return that. */
  written?(): Promise<void>;
  /** Passes the current entries of some tasks to a callback, and replaces them with its result; if the store can ensure
   * that, nobody writes in between. `present` gives what the caller wants to be written at the moment, for a page that goes away
   * before the store has answered. */
  revise?(ids: readonly string[], revision: Revision, present?: () => Batch<StoredTask>): unknown;
  /** Reports changes by others from now on. Returns a function that stops that, unless `close` does. */
  listen(listener: StoreListener, attempt: Attempt): (() => void) | undefined;
  /** Releases everything, once all writes are done. */
  close(): void;
}

/** Receives the entry of a task, `undefined` if there is none or it cannot be read. Returns its replacement, if
 * any. Never throws. */
export type Revision = (id: string, entry: unknown) => StoredTask | undefined;

/** Is notified by a store. */
export interface StoreListener {
  /** Anything may have changed. */
  readAgain(): void;
  /** Others wrote these entries, and removed the tasks with these ids. */
  changed(entries: readonly unknown[], removed: readonly string[]): void;
  /** A write or read failed after its method had returned. */
  failed(error: unknown): void;
}

/** Calls code that may throw or return a promise that rejects; either counts as a failure of the store. */
export type Attempt = <TValue>(action: () => TValue) => TValue | undefined;
