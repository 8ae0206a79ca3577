// Tasks in localStorage: one key for each. The keys are the index, so a task costs the same however many are kept, and
// tabs that write at the same time cannot lose each other's tasks.
// https://html.spec.whatwg.org/multipage/webstorage.html

import type { TaskView } from '../../types/index.d.ts';
import { decode, encode, encodeBriefly } from './entry.ts';
import { listenWeakly } from './listen-weakly.ts';
import { realmSet } from './realm-set.ts';
import type { Revision, Store, StoredItemIds, StoredTask, StoreListener } from './store.ts';

/** Notifies another store of this realm of a write: the text, or `null`, under a key. */
type Peer = (writer: object, key: string, text: string | null) => void;

/** A store over `globalThis.localStorage`. */
export class LocalStorageStore implements Store {
  readonly isShared = true;
  readonly #prefix: string;
  #storage: Storage | undefined;
  #listener: StoreListener | undefined;
  #stops: (() => void)[] = [];

  constructor(storageKey: string) {
    this.#prefix = `${storageKey}:task:`;
  }

  /** Throws where the platform has no localStorage or denies the page access to it. */
  getAll(): unknown[] {
    const storage: Storage | null | undefined = globalThis.localStorage;
    if (storage === undefined || storage === null) throw new Error('there is no localStorage here');
    const keys = keysWith(storage, this.#prefix);
    this.#storage = storage;
    return keys.map((key) => decode(storage.getItem(key), this.#idOf(key)));
  }

  /** If there is no room for all of a task, it is stored without what may be large. */
  set(view: TaskView, itemIds: StoredItemIds): void {
    if (this.#storage !== undefined) this.#keep(this.#storage, { view, itemIds });
  }

  remove(id: string): void {
    if (this.#storage === undefined) return;
    const key = this.#prefix + id;
    this.#storage.removeItem(key);
    this.#tellPeers(key, null);
  }

  /** In one turn. The owner's lock protects against writes by another process. */
  revise(ids: readonly string[], revision: Revision): void {
    const storage = this.#storage;
    if (storage === undefined) return;
    const failures: unknown[] = [];
    for (const id of ids) {
      try {
        const next = revision(id, decode(storage.getItem(this.#prefix + id), id));
        if (next !== undefined) this.#keep(storage, next);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  listen(listener: StoreListener): undefined {
    this.#listener = listener;
    this.#stops = [listenWeakly(this, hearPeers), listenWeakly(this, hearPages)];
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#listener = undefined;
  }

  /** Another page has written. Reads the current value: Chromium was seen to report a value that another had already
   * replaced, and never the other one. */
  hearPage({ key, storageArea }: StorageEvent): void {
    const storage = this.#storage;
    if (storage === undefined) return;
    if (storageArea !== undefined && storageArea !== null && storageArea !== storage) return;
    // Without a key, everything was cleared, or a script has dispatched the event.
    if (typeof key !== 'string') this.#listener?.readAgain();
    else if (key.startsWith(this.#prefix)) this.#hearPresent(storage, key);
  }

  #hearPresent(storage: Storage, key: string): void {
    let text: string | null;
    try {
      text = storage.getItem(key);
    } catch (error) {
      this.#listener?.failed(error);
      return;
    }
    this.#hear(key, text);
  }

  /** Another store of this realm has written. */
  hearPeer(writer: object, key: string, text: string | null): void {
    if (writer !== this) this.#hear(key, text);
  }

  #hear(key: string, text: string | null): void {
    if (this.#listener === undefined || !key.startsWith(this.#prefix)) return;
    const id = this.#idOf(key);
    if (text === null) this.#listener.changed([], [id]);
    else this.#listener.changed([decode(text, id)], []);
  }

  #keep(storage: Storage, task: StoredTask): void {
    const key = this.#prefix + task.view.id;
    try {
      this.#put(storage, key, encode(task));
    } catch (error) {
      const brief = encodeBriefly(task);
      if (brief !== undefined) this.#put(storage, key, brief);
      throw error;
    }
  }

  #put(storage: Storage, key: string, text: string): void {
    storage.setItem(key, text);
    this.#tellPeers(key, text);
  }

  #tellPeers(key: string, text: string | null): void {
    const all = peers();
    if (all.size < 2) return;
    for (const peer of [...all]) peer(this, key, text);
  }

  #idOf(key: string): string {
    return key.slice(this.#prefix.length);
  }
}

/** The keys that begin with a prefix. */
export function keysWith(storage: Storage, prefix: string): string[] {
  const keys: string[] = [];
  for (let at = 0; at < storage.length; at++) {
    const key = storage.key(at);
    if (typeof key === 'string' && key.startsWith(prefix)) keys.push(key);
  }
  return keys;
}

// Outside of the class: a function created in a method would keep the store alive.

type Call = (action: (store: LocalStorageStore) => void) => void;

/** The stores of this realm, since the platform reports a write to other pages only. */
function peers(): Set<Peer> {
  return realmSet('taskwatch.localStorage');
}

function hearPeers(call: Call): () => void {
  const peer: Peer = (writer, key, text) => call((store) => store.hearPeer(writer, key, text));
  peers().add(peer);
  return () => peers().delete(peer);
}

function hearPages(call: Call): () => void {
  const onStorage = (event: StorageEvent) => call((store) => store.hearPage(event));
  globalThis.addEventListener?.('storage', onStorage);
  return () => globalThis.removeEventListener?.('storage', onStorage);
}
