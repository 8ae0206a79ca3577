// A queue over a store of a kind, for what measures the stores.

import { TaskQueue } from 'taskwatch';

/** `undefined` where there is no such storage. */
export function makeQueue(storageType, storageKey = `bench-${Math.random()}`) {
  if (storageType === "the caller's") return new TaskQueue({ storage: mapStorage() });
  try {
    const queue = new TaskQueue({ storageType, storageKey });
    return storageType !== 'memory' && queue.persistence === 'off' ? undefined : queue;
  } catch {
    return undefined;
  }
}

/** A caller's store that takes no time of its own. */
function mapStorage() {
  const entries = new Map();
  return {
    getAll: () => [...entries.values()],
    get: (id) => entries.get(id),
    set: (id, view) => void entries.set(id, view),
    remove: (id) => void entries.delete(id),
    clear: () => entries.clear(),
  };
}
