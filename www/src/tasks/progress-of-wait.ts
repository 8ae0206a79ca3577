// What is known of an object that a task waits for, from its wait and from the timeline.

import type { PendingWait, TimelineEntry } from 'taskwatch';

interface ConditionFact {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  /** Since when it is so, as far as that is known. */
  readonly since: number | undefined;
}

/** `dnszones` of `apis/dns.networking.miloapis.com/v1alpha1/dnszones`. */
export function pluralOf({ resourceType }: Pick<PendingWait, 'resourceType'>): string {
  return resourceType.split('/').at(-1) ?? resourceType;
}

/** The latest of each condition of a wait's object: those of the timeline, and the one that decides. */
export function conditionsOf(wait: PendingWait, timeline: readonly TimelineEntry[]): ConditionFact[] {
  const found = new Map<string, ConditionFact>();
  for (const { kind, wait: label, type, status, reason = '', message = '', at } of timeline) {
    if (kind !== 'condition' || at < wait.since || type === undefined || !isAbout(label, wait)) continue;
    const before = found.get(type);
    const since = before?.status === status ? before?.since : at;
    found.set(type, { type, status: status ?? '', reason, message, since });
  }
  const deciding = textsOf(wait.condition);
  if (deciding.type) {
    const { type, status = '', reason = '', message = '', lastTransitionTime } = deciding;
    const transition = lastTransitionTime === undefined ? Number.NaN : Date.parse(lastTransitionTime);
    const since = Number.isNaN(transition) ? found.get(type)?.since : transition;
    found.set(type, { type, status, reason, message, since });
  }
  return [...found.values()];
}

/** An entry's `wait` is the kind and the name. */
function isAbout(label: string | undefined, { name }: PendingWait): boolean {
  return label !== undefined && (name === undefined || label.endsWith(` ${name}`) || label === name);
}

function textsOf(condition: object | undefined): Partial<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(condition ?? {}).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}
