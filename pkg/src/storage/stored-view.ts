// Views from a store: read, compared, and closed if their page is gone. Values written by another version, another
// program or a broken page never throw here.

import type { TaskView, TimelineEntry } from '../../types/index.d.ts';
import { type DurableRecord, hasEnded, isResumable } from '../durable/durable.ts';
import { showSteps, type StoredSteps } from '../durable/journal.ts';
import { decodeValue, encodeValue, freezeDeep, type Json } from '../durable/json.ts';
import { STATUS_WORDS, Status } from '../generated/protocol.ts';
import type { Prepared } from './persistence-host.ts';
import type { StoredItemIds } from './store.ts';
import {
  addPresent,
  FIELD_SCHEMAS,
  type FieldSchema,
  frozenList,
  isItemId,
  LONGEST_NAME,
  LONGEST_TEXT,
  MOST_ENTRIES,
  type NeverStoredField,
  NOTHING,
  usualFields,
  viewOf,
} from './view-schema.ts';

/** What the store had in addition to the view of a durable task, as it was stored. */
const recordsByView = new WeakMap<TaskView, StoredRecord>();

/** That; without a record, it cannot be read. */
interface StoredRecord extends Omit<Prepared, 'durable'> {
  readonly durable: DurableRecord | undefined;
}

export { hasEnded };

const CLOSED = 'the page was closed before the task ended; its outcome is unknown';

/** Item ids of views that were stored with them. */
const itemIdsByView = new WeakMap<TaskView, StoredItemIds>();

/** The view in an entry of a store; `undefined` if it is not a task. */
export function readEntry(entry: unknown): TaskView | undefined {
  try {
    if (entry === null || typeof entry !== 'object') return undefined;
    // Each field is read once: it may be a getter of a caller's.
    const fields: Record<string, unknown> = { ...entry };
    const stored = readFields(fields);
    if (!isTask(stored)) return undefined;
    const { itemIds } = fields;
    const view = isResumable(stored) ? showRecord(stored, fields.durable) : stored;
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

/** Replaces the stored JSON of a durable task with values. One that cannot be read completely is never run. */
function showRecord(view: TaskView, given: unknown): TaskView {
  // What a store gives back is JSON, or what that is written as.
  const input = view.input as Json | undefined;
  const items = view.items as Json[] | undefined;
  const steps = view.steps as StoredSteps;
  try {
    if (typeof steps !== 'object' || steps === null || Array.isArray(steps)) throw new TypeError('no steps');
    const durable = readRecord(given);
    const shown = viewOf({
      ...view,
      steps: freezeDeep(showSteps(steps)),
      input: freezeDeep(decodeValue(input)),
      items: items && frozenList(items.map(decodeValue)),
      result: durable.encodesResult ? decodeValue(view.result) : view.result,
    });
    recordsByView.set(shown, { input: input ?? null, items, steps, durable });
    return shown;
  } catch {
    const shown = { ...view, steps: Object.freeze({}) };
    recordsByView.set(shown, { input: null, steps: {}, durable: undefined });
    return shown;
  }
}

function readRecord(given: unknown): DurableRecord {
  if (given === undefined) return { version: 1 };
  const record: DurableRecord = Object(given);
  if (typeof given !== 'object' || typeof record.version !== 'number') throw new TypeError('no version');
  const { timeline } = record;
  return Array.isArray(timeline)
    ? { ...record, timeline: freezeDeep(timeline) }
    : { ...record, timeline: undefined };
}

/** What is stored with the view of a durable task; `undefined` if that cannot be read, or there is none. */
export function durableRecordOf(view: TaskView): Prepared | undefined {
  const record = recordsByView.get(view);
  const durable = record?.durable;
  return record === undefined || durable === undefined ? undefined : { ...record, durable };
}

/** The timeline of a durable task in other pages, if its queue kept one. */
export function storedTimelineOf(view: TaskView): readonly TimelineEntry[] | undefined {
  return recordsByView.get(view)?.durable?.timeline;
}

/** A view with what makes it a durable task's in a store. */
export function durableFormOf(view: TaskView, prepared: Prepared): TaskView {
  const result = encodedResult(view);
  const encodesResult = result === undefined ? undefined : true;
  return addPresent<object>(
    { ...view },
    { ...prepared, result, durable: { ...prepared.durable, encodesResult } },
  ) as TaskView;
}

/** A page that shows the task later has the same `Date`s. A result that cannot be represented completely is stored as that of
 * any task. */
function encodedResult({ result }: TaskView): Json | undefined {
  try {
    return result === undefined ? undefined : encodeValue(result);
  } catch {
    return undefined;
  }
}

/** The view of a durable task that no queue runs at the moment, with a message that says why, if there is one. */
export function interruptedView(view: TaskView, message: string | undefined): TaskView {
  const pending = {
    ...view,
    status: STATUS_WORDS[Status.Pending],
    interrupted: true,
    deadlineAt: undefined,
    message: message ?? view.message,
  };
  return withRecordOf(view, viewOf(pending));
}

/** A changed view of a durable task, with what was stored with the original view. */
export function withRecordOf(view: TaskView, changed: TaskView): TaskView {
  const itemIds = itemIdsByView.get(view);
  if (itemIds !== undefined) itemIdsByView.set(changed, itemIds);
  const record = recordsByView.get(view);
  if (record !== undefined) recordsByView.set(changed, record);
  return Object.freeze(changed);
}

/** The fields that are stored. */
export function storableView(view: TaskView): TaskView {
  // Most views have no other fields. A copy would cost more than the view, and make its lists.
  if (view.icon === undefined && view.completionActions === undefined && view.waits === undefined)
    return view;
  const { icon, completionActions, waits, ...stored } = view;
  // Does not compile while a field that is never stored is left in.
  stored satisfies { [TField in NeverStoredField]?: never } & { id: string };
  return Object.freeze(stored);
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
  const failed = viewOf({
    ...view,
    status: STATUS_WORDS[Status.Failed],
    failedItems: frozenList([...view.failedItems, Object.freeze({ message })]),
    failed: view.failed + 1,
    retryable: false,
    deadlineAt: undefined,
    nextAttemptAt: undefined,
    waits: undefined,
    ...fields,
    completedAt: Math.max(fields?.completedAt ?? Date.now(), view.startedAt ?? view.createdAt),
  });
  Object.freeze(failed);
  const itemIds = itemIdsByView.get(view);
  if (itemIds !== undefined) itemIdsByView.set(failed, itemIds);
  return failed;
}

/** Whether two views of a task are equal. Large values are compared by their JSON. */
export function isSameView(one: TaskView, other: TaskView): boolean {
  const ones = new Map<string, unknown>(Object.entries(one));
  const others = Object.entries(other);
  return others.length === ones.size && others.every(([field, value]) => isSame(ones.get(field), value));
}

/** The fields of a view, with those of a wrong kind repaired. Fields that this version does not know are kept. */
function readFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const view: Record<string, unknown> = usualFields();
  for (const field of Object.keys(fields)) {
    const schema = FIELD_SCHEMAS.get(field);
    const value = schema === undefined ? fields[field] : readField(schema, fields[field]);
    // To set `__proto__` would be no field.
    if (value !== undefined && !NO_FIELDS.has(field)) view[field] = value;
  }
  // Older versions wrote no count for an empty list, and gave tasks without a list one.
  const { items, total } = view;
  if (Array.isArray(items)) view.total = total ?? items.length;
  else if (total === 0) delete view.total;
  return view;
}

/** What an entry has in addition to the fields of its view. */
const NO_FIELDS: ReadonlySet<string> = /* @__PURE__ */ new Set(['itemIds', 'durable', 'waits', '__proto__']);

/** Whether an entry has the fields that every task must have. */
function isTask(view: Record<string, unknown>): view is Record<string, unknown> & TaskView {
  return view.id !== undefined && view.title !== undefined && view.status !== undefined;
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

/** A copy of a list. By index, since a custom iterator might never end. */
function listed(value: readonly unknown[]): unknown[] {
  const { length } = value;
  const entries: unknown[] = [];
  for (let at = 0; at < length; at++) entries.push(value[at]);
  return entries;
}

/** Whether two fields of views are equal. */
export function isSame(one: unknown, other: unknown): boolean {
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
