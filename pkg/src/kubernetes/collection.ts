// One watched collection, with its objects and its subscribers. Executes the actions of its connection in the core, and
// reports the results. Passes on nothing that other code throws.

import { messageOf } from '../../../src/web/shared/report.js';
import type { ReportedStream } from '../../../src/web/watch/source.js';
import type { StreamInspection } from '../../types/queue.d.ts';
import type { WatchEvent } from '../../types/watch.d.ts';
import { ConnectionAction, ConnectionInput } from '../generated/protocol.ts';
import type { CollectionAddress } from './address.ts';
import type { BoundError } from './bounds.ts';
import type { RequestListener, StreamContent } from './collection-requests.ts';
import { CollectionRequests } from './collection-requests.ts';
import type { Change } from './object-cache.ts';
import { ObjectCache } from './object-cache.ts';
import { liveStreams } from './live-streams.ts';
import type { ChangeType, NamedObject } from './objects.ts';
import type { BridgedCollection, PoolBridge } from './pool-bridge.ts';
import type { Refusal } from './refusal.ts';
import { closedStreamStatus } from './refusal.ts';
import type { RequestClient } from './request-client.ts';
import { requestStream } from './stream-locks.ts';
import { Subscribers } from './subscribers.ts';

/** The constructor arguments of a collection. */
interface CollectionConfig {
  readonly address: CollectionAddress;
  readonly client: RequestClient;
  readonly bridge: PoolBridge;
  /** How many streams its origin may have; `undefined` leaves that to the core. */
  readonly maxStreams: number | undefined;
  /** Called at its end. */
  readonly onClose: () => void;
}

export class Collection implements BridgedCollection, RequestListener {
  readonly origin: string;
  readonly maxStreams: number | undefined;
  connectionId: number | undefined;
  readonly #bridge: PoolBridge;
  readonly #onClose: () => void;
  readonly #requests: CollectionRequests;
  readonly #subscribers = new Subscribers();
  #cache = new ObjectCache();
  /** The `Status` of the last refusal, if nothing has succeeded since. */
  #refusal: object | undefined;
  /** The last error, a refusal or not, if nothing has succeeded since. */
  #problem: unknown;
  readonly #url: string;
  readonly #since = Date.now();
  /** The state of the stream, and since when; absent until the first request has a result. */
  #stream: (ReportedStream & { readonly since: number }) | undefined;
  /** Releases its stream, or stops asking the other tabs for one. */
  #releaseStream: (() => void) | undefined;
  #isClosed = false;
  #isUpdateScheduled = false;

  constructor({ address, client, bridge, maxStreams, onClose }: CollectionConfig) {
    this.origin = address.origin;
    this.maxStreams = maxStreams;
    this.#bridge = bridge;
    this.#onClose = onClose;
    this.#requests = new CollectionRequests(client, address, this);
    this.#url = address.url;
    liveStreams.add(this);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Adds a subscriber for one name or all; returns a function that removes it. Nothing is delivered before this returns. */
  subscribe(
    name: string | undefined,
    namespace: string | undefined,
    onEvent: (event: WatchEvent) => void,
    onStream?: (stream: ReportedStream) => void,
  ): () => void {
    if (this.#subscribers.isEmpty && this.connectionId !== undefined) this.#bridge.handleSubscribed(this);
    const subscriber = this.#subscribers.add(name, namespace, onEvent, onStream);
    this.#scheduleUpdate();
    return () => {
      if (subscriber.onEvent === undefined) return;
      this.#subscribers.remove(subscriber);
      if (!this.#subscribers.isEmpty) return;
      if (this.connectionId === undefined) this.#close();
      else this.#bridge.handleUnsubscribed(this);
    };
  }

  handleAction(action: ConnectionAction, number: number): void {
    switch (action) {
      case ConnectionAction.ListPages:
        this.#requests.list(false);
        break;
      case ConnectionAction.ListWhole:
        this.#requests.list(true);
        break;
      case ConnectionAction.NextPage:
        this.#requests.nextPage();
        break;
      case ConnectionAction.Watch:
        this.#requests.watch(number);
        break;
      case ConnectionAction.Abort:
        this.#requests.abort();
        break;
      case ConnectionAction.RequestStream:
        this.#releaseStream = requestStream(this.origin, this.maxStreams, () => {
          this.#bridge.dispatch(this, ConnectionInput.StreamGranted);
        });
        break;
      case ConnectionAction.ReleaseStream:
        this.#stopSharing();
        break;
      case ConnectionAction.ReportRefusal:
        if (this.#refusal !== undefined) this.#subscribers.dispatchError(this.#refusal);
        break;
      case ConnectionAction.Replay:
        if (this.#stream !== undefined) this.#subscribers.reportStreamToNew(this.#stream);
        this.#subscribers.replay(this.#cache);
        break;
      case ConnectionAction.StreamLost:
        this.#reportStream('lost', number);
        break;
      case ConnectionAction.StreamRefused:
        this.#reportStream('refused', number);
        break;
      case ConnectionAction.Close:
        this.#close();
        break;
    }
  }

  /** What `inspect()` shows of it. */
  inspect(): StreamInspection {
    const { state, since, retryAt, error } = this.#stream ?? { state: 'lost', since: this.#since };
    return {
      url: this.#url,
      subscribers: this.#subscribers.count,
      state,
      since,
      ...(error === undefined ? {} : { error: messageOf(error) }),
      ...(retryAt === undefined ? {} : { retryAt }),
    };
  }

  /** The wasm instance is gone: reports to the subscribers that the stream was closed. */
  handleLoss(): void {
    this.#requests.close();
    this.#stopSharing();
    this.#isClosed = true;
    liveStreams.delete(this);
    this.#onClose();
    this.#subscribers.dispatchError(closedStreamStatus());
    this.#subscribers.clear();
  }

  onPage(): void {
    this.#bridge.dispatch(this, ConnectionInput.PageReceived);
  }

  onList(objects: NamedObject[]): void {
    this.#succeeded();
    this.#dispatchChanges(this.#cache.replace(objects));
    this.#subscribers.replay(this.#cache);
    this.#bridge.dispatch(this, ConnectionInput.LastPageReceived);
  }

  onStreamOpened(): void {
    this.#succeeded();
    this.#bridge.dispatch(this, ConnectionInput.StreamOpened);
  }

  onObjectEvent(type: ChangeType, object: NamedObject): void {
    this.#dispatchChanges(this.#cache.apply(type, object));
  }

  onData(content: StreamContent): void {
    this.#bridge.dispatch(this, content);
  }

  onStreamEnded(): void {
    this.#bridge.dispatch(this, ConnectionInput.StreamEnded);
  }

  onFailure(error: unknown): void {
    this.#problem = error;
    this.#bridge.dispatch(this, ConnectionInput.RequestFailed);
  }

  onRefusal(refusal: Refusal): void {
    this.#problem = this.#refusal = refusal.status;
    this.#bridge.dispatchRefusal(this, refusal);
  }

  onVersionMissing(): void {
    this.#bridge.dispatch(this, ConnectionInput.VersionMissing);
  }

  onBoundExceeded({ message }: BoundError): void {
    this.#problem = this.#refusal = closedStreamStatus(message);
    this.#bridge.dispatch(this, ConnectionInput.LimitExceeded);
  }

  /** Waits for all subscribers of this turn, to request what they need together rather than what the first one needs. */
  #scheduleUpdate(): void {
    if (this.#isUpdateScheduled) return;
    this.#isUpdateScheduled = true;
    Promise.resolve().then(() => {
      this.#isUpdateScheduled = false;
      if (!this.#isClosed && !this.#subscribers.isEmpty) this.#update();
    });
  }

  /** Delivers to new subscribers what they asked for, or requests it. */
  #update(): void {
    const { onlyName } = this.#subscribers;
    const isWidened = this.#requests.name !== undefined && this.#requests.name !== onlyName;
    if (isWidened) this.#requests.name = undefined;
    // That it is open would promise the present state, which is to follow.
    if (this.#stream !== undefined && this.#stream.state !== 'open') {
      this.#subscribers.reportStreamToNew(this.#stream);
    }
    if (this.connectionId === undefined) {
      this.#requests.name = onlyName;
      this.#bridge.open(this);
    } else {
      if (!isWidened && this.#refusal !== undefined) this.#subscribers.dispatchErrorToNew(this.#refusal);
      this.#bridge.dispatch(this, isWidened ? ConnectionInput.SelectionWidened : ConnectionInput.Joined);
    }
  }

  #succeeded(): void {
    this.#problem = this.#refusal = undefined;
    if (this.#stream?.state === 'open') this.#subscribers.reportStreamToNew(this.#stream);
    else this.#reportStream('open', 0);
  }

  /** `pause`: in how many milliseconds the next request is made; 0 if unknown. */
  #reportStream(state: ReportedStream['state'], pause: number): void {
    const now = Date.now();
    this.#stream = {
      state,
      since: this.#stream?.state === state ? this.#stream.since : now,
      error: this.#problem,
      retryAt: pause > 0 ? now + pause : undefined,
    };
    this.#subscribers.reportStream(this.#stream);
  }

  #dispatchChanges(changes: Change[]): void {
    for (const [type, object] of changes) this.#subscribers.dispatch(type, object);
  }

  #stopSharing(): void {
    this.#releaseStream?.();
    this.#releaseStream = undefined;
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    liveStreams.delete(this);
    this.#requests.close();
    this.#stopSharing();
    this.#subscribers.clear();
    this.#cache = new ObjectCache();
    this.#refusal = undefined;
    this.#bridge.handleClosed(this);
    this.#onClose();
  }
}
