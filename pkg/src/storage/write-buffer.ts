// @ts-nocheck
// What of the tasks the store has not been given yet. A new status is given before the outermost call ends;
// changes within a status wait for the next macrotask, those of large batches for some more: a view is stored whole,
// and one write an item would be quadratic.

/** Items that are worth a macrotask of waiting. */
const ITEMS_A_TURN = 256;

/** Feeds a mirror. Without one it does nothing. */
export class Saves {
  #mirror;
  #viewOf;
  #statuses = [];
  #touched = [];
  /** How many macrotasks large batches have waited. */
  #turns = new Map();

  /** `viewOf(task)` gives the view of this moment. */
  constructor(mirror, viewOf) {
    this.#mirror = mirror;
    this.#viewOf = viewOf;
  }

  get hasStatuses() {
    return this.#statuses.length > 0;
  }

  statusChanged(task) {
    if (this.#mirror === undefined || task.isUnsaved) return;
    task.isUnsaved = true;
    this.#statuses.push(task);
  }

  /** Whether a macrotask is to be asked for. */
  touched(task) {
    if (this.#mirror === undefined || task.isTouched || task.isUnsaved || task.index < 0) return false;
    task.isTouched = true;
    this.#touched.push(task);
    return true;
  }

  dismissed(task) {
    if (task.isTouched) task.isTouched = false;
    this.#turns.delete(task);
    if (!task.isUnsaved) this.#mirror?.remove(task.id);
  }

  saveStatuses() {
    const tasks = this.#statuses;
    this.#statuses = [];
    for (const task of tasks) {
      task.isUnsaved = false;
      task.isTouched = false;
      if (this.#turns.size > 0) this.#turns.delete(task);
      if (task.isDismissed) this.#mirror.remove(task.id);
      else this.#mirror.save(this.#viewOf(task), task);
    }
  }

  /** Whether another macrotask is to be asked for. */
  saveTouched() {
    const tasks = this.#touched;
    this.#touched = [];
    for (const task of tasks) {
      if (!task.isTouched) continue;
      if (this.#isToWait(task)) {
        this.#touched.push(task);
        continue;
      }
      task.isTouched = false;
      this.#mirror.save(this.#viewOf(task), task);
    }
    return this.#touched.length > 0;
  }

  #isToWait(task) {
    const turns = this.#turns.get(task) ?? 0;
    const isToWait = turns < Math.floor((task.items?.length ?? 0) / ITEMS_A_TURN);
    if (isToWait) this.#turns.set(task, turns + 1);
    else if (turns > 0) this.#turns.delete(task);
    return isToWait;
  }
}
