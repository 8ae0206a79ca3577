// The requests of one collection: a list in pages, or a watch. At most one is under way, and the results of an earlier
// one are ignored. The core decides what to request next, and when.

import { ConnectionInput, KUBERNETES_LIMITS } from '../generated/protocol.ts';
import type { CollectionAddress } from './address.ts';
import { requestUrl } from './address.ts';
import { BoundError, ListBudget } from './bounds.ts';
import type { ChangeType, NamedObject } from './objects.ts';
import { hasName, isChangeType, isRecord, itemsOf, metadataText } from './objects.ts';
import type { Refusal } from './refusal.ts';
import { readRefusal, refusalFrom } from './refusal.ts';
import type { RequestClient } from './request-client.ts';
import { discard, isSuccess } from './response.ts';
import { readLines } from './response-lines.ts';

/** What a part of a stream had in it: a part of a line, an event, a bookmark, or lines that are no event. */
export type StreamContent =
  | ConnectionInput.PartReceived
  | ConnectionInput.EventReceived
  | ConnectionInput.BookmarkReceived
  | ConnectionInput.OtherReceived;

/** Receives the results of the current request. */
export interface RequestListener {
  /** A page was received; more follow. */
  onPage(): void;
  /** The last page was received: these are all objects. */
  onList(objects: NamedObject[]): void;
  /** The response to a watch has begun. */
  onStreamOpened(): void;
  onObjectEvent(type: ChangeType, object: NamedObject): void;
  /** A part of the stream was received and its events, if any, were passed on. */
  onData(content: StreamContent): void;
  /** The server ended the stream in order. */
  onStreamEnded(): void;
  /** The request broke, or its response cannot be read. */
  onFailure(error: unknown): void;
  onRefusal(refusal: Refusal): void;
  /** There is no version to watch from. */
  onVersionMissing(): void;
  /** The response is larger than the client allows, and was given up. */
  onBoundExceeded(error: BoundError): void;
}

export class CollectionRequests {
  /** The one object to request; `undefined` for all. */
  name: string | undefined;
  readonly #client: RequestClient;
  readonly #address: CollectionAddress;
  readonly #listener: RequestListener;
  #current: AbortController | undefined;
  /** The pages of the current list so far, where it continues, and its version. */
  #pages: NamedObject[][] = [];
  #continueToken: string | undefined;
  #listVersion: string | undefined;
  #pageSize: number | undefined;
  #budget = new ListBudget();
  /** Where to watch from; `undefined` where the server gives no version. */
  #version: string | undefined;
  /** Whether nothing was watched since the list. */
  #isFresh = false;

  constructor(client: RequestClient, address: CollectionAddress, listener: RequestListener) {
    this.#client = client;
    this.#address = address;
    this.#listener = listener;
  }

  /** Begins a list from its first page. */
  list(isWhole: boolean): void {
    this.#pages = [];
    this.#budget = new ListBudget();
    this.#continueToken = undefined;
    this.#listVersion = undefined;
    this.#pageSize = isWhole ? undefined : KUBERNETES_LIMITS.pageSize;
    this.nextPage();
  }

  nextPage(): void {
    this.#begin((request) => this.#requestPage(request));
  }

  watch(seconds: number): void {
    const isFresh = this.#isFresh;
    this.#isFresh = false;
    // Without a version the server would not tell what was deleted since the list.
    if (this.#version === undefined && !isFresh) this.#listener.onVersionMissing();
    else this.#begin((request) => this.#requestStream(request, seconds));
  }

  abort(): void {
    const request = this.#current;
    this.#current = undefined;
    request?.abort();
  }

  /** Aborts, and forgets what was received so far. */
  close(): void {
    this.abort();
    this.#pages = [];
  }

  #begin(send: (request: AbortController) => Promise<void>): void {
    this.abort();
    const request = new AbortController();
    this.#current = request;
    send(request).catch((error) => {
      if (this.#current !== request) return;
      this.abort();
      if (error instanceof BoundError) this.#listener.onBoundExceeded(error);
      else this.#listener.onFailure(error);
    });
  }

  /** Ends the request; returns whether it was still the current one. */
  #end(request: AbortController): boolean {
    if (this.#current !== request) return false;
    this.#current = undefined;
    return true;
  }

  async #requestPage(request: AbortController): Promise<void> {
    const url = requestUrl(this.#address, this.name, {
      limit: this.#pageSize,
      continue: this.#continueToken,
    });
    this.#budget.addPage();
    const { body, refusal } = await this.#client.get(url, request.signal, this.#budget.count);
    // Before the request ends: what throws here makes it a failed one.
    const items = refusal === undefined ? itemsOf(body) : [];
    if (!this.#end(request)) return;
    if (refusal !== undefined) {
      this.#listener.onRefusal(refusal);
      return;
    }
    this.#pages.push(items);
    // Of the first page: where later ones have others, what changed in between is in the stream from here on.
    this.#listVersion ??= metadataText(body, 'resourceVersion');
    this.#continueToken = metadataText(body, 'continue');
    if (this.#continueToken !== undefined) {
      this.#listener.onPage();
      return;
    }
    const objects = this.#pages.flat();
    this.#pages = [];
    this.#version = this.#listVersion;
    this.#isFresh = true;
    this.#listener.onList(objects);
  }

  async #requestStream(request: AbortController, seconds: number): Promise<void> {
    const url = requestUrl(this.#address, this.name, {
      watch: 'true',
      allowWatchBookmarks: 'true',
      timeoutSeconds: seconds,
      resourceVersion: this.#version,
    });
    const response = await this.#client.open(url, request.signal);
    if (this.#current !== request) {
      discard(response);
      return;
    }
    if (!isSuccess(response)) {
      const refusal = await readRefusal(response, request.signal, url);
      if (this.#end(request)) this.#listener.onRefusal(refusal);
      return;
    }
    this.#listener.onStreamOpened();
    await readLines(response, request.signal, (lines) => this.#receive(request, url, lines));
    if (this.#end(request)) this.#listener.onStreamEnded();
  }

  #receive(request: AbortController, url: string, lines: readonly string[]): void {
    let content: StreamContent =
      lines.length === 0 ? ConnectionInput.PartReceived : ConnectionInput.OtherReceived;
    try {
      for (const line of lines) {
        if (this.#current !== request) return;
        // Throws for a line that is not JSON, which breaks the stream: it is resumed from the previous event.
        const found = this.#handleEvent(JSON.parse(line), url);
        // A bookmark says all that an event says, and more.
        if (content !== ConnectionInput.BookmarkReceived) content = found ?? content;
      }
    } finally {
      if (this.#current === request) this.#listener.onData(content);
    }
  }

  /** Returns what it was; `undefined` for what is no event: no other JSON is a sign that the stream works. */
  #handleEvent(event: unknown, url: string): StreamContent | undefined {
    const { type, object, kind, status } = isRecord(event) ? event : {};
    if (type === 'ERROR' || (type === undefined && kind === 'Status' && status === 'Failure')) {
      this.abort();
      this.#listener.onRefusal(refusalFrom(type === undefined ? event : object, url));
      return undefined;
    }
    const version = metadataText(object, 'resourceVersion');
    if (isChangeType(type) && hasName(object)) {
      this.#version = version ?? this.#version;
      this.#listener.onObjectEvent(type, object);
      return ConnectionInput.EventReceived;
    }
    if (type !== 'BOOKMARK' || version === undefined) return undefined;
    this.#version = version;
    return ConnectionInput.BookmarkReceived;
  }
}
