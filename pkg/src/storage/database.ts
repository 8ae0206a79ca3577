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

// Readers commit at once: the transaction of a page that is busy would otherwise stay open until that has taken the
// answers, and keep other pages from writing.

/** All texts with their keys. */
export async function readAll(database: IDBDatabase): Promise<readonly StoredRecord[]> {
  const transaction = database.transaction(TASKS);
  const tasks: IDBObjectStore & RecordReader = transaction.objectStore(TASKS);
  // A fifth less where the platform has it, in one pass: https://w3c.github.io/IndexedDB/#dom-idbobjectstore-getallrecords
  const records = tasks.getAllRecords?.();
  const answer = records === undefined ? readInTwo(tasks) : answerOf(records);
  transaction.commit?.();
  return answer;
}

interface StoredRecord {
  readonly key: unknown;
  readonly value: unknown;
}

/** Not yet in TypeScript's declarations. */
interface RecordReader {
  getAllRecords?(): IDBRequest<readonly StoredRecord[]>;
}

async function readInTwo(tasks: IDBObjectStore): Promise<readonly StoredRecord[]> {
  const [keys, texts] = await Promise.all([
    answerOf(tasks.getAllKeys()),
    answerOf<unknown[]>(tasks.getAll()),
  ]);
  return texts.map((value, at) => ({ key: keys[at], value }));
}

/** The texts under some keys, `undefined` where there is none. */
export function readSome(database: IDBDatabase, ids: readonly string[]): Promise<unknown[]> {
  const transaction = database.transaction(TASKS);
  const tasks = transaction.objectStore(TASKS);
  const answers = Promise.all(ids.map((id) => answerOf<unknown>(tasks.get(id))));
  transaction.commit?.();
  return answers;
}

/** Writes a batch in one transaction. Resolves once that is committed. */
export function writeEntries<TEntry>(
  database: IDBDatabase,
  batch: Batch<TEntry>,
  textOf: (entry: TEntry) => string | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(TASKS, 'readwrite', { durability: 'relaxed' });
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('the transaction was aborted'));
    const tasks = transaction.objectStore(TASKS);
    for (const [id, entry] of batch) {
      const text = entry && textOf(entry);
      if (entry === undefined) tasks.delete(id);
      else if (text !== undefined) tasks.put(text, id);
    }
    transaction.commit?.();
  });
}

/** Replaces the texts under some keys by what `revise` makes of them, if anything, in one transaction: nobody writes in
 * between. `revise` never throws. Resolves with the keys of those that were replaced, once that is committed. */
export function reviseEntries(
  database: IDBDatabase,
  ids: readonly string[],
  revise: (id: string, text: unknown) => string | undefined,
): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const replaced: string[] = [];
    const transaction = database.transaction(TASKS, 'readwrite', { durability: 'relaxed' });
    transaction.oncomplete = () => resolve(replaced);
    transaction.onabort = () => reject(transaction.error ?? new Error('the transaction was aborted'));
    const tasks = transaction.objectStore(TASKS);
    for (const id of ids) {
      const request = tasks.get(id);
      request.onsuccess = () => {
        const text = revise(id, request.result);
        if (text === undefined) return;
        replaced.push(id);
        tasks.put(text, id);
      };
    }
  });
}

function answerOf<TValue>(request: IDBRequest<TValue>): Promise<TValue> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
