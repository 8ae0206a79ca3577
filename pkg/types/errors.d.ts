/** The errors of waits, tasks and adapters. Recognise them by `name`. */
import type { Condition } from './status.js';
import type { PendingWait } from './watch.js';

/** A task or a wait was cancelled. */
export declare class AbortError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'AbortError';
  readonly code: 'ABORTED';
}

/**
 * A task or a wait has timed out. The error of a task has `waits` and their `conditions`; the error of a wait has the other
 * fields.
 */
export declare class TimeoutError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'TimeoutError';
  readonly code: 'TIMEOUT';
  /** What the task was waiting for at that moment; empty if there was no wait. */
  readonly waits?: readonly PendingWait[] | undefined;
  /**
   * The conditions seen last, of a collection those of an object that is not ready, or for a task the deciding conditions of
   * its waits; empty if there were none.
   */
  readonly conditions: Condition[];
  /** Milliseconds since the turn of the event loop in which the last event came; absent if there was none. */
  readonly sinceLastEvent?: number | undefined;
  /** Whether the object was ever seen. */
  readonly appeared?: boolean | undefined;
  /** The object's generation; only if the status describes an older one. */
  readonly generation?: number | undefined;
  /** The generation that the status describes; only if that is too old. */
  readonly observedGeneration?: number | undefined;
  /** The uid of that object. */
  readonly uid?: string | undefined;
  /** The resource version of that object; opaque. */
  readonly resourceVersion?: string | undefined;
  /** The number of reads that had begun. */
  readonly reads?: number | undefined;
  /** Whether there was a subscription that had not been reported broken. */
  readonly stream?: 'open' | 'broken' | undefined;
  /**
   * The last refusal or failed read, if nothing has succeeded since; or what `subscribe` threw, if there is
   * therefore no stream.
   */
  readonly cause?: unknown;
}

/** The server refused, a read failed, or `onEvent` returned `'reject'`. */
export declare class WatchError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'WatchError';
  /**
   * The HTTP status code of the refusal; `'rejected'` if `onEvent` returned `'reject'`; `'WATCH'` if a read
   * got no answer.
   */
  readonly code: number | string;
  /** The reason in the server's `Status`, such as `Forbidden`. */
  readonly reason?: string | undefined;
  /**
   * Milliseconds to wait before the next request, as the server demands. Only for reads with `createKubernetesWatch`.
   */
  readonly retryAfter?: number | undefined;
}

/** The object reports that it has failed. */
export declare class ResourceFailedError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'ResourceFailedError';
  readonly code: 'RESOURCE_FAILED';
  readonly reason?: string | undefined;
  /** The condition that decided, if there is one. */
  readonly condition?: Condition | undefined;
  /** The raw object. Not enumerable, since it may be a Secret and errors get logged. */
  readonly object: any;
}

/** The object is gone, or another one has its name. */
export declare class ResourceDeletedError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'ResourceDeletedError';
  readonly code: 'RESOURCE_DELETED';
  /** The raw object as it was last seen. Not enumerable. */
  readonly object?: any;
  /** Its last conditions; empty if there were none. */
  readonly conditions?: Condition[] | undefined;
  /** Its uid. */
  readonly uid?: string | undefined;
  /** Its last resource version; opaque. */
  readonly resourceVersion?: string | undefined;
}

/** An object from the API has an unexpected shape. */
export declare class AdapterError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'AdapterError';
  readonly code: 'ADAPTER';
  /** The field, such as `metadata.name`; `''` is the object itself. */
  readonly path: string;
  /**
   * What was expected there, such as `a string`. Absent if reading the field threw; what it threw is the
   * `cause`.
   */
  readonly expected?: string | undefined;
  /** What was found there, such as `the number 5`; only the type if the value may be secret. */
  readonly found?: string | undefined;
}

/**
 * The page's Content-Security-Policy lacks `'wasm-unsafe-eval'`, WebAssembly is switched off, or the runtime cannot compile
 * it from bytes; the message says which.
 */
export declare class WasmBlockedError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'WasmBlockedError';
  readonly code: 'WASM_BLOCKED';
}
