// How far the tour is. It outlasts a reload, which is one of its steps.

import { store } from '../store.ts';

export interface TourState {
  /** The present step, counted from 0; `undefined` when no tour goes on. */
  readonly step: number | undefined;
  /** Whether one was ended or skipped before. */
  readonly isKnown: boolean;
}

export const tour = store<TourState>('console.tour', (stored) => {
  const { step, isKnown } = (stored ?? {}) as { step?: unknown; isKnown?: unknown };
  return { step: Number.isSafeInteger(step) ? (step as number) : undefined, isKnown: isKnown === true };
});
