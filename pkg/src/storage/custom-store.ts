// The caller's own store. Anything in it may throw or return a promise; persistence catches and follows both.

import type { TaskStorage, TaskView } from '../../types/index.d.ts';
import type { Attempt, Store, StoreListener } from './store.ts';
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

  set(view: TaskView): unknown {
    return this.#storage.set(view.id, storableView(view));
  }

  remove(id: string): unknown {
    return this.#storage.remove(id);
  }

  listen({ readAgain }: StoreListener, attempt: Attempt): (() => void) | undefined {
    const storage = this.#storage;
    attempt(() => storage.onReady?.(() => readAgain()));
    const stop = attempt(() => storage.onExternalChange?.(() => readAgain()));
    return typeof stop === 'function' ? stop : undefined;
  }

  close(): void {}
}
