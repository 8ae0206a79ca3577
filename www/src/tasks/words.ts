// A task in words.

import type { PendingWait, TaskStatus, TaskView } from 'taskwatch';
import { verbFirst } from '../ui/verb-first.ts';
import { age } from './elapsed.ts';
import { isOwn, type StorageType } from './queue.ts';

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

/** After this many milliseconds without an event, a wait shows the time of the last one. */
const SILENCE = 15_000;

/**
 * The line under the title: what the task is waiting for and why, or how it ended.
 *
 * @param now epoch milliseconds, or 0 where no time is shown
 */
export function explain(task: TaskView, now = 0): string {
  const { status, message, total = 0, completed, failed, failedItems, waits = [] } = task;
  const count =
    total > 0 ? `${completed} of ${total} done${failed > 0 ? `, ${failed} failed` : ''}` : undefined;
  switch (status) {
    case 'pending':
      if (task.interrupted) return message || 'Its page was closed. Another one resumes it';
      if (task.nextAttemptAt !== undefined) return `${message || 'Failed'}. It will be tried again`;
      return 'Waits until another task has ended';
    case 'running': {
      if (task.cancelRequested) return 'Being cancelled';
      const lost = waits.find(({ stream }) => stream !== 'open');
      const reason = lost
        ? streamWords(lost, now)
        : waits[0] && count === undefined
          ? waitWords(waits[0], now)
          : '';
      return [count, reason].filter(Boolean).join(' · ') || message || 'Waiting';
    }
    case 'completed':
      return count ?? (task.kind === 'delete-object' ? 'Gone' : 'Ready');
    case 'failed':
      return (total > 0 ? count : verbFirst(failedItems[0]?.message ?? '')) || 'Failed';
    case 'cancelled':
      return count ?? 'Objects created so far stay';
  }
}

/** Why a wait continues: the object's message, and its age if that is long. */
export function waitWords(wait: PendingWait, now: number): string {
  const { reason, message, lastEventAt } = wait;
  if (wait.stream !== 'open') return streamWords(wait, now);
  const isTold = message !== '' && !message.toLowerCase().startsWith(reason.toLowerCase());
  const text =
    isTold && reason ? `${reason}: ${message}` : message || reason || 'Waiting for its first status';
  const silentFor = now - (lastEventAt ?? wait.since);
  return now > 0 && silentFor >= SILENCE ? `${text} (nothing new for ${age(silentFor)})` : text;
}

/** The state of a wait's stream. */
export function streamWords({ stream, streamSince }: PendingWait, now: number): string {
  const ago = now > 0 ? ` ${age(now - streamSince)} ago` : '';
  switch (stream) {
    case 'open':
      return 'Stream open';
    case 'lost':
      return `Connection to the API lost${ago}; trying again`;
    case 'refused':
      return `The API refused the stream${ago}; trying again`;
  }
}

/** Which page runs the task, or ran it. */
export function runnerWords(task: TaskView): string {
  if (isOwn(task)) return 'This tab';
  return hasEnded(task) ? 'An earlier page, or another tab' : 'Another tab';
}

export function hasEnded({ status }: TaskView): boolean {
  return status !== 'pending' && status !== 'running';
}
