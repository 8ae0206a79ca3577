// @ts-nocheck
// A store of the caller's, as a mirror uses it. Anything in it may throw or give a promise: `attempt` sees to that.

import { storableView } from '../queue/stored-task.ts';

/** Passes on to the caller's methods. */
export class OwnStore {
  #storage;

  constructor(storage) {
    this.#storage = storage;
  }

  get isShared() {
    return typeof this.#storage.onExternalChange === 'function';
  }

  getAll() {
    return this.#storage.getAll();
  }

  set(view) {
    return this.#storage.set(view.id, storableView(view));
  }

  remove(id) {
    return this.#storage.remove(id);
  }

  /** Returns how to stop, if the store says how. */
  listen({ readAgain }, attempt) {
    const storage = this.#storage;
    attempt(() => storage.onReady?.(() => readAgain()));
    const stop = attempt(() => storage.onExternalChange?.(() => readAgain()));
    return typeof stop === 'function' ? stop : undefined;
  }

  close() {}
}
