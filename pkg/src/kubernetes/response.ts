// What the client uses of a `Response`. A caller's `fetch` may leave parts of it out, or make them itself.

import { follow } from '../../../src/web/shared/report.js';

/** A chunk of a body: text that was decoded already, or bytes of UTF-8. */
export type Chunk = Uint8Array | string;

export type Body = ReadableStream<Chunk> | AsyncIterable<Chunk> | Iterable<Chunk>;

export interface ResponseLike {
  readonly status?: number;
  readonly ok?: boolean;
  readonly statusText?: string;
  readonly headers?: { get?(name: string): string | null };
  readonly body?: Body | null;
  text?(): PromiseLike<string>;
  json?(): PromiseLike<unknown>;
}

/** Whether the server granted the request. */
export function isSuccess({ status, ok }: ResponseLike): boolean {
  return status === undefined ? ok === true : status >= 200 && status < 300;
}

export async function readText(response: ResponseLike): Promise<string> {
  if (typeof response.text !== 'function') throw new TypeError('Expected the response to have a text');
  return response.text();
}

export async function readJson(response: ResponseLike): Promise<unknown> {
  if (typeof response.json === 'function') return response.json();
  return JSON.parse(await readText(response));
}

/** Cancels the body of a response that came too late. */
export function discard({ body }: ResponseLike): void {
  try {
    if (typeof body !== 'object' || body === null || !('cancel' in body)) return;
    if (typeof body.cancel === 'function') follow(body.cancel(), undefined, ignore);
  } catch {
    // The body is the caller's own.
  }
}

/** Whether a body is read by a reader; others are iterated over. */
export function isStream(body: Body): body is ReadableStream<Chunk> {
  return typeof body === 'object' && 'getReader' in body && typeof body.getReader === 'function';
}

function ignore(): void {}
