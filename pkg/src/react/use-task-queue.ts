// The hook that reads the provider's queue and gives its methods.

import { useMemo, useSyncExternalStore } from 'react';
import type { TaskFilter, UseTaskQueueResult } from '../../types/react.d.ts';
import { useStore } from './store-context.ts';
import { keyOf, TaskList } from './task-list.ts';
import { TrackedResult } from './tracked-result.ts';

/** The tasks, if wanted only those of some statuses, and what can be done with them. */
export function useTaskQueue({ status }: Pick<TaskFilter, 'status'> = {}): UseTaskQueueResult {
  const store = useStore('useTaskQueue');
  const key = keyOf({ status });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the status
  const result = useMemo(() => new TrackedResult(store, new TaskList(store, { status })), [store, key]);
  return useSyncExternalStore(store.subscribe, result.read, result.readOnServer);
}
