// The stored form of a task, if that is not its view: of durable tasks, and of those whose values are kept out of the store.

import { report } from '../../../src/web/shared/report.js';
import type { TaskView } from '../../types/index.d.ts';
import type { Release } from '../durable/durable.ts';
import { STATUS_WORDS, Status } from '../generated/protocol.ts';
import type { StoredItemIds, StoredTask } from '../storage/store.ts';
import { durableFormOf, isSame } from '../storage/stored-view.ts';
import { addPresent, NOTHING, viewOf } from '../storage/view-schema.ts';
import type { Task } from './task.ts';
import type { Success } from './task-view.ts';

/** The stored form of a task that has this view now. */
export function storedFormOf(task: Task, view: TaskView, itemIds: StoredItemIds): StoredTask {
  const { durable, persist, redact } = task;
  if (durable === undefined && persist === undefined && redact === undefined) return { view, itemIds };
  if (persist === false) return { view: withoutValues(view), itemIds: undefined };
  const { input, steps, ...plain } = view;
  const kept = redact === undefined ? plain : redacted(plain, redact);
  const isWhole = isSame(kept.items, plain.items);
  const ids = isWhole ? itemIds : undefined;
  // A part of a batch must not continue as if it were all of it.
  if (durable !== undefined) durable.isPartial = !isWhole;
  if (durable === undefined || !isWhole) return { view: kept, itemIds: ids };
  // Whether another page finds those items that have succeeded by their ids.
  const hasIds =
    task.succeeded === NOTHING ||
    (kept.succeededItems === plain.succeededItems && task.ids?.areUnique !== false);
  const form = {
    ...durable.stored,
    steps: task.journal?.stored() ?? {},
    durable: durable.recordWith(task.timeline?.list(), hasIds ? undefined : positionsIn(task.succeeded)),
  };
  const { release, definition } = durable;
  const left = release === undefined ? kept : released(kept, release);
  return { view: durableFormOf({ ...left, kind: definition.kind }, form), itemIds: ids };
}

function positionsIn(succeeded: readonly Success[]): number[] {
  return succeeded.filter((success) => typeof success === 'number');
}

/** A task that its page left, for the queue that resumes it. */
function released(view: TaskView, { nextAttemptAt }: Release): TaskView {
  return viewOf({
    ...view,
    status: STATUS_WORDS[Status.Pending],
    interrupted: true,
    owner: undefined,
    completedAt: undefined,
    deadlineAt: undefined,
    nextAttemptAt,
  });
}

function withoutValues(view: TaskView): TaskView {
  const { items, result, input, steps, succeededItems, failedItems, ...rest } = view;
  return {
    ...rest,
    succeededItems: [],
    // Ids are made of items.
    failedItems: failedItems.map(({ message }) => ({ message })),
  };
}

/** What `redact` leaves of a view; the store needs some fields in any case. */
function redacted(view: TaskView, redact: (view: TaskView) => unknown): TaskView {
  const bare = bareView(view);
  try {
    const given = redact(Object.freeze(view));
    if (given === null || typeof given !== 'object') throw new TypeError('`redact` has not returned a view');
    const { id, status, createdAt, owner } = bare;
    return { ...addPresent({ ...bare }, given), id, status, createdAt, owner };
  } catch (error) {
    report(error);
    return bare;
  }
}

/** A view without the user's values and reports, except the title. */
function bareView(view: TaskView): TaskView {
  const { id, title, status, createdAt, startedAt, completedAt, deadlineAt, nextAttemptAt } = view;
  const { owner, interrupted, attempt, retryCount, cancelRequested } = view;
  const times = { createdAt, startedAt, completedAt, deadlineAt, nextAttemptAt };
  return viewOf({ id, title, status, ...times, owner, interrupted, attempt, retryCount, cancelRequested });
}
