// The hook that reads a single task, without rendering for any other.

import { useSyncExternalStore } from 'react';
import type { TaskView } from '../../types/index.d.ts';
import { useStore } from './store-context.ts';

/** One task's view; `undefined` while there is none. */
export function useTask(id: string): TaskView | undefined {
  const store = useStore('useTask');
  const read = () => store.queue?.getTask(id);
  return useSyncExternalStore(store.subscribe, read, readOnServer);
}

function readOnServer(): undefined {
  return undefined;
}
