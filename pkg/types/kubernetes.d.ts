/** A watch source for a plain Kubernetes API. */
import type { WatchEvent, WatchOptions, WatchSource } from './watch.js';

/** The options of {@link createKubernetesWatch}. */
export interface KubernetesWatchOptions {
  /** The URL of the API, such as `https://api.example.com` or, in a page, `/api`; `''` for the page's own origin. */
  baseUrl: string;
  /** Makes the requests. Default: `globalThis.fetch`, looked up for each request. */
  fetch?: ((url: string, init: RequestInit) => PromiseLike<Response>) | undefined;
  /**
   * The headers of each request, or a function that returns them or a promise of them and is called for each request. If
   * it throws or rejects, the request counts as failed.
   */
  headers?:
    | KubernetesWatchHeaders
    | (() => KubernetesWatchHeaders | undefined | PromiseLike<KubernetesWatchHeaders | undefined>)
    | undefined;
  /**
   * Returns the path of the collection to watch or read, instead of the default one. It is appended to `baseUrl`, unless it
   * is a complete URL. It may have a query. Selectors are added to it, and a `name` as a `fieldSelector`.
   */
  path?: ((options: WatchOptions) => string) | undefined;
  /** The user whose control plane `userScoped` watches use. */
  userId?: string | undefined;
  /**
   * How many streams may be open to one origin at a time, including those of other sources in this page and, with
   * Web Locks, of all other tabs: a whole number from 1, or `Infinity`. Default: 4, since a browser opens at most six
   * HTTP/1.1 connections to a host. Further collections are listed every 3 to 5 s until a stream ends. Above 64, other
   * tabs are not counted.
   */
  maxStreams?: number | undefined;
  /** As in the options of `fetch`, whose default is used if absent. */
  credentials?: 'omit' | 'same-origin' | 'include' | undefined;
}

/** Header names and values. */
export type KubernetesWatchHeaders = Headers | Readonly<Record<string, string | undefined>>;

/** A watch source that replays the current objects to each subscriber. */
export interface KubernetesWatch extends WatchSource {
  readonly consistent: true;
  /**
   * Throws a `TypeError` for wrong options (a `resourceType` with characters other than letters, digits, `.` and `-` between
   * slashes, an empty `orgId` or `projectId`), and `WasmBlockedError` if WebAssembly is blocked. After that, failed
   * requests are retried with backoff for as long as there is a subscriber. Each refused list (401, 403, 404 and
   * other 4xx codes except 408, 410 and 429) is delivered as an `ERROR`; a refused watch is replaced by lists
   * every 3 to 5 s as long as those work, after one `ERROR` unless it was refused with 403 or 405. If a server that has sent
   * bookmarks was out of sight, the next watch lasts 15 to 45 s, and if it brings nothing the collection is listed again:
   * the server may have been restored from an older snapshot. A response beyond the
   * client's limits is delivered as an `ERROR` without a code, whose message names the limit. Nothing is delivered before
   * `subscribe` returns.
   */
  subscribe(options: WatchOptions, onEvent: (event: WatchEvent) => void): () => void;
  /**
   * Reads the object with `name`, or all objects of the collection, with one request per page. Resolves with
   * `undefined` if there is no such object, including for a 404 whose `Status` names an object (`details.name`).
   *
   * Rejects with a `WatchError` that has `code`, `reason` and `message` of the server's `Status`, and `retryAfter` in
   * milliseconds if the server sent it. A 404 that names no object means that the path is wrong; its message has the URL.
   * The error has no such code if there was no answer, none within 10 s per page, one of more than 500 MB or 10,000 pages,
   * or a redirect to another origin.
   * Rejects with a `TypeError` for wrong options, and with `WasmBlockedError` if WebAssembly is blocked, since the
   * wasm keeps the time limit. Needs no `this`.
   */
  read(options: WatchOptions): Promise<any>;
}

/**
 * Creates a watch source for a plain Kubernetes API, for apps without a watch manager. It lists a collection in pages,
 * then watches it, over one connection per collection no matter how many subscribers it has. Throws a `TypeError` for
 * wrong options; sends no request until the first `subscribe` or `read`.
 *
 * ```ts
 * setWatchSource(createKubernetesWatch({
 *   baseUrl: 'https://api.example.com',
 *   headers: async () => ({ authorization: `Bearer ${await session.token()}` }),
 * }));
 * ```
 */
export declare function createKubernetesWatch(options: KubernetesWatchOptions): KubernetesWatch;
