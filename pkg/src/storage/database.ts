// @ts-nocheck
// The calls of IndexedDB as promises: a database with one object store, from ids of tasks to texts.

/** Goes up when the object stores change. */
const VERSION = 1;
const TASKS = 'tasks';

/** Opens a database, which is made if there is none. Rejects where the platform has none or forbids it, and for one
 * of a newer version. `onBlocked` is called while another page holds an older one. */
export function openDatabase(name, onBlocked) {
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
export function readAll(database) {
  const tasks = database.transaction(TASKS).objectStore(TASKS);
  return Promise.all([answerOf(tasks.getAllKeys()), answerOf(tasks.getAll())]);
}

/** The texts under some keys, `undefined` where there is none. */
export function readSome(database, ids) {
  const tasks = database.transaction(TASKS).objectStore(TASKS);
  return Promise.all(ids.map((id) => answerOf(tasks.get(id))));
}

/** Writes entries by id in one transaction; one that is `undefined` is removed. Resolves when it is committed. */
export function writeEntries(database, entries, textOf) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(TASKS, 'readwrite', { durability: 'relaxed' });
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error ?? new Error('the transaction was aborted'));
    const tasks = transaction.objectStore(TASKS);
    for (const [id, entry] of entries) {
      if (entry === undefined) tasks.delete(id);
      else tasks.put(textOf(entry), id);
    }
    transaction.commit?.();
  });
}

function answerOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
