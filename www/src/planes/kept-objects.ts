// The storage of the control planes in the page: IndexedDB, so that a reload and other tabs find their objects. It
// knows nothing of what happens to an object. If nothing may be stored, objects live as long as their page.

import type { Collection } from '../watch/collection.ts';
import type { KubernetesObject } from './plane.ts';

const NAME = 'console.planes';
const OBJECTS = 'objects';

/** The planned course of an object. */
export interface Fate {
  /** Milliseconds from its creation until it has settled. */
  delay: number;
  failure?: { reason: string; message: string };
  neverReady: boolean;
  loseReady: boolean;
}

export interface KeptObject {
  /** Unique across all control planes. */
  readonly key: string;
  readonly collection: Collection;
  /** As it was created: without a status. */
  readonly object: KubernetesObject;
  readonly fate: Fate;
  /** In epoch milliseconds. */
  readonly createdAt: number;
  /** The last status that was seen. */
  status?: KubernetesObject['status'];
}

interface ObjectStore {
  all(): Promise<KeptObject[]>;
  /** Resolves with `false` if there is one with this key, from any tab. */
  add(object: KeptObject): Promise<boolean>;
  /** Stores what has changed, unless the object is gone. */
  update(objects: Iterable<KeptObject>): void;
  remove(key: string): Promise<void>;
  /** Calls back with the objects that other tabs have added and removed. */
  onExternalChange(listener: (change: Change) => void): void;
}

export type Change = { added: KeptObject } | { removed: string };

/** @param seed what is there when the demo is opened for the first time */
export function objectStore(seed: () => KeptObject[]): ObjectStore {
  const opened = open(seed).catch(() => undefined);
  const channel = new BroadcastChannel(NAME);

  async function write(mode: IDBTransactionMode, act: (objects: IDBObjectStore) => void): Promise<void> {
    const database = await opened;
    if (!database) return;
    const transaction = database.transaction(OBJECTS, mode);
    act(transaction.objectStore(OBJECTS));
    await ended(transaction);
  }

  return {
    async all() {
      const database = await opened;
      if (!database) return seed();
      const request: IDBRequest<KeptObject[]> = database.transaction(OBJECTS).objectStore(OBJECTS).getAll();
      return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    },
    async add(object) {
      try {
        await write('readwrite', (objects) => objects.add(object));
      } catch (error) {
        if (error instanceof DOMException && error.name === 'ConstraintError') return false;
        // If the store is full, the object is just not remembered.
      }
      channel.postMessage({ added: object } satisfies Change);
      return true;
    },
    update(changed) {
      const objects = [...changed];
      write('readwrite', (store) => {
        for (const object of objects) {
          const stored: IDBRequest<KeptObject | undefined> = store.get(object.key);
          stored.onsuccess = () => {
            if (stored.result?.object.metadata.uid === object.object.metadata.uid) store.put(object);
          };
        }
      }).catch(() => {});
    },
    async remove(key) {
      await write('readwrite', (objects) => objects.delete(key)).catch(() => {});
      channel.postMessage({ removed: key } satisfies Change);
    },
    onExternalChange(listener) {
      channel.onmessage = ({ data }: MessageEvent<Change>) => listener(data);
    },
  };
}

function open(seed: () => KeptObject[]): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    // Once per database, by the first tab.
    request.onupgradeneeded = () => {
      const objects = request.result.createObjectStore(OBJECTS, { keyPath: 'key' });
      for (const object of seed()) objects.add(object);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}
