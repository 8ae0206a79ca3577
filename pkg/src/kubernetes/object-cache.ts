// @ts-nocheck
// The objects of a collection as they were last heard of, by name: what a late subscriber is given, and what tells a
// relist from news. Versions are compared for equality only.

export class Table {
  /** The objects of each name: nearly always one, else one for each namespace. */
  #byName = new Map();

  /** The object of this name and namespace. */
  get(name, namespace) {
    return this.#byName.get(name)?.find((object) => namespaceOf(object) === namespace);
  }

  /** All of one name. */
  named(name) {
    return this.#byName.get(name) ?? [];
  }

  all() {
    return [...this.#byName.values()].flat();
  }

  put(object) {
    const { name } = object.metadata;
    const namespace = namespaceOf(object);
    const others = this.named(name).filter((other) => namespaceOf(other) !== namespace);
    this.#byName.set(name, [...others, object]);
  }

  remove(object) {
    const { name } = object.metadata;
    const namespace = namespaceOf(object);
    const others = this.named(name).filter((other) => namespaceOf(other) !== namespace);
    if (others.length === 0) this.#byName.delete(name);
    else this.#byName.set(name, others);
  }

  /** Takes an event of the stream; gives those that follow from it, as pairs of type and object. */
  apply(type, object) {
    const { name, uid } = object.metadata;
    const known = this.get(name, namespaceOf(object));
    if (type === 'DELETED') {
      // Heard of already, or one that went before the present one came.
      if (known === undefined || isAnother(known, uid)) return [];
      this.remove(object);
      return [[type, object]];
    }
    this.put(object);
    if (known === undefined) return [[type, object]];
    if (isAnother(known, uid))
      return [
        ['DELETED', known],
        ['ADDED', object],
      ];
    return isSameVersion(known, object) ? [] : [['MODIFIED', object]];
  }

  /** Takes a whole list in the place of what was known; gives the events that lead from one to the other. */
  replace(objects) {
    const former = this.#byName;
    this.#byName = new Map();
    const events = [];
    for (const object of objects) {
      const { name, uid } = object.metadata;
      const namespace = namespaceOf(object);
      const known = former.get(name)?.find((other) => namespaceOf(other) === namespace);
      this.put(object);
      if (known === undefined) events.push(['ADDED', object]);
      else if (isAnother(known, uid)) events.push(['DELETED', known], ['ADDED', object]);
      else if (!isSameVersion(known, object)) events.push(['MODIFIED', object]);
    }
    for (const object of [...former.values()].flat()) {
      if (this.get(object.metadata.name, namespaceOf(object)) === undefined) events.push(['DELETED', object]);
    }
    return events;
  }
}

export const namespaceOf = (object) => object.metadata.namespace ?? undefined;

/** Whether an object can be told from others. */
export function hasName(object) {
  return typeof object?.metadata?.name === 'string';
}

function isAnother(known, uid) {
  const former = known.metadata.uid;
  return typeof former === 'string' && typeof uid === 'string' && former !== uid;
}

function isSameVersion(known, object) {
  const { resourceVersion } = known.metadata;
  return (
    typeof resourceVersion === 'string' &&
    resourceVersion !== '' &&
    resourceVersion === object.metadata.resourceVersion
  );
}
