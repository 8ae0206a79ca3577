// Creates the store that a queue's configuration selects. Opens none.

import type { RedisLikeClient, TaskStorage } from '../../types/index.d.ts';
import { StoreKind } from '../generated/protocol.ts';
import { CustomStore } from './custom-store.ts';
import { IndexedDbStore } from './indexed-db.ts';
import { LocalStorageStore } from './local-storage.ts';
import { RedisStore } from './redis-store.ts';
import type { Store } from './store.ts';

/** The part of a queue's configuration that concerns its store. */
export interface StoreConfig {
  readonly store: StoreKind;
  /** Required for `StoreKind.Custom`. */
  readonly storage?: TaskStorage | undefined;
  readonly storageKey: string;
  /** Required for `StoreKind.Redis`. */
  readonly redisClient?: RedisLikeClient | undefined;
}

/** The store for a queue, whose name is `owner`; `undefined` if tasks stay in memory only. */
export function makeStore(config: StoreConfig, owner: string): Store | undefined {
  const { store, storage, storageKey, redisClient } = config;
  switch (store) {
    case StoreKind.Memory:
      return undefined;
    case StoreKind.Custom:
      return storage && new CustomStore(storage);
    case StoreKind.LocalStorage:
      return new LocalStorageStore(storageKey);
    case StoreKind.IndexedDb:
      return new IndexedDbStore(storageKey);
    case StoreKind.Redis:
      return redisClient && new RedisStore(redisClient, storageKey, owner);
    default:
      return unknownKind(store);
  }
}

/** Does not compile if a kind is missing above. */
function unknownKind(_: never): undefined {
  return undefined;
}
