// The parts of a `Response` that the client uses. A caller's `fetch` may omit some, or implement them itself.

import { follow } from '../../../src/web/shared/report.js';
import type { CountBytes } from './bounds.ts';

/** A chunk of a body: text that was decoded already, or bytes of UTF-8. */
type Chunk = Uint8Array | string;

type Body = ReadableStream<Chunk> | AsyncIterable<Chunk> | Iterable<Chunk>;

export interface ResponseLike {
  readonly status?: number;
  readonly ok?: boolean;
  readonly statusText?: string;
  readonly type?: string;
  readonly url?: string;
  readonly redirected?: boolean;
  readonly headers?: { get?(name: string): string | null };
  readonly body?: Body | null;
  text?(): PromiseLike<string>;
  json?(): PromiseLike<unknown>;
}

/** Whether the server granted the request. */
export function isSuccess({ status, ok }: ResponseLike): boolean {
  return status === undefined ? ok === true : status >= 200 && status < 300;
}

/** The text of a response that has no body to read piece by piece. */
export async function readWhole(response: ResponseLike): Promise<string> {
  if (typeof response.text !== 'function') throw new TypeError('Expected the response to have a text');
  return response.text();
}

/** Reads JSON, until the signal aborts. Rejects with what reading, counting or parsing throws. */
export async function readJson(
  response: ResponseLike,
  signal: AbortSignal,
  count: CountBytes,
): Promise<unknown> {
  const { body } = response;
  if (typeof body === 'object' && body !== null) {
    const texts: string[] = [];
    await readChunks(body, signal, (text, bytes) => {
      count(bytes);
      texts.push(text);
    });
    return JSON.parse(texts.join(''));
  }
  if (typeof response.json === 'function') return response.json();
  const text = await readWhole(response);
  count(text.length);
  return JSON.parse(text);
}

/**
 * Calls `onText` for each chunk with its text, wherever characters were cut, and its length in bytes. Rejects with what
 * reading or `onText` throws; then nothing more of the body is read, nor once the signal has aborted, which some callers'
 * `fetch` ignores.
 */
export async function readChunks(
  body: Body,
  signal: AbortSignal,
  onText: (text: string, bytes: number) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  const take = (chunk: Chunk) =>
    onText(typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }), chunk.length);
  if (!isStream(body)) {
    for await (const chunk of body) take(chunk);
    return;
  }
  const reader = body.getReader();
  const cancel = () => {
    reader.cancel().catch(ignore);
  };
  signal.addEventListener('abort', cancel);
  if (signal.aborted) cancel();
  let isDone = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      isDone = done;
      if (done) break;
      take(value);
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    if (!isDone) cancel();
  }
}

/** Cancels the body of a response that came too late, or that nobody reads. */
export function discard({ body }: ResponseLike): void {
  try {
    if (typeof body !== 'object' || body === null || !('cancel' in body)) return;
    if (typeof body.cancel === 'function') follow(body.cancel(), undefined, ignore);
  } catch {
    // The body is the caller's own.
  }
}

export function readHeader(response: ResponseLike | undefined, name: string): string | undefined {
  try {
    return response?.headers?.get?.(name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Whether a body is read by a reader; others are iterated over. */
function isStream(body: Body): body is ReadableStream<Chunk> {
  return typeof body === 'object' && 'getReader' in body && typeof body.getReader === 'function';
}

function ignore(): void {}
