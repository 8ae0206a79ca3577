// The currently watched collections, for `inspect()`. A separate module, so that a bundle with a queue and without the client
// contains nothing else of the client.

import type { StreamInspection } from '../../types/queue.d.ts';

interface LiveStream {
  inspect(): StreamInspection;
}

/** All of them, in the order in which they began. */
export const liveStreams = /* @__PURE__ */ new Set<LiveStream>();

export function inspectStreams(): StreamInspection[] {
  return [...liveStreams].map((stream) => stream.inspect());
}
