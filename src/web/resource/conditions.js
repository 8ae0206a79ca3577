// Conditions as values on their way to Rust, and whether a field of an object is as one of them wants it. What
// they come to is decided in Rust.
//
// A value is a frozen object with one key, a registered symbol, so that another copy of the package knows it too:
// what is there is `[name, arguments, parts]`, and a part is a value again.

import { isArray } from '../shared/describe.js';

export const CONDITION = Symbol.for('taskwatch.condition');

/** Rust goes down as deep as a value is nested, on a stack that ends. */
const DEEPEST = 100;
/** A value that has a part twice is small, and as a tree it may be huge. */
const MOST_TOKENS = 30_000;

/** Name, arguments and number of parts of a value, then the same of each part; `undefined` for what is none. */
export function flattenCondition(value) {
  const tokens = [];
  try {
    addTokens(tokens, value, 0);
    return tokens;
  } catch {
    return undefined;
  }
}

function addTokens(tokens, value, depth) {
  const [name, given, parts] = value[CONDITION];
  if (depth > DEEPEST || tokens.length > MOST_TOKENS) throw new RangeError('too large');
  tokens.push(name, given, parts.length);
  for (const part of parts) addTokens(tokens, part, depth + 1);
}

/** The field at the end of these keys; `undefined` where there is none. Only what is an object's own is a field. */
export function fieldAt(object, keys) {
  let value = object;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** Whether what was found is there or, where something is wanted, equals that. */
export function isAsWanted(found, wanted) {
  return wanted === undefined ? !isAbsent(found) : isEqual(found, wanted);
}

const isAbsent = (value) => value === undefined || value === null;
const isNumeric = (value) => typeof value === 'number' || typeof value === 'bigint';

/** `wanted` is a copy of our own, so that its depth and its size bound the work. */
function isEqual(found, wanted) {
  if (wanted === null) return isAbsent(found);
  if (typeof wanted !== 'object') {
    // Large numbers may come as BigInt.
    return found === wanted || (isNumeric(found) && isNumeric(wanted) && found == wanted);
  }
  if (typeof found !== 'object' || found === null || isArray(found) !== isArray(wanted)) return false;
  if (isArray(wanted))
    return found.length === wanted.length && wanted.every((part, at) => isEqual(found[at], part));
  const isThere = (object) => (key) => !isAbsent(object[key]);
  const keys = Object.keys(wanted).filter(isThere(wanted));
  return (
    Object.keys(found).filter(isThere(found)).length === keys.length &&
    keys.every((key) => Object.hasOwn(found, key) && isEqual(found[key], wanted[key]))
  );
}
