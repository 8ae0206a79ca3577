// The one timer of all waits of a wasm instance, and that of its connections. When it is set is decided there.

import { callSafely } from './report.js';
import { runTimer } from '../watch/wait-promise.js';

/** Those that are set. */
const live = new Set();

export class Timer {
  #id;
  #fire;
  /** The functions that it was set with. */
  #setTimeout;
  #Date;

  constructor(driver) {
    // One function for all: a timer that could not be cleared, since fake functions had taken the place of the
    // platform's or were gone again, does no harm when it fires.
    this.#fire = () => {
      if (live.has(this)) runTimer(driver);
    };
  }

  /** Whether timers are still what they were when it was set; else it may have gone with fake ones. */
  isCurrent() {
    return this.#setTimeout === globalThis.setTimeout && this.#Date === globalThis.Date;
  }

  set(delay) {
    this.clear();
    [this.#setTimeout, this.#Date] = timerMark();
    this.#id = setTimeout(this.#fire, delay);
    live.add(this);
  }

  clear() {
    const id = this.#id;
    this.#id = undefined;
    live.delete(this);
    if (id === undefined) return;
    if (!isGone([this.#setTimeout, this.#Date])) clearTimeout(id);
  }
}

/** By what a timer that is set now can be told to be gone. */
export const timerMark = () => [globalThis.setTimeout, globalThis.Date];

/** Whether a timer went with the fake ones it was made of, and must not be cleared. Node's fake timers are the same
 * functions each time they are switched on, with another clock. They take the clearing of a timer of before for that of
 * another, and are of no use from then on. */
export const isGone = ([set, clock]) => set === globalThis.setTimeout && clock !== globalThis.Date;

/** The instance is lost: its timers would only trap again, and be taken for a trap of the one after it. */
export function stopTimers() {
  for (const timer of [...live]) callSafely(() => timer.clear());
}
