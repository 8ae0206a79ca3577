// The present moment for whatever counts down or up on a page: one interval for all, none while nobody looks.

import { useSyncExternalStore } from 'react';

const TICK = 250;

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, TICK);
  tick();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

const still = () => () => {};

/** Whole seconds from a moment until now. */
export function useSecondsSince(moment: number): number {
  return useSyncExternalStore(subscribe, () => Math.max(0, Math.round((now - moment) / 1000)));
}

/** Whole seconds from now until a moment; 0 once it has passed, or without one. */
export function useSecondsUntil(moment: number | undefined): number {
  return useSyncExternalStore(moment === undefined ? still : subscribe, () =>
    moment === undefined ? 0 : Math.max(0, Math.ceil((moment - now) / 1000)),
  );
}
