// The hook that reads the provider's queue and gives its methods.

import { useMemo, useSyncExternalStore } from 'react';
import type { TaskStatus } from '../../types/index.d.ts';
import type { UseTaskQueueResult } from '../../types/react.d.ts';
import { TaskSelection } from './selection.ts';
import { useStore } from './store-context.ts';

/** The tasks, if wanted only those of some statuses, and what can be done with them. */
export function useTaskQueue({
  status,
}: {
  status?: TaskStatus | readonly TaskStatus[] | undefined;
} = {}): UseTaskQueueResult {
  const store = useStore('useTaskQueue');
  // A list is mostly written inline and thus a new one for each render; as a string it can be a dependency.
  const statuses = typeof status === 'object' ? status.join(' ') : status;
  const selection = useMemo(() => new TaskSelection(store, statuses), [store, statuses]);
  const selected = useSyncExternalStore(store.subscribe, selection.read, selection.readOnServer);
  return useMemo(() => ({ ...selected, ...store.methods }), [selected, store]);
}
