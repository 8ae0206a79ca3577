// What a store keeps of each field of a view, and how it is read back. One table, from which reading, defaults and
// encoding follow: a field of `TaskView` that is missing here does not compile.

import type { TaskFailedItem, TaskView } from '../../types/index.d.ts';
import { STATUS_WORDS } from '../generated/protocol.ts';

/** One field. */
export interface FieldSchema<TValue = unknown> {
  /** What it is read as; a value of another kind counts as missing. `value`: anything, as it is. */
  readonly kind: 'text' | 'word' | 'number' | 'flag' | 'list' | 'value';
  /** Without it an entry is no task. */
  readonly isRequired?: true;
  /** The value that is not written, since localStorage holds five million characters. It stands for a missing one. */
  readonly usual?: TValue | undefined;
  /** The words that a `word` may be. */
  readonly words?: readonly string[];
  /** Copies an entry of a `list`; throws for one that makes its task unreadable. */
  readonly copyEntry?: (entry: unknown) => unknown;
  /** It means something to the page that made it alone. */
  readonly isNeverStored?: true;
  /** It may be large; a store without room for it still keeps what became of the task. */
  readonly isBulky?: true;
}

type ViewSchema = { readonly [TField in keyof TaskView]-?: FieldSchema<TaskView[TField]> };

/** An empty list. The same one everywhere, by which it is found to be usual. */
export const NOTHING: readonly never[] = Object.freeze([]);

const VIEW_FIELDS = {
  id: { kind: 'text', isRequired: true },
  title: { kind: 'text', isRequired: true },
  status: { kind: 'word', words: STATUS_WORDS, isRequired: true },
  icon: { kind: 'value', isNeverStored: true },
  category: { kind: 'text' },
  metadata: { kind: 'value', isBulky: true },
  group: { kind: 'text' },
  key: { kind: 'text' },
  priority: { kind: 'number', usual: 0 },
  items: { kind: 'list', isBulky: true },
  total: { kind: 'number', usual: 0 },
  completed: { kind: 'number', usual: 0 },
  failed: { kind: 'number', usual: 0 },
  succeededItems: { kind: 'list', usual: NOTHING, isBulky: true },
  failedItems: { kind: 'list', usual: NOTHING, copyEntry: copyFailure, isBulky: true },
  errorStrategy: { kind: 'word', words: ['continue', 'stop'], usual: 'continue' },
  cancelable: { kind: 'flag', usual: true },
  retryable: { kind: 'flag', usual: true },
  confirmBeforeUnload: { kind: 'flag', usual: true },
  cancelRequested: { kind: 'flag', usual: false },
  completionActions: { kind: 'value', isNeverStored: true },
  result: { kind: 'value', isBulky: true },
  message: { kind: 'text' },
  progress: { kind: 'number' },
  retryCount: { kind: 'number', usual: 0 },
  attempt: { kind: 'number', usual: 1 },
  nextAttemptAt: { kind: 'number' },
  createdAt: { kind: 'number', usual: 0 },
  startedAt: { kind: 'number' },
  completedAt: { kind: 'number' },
  deadlineAt: { kind: 'number' },
  owner: { kind: 'text' },
  interrupted: { kind: 'flag' },
} satisfies ViewSchema;

/** The fields that no store is given. */
export type NeverStoredField = {
  [TField in keyof TaskView]-?: (typeof VIEW_FIELDS)[TField] extends { isNeverStored: true } ? TField : never;
}[keyof TaskView];

/** The schemas of all fields, by name. A map: it is read for each field that is written. */
export const FIELD_SCHEMAS: ReadonlyMap<string, FieldSchema> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ Object.entries(VIEW_FIELDS),
);

function copyFailure(failure: unknown): TaskFailedItem {
  // Whatever was stored; what is no object throws here or becomes a failure without an id.
  const { id, message } = failure as Partial<TaskFailedItem>;
  return Object.freeze(id === undefined ? { message: String(message) } : { id, message: String(message) });
}
