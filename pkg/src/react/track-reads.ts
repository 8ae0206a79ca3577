// Results that know which of their fields a component reads, so that it renders for changes of those alone.

/**
 * The fields of `base`, and getters for the current fields of `values`, which add the name of each field that is read
 * to `read`.
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

/** The result of one component: the same object until a field that was read changes. */
export class TrackedFields<T extends object, TBase extends object> {
  readonly #read: Set<keyof T>;
  readonly #base: TBase;
  /** What the getters of the result return, and the result. */
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
      // Fields that were not read may change without a new result, and are up to date when they are read later.
      Object.assign(last.values, given);
      return last.result;
    }
    const values = { ...given };
    const result = trackReads(values, this.#read, this.#base);
    this.#last = { values, result };
    return result;
  }
}
