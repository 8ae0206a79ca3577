// What a task shows: its view, its outcome, and the outcomes of its items. Each is built from the task's values and
// its numbers.

import { AbortError } from '../../../src/web/shared/errors.js';
import type {
  TaskCompletionInfo,
  TaskCompletionItem,
  TaskFailedItem,
  TaskItemId,
  TaskOutcome,
  TaskView,
} from '../../types/index.d.ts';
import type { Durable } from '../durable/durable.ts';
import { showSteps } from '../durable/journal.ts';
import { freezeDeep } from '../durable/json.ts';
import { ItemState, RowField, STATUS_WORDS, Status } from '../generated/protocol.ts';
import { addPresent, frozenList, NOTHING } from '../storage/view-schema.ts';
import { numberAt, numberOrNone } from './core-memory.ts';
import type { ItemIds } from './item-ids.ts';
import type { Task } from './task.ts';
import type { EndedStatus } from './task-state.ts';

/** The position of an item, or none. */
export type Success = number | { readonly id: TaskItemId | undefined };

export interface Failure {
  readonly entry: TaskFailedItem;
  /** Of an item. */
  readonly position: number | undefined;
}

/** What durable tasks have. */
type DurableField = 'kind' | 'input' | 'steps' | 'interrupted';

/** The optional fields of most tasks: a forgotten one does not compile. */
type OptionalFields = {
  [TField in Exclude<keyof TaskView, DurableField> as undefined extends TaskView[TField] ? TField : never]-?:
    | TaskView[TField]
    | undefined;
};

/** A view under construction. */
type Draft = { -readonly [TField in keyof TaskView]: TaskView[TField] };

/** The current view, frozen. `row` has the task's numbers. */
export function makeView(task: Task, row: Float64Array, owner: string): TaskView {
  const { items, succeeded, failures } = task;
  const status: Status = numberAt(row, RowField.Status);
  const view: Draft = {
    id: task.id,
    title: task.title,
    status: STATUS_WORDS[status],
    priority: numberAt(row, RowField.Priority),
    completed: numberAt(row, RowField.Completed),
    failed: numberAt(row, RowField.Failed),
    succeededItems: NOTHING,
    failedItems: NOTHING,
    errorStrategy: task.errorStrategy ?? 'continue',
    cancelable: task.cancelable ?? true,
    retryable: task.retryable ?? true,
    confirmBeforeUnload: task.confirmBeforeUnload ?? true,
    cancelRequested: numberAt(row, RowField.CancelRequested) === 1,
    retryCount: numberAt(row, RowField.RetryCount),
    attempt: numberAt(row, RowField.Attempt),
    createdAt: numberAt(row, RowField.CreatedAt),
  };
  addPresent(view, {
    icon: task.icon,
    category: task.category,
    metadata: task.metadata,
    group: task.group,
    key: task.key,
    items,
    total: items?.length,
    // The cast: see `frozenList`.
    completionActions: task.actions as TaskView['completionActions'],
    result: task.result,
    message: task.message,
    progress: numberOrNone(row, RowField.Progress),
    nextAttemptAt: numberOrNone(row, RowField.NextAttemptAt),
    startedAt: numberOrNone(row, RowField.StartedAt),
    completedAt: numberOrNone(row, RowField.CompletedAt),
    deadlineAt: numberOrNone(row, RowField.DeadlineAt),
    owner,
    waits: waitsOf(task),
  } satisfies OptionalFields);
  if (task.durable !== undefined) addDurableFields(view, task, task.durable);
  // Lists are created when they are read, so that nothing is copied per item. A getter costs as much as all other fields.
  if (succeeded.length > 0) {
    const { ids } = task;
    const { length } = succeeded;
    readOnce(view, 'succeededItems', () => succeededIds(succeeded, length, ids));
  }
  if (failures.length > 0) {
    const { length } = failures;
    readOnce(view, 'failedItems', () => failureEntries(failures, length));
  }
  return Object.freeze(view);
}

/** The task's current waits; `undefined` if there are none. */
function waitsOf({ state }: Task): TaskView['waits'] {
  const waits = state.kind === 'live' ? state.run?.waits?.list : undefined;
  return waits === undefined || waits.length === 0 ? undefined : waits;
}

export function outcomeOf(task: Task, status: EndedStatus): TaskOutcome {
  const { succeeded, failures, result, error } = task;
  const failedItems = failureEntries(failures, failures.length);
  const outcome = {
    status: STATUS_WORDS[status],
    completed: succeeded.length,
    failed: failures.length,
    failedItems,
  };
  return outcomeWith(outcome, result, error);
}

/** An outcome, which has a `result` and an `error` only if there is one. */
export function outcomeWith(
  outcome: { -readonly [TField in keyof TaskOutcome]: TaskOutcome[TField] },
  result: unknown,
  error: unknown,
): TaskOutcome {
  if (result !== undefined) outcome.result = result;
  if (error !== undefined) outcome.error = error;
  return outcome;
}

/** The outcome of a task that another queue has ended. */
export function outcomeOfView(view: TaskView): TaskOutcome {
  const { status, completed, failed, failedItems, result } = view;
  const message = failedItems[0]?.message ?? view.message;
  const error =
    status === 'completed' ? undefined : status === 'cancelled' ? new AbortError() : new Error(message);
  // The caller ensures that the task has ended.
  return outcomeWith(
    { status: STATUS_WORDS[endedStatusOf(view)], completed, failed, failedItems },
    result,
    error,
  );
}

export function endedStatusOf({ status }: TaskView): EndedStatus {
  switch (status) {
    case 'completed':
      return Status.Completed;
    case 'cancelled':
      return Status.Cancelled;
    default:
      return Status.Failed;
  }
}

/** The outcome of each item; `stateAt` returns an item's state in the core. */
export function completionInfoOf(
  task: Task,
  row: Float64Array,
  stateAt: (position: number) => ItemState,
): TaskCompletionInfo {
  const messages = new Map<number | undefined, string>();
  for (const { entry, position } of task.failures) messages.set(position, entry.message);
  // Before ids are computed, which may call a user's code: the row is valid until the next call.
  const status: Status = numberAt(row, RowField.Status);
  const completed = numberAt(row, RowField.Completed);
  const failed = numberAt(row, RowField.Failed);
  const items: TaskCompletionItem[] = [];
  const untried: Pick<TaskCompletionItem, 'id' | 'data'>[] = [];
  task.items?.forEach((data, position) => {
    const id = task.ids?.at(position) ?? String(position);
    const state = stateAt(position);
    const message = messages.get(position);
    if (state === ItemState.Succeeded) items.push({ id, status: 'succeeded', data });
    else if (state !== ItemState.Failed) untried.push({ id, data });
    else if (message === undefined) items.push({ id, status: 'failed', data });
    else items.push({ id, status: 'failed', data, message });
  });
  return { status: STATUS_WORDS[status], completed, failed, items, untried };
}

/** The failures as they are shown: the first `count` of them. */
export function failureEntries(failures: readonly Failure[], count: number): TaskFailedItem[] {
  return count === 0 ? NOTHING : frozenList(failures.slice(0, count).map(({ entry }) => entry));
}

function addDurableFields(view: Draft, { journal, persist }: Task, durable: Durable): void {
  if (durable.isInterrupted) Object.assign(view, { interrupted: true });
  addPresent(view, { kind: durable.definition.kind, input: durable.shownInput });
  // If these are not stored, the task ends with its page.
  if (persist === false || durable.isPartial) return;
  const steps = journal?.stored() ?? {};
  readOnce(view, 'steps', () => freezeDeep(showSteps(steps)));
}

function readOnce(view: Draft, name: keyof TaskView, make: () => unknown): void {
  let value: unknown;
  const get = () => {
    value ??= make();
    return value;
  };
  Object.defineProperty(view, name, { get, enumerable: true, configurable: true });
}

function succeededIds(
  succeeded: readonly Success[],
  count: number,
  ids: ItemIds | undefined,
): readonly TaskItemId[] {
  const list: TaskItemId[] = [];
  for (const success of succeeded.slice(0, count)) {
    const id = typeof success === 'number' ? ids?.at(success) : success.id;
    if (id !== undefined) list.push(id);
  }
  return Object.freeze(list);
}
