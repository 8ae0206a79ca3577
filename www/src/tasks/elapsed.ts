// Elapsed time. Views of tasks hold no running clock, so the console has one.

import { useSyncExternalStore } from 'react';
import type { TaskView, TimelineEntry } from 'taskwatch';
import { still, ticker } from '../ui/ticker.ts';

const { subscribe, now } = ticker(1000);

/** Epoch milliseconds, to within a second; 0 while it is not ticking. */
export function useNow(isTicking: boolean): number {
  return useSyncExternalStore(isTicking ? subscribe : still, () => (isTicking ? now() : 0));
}

/** Milliseconds that the task has run: up to now, or up to its end; `undefined` before its start. */
export function useElapsed({
  startedAt,
  completedAt,
  status,
}: Pick<TaskView, 'startedAt' | 'completedAt' | 'status'>): number | undefined {
  const isRunning = status === 'running';
  const present = useNow(isRunning);
  if (startedAt === undefined) return undefined;
  return Math.max(0, (isRunning ? present : (completedAt ?? startedAt)) - startedAt);
}

/** When the task was started, in whichever page that was: a view has the start of the present page's run. */
export function startOf({ startedAt }: TaskView, timeline: readonly TimelineEntry[]): number | undefined {
  return startedAt && (timeline.findLast(({ kind }) => kind === 'started')?.at ?? startedAt);
}

/** `0:07`, `12:40`, `1:02:03`. */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (parts[0] === 0) parts.shift();
  return parts.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** `8 s`, `3:20`: how long ago, or until when. */
export function age(ms: number): string {
  return ms < 60_000 ? `${Math.max(0, Math.round(ms / 1000))} s` : clock(ms);
}
