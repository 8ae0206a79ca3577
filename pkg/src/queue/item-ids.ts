// Ids of items. They label items for people; the queue tells items apart by position.

import type { TaskItemId } from '../../types/index.d.ts';
import { callSafely } from '../../../src/web/shared/report.js';

const ID_KEYS = ['id', 'name', 'key', 'uuid'] as const;

/** The ids of a task's items, made when they are asked for. */
export class ItemIds {
  readonly #items: readonly unknown[];
  readonly #getItemId: ((item: unknown) => TaskItemId) | undefined;
  readonly #ids: TaskItemId[];
  #positions: Map<TaskItemId, number[]> | undefined;

  /** `known` are ids that were made in another page. */
  constructor(
    items: readonly unknown[],
    getItemId: ((item: unknown) => TaskItemId) | undefined,
    known?: readonly TaskItemId[],
  ) {
    this.#items = items;
    this.#getItemId = getItemId;
    this.#ids = known === undefined ? [] : [...known];
  }

  /** The id of the item at a position. */
  at(position: number): TaskItemId {
    const known = this.#ids[position];
    if (known !== undefined) return known;
    const item = this.#items[position];
    const given: unknown = this.#getItemId === undefined ? undefined : callSafely(this.#getItemId, item);
    const id = isId(given) ? given : automaticId(item, position);
    this.#ids[position] = id;
    return id;
  }

  /** All positions with this id; `undefined` if no item has it. */
  positionsOf(id: TaskItemId): readonly number[] | undefined {
    this.#positions ??= this.#findPositions();
    return this.#positions.get(id);
  }

  #findPositions(): Map<TaskItemId, number[]> {
    const positions = new Map<TaskItemId, number[]>();
    for (let position = 0; position < this.#items.length; position++) {
      const id = this.at(position);
      const known = positions.get(id);
      if (known === undefined) positions.set(id, [position]);
      else known.push(position);
    }
    return positions;
  }
}

function isId(value: unknown): value is TaskItemId {
  return typeof value === 'string' || typeof value === 'number';
}

/** The id of an item that nobody named. */
export function automaticId(item: unknown, position: number): TaskItemId {
  if (isId(item)) return item;
  try {
    if (item !== null && typeof item === 'object') {
      const fields: Partial<Record<(typeof ID_KEYS)[number], unknown>> = item;
      for (const key of ID_KEYS) {
        const value = fields[key];
        if (isId(value)) return value;
      }
    }
    return JSON.stringify(item) ?? position;
  } catch {
    return position;
  }
}
