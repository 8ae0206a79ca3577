// Starting a task from a page: it is queued, and the panel shows it.

import { useCallback } from 'react';
import type { EnqueueOptions } from 'taskwatch';
import { useTaskQueue } from 'taskwatch/react';
import { store } from '../store.ts';

/** Whether the task panel is open. */
export const panelOpen = store<boolean>('console.panel', (stored) => stored === true);

/** Whether it stands beside the page, where there is room, rather than over it. */
export const panelDocked = store<boolean>('console.panel-docked', (stored) => stored !== false);

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
