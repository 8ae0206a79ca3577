/** A watch source over a plain Kubernetes API. */
import type { WatchEvent, WatchOptions, WatchSource } from './watch.js';

/** How {@link createKubernetesWatch} asks the API. */
export interface KubernetesWatchOptions {
  /** Where the API is, such as `https://api.example.com` or, in a page, `/api`; `''` for the page's own origin. */
  baseUrl: string;
  /** Default: `globalThis.fetch`, looked up for each request. */
  fetch?: ((url: string, init: RequestInit) => PromiseLike<Response>) | undefined;
  /**
   * Sent with each request, or a function that is called for each and gives them, at once or as a promise. One that
   * throws or rejects counts as a request that failed.
   */
  headers?:
    | KubernetesWatchHeaders
    | (() => KubernetesWatchHeaders | undefined | PromiseLike<KubernetesWatchHeaders | undefined>)
    | undefined;
  /**
   * The path of the collection that a watch is of, in place of the default one: appended to `baseUrl`, or a whole URL. It
   * may have a query. Selectors, a `name` as `fieldSelector` among them, are added.
   */
  path?: ((options: WatchOptions) => string) | undefined;
  /** Whose control plane a watch with `userScoped` is of. */
  userId?: string | undefined;
  /**
   * How many streams may be open to one origin at a time, those of other sources in this page included; a whole number
   * from 1, or `Infinity`. Default 4: a browser opens six HTTP/1.1 connections to a host. Collections beyond it are
   * read every 3 to 5 s until a stream ends.
   */
  maxStreams?: number | undefined;
  /** As in `fetch`; its default is used if absent. */
  credentials?: 'omit' | 'same-origin' | 'include' | undefined;
}

/** Header names and values. */
export type KubernetesWatchHeaders = Headers | Readonly<Record<string, string | undefined>>;

/** A watch source that replays the present state to each subscriber. */
export interface KubernetesWatch extends WatchSource {
  readonly consistent: true;
  /**
   * Throws a `TypeError` for wrong options, and `WasmBlockedError`. After that, failures of the API are tried again with
   * backoff for as long as there is a subscriber; refusals (401, 403, 404 and other 4xx codes but 408, 410 and 429) are
   * delivered as `ERROR` each time. Nothing is delivered before it returns.
   */
  subscribe(options: WatchOptions, onEvent: (event: WatchEvent) => void): () => void;
  /**
   * Reads with one request, or one for each page: the object with `name`, else all objects of the collection.
   * `undefined`: 404, or there is no such object. Rejects with `WatchError`: `code`, `reason` and `message` of the
   * server's `Status`, `retryAfter` in milliseconds where the server gave it; without a code where there was no
   * answer, or none within 30 s.
   * Needs no `this`.
   */
  read(options: WatchOptions): Promise<any>;
}

/**
 * Makes a watch source over a plain Kubernetes API, for apps without a watch manager. It lists a collection in pages,
 * then watches it: one connection for each distinct collection, however many subscribe. Throws a `TypeError` for wrong
 * options; opens nothing until somebody subscribes.
 *
 * ```ts
 * setWatchSource(createKubernetesWatch({
 *   baseUrl: 'https://api.example.com',
 *   headers: async () => ({ authorization: `Bearer ${await session.token()}` }),
 * }));
 * ```
 */
export declare function createKubernetesWatch(options: KubernetesWatchOptions): KubernetesWatch;
