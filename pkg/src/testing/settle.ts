// @ts-nocheck
// Waiting for microtasks without a timer: fake timers replace setTimeout, setImmediate, nextTick and
// queueMicrotask, but neither promises nor message channels.

// Where there is no MessageChannel, no promise chain that ends is longer than this.
const LONGEST_CHAIN = 10_000;

/** Resolves when all microtasks have run, those that they queue included. */
export async function settle() {
  if (typeof globalThis.MessageChannel === 'function') await message();
  else for (let turn = 0; turn < LONGEST_CHAIN; turn += 1) await undefined;
}

// A message is a macrotask of its own: it is delivered when no microtask is left. The port is closed then,
// since an open one keeps Node alive.
function message() {
  return new Promise((resolve) => {
    const { port1, port2 } = new globalThis.MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
