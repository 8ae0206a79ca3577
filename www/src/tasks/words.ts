// A task in words.

import type { TaskStatus, TaskView } from 'taskwatch';
import { verbFirst } from '../ui/verb-first.ts';
import type { StorageType } from './queue.ts';

export const stateWords: Record<TaskStatus, string> = {
  pending: 'Pending',
  running: 'Running',
  completed: 'Completed',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

export const placeWords: Record<StorageType, string> = {
  memory: 'Memory',
  local: 'localStorage',
  indexeddb: 'IndexedDB',
};

/** The line under the title. */
export function explain(task: TaskView): string {
  const { status, message, total = 0, completed, failed, failedItems } = task;
  const count =
    total > 0 ? `${completed} of ${total} done${failed > 0 ? `, ${failed} failed` : ''}` : undefined;
  switch (status) {
    case 'pending':
      if (task.interrupted) return message || 'Its page was closed. Another one goes on with it';
      return 'Waits until another task has ended';
    case 'running':
      if (task.cancelRequested) return 'Being cancelled';
      return message || count || 'Waiting';
    case 'completed':
      return count ?? 'Ready';
    case 'failed':
      return (total > 0 ? count : verbFirst(failedItems[0]?.message ?? '')) || 'Failed';
    case 'cancelled':
      return count ?? 'What was created by then stays';
  }
}

export function hasEnded({ status }: TaskView): boolean {
  return status !== 'pending' && status !== 'running';
}
