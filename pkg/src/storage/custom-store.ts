// The caller's own store. Anything in it may throw or return a promise; persistence catches and follows both.

import type { TaskStorage, TaskView } from '../../types/index.d.ts';
import type { Attempt, Revision, Store, StoredItemIds, StoreListener } from './store.ts';
import { isThenable } from './store-health.ts';
import { storableView } from './stored-view.ts';

/** Passes everything on to the caller's methods. */
export class CustomStore implements Store {
  readonly #storage: TaskStorage;

  constructor(storage: TaskStorage) {
    this.#storage = storage;
  }

  get isShared(): boolean {
    return typeof this.#storage.onExternalChange === 'function';
  }

  getAll(): unknown {
    return this.#storage.getAll();
  }

  set(view: TaskView, itemIds: StoredItemIds): unknown {
    const given = storableView(view);
    // They identify the succeeded items: without them, a batch that is resumed would run those again.
    return this.#storage.set(view.id, itemIds === undefined ? given : Object.freeze({ ...given, itemIds }));
  }

  remove(id: string): unknown {
    return this.#storage.remove(id);
  }

  /** A synchronous store is compared and written in one turn. Others may write to an asynchronous one in
   * between. */
  revise(ids: readonly string[], revision: Revision): unknown {
    const answers = ids.map((id) => {
      try {
        return this.#revise(id, revision);
      } catch (error) {
        // The others are revised all the same.
        return Promise.reject(error);
      }
    });
    return answers.some(isThenable) ? allSettled(answers) : undefined;
  }

  #revise(id: string, revision: Revision): unknown {
    const write = (entry: unknown) => {
      const next = revision(id, entry);
      return next && this.set(next.view, next.itemIds);
    };
    const entry: unknown = this.#storage.get(id);
    return isThenable(entry) ? entry.then(write) : write(entry);
  }

  listen({ readAgain }: StoreListener, attempt: Attempt): (() => void) | undefined {
    const storage = this.#storage;
    attempt(() => storage.onReady?.(() => readAgain()));
    const stop = attempt(() => storage.onExternalChange?.(() => readAgain()));
    return typeof stop === 'function' ? stop : undefined;
  }

  close(): void {}
}

/** Rejects if one does, but not before all are over. */
async function allSettled(answers: readonly unknown[]): Promise<void> {
  const results = await Promise.allSettled(answers);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
