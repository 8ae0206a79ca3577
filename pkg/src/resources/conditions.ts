// @ts-nocheck
// Makes conditions as values: frozen, opaque, and without the wasm, so that a module may make them when it is loaded.

import { CONDITION } from '../../../src/web/resource/conditions.js';
import { describe, isArray } from '../../../src/web/shared/describe.js';

export function condition(type, status = 'True', reason = undefined) {
  if (!isText(type)) throw wrong('type', 'a string that is not empty', type);
  if (!['True', 'False', 'Unknown'].includes(status))
    throw wrong('status', "'True', 'False' or 'Unknown'", status);
  if (reason !== undefined && !isText(reason)) throw wrong('reason', 'a string that is not empty', reason);
  return make('condition', [type, status, reason]);
}

export const allOf = (...conditions) => make('allOf', [], parts('allOf', conditions));
export const anyOf = (...conditions) => make('anyOf', [], parts('anyOf', conditions));
export const not = (condition) => make('not', [], parts('not', [condition]));
export const deleted = () => make('deleted', []);

export function exists(path) {
  return path === undefined ? make('exists', []) : make('field', [keysOf(path)]);
}

export function fieldEquals(path, value) {
  const keys = keysOf(path);
  try {
    return make('field', [keys, copy(value, 0)]);
  } catch (cause) {
    throw wrong('value', 'a value that JSON can hold', value, cause);
  }
}

function make(name, given, parts = []) {
  return Object.freeze({ [CONDITION]: Object.freeze([name, Object.freeze(given), Object.freeze(parts)]) });
}

function parts(name, conditions) {
  if (conditions.length === 0) throw new TypeError(`Expected \`${name}\` to be given a condition, got none`);
  for (const part of conditions) {
    let isOne = false;
    try {
      isOne = isArray(part[CONDITION]);
    } catch {
      // It cannot be looked at, so it is none.
    }
    if (!isOne) throw wrong(name, 'given conditions', part);
  }
  return conditions;
}

/** The keys of a path, as strings. */
function keysOf(path) {
  const isKey = (key) => typeof key === 'string' || (Number.isInteger(key) && key >= 0);
  let keys;
  try {
    keys = typeof path === 'string' ? path.split('.') : isArray(path) ? Array.from(path) : [];
  } catch {
    keys = [];
  }
  const isGood = keys.length > 0 && keys.every(isKey) && (typeof path !== 'string' || !keys.includes(''));
  if (!isGood) throw wrong('path', 'a dotted string, or a list of keys and indices that is not empty', path);
  return Object.freeze(keys.map(String));
}

const DEEPEST = 100;

/** A frozen copy of plain data; throws for anything else, and for what never ends. */
function copy(value, depth) {
  if (depth > DEEPEST) throw new RangeError(`It is nested more than ${DEEPEST} deep`);
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'bigint':
      return value;
    case 'object': {
      if (value === null) return null;
      const inner = (part) => copy(part === undefined ? null : part, depth + 1);
      if (isArray(value)) return Object.freeze(Array.from(value, inner));
      const made = Object.create(null);
      for (const key of Object.keys(value)) made[key] = inner(value[key]);
      return Object.freeze(made);
    }
    default:
      throw new TypeError(`It has ${describe(value)}`);
  }
}

const isText = (value) => typeof value === 'string' && value !== '';

function wrong(what, expected, given, cause) {
  const message = `Expected \`${what}\` to be ${expected}, got ${describe(given)}`;
  return new TypeError(message, cause === undefined ? undefined : { cause });
}
