// @ts-nocheck
// Those who wait for a queue to be idle, empty or drained.

import { report } from '../../../src/web/shared/report.js';

/** Promises that resolve when something holds of the deciding half, and never reject. */
export class Calm {
  #wasm;
  #waiting = [];
  /** The queue is disposed of: nothing is waited for any more. */
  isOver = false;

  constructor(wasm) {
    this.#wasm = wasm;
  }

  /** Resolves when `isCalm(core)` holds, at once if it does. */
  when(isCalm) {
    return new Promise((resolve) => {
      if (this.#isNow(isCalm)) resolve();
      else this.#waiting.push({ isCalm, resolve });
    });
  }

  /** At the end of an outermost call. */
  look() {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const entry of waiting) {
      if (this.#isNow(entry.isCalm)) entry.resolve();
      else this.#waiting.push(entry);
    }
  }

  resolveAll() {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { resolve } of waiting) resolve();
  }

  #isNow(isCalm) {
    if (this.isOver) return true;
    try {
      return this.#wasm.read(isCalm);
    } catch (error) {
      // The instance is gone, and nothing runs in a new one.
      report(error);
      return true;
    }
  }
}
