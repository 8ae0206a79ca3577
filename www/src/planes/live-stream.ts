// A Kubernetes watch over fetch: one JSON event per line, until the server ends it.

import type { WatchEvent } from 'taskwatch';
import type { StreamSink } from '../watch/stream.ts';
import { refusal, send } from './live-request.ts';
import { ApiError } from './plane.ts';

/** Opens the watch at `url` and returns a function that closes it. */
export function openLiveStream(url: string, sink: StreamSink): () => void {
  const controller = new AbortController();
  follow(url, sink, controller.signal)
    .catch((error: unknown) => {
      // A refusal is more informative than a closed stream.
      if (error instanceof ApiError && error.status > 0) sink.event(errorEvent(error));
    })
    .finally(() => sink.closed());
  return () => controller.abort();
}

async function follow(url: string, sink: StreamSink, signal: AbortSignal): Promise<void> {
  const response = await send(url, { signal });
  if (!response.ok || !response.body) throw await refusal(response);
  for await (const line of lines(response.body)) sink.event(JSON.parse(line) as WatchEvent);
}

async function* lines(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part.trim()) yield part;
  }
}

function errorEvent({ status, reason, message }: ApiError): WatchEvent {
  return {
    type: 'ERROR',
    object: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status, reason, message },
  };
}
