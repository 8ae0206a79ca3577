/** The bridge to the app's watch stream, and waits over it. */
import type { ItemContext, TaskContext } from './tasks.js';

/** What is watched: a collection, or one object of it. */
export interface WatchOptions {
  /** Such as `apis/dns.networking.miloapis.com/v1alpha1/dnszones`. */
  resourceType: string;
  /** The organization whose control plane is meant. */
  orgId?: string | undefined;
  /** The project whose control plane is meant. */
  projectId?: string | undefined;
  /** `null`: none, for cluster-scoped kinds. */
  namespace?: string | null | undefined;
  /** One object; absent: all of the collection. */
  name?: string | undefined;
  labelSelector?: string | undefined;
  fieldSelector?: string | undefined;
  /** The user's own control plane is meant. */
  userScoped?: boolean | undefined;
}

/** One event of a watch, as Kubernetes sends them. */
export interface WatchEvent<T = any> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  /** The object; for `ERROR` a Kubernetes `Status`, without a `code` when it reports a closed stream. */
  object: T;
}

/** The app's own watch manager, as waits use it. Both are called as methods of the source. */
export interface WatchSource {
  /** Starts to deliver events, synchronously too if it likes, and returns how to stop. */
  subscribe(options: WatchOptions, onEvent: (event: WatchEvent) => void): () => void;
  /**
   * The object as it is now; several, or a list, only for options without `name`; `undefined` if there is none.
   * A rejection with `code` or `status` 404 means absent, too; after one with `retryAfter` (ms) the next read comes no
   * sooner. Equal reads of several waits are one, and at most 50 begin at once, then 10 a second.
   */
  read?(options: WatchOptions): PromiseLike<object | readonly object[] | null | undefined>;
  /**
   * A promise to replay the state to every subscriber and after every gap. Such a source is read only before a
   * timeout or the end of `forbiddenGrace`, and once after subscribing by a wait for a deletion. What `createKubernetesWatch`
   * makes is also read where a subscription says nothing of an object that was there before: what is gone cannot be replayed.
   */
  readonly consistent?: boolean | undefined;
}

/**
 * Hands over the app's watch manager, for all waits that name no `source`. A second call replaces it for later
 * waits; `undefined` or `null` takes it back. Throws a `TypeError` for a source without `subscribe`.
 */
export declare function setWatchSource(source: WatchSource | null | undefined): void;

/**
 * What `onEvent` says about an event. `'resolve'` resolves with `event.object`, `'reject'` rejects with a
 * `WatchError`; `undefined` is `'continue'`.
 */
export type WatchDecision<T> =
  | 'continue'
  | 'resolve'
  | 'reject'
  | { resolve: T }
  | { reject: unknown }
  | undefined
  | void;

/** The options all waits have. */
export interface WaitOptions {
  /** Cancels the wait: it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds from the call until the wait ends with a `TimeoutError`, after a last read. Default: none, since
   * a task has its own. `0`, less, `null` and `Infinity`: none.
   */
  timeout?: number | null | undefined;
  /**
   * The context of a task, or of an item: the wait ends with the task, and says on its message line (not on that of
   * an item's) what it waits for.
   */
  task?: TaskContext<any, any> | ItemContext | undefined;
  /** The object as the API gave it when it was created: judged first; its uid and generation are pinned. */
  initial?: object | null | undefined;
  /**
   * The object as it is now, or `undefined`; the source's `read` by default. Waits that are given the same function
   * and equal watch options share its answers.
   */
  read?: (() => PromiseLike<object | null | undefined>) | undefined;
  /** Another source than the one of `setWatchSource`, for this wait. */
  source?: WatchSource | undefined;
}

/** The options of `waitForWatch`. */
export interface WatchWaitOptions<T = any> extends WatchOptions, WaitOptions {
  /**
   * Judges every ADDED, MODIFIED and DELETED event of the target; a promise is awaited before the next event is
   * judged. An exception rejects this wait alone; an answer that is none of the listed ones with a `TypeError`.
   */
  onEvent: (event: WatchEvent) => WatchDecision<T> | PromiseLike<WatchDecision<T>>;
  /**
   * For waits with `name`. `'reject'` (default): deletion, and another uid under the same name, reject with
   * `ResourceDeletedError`. `'continue'`: the wait goes on.
   */
  onDeleted?: 'reject' | 'continue' | undefined;
  /**
   * How long 401 and 403, of a read or an event, are taken for a permission that is late, since the last success.
   * Default 30000.
   */
  forbiddenGrace?: number | undefined;
}

/**
 * A promise that can be cancelled. Functions give a `WatchWait<NoInfer<T>>`: else what a processor may return, nothing
 * included, would be taken for the wait's own type.
 */
export interface WatchWait<T> extends Promise<T> {
  /** The wait itself, so that it can be destructured. */
  readonly promise: Promise<T>;
  /** Rejects with an `AbortError`: a string is its message, anything else its `cause`. */
  cancel(this: void, reason?: unknown): void;
}

/**
 * Waits until `onEvent` has decided. Settles exactly once and from then on holds no subscription and no timer.
 *
 * Rejects with what `onEvent` rejected with or threw, `ResourceDeletedError`, `TimeoutError`, `AbortError` or the
 * signal's reason, `WatchError` for a refusal by the server, `TypeError` for wrong options and an `Error` that
 * names `setWatchSource` if there is no source. It never throws.
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
