// What has become of each item of a batch.

import type { TaskView, TimelineEntry } from 'taskwatch';
import { hasEnded } from './words.ts';

export type ItemState = 'succeeded' | 'failed' | 'running' | 'cut-off' | 'not-started';

export interface ItemFact {
  readonly id: string;
  readonly state: ItemState;
  /** Why it has failed. */
  readonly message?: string | undefined;
}

const itemWords: Record<ItemState, string> = {
  succeeded: 'Ready',
  failed: 'Failed',
  running: 'Under way',
  'cut-off': 'Cut off',
  'not-started': 'Not started',
};

/**
 * Each item of the task, in order. The view tells which have succeeded and failed; that another one has begun is known by a
 * step that it has taken: a stored one, or one in the timeline.
 */
export function itemsOf(task: TaskView, timeline: readonly TimelineEntry[]): ItemFact[] {
  const { items = [], succeededItems, failedItems, steps = {} } = task;
  const succeeded = new Set(succeededItems);
  const failed = new Map(failedItems.map(({ id, message }) => [id, message]));
  const begun = new Set(timeline.map(({ kind, item }) => (kind === 'step-started' ? item : undefined)));
  const begunState = hasEnded(task) ? 'cut-off' : 'running';
  return items.map((item, position) => {
    const id = String(item);
    if (succeeded.has(id)) return { id, state: 'succeeded' };
    if (failed.has(id)) return { id, state: 'failed', message: failed.get(id) };
    const hasBegun = begun.has(id) || `${position}` in steps;
    return { id, state: hasBegun ? begunState : 'not-started' };
  });
}

interface ItemGroup {
  readonly state: ItemState;
  /** What they have in common: the message of a failure, else the state in words. */
  readonly title: string;
  readonly items: readonly ItemFact[];
}

const ORDER: readonly ItemState[] = ['failed', 'running', 'cut-off', 'not-started', 'succeeded'];

/** The items by what became of them; failures by their reasons, the most frequent first. */
export function groupsOf(items: readonly ItemFact[]): ItemGroup[] {
  const groups = new Map<string, ItemFact[]>();
  for (const item of items) {
    const key = `${item.state} ${item.state === 'failed' ? reasonOf(item) : ''}`;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()]
    .flatMap((members) => {
      const [first] = members;
      if (!first) return [];
      const title = first.state === 'failed' ? reasonOf(first) : itemWords[first.state];
      return [{ state: first.state, title, items: members }];
    })
    .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || b.items.length - a.items.length);
}

/** The message without the item's own name, by which equal reasons are told apart from others. */
function reasonOf({ id, message = 'Failed' }: ItemFact): string {
  return message.replaceAll(id, '…').replaceAll(id.replaceAll('.', '-'), '…');
}
