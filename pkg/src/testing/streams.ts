// The live subscriptions of a source, and how they are sent events. Never looks at a clock.

import type { WatchEvent, WatchOptions } from '../../types/index.d.ts';

type Listener = (event: WatchEvent) => void;

/** One subscription. */
export interface Stream {
  readonly options: WatchOptions;
  readonly onEvent: Listener;
  hasEnded: boolean;
}

/** Subscriptions, the oldest first. */
export class Streams {
  readonly #live = new Set<Stream>();

  /** Adds a subscription; `end` removes it for good and may be called twice. */
  open(options: WatchOptions, onEvent: Listener): { stream: Stream; end: () => void } {
    if (typeof onEvent !== 'function') {
      throw new TypeError(`onEvent: expected a function, got ${typeof onEvent}`);
    }
    const stream: Stream = { options: { ...options }, onEvent, hasEnded: false };
    this.#live.add(stream);
    const end = () => {
      stream.hasEnded = true;
      this.#live.delete(stream);
    };
    return { stream, end };
  }

  get options(): WatchOptions[] {
    return Array.from(this.#live, (stream) => ({ ...stream.options }));
  }

  isLive(stream: Stream): boolean {
    return this.#live.has(stream);
  }

  /** Sends each stream that `isMeant` picks its own event. Subscribers may come and go meanwhile. */
  send(isMeant: (stream: Stream) => boolean, makeEvent: () => WatchEvent): void {
    for (const stream of Array.from(this.#live)) {
      if (this.#live.has(stream) && isMeant(stream)) deliver(stream, makeEvent());
    }
  }

  /**
   * Removes the streams that `isMeant` picks and returns their number; each is sent `last`, if there is one.
   */
  cut(isMeant: (stream: Stream) => boolean, last?: WatchEvent): number {
    const streams = Array.from(this.#live).filter(isMeant);
    for (const stream of streams) this.#live.delete(stream);
    if (last === undefined) return streams.length;
    for (const stream of streams) deliver(stream, last);
    return streams.length;
  }
}

/**
 * A subscriber that throws is reported and does not disturb the others; one that has ended receives nothing
 * more.
 */
export function deliver(stream: Stream, event: WatchEvent): void {
  if (stream.hasEnded) return;
  try {
    stream.onEvent(event);
  } catch (error) {
    console.error('a subscriber threw', error);
  }
}

/**
 * Whether `options` has every field of `wanted` with the same value; a field that is `undefined` matches any.
 */
export function hasFields(options: WatchOptions, wanted: Partial<WatchOptions> | undefined): boolean {
  const given = new Map<string, unknown>(Object.entries(options));
  return Object.entries(wanted ?? {}).every(
    ([field, value]) => value === undefined || given.get(field) === value,
  );
}
