// Tasks that this queue has not run: found in a store, or left over from a wasm instance that is gone. They
// have a view and no processor.

import { automaticId } from './items.js';
import { Task } from './task.js';
import { TaskOptions } from './task-options.js';

/** The number of the status of a task that failed: `Status` in `core::queue`. */
const FAILED = 3;

const CLOSED = 'the page was closed before the task ended';

/** A row for a view that was stored. */
export function storedTask(view) {
  const options = new TaskOptions(view.title);
  if (view.group !== undefined) options.group = view.group;
  const task = new Task(view.owner, 0, -1, options, view.id);
  task.stored = view;
  return task;
}

/** A copy of an entry of a store, or `undefined` if it is no view. */
export function readEntry(entry, words) {
  try {
    if (entry === null || typeof entry !== 'object') return undefined;
    const view = { succeededItems: [], failedItems: [], completed: 0, failed: 0, ...entry };
    if (typeof view.id !== 'string' || typeof view.title !== 'string' || !words.includes(view.status)) return undefined;
    if (!Array.isArray(view.failedItems) || !Array.isArray(view.succeededItems)) return undefined;
    return Object.freeze(view);
  } catch {
    return undefined;
  }
}

/** Whether two views of a task say the same, as far as that can be told cheaply. */
export function isSameView(one, other) {
  const keys = Object.keys(other);
  return keys.length === Object.keys(one).length && keys.every((key) => isSame(one[key], other[key]));
}

function isSame(one, other) {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object') return false;
  try {
    return JSON.stringify(one) === JSON.stringify(other);
  } catch {
    return false;
  }
}

/** What a task has become whose page was closed. */
export function closedView(view, words) {
  return failedView(view, words, CLOSED);
}

/** What a view is of a task whose numbers are gone with their wasm instance. */
export function lostView(task, words, owner, error) {
  const row = [task.ended, task.succeeded.length, task.failures.length, 0, 1, 0, NaN, Date.now(), NaN, Date.now(), NaN, NaN, 0];
  const view = task.view ?? task.makeView(row, words, owner);
  return task.ended === 0 ? failedView(view, words, error.message) : Object.freeze({ ...view, retryable: false });
}

/** What is known of the items of a stored task. `words` are those for untried, succeeded and failed ones. */
export function storedCompletionInfo(view, [untriedWord, succeededWord, failedWord]) {
  const { status, completed, failed, items, succeededItems, failedItems } = view;
  const known = new Map();
  for (const id of succeededItems) known.set(id, { status: succeededWord });
  for (const { id, message } of failedItems) if (id !== undefined) known.set(id, { status: failedWord, message });
  const data = Array.isArray(items) ? items : [];
  const list = data.map((item, index) => {
    const id = automaticId(item, index);
    return { id, status: untriedWord, ...known.get(id), data: item };
  });
  return { status, completed, failed, items: list };
}

/** What a store is given: what cannot outlive the page is left out. */
export function storableView(view) {
  const { icon, completionActions, ...rest } = view;
  return Object.freeze(rest);
}

function failedView(view, words, message) {
  return Object.freeze({
    ...view,
    status: words[FAILED],
    failedItems: Object.freeze([...view.failedItems, Object.freeze({ message })]),
    failed: view.failed + 1,
    retryable: false,
    deadlineAt: undefined,
    completedAt: Date.now(),
  });
}
