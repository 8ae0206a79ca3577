// The one timer of the connections of a wasm instance. When it is set is decided there.

import { runTimer } from '../watch.js';

const timers = new WeakMap();

export class Timer {
  #id;
  #fire;

  constructor(driver) {
    // One function for all: a timer that could not be cleared, since fake functions had taken the place of the
    // platform's or were gone again, does no harm when it fires.
    this.#fire = () => {
      if (timers.has(driver)) runTimer(driver);
    };
    timers.set(driver, this);
  }

  set(delay) {
    this.clear();
    this.#id = setTimeout(this.#fire, delay);
  }

  clear() {
    if (this.#id !== undefined) clearTimeout(this.#id);
    this.#id = undefined;
  }
}

/** For an instance that is lost. */
export function clearTimerOf(driver) {
  timers.get(driver)?.clear();
  timers.delete(driver);
}
