// An entry of a timeline in words, for its details, its table and screen readers.

import type { TimelineEntry } from 'taskwatch';
import { clock } from '../tasks/elapsed.ts';

const time = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

export function timeOf(at: number): string {
  return time.format(at);
}

/** `+0.35 s`, `+12.4 s`, `+3:05`: since the beginning. */
export function offset(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `+${seconds.toFixed(2)} s`;
  if (seconds < 60) return `+${seconds.toFixed(1)} s`;
  return `+${clock(ms)}`;
}

/** For the axis: as short as it can be. */
export function tick(ms: number, step: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(step < 1000 ? 1 : 0)} s`;
  return clock(ms);
}

/** What happened, without what it happened to. */
export function happening(entry: TimelineEntry): string {
  const { kind, attempt, type, status, reason, message, error, step } = entry;
  switch (kind) {
    case 'queued':
      return 'Queued';
    case 'started':
      return 'Started';
    case 'attempt':
      return `Attempt ${attempt}`;
    case 'retrying':
      return error ? `Tried again, after: ${error}` : 'Will be tried again';
    case 'step-started':
      return `Step “${step}” began`;
    case 'step-ended':
      return error === undefined ? `Step “${step}” done` : `Step “${step}” failed: ${error}`;
    case 'item-failed':
      return `Failed: ${message ?? error ?? ''}`;
    case 'message':
      return message ?? '';
    case 'wait-started':
      return 'Began to wait';
    case 'wait-ended':
      return error === undefined ? 'Ready' : `Stopped waiting: ${error}`;
    case 'condition':
      return `${type} is ${status}${reason && reason !== type ? ` (${reason})` : ''}${message ? `: ${message}` : ''}`;
    case 'stream-lost':
      return error ? `Stream lost: ${error}` : 'Stream lost';
    case 'stream-open':
      return 'Stream open';
    case 'read':
      return error === undefined ? 'Read' : `Read failed: ${error}`;
    case 'deadline':
      return 'The deadline passed';
    case 'prolonged':
      return 'Given more time, after a suspension';
    case 'cancelled':
      return reason ? `Cancelled: ${reason}` : 'Cancelled';
    case 'interrupted':
      return 'Its page was closed';
    case 'resumed':
      return 'Picked up again';
    case 'ended':
      return status === 'completed' ? 'Completed' : status === 'failed' ? 'Failed' : 'Cancelled';
    default:
      return kind satisfies never;
  }
}

/** What an entry is about: an object, an item, or the task. */
export function subjectOf({ wait, item }: TimelineEntry): string {
  return wait ?? item ?? 'Task';
}

/** All of an entry in a line. */
export function sentence(entry: TimelineEntry, from: number): string {
  const { wait, item, count, at } = entry;
  const subject = wait ?? item;
  const times = count === undefined ? '' : `, ${count} times`;
  return `${offset(at - from)}, ${subject ? `${subject}: ` : ''}${happening(entry)}${times}`;
}
