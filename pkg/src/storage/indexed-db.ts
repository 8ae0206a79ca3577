// @ts-nocheck
// Tasks in IndexedDB: one record a task, with the task's id as its key. Other pages are told by a
// `BroadcastChannel` which records to read again.
// https://w3c.github.io/IndexedDB/

import { decode, encode, encodeBriefly } from './entry.ts';
import { Batches } from './batches.ts';
import { callWeakly } from './weakly.ts';
import { openDatabase, readAll, readSome, writeEntries } from './database.ts';

/** A store over `globalThis.indexedDB`. */
export class IndexedDbStore {
  isShared = true;
  #name;
  #connection;
  #batches = new Batches((batch) => this.#write(batch));
  #news;
  #channel;
  #stop;
  #letGoOfDatabase;
  #isClosed = false;

  constructor(storageKey) {
    this.#name = storageKey;
  }

  async getAll() {
    const [ids, texts] = await readAll(await this.#connect());
    return texts.map((text, at) => decode(text, ids[at]));
  }

  set(view, itemIds) {
    this.#put(view.id, { view, itemIds });
  }

  remove(id) {
    this.#put(id, undefined);
  }

  listen(news) {
    this.#news = news;
    this.#channel = openChannel(this.#name);
    if (this.#channel !== undefined) this.#stop = callWeakly(this, hearChannel(this.#channel));
  }

  /** Once all is written, the database is let go. */
  close() {
    this.#news = undefined;
    this.#isClosed = true;
    this.#batches.whenDone(() => this.#letGo());
  }

  /** Another page says which records it wrote. Whoever speaks on the channel: what is no list of ids is none. */
  hear(ids) {
    if (this.#news === undefined || !Array.isArray(ids)) return;
    this.#readSome(ids.filter((id) => typeof id === 'string'));
  }

  /** What is dismissed after the queue was closed is removed too. */
  #put(id, entry) {
    this.#batches.put(id, entry);
    if (this.#isClosed) this.#batches.whenDone(() => this.#letGo());
  }

  #letGo() {
    this.#stop?.();
    this.#channel = undefined;
    this.#connection?.then(
      () => this.#letGoOfDatabase?.(),
      () => {},
    );
    this.#connection = undefined;
  }

  async #readSome(ids) {
    try {
      const texts = await readSome(await this.#connect(), ids);
      const changed = [];
      const removed = [];
      texts.forEach((text, at) => {
        if (text === undefined) removed.push(ids[at]);
        else changed.push(decode(text, ids[at]));
      });
      this.#news?.changed(changed, removed);
    } catch (error) {
      this.#news?.failed(error);
    }
  }

  #connect() {
    return (this.#connection ??= this.#open());
  }

  async #open() {
    try {
      const database = await openDatabase(this.#name, () =>
        this.#news?.failed(new Error('another page holds an older version of the store')),
      );
      this.#letGoOfDatabase = callWeakly(this, hold(database));
      return database;
    } catch (error) {
      this.#batches.giveUp();
      throw error;
    }
  }

  /** The database is to be deleted, is closed, or is to become a newer version's. */
  giveWay(newVersion) {
    this.#letGoOfDatabase();
    this.#connection = undefined;
    if (newVersion === null) return;
    const error = new Error('a newer version of the store is in use');
    this.#connection = Promise.reject(error);
    this.#connection.catch(() => {});
    this.#batches.giveUp();
    this.#news?.failed(error);
  }

  async #write(batch) {
    try {
      await this.#commit(batch, textOf);
    } catch (error) {
      this.#news?.failed(error);
      await this.#writeOneByOne(batch);
    }
    try {
      this.#channel?.postMessage([...batch.keys()]);
    } catch {
      // A channel that fails costs others the news.
    }
  }

  /** One entry that cannot be written takes no other with it. */
  async #writeOneByOne(batch) {
    for (const entry of batch) {
      try {
        await this.#commit([entry], textOf);
      } catch {
        try {
          await this.#commit([entry], briefTextOf);
        } catch {
          // Not even that: the others will fare no better.
          return;
        }
      }
    }
  }

  async #commit(batch, text) {
    const database = await this.#connect();
    try {
      await writeEntries(database, batch, text);
    } catch (error) {
      if (error.name !== 'InvalidStateError') throw error;
      // The connection was closed behind our back.
      this.#connection = undefined;
      await writeEntries(await this.#connect(), batch, text);
    }
  }
}

// What follows stands outside of the class: a function made in a method would keep the store that it is to forget.

/** `undefined` where there are no channels: pages then see each other's tasks when they are loaded. */
function openChannel(name) {
  if (typeof globalThis.BroadcastChannel !== 'function') return undefined;
  const channel = new BroadcastChannel(`taskwatch:${name}`);
  // In Node an open channel would keep the process.
  channel.unref?.();
  return channel;
}

function hearChannel(channel) {
  return (call) => {
    channel.onmessage = ({ data }) => call('hear', data);
    return () => channel.close();
  };
}

function hold(database) {
  return (call) => {
    database.onversionchange = (event) => call('giveWay', event.newVersion);
    database.onclose = () => call('giveWay', null);
    return () => database.close();
  };
}

function textOf({ view, itemIds }) {
  return encode(view, itemIds);
}

function briefTextOf({ view }) {
  return encodeBriefly(view);
}
