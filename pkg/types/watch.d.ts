/** The bridge to the app's watch stream, and waits over it. */
import type { ItemContext, TaskContext } from './contexts.js';

/** The target of a watch: a collection, or one object of it. */
export interface WatchOptions {
  /** The API path of the kind, such as `apis/dns.networking.miloapis.com/v1alpha1/dnszones`. */
  resourceType: string;
  /** The organization whose control plane is watched. */
  orgId?: string | undefined;
  /** The project whose control plane is watched. */
  projectId?: string | undefined;
  /**
   * `null` means no namespace, for cluster-scoped kinds. A source never receives `null`: the namespace is then absent,
   * or `''` in a project, where an absent one means `default`.
   */
  namespace?: string | null | undefined;
  /** The name of one object; absent for the whole collection. */
  name?: string | undefined;
  labelSelector?: string | undefined;
  fieldSelector?: string | undefined;
  /** Whether the user's own control plane is watched. */
  userScoped?: boolean | undefined;
}

/** The target of a watch as a source receives it: a field that does not apply is absent, never `undefined` or `null`. */
export interface WatchSourceOptions {
  resourceType: string;
  orgId?: string;
  projectId?: string;
  /** `''` means no namespace where an absent one means `default`, which is in a project. */
  namespace?: string;
  name?: string;
  labelSelector?: string;
  fieldSelector?: string;
  userScoped?: boolean;
}

/** One event of a watch, as Kubernetes sends it. */
export interface WatchEvent<T = any> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  /** The object; for `ERROR` a Kubernetes `Status`, which has no `code` if it reports a closed stream. */
  object: T;
}

/** Connects waits to the app's own watch manager. Both functions are called as methods of the source. */
export interface WatchSource {
  /**
   * Delivers events until the returned function is called; it may deliver some before it returns. An exception is
   * reported on the console, once per source, and counts as a lost stream.
   */
  subscribe(options: WatchSourceOptions, onEvent: (event: WatchEvent) => void): () => void;
  /**
   * Returns the current object, or `undefined` if there is none; several objects or a list only for options
   * without `name`. A rejection with `code` or `status` 404 also means that there is none. After a rejection
   * with `retryAfter` (milliseconds, at most ten minutes) the next read does not begin before that time. Waits share
   * equal reads and their schedule: twenty waits for one object read as often as one. At most 50 reads begin at once,
   * and 10 per second after that.
   */
  read?(options: WatchSourceOptions): PromiseLike<object | readonly object[] | null | undefined>;
  /**
   * Declares that the source replays its state to every subscriber and after every gap. Such a source is read
   * only before a timeout, before the end of `forbiddenGrace`, and once after subscribing by a wait for a
   * deletion. A source made by `createKubernetesWatch` is also read when a subscription does not mention an
   * object that existed before, since a deleted object cannot be replayed.
   */
  readonly consistent?: boolean | undefined;
}

/**
 * Sets the app's watch manager, for all waits without a `source` of their own. A second call replaces it for
 * later waits, and `undefined` or `null` removes it. Throws a `TypeError` for a source without `subscribe`.
 */
export declare function setWatchSource(source: WatchSource | null | undefined): void;

/** The state of a wait's stream, as `onStream` receives it. */
export interface StreamState {
  /** `open` once subscribed; `refused` after 401, 403 and whatever ends the wait; `lost` otherwise. */
  readonly state: 'open' | 'lost' | 'refused';
  /** Since when, in epoch milliseconds. */
  readonly since: number;
  /** Why it is not open, if known. */
  readonly error?: unknown;
  /** When the next attempt is made, in epoch milliseconds, if known. */
  readonly retryAt?: number | undefined;
}

/**
 * The current state of a wait. Frozen, and replaced when something changes; events of the object that change only
 * `lastEventAt` replace it at most once a second.
 */
export interface PendingWait {
  readonly resourceType: string;
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  /** When the wait began, in epoch milliseconds. */
  readonly since: number;
  /** The state of the last verdict; `'pending'` for `waitForWatch`, and before there is one. */
  readonly state: 'ready' | 'pending' | 'failed';
  /** The reason of the last verdict, or for `waitForWatch` of the condition that does not hold; `''` if there is none. */
  readonly reason: string;
  /** Its message, likewise; with `explain`, followed by reason and message of the newest Event. */
  readonly message: string;
  /** The condition object that decided the verdict, if there is one. */
  readonly condition?: object | undefined;
  /** The object's generation, if known. */
  readonly generation?: number | undefined;
  /** The generation that its status describes, if known; the oldest of those that matter. */
  readonly observedGeneration?: number | undefined;
  /** `open` once subscribed; `refused` after 401, 403 and whatever ends the wait; `lost` otherwise. */
  readonly stream: 'open' | 'lost' | 'refused';
  /** Since when, in epoch milliseconds. */
  readonly streamSince: number;
  /** When the last event of the object came, in epoch milliseconds; absent if there was none. */
  readonly lastEventAt?: number | undefined;
}

/**
 * What `onEvent` returns. `'resolve'` resolves the wait with `event.object`, `'reject'` rejects it with a
 * `WatchError`; `undefined` means `'continue'`.
 */
export type WatchDecision<T> =
  | 'continue'
  | 'resolve'
  | 'reject'
  | { resolve: T }
  | { reject: unknown }
  | undefined
  | void;

/** The options of all waits. */
export interface WaitOptions {
  /** Cancels the wait, which rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds from the call until the wait rejects, after a last read, with a `TimeoutError`. `0`, negative numbers,
   * `null` and `Infinity` mean no timeout, which is the default, since a task has its own.
   */
  timeout?: number | null | undefined;
  /**
   * The context of a task or of an item. The wait ends with it, and reads once more before its `deadlineAt`.
   * The wait's progress appears on the task's message line, unless the context is an item's.
   */
  task?: TaskContext<any, any> | ItemContext | undefined;
  /**
   * The object as the API returned it on creation. It is judged first, and pins uid and generation: an object of the
   * same name that was created before it is ignored. An object without
   * `metadata.name`, or whose name or namespace is not the wait's, makes the wait reject with a `TypeError`.
   */
  initial?: object | null | undefined;
  /**
   * Returns the current object, or `undefined` if there is none; the source's `read` by default. Waits with
   * the same function and equal watch options share its answers.
   */
  read?: (() => PromiseLike<object | null | undefined>) | undefined;
  /** The source of this wait, instead of the one set with `setWatchSource`. */
  source?: WatchSource | undefined;
  /**
   * Called when the state of the wait's stream, or the time of its next attempt, changes; what it throws goes
   * to the console. With `createKubernetesWatch` it describes the connection behind the subscription.
   */
  onStream?: ((state: StreamState) => void) | undefined;
  /**
   * Whether the wait reads its object's Kubernetes Events while it is pending: after 10 s, and then at most every
   * 30 s, with the source's `read`; of a collection those of the object that holds it up. The newest one's reason
   * and message are appended to the message line. Errors of these reads are ignored.
   *
   * @default false
   */
  explain?: boolean | undefined;
}

/** The options of {@link waitForWatch}. */
export interface WatchWaitOptions<T = any> extends WatchOptions, WaitOptions {
  /**
   * Judges every ADDED, MODIFIED and DELETED event of the target; a promise is awaited before the next event
   * is judged. An exception rejects this wait only; a return value that is not a {@link WatchDecision} rejects
   * it with a `TypeError`.
   */
  // `Promise<string>` is what TypeScript infers for an async function that returns one text, such as 'continue', wherever a
  // function may also return something else than a promise. Every other text rejects the wait.
  onEvent: (event: WatchEvent) => WatchDecision<T> | PromiseLike<WatchDecision<T>> | PromiseLike<string>;
  /**
   * For waits with `name`: whether a deletion, or another uid under the same name, rejects with a
   * `ResourceDeletedError` or lets the wait continue.
   *
   * @default 'reject'
   */
  onDeleted?: 'reject' | 'continue' | undefined;
  /**
   * Milliseconds during which 401 and 403, of a read or an event, count as a permission that is still being granted.
   * The clock starts at the first refusal and stops when a read or an event succeeds. From 0; with `0` the first
   * refusal rejects.
   *
   * @default 30000
   */
  forbiddenGrace?: number | undefined;
}

/**
 * A promise that can be cancelled. Functions return a `WatchWait<NoInfer<T>>`: otherwise TypeScript would infer the
 * wait's type from the return type of the processor around it, which may be `void`.
 */
export interface WatchWait<T> extends Promise<T> {
  /** The wait itself, so that it can be destructured. */
  readonly promise: Promise<T>;
  /** Rejects the wait with an `AbortError`: a string is its message, anything else its `cause`. */
  cancel(this: void, reason?: unknown): void;
}

/**
 * Waits until `onEvent` decides. Settles exactly once, and holds no subscription and no timer
 * afterwards.
 *
 * Rejects with the value that `onEvent` threw or rejected with, with `ResourceDeletedError`, `TimeoutError`,
 * `AbortError` or the signal's reason, with `WatchError` if the server refuses, with `TypeError` for wrong
 * options, with `WasmBlockedError`, and with an `Error` that names `setWatchSource` if there is no source.
 * Never throws.
 *
 * ```ts
 * const zone = await waitForWatch({
 *   resourceType: 'apis/dns.networking.miloapis.com/v1alpha1/dnszones',
 *   projectId, namespace: 'default', name, task: ctx,
 *   onEvent: ({ object }) => (object.status?.nameservers ? 'resolve' : 'continue'),
 * });
 * ```
 */
export declare function waitForWatch<T = any>(options: WatchWaitOptions<T>): WatchWait<NoInfer<T>>;
