// The collections that are watched now, for `inspect()`. A module of its own: a bundle that has a queue and no client brings
// nothing else of the client along.

import type { StreamInspection } from '../../types/queue.d.ts';

interface LiveStream {
  inspect(): StreamInspection;
}

/** All of them, in the order in which they began. */
export const liveStreams = /* @__PURE__ */ new Set<LiveStream>();

export function inspectStreams(): StreamInspection[] {
  return [...liveStreams].map((stream) => stream.inspect());
}
