// Tasks that are shown together, taken as one. `core::queue::group` computes their numbers.

import type { TaskGroup, TaskView } from '../../types/index.d.ts';
import { GroupField, STATUS_WORDS, type Status } from '../generated/protocol.ts';
import { hasEnded } from '../storage/stored-view.ts';
import { numberAt } from './core-memory.ts';
import type { TaskStore } from './task-store.ts';

/** The group of this name as it is now; `cancel` cancels its tasks. Tasks that run in another tab are not counted. */
export function groupOf(id: string, store: TaskStore, cancel: () => void): TaskGroup {
  const tasks: TaskView[] = [];
  const numbers: number[] = [];
  for (const task of store.index.group(id)) {
    const view = store.present(task);
    if (task.state.kind !== 'live' && !hasEnded(view)) continue;
    tasks.push(view);
    numbers.push(STATUS_WORDS.indexOf(view.status), view.progress ?? Number.NaN);
  }
  const summary = store.core.read((core) => core.groupSummary(numbers));
  const status: Status = numberAt(summary, GroupField.Status);
  return Object.freeze({
    id,
    tasks: Object.freeze(tasks),
    total: tasks.length,
    completed: numberAt(summary, GroupField.Completed),
    failed: numberAt(summary, GroupField.Failed),
    progress: numberAt(summary, GroupField.Progress),
    status: STATUS_WORDS[status],
    cancel,
  });
}
