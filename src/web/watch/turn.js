// The present turn of the event loop: all code up to the next microtasks.

const nativeNow = /* @__PURE__ */ (() => Date.now)();
/** @type {boolean | undefined} Found out by the first event: this takes an eighth of what importing all takes. */
let isClockNative;
const resolved = /* @__PURE__ */ Promise.resolve();

/** @typedef {{ readonly wall: number }} Turn What the wall clock showed in a turn. */

/** @type {Turn | undefined} */
let present;

const endTurn = () => {
  present = undefined;
};

/**
 * The present turn. The clock is read once for all events of a turn, since reading it takes longer than the rest of an
 * event's handling. A replaced clock, which a test may move within a turn, is read each time.
 *
 * @returns {Turn}
 */
export function presentTurn() {
  isClockNative ??= /\{\s*\[native code\]\s*\}\s*$/.test(Function.prototype.toString.call(nativeNow));
  if (!isClockNative || Date.now !== nativeNow) return { wall: Date.now() };
  if (present === undefined) {
    present = { wall: nativeNow() };
    resolved.then(endTurn);
  }
  return present;
}

let turns = 0;
let isCounted = false;

const endCountedTurn = () => {
  isCounted = false;
};

/** The number of the present turn, by which waits that begin in the same one know each other. */
export function turnNumber() {
  if (!isCounted) {
    isCounted = true;
    turns += 1;
    resolved.then(endCountedTurn);
  }
  return turns;
}
