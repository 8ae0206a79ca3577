// What of the tasks the store has not been given yet. A new status is given before the outermost call ends;
// changes within a status wait for the next macrotask.

/** Feeds a mirror. Without one it does nothing. */
export class Saves {
  #mirror;
  #viewOf;
  #statuses = [];
  #touched = [];

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
    task.isTouched = false;
    if (!task.isUnsaved) this.#mirror?.remove(task.id);
  }

  saveStatuses() {
    const tasks = this.#statuses;
    this.#statuses = [];
    for (const task of tasks) {
      task.isUnsaved = false;
      task.isTouched = false;
      if (task.isDismissed) this.#mirror.remove(task.id);
      else this.#mirror.save(this.#viewOf(task), task);
    }
  }

  saveTouched() {
    const tasks = this.#touched;
    this.#touched = [];
    for (const task of tasks) {
      if (!task.isTouched) continue;
      task.isTouched = false;
      this.#mirror.save(this.#viewOf(task), task);
    }
  }
}
