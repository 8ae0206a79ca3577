// Waits for microtasks without a timer: fake timers replace setTimeout, setImmediate, nextTick and
// queueMicrotask, but neither promises nor message channels.

/** Where there is no `MessageChannel`: longer than any chain of promises that ends. */
const LONGEST_CHAIN = 10_000;

/** Resolves when all microtasks have run, including those that they queue. */
export async function settle(): Promise<void> {
  if (typeof globalThis.MessageChannel === 'function') await nextMacrotask();
  else for (let turn = 0; turn < LONGEST_CHAIN; turn += 1) await undefined;
}

/**
 * A message is delivered when no microtask is left. Then its port is closed: an open one keeps Node alive.
 */
function nextMacrotask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new globalThis.MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
