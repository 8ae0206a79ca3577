// The present moment for what counts up or down on a page: one interval for all that show it, none while nobody looks.

interface Ticker {
  /** Calls back at every tick. */
  subscribe(listener: () => void): () => void;
  /** Epoch milliseconds at the last tick. */
  now(): number;
}

export function ticker(interval: number): Ticker {
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const listeners = new Set<() => void>();

  function tick(): void {
    now = Date.now();
    for (const listener of listeners) listener();
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      // React reads it again for a new subscriber; the others follow with the next tick.
      now = Date.now();
      timer ??= setInterval(tick, interval);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    now: () => now,
  };
}

/** In the place of `subscribe` where nothing counts. */
export const still = () => () => {};
