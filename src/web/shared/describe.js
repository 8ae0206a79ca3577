// Describes a value for an error message. Never throws, never calls a caller's code.

/**
 * `"abc"`, `42`, `null`, `a function`, `an array`, `an object`.
 *
 * @param {unknown} value
 */
export function describe(value) {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
    case 'bigint':
      return `${value}n`;
    case 'symbol':
      return 'a symbol';
    case 'function':
      return 'a function';
    case 'object':
      if (value === null) return 'null';
      return isArray(value) ? 'an array' : 'an object';
    default:
      return String(value);
  }
}

/**
 * `Array.isArray`, which throws for a revoked proxy.
 *
 * @param {unknown} value
 * @returns {value is unknown[]}
 */
export function isArray(value) {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

// The numbers of `core::queue::options::Kind`.
const UNDEFINED = 0,
  NULL = 1,
  BOOLEAN = 2,
  NUMBER = 3,
  STRING = 4,
  FUNCTION = 5,
  ARRAY = 6,
  SIGNAL = 7,
  OBJECT = 8,
  OTHER = 9,
  NAN = 10,
  COUNT = 11,
  NEGATIVE = 12,
  ZERO = 13;

/**
 * The kind of a value, by number.
 *
 * @param {unknown} value
 */
export function kindOf(value) {
  // Separate comparisons: a `switch` would make a string of the type first.
  if (typeof value === 'string') return STRING;
  if (typeof value === 'function') return FUNCTION;
  if (typeof value === 'undefined') return UNDEFINED;
  if (typeof value === 'boolean') return BOOLEAN;
  if (typeof value === 'number') {
    if (value !== value) return NAN;
    if (value <= 0) return value === 0 ? ZERO : NEGATIVE;
    return value >= 1 && (value === Infinity || Number.isInteger(value)) ? COUNT : NUMBER;
  }
  if (value === null) return NULL;
  if (typeof value !== 'object') return OTHER;
  if (isArray(value)) return ARRAY;
  return isSignal(value) ? SIGNAL : OBJECT;
}

/** @param {any} value */
function isSignal(value) {
  try {
    return typeof value.aborted === 'boolean' && typeof value.addEventListener === 'function';
  } catch {
    return false;
  }
}

/**
 * The kinds of eight values from `first` on, four bits each, in one number.
 *
 * @param {number[]} kinds
 * @param {number} first
 */
export function packed(kinds, first) {
  let number = 0;
  for (let at = 0; at < 8 && first + at < kinds.length; at++) number |= (kinds[first + at] ?? 0) << (4 * at);
  return number >>> 0;
}
