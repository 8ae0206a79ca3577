// What happens to objects that are created from now on, to try out what
// a console has to cope with.

import { store } from '../store.ts';

export interface Knobs {
  /** Milliseconds until an object is ready, on average. */
  delay: number;
  /** The reason with which objects fail; empty: they do not. */
  failureReason: string;
  /** Objects stay at provisioning. */
  neverReady: boolean;
  /** The event that reports readiness is lost. Embedded only. */
  lostEvent: boolean;
  /** Milliseconds until a task gives up. */
  timeout: number;
}

export const defaults: Knobs = {
  delay: 4000,
  failureReason: '',
  neverReady: false,
  lostEvent: false,
  timeout: 300_000,
};

export const knobs = store<Knobs>('console.knobs', (stored) => ({
  ...defaults,
  ...(stored as Partial<Knobs> | undefined),
}));

/** Annotations that instruct the demo's controllers; an object without any is an ordinary one. */
const ANNOTATION = {
  failure: 'taskwatch.dev/fail',
  neverReady: 'taskwatch.dev/never-ready',
  /** Milliseconds before each step. */
  delay: 'taskwatch.dev/delay',
  lostEvent: 'taskwatch.dev/lose-event',
};

/** Makes an object fail with this reason. */
export const failing = (reason: string) => ({ [ANNOTATION.failure]: reason });
/** Keeps an object at provisioning. */
export const neverReady = { [ANNOTATION.neverReady]: 'true' };

/** Accepted, provisioning, ready. */
const STEPS = 3;

export function annotationsOf({
  delay,
  failureReason,
  neverReady: isHeld,
  lostEvent,
}: Knobs): Record<string, string> {
  return {
    ...(delay !== defaults.delay && { [ANNOTATION.delay]: String(Math.round(delay / STEPS)) }),
    ...(failureReason && failing(failureReason)),
    ...(isHeld && neverReady),
    ...(lostEvent && { [ANNOTATION.lostEvent]: 'true' }),
  };
}

/** Parses an object's annotations, for the control plane in the page. */
export function fateOf(annotations: Record<string, string> = {}) {
  const step = annotations[ANNOTATION.delay];
  return {
    delay: step === undefined ? defaults.delay : Number(step) * STEPS,
    failureReason: annotations[ANNOTATION.failure],
    neverReady: ANNOTATION.neverReady in annotations,
    lostEvent: ANNOTATION.lostEvent in annotations,
  };
}
