// The console's own watch manager, as such consoles have it: a class whose methods need `this`, one SSE stream for all
// channels, a POST for each subscription and its end, no replay of the state.

import type { WatchEvent, WatchOptions } from 'taskwatch';

type Subscriber = (event: WatchEvent) => void;

interface Channel {
  readonly options: WatchOptions;
  readonly subscribers: Set<Subscriber>;
}

/** A subscription ends a little later, for components that mount twice. */
const CLEANUP_DELAY = 500;

class WatchManager {
  private readonly clientId = crypto.randomUUID();
  private readonly channels = new Map<string, Channel>();
  private stream: EventSource | undefined;

  subscribe(options: WatchOptions, onEvent: Subscriber): () => void {
    this.connect();
    const key = this.keyOf(options);
    let channel = this.channels.get(key);
    if (channel === undefined) {
      channel = { options, subscribers: new Set() };
      this.channels.set(key, channel);
      if (this.stream?.readyState === EventSource.OPEN) void this.post('subscribe', { options });
    }
    channel.subscribers.add(onEvent);
    return () => setTimeout(() => this.leave(key, onEvent), CLEANUP_DELAY);
  }

  get channelCount(): number {
    return this.channels.size;
  }

  private connect(): void {
    if (this.stream !== undefined) return;
    this.stream = new EventSource(`/api/watch/stream?client=${this.clientId}`);
    this.stream.addEventListener('connected', () => {
      for (const { options } of this.channels.values()) void this.post('subscribe', { options });
    });
    this.stream.addEventListener('watch', ({ data }) => {
      const { channel, type, object } = JSON.parse(data);
      for (const subscriber of [...(this.channels.get(channel)?.subscribers ?? [])])
        subscriber({ type, object });
    });
  }

  private leave(key: string, onEvent: Subscriber): void {
    const channel = this.channels.get(key);
    channel?.subscribers.delete(onEvent);
    if (channel === undefined || channel.subscribers.size > 0) return;
    this.channels.delete(key);
    void this.post('unsubscribe', { channel: key });
  }

  private async post(what: string, body: object): Promise<void> {
    await fetch(`/api/watch/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client: this.clientId, ...body }),
    });
  }

  private keyOf({ resourceType, orgId, projectId, namespace, name }: WatchOptions): string {
    return [resourceType, orgId ?? '', projectId ?? '', namespace ?? '', name ?? ''].join(':');
  }
}

export const watchManager = new WatchManager();
