// @ts-nocheck
// Tasks in localStorage: one key a task. The keys are the index, so that a task costs the same however many are
// kept, and tabs that write at the same time cannot lose each other's.
// https://html.spec.whatwg.org/multipage/webstorage.html

import { decode, encode, encodeBriefly } from './entry.ts';
import { callWeakly } from './weakly.ts';

/** The stores of this page: the platform tells of writes to other pages only. All copies of the package share it. */
const PEERS = Symbol.for('taskwatch.local');

/** A store over `globalThis.localStorage`. */
export class LocalStore {
  isShared = true;
  #prefix;
  #storage;
  #news;
  #stops = [];

  constructor(storageKey) {
    this.#prefix = `${storageKey}:task:`;
  }

  /** Throws where the platform has no localStorage or does not let the page have it. */
  getAll() {
    const storage = globalThis.localStorage;
    if (storage === undefined || storage === null) throw new Error('there is no localStorage here');
    const keys = [];
    for (let at = 0; at < storage.length; at++) {
      const key = storage.key(at);
      if (typeof key === 'string' && key.startsWith(this.#prefix)) keys.push(key);
    }
    this.#storage = storage;
    return keys.map((key) => decode(storage.getItem(key), this.#idOf(key)));
  }

  /** Where there is no room for all of it, the task is kept without what is bulky. */
  set(view, itemIds) {
    if (this.#storage === undefined) return;
    const key = this.#prefix + view.id;
    try {
      this.#put(key, encode(view, itemIds));
    } catch (error) {
      this.#put(key, encodeBriefly(view));
      throw error;
    }
  }

  remove(id) {
    if (this.#storage === undefined) return;
    const key = this.#prefix + id;
    this.#storage.removeItem(key);
    this.#tellPeers(key, null);
  }

  /** Tells `news` of writes by others. */
  listen(news) {
    this.#news = news;
    this.#stops = [callWeakly(this, joinPeers), callWeakly(this, hearPages)];
  }

  close() {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#news = undefined;
  }

  /** Another page wrote. */
  hearPage({ key, newValue, storageArea }) {
    if (storageArea !== undefined && storageArea !== null && storageArea !== this.#storage) return;
    // All of it was cleared.
    if (key === null) this.#news?.readAgain();
    else this.hearPeer(undefined, key, newValue);
  }

  /** Another store wrote this text, or `null`, under a key. */
  hearPeer(writer, key, text) {
    if (writer === this || this.#news === undefined || !key.startsWith(this.#prefix)) return;
    if (text === null) this.#news.changed([], [this.#idOf(key)]);
    else this.#news.changed([decode(text, this.#idOf(key))], []);
  }

  #put(key, text) {
    this.#storage.setItem(key, text);
    this.#tellPeers(key, text);
  }

  #tellPeers(key, text) {
    const peers = globalThis[PEERS];
    if (peers === undefined || peers.size < 2) return;
    for (const call of [...peers]) call('hearPeer', this, key, text);
  }

  #idOf(key) {
    return key.slice(this.#prefix.length);
  }
}

function joinPeers(call) {
  const peers = (globalThis[PEERS] ??= new Set());
  peers.add(call);
  return () => peers.delete(call);
}

function hearPages(call) {
  const onStorage = (event) => call('hearPage', event);
  globalThis.addEventListener?.('storage', onStorage);
  return () => globalThis.removeEventListener?.('storage', onStorage);
}
