// The order in which tasks from a store are shown and resumed: that of `enqueue`, whatever order the store returns.

import type { TaskView } from '../../types/index.d.ts';

/** The last part of an id counts its queue's tasks. */
const COUNT = /-\d+-(\d+)$/;

/** For sorting, oldest first. Ids decide within one millisecond, in which a burst enqueues many tasks. */
export function byEnqueue(one: TaskView, other: TaskView): number {
  return one.createdAt - other.createdAt || countIn(one.id) - countIn(other.id);
}

function countIn(id: string): number {
  return Number(COUNT.exec(id)?.[1] ?? 0);
}
