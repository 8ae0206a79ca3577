// The view and the outcome of a task whose numbers were lost with their wasm instance.

import type { TaskOutcome, TaskView } from '../../types/index.d.ts';
import { ROW_LENGTH, RowField, Status } from '../generated/protocol.ts';
import { failedView } from '../storage/stored-view.ts';
import { frozenList } from '../storage/view-schema.ts';
import type { LiveTask, Task } from './task.ts';
import { makeView, outcomeWith } from './task-view.ts';

/** A task that had ended stays as it was seen; any other has failed with this error. Neither can be retried. */
export function lostView(task: LiveTask, owner: string, error: Error): TaskView {
  const { endedAs } = task.state;
  const view = task.view ?? makeView(task, presumedRow(task), owner);
  return endedAs === undefined
    ? failedView(view, error.message)
    : Object.freeze({ ...view, retryable: false });
}

/** The presumed numbers of a task that was never viewed. */
function presumedRow(task: LiveTask): Float64Array {
  const row = new Float64Array(ROW_LENGTH).fill(Number.NaN);
  row[RowField.Status] = task.state.endedAs ?? Status.Pending;
  row[RowField.Completed] = task.succeeded.length;
  row[RowField.Failed] = task.failures.length;
  row[RowField.RetryCount] = 0;
  row[RowField.Attempt] = 1;
  row[RowField.CancelRequested] = 0;
  row[RowField.CreatedAt] = Date.now();
  row[RowField.CompletedAt] = Date.now();
  row[RowField.Priority] = 0;
  return row;
}

/** The outcome of a task that was in flight. */
export function lostOutcome(task: Task, error: Error): TaskOutcome {
  const { succeeded, result } = task;
  const failedItems = frozenList([...task.failedItems(), Object.freeze({ message: error.message })]);
  const outcome = {
    status: 'failed',
    completed: succeeded.length,
    failed: failedItems.length,
    failedItems,
  } as const;
  return Object.freeze(outcomeWith(outcome, result, error));
}
