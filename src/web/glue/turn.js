// When it is, read once for all events of a turn: reading the clock takes longer than the rest of an event's handling.
//
// A turn is what runs until the microtasks do. Where the clock is one of a test, which may move it within a turn, it is
// read each time.

const own = Date.now;
const isNative = /\{\s*\[native code\]\s*\}\s*$/.test(Function.prototype.toString.call(own));
const resolved = Promise.resolve();
let turn;

const end = () => {
  turn = undefined;
};

/** The turn that this is in; `wall` is what the clock showed in it. */
export function presentTurn() {
  if (!isNative || Date.now !== own) return { wall: Date.now() };
  if (turn === undefined) {
    turn = { wall: own() };
    resolved.then(end);
  }
  return turn;
}
