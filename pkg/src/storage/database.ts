// The calls of IndexedDB as promises, over a database with one object store, from task ids to texts.
// https://w3c.github.io/IndexedDB/

import type { Batch } from './batches.ts';

/** Goes up when the object stores change. */
const VERSION = 1;
const TASKS = 'tasks';

/** Opens a database, creating it if necessary. Rejects where the platform has no IndexedDB or forbids it, and where
 * the database has a newer version. Calls `onBlocked` while another page holds an older one. */
export function openDatabase(name: string, onBlocked: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    if (globalThis.indexedDB === undefined) throw new Error('there is no IndexedDB here');
    const request = globalThis.indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => {
      if (!request.result.objectStoreNames.contains(TASKS)) request.result.createObjectStore(TASKS);
    };
    request.onblocked = onBlocked;
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** All keys, and the texts in the same order. */
export function readAll(database: IDBDatabase): Promise<[IDBValidKey[], unknown[]]> {
  const tasks = database.transaction(TASKS).objectStore(TASKS);
  return Promise.all([answerOf(tasks.getAllKeys()), answerOf<unknown[]>(tasks.getAll())]);
}

/** The texts under some keys, `undefined` where there is none. */
export function readSome(database: IDBDatabase, ids: readonly string[]): Promise<unknown[]> {
  const tasks = database.transaction(TASKS).objectStore(TASKS);
  return Promise.all(ids.map((id) => answerOf<unknown>(tasks.get(id))));
}

/** Writes a batch in one transaction. Resolves once that is committed. */
export function writeEntries<TEntry>(
  database: IDBDatabase,
  batch: Batch<TEntry>,
  textOf: (entry: TEntry) => string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(TASKS, 'readwrite', { durability: 'relaxed' });
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('the transaction was aborted'));
    const tasks = transaction.objectStore(TASKS);
    for (const [id, entry] of batch) {
      if (entry === undefined) tasks.delete(id);
      else tasks.put(textOf(entry), id);
    }
    transaction.commit?.();
  });
}

function answerOf<TValue>(request: IDBRequest<TValue>): Promise<TValue> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
