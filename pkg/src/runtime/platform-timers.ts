// The timer functions that gloo-timers uses instead of the platform's, which a page may have patched: those may
// throw, return nonsense, clear nothing, call back at once or twice. None of that reaches the wasm. They are looked
// up at each call, so that fake timers work. Never decides when a timer is set: Rust does.

import { report } from '../../../src/web/shared/report.js';

/** A timer as gloo-timers holds it: an object, since the platform may return anything. */
class Timer {
  /** Absent before it is set, and once it has fired or was cleared, when the closure behind it is gone. */
  callback: (() => void) | undefined;
  id: unknown;
  isInterval = false;
  /** Whether the platform called back before its function returned. */
  isAtOnce = false;

  fire(): void {
    const { callback } = this;
    if (callback === undefined) this.isAtOnce = true;
    if (this.isInterval) clearTimer(this);
    this.callback = undefined;
    callback?.();
  }
}

export function setTimer(callback: () => void, delay: number): Timer {
  const timer = new Timer();
  const fire = (): void => timer.fire();
  let failure: unknown = 'it calls back at once';
  try {
    timer.id = globalThis.setTimeout(fire, delay);
    if (!timer.isAtOnce) {
      timer.callback = callback;
      return timer;
    }
  } catch (error) {
    failure = error;
  }
  let what = 'setTimeout failed; setInterval is used in its place';
  timer.isInterval = true;
  try {
    timer.id = globalThis.setInterval(fire, delay);
    timer.callback = callback;
  } catch {
    what = 'setTimeout and setInterval failed: without a timer no deadline holds';
  }
  reportOnce('setTimeout', what, failure);
  return timer;
}

export function clearTimer(timer: Timer): void {
  timer.callback = undefined;
  const name = timer.isInterval ? 'clearInterval' : 'clearTimeout';
  try {
    // The value that a fake or patched `setTimeout` returned is passed back unchanged.
    Reflect.apply(globalThis[name], globalThis, [timer.id]);
  } catch (error) {
    reportOnce(name, `${name} failed`, error);
  }
}

/** The functions whose failure has been reported, by name. */
const reported = /* @__PURE__ */ new Map<string, unknown>();

function reportOnce(
  name: 'setTimeout' | 'clearTimeout' | 'clearInterval',
  what: string,
  cause: unknown,
): void {
  const failed = globalThis[name];
  if (reported.has(name) && reported.get(name) === failed) return;
  reported.set(name, failed);
  report(new Error(`taskwatch: ${what}`, { cause }));
}
