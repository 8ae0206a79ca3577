/** The errors of waits, tasks and adapters: recognise them by `name`. */
import type { Condition } from './status.js';

/** A task or wait was cancelled. */
export declare class AbortError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'AbortError';
  readonly code: 'ABORTED';
}

/** A task's or wait's time is over. The fields are those of a wait. */
export declare class TimeoutError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'TimeoutError';
  readonly code: 'TIMEOUT';
  /** The conditions last seen; empty if none were. */
  readonly conditions?: Condition[] | undefined;
  /** Milliseconds since the last event, to the turn of the event loop that it came in; absent if there was none. */
  readonly sinceLastEvent?: number | undefined;
  /** Whether the object was ever seen. */
  readonly appeared?: boolean | undefined;
  /** The uid of the object last seen. */
  readonly uid?: string | undefined;
  /** The version of the object last seen; opaque. */
  readonly resourceVersion?: string | undefined;
  /** How many reads had begun. */
  readonly reads?: number | undefined;
  /** Whether there was a subscription that had not been reported broken. */
  readonly stream?: 'open' | 'broken' | undefined;
  /** The last refusal or failed read, if nothing has worked since. */
  readonly cause?: unknown;
}

/** The server refused, or `onEvent` answered `'reject'`. */
export declare class WatchError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'WatchError';
  /** The HTTP status code of the refusal; `'rejected'` where `onEvent` answered `'reject'`. */
  readonly code: number | string;
  /** The reason of the server's `Status`, such as `Forbidden`. */
  readonly reason?: string | undefined;
}

/** The object says that it has failed. */
export declare class ResourceFailedError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'ResourceFailedError';
  readonly code: 'RESOURCE_FAILED';
  readonly reason?: string | undefined;
  readonly condition?: Condition | undefined;
  /** The raw object. Not enumerable: it may be a secret, and errors are printed. */
  readonly object: any;
}

/** The object is gone, or another one has its name. */
export declare class ResourceDeletedError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'ResourceDeletedError';
  readonly code: 'RESOURCE_DELETED';
  /** The raw object as it was last seen. Not enumerable. */
  readonly object?: any;
  /** Its conditions then; empty if there were none. */
  readonly conditions?: Condition[] | undefined;
  /** Its uid. */
  readonly uid?: string | undefined;
  /** Its version then; opaque. */
  readonly resourceVersion?: string | undefined;
}

/** An object from the API is not what it should be. */
export declare class AdapterError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'AdapterError';
  readonly code: 'ADAPTER';
  /** Where, such as `metadata.name`; `''` is the object itself. */
  readonly path: string;
  /** What was expected there, such as `a string`; absent where reading threw, which is the `cause`. */
  readonly expected?: string | undefined;
  /** What was there, such as `the number 5`; of what may be secret, its type alone. */
  readonly found?: string | undefined;
}

/** The page's content security policy lacks `'wasm-unsafe-eval'`. */
export declare class WasmBlockedError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'WasmBlockedError';
  readonly code: 'WASM_BLOCKED';
}
