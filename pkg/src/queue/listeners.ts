// @ts-nocheck
// Tells listeners that something has changed: never from inside the call that changed it, always before the
// next macrotask, once per microtask turn at most and less often while changes keep coming.

import { callSafely } from '../../../src/web/shared/report.js';

/** Turns of the microtask queue after which a burst is told of at the latest: far below a macrotask's length. */
const LONGEST_PAUSE = 256;
/** Turns without a change that make no end of a burst yet: items that await something change their task every few. */
const QUIET = 16;

const turn = Promise.resolve();

/** The listeners of a queue. */
export class Listeners {
  #listeners = new Set();
  #isWatching = false;
  #isChanged = false;
  #isClosing = false;
  /** Turns between one telling and the next; doubled while changes keep coming. */
  #pause = 1;
  #turnsLeft = 0;
  #turnsQuiet = 0;
  #step = () => this.#takeTurn();

  get size() {
    return this.#listeners.size;
  }

  /** Equal functions are two listeners if they subscribe twice. */
  add(listener) {
    const entry = { listener };
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  changed() {
    if (this.#listeners.size === 0) return;
    this.#isChanged = true;
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#pause = 1;
    this.#turnsLeft = 1;
    this.#turnsQuiet = 0;
    turn.then(this.#step);
  }

  /** Forgets all listeners once they have been told of the last change. */
  close() {
    if (this.#isChanged) this.#isClosing = true;
    else this.#listeners.clear();
  }

  /** A burst is over when a whole pause, and some turns at least, have passed without a change. */
  #takeTurn() {
    this.#turnsLeft -= 1;
    if (this.#turnsLeft <= 0 && this.#isChanged) {
      this.#tell();
      this.#turnsLeft = this.#pause;
      this.#turnsQuiet = 0;
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
    } else if (!this.#isChanged) {
      this.#turnsQuiet += 1;
      if (this.#turnsLeft <= 0 && this.#turnsQuiet >= QUIET) {
        this.#isWatching = false;
        return;
      }
    }
    turn.then(this.#step);
  }

  #tell() {
    this.#isChanged = false;
    for (const entry of [...this.#listeners]) {
      if (this.#listeners.has(entry)) callSafely(entry.listener);
    }
    if (this.#isClosing) this.#listeners.clear();
  }
}
