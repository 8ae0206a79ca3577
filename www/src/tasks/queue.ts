// The queue of this page. Its tasks are stored, so that other tabs and the next page show and resume them.

import { TaskQueue, type TaskQueueConfig, type TaskView } from 'taskwatch';
import { store } from '../store.ts';
import { defineKinds } from './kinds.ts';

export type StorageType = Exclude<TaskQueueConfig['storageType'], 'auto' | undefined>;

/** Entries of a task's timeline that are kept: more than a batch of a hundred zones has. */
const TIMELINE = 2000;

/** Where tasks are stored. A change takes effect at the next load of the page. */
export const storageType = store<StorageType>('console.storage', (stored) =>
  stored === 'memory' || stored === 'local' ? stored : 'indexeddb',
);

/**
 * Lives as long as the page, including edits of this module in development. `undefined` if none can be created: the
 * provider reports why.
 */
export const queue: TaskQueue | undefined = import.meta.hot?.data.queue ?? makeQueue();

if (import.meta.hot) {
  import.meta.hot.data.queue = queue;
  import.meta.hot.accept();
}

function makeQueue(): TaskQueue | undefined {
  try {
    const queue = new TaskQueue({
      storageType: storageType.get(),
      storageKey: 'console',
      historyLimit: 500,
      record: 2000,
      timeline: TIMELINE,
      measure: true,
    });
    defineKinds(queue);
    return queue;
  } catch {
    return undefined;
  }
}

/** Saves the queue's recording, ids and times only, as a file for `make replay`. */
export function saveRecording(): void {
  const recording = queue?.inspect().recording;
  if (recording === undefined) return;
  const url = URL.createObjectURL(new Blob([JSON.stringify(recording)], { type: 'application/json' }));
  const link = Object.assign(document.createElement('a'), {
    href: url,
    download: 'taskwatch-recording.json',
  });
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const instance = queue?.inspect().instance;

/** Whether the task belongs to this page, and not to another tab or to a page that is gone. */
export function isOwn({ owner }: TaskView): boolean {
  return owner === instance;
}

/** Whether a task can be cancelled and retried from here: a durable one from every tab, others from their own. */
export function isInReach(task: TaskView): boolean {
  return task.kind !== undefined || isOwn(task);
}
