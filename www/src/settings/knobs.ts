// What is to happen to objects that are created from now on, for trying out what
// a console has to live with.

import { store } from '../store.ts'

export interface Knobs {
  /** Milliseconds that a step towards readiness takes on average. */
  delay: number
  /** Objects fail with this reason; empty: they do not. */
  failureReason: string
  /** Objects stay at provisioning. */
  neverReady: boolean
  /** The event that tells of readiness gets lost. Embedded only. */
  lostEvent: boolean
  /** Milliseconds until a task gives up. */
  timeout: number
}

export const defaults: Knobs = { delay: 1500, failureReason: '', neverReady: false, lostEvent: false, timeout: 300_000 }

export const knobs = store<Knobs>('console.knobs', (stored) => ({ ...defaults, ...(stored as Partial<Knobs> | undefined) }))

/** Annotations that the demo's controllers obey; an object without any is an ordinary one. */
export const ANNOTATION = {
  failure: 'taskwatch.dev/fail',
  neverReady: 'taskwatch.dev/never-ready',
  delay: 'taskwatch.dev/delay',
} as const

export function annotationsOf({ delay, failureReason, neverReady }: Knobs): Record<string, string> {
  return {
    ...(delay !== defaults.delay && { [ANNOTATION.delay]: String(delay) }),
    ...(failureReason && { [ANNOTATION.failure]: failureReason }),
    ...(neverReady && { [ANNOTATION.neverReady]: 'true' }),
  }
}
