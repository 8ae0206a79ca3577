// What a page may not have written when it went away: a browser drops a transaction that has not begun by then, as while
// another page uses the database. It is kept in localStorage, which writes at once, until it is found to be written.

import type { Batch } from './batches.ts';
import { decode, encode } from './entry.ts';
import { keysWith } from './local-storage.ts';
import type { StoredTask } from './store.ts';
import { hasEnded, readEntry } from './stored-view.ts';

type TaskBatch = Batch<StoredTask>;

export class LeftBehind {
  readonly #prefix: string;
  /** Where this page's tasks are kept. */
  #own: string | undefined;

  constructor(storageKey: string) {
    this.#prefix = `${storageKey}:left:`;
  }

  /** The page is about to go. Other pages are told by a `storage` event. */
  keep(batches: Iterable<(() => TaskBatch) | undefined>): void {
    attempt((storage) => {
      const texts = new Map<string, string>();
      for (const present of batches) {
        for (const [id, task] of present?.() ?? []) {
          if (task === undefined) texts.delete(id);
          else texts.set(id, encode(task));
        }
      }
      const [first] = texts.keys();
      if (first === undefined) return;
      const own = this.#own ?? this.#prefix + first;
      storage.setItem(own, JSON.stringify([...texts]));
      this.#own = own;
    });
  }

  /** The page has not gone, and everything is written. */
  takeBack(): void {
    if (this.#own !== undefined) this.drop(this.#own);
    this.#own = undefined;
  }

  /** The keys of other pages. */
  keys(): readonly string[] {
    return attempt((storage) => keysWith(storage, this.#prefix)) ?? [];
  }

  /** The texts of tasks under a key, by id. Anybody may write there. */
  read(key: string): ReadonlyMap<string, string> {
    const read = (storage: Storage) => {
      const text = storage.getItem(key);
      return new Map<string, string>(text === null ? [] : JSON.parse(text));
    };
    return attempt(read) ?? new Map();
  }

  drop(key: string): void {
    attempt((storage) => storage.removeItem(key));
  }

  isKey(key: string | null): key is string {
    return key?.startsWith(this.#prefix) === true;
  }
}

/** The text of a task whose page has gone: what that left behind, unless another queue has the task by now, it has been retried
 * since, or it is known how it ended. `undefined`: as it is. */
export function lastWord(id: string, left: string | undefined, text: unknown): string | undefined {
  const last = readEntry(decode(left, id));
  if (last === undefined) return undefined;
  if (text === undefined) return left;
  const now = readEntry(decode(text, id));
  if (now === undefined || now.owner !== last.owner || now.retryCount > last.retryCount) return undefined;
  // What was written for the dead does not say how it ended.
  const isOpen = !hasEnded(now) || (now.interrupted === true && hasEnded(last));
  return isOpen || now.retryCount < last.retryCount ? left : undefined;
}

/** There may be no localStorage, it may be full, or forbidden. */
function attempt<TValue>(use: (storage: Storage) => TValue): TValue | undefined {
  try {
    return use(globalThis.localStorage);
  } catch {
    return undefined;
  }
}
