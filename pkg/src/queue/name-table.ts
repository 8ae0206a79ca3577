// Numbers for names, so that the core can compare them. Names stay here: a string that crosses to the wasm loses lone
// surrogates.

export class NameTable {
  readonly #names = new Map<string, { readonly number: number; users: number }>();
  #free: number[] = [];

  /** The number of a name, which gets one more user. */
  take(name: string): number {
    let entry = this.#names.get(name);
    if (entry === undefined) {
      entry = { number: this.#free.pop() ?? this.#names.size, users: 0 };
      this.#names.set(name, entry);
    }
    entry.users += 1;
    return entry.number;
  }

  /** The name loses one user. */
  drop(name: string): void {
    const entry = this.#names.get(name);
    if (entry === undefined) return;
    entry.users -= 1;
    if (entry.users > 0) return;
    this.#names.delete(name);
    this.#free.push(entry.number);
  }

  /** The number of a name that has users. */
  numberOf(name: string): number | undefined {
    return this.#names.get(name)?.number;
  }

  clear(): void {
    this.#names.clear();
    this.#free = [];
  }
}
