// @ts-nocheck
// One collection that is watched: its requests, its objects and its subscribers. When to ask for what is decided in
// the wasm, which is told what came and calls `perform`. Nothing that other code throws gets out of here.

import { ASKED, TOLD } from './link.ts';
import { address } from './address.ts';
import { isFine, refusalFrom, refusalOf } from './request.ts';
import { readLines } from './lines.ts';
import { Subscribers } from './subscribers.ts';
import { Table, hasName } from './object-cache.ts';

/** Objects in a page of a list. */
export const PAGE = 500;
const OBJECT_EVENTS = ['ADDED', 'MODIFIED', 'DELETED'];

export class Collection {
  /** `place` is where it is: `url`, `origin`, `labelSelector` and `fieldSelector`. `forget` is called at its end. */
  constructor(link, requests, place, limit, forget) {
    this.link = link;
    this.requests = requests;
    this.place = place;
    this.origin = place.origin;
    this.limit = limit;
    this.forget = forget;
    this.id = undefined;
    this.isOver = false;
    this.subscribers = new Subscribers();
    this.table = new Table();
    /** The one object that is asked for, while nobody wants others. */
    this.name = undefined;
    /** Where to watch from, and where the list goes on. */
    this.version = undefined;
    this.next = undefined;
    this.listed = undefined;
    /** What is under way. */
    this.request = undefined;
    /** Whether the table is what the server has, as far as can be known. */
    this.isCurrent = false;
    this.refusal = undefined;
    this.isSettling = false;
  }

  // Subscribers.

  subscribe(name, namespace, onEvent) {
    if (this.subscribers.isEmpty && this.id !== undefined) this.link.wanted(this);
    const subscriber = this.subscribers.add(name, namespace, onEvent);
    this.settle();
    return () => {
      if (subscriber.onEvent === undefined) return;
      this.subscribers.remove(subscriber);
      if (!this.subscribers.isEmpty) return;
      if (this.id === undefined) this.close();
      else this.link.unwanted(this);
    };
  }

  /** Once all who subscribe in this turn have: what they ask for together is opened, not what the first asked for. */
  settle() {
    if (this.isSettling) return;
    this.isSettling = true;
    Promise.resolve().then(() => {
      this.isSettling = false;
      if (this.isOver || this.subscribers.isEmpty) return;
      const { onlyName } = this.subscribers;
      if (this.id === undefined) {
        this.name = onlyName;
        this.link.open(this);
        return;
      }
      if (this.name !== undefined && this.name !== onlyName) {
        this.name = undefined;
        this.isCurrent = false;
        this.link.tell(this, TOLD.WIDENED);
      } else if (this.isCurrent) {
        this.subscribers.bringUpToDate(this.table);
      } else if (this.refusal !== undefined) {
        this.subscribers.tellAll('ERROR', this.refusal.status, true);
      }
    });
  }

  // What the wasm asks for.

  perform(action, seconds) {
    switch (action) {
      case ASKED.LIST:
      case ASKED.LIST_WHOLE:
        this.listed = [];
        this.next = undefined;
        this.isWhole = action === ASKED.LIST_WHOLE;
        this.run((request) => this.page(request));
        break;
      case ASKED.NEXT_PAGE:
        this.run((request) => this.page(request));
        break;
      case ASKED.WATCH:
        this.run((request) => this.watch(request, seconds));
        break;
      case ASKED.ABORT:
        this.isCurrent = false;
        this.abort();
        break;
      case ASKED.TELL_REFUSAL:
        if (this.refusal !== undefined) this.subscribers.tellAll('ERROR', this.refusal.status);
        break;
      default:
        this.close();
    }
  }

  /** Forgets everything. */
  close() {
    if (this.isOver) return;
    this.isOver = true;
    this.abort();
    this.subscribers.clear();
    this.table = new Table();
    this.listed = this.refusal = undefined;
    this.link.closed(this);
    this.forget();
  }

  /** The wasm is gone: the subscribers are told that the stream is closed. */
  lost() {
    const { subscribers } = this;
    this.abort();
    this.isOver = true;
    this.forget();
    subscribers.tellAll('ERROR', {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'The stream was closed',
    });
    subscribers.clear();
  }

  // Requests. Each is over when it is no longer `this.request`; what still comes of it is passed over.

  run(ask) {
    this.abort();
    const request = { controller: new AbortController(), cancel: undefined };
    this.request = request;
    ask(request).catch(() => {
      if (this.request !== request) return;
      this.abort();
      this.fail(TOLD.FAILED);
    });
  }

  abort() {
    const { request } = this;
    this.request = undefined;
    request?.controller.abort();
    request?.cancel?.();
  }

  /** Whether a request is still the one under way; from now on it is not. */
  end(request) {
    if (this.request !== request) return false;
    this.request = undefined;
    return true;
  }

  fail(kind, code, retryAfter) {
    this.isCurrent = false;
    this.link.tell(this, kind, code, retryAfter);
  }

  refuse(refusal) {
    this.refusal = refusal;
    this.fail(TOLD.REFUSED, refusal.code, refusal.retryAfter);
  }

  async page(request) {
    const parameters = { limit: this.isWhole ? undefined : PAGE, continue: this.next };
    const url = address(this.place, this.name, parameters);
    const { body, refusal } = await this.requests.get(url, request.controller.signal);
    const items = refusal === undefined ? itemsOf(body) : [];
    if (!this.end(request)) return;
    if (refusal !== undefined) {
      this.refuse(refusal);
      return;
    }
    this.listed.push(items);
    this.next = body.metadata?.continue || undefined;
    if (this.next === undefined) this.commit(body.metadata?.resourceVersion);
    this.link.tell(this, TOLD.PAGE, this.next === undefined ? 0 : 1);
  }

  /** The list is whole. */
  commit(version) {
    const { listed } = this;
    this.version = version;
    this.listed = undefined;
    this.isCurrent = true;
    this.refusal = undefined;
    for (const [type, object] of this.table.replace(listed.flat())) this.subscribers.tell(type, object);
    this.subscribers.bringUpToDate(this.table);
  }

  async watch(request, seconds) {
    const url = address(this.place, this.name, {
      watch: 'true',
      allowWatchBookmarks: 'true',
      timeoutSeconds: String(seconds),
      resourceVersion: this.version,
    });
    const response = await this.requests.open(url, request.controller.signal);
    if (this.request !== request) {
      discard(response);
      return;
    }
    if (!isFine(response)) {
      const refusal = await refusalOf(response);
      if (this.end(request)) this.refuse(refusal);
      return;
    }
    this.refusal = undefined;
    this.isCurrent = true;
    this.subscribers.bringUpToDate(this.table);
    this.link.tell(this, TOLD.OPENED);
    await readLines(response, request, (lines) => {
      if (this.request === request) this.take(request, lines);
    });
    if (this.end(request)) this.link.tell(this, TOLD.ENDED);
  }

  take(request, lines) {
    let count = 0;
    for (const line of lines) {
      // Throws for what is no JSON, which breaks the stream: it is resumed from the event before.
      if (!this.hear(request, JSON.parse(line))) return;
      count += 1;
    }
    this.link.tell(this, TOLD.HEARD, count);
  }

  /** Whether the stream goes on after this event. */
  hear(request, event) {
    const { type, object } = event ?? {};
    if (type === 'ERROR') {
      this.abort();
      this.refuse(refusalFrom(object));
      return false;
    }
    const version = object?.metadata?.resourceVersion;
    if (typeof version === 'string' && version !== '') this.version = version;
    if (!OBJECT_EVENTS.includes(type) || !hasName(object)) return true;
    for (const [kind, changed] of this.table.apply(type, object)) this.subscribers.tell(kind, changed);
    return this.request === request;
  }
}

/** The objects of an answer, each with the kind that a list leaves out. Throws for what is no list: an answer that cannot
 * be read must not pass for an empty one. */
export function itemsOf(body) {
  const { items, kind, apiVersion } = body;
  const itemKind = typeof kind === 'string' && kind.endsWith('List') ? kind.slice(0, -4) : undefined;
  if (!Array.isArray(items)) {
    if ((items === undefined || items === null) && itemKind !== undefined) return [];
    if (items === undefined && hasName(body)) return [body];
    throw new TypeError('Expected the answer to be a list');
  }
  return items
    .filter(hasName)
    .map((item) => (item.kind === undefined && itemKind ? { kind: itemKind, apiVersion, ...item } : item));
}

/** Gives up an answer that came too late. */
function discard(response) {
  try {
    response.body?.cancel?.()?.catch?.(() => {});
  } catch {
    // Its owner is the caller's `fetch`.
  }
}
