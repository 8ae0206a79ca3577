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
 * The type of a value that may be secret, in the words of the API: `a string`, `a list`, `null`.
 *
 * @param {unknown} value
 */
export function describeType(value) {
  if (value === undefined || value === null) return String(value);
  if (value === '') return 'an empty string';
  if (typeof value !== 'object') return `a ${typeof value}`;
  return isArray(value) ? 'a list' : 'an object';
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
