// The error classes that the package exports. They are JavaScript because `instanceof` must hold before the wasm is
// compiled and after it was replaced. Callers recognise them by `name`; `code` is stable too.

/** @import * as Declared from '../../../pkg/types/errors.d.ts' */

/** @typedef {typeof Declared} Classes The classes as the package declares them. */

/**
 * Has the fields that say what happened as own properties. An object from the API may be a secret, so it is not
 * enumerable: it is neither printed nor copied along with the error.
 */
class DetailedError extends Error {
  /**
   * @param {string} [message]
   * @param {object} [fields]
   * @param {ErrorOptions} [options]
   */
  constructor(message, fields, options) {
    super(message, options);
    for (const [key, value] of Object.entries(fields ?? {})) {
      if (key === 'object') Object.defineProperty(this, key, { value, writable: true, configurable: true });
      else if (value !== undefined) Reflect.set(this, key, value);
    }
  }
}

/**
 * Gives a class its name and code, on the prototype.
 *
 * @template {keyof Classes} TName
 * @param {typeof DetailedError} Class
 * @param {TName} name
 * @param {InstanceType<Classes[TName]>['code']} code
 * @returns {Classes[TName]}
 */
function define(Class, name, code) {
  Object.defineProperty(Class, 'name', { value: name, configurable: true });
  Object.defineProperties(Class.prototype, {
    name: { value: name, writable: true, configurable: true },
    code: { value: code, writable: true, configurable: true },
  });
  /** @type {any} The compiler cannot see what a prototype was given. */
  const defined = Class;
  return defined;
}

export const AbortError = /* @__PURE__ */ define(
  class AbortError extends DetailedError {},
  'AbortError',
  'ABORTED',
);
export const TimeoutError = /* @__PURE__ */ define(
  class TimeoutError extends DetailedError {
    /**
     * @param {string} [message]
     * @param {object} [fields]
     * @param {ErrorOptions} [options]
     */
    constructor(message, fields, options) {
      super(message, { conditions: [], ...fields }, options);
    }
  },
  'TimeoutError',
  'TIMEOUT',
);
export const WatchError = /* @__PURE__ */ define(
  class WatchError extends DetailedError {},
  'WatchError',
  'WATCH',
);
export const ResourceFailedError = /* @__PURE__ */ define(
  class ResourceFailedError extends DetailedError {},
  'ResourceFailedError',
  'RESOURCE_FAILED',
);
export const ResourceDeletedError = /* @__PURE__ */ define(
  class ResourceDeletedError extends DetailedError {},
  'ResourceDeletedError',
  'RESOURCE_DELETED',
);
export const AdapterError = /* @__PURE__ */ define(
  class AdapterError extends DetailedError {},
  'AdapterError',
  'ADAPTER',
);
export const WasmBlockedError = /* @__PURE__ */ define(
  class WasmBlockedError extends DetailedError {},
  'WasmBlockedError',
  'WASM_BLOCKED',
);

const CLASSES = {
  AbortError,
  TimeoutError,
  WatchError,
  ResourceFailedError,
  ResourceDeletedError,
  AdapterError,
  WasmBlockedError,
};

/**
 * Makes an error of the class with this name.
 *
 * @param {keyof typeof CLASSES | 'TypeError' | 'Error'} name
 * @param {string} message
 * @param {object} [fields] Become own properties; not of a `TypeError` or `Error`.
 * @param {unknown} [cause] The error that led to this one.
 * @returns {Error}
 */
export function makeError(name, message, fields, cause) {
  const options = cause === undefined ? undefined : { cause };
  if (name === 'TypeError') return new TypeError(message, options);
  if (name === 'Error') return new Error(message, options);
  return new CLASSES[name](message, fields, options);
}
