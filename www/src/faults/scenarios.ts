// The faults, in words and numbers. What each does to requests and streams is in faulty.ts.

import type { IconName } from '../ui/icons.tsx';

export type FaultId = 'lost-event' | 'cut' | 'quota' | 'never-ready' | 'down' | 'forbidden' | 'slow';

export interface Scenario {
  readonly id: FaultId;
  readonly icon: IconName;
  readonly title: string;
  /** The label of the button that begins it. */
  readonly action: string;
  readonly text: string;
  /** How long it lasts; 0: it acts once. */
  readonly seconds: number;
  /** What it did `count` times, such as "3 requests refused". */
  readonly effect: (count: number) => string;
}

const times = (one: string, many: string) => (count: number) => `${count} ${count === 1 ? one : many}`;

export const scenarios: readonly Scenario[] = [
  {
    id: 'cut',
    icon: 'unlink',
    title: 'Kill the streams',
    action: 'Drop all streams',
    text: 'Every open watch ends at once, as when a proxy restarts.',
    seconds: 0,
    effect: times('stream dropped', 'streams dropped'),
  },
  {
    id: 'lost-event',
    icon: 'mute',
    title: 'Lose the event',
    action: 'Lose events',
    text: 'The event that says Ready never arrives. Streams look healthy.',
    seconds: 30,
    effect: times('event lost', 'events lost'),
  },
  {
    id: 'down',
    icon: 'plug',
    title: 'API down',
    action: 'Take it down',
    text: 'No request is answered and no stream can be opened.',
    seconds: 20,
    effect: times('request unanswered', 'requests unanswered'),
  },
  {
    id: 'forbidden',
    icon: 'lock',
    title: '403 Forbidden',
    action: 'Revoke access',
    text: 'A permission is missing for a while, as after a new project.',
    seconds: 20,
    effect: times('request refused', 'requests refused'),
  },
  {
    id: 'slow',
    icon: 'clock',
    title: 'Slow API',
    action: 'Slow it down',
    text: 'Each request takes three seconds longer.',
    seconds: 30,
    effect: times('request delayed', 'requests delayed'),
  },
  {
    id: 'quota',
    icon: 'gauge',
    title: 'Quota exceeded',
    action: 'Exceed quota',
    text: 'Objects created now fail, and their condition says why.',
    seconds: 30,
    effect: times('object affected', 'objects affected'),
  },
  {
    id: 'never-ready',
    icon: 'pause',
    title: 'Never ready',
    action: 'Hold back',
    text: 'Objects created now stay at Provisioning.',
    seconds: 30,
    effect: times('object affected', 'objects affected'),
  },
];

export function scenario(id: FaultId): Scenario {
  const found = scenarios.find((known) => known.id === id);
  if (!found) throw new RangeError(`There is no fault ${id}`);
  return found;
}
