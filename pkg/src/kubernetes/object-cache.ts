// The objects of a collection as last received, by name: they are replayed to a late subscriber, and show which objects of a
// list have changed. Versions are compared for equality only.

import type { ChangeType, NamedObject } from './objects.ts';
import { namespaceOf } from './objects.ts';

export type Change = readonly [type: ChangeType, object: NamedObject];

export class ObjectCache {
  /** The objects of each name: nearly always one, otherwise one for each namespace. */
  #byName = new Map<string, readonly NamedObject[]>();

  /** All objects of one name. */
  named(name: string): readonly NamedObject[] {
    return this.#byName.get(name) ?? [];
  }

  all(): NamedObject[] {
    return [...this.#byName.values()].flat();
  }

  /** Applies an event of the stream; returns the changes that it makes. */
  apply(type: ChangeType, object: NamedObject): Change[] {
    const known = this.#find(object);
    if (type === 'DELETED') {
      // Known already, or the end of an object that had the name before the current one.
      if (known === undefined || isReplacement(known, object)) return [];
      this.#remove(object);
      return [[type, object]];
    }
    this.#put(object);
    return changesTo(known, object, type);
  }

  /** Replaces all objects with those of a list; returns the changes. */
  replace(objects: readonly NamedObject[]): Change[] {
    const former = this.all();
    const before = new ObjectCache();
    before.#byName = this.#byName;
    this.#byName = new Map();
    const changes: Change[] = [];
    for (const object of objects) {
      this.#put(object);
      changes.push(...changesTo(before.#find(object), object, 'ADDED'));
    }
    for (const object of former) {
      if (this.#find(object) === undefined) changes.push(['DELETED', object]);
    }
    return changes;
  }

  /** The object of the same name and namespace. */
  #find(object: NamedObject): NamedObject | undefined {
    const namespace = namespaceOf(object);
    return this.named(object.metadata.name).find((other) => namespaceOf(other) === namespace);
  }

  #put(object: NamedObject): void {
    this.#byName.set(object.metadata.name, [...this.#others(object), object]);
  }

  #remove(object: NamedObject): void {
    const others = this.#others(object);
    if (others.length === 0) this.#byName.delete(object.metadata.name);
    else this.#byName.set(object.metadata.name, others);
  }

  /** The objects of the same name in other namespaces. */
  #others(object: NamedObject): NamedObject[] {
    const namespace = namespaceOf(object);
    return this.named(object.metadata.name).filter((other) => namespaceOf(other) !== namespace);
  }
}

/** The changes from the known object of a name to the current one. A new one is reported as `typeIfNew`. */
function changesTo(known: NamedObject | undefined, object: NamedObject, typeIfNew: ChangeType): Change[] {
  if (known === undefined) return [[typeIfNew, object]];
  if (isReplacement(known, object)) {
    return [
      ['DELETED', known],
      ['ADDED', object],
    ];
  }
  return isSameVersion(known, object) ? [] : [['MODIFIED', object]];
}

/** Whether another object has taken the name of the known one. */
function isReplacement(known: NamedObject, object: NamedObject): boolean {
  const former = known.metadata.uid;
  const { uid } = object.metadata;
  return typeof former === 'string' && typeof uid === 'string' && former !== uid;
}

function isSameVersion(known: NamedObject, object: NamedObject): boolean {
  const { resourceVersion } = known.metadata;
  return (
    typeof resourceVersion === 'string' &&
    resourceVersion !== '' &&
    resourceVersion === object.metadata.resourceVersion
  );
}
