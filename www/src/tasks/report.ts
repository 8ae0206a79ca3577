// A task as plain text, to be pasted into a ticket.

import type { TaskView, TimelineEntry } from 'taskwatch';
import { sentence } from '../timeline/words.ts';
import { clock, startOf } from './elapsed.ts';
import { groupsOf, itemsOf } from './items.ts';
import { pluralOf } from './progress-of-wait.ts';
import { explain, hasEnded, stateWords, waitWords } from './words.ts';

/** Items of a group that are named. */
const NAMED = 20;

export function reportOf(task: TaskView, timeline: readonly TimelineEntry[]): string {
  const now = Date.now();
  const startedAt = startOf(task, timeline);
  const { title, status, completedAt, retryCount, attempt, deadlineAt } = task;
  const lines = [
    title,
    '='.repeat(Math.min(80, title.length)),
    `State     ${stateWords[status]}: ${explain(task, now)}`,
    `Queued    ${iso(task.createdAt)}`,
    `Started   ${iso(startedAt)}`,
    `Ended     ${iso(completedAt)}`,
    ...(startedAt === undefined ? [] : [`Elapsed   ${clock((completedAt ?? now) - startedAt)}`]),
    ...(deadlineAt === undefined ? [] : [`Deadline  ${iso(deadlineAt)}`]),
    `Attempt   ${attempt}, retried ${retryCount} times`,
    `Task      ${task.id}${task.kind ? ` (${task.kind})` : ''}`,
  ];
  if (task.waits?.length) {
    lines.push('', 'Waiting for');
    for (const wait of task.waits)
      lines.push(`  ${pluralOf(wait)}/${wait.name ?? '*'}: ${waitWords(wait, now)}`);
  }
  if (task.failedItems.length > 0 && !task.total) {
    lines.push('', 'Failures', ...task.failedItems.map(({ message }) => `  ${message}`));
  }
  const items = itemsOf(task, timeline);
  if (items.length > 0) {
    lines.push('', 'Items');
    for (const group of groupsOf(items)) {
      lines.push(`  ${group.items.length} × ${group.title}`);
      lines.push(...group.items.slice(0, NAMED).map(({ id }) => `    ${id}`));
      if (group.items.length > NAMED) lines.push(`    and ${group.items.length - NAMED} more`);
    }
  }
  if (timeline.length > 0) {
    const from = timeline[0]?.at ?? 0;
    lines.push('', 'Timeline', ...timeline.map((entry) => `  ${sentence(entry, from)}`));
  }
  if (!hasEnded(task)) lines.push('', `As of ${iso(now)}`);
  return `${lines.join('\n')}\n`;
}

function iso(at: number | undefined): string {
  return at === undefined ? '–' : new Date(at).toISOString();
}
