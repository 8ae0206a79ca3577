// What a store keeps of each field of a view, and how it is read back. One table, from which reading, defaults and
// encoding follow: a field of `TaskView` that is missing here does not compile.

import type { TaskFailedItem, TaskItemId, TaskView } from '../../types/index.d.ts';
import { STATUS_WORDS } from '../generated/protocol.ts';

/** One field. */
export interface FieldSchema<TValue = unknown> {
  /**
   * What it is read as; a value of another kind or out of its bounds counts as missing. `name`: a text that stands for
   * something, and is never cut as a `text` is; `count`: a whole number from 0; `fraction`: from 0 to 1; `time`:
   * milliseconds of which a `Date` can be made; `value`: anything, as it is.
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
  /** The value that is not written, since localStorage holds five million characters. It stands for a missing one. */
  readonly usual?: TValue | undefined;
  /** The words that a `word` may be. */
  readonly words?: readonly string[];
  /** Leaves entries of a `list` out. */
  readonly isEntry?: (entry: unknown) => boolean;
  /** Copies an entry of a `list`; throws for one that makes its task unreadable. */
  readonly copyEntry?: (entry: unknown) => unknown;
  /** It means something to the page that made it alone. */
  readonly isNeverStored?: true;
  /** It may be large; a store without room for it still keeps what became of the task. */
  readonly isBulky?: true;
}

type ViewSchema = { readonly [TField in keyof TaskView]-?: FieldSchema<TaskView[TField]> };

/** Nobody reads more; longer texts are cut, so that a page can show them. */
export const LONGEST_TEXT = 100_000;
/** A longer name names nothing. */
export const LONGEST_NAME = 10_000;
/** Longer lists are not taken for lists. */
export const MOST_ENTRIES = 1_000_000;

/** An empty list. The same one everywhere, by which it is found to be usual. */
export const NOTHING: readonly never[] = /* @__PURE__ */ Object.freeze([]);

const VIEW_FIELDS = {
  id: { kind: 'name' },
  title: { kind: 'text' },
  status: { kind: 'word', words: STATUS_WORDS },
  icon: { kind: 'value', isNeverStored: true },
  category: { kind: 'text' },
  metadata: { kind: 'value', isBulky: true },
  group: { kind: 'name' },
  key: { kind: 'name' },
  priority: { kind: 'number', usual: 0 },
  items: { kind: 'list', isBulky: true },
  total: { kind: 'count' },
  completed: { kind: 'count', usual: 0 },
  failed: { kind: 'count', usual: 0 },
  succeededItems: { kind: 'list', usual: NOTHING, isEntry: isItemId, copyEntry: String, isBulky: true },
  failedItems: { kind: 'list', usual: NOTHING, copyEntry: copyFailure, isBulky: true },
  errorStrategy: { kind: 'word', words: ['continue', 'stop'], usual: 'continue' },
  cancelable: { kind: 'flag', usual: true },
  retryable: { kind: 'flag', usual: true },
  confirmBeforeUnload: { kind: 'flag', usual: true },
  cancelRequested: { kind: 'flag', usual: false },
  completionActions: { kind: 'value', isNeverStored: true },
  result: { kind: 'value', isBulky: true },
  message: { kind: 'text' },
  progress: { kind: 'fraction' },
  retryCount: { kind: 'count', usual: 0 },
  attempt: { kind: 'count', usual: 1 },
  nextAttemptAt: { kind: 'time' },
  createdAt: { kind: 'time', usual: 0 },
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

/** The fields that no store is given. */
export type NeverStoredField = {
  [TField in keyof TaskView]-?: (typeof VIEW_FIELDS)[TField] extends { isNeverStored: true } ? TField : never;
}[keyof TaskView];

/** The schemas of all fields, by name. A map: it is read for each field that is written. */
export const FIELD_SCHEMAS: ReadonlyMap<string, FieldSchema> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ Object.entries(VIEW_FIELDS),
);

/** The usual value of each field. A view that is read begins as a copy of it, which has its fields in one layout: added one
 * by one, so many would make of each view a table of its own. */
export const USUAL_FIELDS: Readonly<Record<string, unknown>> = /* @__PURE__ */ (() => {
  const fields: Record<string, unknown> = { ...VIEW_FIELDS };
  for (const [field, { usual }] of FIELD_SCHEMAS) fields[field] = usual;
  return fields;
})();

/** Older versions kept the ids that are numbers as numbers. */
export function isItemId(entry: unknown): entry is TaskItemId | number {
  return typeof entry === 'string' || (typeof entry === 'number' && Number.isFinite(entry));
}

function copyFailure(failure: unknown): TaskFailedItem {
  // Whatever was stored; what is no object throws here or becomes a failure without an id.
  const { id, message } = failure as { readonly id?: unknown; readonly message?: unknown };
  // What an object says of itself could be anything, and of any size.
  const text = typeof message === 'object' ? 'unknown' : String(message).slice(0, LONGEST_TEXT);
  return Object.freeze(isItemId(id) ? { id: String(id), message: text } : { message: text });
}
