// Exposes the console's state to tests from outside. Read only.

import type { TaskView, TimelineEntry } from 'taskwatch';
import { connection } from './planes/connection.ts';
import { queue } from './tasks/queue.ts';
import type { WatchCounts } from './watch/manager.ts';

declare global {
  interface Window {
    readonly consoleDiagnostics: {
      tasks(): readonly TaskView[];
      timeline(id: string): readonly TimelineEntry[];
      watch(name?: string): WatchCounts;
    };
  }
}

let tasks: readonly TaskView[] = [];

/** The tasks as the page shows them. */
export function shown(list: readonly TaskView[]): void {
  tasks = list;
}

Object.defineProperty(window, 'consoleDiagnostics', {
  value: Object.freeze({
    tasks: () => tasks,
    timeline: (id: string) => queue?.timeline(id) ?? [],
    watch: (name?: string) => connection().watch.counts(name),
  }),
});
