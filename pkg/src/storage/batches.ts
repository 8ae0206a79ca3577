// Batches writes: one batch is under way at a time, and changes in the meantime go into the next. If a task changes
// several times until then, only its last state is written. Needs no timer.

/** What to write, by task id: `undefined` removes the task. */
export type Batch<TEntry> = ReadonlyMap<string, TEntry | undefined>;

export class WriteBatches<TEntry> {
  readonly #write: (batch: Batch<TEntry>) => Promise<unknown>;
  #waiting = new Map<string, TEntry | undefined>();
  #isBusy = false;
  #isClosed = false;
  readonly #onIdle: (() => void)[] = [];
  /** Those that wait for the waiting writes. */
  #hearers: (() => void)[] = [];

  /** `write` never rejects. */
  constructor(write: (batch: Batch<TEntry>) => Promise<unknown>) {
    this.#write = write;
  }

  put(id: string, entry: TEntry | undefined): void {
    if (this.#isClosed) return;
    this.#waiting.set(id, entry);
    if (this.#isBusy) return;
    this.#isBusy = true;
    void this.#writeAll();
  }

  /** Begins to write what waits, in parallel with the batch under way: the page is about to go. */
  flush(): void {
    if (this.#waiting.size === 0) return;
    const batch = this.#waiting;
    this.#waiting = new Map();
    void this.#write(batch);
  }

  /** Resolves once everything that was put so far is written or dropped. */
  written(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isBusy) this.#hearers.push(resolve);
      else resolve();
    });
  }

  /** Calls back once nothing is left to write. */
  whenIdle(callback: () => void): void {
    if (this.#isBusy) this.#onIdle.push(callback);
    else callback();
  }

  /** Drops what waits and accepts nothing more: the store cannot be written. */
  giveUp(): void {
    this.#isClosed = true;
    this.#waiting.clear();
  }

  async #writeAll(): Promise<void> {
    // Whatever else changes in this turn is included.
    await undefined;
    while (this.#waiting.size > 0) {
      const batch = this.#waiting;
      const hearers = this.#hearers;
      this.#waiting = new Map();
      this.#hearers = [];
      await this.#write(batch);
      for (const resolve of hearers) resolve();
    }
    this.#isBusy = false;
    for (const resolve of this.#hearers.splice(0)) resolve();
    for (const callback of this.#onIdle.splice(0)) callback();
  }
}
