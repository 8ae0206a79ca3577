// The console's watch manager. It knows nothing of tasks: lists on the pages use
// it, and taskwatch gets it by `setWatchSource` like any other subscriber.
//
// One stream serves all channels of a collection. A subscriber receives only what
// happens from now on, without a replay. Streams are closed
// while the tab is hidden, and outlive their last subscriber by half a second, so
// that a change of page does not close and reopen one. An object that somebody has
// read can be passed to the subscribers of its collection.

import type { WatchEvent, WatchOptions } from 'taskwatch';
import type { KubernetesObject } from '../planes/plane.ts';
import { channelKey, type Collection, collectionKey } from './collection.ts';
import { sharedStream, type SharedStream } from './shared-stream.ts';
import type { OpenStream } from './stream.ts';

const LINGER = 500;
const NO_STREAM: WatchEvent = {
  type: 'ERROR',
  object: { kind: 'Status', status: 'Failure', message: 'No stream is open' },
};

// Without a code: nothing is wrong with the objects.
const GAP: WatchEvent = {
  type: 'ERROR',
  object: { kind: 'Status', status: 'Failure', message: 'Events may be missing' },
};

type Callback = (event: WatchEvent) => void;
type Seen = (object: KubernetesObject) => void;

interface Subscriber {
  readonly callback: Callback;
}

interface Channel {
  readonly name: string | undefined;
  readonly subscribers: Set<Subscriber>;
  linger?: ReturnType<typeof setTimeout> | undefined;
}

interface Watched {
  readonly channels: Map<string, Channel>;
  readonly stream: SharedStream;
}

/** What the manager holds at this moment. */
export interface WatchCounts {
  subscribers: number;
  channels: number;
  streams: number;
}

export interface WatchManager {
  subscribe(options: WatchOptions, callback: Callback): () => void;
  /** An object of the collection was read: its subscribers may not have that version from the stream yet. */
  saw(collection: Collection, object: KubernetesObject): void;
  /** Calls back with objects of a collection that were read elsewhere. Returns a function that stops that. */
  follow(collection: Collection, callback: Seen): () => void;
  /** Reopens all streams, since those that look open may be dead, and reports that events may be missing. */
  restart(): void;
  /** Closes all streams for good. */
  stop(): void;
  /** Everything, or what concerns one object. */
  counts(name?: string): WatchCounts;
  /** Calls back after a change of the counts. Returns a function that stops that. */
  onChange(listener: () => void): () => void;
}

/**
 * @param maxStreams a browser has six connections to a host and a stream takes one for as
 *   long as it is open. Collections beyond this many wait for one of the others to be left.
 */
export function createWatchManager(openStream: OpenStream, maxStreams: number): WatchManager {
  const watched = new Map<string, Watched>();
  const listeners = new Set<() => void>();
  const followers = new Map<string, Set<Seen>>();

  function subscribe(options: WatchOptions, callback: Callback): () => void {
    const collection = watch(options);
    const channel = join(collection, options);
    const subscriber = { callback };
    channel.subscribers.add(subscriber);
    openStreams();
    // Subscribers that would wait for events in vain are notified, and can read instead.
    if (!collection.stream.isOpen && !document.hidden)
      queueMicrotask(() => tell(channel, subscriber, NO_STREAM));
    changed();
    return () => {
      if (!channel.subscribers.delete(subscriber)) return;
      if (channel.subscribers.size === 0) channel.linger = setTimeout(() => leave(options), LINGER);
      changed();
    };
  }

  function watch(options: WatchOptions): Watched {
    const key = collectionKey(options);
    const known = watched.get(key);
    if (known) return known;
    const channels = new Map<string, Channel>();
    const { name: _, ...collection } = options;
    const stream = sharedStream(collection, openStream, (event) => {
      deliver(channels, event);
      changed();
    });
    const added = { channels, stream };
    watched.set(key, added);
    return added;
  }

  function join({ channels }: Watched, options: WatchOptions): Channel {
    const key = channelKey(options);
    const channel = channels.get(key) ?? { name: options.name, subscribers: new Set() };
    clearTimeout(channel.linger);
    channels.set(key, channel);
    return channel;
  }

  function leave(options: WatchOptions): void {
    const key = collectionKey(options);
    const collection = watched.get(key);
    collection?.channels.delete(channelKey(options));
    if (collection?.channels.size === 0) {
      watched.delete(key);
      collection.stream.close();
      openStreams();
    }
    changed();
  }

  /** In the order of the first subscription, as many as there may be. */
  function openStreams(): void {
    if (document.hidden) return;
    let free = maxStreams;
    for (const { stream } of watched.values()) if (free-- > 0) stream.open();
  }

  function changed(): void {
    for (const listener of listeners) listener();
  }

  function onVisibility(): void {
    if (document.hidden) for (const { stream } of watched.values()) stream.close();
    else openStreams();
    changed();
  }

  document.addEventListener('visibilitychange', onVisibility);

  function follow(collection: Collection, callback: Seen): () => void {
    const key = collectionKey(collection);
    const others = followers.get(key) ?? new Set();
    followers.set(key, others.add(callback));
    return () => {
      others.delete(callback);
      if (others.size === 0 && followers.get(key) === others) followers.delete(key);
    };
  }

  function restart(): void {
    for (const { stream } of watched.values()) stream.close();
    openStreams();
    for (const { channels } of [...watched.values()]) deliver(channels, GAP);
    changed();
  }

  return {
    subscribe,
    saw(collection, object) {
      for (const callback of followers.get(collectionKey(collection)) ?? []) callback(object);
    },
    follow,
    restart,
    stop() {
      document.removeEventListener('visibilitychange', onVisibility);
      for (const { stream } of watched.values()) stream.close();
      watched.clear();
    },
    counts: (name) => count(watched.values(), name),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function deliver(channels: ReadonlyMap<string, Channel>, event: WatchEvent): void {
  const name = event.type === 'ERROR' ? undefined : event.object?.metadata?.name;
  for (const channel of [...channels.values()]) {
    if (name !== undefined && channel.name !== undefined && channel.name !== name) continue;
    for (const subscriber of [...channel.subscribers]) tell(channel, subscriber, event);
  }
}

function tell(channel: Channel, subscriber: Subscriber, event: WatchEvent): void {
  // It may have left meanwhile, in the callback of another one.
  if (!channel.subscribers.has(subscriber)) return;
  try {
    subscriber.callback(event);
  } catch (error) {
    // One subscriber's exception must not end the others.
    reportError(error);
  }
}

function count(watched: Iterable<Watched>, name: string | undefined): WatchCounts {
  const counts = { subscribers: 0, channels: 0, streams: 0 };
  for (const { channels, stream } of watched) {
    if (stream.isOpen) counts.streams++;
    for (const channel of channels.values()) {
      if (name !== undefined && channel.name !== name) continue;
      counts.channels++;
      counts.subscribers += channel.subscribers.size;
    }
  }
  return counts;
}
