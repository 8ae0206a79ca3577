// @ts-nocheck
// Ids of items. They label items for people; the queue tracks items by position.

import { callSafely } from '../../../src/web/shared/report.js';

const ID_KEYS = ['id', 'name', 'key', 'uuid'];

/** The ids of a task's items, made when somebody asks for them. */
export class ItemIds {
  #items;
  #getItemId;
  #ids = [];
  #positions;

  constructor(items, getItemId) {
    this.#items = items;
    this.#getItemId = getItemId;
  }

  /** The id of the item at a position. */
  at(position) {
    if (!(position in this.#ids)) {
      const item = this.#items[position];
      const given = this.#getItemId === undefined ? undefined : callSafely(this.#getItemId, item);
      this.#ids[position] = isId(given) ? given : automaticId(item, position);
    }
    return this.#ids[position];
  }

  /** All positions with this id; `undefined` if no item has it. */
  positionsOf(id) {
    if (this.#positions === undefined) {
      this.#positions = new Map();
      for (let position = 0; position < this.#items.length; position++) {
        const known = this.#positions.get(this.at(position));
        if (known === undefined) this.#positions.set(this.at(position), [position]);
        else known.push(position);
      }
    }
    return this.#positions.get(id);
  }
}

function isId(value) {
  return typeof value === 'string' || typeof value === 'number';
}

/** The id of an item that nobody named. */
export function automaticId(item, position) {
  if (isId(item)) return item;
  try {
    if (item !== null && typeof item === 'object') {
      for (const key of ID_KEYS) {
        const value = item[key];
        if (isId(value)) return value;
      }
    }
    return JSON.stringify(item) ?? position;
  } catch {
    return position;
  }
}
