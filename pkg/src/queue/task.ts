// @ts-nocheck
// The values of one task: what its user gave, what its runs said, and the view of it.

const NOTHING = Object.freeze([]);

/** Numbers of `Reported` in `core::queue`. */
const SUCCEEDED = 1,
  FAILED_BECAME_SUCCEEDED = 3,
  SUCCEEDED_BECAME_FAILED = 4;
export const FAILED = 2;

/** Where in a row of numbers each stands: the order of `Row` in `core::queue`. */
const STATUS = 0,
  COMPLETED = 1,
  FAILURES = 2,
  RETRY_COUNT = 3,
  ATTEMPT = 4,
  CANCEL_REQUESTED = 5,
  PROGRESS = 6,
  CREATED_AT = 7,
  STARTED_AT = 8,
  COMPLETED_AT = 9,
  DEADLINE_AT = 10,
  NEXT_ATTEMPT_AT = 11,
  PRIORITY = 12;

/** A task's values. Its numbers are in the wasm, at `slot`. What few tasks have is an own property only where they
 * have it, since thousands are kept: see `SELDOM`. */
export class Task {
  #owner;
  #number;
  #id;

  constructor(title, processor) {
    this.#number = 0;
    this.title = title;
    this.processor = processor;
    this.slot = -1;
    /** Where it stands among all tasks. */
    this.index = -1;
    /** The number of the status with which the last run ended; 0 while it has not. */
    this.ended = 0;
    /** The handle of the present or last run, unless that is settled and knows its outcome. */
    this.handle = undefined;
    /** The present run. */
    this.run = undefined;
    this.view = undefined;
    this.isChanged = false;
  }

  /** Has its numbers in the wasm from now on, and its name by this. */
  takeSlot(slot, owner, number) {
    this.slot = slot;
    this.#owner = owner;
    this.#number = number;
  }

  /** Has been stored under this name. */
  static stored(title, id, view) {
    const task = new Task(title);
    task.#id = id;
    task.stored = view;
    return task;
  }

  /** Has this id from now on, by which its slot cannot be told. */
  takeId(id) {
    this.#id = id;
    this.hasOwnId = true;
  }

  /** Made when it is asked for. It begins with the queue's name and the slot, by which the task is found. */
  get id() {
    return (this.#id ??= `${this.#owner}-${this.slot}-${this.#number}`);
  }

  /** Its numbers are no longer in the wasm. It keeps its id. */
  leaveSlot(view) {
    this.#id = this.id;
    this.slot = -1;
    this.stored = view;
  }

  /** Keeps the lists of ids in step with what became of a report. Whether anything changed. */
  follow(reported, position, id, message) {
    switch (reported) {
      case SUCCEEDED:
        this.addSucceeded(position ?? { id });
        return true;
      case FAILED:
        this.addFailure(id, message, position);
        return true;
      case FAILED_BECAME_SUCCEEDED:
        this.failures = this.failures.filter((failure) => failure.position !== position);
        this.addSucceeded(position);
        return true;
      case SUCCEEDED_BECAME_FAILED:
        this.succeeded = this.succeeded.filter((what) => what !== position);
        this.addFailure(id, message, position);
        return true;
      default:
        return false;
    }
  }

  addSucceeded(what) {
    if (this.succeeded === NOTHING) this.succeeded = [];
    this.succeeded.push(what);
  }

  addFailure(id, message, position) {
    if (this.failures === NOTHING) this.failures = [];
    const entry = Object.freeze(id === undefined ? { message } : { id, message });
    this.failures.push({ entry, position });
  }

  /** The failures as they are shown. */
  failedItems() {
    return failureEntries(this.failures, this.failures.length);
  }

  /** Makes ready for a retry, by hand or by itself. */
  rewind() {
    const { items } = this;
    this.failures = NOTHING;
    if (items === undefined || items.length === 0) this.succeeded = NOTHING;
    this.ended = 0;
    this.result = undefined;
    this.error = undefined;
    this.message = undefined;
    this.cancelReason = undefined;
    this.run = undefined;
    this.isRetry = true;
  }

  /** The frozen view of this moment. */
  makeView(row, words, owner) {
    const { items, succeeded, failures } = this;
    const view = {
      id: this.id,
      title: this.title,
      status: words[row[STATUS]],
      icon: this.icon,
      category: this.category,
      metadata: this.metadata,
      group: this.group,
      key: this.key,
      priority: row[PRIORITY],
      items,
      total: items === undefined ? 0 : items.length,
      completed: row[COMPLETED],
      failed: row[FAILURES],
      succeededItems: NOTHING,
      failedItems: NOTHING,
      errorStrategy: this.errorStrategy ?? 'continue',
      cancelable: this.cancelable ?? true,
      retryable: this.retryable ?? true,
      confirmBeforeUnload: this.confirmBeforeUnload ?? true,
      cancelRequested: row[CANCEL_REQUESTED] === 1,
      completionActions: this.actions,
      result: this.result,
      message: this.message,
      progress: numberOrNone(row[PROGRESS]),
      retryCount: row[RETRY_COUNT],
      attempt: row[ATTEMPT],
      nextAttemptAt: numberOrNone(row[NEXT_ATTEMPT_AT]),
      createdAt: row[CREATED_AT],
      startedAt: numberOrNone(row[STARTED_AT]),
      completedAt: numberOrNone(row[COMPLETED_AT]),
      deadlineAt: numberOrNone(row[DEADLINE_AT]),
      owner,
    };
    // Lists are made when they are read, so that nothing is copied per item. A getter costs as much as all the rest.
    if (succeeded.length > 0) listOnRead(view, 'succeededItems', succeededIds, succeeded, this.ids);
    if (failures.length > 0) listOnRead(view, 'failedItems', failureEntries, failures);
    return Object.freeze(view);
  }

  makeOutcome(status) {
    const { succeeded, failures, result, error } = this;
    const failedItems = failureEntries(failures, failures.length);
    return { status, completed: succeeded.length, failed: failures.length, failedItems, result, error };
  }

  /** What `completionInfo` tells; `wordAt` gives the word for the item at a position. */
  makeCompletionInfo(row, words, wordAt) {
    const messages = new Map();
    for (const { entry, position } of this.failures) messages.set(position, entry.message);
    // Before ids are made, which may call a user's code: the row is good until the next call.
    const [status, completed, failed] = [words[row[STATUS]], row[COMPLETED], row[FAILURES]];
    const items = (this.items ?? NOTHING).map((data, position) => {
      const item = { id: this.ids.at(position), status: wordAt(position), data };
      if (messages.has(position)) item.message = messages.get(position);
      return item;
    });
    return { status, completed, failed, items };
  }
}

/** What a task has while nobody gave it another value. */
const SELDOM = {
  processItem: undefined,
  /** A copy of the list given. */
  items: undefined,
  /** What names them. */
  ids: undefined,
  /** Positions of items, and `{ id }` for what is no item, in the order in which they succeeded. Grows at its end only,
   * so that views can share it; anything else makes a new list. */
  succeeded: NOTHING,
  /** `{ entry, position }`, likewise. */
  failures: NOTHING,
  getItemId: undefined,
  errorStrategy: undefined,
  cancelable: undefined,
  retryable: undefined,
  confirmBeforeUnload: undefined,
  group: undefined,
  key: undefined,
  signal: undefined,
  onComplete: undefined,
  completionActions: undefined,
  category: undefined,
  icon: undefined,
  metadata: undefined,
  dedupeKey: undefined,
  retryIf: undefined,
  result: undefined,
  /** What was thrown, the timeout's error, or the reason of the cancel. */
  error: undefined,
  message: undefined,
  actions: undefined,
  cancelReason: undefined,
  /** How to let go of the caller's signal. */
  stopListening: undefined,
  /** The view of a task that is not in this queue's wasm: stored, dismissed, or lost with its instance. */
  stored: undefined,
  hasOwnId: false,
  isRetry: false,
  isUnsaved: false,
  isTouched: false,
  isDismissed: false,
};
Object.assign(Task.prototype, SELDOM);

function listOnRead(view, name, make, entries, ids) {
  const count = entries.length;
  let list;
  const get = () => (list ??= make(entries, count, ids));
  Object.defineProperty(view, name, { get, enumerable: true, configurable: true });
}

function succeededIds(succeeded, count, ids) {
  const list = [];
  for (let at = 0; at < count; at++) {
    const what = succeeded[at];
    if (typeof what === 'number') list.push(ids.at(what));
    else if (what.id !== undefined) list.push(what.id);
  }
  return Object.freeze(list);
}

function failureEntries(failures, count) {
  return count === 0 ? NOTHING : Object.freeze(failures.slice(0, count).map(({ entry }) => entry));
}

function numberOrNone(number) {
  return number === number ? number : undefined;
}
