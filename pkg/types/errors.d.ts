/** The errors of waits, tasks and adapters. Recognise them by `name`. */
import type { Condition } from './status.js';
import type { PendingWait } from './watch.js';

/** A task or a wait was cancelled. */
export declare class AbortError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'AbortError';
  readonly code: 'ABORTED';
}

/** The time of a task or of a wait is over. Those of tasks have `waits`, and the `conditions` of these; those of waits the other fields. */
export declare class TimeoutError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'TimeoutError';
  readonly code: 'TIMEOUT';
  /** What the task was waiting for at that moment; empty for nothing. */
  readonly waits?: readonly PendingWait[] | undefined;
  /** The conditions that were seen last, of a task's waits the deciding ones; empty if there were none. */
  readonly conditions: Condition[];
  /** Milliseconds since the turn of the event loop in which the last event came; absent if there was none. */
  readonly sinceLastEvent?: number | undefined;
  /** Whether the object was ever seen. */
  readonly appeared?: boolean | undefined;
  /** The generation that the status should speak of; only where it speaks of an older one. */
  readonly generation?: number | undefined;
  /** The generation that the status speaks of; only where that is older than it should be. */
  readonly observedGeneration?: number | undefined;
  /** The uid of the object that was seen last. */
  readonly uid?: string | undefined;
  /** The version of the object that was seen last; opaque. */
  readonly resourceVersion?: string | undefined;
  /** The number of reads that had begun. */
  readonly reads?: number | undefined;
  /** Whether there was a subscription that had not been reported broken. */
  readonly stream?: 'open' | 'broken' | undefined;
  /**
   * The last refusal or failed read, if nothing has worked since; what `subscribe` threw, if there is no stream
   * for that.
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
   * Milliseconds for which the server wants no further request. Of reads with `createKubernetesWatch` alone.
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
  /** The raw object. Not enumerable, since it may be a secret and errors are printed. */
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
  /** What was found there, such as `the number 5`; only the type of what may be secret. */
  readonly found?: string | undefined;
}

/**
 * The page's Content-Security-Policy lacks `'wasm-unsafe-eval'`, WebAssembly is switched off, or the runtime compiles none from
 * bytes; the message says which.
 */
export declare class WasmBlockedError extends Error {
  constructor(message?: string, fields?: object, options?: ErrorOptions);
  readonly name: 'WasmBlockedError';
  readonly code: 'WASM_BLOCKED';
}
