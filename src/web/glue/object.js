// Reads callers' objects for Rust, every step guarded: one call picks all that is needed, which is several
// times cheaper than a crossing per field. It carries values; what they mean is decided in Rust.

/** Where reading went wrong. Recognised by its private field, which no proxy can pretend to have. */
class Misread {
  #own = true;

  constructor(path, expected, found, cause) {
    this.path = path.map(String);
    this.expected = expected;
    this.found = found;
    this.cause = cause;
  }

  /** What is thrown at Rust for `error`, which happened while `path` was read. */
  static of(error, path) {
    const isObject = typeof error === 'object' && error !== null;
    return isObject && #own in error ? error : new Misread(path, undefined, undefined, error);
  }
}

const NOTHING = Object.freeze(Object.create(null));

/** An object that is no list; `null` means absent in what comes from the API. */
function record(value, path) {
  if (value === undefined || value === null) return NOTHING;
  if (typeof value !== 'object' || Array.isArray(value)) throw new Misread(path, 'an object', value);
  return value;
}

/** The same for what is not allowed to be absent. */
function object(value, path) {
  if (value === undefined || value === null) throw new Misread(path, 'an object', value);
  return record(value, path);
}

function list(value, path) {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Misread(path, 'a list', value);
  return value;
}

/** The values at `paths`, in their order. */
export function pick(root, paths) {
  const values = new Array(paths.length);
  let path = [];
  let depth = 0;
  try {
    for (let index = 0; index < paths.length; index += 1) {
      path = paths[index];
      depth = 0;
      let value = object(root, []);
      while (depth < path.length) {
        const key = path[depth];
        depth += 1;
        value = value[key];
        if (depth < path.length) value = record(value, path.slice(0, depth));
      }
      values[index] = value;
    }
    return values;
  } catch (error) {
    throw Misread.of(error, path.slice(0, depth));
  }
}

/**
 * What a verdict needs: deletion timestamp, generation, the status's observed generation, how many conditions
 * there are (`undefined` without a status), then for each of `types` its first condition, and that one's
 * status, reason, message and observed generation.
 */
export function pickFacts(root, types) {
  const facts = new Array(4 + 5 * types.length);
  let path = [];
  let index = -1;
  try {
    object(root, path);
    path = METADATA;
    const metadata = record(root.metadata, path);
    facts[0] = metadata.deletionTimestamp;
    facts[1] = metadata.generation;
    path = STATUS;
    const status = record(root.status, path);
    facts[2] = status.observedGeneration;
    path = CONDITIONS;
    const conditions = list(status.conditions, path);
    const { length } = conditions;
    if (status !== NOTHING) facts[3] = length;
    let missing = types.length;
    for (index = 0; index < length && missing > 0; index += 1) {
      const condition = conditions[index];
      if (condition === undefined || condition === null) continue;
      const at = 4 + 5 * types.indexOf(condition.type);
      if (at < 4 || facts[at] !== undefined) continue;
      facts[at] = condition;
      facts[at + 1] = condition.status;
      facts[at + 2] = condition.reason;
      facts[at + 3] = condition.message;
      facts[at + 4] = condition.observedGeneration;
      missing -= 1;
    }
    return facts;
  } catch (error) {
    throw Misread.of(error, index < 0 ? path : [...path, index]);
  }
}

const METADATA = ['metadata'];
const STATUS = ['status'];
const CONDITIONS = ['status', 'conditions'];

/** Type, status, reason and message of every condition of a status, one after the other. */
export function pickConditions(status) {
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
      picked.push(condition.type, condition.status, condition.reason, condition.message);
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

/** An object of these keys and values. */
export function assemble(keys, values) {
  const made = {};
  for (let index = 0; index < keys.length; index += 1) made[keys[index]] = values[index];
  return made;
}

/** What a value is, for an error's message. What a string says is only told where it cannot be a secret. */
export function describe(value, showText) {
  switch (typeof value) {
    case 'string':
      if (value === '') return 'an empty string';
      return showText ? `the string ${JSON.stringify(value.slice(0, 40))}` : 'a string';
    case 'undefined':
      return 'undefined';
    case 'number':
    case 'boolean':
    case 'bigint':
      return `the ${typeof value} ${String(value).slice(0, 40)}`;
    case 'object':
      if (value === null) return 'null';
      return isRecord(value) ? 'an object' : 'a list';
    default:
      return `a ${typeof value}`;
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
