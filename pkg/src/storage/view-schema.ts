// How each field of a view is stored, and read back. One table, from which reading, defaults and
// encoding follow: a field of `TaskView` that is missing here does not compile.

import type { TaskFailedItem, TaskItemId, TaskView } from '../../types/index.d.ts';
import { STATUS_WORDS } from '../generated/protocol.ts';

/** One field. */
export interface FieldSchema<TValue = unknown> {
  /**
   * Its kind; a value of another kind or out of its bounds counts as missing. `name`: a text that identifies
   * something, and is never cut like a `text`; `count`: a whole number from 0; `fraction`: from 0 to 1; `time`:
   * milliseconds that a `Date` can represent; `value`: anything, as it is.
   */
  readonly kind:
    | 'name'
    | 'text'
    | 'word'
    | 'number'
    | 'count'
    | 'fraction'
    | 'time'
    | 'flag'
    | 'list'
    | 'value';
  /** See `usualFields`. */
  readonly usual?: TValue | undefined;
  /** The words that a `word` may be. */
  readonly words?: readonly string[];
  /** Leaves entries of a `list` out. */
  readonly isEntry?: (entry: unknown) => boolean;
  /** Copies an entry of a `list`; throws for one that makes its task unreadable. */
  readonly copyEntry?: (entry: unknown) => unknown;
  /** It is meaningful only to the page that created it. */
  readonly isNeverStored?: true;
  /** It may be large; a store without room for it still keeps the rest of the task. */
  readonly isBulky?: true;
}

type ViewSchema = { readonly [TField in keyof TaskView]-?: FieldSchema<TaskView[TField]> };

/** Longer texts are cut, so that a page can show them. */
export const LONGEST_TEXT = 100_000;
/** A longer name counts as missing. */
export const LONGEST_NAME = 10_000;
/** A longer list counts as missing. */
export const MOST_ENTRIES = 1_000_000;

/** The empty list, always the same one, by which the default is recognised. */
export const NOTHING: never[] = /* @__PURE__ */ frozenList([]);

/** Freezes a list. Not typed `readonly`: a console passes the lists of views to functions that take any list. */
export function frozenList<T>(list: T[]): T[] {
  Object.freeze(list);
  return list;
}

/** The fields of every view that have a default. */
type UsualFields = {
  [TField in Exclude<keyof TaskView, 'id' | 'title' | 'status'> as undefined extends TaskView[TField]
    ? never
    : TField]: TaskView[TField];
};

/**
 * The fields that every view has, with their defaults. A default is not written, since localStorage holds only five million
 * characters, and replaces a missing value.
 *
 * A literal: in V8, adding fields to one costs a fiftieth of adding them to a copy, which goes through the runtime.
 */
export const usualFields = () =>
  ({
    priority: 0,
    completed: 0,
    failed: 0,
    succeededItems: NOTHING,
    failedItems: NOTHING,
    errorStrategy: 'continue',
    cancelable: true,
    retryable: true,
    confirmBeforeUnload: true,
    cancelRequested: false,
    retryCount: 0,
    attempt: 1,
    createdAt: 0,
  }) satisfies UsualFields;

const VIEW_FIELDS = {
  id: { kind: 'name' },
  title: { kind: 'text' },
  status: { kind: 'word', words: STATUS_WORDS },
  icon: { kind: 'value', isNeverStored: true },
  category: { kind: 'text' },
  metadata: { kind: 'value', isBulky: true },
  group: { kind: 'name' },
  key: { kind: 'name' },
  priority: { kind: 'number' },
  items: { kind: 'list', isBulky: true },
  total: { kind: 'count' },
  completed: { kind: 'count' },
  failed: { kind: 'count' },
  succeededItems: { kind: 'list', isEntry: isItemId, copyEntry: String, isBulky: true },
  failedItems: { kind: 'list', copyEntry: copyFailure, isBulky: true },
  errorStrategy: { kind: 'word', words: ['continue', 'stop'] },
  cancelable: { kind: 'flag' },
  retryable: { kind: 'flag' },
  confirmBeforeUnload: { kind: 'flag' },
  cancelRequested: { kind: 'flag' },
  completionActions: { kind: 'value', isNeverStored: true },
  result: { kind: 'value', isBulky: true },
  message: { kind: 'text' },
  progress: { kind: 'fraction' },
  retryCount: { kind: 'count' },
  attempt: { kind: 'count' },
  nextAttemptAt: { kind: 'time' },
  createdAt: { kind: 'time' },
  startedAt: { kind: 'time' },
  completedAt: { kind: 'time' },
  deadlineAt: { kind: 'time' },
  owner: { kind: 'name' },
  interrupted: { kind: 'flag' },
  kind: { kind: 'name' },
  input: { kind: 'value', isBulky: true },
  steps: { kind: 'value', isBulky: true },
  waits: { kind: 'value', isNeverStored: true },
} satisfies ViewSchema;

/** The fields that are never stored. */
export type NeverStoredField = {
  [TField in keyof TaskView]-?: (typeof VIEW_FIELDS)[TField] extends { isNeverStored: true } ? TField : never;
}[keyof TaskView];

/** The schemas of all fields, by name. A map: it is read for each field that is written. */
export const FIELD_SCHEMAS: ReadonlyMap<string, FieldSchema> = /* @__PURE__ */ (() => {
  const schemas = new Map<string, FieldSchema>();
  const usual: Readonly<Record<string, unknown>> = usualFields();
  for (const [field, schema] of Object.entries(VIEW_FIELDS))
    schemas.set(field, { ...schema, usual: usual[field] });
  return schemas;
})();

/** A view with those of these fields that have a value, and defaults otherwise. */
export function viewOf(fields: Partial<TaskView>): TaskView {
  return addPresent<Partial<TaskView>>(usualFields(), fields) as TaskView;
}

/** Adds the fields that have a value. */
export function addPresent<TView extends object>(view: TView, fields: Partial<TView>): TView {
  for (const field in fields) {
    const value = fields[field];
    if (value !== undefined) view[field] = value as TView[typeof field];
  }
  return view;
}

/** Older versions stored numeric ids as numbers. */
export function isItemId(entry: unknown): entry is TaskItemId | number {
  return typeof entry === 'string' || (typeof entry === 'number' && Number.isFinite(entry));
}

function copyFailure(failure: unknown): TaskFailedItem {
  // Whatever was stored; a value that is not an object throws here or becomes a failure without an id.
  const { id, message } = failure as { readonly id?: unknown; readonly message?: unknown };
  // What an object says of itself could be anything, and of any size.
  const text = typeof message === 'object' ? 'unknown' : String(message).slice(0, LONGEST_TEXT);
  return Object.freeze(isItemId(id) ? { id: String(id), message: text } : { message: text });
}
