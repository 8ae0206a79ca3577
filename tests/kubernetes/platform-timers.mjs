// The timers of the platform, counted, and if asked for with a clock that runs faster. To be imported by what runs
// before the package: it looks both up at each call.

/**
 * @param {number} [speed] how many times faster than real time
 * @returns {() => number} how many timers are armed
 */
export function takeTimers(speed = 1) {
  const armed = new Set();
  const { setTimeout, clearTimeout } = globalThis;
  const began = Date.now();
  const now = Date.now.bind(Date);
  if (speed !== 1) Date.now = () => began + (now() - began) * speed;
  globalThis.setTimeout = (callback, delay = 0, ...given) => {
    // Node's fetch has timers too, for its connections.
    if (new Error().stack?.split('\n')[2]?.includes('node:internal/'))
      return setTimeout(callback, delay, ...given);
    const timer = setTimeout(() => {
      armed.delete(timer);
      callback(...given);
    }, delay / speed);
    armed.add(timer);
    return timer;
  };
  globalThis.clearTimeout = (timer) => {
    armed.delete(timer);
    clearTimeout(timer);
  };
  return () => armed.size;
}
