// Seconds that count down or up on a page.

import { useSyncExternalStore } from 'react';
import { still, ticker } from './ticker.ts';

const { subscribe, now } = ticker(250);

/** Whole seconds from a moment until now. */
export function useSecondsSince(moment: number): number {
  return useSyncExternalStore(subscribe, () => Math.max(0, Math.round((now() - moment) / 1000)));
}

/** Whole seconds from now until a moment; 0 once it has passed, or without one. */
export function useSecondsUntil(moment: number | undefined): number {
  return useSyncExternalStore(moment === undefined ? still : subscribe, () =>
    moment === undefined ? 0 : Math.max(0, Math.ceil((moment - now()) / 1000)),
  );
}
