// A clock and timers that move when told to, in the place of the platform's.

const real = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  now: Date.now,
  setImmediate: globalThis.setImmediate,
};

/** The next macrotask. */
export const macrotask = () => new Promise((resolve) => real.setImmediate(resolve));

export class Time {
  /** Milliseconds that have passed; what `Date.now` says is apart from it. */
  elapsed = 0;
  wall = 1_700_000_000_000;
  #timers = new Map();
  #next = 1;

  get timers() {
    return [...this.#timers.values()];
  }

  take() {
    Date.now = () => this.wall;
    globalThis.setTimeout = (callback, delay = 0) => {
      this.#timers.set(this.#next, { due: this.elapsed + Math.trunc(delay), callback });
      return this.#next++;
    };
    globalThis.clearTimeout = (id) => this.#timers.delete(id);
  }

  giveBack() {
    Date.now = real.now;
    Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
  }

  /** Time passes and no timer fires. */
  pass(milliseconds) {
    this.elapsed += milliseconds;
    this.wall += milliseconds;
  }

  /** The timer that fires next, taken out, if one is due by then. */
  takeDue(end) {
    let first;
    for (const [id, timer] of this.#timers) {
      if (timer.due <= end && (first === undefined || timer.due < first.timer.due)) first = { id, timer };
    }
    if (first === undefined) return undefined;
    this.#timers.delete(first.id);
    return first.timer;
  }

  forgetTimers() {
    this.#timers.clear();
  }
}
