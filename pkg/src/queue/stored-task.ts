// @ts-nocheck
// Tasks that this queue has not run: found in a store, or left over from a wasm instance that is gone. They
// have a view and no processor.

import { failedView } from '../storage/stored-view.ts';
import { Task } from './task.ts';

/** A row for a view that was stored. */
export function storedTask(view) {
  const task = Task.stored(view.title, view.id, view);
  if (view.group !== undefined) task.group = view.group;
  return task;
}

/** The view of a task whose numbers are gone with their wasm instance. */
export function lostView(task, words, owner, error) {
  const row = [
    task.ended,
    task.succeeded.length,
    task.failures.length,
    0,
    1,
    0,
    NaN,
    Date.now(),
    NaN,
    Date.now(),
    NaN,
    NaN,
    0,
  ];
  const view = task.view ?? task.makeView(row, words, owner);
  return task.ended === 0 ? failedView(view, error.message) : Object.freeze({ ...view, retryable: false });
}
