// @ts-nocheck
// Gathers what is to be written: one write is under way at a time, and what comes meanwhile goes with the next. Of
// a task that changes several times until then the last state is written. Needs no timer.

/** Writes in batches. */
export class Batches {
  #write;
  #waiting = new Map();
  #isBusy = false;
  #isClosed = false;
  #whenDone = [];

  /** `write(batch)` writes a map of entries by id, `undefined` for one to be removed. Never rejects. */
  constructor(write) {
    this.#write = write;
  }

  put(id, entry) {
    if (this.#isClosed) return;
    this.#waiting.set(id, entry);
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#writeAll();
  }

  /** Calls back when nothing is left to write. */
  whenDone(callback) {
    if (this.#isBusy) this.#whenDone.push(callback);
    else callback();
  }

  /** Forgets what waits and takes nothing any more: the store cannot be written. */
  giveUp() {
    this.#isClosed = true;
    this.#waiting.clear();
  }

  async #writeAll() {
    // What else this turn changes goes along.
    await undefined;
    while (this.#waiting.size > 0) {
      const batch = this.#waiting;
      this.#waiting = new Map();
      await this.#write(batch);
    }
    this.#isBusy = false;
    for (const callback of this.#whenDone.splice(0)) callback();
  }
}
