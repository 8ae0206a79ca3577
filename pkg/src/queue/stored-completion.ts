// What is known of the items of a task that this queue has not run, from its stored view.

import type { TaskCompletionInfo, TaskCompletionItem, TaskItemId, TaskView } from '../../types/index.d.ts';
import type { StoredItemIds } from '../storage/store.ts';
import { storedItemIdsOf } from '../storage/stored-view.ts';
import { automaticId } from './item-ids.ts';

/** The part of a task that determines its items' ids. */
interface Labelled {
  readonly items?: readonly unknown[] | undefined;
  readonly ids?: { readonly areGiven: boolean; at(position: number): TaskItemId } | undefined;
}

/** The ids of a task's items if they cannot be derived from the items: from `getItemId`, or else those in its view. */
export function itemIdsOf({ items, ids }: Labelled, view: TaskView | undefined): StoredItemIds {
  if (items !== undefined && ids?.areGiven === true) return items.map((_, position) => ids.at(position));
  return view === undefined ? undefined : storedItemIdsOf(view);
}

/** What is known of an item. */
type Known = Pick<TaskCompletionItem, 'status' | 'message'>;

/** What is known of the items of a stored task. If items share an id, the first ones are assumed to have succeeded. */
export function storedCompletionInfo(view: TaskView, itemIds: StoredItemIds): TaskCompletionInfo {
  const { status, completed, failed, succeededItems, failedItems } = view;
  const known = new Map<TaskItemId, Known[]>();
  const note = (id: TaskItemId, what: Known) => {
    const list = known.get(id);
    if (list === undefined) known.set(id, [what]);
    else list.push(what);
  };
  for (const id of succeededItems) note(id, { status: 'succeeded' });
  for (const { id, message } of failedItems) if (id !== undefined) note(id, { status: 'failed', message });
  for (const list of known.values()) list.reverse();
  const items: TaskCompletionItem[] = [];
  const untried: Pick<TaskCompletionItem, 'id' | 'data'>[] = [];
  (view.items ?? []).forEach((data, index) => {
    const id: TaskItemId = itemIds?.[index] ?? automaticId(data, index);
    const what = known.get(id)?.pop();
    if (what === undefined) untried.push({ id, data });
    else items.push({ id, ...what, data });
  });
  return { status, completed, failed, items, untried };
}
