/** A watch source over a plain Kubernetes API. */
import type { WatchEvent, WatchOptions, WatchSource } from './watch.js';

/** How {@link createKubernetesWatch} asks the API. */
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
   * Returns the path of the collection to watch or read, in place of the default one: appended to `baseUrl`, unless it is
   * a whole URL. It may have a query. Selectors are added to it; so is a `name`, as a `fieldSelector`.
   */
  path?: ((options: WatchOptions) => string) | undefined;
  /** The user whose control plane `userScoped` watches use. */
  userId?: string | undefined;
  /**
   * How many streams may be open to one origin at a time, including those of other sources in this page and, where there
   * are Web Locks, of all other tabs: a whole number from 1, or `Infinity`. Default: 4, since a browser opens at most six
   * HTTP/1.1 connections to a host. Collections beyond it are listed every 3 to 5 s until a stream ends. Above 64 other
   * tabs are not asked.
   */
  maxStreams?: number | undefined;
  /** As in the options of `fetch`, whose default is used if absent. */
  credentials?: 'omit' | 'same-origin' | 'include' | undefined;
}

/** Header names and values. */
export type KubernetesWatchHeaders = Headers | Readonly<Record<string, string | undefined>>;

/** A watch source that replays the present objects to each subscriber. */
export interface KubernetesWatch extends WatchSource {
  readonly consistent: true;
  /**
   * Throws a `TypeError` for wrong options (a `resourceType` of other characters than letters, digits, `.` and `-` between
   * slashes, an empty `orgId` or `projectId`), and `WasmBlockedError` where WebAssembly is blocked. After that, failed
   * requests are retried with backoff for as long as there is a subscriber. A list that is refused (401, 403, 404 and
   * other 4xx codes except 408, 410 and 429) is delivered as `ERROR` each time; a watch that is refused is replaced by lists
   * every 3 to 5 s as long as those work, after one `ERROR` unless it was refused with 403 or 405. A response beyond the client's bounds is an `ERROR` without a code, whose message
   * names the bound. Nothing is delivered before it returns.
   */
  subscribe(options: WatchOptions, onEvent: (event: WatchEvent) => void): () => void;
  /**
   * Reads the object with `name`, or all objects of the collection, with a request for each page. Resolves with
   * `undefined` for a 404 whose `Status` names an object (`details.name`), and if there is no such object.
   *
   * Rejects with a `WatchError` that has `code`, `reason` and `message` of the server's `Status`, and `retryAfter` in
   * milliseconds where the server gave it. A 404 that names no object speaks of the path; its message has the URL. The
   * error has no such code if there was no answer, none within 10 s a page, one of more than 500 MB or 10,000 pages, or a
   * redirect to another origin.
   * Rejects with a `TypeError` for wrong options, and with `WasmBlockedError` where WebAssembly is blocked, since the
   * time limit is kept there. Needs no `this`.
   */
  read(options: WatchOptions): Promise<any>;
}

/**
 * Makes a watch source over a plain Kubernetes API, for apps without a watch manager. It lists a collection in pages,
 * then watches it: one connection for each distinct collection, however many subscribers it has. Throws a `TypeError` for
 * wrong options; requests nothing until somebody subscribes or reads.
 *
 * ```ts
 * setWatchSource(createKubernetesWatch({
 *   baseUrl: 'https://api.example.com',
 *   headers: async () => ({ authorization: `Bearer ${await session.token()}` }),
 * }));
 * ```
 */
export declare function createKubernetesWatch(options: KubernetesWatchOptions): KubernetesWatch;
