// The error classes the package exports. They are JavaScript because `instanceof` must hold before the
// wasm is compiled and after it was replaced. Recognise them by `name`; `code` is stable too.

function define(Base, name, code) {
  Object.defineProperty(Base, 'name', { value: name, configurable: true });
  Object.defineProperties(Base.prototype, {
    name: { value: name, writable: true, configurable: true },
    code: { value: code, writable: true, configurable: true },
  });
  return Base;
}

/**
 * Carries the fields that say what happened; each is an own property. An object from the API may be a secret, so it is
 * not among those that are printed or copied along with the error.
 */
class DetailedError extends Error {
  constructor(message, fields, options) {
    super(message, options);
    for (const key in fields) {
      const value = fields[key];
      if (key === 'object') Object.defineProperty(this, key, { value, writable: true, configurable: true });
      else if (value !== undefined) this[key] = value;
    }
  }
}

export const AbortError = define(class AbortError extends DetailedError {}, 'AbortError', 'ABORTED');
export const TimeoutError = define(class TimeoutError extends DetailedError {}, 'TimeoutError', 'TIMEOUT');
export const WatchError = define(class WatchError extends DetailedError {}, 'WatchError', 'WATCH');
export const ResourceFailedError = define(
  class ResourceFailedError extends DetailedError {},
  'ResourceFailedError',
  'RESOURCE_FAILED',
);
export const ResourceDeletedError = define(
  class ResourceDeletedError extends DetailedError {},
  'ResourceDeletedError',
  'RESOURCE_DELETED',
);
export const AdapterError = define(class AdapterError extends DetailedError {}, 'AdapterError', 'ADAPTER');
export const WasmBlockedError = define(
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
  TypeError,
  Error,
};

/** Makes an error for Rust: `fields` become own properties, `cause` is kept as the standard property. */
export function makeError(name, message, fields, cause) {
  const options = cause === undefined ? undefined : { cause };
  const Class = CLASSES[name] ?? Error;
  return Class === TypeError || Class === Error
    ? new Class(message, options)
    : new Class(message, fields, options);
}
