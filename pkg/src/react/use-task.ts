// The hooks that read a single task, its timeline, or a group, without rendering for any other.

import { useMemo, useSyncExternalStore } from 'react';
import type { TaskGroup, TaskQueue, TaskView } from '../../types/index.d.ts';
import type { TimelineEntryOf } from '../../types/react.d.ts';
import { useStore } from './store-context.ts';
import { hasSameItems, NO_TASKS } from './task-list.ts';

/** One task's view; `undefined` while there is none. */
export function useTask(id: string | undefined): TaskView | undefined {
  const store = useStore('useTask');
  const read = () => (id === undefined ? undefined : store.queue?.getTask(id));
  return useSyncExternalStore(store.subscribe, read, readOnServer);
}

type Timeline = readonly TimelineEntryOf<TaskQueue>[];

const NO_ENTRIES: Timeline = /* @__PURE__ */ Object.freeze([]);

/** What has happened to a task, oldest first. */
export function useTimeline(id: string | undefined): Timeline {
  const store = useStore('useTimeline');
  const read = () => {
    // Not every version of the queue keeps timelines.
    const queue: (TaskQueue & { timeline?: (id: string) => Timeline }) | undefined = store.queue;
    return (id === undefined ? undefined : queue?.timeline?.(id)) ?? NO_ENTRIES;
  };
  return useSyncExternalStore(store.subscribe, read, readNoEntries);
}

/** The tasks of a group, taken together. */
export function useTaskGroup(id: string): TaskGroup {
  const store = useStore('useTaskGroup');
  const [read, readUnknown] = useMemo(() => {
    const unknown = unknownGroup(id);
    let snapshot: TaskView[] | undefined;
    let last = unknown;
    const readGroup = () => {
      const { queue } = store;
      if (queue === undefined) return unknown;
      if (queue.getSnapshot() === snapshot) return last;
      snapshot = queue.getSnapshot();
      const group = queue.group(id);
      // Everything else about a group follows from its tasks.
      if (last === unknown || !hasSameItems(group.tasks, last.tasks)) last = group;
      return last;
    };
    return [readGroup, () => unknown];
  }, [store, id]);
  return useSyncExternalStore(store.subscribe, read, readUnknown);
}

function unknownGroup(id: string): TaskGroup {
  return Object.freeze<TaskGroup>({
    id,
    tasks: NO_TASKS,
    total: 0,
    completed: 0,
    failed: 0,
    progress: 1,
    status: 'completed',
    cancel: () => {},
  });
}

function readOnServer(): undefined {
  return undefined;
}

function readNoEntries(): Timeline {
  return NO_ENTRIES;
}
