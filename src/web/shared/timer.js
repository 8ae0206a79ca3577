// The JavaScript side of the one timer (`timer.rs`): the platform's functions, which fake timers may replace at any
// moment, and the call back into the wasm. Rust decides when to set the timer.

import { trapped } from './trap.js';

/** @typedef {[setTimeout: unknown, Date: unknown]} TimerMark The platform's functions at the moment a timer is set. */

/** @returns {TimerMark} */
export const timerMark = () => [globalThis.setTimeout, globalThis.Date];

/**
 * Whether a timer was set with other functions than the present ones: it may have gone with fake ones, or never fire.
 *
 * @param {TimerMark} mark
 */
export const isForeign = ([set, clock]) => set !== globalThis.setTimeout || clock !== globalThis.Date;

/**
 * The class that the wasm exports, as the timer uses it. `isStopped` marks that of an instance that has trapped.
 *
 * @typedef {{ fired(timer: number): void, stop(): void, isStopped?: boolean }} Driver
 */

/**
 * The timer has fired.
 *
 * @param {Driver} driver
 * @param {number} timer Which one.
 */
export function fireTimer(driver, timer) {
  if (driver.isStopped === true) return;
  try {
    driver.fired(timer);
  } catch (error) {
    trapped(error);
  }
}

/**
 * Stops the timer of a broken instance: it would only trap again, which would look like a trap of the next instance.
 *
 * @param {Driver} driver
 */
export function stopTimer(driver) {
  driver.isStopped = true;
  try {
    driver.stop();
  } catch {
    // The instance is too broken even for that; `fireTimer` will ignore its timer.
  }
}
