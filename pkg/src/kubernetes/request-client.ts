// Makes single requests to a Kubernetes API with the caller's `fetch`, headers and credentials. It never repeats one:
// the core decides when to ask again.

import { describe } from '../../../src/web/shared/describe.js';
import type { KubernetesWatchHeaders, KubernetesWatchOptions } from '../../types/kubernetes.d.ts';
import { isRecord } from './objects.ts';
import type { CountBytes } from './bounds.ts';
import { followRedirects } from './redirects.ts';
import type { Refusal } from './refusal.ts';
import { readRefusal, refusalFrom } from './refusal.ts';
import type { ResponseLike } from './response.ts';
import { isSuccess, readJson } from './response.ts';

/** The result of a request: a body, or the server's refusal. */
type Answer =
  | { readonly body: Readonly<Record<string, unknown>>; readonly refusal?: undefined }
  | { readonly body?: undefined; readonly refusal: Refusal };

export class RequestClient {
  readonly #fetch: KubernetesWatchOptions['fetch'];
  readonly #headers: KubernetesWatchOptions['headers'];
  readonly #credentials: KubernetesWatchOptions['credentials'];

  constructor({ fetch, headers, credentials }: Omit<KubernetesWatchOptions, 'baseUrl'>) {
    this.#fetch = fetch;
    this.#headers = headers;
    this.#credentials = credentials;
  }

  /** Resolves with the response once it has begun, whatever its status. Rejects with any error before that. */
  async open(url: string, signal: AbortSignal): Promise<ResponseLike> {
    const given = typeof this.#headers === 'function' ? await this.#headers() : this.#headers;
    const init: RequestInit = { method: 'GET', headers: withAccept(given), signal, cache: 'no-store' };
    if (this.#credentials !== undefined) init.credentials = this.#credentials;
    signal.throwIfAborted();
    return followRedirects(url, async (target, more) => {
      // The caller's is called without `this`, and the platform's is looked up each time: it may be patched.
      const fetch = this.#fetch ?? globalThis.fetch;
      const response: unknown = await fetch(target, { ...init, ...more });
      if (!isRecord(response)) {
        throw new TypeError(`Expected \`fetch\` to return a Response, got ${describe(response)}`);
      }
      return response;
    });
  }

  /**
   * Resolves with the body or the refusal. Rejects if there is no response, or none that can be read or is within the
   * bound that `count` keeps.
   */
  async get(url: string, signal: AbortSignal, count: CountBytes): Promise<Answer> {
    const response = await this.open(url, signal);
    if (!isSuccess(response)) return { refusal: await readRefusal(response, signal, url) };
    const body = await readJson(response, signal, count);
    if (!isRecord(body) || Array.isArray(body)) {
      throw new TypeError(`Expected the response to be an object, got ${describe(body)}`);
    }
    if (body.kind === 'Status' && body.status === 'Failure')
      return { refusal: refusalFrom(body, url, response) };
    return { body };
  }
}

/** A copy of the caller's headers, which asks for JSON unless they say otherwise. */
function withAccept(given: KubernetesWatchHeaders | undefined): Record<string, string> {
  const headers: Record<string, string> = {};
  if (isHeaders(given)) {
    given.forEach((value, key) => {
      headers[key] = value;
    });
  } else if (isRecord(given)) {
    for (const [key, value] of Object.entries(given)) {
      if (value !== undefined && value !== null) headers[key] = value;
    }
  }
  const hasAccept = Object.keys(headers).some((key) => key.toLowerCase() === 'accept');
  return hasAccept ? headers : { accept: 'application/json', ...headers };
}

/** Also those of another realm or of a library. */
function isHeaders(given: KubernetesWatchHeaders | undefined): given is Headers {
  return isRecord(given) && typeof given.forEach === 'function' && typeof given.get === 'function';
}
