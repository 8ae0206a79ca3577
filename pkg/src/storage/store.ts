// What a queue needs of the place where it keeps its tasks. Each back-end is one file with one implementation; it
// carries views and knows nothing of the queue.

import type { TaskItemId, TaskView } from '../../types/index.d.ts';

/** The ids of a task's items, in their order, where they cannot be derived from the items. */
export type StoredItemIds = readonly TaskItemId[] | undefined;

/** All that a store keeps of a task. */
export interface StoredTask {
  readonly view: TaskView;
  readonly itemIds: StoredItemIds;
}

/** Keeps tasks. Any method may throw, and may return a promise that rejects: that never harms a task. */
export interface Store {
  /** Whether other pages use the store at the same time, so that its tasks may belong to a queue that lives. */
  readonly isShared: boolean;
  /** An array of entries, or a promise of one. What is no task among them is left in the store as it is. */
  getAll(): unknown;
  set(view: TaskView, itemIds: StoredItemIds): unknown;
  remove(id: string): unknown;
  /** Resolves once all is written that was set so far. Stores have it whose `set` does not tell. */
  written?(): Promise<void>;
  /** Passes on the present entries of some tasks, and writes what comes back in their place; as far as the store can see
   * to that, nobody writes in between. Shared stores have it. */
  revise?(ids: readonly string[], revision: Revision): unknown;
  /** Reports changes by others from now on. Returns how to stop, unless `close` stops it. */
  listen(listener: StoreListener, attempt: Attempt): (() => void) | undefined;
  /** Releases everything, once all is written. */
  close(): void;
}

/** Is given the entry of a task, `undefined` if there is none or it cannot be read. Returns what is to be written in its
 * place, if anything. Never throws. */
export type Revision = (id: string, entry: unknown) => StoredTask | undefined;

/** Hears from a store. */
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
