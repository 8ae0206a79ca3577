// A stream of events about one collection, as a control plane gives it.

import type { WatchEvent } from 'taskwatch';
import type { Collection } from './collection.ts';

/** Where a stream's events go. Nothing is told after `closed`. */
export interface StreamSink {
  event(event: WatchEvent): void;
  /** The stream has ended by itself. */
  closed(): void;
}

/**
 * Opens a stream, from a version on if one is given, and returns how to close it. What it
 * tells after it was closed is ignored.
 */
export type OpenStream = (collection: Collection, sink: StreamSink, since: string | undefined) => () => void;
