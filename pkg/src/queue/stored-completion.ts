// What is known of the items of a task that this queue has not run itself, by its stored view alone.

import type { TaskCompletionInfo, TaskCompletionItem, TaskItemId, TaskView } from '../../types/index.d.ts';
import { ITEM_STATE_WORDS, ItemState } from '../generated/protocol.ts';
import type { StoredItemIds } from '../storage/store.ts';
import { storedItemIdsOf } from '../storage/stored-view.ts';
import { automaticId } from './item-ids.ts';

/** A task as far as its items' ids go. */
interface Labelled {
  readonly items?: readonly unknown[] | undefined;
  readonly ids?: { at(position: number): TaskItemId } | undefined;
  readonly getItemId?: unknown;
  readonly storedIds?: StoredItemIds;
}

/** The ids of a task's items where they cannot be derived from the items: its user's, or else those in its view. */
export function itemIdsOf(
  { items, ids, getItemId, storedIds }: Labelled,
  view: TaskView | undefined,
): StoredItemIds {
  if (storedIds !== undefined) return storedIds;
  if (getItemId !== undefined && items !== undefined && ids !== undefined)
    return items.map((_, position) => ids.at(position));
  return view === undefined ? undefined : storedItemIdsOf(view);
}

type ItemStatus = TaskCompletionItem['status'];

/** What is known of an item. */
interface Known {
  readonly status: ItemStatus;
  readonly message?: string;
}

/** What is known of the items of a stored task. Where items share an id, the first ones are taken to have succeeded. */
export function storedCompletionInfo(view: TaskView, itemIds: StoredItemIds): TaskCompletionInfo {
  const { status, completed, failed, succeededItems, failedItems } = view;
  const known = new Map<TaskItemId, Known[]>();
  const note = (id: TaskItemId, what: Known) => {
    const list = known.get(id);
    if (list === undefined) known.set(id, [what]);
    else list.push(what);
  };
  for (const id of succeededItems) note(id, { status: ITEM_STATE_WORDS[ItemState.Succeeded] });
  for (const { id, message } of failedItems)
    if (id !== undefined) note(id, { status: ITEM_STATE_WORDS[ItemState.Failed], message });
  for (const list of known.values()) list.reverse();
  const items = (view.items ?? []).map((item, index): TaskCompletionItem => {
    const id: TaskItemId = itemIds?.[index] ?? automaticId(item, index);
    return { id, status: ITEM_STATE_WORDS[ItemState.Untried], ...known.get(id)?.pop(), data: item };
  });
  return { status, completed, failed, items };
}
