// The order in which tasks from a store are shown and resumed: that of `enqueue`, whatever order the store returns.

import type { TaskView } from '../../types/index.d.ts';

/** The last part of an id counts its queue's tasks. */
const COUNT = /-\d+-(\d+)$/;

/** The views, oldest first. Ids decide within one millisecond, in which a burst enqueues many tasks; each is parsed once, not
 * in every comparison. */
export function inOrder(views: readonly TaskView[]): TaskView[] {
  return views
    .map((view) => ({ view, count: Number(COUNT.exec(view.id)?.[1] ?? 0) }))
    .sort((one, other) => one.view.createdAt - other.view.createdAt || one.count - other.count)
    .map(({ view }) => view);
}
