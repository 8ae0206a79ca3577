// Reads callers' objects for Rust, every step guarded: one call picks all that is needed, which is several
// times cheaper than a crossing per field. It carries values; what they mean is decided in Rust.

/** Where reading went wrong. Recognised by its private field, which no proxy can pretend to have. */
export class Misread {
  #own = true;

  constructor(path, expected, found, cause) {
    this.path = path.map(String);
    this.expected = expected;
    this.found = expected && describe(found, 1);
    this.cause = cause;
  }

  /** The same for what no more than the type may be said of. */
  static secret(path, expected, found) {
    const misread = new Misread(path, expected, undefined);
    misread.found = describe(found, 0);
    return misread;
  }

  /** What is thrown at Rust for `error`, which happened while `path` was read. */
  static of(error, path) {
    const isObject = typeof error === 'object' && error !== null;
    return isObject && #own in error ? error : new Misread(path, undefined, undefined, error);
  }
}

const NOTHING = Object.freeze(Object.create(null));

/** An object that is no list; `null` means absent in what comes from the API. */
export function record(value, path) {
  if (value === undefined || value === null) return NOTHING;
  if (typeof value !== 'object' || Array.isArray(value)) throw new Misread(path, 'an object', value);
  return value;
}

/** The same for what is not allowed to be absent. */
export function object(value, path) {
  if (value === undefined || value === null) throw new Misread(path, 'an object', value);
  return record(value, path);
}

export function list(value, path) {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Misread(path, 'a list', value);
  return value;
}

// Keys that are none, as in `resources/adapter.rs`.
const FIRST = '0',
  EACH = '*',
  KEYS = '{}',
  WITHOUT = '-',
  TEXTS = '""';

/** The values at `paths`, in their order. */
export function pick(root, paths) {
  const values = new Array(paths.length);
  let at = [];
  try {
    for (let index = 0; index < paths.length; index += 1) {
      at = [];
      values[index] = walk(object(root, at), paths[index], 0, at);
    }
    return values;
  } catch (error) {
    throw Misread.of(error, at);
  }
}

/** The keys that `path` comes by, indices where it goes through lists. Nothing is thrown; it ends where reading does. */
export function locate(root, path) {
  const at = [];
  try {
    walk(root, path, 0, at);
  } catch {
    // What can be read no longer is told as far as it can be.
  }
  return at.map(String);
}

/** Where the keys from `depth` on lead; `at` is told where it is. */
function walk(value, keys, depth, at) {
  while (depth < keys.length) {
    const key = keys[depth];
    depth += 1;
    if (key === KEYS) return isAbsent(value) ? undefined : keysOf(value, at);
    if (key === WITHOUT) return isAbsent(value) ? undefined : without(record(value, at), keys.slice(depth));
    if (key === TEXTS) {
      checkTexts(value, at);
      continue;
    }
    if (key === EACH) return firstOf(list(value, at), keys, depth, at);
    const container = key === FIRST ? list(value, at) : record(value, at);
    at.push(key);
    value = container[key];
  }
  return value;
}

/** Where the first of `items` leads that leads anywhere. */
function firstOf(items, keys, depth, at) {
  const base = at.length;
  const { length } = items;
  for (let index = 0; index < length; index += 1) {
    at.push(index);
    const found = walk(items[index], keys, depth, at);
    if (!isAbsent(found)) return found;
    at.length = base;
  }
  return undefined;
}

/** Refuses a list or an object in which something is no string. */
function checkTexts(value, at) {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    at.push(key);
    const text = value[key];
    if (!isAbsent(text) && typeof text !== 'string') throw new Misread(at, 'a string', text);
    at.pop();
  }
}

/** What is there in place of an object may be a secret: no more is said of it than its type. */
function keysOf(value, at) {
  if (!isRecord(value)) throw Misread.secret(at, 'an object', value);
  return Object.keys(value);
}

function without(value, [key, ...rest]) {
  const copy = { ...value };
  if (rest.length === 0) delete copy[key];
  else if (!isAbsent(copy[key]) && isRecord(copy[key])) copy[key] = without(copy[key], rest);
  return copy;
}

const isAbsent = (value) => value === undefined || value === null;

export function isEmpty(object) {
  for (const key in object) if (Object.hasOwn(object, key)) return false;
  return true;
}

const STATUS = ['status'];
const CONDITIONS = ['status', 'conditions'];

export const text = (value) => (typeof value === 'string' ? value : undefined);

/**
 * Type and status of every condition of a status, as their places in `words`. `kept` is given the reason and the
 * message of each.
 */
export function pickConditions(status, words, kept) {
  const picked = [];
  let path = CONDITIONS;
  try {
    if (status === undefined || status === null || typeof status !== 'object') return picked;
    const conditions = list(status.conditions, path);
    const { length } = conditions;
    for (let index = 0; index < length; index += 1) {
      const condition = conditions[index];
      if (condition === undefined || condition === null) continue;
      path = [...CONDITIONS, index];
      kept.push(text(condition.reason), text(condition.message));
      picked.push(words.indexOf(condition.type), words.indexOf(condition.status));
    }
    return picked;
  } catch (error) {
    throw Misread.of(error, path);
  }
}

/** `status` as it is but for its conditions, with the fields of `computed` over it. */
export function withRest(computed, status) {
  try {
    const { conditions, ...rest } = typeof status === 'object' && status !== null ? status : NOTHING;
    return { ...rest, ...computed };
  } catch (error) {
    throw Misread.of(error, STATUS);
  }
}

/** The conditions of a status as they are; an empty list where there is none. */
export function conditionsOf(status) {
  try {
    return list((typeof status === 'object' && status !== null ? status : NOTHING).conditions, CONDITIONS);
  } catch (error) {
    throw Misread.of(error, CONDITIONS);
  }
}

/** A plain object of those `fields` of `source` that are not `undefined`. */
export function copyFields(source, fields) {
  const copy = {};
  let field;
  try {
    for (field of fields) {
      const value = source[field];
      if (value !== undefined) copy[field] = value;
    }
    return copy;
  } catch (error) {
    throw Misread.of(error, [field]);
  }
}

/** A copy of a list, nothing if it is none. */
export function copyList(value) {
  try {
    return Array.isArray(value) ? Array.from(value) : undefined;
  } catch (error) {
    throw Misread.of(error, []);
  }
}

/** An object of these keys and values. What a key begins with `#` for is not among those one goes through. */
export function assemble(keys, values) {
  const made = {};
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index];
    if (key[0] !== '#') made[key] = values[index];
    else
      Object.defineProperty(made, key.slice(1), { value: values[index], writable: true, configurable: true });
  }
  return made;
}

/** What a value is, for an error's message: 0 its type and no more, 1 also a number, 2 also what a string says. */
export function describe(value, shown) {
  const type = typeof value;
  switch (type) {
    case 'undefined':
      return type;
    case 'string':
      if (value === '') return 'an empty string';
      return shown > 1 ? `the string ${JSON.stringify(value.slice(0, 40))}` : 'a string';
    case 'number':
    case 'boolean':
    case 'bigint':
      return shown > 0 ? `the ${type} ${String(value).slice(0, 40)}` : `a ${type}`;
    case 'object':
      if (value === null) return 'null';
      return isRecord(value) ? 'an object' : 'a list';
    default:
      return `a ${type}`;
  }
}

/** An object that is no list. A revoked proxy is neither; it shows when it is read. */
export function isRecord(value) {
  try {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return true;
  }
}
