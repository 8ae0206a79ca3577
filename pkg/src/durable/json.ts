// Values in their stored form: JSON, with marks for `Date`s and `undefined`. Values that this cannot represent completely are
// refused, since a part of a value must not be replayed as if it were all of it.

/** A value that JSON holds as it is. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** An object with this key alone stands for something else: a `Date`, `undefined`, or an object that has such a key. */
const DATE = '$date';
const UNDEFINED = '$undefined';
const OBJECT = '$object';
const MARKS: readonly string[] = [DATE, UNDEFINED, OBJECT];

/** The package's stores keep nothing that is nested deeper. Less than their limit, to leave room for what is around the value. */
const DEEPEST = 400;

/** The part of a value that cannot be stored, and where it is: `a function at .items[2]`. */
export class Unstorable extends Error {}

/** The JSON for a value. Throws `Unstorable`, or what a getter throws. */
export function encodeValue(value: unknown): Json {
  return encode(value, [], '');
}

/** The value for JSON from `encodeValue`, possibly as a store has changed it. */
export function decodeValue(json: unknown): unknown {
  if (json === null || typeof json !== 'object') return json;
  if (Array.isArray(json)) return Array.from(json, decodeValue);
  // A store that copies values keeps dates as they are.
  if (isDate(json)) return new Date(json.getTime());
  const [first, second] = Object.entries(json);
  if (first !== undefined && second === undefined) {
    const [key, inner] = first;
    if (key === UNDEFINED) return undefined;
    if (key === DATE) return dateOf(inner);
  }
  const object = {};
  for (const [key, value] of encodedFields(json)) set(object, key, decodeValue(value));
  return object;
}

/** The JSON for an object of which each field is encoded already. */
export function encodeFields(fields: { readonly [key: string]: Json }): Json {
  const [first, second] = Object.keys(fields);
  return first !== undefined && second === undefined && MARKS.includes(first) ? { [OBJECT]: fields } : fields;
}

/** The fields of an encoded object, still encoded. */
export function encodedFields(json: unknown): [string, unknown][] {
  const fields = Object.entries(Object(json));
  const [first, second] = fields;
  return first?.[0] === OBJECT && second === undefined ? Object.entries(Object(first[1])) : fields;
}

/** Throws for a text that is not an encoded date. */
function dateOf(time: unknown): Date {
  if (typeof time !== 'number' || Number.isNaN(new Date(time).getTime())) throw new Unstorable('no date');
  return new Date(time);
}

function encode(value: unknown, around: readonly object[], path: string): Json {
  switch (typeof value) {
    case 'undefined':
      return { [UNDEFINED]: true };
    case 'boolean':
    case 'string':
      return value;
    case 'number':
      // JSON has no -0.
      if (Number.isFinite(value)) return value + 0;
      throw unstorable(String(value), path);
    case 'object':
      return value === null ? null : encodeObject(value, around, path);
    default:
      throw unstorable(typeof value === 'bigint' ? 'a BigInt' : `a ${typeof value}`, path);
  }
}

function encodeObject(value: object, around: readonly object[], path: string): Json {
  if (isDate(value)) {
    if (Number.isNaN(value.getTime())) throw unstorable('a date that is none', path);
    return { [DATE]: value.getTime() };
  }
  if (around.includes(value)) throw unstorable('a cycle', path);
  if (around.length === DEEPEST) throw unstorable(`more than ${DEEPEST} levels`, path);
  const within = [...around, value];
  if (Array.isArray(value)) {
    if (depthOfPrototypes(value) > 2) throw unstorable(`an instance of ${nameOf(value)}`, path);
    return Array.from(value, (entry, at) => encode(entry, within, `${path}[${at}]`));
  }
  if (depthOfPrototypes(value) > 1) throw unstorable(`an instance of ${nameOf(value)}`, path);
  if (
    Object.getOwnPropertySymbols(value).some((key) => Object.prototype.propertyIsEnumerable.call(value, key))
  )
    throw unstorable('a field named by a symbol', path);
  const copy = {};
  for (const key of Object.keys(value)) {
    const field: unknown = Reflect.get(value, key);
    if (field !== undefined) set(copy, key, encode(field, within, `${path}.${key}`));
  }
  return encodeFields(copy);
}

/** Dates of other realms too. */
function isDate(value: object): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]' && 'getTime' in value;
}

export function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && depthOfPrototypes(value) < 2;
}

/** 1 for a plain object, 2 for an array, of any realm; 0 without a prototype. */
function depthOfPrototypes(value: object): number {
  let depth = 0;
  for (let at: unknown = Object.getPrototypeOf(value); at !== null && depth < 4; depth++)
    at = Object.getPrototypeOf(at);
  return depth;
}

function nameOf(value: object): string {
  const { constructor: made }: { constructor?: unknown } = value;
  return typeof made === 'function' && made.name !== '' ? made.name : 'a class';
}

/** Defined, not set: a key such as `__proto__` stays data. */
function set(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}

function unstorable(what: string, path: string): Unstorable {
  return new Unstorable(path === '' ? what : `${what} at ${path}`);
}

/** A deeply frozen value, for views. The value comes from `decodeValue`, so it has no cycle. */
export function freezeDeep<TValue>(value: TValue): TValue {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    for (const part of Object.values(value)) freezeDeep(part);
    Object.freeze(value);
  }
  return value;
}
