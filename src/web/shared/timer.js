// The JavaScript side of the one timer (`timer.rs`): the platform's functions, which fake timers may replace at any
// moment, and the way back into the wasm. When the timer is set is decided in Rust.

import { trapped } from './trap.js';

/** @typedef {[setTimeout: unknown, Date: unknown]} TimerMark The platform's functions at the moment a timer is set. */

/** @returns {TimerMark} */
export const timerMark = () => [globalThis.setTimeout, globalThis.Date];

/**
 * Whether a timer was set with other functions than today's: it may have gone with fake ones, or never fire.
 *
 * @param {TimerMark} mark
 */
export const isForeign = ([set, clock]) => set !== globalThis.setTimeout || clock !== globalThis.Date;

/**
 * Whether a timer went with the fake clock it was set by, and must not be cleared. Node's fake timers are the same
 * functions each time they are switched on, with another clock; they take a former timer's number for that of a
 * present one, and break.
 *
 * @param {TimerMark} mark
 */
export const isGone = ([set, clock]) => set === globalThis.setTimeout && clock !== globalThis.Date;

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
 * The instance is lost: its timer would only trap again, and be taken for a trap of the next instance.
 *
 * @param {Driver} driver
 */
export function stopTimer(driver) {
  driver.isStopped = true;
  try {
    driver.stop();
  } catch {
    // Too broken even for that. The timer will fire and be ignored.
  }
}
