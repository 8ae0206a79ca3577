// @ts-nocheck
// Tasks that this queue has not run: found in a store, or left over from a wasm instance that is gone. They
// have a view and no processor.

import { automaticId } from './item-ids.ts';
import { Task } from './task.ts';

/** The number of the status of a task that failed: `Status` in `core::queue`. */
const FAILED = 3;

const CLOSED = 'the page was closed before the task ended';

/** A row for a view that was stored. */
export function storedTask(view) {
  const task = Task.stored(view.title, view.id, view);
  if (view.group !== undefined) task.group = view.group;
  return task;
}

const NOTHING = Object.freeze([]);

/** What is a number in a view, and what stands for one that is missing. */
const NUMBERS = Object.entries({
  total: 0,
  completed: 0,
  failed: 0,
  priority: 0,
  retryCount: 0,
  attempt: 1,
  createdAt: 0,
  startedAt: undefined,
  completedAt: undefined,
  deadlineAt: undefined,
  nextAttemptAt: undefined,
  progress: undefined,
});

/** The ids of a stored view's items, where they cannot be told from the items. */
const namesOf = new WeakMap();

/** A copy of an entry of a store, or `undefined` if it is no view. What is wrong in a lesser field is as if missing. */
export function readEntry(entry, words) {
  try {
    if (entry === null || typeof entry !== 'object') return undefined;
    const { itemIds, ...view } = entry;
    if (typeof view.id !== 'string' || typeof view.title !== 'string' || !words.includes(view.status))
      return undefined;
    for (const [field, missing] of NUMBERS) {
      if (typeof view[field] !== 'number') view[field] = missing;
    }
    view.items = Array.isArray(view.items) ? copyOf(view.items, (item) => item) : undefined;
    if (typeof view.owner !== 'string') view.owner = undefined;
    view.succeededItems = copyOf(view.succeededItems, (id) => id);
    view.failedItems = copyOf(view.failedItems, failureOf);
    if (Array.isArray(itemIds) && itemIds.length === view.items?.length)
      namesOf.set(
        view,
        copyOf(itemIds, (id) => id),
      );
    return Object.freeze(view);
  } catch {
    return undefined;
  }
}

/** The ids of a view's items where they cannot be told from the items: `task`, if the view is not a stored one, has
 * them from its user. */
export function itemIdsOf(view, task) {
  const { ids, items, getItemId } = task ?? {};
  if (getItemId !== undefined && items !== undefined) return items.map((_, position) => ids.at(position));
  return namesOf.get(view);
}

function copyOf(list, copyEntry) {
  if (list === undefined || list.length === 0) return NOTHING;
  return Object.freeze(Array.from(list, copyEntry));
}

/** Throws for what is no failure. */
function failureOf({ id, message }) {
  return Object.freeze(id === undefined ? { message: String(message) } : { id, message: String(message) });
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
    if (
      Array.isArray(one) &&
      one.length === other?.length &&
      one.every((entry, at) => Object.is(entry, other[at]))
    )
      return true;
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
  return task.ended === 0
    ? failedView(view, words, error.message)
    : Object.freeze({ ...view, retryable: false });
}

/** What is known of the items of a stored task. `words` are those for untried, succeeded and failed ones. Of items
 * with equal ids the first ones are taken to have succeeded. */
export function storedCompletionInfo(view, [untriedWord, succeededWord, failedWord], itemIds) {
  const { status, completed, failed, items, succeededItems, failedItems } = view;
  const known = new Map();
  const note = (id, what) => {
    const list = known.get(id);
    if (list === undefined) known.set(id, [what]);
    else list.push(what);
  };
  for (const id of succeededItems) note(id, { status: succeededWord });
  for (const { id, message } of failedItems) if (id !== undefined) note(id, { status: failedWord, message });
  for (const list of known.values()) list.reverse();
  const list = (items ?? NOTHING).map((item, index) => {
    const id = itemIds?.[index] ?? automaticId(item, index);
    return { id, status: untriedWord, ...known.get(id)?.pop(), data: item };
  });
  return { status, completed, failed, items: list };
}

/** What a store is given: what cannot outlive the page is left out. */
export function storableView(view) {
  const { icon, completionActions, ...rest } = view;
  return Object.freeze(rest);
}

function failedView(view, words, message) {
  const failed = {
    ...view,
    status: words[FAILED],
    failedItems: Object.freeze([...view.failedItems, Object.freeze({ message })]),
    failed: view.failed + 1,
    retryable: false,
    deadlineAt: undefined,
    nextAttemptAt: undefined,
    completedAt: Date.now(),
  };
  const names = namesOf.get(view);
  if (names !== undefined) namesOf.set(failed, names);
  return Object.freeze(failed);
}
