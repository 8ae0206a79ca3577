// Results that know which of their fields a component reads, so that it renders for changes of those alone.

/**
 * What is in `base`, and the fields of `values` as they are when they are read. Adds the name of each that is read to
 * `read`.
 */
export function trackReads<T extends object, TBase extends object>(
  values: T,
  read: Set<keyof T>,
  base: TBase,
): T & TBase {
  const result = { ...base };
  // The casts only say what `Object.keys` does not, and stand for the getters, which the compiler does not see.
  for (const name of Object.keys(values) as (keyof T)[]) {
    const get = () => {
      read.add(name);
      return values[name];
    };
    Object.defineProperty(result, name, { get, enumerable: true });
  }
  return result as T & TBase;
}

/** The result of one component: the same object until a field changes that was read. */
export class TrackedFields<T extends object, TBase extends object> {
  readonly #read: Set<keyof T>;
  readonly #base: TBase;
  /** What the getters of the result give, and the result. */
  #last: { readonly values: T; readonly result: T & TBase } | undefined;

  /** `read`: the names of the fields that the component has read. */
  constructor(read: Set<keyof T>, base: TBase) {
    this.#read = read;
    this.#base = base;
  }

  resultOf(given: T): T & TBase {
    const last = this.#last;
    if (
      last !== undefined &&
      Array.from(this.#read).every((name) => Object.is(last.values[name], given[name]))
    ) {
      // What was not read may change without a new result, and is up to date when it is read later.
      Object.assign(last.values, given);
      return last.result;
    }
    const values = { ...given };
    const result = trackReads(values, this.#read, this.#base);
    this.#last = { values, result };
    return result;
  }
}
