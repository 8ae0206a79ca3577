// A task of the model and what its lists do.

export function makeTask(label, spec, wall) {
  const ids = spec.items ?? [];
  return {
    label,
    spec,
    ids,
    title: undefined,
    isItemwise: spec.isItemwise === true && spec.items !== undefined,
    items: ids.map(() => ({ state: 'untried', inFlight: false, spoke: false, isLate: false })),
    status: 'pending',
    priority: spec.priority ?? 0,
    cancelRequested: false,
    result: undefined,
    hasResult: false,
    message: undefined,
    /** Positions, and `{ id }` for what is no item; then `{ entry, position }`. */
    succeeded: [],
    failures: [],
    progress: undefined,
    attempt: 0,
    retryCount: 0,
    run: -1,
    place: 0,
    endedAs: 0,
    pausingUntil: undefined,
    due: Infinity,
    totalDue: Infinity,
    nextAttemptAt: undefined,
    createdAt: wall,
    startedAt: undefined,
    completedAt: undefined,
    deadlineAt: undefined,
    isListed: true,
    isDismissed: false,
    isSignalAborted: false,
    /** Whether the present run has something that hears an abort. */
    isHeard: false,
    /** By manual retries: how each ending turned out. */
    outcomes: [],
    /** How often anything, and how often what is saved at once, has changed. */
    changes: 0,
    statusChanges: 0,
  };
}

export const entryOf = (id, message) => (id === undefined ? { message } : { id, message });

/** A word about an item. */
export function follow(task, position, isSuccess, message) {
  const item = task.items[position];
  const before = item.state;
  item.state = isSuccess ? 'succeeded' : 'failed';
  if (before === item.state) return;
  if (before === 'failed') task.failures = task.failures.filter((failure) => failure.position !== position);
  if (before === 'succeeded') task.succeeded = task.succeeded.filter((what) => what !== position);
  if (isSuccess) task.succeeded.push(position);
  else task.failures.push({ entry: entryOf(task.ids[position], message), position });
}

export function shownProgress({ progress, items, succeeded, failures }) {
  if (progress !== undefined) return progress;
  return items.length === 0 ? undefined : Math.min(1, (succeeded.length + failures.length) / items.length);
}
