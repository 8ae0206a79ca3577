// What stores find in a browser, for Node: a localStorage with a quota, pages that tell each other of writes, and
// Web Locks. Each is put in the platform's place until the test has ended.
import { patch } from './support.mjs';

/** A `Storage` with room for this many characters. */
export class FakeStorage {
  #kept = new Map();
  writes = 0;

  constructor(quota = Infinity) {
    this.quota = quota;
  }
  get length() {
    return this.#kept.size;
  }
  key(at) {
    return [...this.#kept.keys()][at] ?? null;
  }
  getItem(key) {
    return this.#kept.get(key) ?? null;
  }
  setItem(key, value) {
    const text = String(value);
    let size = key.length + text.length;
    for (const [other, kept] of this.#kept) if (other !== key) size += other.length + kept.length;
    if (size > this.quota) throw new DOMException('the quota has been exceeded', 'QuotaExceededError');
    this.writes += 1;
    this.#kept.set(key, text);
  }
  removeItem(key) {
    this.#kept.delete(key);
  }
  clear() {
    this.#kept.clear();
  }
  /** All keys and values, for those who look. */
  get entries() {
    return [...this.#kept];
  }
}

/** Puts a localStorage in place; `entries` are in it. */
export function useStorage(entries = [], quota) {
  const storage = new FakeStorage();
  for (const [key, value] of entries) storage.setItem(key, value);
  storage.quota = quota ?? Infinity;
  storage.writes = 0;
  patch(globalThis, 'localStorage', storage);
  return storage;
}

/** Puts `addEventListener` in place. `write` and `clear` do what another page does; `tell` only reports a change. */
export function usePages(storage) {
  const listeners = new Set();
  patch(globalThis, 'addEventListener', (type, listener) => type === 'storage' && listeners.add(listener));
  patch(globalThis, 'removeEventListener', (_type, listener) => listeners.delete(listener));
  const tell = (event) => {
    for (const listener of [...listeners]) listener({ storageArea: storage, ...event });
  };
  return {
    get listeners() {
      return listeners.size;
    },
    tell,
    write(key, newValue) {
      if (newValue === null) storage.removeItem(key);
      else storage.setItem(key, newValue);
      tell({ key, newValue });
    },
    clear() {
      storage.clear();
      tell({ key: null, newValue: null });
    },
  };
}

/** Web Locks. `hold(name)` does what another page does; it returns how to let go. */
export function useLocks() {
  const held = [];
  let waiting = [];
  const grant = () => {
    for (const request of [...waiting]) {
      const isFree = !held.some(
        (lock) => lock.name === request.name && (lock.mode === 'exclusive' || request.mode === 'exclusive'),
      );
      const isFirst = waiting.find(({ name }) => name === request.name) === request;
      if (!isFree || !isFirst) continue;
      waiting = waiting.filter((other) => other !== request);
      held.push(request);
      Promise.resolve()
        .then(() => request.callback({ name: request.name }))
        .then(request.resolve, request.reject)
        .finally(() => {
          held.splice(held.indexOf(request), 1);
          grant();
        });
    }
  };
  const locks = {
    request(name, ...rest) {
      const callback = rest.at(-1);
      const { mode = 'exclusive', signal } = rest.length > 1 ? rest[0] : {};
      return new Promise((resolve, reject) => {
        const abort = () => {
          waiting = waiting.filter((other) => other !== request);
          reject(signal.reason);
        };
        const granted = (lock) => {
          signal?.removeEventListener('abort', abort);
          return callback(lock);
        };
        const request = { name, mode, callback: granted, resolve, reject };
        signal?.addEventListener('abort', abort);
        waiting.push(request);
        grant();
      });
    },
    query: async () => ({
      held: held.map(({ name, mode }) => ({ name, mode })),
      pending: waiting.map(({ name, mode }) => ({ name, mode })),
    }),
  };
  patch(globalThis, 'navigator', { locks });
  return {
    get held() {
      return held.map(({ name }) => name);
    },
    get waiting() {
      return waiting.map(({ name }) => name);
    },
    hold(name) {
      let letGo;
      locks.request(name, () => new Promise((resolve) => (letGo = resolve)));
      return () => letGo();
    },
  };
}
