// The progress of the tour. It survives a reload, which is one of its steps.

import { store } from '../store.ts';

interface TourState {
  /** The current step, counted from 0; `undefined` without a tour. */
  readonly step: number | undefined;
  /** Whether one was ended or skipped before. */
  readonly isKnown: boolean;
}

export const tour = store<TourState>('console.tour', (stored) => {
  const { step, isKnown } = (stored ?? {}) as { step?: unknown; isKnown?: unknown };
  return { step: Number.isSafeInteger(step) ? (step as number) : undefined, isKnown: isKnown === true };
});
