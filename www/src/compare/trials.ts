// The faults under which the three implementations are compared, and when each acts on the run. Data only.

import type { FaultId } from '../faults/scenarios.ts';

export interface Trial {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** Which fault acts from which second of the run, and for how long; none in the run without a fault. */
  readonly fault?: { readonly id: FaultId; readonly at: number; readonly seconds: number };
}

/** When the object becomes ready, in seconds after its creation. */
export const READY_AT = 5;
/** When a run is over, even if not all have noticed. */
export const RUN_SECONDS = 20;

export const trials: readonly Trial[] = [
  { id: 'none', title: 'No fault', text: 'All is well.' },
  {
    id: 'lost-event',
    title: 'Lose the event',
    text: 'The event that says Ready never arrives.',
    fault: { id: 'lost-event', at: 0, seconds: RUN_SECONDS },
  },
  {
    id: 'cut',
    title: 'Kill the streams',
    text: 'All streams break just before the object is ready.',
    fault: { id: 'cut', at: READY_AT - 0.1, seconds: 0 },
  },
  {
    id: 'down',
    title: 'API down',
    text: 'Nobody answers from second 3 to second 9.',
    fault: { id: 'down', at: 3, seconds: 6 },
  },
  {
    id: 'forbidden',
    title: '403 Forbidden',
    text: 'Everything is refused from second 3 to second 9.',
    fault: { id: 'forbidden', at: 3, seconds: 6 },
  },
];
