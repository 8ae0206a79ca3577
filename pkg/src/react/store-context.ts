// How hooks find the store of the provider above them. Never creates one.

import { createContext, useContext } from 'react';
import type { TaskwatchLoader } from '../../types/react.d.ts';
import type { QueueStore } from './queue-store.ts';
import { loadDefault } from './taskwatch-module.ts';

export const StoreContext = createContext<QueueStore | undefined>(undefined);

/** The store of the nearest provider. Throws an `Error` that names the hook if there is no provider. */
export function useStore(hook: string): QueueStore {
  const store = useContext(StoreContext);
  if (store === undefined) throw new Error(`${hook} needs a <TaskQueueProvider> above it`);
  return store;
}

/** What loads the module with the waits; they need no provider. */
export function useLoader(): TaskwatchLoader {
  return useContext(StoreContext)?.load ?? loadDefault;
}
