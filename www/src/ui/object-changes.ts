// What has changed from one version of an object to the next, in words.

import type { KubernetesObject } from '../planes/plane.ts';

export interface ObjectChange {
  /** When the page learned of it, in epoch milliseconds. */
  readonly at: number;
  readonly text: string;
  readonly detail: string;
}

export function changesBetween(
  before: KubernetesObject | undefined,
  now: KubernetesObject | undefined,
): ObjectChange[] {
  const at = Date.now();
  if (before === now) return [];
  if (!now) return [{ at, text: 'Deleted', detail: before?.metadata.uid ?? '' }];
  if (!before) return [{ at, text: 'Created', detail: now.metadata.uid ?? '' }];
  const changes: ObjectChange[] = [];
  if (before.metadata.uid !== now.metadata.uid)
    changes.push({ at, text: 'Created again', detail: now.metadata.uid ?? '' });
  if (before.metadata.generation !== now.metadata.generation)
    changes.push({
      at,
      text: `Generation ${now.metadata.generation}`,
      detail: 'The specification was changed',
    });
  if (!before.metadata.deletionTimestamp && now.metadata.deletionTimestamp)
    changes.push({ at, text: 'Terminating', detail: 'Its deletion was asked for' });
  const known = new Map(before.status?.conditions?.map((condition) => [condition.type, condition]));
  for (const { type, status, reason = '', message = '' } of now.status?.conditions ?? []) {
    const earlier = known.get(type);
    if (earlier?.status === status && earlier.reason === reason && earlier.message === message) continue;
    changes.push({ at, text: `${type} is ${status}`, detail: [reason, message].filter(Boolean).join(': ') });
  }
  return changes;
}
