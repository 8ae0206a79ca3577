// Sets that all copies of the package in one realm (page or worker) share, whatever their version.

/** The set of this name. Its entries must keep their meaning from version to version. */
export function realmSet<TEntry>(name: string): Set<TEntry> {
  const key = Symbol.for(name);
  const present: unknown = Reflect.get(globalThis, key);
  if (present instanceof Set) return present;
  const made = new Set<TEntry>();
  Reflect.set(globalThis, key, made);
  return made;
}
