// The bridge between the collections and reads of this half and the pool of the core, which decides what to request and
// when. Passes numbers, and handles the loss of the wasm instance, with which connections and reads are lost.

import { trapped } from '../../../src/web/shared/trap.js';
import type { CollectionHost, KubernetesDriver, ReadHost } from '../../wasm/taskwatch.d.ts';
import { ConnectionInput } from '../generated/protocol.ts';
import { listenToPage } from './page-lifecycle.ts';
import type { Refusal } from './refusal.ts';
import { areStreamsShared } from './stream-locks.ts';

/** The pool of the live wasm instance. */
export type Driver = typeof KubernetesDriver;

/** The bridge's access to the wasm. */
export interface ClientRuntime {
  /** Compiles the wasm if necessary. Throws `WasmBlockedError` if that is forbidden. */
  driver(): Driver;
  /** Calls `lostCore` once the current instance is lost. */
  watch(owner: CoreOwner): void;
}

interface CoreOwner {
  lostCore(error: unknown): void;
}

/** A collection, as the bridge knows it. */
export interface BridgedCollection extends CollectionHost {
  readonly origin: string;
  readonly maxStreams: number | undefined;
  /** The id of its connection, once it has one. */
  connectionId: number | undefined;
  readonly isClosed: boolean;
  /** The connection is lost with its instance. */
  handleLoss(): void;
}

/** A read, as the bridge knows it. */
export interface BridgedRead extends ReadHost {
  /** The time limit is lost with its instance. */
  handleLoss(error: unknown): void;
}

export class PoolBridge implements CoreOwner {
  readonly #runtime: ClientRuntime;
  #driver: Driver | undefined;
  readonly #collections = new Set<BridgedCollection>();
  /** Those that have subscribers: the page is listened to as long as there are any. */
  readonly #subscribed = new Set<BridgedCollection>();
  readonly #reads = new Set<BridgedRead>();
  #stopListening: (() => void) | undefined;

  constructor(runtime: ClientRuntime) {
    this.#runtime = runtime;
  }

  /** Makes sure that there is a wasm instance. Throws where compiling is forbidden. */
  acquire(): Driver {
    const driver = this.#runtime.driver();
    if (driver !== this.#driver) {
      this.#driver = driver;
      this.#runtime.watch(this);
    }
    return driver;
  }

  open(collection: BridgedCollection): void {
    try {
      const driver = this.acquire();
      this.#collections.add(collection);
      this.#addSubscribed(collection);
      const { origin, maxStreams } = collection;
      const id = driver.open(collection, origin, maxStreams, areStreamsShared(maxStreams));
      collection.connectionId = id;
      // The first request calls the app's `headers` and `fetch`, which may have ended the last wait.
      if (collection.isClosed) driver.handleInput(id, ConnectionInput.Unsubscribed);
    } catch (error) {
      this.handleClosed(collection);
      collection.handleLoss();
      trapped(error);
    }
  }

  /** Reports what happened to a collection's connection. */
  dispatch(collection: BridgedCollection, input: ConnectionInput): void {
    if (collection.connectionId === undefined || collection.isClosed) return;
    try {
      this.#driver?.handleInput(collection.connectionId, input);
    } catch (error) {
      trapped(error);
    }
  }

  /** Reports that the server refused a request of a collection. */
  dispatchRefusal(collection: BridgedCollection, { code, status, retryAfter }: Refusal): void {
    if (collection.connectionId === undefined || collection.isClosed) return;
    const [reason, message] = [status.reason, status.message].map(shortText);
    try {
      this.#driver?.handleRefusal(collection.connectionId, code, reason ?? '', message ?? '', retryAfter);
    } catch (error) {
      trapped(error);
    }
  }

  /** A collection that lost its last subscriber has one again. */
  handleSubscribed(collection: BridgedCollection): void {
    this.#addSubscribed(collection);
    this.dispatch(collection, ConnectionInput.Subscribed);
  }

  handleUnsubscribed(collection: BridgedCollection): void {
    this.#removeSubscribed(collection);
    this.dispatch(collection, ConnectionInput.Unsubscribed);
  }

  /** The collection is closed: releases everything of it. */
  handleClosed(collection: BridgedCollection): void {
    this.#collections.delete(collection);
    this.#removeSubscribed(collection);
  }

  /** Begins the time limit of a read; returns the id for the following two. Throws where there is no wasm. */
  beginRead(read: BridgedRead): number {
    const driver = this.acquire();
    this.#reads.add(read);
    try {
      return driver.beginRead(read);
    } catch (error) {
      trapped(error);
      throw error;
    }
  }

  renewRead(id: number): void {
    try {
      this.#driver?.renewRead(id);
    } catch (error) {
      trapped(error);
    }
  }

  /** Ends the time limit of a read. `id` is absent where the core has ended it. */
  endRead(read: BridgedRead, id: number | undefined): void {
    this.#reads.delete(read);
    if (id === undefined) return;
    try {
      this.#driver?.endRead(id);
    } catch (error) {
      trapped(error);
    }
  }

  lostCore(error: unknown): void {
    this.#driver = undefined;
    const collections = [...this.#collections];
    const reads = [...this.#reads];
    this.#reads.clear();
    for (const collection of collections) {
      this.handleClosed(collection);
      collection.handleLoss();
    }
    for (const read of reads) read.handleLoss(error);
  }

  #addSubscribed(collection: BridgedCollection): void {
    this.#subscribed.add(collection);
    this.#stopListening ??= listenToPage((isThere) => {
      try {
        this.#driver?.handlePage(isThere);
      } catch (error) {
        trapped(error);
      }
    });
  }

  #removeSubscribed(collection: BridgedCollection): void {
    if (!this.#subscribed.delete(collection) || this.#subscribed.size > 0) return;
    this.#stopListening?.();
    this.#stopListening = undefined;
  }
}

/** A text of the server, as far as it matters to the core. */
function shortText(text: unknown): string {
  return typeof text === 'string' ? text.slice(0, 1000) : '';
}
