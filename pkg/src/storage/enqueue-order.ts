// The order in which tasks that come out of a store stand and go on: that of `enqueue`, whatever order a store gives.

import type { TaskView } from '../../types/index.d.ts';

/** The last part of an id counts its queue's tasks. */
const COUNT = /-\d+-(\d+)$/;

/** For sorting, the oldest first. Of one millisecond, which holds many tasks of a burst, ids tell. */
export function byEnqueue(one: TaskView, other: TaskView): number {
  return one.createdAt - other.createdAt || countIn(one.id) - countIn(other.id);
}

function countIn(id: string): number {
  return Number(COUNT.exec(id)?.[1] ?? 0);
}
