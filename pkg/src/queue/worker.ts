// A worker awaits one returned promise after the other, in one long-lived loop: separate functions for each
// promise would cost 1.2 to 1.6 times as much. Decides nothing: when a promise has settled, its owner gives the worker
// the next one at once, or leaves it free.

import type { ItemContext } from './item-context.ts';
import type { Run } from './run.ts';

/** Takes the place of a promise while a worker is free. */
const NOTHING = Symbol('nothing');

/** Is notified when a promise has settled. Its methods do not throw. */
export interface TaskWorkerOwner {
  taskSettled(worker: TaskWorker, isSuccess: boolean, value: unknown): void;
}

/** Likewise. */
export interface ItemWorkerOwner {
  itemSucceeded(worker: ItemWorker): void;
  itemFailed(worker: ItemWorker, error: unknown): void;
}

abstract class Worker {
  /** What it awaits next. */
  #returned: unknown = NOTHING;
  #isAwaiting = false;

  /** Accepts a value, or a promise that `await` uses as it is: see `awaitable`. */
  take(returned: unknown): void {
    this.#returned = returned;
    if (!this.#isAwaiting) void this.#awaitAll();
  }

  protected abstract succeeded(value: unknown): void;
  protected abstract failed(error: unknown): void;

  async #awaitAll(): Promise<void> {
    this.#isAwaiting = true;
    while (this.#returned !== NOTHING) {
      const returned = this.#returned;
      this.#returned = NOTHING;
      let value: unknown;
      try {
        value = await returned;
      } catch (error) {
        this.failed(error);
        continue;
      }
      this.succeeded(value);
    }
    this.#isAwaiting = false;
  }
}

/** Awaits the processors of a queue's slot. */
export class TaskWorker extends Worker {
  readonly #owner: TaskWorkerOwner;
  run: Run | undefined = undefined;
  /** The next one in the list of those that are free. */
  next: TaskWorker | undefined = undefined;

  constructor(owner: TaskWorkerOwner) {
    super();
    this.#owner = owner;
  }

  protected override succeeded(value: unknown): void {
    this.#owner.taskSettled(this, true, value);
  }

  protected override failed(error: unknown): void {
    this.#owner.taskSettled(this, false, error);
  }
}

/** Awaits the items of one of a run's slots. */
export class ItemWorker extends Worker {
  readonly #owner: ItemWorkerOwner;
  readonly run: Run;
  position = 0;
  context: ItemContext | undefined = undefined;

  constructor(owner: ItemWorkerOwner, run: Run) {
    super();
    this.#owner = owner;
    this.run = run;
  }

  protected override succeeded(): void {
    this.#owner.itemSucceeded(this);
  }

  protected override failed(error: unknown): void {
    this.#owner.itemFailed(this, error);
  }
}
