// @ts-nocheck
// Tasks behind a client with the commands of Redis: `get`, `set` and `del`, which may give promises. Such a store
// cannot list its keys, so the ids are kept in segments (`segments.js`).

import { decode, encode, encodeBriefly } from './entry.ts';
import { Batches } from './batches.ts';
import { Segments } from './segments.ts';

/** A store over a caller's client. */
export class ClientStore {
  isShared = false;
  #client;
  #prefix;
  #segments;
  #news;
  #batches = new Batches((batch) => this.#write(batch));

  /** `owner` names the queue, whose segments no other queue writes. */
  constructor(client, storageKey, owner) {
    this.#client = client;
    this.#prefix = `${storageKey}:task:`;
    this.#segments = new Segments(client, `${storageKey}:index`, owner);
  }

  async getAll() {
    const ids = await this.#segments.read();
    const texts = await Promise.all(ids.map((id) => this.#client.get(this.#prefix + id)));
    const entries = this.#segments.isDamaged ? [undefined] : [];
    texts.forEach((text, at) => {
      if (text === null || text === undefined) return;
      this.#segments.found(ids[at]);
      entries.push(decode(text, ids[at]));
    });
    return entries;
  }

  set(view, itemIds) {
    this.#batches.put(view.id, { view, itemIds });
  }

  remove(id) {
    this.#batches.put(id, undefined);
  }

  listen(news) {
    this.#news = news;
  }

  close() {
    this.#batches.whenDone(() => (this.#news = undefined));
  }

  /** The index first: an id without a task is harmless, a task without an id is lost. */
  async #write(batch) {
    try {
      const ids = [...batch.keys()];
      await this.#segments.add(ids.filter((id) => batch.get(id) !== undefined));
      const removed = ids.filter((id) => batch.get(id) === undefined && this.#segments.has(id));
      const kept = ids.filter((id) => batch.get(id) !== undefined);
      const results = await Promise.allSettled([
        ...removed.map(async (id) => this.#client.del(this.#prefix + id)),
        ...kept.map((id) => this.#set(this.#prefix + id, batch.get(id))),
      ]);
      await this.#segments.remove(removed);
      const failure = results.find(({ status }) => status === 'rejected');
      if (failure !== undefined) this.#news?.failed(failure.reason);
    } catch (error) {
      this.#news?.failed(error);
    }
  }

  async #set(key, { view, itemIds }) {
    try {
      await this.#client.set(key, encode(view, itemIds));
    } catch (error) {
      await this.#client.set(key, encodeBriefly(view));
      throw error;
    }
  }
}
