// The requests of one collection: a list in pages, or a watch. At most one is under way, and what comes of an earlier
// one is ignored. What to request next, and when, is decided in the core.

import { KUBERNETES_LIMITS } from '../generated/protocol.ts';
import type { CollectionAddress } from './address.ts';
import { requestUrl } from './address.ts';
import type { ChangeType, NamedObject } from './objects.ts';
import { hasName, isChangeType, isRecord, itemsOf, metadataText } from './objects.ts';
import type { Refusal } from './refusal.ts';
import { readRefusal, refusalFrom } from './refusal.ts';
import type { RequestClient } from './request-client.ts';
import { discard, isSuccess } from './response.ts';
import type { BodyReading } from './response-lines.ts';
import { readLines } from './response-lines.ts';

/** What comes of the present request. */
export interface RequestListener {
  /** A page was received; more follow. */
  onPage(): void;
  /** The last page was received: these are all objects. */
  onList(objects: NamedObject[]): void;
  /** The response to a watch has begun. */
  onStreamOpened(): void;
  onObjectEvent(type: ChangeType, object: NamedObject): void;
  /** A part of the stream was received and its events, if any, were passed on. */
  onData(hasEvent: boolean): void;
  /** The server ended the stream in order. */
  onStreamEnded(): void;
  /** The request broke, or what came of it cannot be read. */
  onFailure(): void;
  onRefusal(refusal: Refusal): void;
}

interface Request extends BodyReading {
  readonly controller: AbortController;
}

export class CollectionRequests {
  /** The one object to request; `undefined` for all. */
  name: string | undefined;
  readonly #client: RequestClient;
  readonly #address: CollectionAddress;
  readonly #listener: RequestListener;
  #current: Request | undefined;
  /** The pages of the present list so far, and where it goes on. */
  #pages: NamedObject[][] = [];
  #continueToken: string | undefined;
  #pageSize: number | undefined;
  /** Where to watch from. */
  #version: string | undefined;

  constructor(client: RequestClient, address: CollectionAddress, listener: RequestListener) {
    this.#client = client;
    this.#address = address;
    this.#listener = listener;
  }

  /** Begins a list anew. */
  list(isWhole: boolean): void {
    this.#pages = [];
    this.#continueToken = undefined;
    this.#pageSize = isWhole ? undefined : KUBERNETES_LIMITS.pageSize;
    this.nextPage();
  }

  nextPage(): void {
    this.#begin((request) => this.#requestPage(request));
  }

  watch(seconds: number): void {
    this.#begin((request) => this.#requestStream(request, seconds));
  }

  abort(): void {
    const request = this.#current;
    this.#current = undefined;
    request?.controller.abort();
    request?.cancel?.();
  }

  /** Aborts, and forgets what was received so far. */
  close(): void {
    this.abort();
    this.#pages = [];
  }

  #begin(send: (request: Request) => Promise<void>): void {
    this.abort();
    const request: Request = { controller: new AbortController(), cancel: undefined };
    this.#current = request;
    send(request).catch(() => {
      if (this.#current !== request) return;
      this.abort();
      this.#listener.onFailure();
    });
  }

  /** Ends the request; returns whether it was still the present one. */
  #end(request: Request): boolean {
    if (this.#current !== request) return false;
    this.#current = undefined;
    return true;
  }

  async #requestPage(request: Request): Promise<void> {
    const url = requestUrl(this.#address, this.name, {
      limit: this.#pageSize,
      continue: this.#continueToken,
    });
    const { body, refusal } = await this.#client.get(url, request.controller.signal);
    // Before the request ends: what throws here makes it a failed one.
    const items = refusal === undefined ? itemsOf(body) : [];
    if (!this.#end(request)) return;
    if (refusal !== undefined) {
      this.#listener.onRefusal(refusal);
      return;
    }
    this.#pages.push(items);
    this.#continueToken = metadataText(body, 'continue');
    if (this.#continueToken !== undefined) {
      this.#listener.onPage();
      return;
    }
    const objects = this.#pages.flat();
    this.#pages = [];
    this.#version = metadataText(body, 'resourceVersion');
    this.#listener.onList(objects);
  }

  async #requestStream(request: Request, seconds: number): Promise<void> {
    const url = requestUrl(this.#address, this.name, {
      watch: 'true',
      allowWatchBookmarks: 'true',
      timeoutSeconds: seconds,
      resourceVersion: this.#version,
    });
    const response = await this.#client.open(url, request.controller.signal);
    if (this.#current !== request) {
      discard(response);
      return;
    }
    if (!isSuccess(response)) {
      const refusal = await readRefusal(response);
      if (this.#end(request)) this.#listener.onRefusal(refusal);
      return;
    }
    this.#listener.onStreamOpened();
    await readLines(response, request, (lines) => this.#receive(request, lines));
    if (this.#end(request)) this.#listener.onStreamEnded();
  }

  #receive(request: Request, lines: readonly string[]): void {
    for (const line of lines) {
      if (this.#current !== request) return;
      // Throws for what is no JSON, which breaks the stream: it is resumed from the event before.
      this.#handleEvent(JSON.parse(line));
    }
    if (this.#current === request) this.#listener.onData(lines.length > 0);
  }

  #handleEvent(event: unknown): void {
    const { type, object } = isRecord(event) ? event : {};
    if (type === 'ERROR') {
      this.abort();
      this.#listener.onRefusal(refusalFrom(object));
      return;
    }
    this.#version = metadataText(object, 'resourceVersion') ?? this.#version;
    if (isChangeType(type) && hasName(object)) this.#listener.onObjectEvent(type, object);
  }
}
