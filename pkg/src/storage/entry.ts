// @ts-nocheck
// A view as the text that the built-in stores keep, and back. What JSON cannot hold is left out; what an older or
// broken page wrote never throws.
//
// A field that has its usual value is not written: localStorage holds five million characters.

/** Goes up when older code could not read what newer code writes. */
const VERSION = 1;

const NOTHING = Object.freeze([]);

const USUAL = Object.freeze({
  priority: 0,
  total: 0,
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
});

/** These mean something to the page that made them only. */
const NEVER_KEPT = new Set(['icon', 'completionActions']);
/** What may be large; a store without room for it still keeps what became of the task. */
const BULKY = new Set(['items', 'result', 'metadata', 'succeededItems', 'failedItems']);

/** The text for a view. `itemIds` name its items where they cannot be told from the items themselves. */
export function encode(view, itemIds) {
  return textOf(recordOf(view, NEVER_KEPT, itemIds));
}

/** A short text for a view: without items, result, metadata and the lists of ids. */
export function encodeBriefly(view) {
  return textOf(recordOf(view, new Set([...NEVER_KEPT, ...BULKY])));
}

/** The fields that a text holds, `itemIds` among them, or `undefined` if it is no entry with this id. Some clients
 * give what the text says. */
export function decode(text, id) {
  try {
    const record = typeof text === 'string' ? JSON.parse(text) : text;
    if (record === null || record.v !== VERSION || record.id !== id) return undefined;
    const { v, ...fields } = record;
    return { ...USUAL, ...fields };
  } catch {
    return undefined;
  }
}

function recordOf(view, left, itemIds) {
  const record = { v: VERSION };
  for (const field of Object.keys(view)) {
    if (left.has(field)) continue;
    const value = view[field];
    const usual = USUAL[field];
    if (value === undefined || value === usual) continue;
    if (usual === NOTHING && value.length === 0) continue;
    record[field] = value;
  }
  if (itemIds !== undefined) record.itemIds = itemIds;
  return record;
}

function textOf(record) {
  try {
    return JSON.stringify(record);
  } catch {
    return JSON.stringify(plain(record, new Set()));
  }
}

/** Deeper than this nothing is kept: writing it would end in a full stack. */
const DEEPEST = 500;

/** A copy of a value without what JSON cannot hold or what throws when it is read. `around` are the objects it is in. */
function plain(value, around) {
  if (typeof value === 'bigint') return undefined;
  if (value === null || typeof value !== 'object') return value;
  if (around.has(value) || around.size === DEEPEST) return undefined;
  around.add(value);
  try {
    if (typeof value.toJSON === 'function') return plain(value.toJSON(), around);
    if (Array.isArray(value)) return Array.from(value, (entry) => plain(entry, around));
    const copy = {};
    for (const key of Object.keys(value)) {
      const kept = plainField(value, key, around);
      // Defined, not set: a key such as `__proto__` stays data.
      if (kept !== undefined) Object.defineProperty(copy, key, { value: kept, enumerable: true });
    }
    return copy;
  } catch {
    return undefined;
  } finally {
    around.delete(value);
  }
}

function plainField(value, key, around) {
  try {
    return plain(value[key], around);
  } catch {
    return undefined;
  }
}
