// Starting a task from a page: it is queued, and the panel shows it.

import { useCallback } from 'react';
import type { EnqueueOptions } from 'taskwatch';
import { useTaskQueue } from 'taskwatch/react';
import { store } from '../store.ts';

/** Whether the task panel is open. */
export const panelOpen = store<boolean>('console.panel', (stored) => stored === true);

export function useStart(): <TItem, TResult>(options: EnqueueOptions<TItem, TResult>) => void {
  const { enqueue } = useTaskQueue();
  return useCallback(
    (options) => {
      enqueue(options);
      panelOpen.set(true);
    },
    [enqueue],
  );
}
