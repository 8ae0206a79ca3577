// @ts-nocheck
// The store that a queue's configuration means, by the number of a `Store` in `core::queue`.

import { ClientStore } from './redis-store.ts';
import { IndexedDbStore } from './indexed-db.ts';
import { LocalStore } from './local-storage.ts';
import { OwnStore } from './custom-store.ts';

const OWN = 1,
  LOCAL = 2,
  INDEXED_DB = 3,
  CLIENT = 4;

/** Makes the store, opening nothing; `undefined` for memory alone. `owner` names the queue. */
export function makeStore({ store, storage, storageKey, redisClient }, owner) {
  switch (store) {
    case OWN:
      return new OwnStore(storage);
    case LOCAL:
      return new LocalStore(storageKey);
    case INDEXED_DB:
      return new IndexedDbStore(storageKey);
    case CLIENT:
      return new ClientStore(redisClient, storageKey, owner);
    default:
      return undefined;
  }
}
