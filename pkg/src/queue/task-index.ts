// @ts-nocheck
// Which tasks share a name: a key, a group, a dedupeKey. Names stay here, since a string that crosses to the wasm
// loses lone surrogates; the wasm knows keys by number.

/** Tasks by what they share. Tasks that share nothing are not looked at. */
export class Relations {
  #keys = new Map();
  #freeNumbers = [];
  #groups = new Map();
  #unfinished = new Map();

  /** The number of a key, which from now on has one user more. */
  takeKey(name) {
    let key = this.#keys.get(name);
    if (key === undefined) {
      key = { number: this.#freeNumbers.pop() ?? this.#keys.size, users: 0 };
      this.#keys.set(name, key);
    }
    key.users += 1;
    return key.number;
  }

  dropKey(name) {
    const key = this.#keys.get(name);
    if (key === undefined || (key.users -= 1) > 0) return;
    this.#keys.delete(name);
    this.#freeNumbers.push(key.number);
  }

  /** A task is shown from now on. */
  joined(task) {
    const { group } = task;
    if (group !== undefined) add(this.#groups, group, task);
  }

  /** A task is forgotten. */
  left(task) {
    const { group } = task;
    if (group !== undefined) remove(this.#groups, group, task);
  }

  /** Tasks of a group in the order of `enqueue`. */
  group(id) {
    return [...(this.#groups.get(id) ?? [])].sort((one, other) => one.index - other.index);
  }

  /** A task has not ended, or not any more. */
  begun(task) {
    const { dedupeKey } = task;
    if (dedupeKey !== undefined) add(this.#unfinished, dedupeKey, task);
  }

  ended(task) {
    const { dedupeKey } = task;
    if (dedupeKey !== undefined) remove(this.#unfinished, dedupeKey, task);
  }

  /** A task with this dedupeKey that has not ended. */
  unfinished(dedupeKey) {
    return this.#unfinished.get(dedupeKey)?.values().next().value;
  }

  /** The numbers are gone with their wasm instance, and nothing is unfinished any more. */
  lost() {
    this.#keys.clear();
    this.#freeNumbers = [];
    this.#unfinished.clear();
  }
}

function add(map, name, task) {
  const tasks = map.get(name);
  if (tasks === undefined) map.set(name, new Set([task]));
  else tasks.add(task);
}

function remove(map, name, task) {
  const tasks = map.get(name);
  if (tasks?.delete(task) && tasks.size === 0) map.delete(name);
}
