// @ts-nocheck
// Who is told of the objects of a collection, found by the name they asked for.

import { callSafely } from '../../../src/web/shared/report.js';
import { namespaceOf } from './object-cache.ts';

export class Subscribers {
  #byName = new Map();
  /** Those of all names. */
  #ofAll = new Set();
  /** Those that were not given the present state yet. */
  #late = new Set();

  get isEmpty() {
    return this.#byName.size === 0 && this.#ofAll.size === 0;
  }

  /** The name that all of them ask for, if there is just one. */
  get onlyName() {
    if (this.#ofAll.size > 0 || this.#byName.size !== 1) return undefined;
    const [name] = this.#byName.keys();
    return name;
  }

  add(name, namespace, onEvent) {
    const subscriber = { name, namespace, onEvent };
    this.#late.add(subscriber);
    this.#of(name).add(subscriber);
    return subscriber;
  }

  remove(subscriber) {
    const { name } = subscriber;
    subscriber.onEvent = undefined;
    this.#late.delete(subscriber);
    const same = name === undefined ? this.#ofAll : this.#byName.get(name);
    if (same?.delete(subscriber) && same.size === 0) this.#byName.delete(name);
  }

  clear() {
    this.#byName.clear();
    this.#ofAll.clear();
    this.#late.clear();
  }

  /** Tells those who have the present state. */
  tell(type, object) {
    for (const subscriber of this.#asking(object.metadata.name)) {
      if (!this.#late.has(subscriber)) tell(subscriber, type, object);
    }
  }

  /** Tells all of them, whichever objects they ask for. */
  tellAll(type, object, isLateOnly = false) {
    const all = isLateOnly
      ? [...this.#late]
      : [...this.#ofAll, ...[...this.#byName.values()].flatMap((same) => [...same])];
    for (const subscriber of all) deliver(subscriber, type, object);
  }

  /** Gives the present state to those who lack it. */
  bringUpToDate(table) {
    if (this.#late.size === 0) return;
    const late = [...this.#late];
    this.#late.clear();
    for (const subscriber of late) {
      const objects = subscriber.name === undefined ? table.all() : table.named(subscriber.name);
      for (const object of [...objects]) tell(subscriber, 'ADDED', object);
    }
  }

  #of(name) {
    if (name === undefined) return this.#ofAll;
    if (!this.#byName.has(name)) this.#byName.set(name, new Set());
    return this.#byName.get(name);
  }

  /** A copy: any of them may go, and others come, while they are told. */
  #asking(name) {
    const same = this.#byName.get(name);
    if (same === undefined) return this.#ofAll.size === 0 ? [] : [...this.#ofAll];
    return this.#ofAll.size === 0 ? [...same] : [...same, ...this.#ofAll];
  }
}

function tell(subscriber, type, object) {
  const { namespace } = subscriber;
  if (namespace !== undefined && (namespaceOf(object) ?? namespace) !== namespace) return;
  deliver(subscriber, type, object);
}

function deliver(subscriber, type, object) {
  const { onEvent } = subscriber;
  if (onEvent !== undefined) callSafely(onEvent, { type, object });
}
