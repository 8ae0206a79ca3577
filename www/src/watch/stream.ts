// A stream of events about one collection, as a control plane gives it.

import type { WatchEvent } from 'taskwatch';
import type { Collection } from './collection.ts';

/** Receives a stream's events. Nothing is called after `closed`. */
export interface StreamSink {
  event(event: WatchEvent): void;
  /** The stream has ended by itself. */
  closed(): void;
}

/**
 * Opens a stream, from a version if one is given, and returns a function that closes it.
 * Events after that are ignored.
 */
export type OpenStream = (collection: Collection, sink: StreamSink, since: string | undefined) => () => void;
