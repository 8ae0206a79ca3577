// Ids of items, which are strings. They label items for people; the queue tells items apart by position.

import type { TaskItemId } from '../../types/index.d.ts';
import { callSafely } from '../../../src/web/shared/report.js';

type GetItemId = (item: unknown) => TaskItemId | number;

const ID_KEYS = ['id', 'name', 'key', 'uuid'] as const;

/** The ids of a task's items, computed when they are asked for. */
export class ItemIds {
  readonly #items: readonly unknown[];
  #getItemId: GetItemId | undefined;
  readonly #ids: TaskItemId[];
  #positions: Map<TaskItemId, number[]> | undefined;
  #areUnique: boolean | undefined;

  /** Whether they come from `getItemId`, and cannot be derived from the items. */
  readonly areGiven: boolean;

  /** `known` are ids that `getItemId` returned in another page. */
  constructor(items: readonly unknown[], getItemId: GetItemId | undefined, known?: readonly TaskItemId[]) {
    this.#items = items;
    this.#getItemId = getItemId;
    this.#ids = known === undefined ? [] : [...known];
    this.areGiven = getItemId !== undefined || known !== undefined;
  }

  /** Computes all ids, and releases `getItemId`. */
  release(): void {
    if (this.#getItemId === undefined) return;
    for (let position = 0; position < this.#items.length; position++) this.at(position);
    this.#getItemId = undefined;
  }

  /** The id of the item at a position. */
  at(position: number): TaskItemId {
    const known = this.#ids[position];
    if (known !== undefined) return known;
    const item = this.#items[position];
    const given: unknown = this.#getItemId === undefined ? undefined : callSafely(this.#getItemId, item);
    const id = idOf(given) ?? automaticId(item, position);
    this.#ids[position] = id;
    return id;
  }

  /** Whether no two items share an id. */
  get areUnique(): boolean {
    this.#areUnique ??= new Set(this.#items.map((_, at) => this.at(at))).size === this.#items.length;
    return this.#areUnique;
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

/** A caller's id as a string, whatever untyped JavaScript passes; `undefined` if it cannot be converted. */
export function toItemId(given: TaskItemId | number | null | undefined): TaskItemId | undefined {
  if (typeof given === 'string' || given === undefined) return given;
  try {
    return given === null ? undefined : String(given);
  } catch {
    return undefined;
  }
}

/** A value as an id: a number becomes its decimal text. */
export function idOf(value: unknown): TaskItemId | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

/** The id of an item without `getItemId`. */
export function automaticId(item: unknown, position: number): TaskItemId {
  const own = idOf(item);
  if (own !== undefined) return own;
  try {
    if (item !== null && typeof item === 'object') {
      const fields: Partial<Record<(typeof ID_KEYS)[number], unknown>> = item;
      for (const key of ID_KEYS) {
        const id = idOf(fields[key]);
        if (id !== undefined) return id;
      }
    }
    return JSON.stringify(item) ?? String(position);
  } catch {
    return String(position);
  }
}
