/** The bridge to the app's watch stream, and waits over it. */
import type { ItemContext, TaskContext } from './tasks.js';

/** The target of a watch: a collection, or one object of it. */
export interface WatchOptions {
  /** Such as `apis/dns.networking.miloapis.com/v1alpha1/dnszones`. */
  resourceType: string;
  /** The organization whose control plane is watched. */
  orgId?: string | undefined;
  /** The project whose control plane is watched. */
  projectId?: string | undefined;
  /**
   * `null` stands for no namespace, for cluster-scoped kinds. A source never gets `null`: the namespace is absent
   * then, or `''` in a project, where an absent one stands for `default`.
   */
  namespace?: string | null | undefined;
  /** The name of one object; absent for the whole collection. */
  name?: string | undefined;
  labelSelector?: string | undefined;
  fieldSelector?: string | undefined;
  /** Whether the user's own control plane is watched. */
  userScoped?: boolean | undefined;
}

/** One event of a watch, as Kubernetes sends it. */
export interface WatchEvent<T = any> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  /** The object; for `ERROR` a Kubernetes `Status`, which has no `code` if it reports a closed stream. */
  object: T;
}

/** The app's own watch manager, as waits use it. Both functions are called as methods of the source. */
export interface WatchSource {
  /**
   * Starts to deliver events, synchronously too if it likes, and returns how to stop. An exception is reported
   * on the console, once for each source, and counts as a stream that is lost.
   */
  subscribe(options: WatchOptions, onEvent: (event: WatchEvent) => void): () => void;
  /**
   * Returns the present object, or `undefined` if there is none; several objects or a list only for options
   * without `name`. A rejection with `code` or `status` 404 also means that there is none. After a rejection
   * with `retryAfter` (milliseconds, at most ten minutes) the next read does not begin earlier. Equal reads of
   * several waits are shared, and so is when they are made: twenty waits for one object read as often as one; at most 50 begin at once, and 10 per second after that.
   */
  read?(options: WatchOptions): PromiseLike<object | readonly object[] | null | undefined>;
  /**
   * Promises that the source replays the state to every subscriber and after every gap. Such a source is read
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

/** The state of a wait's stream, as `onStream` gets it. */
export interface StreamState {
  /** `open` once subscribed; `refused` after 401, 403 and whatever ends the wait; `lost` otherwise. */
  readonly state: 'open' | 'lost' | 'refused';
  /** Since when, in epoch milliseconds. */
  readonly since: number;
  /** Why it is not open, where that is known. */
  readonly error?: unknown;
  /** When the next attempt is made, in epoch milliseconds, where that is known. */
  readonly retryAt?: number | undefined;
}

/**
 * What a wait waits for at the moment. Frozen; replaced when something changes, where an event of the object that
 * changes nothing else counts once a second.
 */
export interface PendingWait {
  readonly resourceType: string;
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  /** When the wait began, in epoch milliseconds. */
  readonly since: number;
  /** The state of the last verdict; `'pending'` for `waitForWatch`, and before there is one. */
  readonly state: 'ready' | 'pending' | 'failed';
  /** Of the last verdict; for `waitForWatch` of the condition that does not hold. `''` if there is nothing to say. */
  readonly reason: string;
  /** Likewise; with `explain`, followed by what the newest Event says. */
  readonly message: string;
  /** The condition object that decided the verdict, if there is one. */
  readonly condition?: object | undefined;
  /** The object's generation, where it is known. */
  readonly generation?: number | undefined;
  /** The generation that its status speaks of, where it is known; the oldest of those that matter. */
  readonly observedGeneration?: number | undefined;
  /** `open` once subscribed; `refused` after 401, 403 and whatever ends the wait; `lost` otherwise. */
  readonly stream: 'open' | 'lost' | 'refused';
  /** Since when, in epoch milliseconds. */
  readonly streamSince: number;
  /** When the last event of the object came, in epoch milliseconds; absent if there was none. */
  readonly lastEventAt?: number | undefined;
}

/**
 * The answer of `onEvent`. `'resolve'` resolves the wait with `event.object`, `'reject'` rejects it with a
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
   * Milliseconds from the call until the wait ends, after a last read, with a `TimeoutError`. With `0`, less,
   * `null` and `Infinity` there is no timeout, which is the default, since a task has one of its own.
   */
  timeout?: number | null | undefined;
  /**
   * The context of a task or of an item. The wait ends with it, and reads once more before its `deadlineAt`.
   * The wait's progress appears on the task's message line, unless the context is an item's.
   */
  task?: TaskContext<any, any> | ItemContext | undefined;
  /**
   * The object as the API returned it when it was created. It is judged first, and its uid and generation are
   * pinned. One without `metadata.name`, or of another name or namespace than the wait's, rejects with a
   * `TypeError`.
   */
  initial?: object | null | undefined;
  /**
   * Returns the present object, or `undefined` if there is none; the source's `read` by default. Waits with
   * the same function and equal watch options share its answers.
   */
  read?: (() => PromiseLike<object | null | undefined>) | undefined;
  /** The source of this wait alone, instead of the one of `setWatchSource`. */
  source?: WatchSource | undefined;
  /**
   * Called when the state of the wait's stream changes, or the moment of the next attempt; what it throws goes
   * to the console. Over `createKubernetesWatch` it tells of the connection behind the subscription.
   */
  onStream?: ((state: StreamState) => void) | undefined;
  /**
   * Whether a wait for a named object looks for what else is known of it while it is pending: after 10 s and
   * then at most every 30 s the source's `read` is asked for the object's Kubernetes Events, and the newest
   * one's reason and message follow the message line. What goes wrong with that is ignored.
   *
   * @default false
   */
  explain?: boolean | undefined;
}

/** The options of {@link waitForWatch}. */
export interface WatchWaitOptions<T = any> extends WatchOptions, WaitOptions {
  /**
   * Judges every ADDED, MODIFIED and DELETED event of the target; a promise is awaited before the next event
   * is judged. An exception rejects this wait alone, and an answer that is not among the listed ones rejects
   * it with a `TypeError`.
   */
  onEvent: (event: WatchEvent) => WatchDecision<T> | PromiseLike<WatchDecision<T>>;
  /**
   * For waits with `name`: whether a deletion, or another uid under the same name, rejects with a
   * `ResourceDeletedError` or lets the wait go on.
   *
   * @default 'reject'
   */
  onDeleted?: 'reject' | 'continue' | undefined;
  /**
   * Milliseconds for which 401 and 403, of a read or an event, count as a permission that is granted late.
   * The clock starts at the first refusal and stops at a success of either. From 0; with `0` the first
   * refusal rejects.
   *
   * @default 30000
   */
  forbiddenGrace?: number | undefined;
}

/**
 * A promise that can be cancelled. Functions return a `WatchWait<NoInfer<T>>`: otherwise the return type of a
 * processor, which may be nothing, would be inferred as the wait's own type.
 */
export interface WatchWait<T> extends Promise<T> {
  /** The wait itself, so that it can be destructured. */
  readonly promise: Promise<T>;
  /** Rejects the wait with an `AbortError`: a string is its message, anything else its `cause`. */
  cancel(this: void, reason?: unknown): void;
}

/**
 * Waits until `onEvent` has decided. Settles exactly once and from then on holds no subscription and no
 * timer.
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
