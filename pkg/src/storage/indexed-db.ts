// Tasks in IndexedDB: one record for each, under the task's id. A `BroadcastChannel` tells other pages which records
// to read again.

import { listenTo } from '../../../src/web/shared/listen.js';
import type { TaskView } from '../../types/index.d.ts';
import { type Batch, WriteBatches } from './batches.ts';
import { openDatabase, readAll, readSome, reviseEntries, writeEntries } from './database.ts';
import { decode, encode, encodeBriefly } from './entry.ts';
import { LeftBehind, lastWord } from './left-behind.ts';
import { listenWeakly } from './listen-weakly.ts';
import type { Revision, Store, StoredItemIds, StoredTask, StoreListener } from './store.ts';

type TaskBatch = Batch<StoredTask>;
type PresentBatch = () => TaskBatch;
type ToText = (task: StoredTask) => string | undefined;

/** Where a message names more records, all are read. */
const MOST_NAMED = 100_000;

/** A store over `globalThis.indexedDB`. */
export class IndexedDbStore implements Store {
  readonly isShared = true;
  readonly #name: string;
  #connection: Promise<IDBDatabase> | undefined;
  readonly #batches = new WriteBatches<StoredTask>((batch) => this.#write(batch));
  #listener: StoreListener | undefined;
  #channel: BroadcastChannel | undefined;
  /** Whether the channel is known to be connected. */
  #isConnected = false;
  /** Whether the store was last read before that: what others wrote in between was not announced here. */
  #wasReadEarly = false;
  #closeChannel: (() => void) | undefined;
  #closeDatabase: (() => void) | undefined;
  #stopHearing: (() => void) | undefined;
  #isClosed = false;
  /** Of each write under way, the ids of the records, and what is to be written if that is known: other pages do not know of
   * it yet. */
  readonly #unannounced = new Map<readonly string[], PresentBatch | undefined>();
  readonly #leftBehind: LeftBehind;

  constructor(storageKey: string) {
    this.#name = storageKey;
    this.#leftBehind = new LeftBehind(storageKey);
  }

  async getAll(): Promise<unknown[]> {
    const database = await this.#connect();
    this.#wasReadEarly = !this.#isConnected;
    for (const key of this.#leftBehind.keys()) if (!this.#isClosed) await this.#recover(key);
    const records = await readAll(database);
    return records.map(({ key, value }) => decode(value, key));
  }

  set(view: TaskView, itemIds: StoredItemIds): void {
    this.#put(view.id, { view, itemIds });
  }

  remove(id: string): void {
    this.#put(id, undefined);
  }

  revise(ids: readonly string[], revision: Revision, present?: PresentBatch): Promise<unknown> {
    return this.#announce(ids, present, () =>
      this.#withDatabase((database) =>
        reviseEntries(database, ids, (id, text) => {
          const next = revision(id, decode(text, id));
          return next && encode(next);
        }),
      ),
    );
  }

  listen(listener: StoreListener): undefined {
    this.#listener = listener;
    this.#stopHearing = listenWeakly(this, hearPages);
    this.#channel = openChannel(this.#name);
    if (this.#channel === undefined) return;
    this.#closeChannel = listenWeakly(this, hearChannel(this.#channel));
    greet(this.#name);
  }

  /** Releases the database once all is written. */
  close(): void {
    this.#listener = undefined;
    this.#isClosed = true;
    this.#batches.whenIdle(() => this.#release());
  }

  /** The page is about to go, perhaps before something is written, or before it knows that. */
  leave(): void {
    this.#batches.flush();
    this.#leftBehind.keep(this.#unannounced.values());
    // Once the transactions are under way: whoever reads then waits for them.
    this.#connection?.then(
      () => this.#tell([...this.#unannounced.keys()].flat()),
      () => {},
    );
  }

  /** The page is back, and writes more: what it kept becomes old. */
  comeBack(): void {
    this.#leftBehind.takeBack();
  }

  /** Another page names the records that it wrote. Anybody may speak on the channel: ignores what is no list of ids. */
  hear(ids: unknown): void {
    if (this.#listener === undefined) return;
    this.#isConnected = true;
    const isList = Array.isArray(ids);
    if (this.#wasReadEarly || (isList && ids.length > MOST_NAMED)) this.#listener.readAgain();
    else if (isList) void this.#readSome(ids.filter((id) => typeof id === 'string'));
  }

  /** Another page has changed localStorage under a key, perhaps to keep what it may not have written. */
  async hearPage({ key }: StorageEvent): Promise<void> {
    if (this.#leftBehind.isKey(key)) await this.#readSome(await this.#recover(key));
  }

  /** Also removes what is dismissed after the queue was closed. */
  #put(id: string, task: StoredTask | undefined): void {
    this.#batches.put(id, task);
    if (this.#isClosed) this.#batches.whenIdle(() => this.#release());
  }

  #release(): void {
    if (this.#unannounced.size > 0) return;
    this.#stopHearing?.();
    this.#closeChannel?.();
    this.#channel = undefined;
    this.#connection?.then(
      () => this.#closeDatabase?.(),
      () => {},
    );
    this.#connection = undefined;
  }

  async #readSome(ids: readonly string[]): Promise<void> {
    if (ids.length === 0 || this.#listener === undefined) return;
    try {
      const texts = await readSome(await this.#connect(), ids);
      const changed: unknown[] = [];
      const removed: string[] = [];
      ids.forEach((id, at) => {
        const text = texts[at];
        if (text === undefined) removed.push(id);
        else changed.push(decode(text, id));
      });
      this.#listener?.changed(changed, removed);
    } catch (error) {
      this.#listener?.failed(error);
    }
  }

  #connect(): Promise<IDBDatabase> {
    this.#connection ??= this.#open();
    return this.#connection;
  }

  async #open(): Promise<IDBDatabase> {
    try {
      const database = await openDatabase(this.#name, () =>
        this.#listener?.failed(new Error('another page holds an older version of the store')),
      );
      this.#closeDatabase = listenWeakly(this, hold(database));
      return database;
    } catch (error) {
      this.#batches.giveUp();
      throw error;
    }
  }

  /** The database is about to be deleted (`null`) or upgraded to a newer version, or was closed (`null`). */
  giveWay(newVersion: number | null): void {
    this.#closeDatabase?.();
    this.#connection = undefined;
    if (newVersion === null) return;
    const error = new Error('a newer version of the store is in use');
    this.#connection = Promise.reject(error);
    this.#connection.catch(() => {});
    this.#batches.giveUp();
    this.#listener?.failed(error);
  }

  #write(batch: TaskBatch): Promise<unknown> {
    const ids = [...batch.keys()];
    const present = () => batch;
    return this.#announce(ids, present, async () => {
      try {
        await this.#commit(batch, encode);
      } catch (error) {
        this.#listener?.failed(error);
        await this.#writeOneByOne(batch);
      }
      return ids;
    });
  }

  /** Writes some of the records with these ids, and tells other pages which of them were written. Resolves with those. */
  async #announce(
    ids: readonly string[],
    present: PresentBatch | undefined,
    write: () => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    this.#unannounced.set(ids, present);
    try {
      const written = await write();
      this.#tell(written);
      return written;
    } finally {
      this.#unannounced.delete(ids);
      if (this.#unannounced.size === 0) this.#leftBehind.takeBack();
      if (this.#isClosed) this.#batches.whenIdle(() => this.#release());
    }
  }

  /** Writes what another page may not have written before it was gone. Returns the ids of those records. */
  async #recover(key: string): Promise<readonly string[]> {
    const texts = this.#leftBehind.read(key);
    const ids = [...texts.keys()];
    const revision = (id: string, text: unknown) => lastWord(id, texts.get(id), text);
    const write = () => this.#withDatabase((database) => reviseEntries(database, ids, revision));
    try {
      const written = ids.length > 0 ? await this.#announce(ids, undefined, write) : [];
      this.#leftBehind.drop(key);
      return written;
    } catch (error) {
      this.#listener?.failed(error);
      return [];
    }
  }

  /** Tells other pages which records to read again. */
  #tell(ids: readonly string[]): void {
    if (ids.length === 0) return;
    try {
      this.#channel?.postMessage(ids);
    } catch {
      // A channel that fails costs others the news, and no task.
    }
  }

  /** Keeps a task that cannot be written from taking others with it. */
  async #writeOneByOne(batch: TaskBatch): Promise<void> {
    for (const entry of batch) {
      const single = new Map([entry]);
      try {
        await this.#commit(single, encode);
      } catch {
        try {
          await this.#commit(single, encodeBriefly);
        } catch {
          // Not even that: the others will fare no better.
          return;
        }
      }
    }
  }

  #commit(batch: TaskBatch, toText: ToText): Promise<void> {
    return this.#withDatabase((database) => writeEntries(database, batch, toText));
  }

  async #withDatabase<TValue>(use: (database: IDBDatabase) => Promise<TValue>): Promise<TValue> {
    const database = await this.#connect();
    try {
      return await use(database);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'InvalidStateError') throw error;
      // The connection was closed in the meantime.
      this.#connection = undefined;
      return await use(await this.#connect());
    }
  }
}

// What follows stands outside of the class: a function made in a method would hold the store, which may be forgotten.

type Call = (action: (store: IndexedDbStore) => void) => void;

/** `undefined` where there are no channels: pages then see each other's tasks when they are loaded. */
function openChannel(name: string): BroadcastChannel | undefined {
  if (typeof globalThis.BroadcastChannel !== 'function') return undefined;
  const channel: BroadcastChannel & { unref?(): void } = new BroadcastChannel(`taskwatch:${name}`);
  // In Node an open channel would keep the process running.
  channel.unref?.();
  return channel;
}

/** A channel connects in its own time, and does not say when. This message shows it: no channel hears itself, but a second one. */
function greet(name: string): void {
  const channel = openChannel(name);
  channel?.postMessage(null);
  channel?.close();
}

function hearChannel(channel: BroadcastChannel) {
  return (call: Call) => {
    channel.onmessage = ({ data }) => call((store) => store.hear(data));
    return () => channel.close();
  };
}

/** https://html.spec.whatwg.org/multipage/document-lifecycle.html */
function hearPages(call: Call): () => void {
  return listenTo([
    [globalThis, 'pagehide', () => call((store) => store.leave())],
    [globalThis, 'pageshow', () => call((store) => store.comeBack())],
    // What another page keeps is there by then; when a message on the channel arrives, it often is not.
    [globalThis, 'storage', (event: StorageEvent) => call((store) => void store.hearPage(event))],
  ]);
}

function hold(database: IDBDatabase) {
  return (call: Call) => {
    database.onversionchange = ({ newVersion }) => call((store) => store.giveWay(newVersion));
    database.onclose = () => call((store) => store.giveWay(null));
    return () => database.close();
  };
}
