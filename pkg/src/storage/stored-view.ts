// Views that come out of a store: read, compared, and closed where their page is gone. What another version, another
// program or a broken page has written never throws here.

import type { TaskView } from '../../types/index.d.ts';
import { ENDED_STATUS_WORDS, STATUS_WORDS, Status } from '../generated/protocol.ts';
import type { StoredItemIds } from './store.ts';
import {
  FIELD_SCHEMAS,
  type FieldSchema,
  isItemId,
  LONGEST_NAME,
  LONGEST_TEXT,
  MOST_ENTRIES,
  type NeverStoredField,
  NOTHING,
} from './view-schema.ts';

const CLOSED = 'the page was closed before the task ended; its outcome is unknown';

/** Item ids of views that were read with some. */
const itemIdsByView = new WeakMap<TaskView, StoredItemIds>();

/** The view in an entry of a store; `undefined` if it is no task. */
export function readEntry(entry: unknown): TaskView | undefined {
  try {
    if (entry === null || typeof entry !== 'object') return undefined;
    const { itemIds, ...view }: Record<string, unknown> = { ...entry };
    if (!isTask(view)) return undefined;
    if (Array.isArray(itemIds) && itemIds.length === view.items?.length) {
      const ids = listed(itemIds).filter(isItemId);
      if (ids.length === itemIds.length) itemIdsByView.set(view, Object.freeze(ids.map(String)));
    }
    return Object.freeze(view);
  } catch {
    return undefined;
  }
}

/** The ids of a stored view's items, if they were stored. */
export function storedItemIdsOf(view: TaskView): StoredItemIds {
  return itemIdsByView.get(view);
}

/** The fields that a store is given. */
export function storableView(view: TaskView): TaskView {
  const { icon, completionActions, waits, ...stored } = view;
  // Does not compile while a field that is never stored is left in.
  stored satisfies { [TField in NeverStoredField]?: never } & { id: string };
  return Object.freeze(stored);
}

export function hasEnded(view: TaskView): boolean {
  const ended: readonly string[] = ENDED_STATUS_WORDS;
  return ended.includes(view.status);
}

/** The view of a task whose page was closed, as was noticed at `completedAt` or now. */
export function closedView(view: TaskView, completedAt = Date.now()): TaskView {
  return failedView(view, CLOSED, { interrupted: true, completedAt });
}

/** Whether the task was closed for a page that is gone. */
export function isClosedView(view: TaskView): boolean {
  return view.interrupted === true;
}

/** The view of a task that failed for a reason outside of it, and cannot be retried. */
export function failedView(
  view: TaskView,
  message: string,
  fields?: { readonly interrupted: true; readonly completedAt: number },
): TaskView {
  const failed: TaskView = Object.freeze({
    ...view,
    status: STATUS_WORDS[Status.Failed],
    failedItems: Object.freeze([...view.failedItems, Object.freeze({ message })]),
    failed: view.failed + 1,
    retryable: false,
    deadlineAt: undefined,
    nextAttemptAt: undefined,
    waits: undefined,
    ...fields,
    completedAt: Math.max(fields?.completedAt ?? Date.now(), view.startedAt ?? view.createdAt),
  });
  const itemIds = itemIdsByView.get(view);
  if (itemIds !== undefined) itemIdsByView.set(failed, itemIds);
  return failed;
}

/** Whether two views of a task say the same. Large values are compared by their JSON. */
export function isSameView(one: TaskView, other: TaskView): boolean {
  const ones = new Map<string, unknown>(Object.entries(one));
  const others = Object.entries(other);
  return others.length === ones.size && others.every(([field, value]) => isSame(ones.get(field), value));
}

/** Repairs lesser fields that are wrong or missing. Whether the required ones are right. */
function isTask(view: Record<string, unknown>): view is Record<string, unknown> & TaskView {
  for (const [field, schema] of FIELD_SCHEMAS) {
    if (schema.isNeverStored) continue;
    const value = readField(schema, view[field]);
    if (value === undefined && schema.isRequired) return false;
    view[field] = value;
  }
  // Older versions wrote no count for an empty list, and gave tasks without a list one.
  const { items, total } = view;
  if (Array.isArray(items)) view.total = total ?? items.length;
  else if (total === 0) view.total = undefined;
  return true;
}

function readField(schema: FieldSchema, value: unknown): unknown {
  const { kind, usual, words } = schema;
  switch (kind) {
    case 'name':
      return typeof value === 'string' && value.length <= LONGEST_NAME ? value : usual;
    case 'text':
      return typeof value === 'string' ? value.slice(0, LONGEST_TEXT) : usual;
    case 'word':
      return typeof value === 'string' && words?.includes(value) ? value : usual;
    case 'number':
      return Number.isFinite(value) ? value : usual;
    case 'count':
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : usual;
    case 'fraction':
      return typeof value === 'number' && value >= 0 && value <= 1 ? value : usual;
    case 'time':
      return typeof value === 'number' && Math.abs(value) <= LATEST ? value : usual;
    case 'flag':
      return typeof value === 'boolean' ? value : usual;
    case 'list':
      return Array.isArray(value) && value.length <= MOST_ENTRIES ? readList(schema, value) : usual;
    case 'value':
      return value;
    default:
      return kind satisfies never;
  }
}

/** The end of the time that a `Date` can show: https://tc39.es/ecma262/#sec-time-values-and-time-range */
const LATEST = 8.64e15;

function readList({ isEntry, copyEntry }: FieldSchema, value: readonly unknown[]): readonly unknown[] {
  const entries = listed(value);
  const kept = isEntry === undefined ? entries : entries.filter(isEntry);
  if (kept.length === 0) return NOTHING;
  return Object.freeze(copyEntry === undefined ? kept : kept.map(copyEntry));
}

/** A copy of a list. By position: an iterator of its own may never end. */
function listed(value: readonly unknown[]): unknown[] {
  const { length } = value;
  const entries: unknown[] = [];
  for (let at = 0; at < length; at++) entries.push(value[at]);
  return entries;
}

function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object') return false;
  try {
    const isSameList =
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((entry, at) => Object.is(entry, other[at]));
    return isSameList || JSON.stringify(one) === JSON.stringify(other);
  } catch {
    return false;
  }
}
