// A view as the text that the built-in stores keep, and back. What JSON cannot hold is left out; text from an older or
// broken page never throws. A field with its default value is not written.

import type { TaskView } from '../../types/index.d.ts';
import { hasEnded, isResumable } from '../durable/durable.ts';
import type { StoredItemIds, StoredTask } from './store.ts';
import { FIELD_SCHEMAS, type FieldSchema, NOTHING } from './view-schema.ts';

/** To be raised when older code could not read what newer code writes. */
const VERSION = 1;

/** The text for a task. */
export function encode({ view, itemIds }: StoredTask): string {
  const record = recordOf(view, false);
  if (itemIds !== undefined) record.itemIds = itemIds;
  return textOf(record);
}

/** A short text for a task, without what may be large; `undefined` for a task that would be resumed from it, since a part
 * of its steps must not be mistaken for all. */
export function encodeBriefly({ view }: StoredTask): string | undefined {
  return isResumable(view) && !hasEnded(view) ? undefined : textOf(recordOf(view, true));
}

/** The fields in a text, including `itemIds`, or `undefined` if it is not an entry with this id; an unreadable field
 * is `undefined`. Some clients return the parsed value. */
export function decode(text: unknown, id: unknown): object | undefined {
  try {
    if (typeof text === 'string' && isTooCostly(text)) return undefined;
    const given: unknown = typeof text === 'string' ? JSON.parse(text) : text;
    if (given === null || typeof given !== 'object') return undefined;
    // A client's own object is not changed; one that was just parsed needs no copy.
    const record: { [field: string]: unknown } = given === text ? { ...given } : Object(given);
    if (record.v !== VERSION || record.id !== id) return undefined;
    // Not deleted: an object without one of its fields is slow from then on.
    record.v = undefined;
    for (const field of Object.keys(record)) if (isTooDeep(record[field], 0)) record[field] = undefined;
    return record;
  } catch {
    return undefined;
  }
}

/** A longer text is not read. */
const LONGEST = 67_108_864;
/** A text up to this length is read whatever it contains. */
const HARMLESS = 100_000;
/** Text that nests deeper is not read. */
const DEEPEST_TEXT = 10_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Whether reading a text would block the page. */
function isTooCostly(text: string): boolean {
  if (text.length <= HARMLESS) return false;
  if (text.length > LONGEST) return true;
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) isInString = !isInString;
    else if (isInString) at += code === BACKSLASH ? 1 : 0;
    // The brackets of lists and objects differ by a bit.
    else if ((code | 0x20) === 0x7b && ++depth > DEEPEST_TEXT) return true;
    else if ((code | 0x20) === 0x7d) depth--;
  }
  return false;
}

/** Whether a value nests deeper than is ever written: using such a value often overflows the stack. */
function isTooDeep(value: unknown, depth: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (depth === DEEPEST) return true;
  const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return parts.some((part) => isTooDeep(part, depth + 1));
}

interface EntryRecord {
  v: number;
  itemIds?: StoredItemIds;
  [field: string]: unknown;
}

/** What is written of a view. Fields that this version does not know are kept. */
function recordOf(view: TaskView, isBrief: boolean): EntryRecord {
  // By name: an interface has no index.
  const values = view as Readonly<Record<string, unknown>> & TaskView;
  const record: EntryRecord = { v: VERSION };
  for (const field of Object.keys(values)) {
    const schema = FIELD_SCHEMAS.get(field);
    // Then it is not even read: reading creates some lists.
    if (isBrief && schema?.isBulky === true) continue;
    const value = values[field];
    if (schema !== undefined && (schema.isNeverStored === true || isUsual(schema, value))) continue;
    // To set `__proto__` would be no field.
    if (field !== '__proto__') record[field] = value;
  }
  return record;
}

function isUsual({ usual }: FieldSchema, value: unknown): boolean {
  return value === usual || (usual === NOTHING && Array.isArray(value) && value.length === 0);
}

function textOf(record: EntryRecord): string {
  try {
    return JSON.stringify(record);
  } catch {
    return JSON.stringify(plain(record, new Set()));
  }
}

/** Deeper than this nothing is kept: it would overflow the stack. */
const DEEPEST = 500;

/** A copy of a value without what JSON cannot hold or what throws when read. `around` are the objects that contain it. */
function plain(value: unknown, around: Set<object>): unknown {
  if (typeof value === 'bigint') return undefined;
  if (value === null || typeof value !== 'object') return value;
  if (around.has(value) || around.size === DEEPEST) return undefined;
  around.add(value);
  try {
    if ('toJSON' in value && typeof value.toJSON === 'function') return plain(value.toJSON(), around);
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

function plainField(value: object, key: string, around: Set<object>): unknown {
  try {
    return plain(Reflect.get(value, key), around);
  } catch {
    return undefined;
  }
}
