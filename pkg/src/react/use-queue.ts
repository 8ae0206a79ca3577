// The hook that gives the queue itself.

import { useSyncExternalStore } from 'react';
import type { TaskQueue } from '../../types/index.d.ts';
import { useStore } from './store-context.ts';

/** The queue, without rendering for its tasks; `undefined` while there is none. */
export function useQueue(): TaskQueue | undefined {
  const store = useStore('useQueue');
  return useSyncExternalStore(store.subscribe, () => store.queue, readOnServer);
}

function readOnServer(): undefined {
  return undefined;
}
