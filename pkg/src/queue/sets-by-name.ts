// Values by names that several of them may share. A name without values takes no room.

export class SetsByName<TValue> {
  readonly #sets = new Map<string, Set<TValue>>();

  /** The values of a name, in the order in which they were added. */
  of(name: string): Iterable<TValue> {
    return this.#sets.get(name) ?? [];
  }

  add(name: string, value: TValue): void {
    const values = this.#sets.get(name);
    if (values === undefined) this.#sets.set(name, new Set([value]));
    else values.add(value);
  }

  delete(name: string, value: TValue): void {
    const values = this.#sets.get(name);
    if (values?.delete(value) === true && values.size === 0) this.#sets.delete(name);
  }
}
