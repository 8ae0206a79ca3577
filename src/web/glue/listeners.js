// Tells listeners that something has changed: never from inside the call that changed it, always before the
// next macrotask, once per microtask turn at most and less often while changes keep coming.

import { callSafely } from './report.js';

/** Turns of the microtask queue that a burst may be waited for: far below a macrotask's length. */
const LONGEST_WAIT = 256;

const turn = Promise.resolve();

/** The listeners of a queue. */
export class Listeners {
  #listeners = new Set();
  #isScheduled = false;
  #changes = 0;
  /** How many turns to wait for more changes; grows while a burst goes on. */
  #patience = 0;
  #step = () => this.#wait();
  #turns = 0;
  #seen = 0;

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

  clear() {
    this.#listeners.clear();
  }

  changed() {
    this.#changes += 1;
    if (this.#isScheduled || this.#listeners.size === 0) return;
    this.#isScheduled = true;
    this.#turns = this.#patience;
    this.#seen = this.#changes;
    turn.then(this.#step);
  }

  #wait() {
    // A turn without a change is the end of the burst.
    if (this.#turns > 0 && this.#seen !== this.#changes) {
      this.#turns -= 1;
      this.#seen = this.#changes;
      turn.then(this.#step);
      return;
    }
    this.#patience = this.#turns > 0 || this.#patience === 0 ? 1 : Math.min(this.#patience * 2, LONGEST_WAIT);
    this.#isScheduled = false;
    for (const entry of [...this.#listeners]) {
      if (this.#listeners.has(entry)) callSafely(entry.listener);
    }
  }
}
