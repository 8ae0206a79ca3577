// Builds conditions: frozen and opaque values, which need no wasm, so that a module may build them while it loads. Rust
// decides what a condition means.

import { capitalised, CONDITION as KEY } from '../../../src/web/resource/conditions.js';
import { describe, isArray } from '../../../src/web/shared/describe.js';
import { checkAll, wrong } from '../../../src/web/shared/options.js';
import type * as Public from '../../types/conditions.d.ts';
import { CONDITION } from '../generated/protocol.ts';

export const condition: typeof Public.condition = (type, status = 'True', reason) => {
  const word = typeof status === 'string' ? capitalised(status) : status;
  const isKnown = CONDITION.status.words.includes(word);
  checkAll(CONDITION, { type, status: isKnown ? word : status, reason });
  return make('condition', [type, word, reason]);
};

export const allOf: typeof Public.allOf = (...conditions) => make('allOf', [], partsOf('allOf', conditions));

export const anyOf: typeof Public.anyOf = (...conditions) => make('anyOf', [], partsOf('anyOf', conditions));

export const not: typeof Public.not = (condition) => make('not', [], partsOf('not', [condition]));

export const within: typeof Public.within = (path, condition) => nested('within', path, condition);

export const every: typeof Public.every = (path, condition) => nested('every', path, condition);

export const some: typeof Public.some = (path, condition) => nested('some', path, condition);

export const deleted: typeof Public.deleted = () => make('deleted', []);

export const exists: typeof Public.exists = (path) =>
  path === undefined ? make('exists', []) : make('field', [keysOf(path)]);

export const fieldEquals: typeof Public.fieldEquals = (path, value) => {
  const keys = keysOf(path);
  let wanted: unknown;
  try {
    wanted = copy(value, 0);
  } catch (cause) {
    throw wrong('value', 'a value that JSON can hold', value, cause);
  }
  return make('field', [keys, wanted]);
};

/** `ConditionValue` is opaque: its declared key exists in types alone. */
function make(name: string, given: unknown[], parts: readonly unknown[] = []): Public.ConditionValue {
  const content = Object.freeze([name, Object.freeze(given), Object.freeze(parts)]);
  const made: object = Object.freeze({ [KEY]: content });
  return made as Public.ConditionValue;
}

function nested(name: string, path: unknown, condition: unknown) {
  return make(name, [keysOf(path)], partsOf(name, [condition]));
}

function partsOf(name: string, conditions: readonly unknown[]): readonly unknown[] {
  if (conditions.length === 0) {
    throw new TypeError(`Expected \`${name}\` to be given a condition, got none`);
  }
  for (const part of conditions) {
    if (!isCondition(part)) throw wrong(name, 'given conditions', part);
  }
  return conditions;
}

function isCondition(value: unknown): boolean {
  try {
    return typeof value === 'object' && value !== null && isArray(Reflect.get(value, KEY));
  } catch {
    return false;
  }
}

/** The keys of a path, as strings. */
function keysOf(path: unknown): readonly string[] {
  let keys: unknown[] = [];
  try {
    if (typeof path === 'string') keys = path.split('.');
    else if (Array.isArray(path)) keys = Array.from(path);
  } catch {
    // An unreadable path has no keys.
  }
  const isValid = keys.length > 0 && keys.every(isKey) && (typeof path !== 'string' || !keys.includes(''));
  if (!isValid) throw wrong('path', 'a dotted string, or a list of keys and indices that is not empty', path);
  return Object.freeze(keys.map(String));
}

function isKey(key: unknown): boolean {
  return typeof key === 'string' || (typeof key === 'number' && Number.isInteger(key) && key >= 0);
}

const MAX_DEPTH = 100;

/** A frozen copy of plain data. Throws for anything else, and for data that is nested too deep or in a circle. */
function copy(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new RangeError(`It is nested more than ${MAX_DEPTH} deep`);
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'bigint':
      return value;
    case 'object': {
      if (value === null) return null;
      const inner = (part: unknown) => copy(part === undefined ? null : part, depth + 1);
      if (Array.isArray(value)) return Object.freeze(Array.from(value, inner));
      const made: Record<string, unknown> = Object.create(null);
      for (const key of Object.keys(value)) made[key] = inner(Reflect.get(value, key));
      return Object.freeze(made);
    }
    default:
      throw new TypeError(`It has ${describe(value)}`);
  }
}
