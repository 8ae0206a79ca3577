// What must be in a store, and what must be shown of it. Where the store has had a fault, only that the queue says so
// and goes on.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';

const NOT_STORED = new Set(['icon', 'completionActions']);
const hasEnded = (status) => ['completed', 'failed', 'cancelled'].includes(status);

export class Saved {
  #session;
  /** By task: how often its status had changed when that was last found in the store, and when a macrotask began. */
  #checked = new Map();
  #before = new Map();
  /** What is to be shown of other queues' tasks, by id; and the last answer that was taken. */
  #foreign = new Map();
  #taken = 0;
  #wasDisposed = false;
  /** Owners of tasks that were seen to continue, in a shared store: without Web Locks nobody can tell whether they are alive. */
  #perhapsAlive = new Set();
  /** What of other queues was shown when this one was disposed of. */
  #shownLast;

  constructor(session) {
    this.#session = session;
  }

  get #isHealthy() {
    const { store } = this.#session;
    return store !== undefined && !store.isFaulty;
  }

  #own() {
    const { model, queue } = this.#session;
    const views = new Map(queue.getSnapshot().map((view) => [view.id, view]));
    return model.tasks
      .filter(({ isListed }) => isListed)
      .map((task) => {
        const id = this.#session.idOf(task);
        return { task, id, view: views.get(id), entry: this.#session.store.kept.get(id) };
      });
  }

  /** What is written is the view of the moment. */
  checkWritten(view) {
    const { queue, prefix } = this.#session;
    if (view.title.startsWith(prefix)) same(view, queue.getTask(view.id), 'what is written');
  }

  /** A call begins. */
  begin() {
    if (this.#isHealthy)
      for (const task of this.#session.model.tasks) this.#checked.set(task, task.statusChanges);
  }

  /** Each new status is in the store; as a complete view, unless other calls may have followed. */
  checkReturned(isOneCall) {
    if (!this.#isHealthy) return;
    for (const { task, view, entry } of this.#own()) {
      if (task.isDismissed) {
        assert.equal(entry, undefined, `the store keeps task ${task.label}, which was dismissed`);
        continue;
      }
      assert.ok(entry !== undefined, `task ${task.label} is not in the store`);
      assert.equal(entry.status, view.status, `the status of task ${task.label} in the store`);
      if (this.#checked.get(task) === task.statusChanges) continue;
      this.#checked.set(task, task.statusChanges);
      if (isOneCall && !this.#session.isSavedBefore)
        same(entry, view, `what the store has of task ${task.label}`);
    }
  }

  /** A macrotask later all of it is. */
  checkAll() {
    if (!this.#isHealthy) return;
    for (const { task, view, entry } of this.#own())
      if (!task.isDismissed) same(entry, view, `what the store has of task ${task.label}`);
  }

  /** The store learns of an ending before any callback does. */
  checkTold(task) {
    if (!this.#isHealthy || task.isDismissed || !task.isListed) return;
    const entry = this.#session.store.kept.get(this.#session.idOf(task));
    assert.ok(
      entry !== undefined && entry.retryCount >= task.outcomes.length - 1,
      `the end of task ${task.label} is in the store`,
    );
    if (task.retryCount === task.outcomes.length - 1)
      assert.equal(entry.status, task.status, `the end of task ${task.label} in the store`);
  }

  checkSettled() {
    const { store, queue, said, model } = this.#session;
    if (store === undefined) {
      assert.equal(queue.persistence, 'off');
      return;
    }
    // To ask may be to notice.
    const { persistence } = queue;
    if (!model.isDisposed && !store.isUnsure)
      assert.equal(persistence, store.isToBeTold ? 'degraded' : 'ok', 'persistence');
    const told = said.filter((error) => /store failed/.test(error?.message)).length;
    assert.equal(told, persistence === 'degraded' ? 1 : 0, 'how often it was said that the store failed');
    this.#checkWrites();
    this.#takeAnswers();
    if (this.#isHealthy) this.#checkForeign();
    this.#wasDisposed = model.isDisposed;
  }

  /** At most one write a status, and one for all else. */
  #checkWrites() {
    const { store, model } = this.#session;
    for (const task of model.tasks) {
      const changes = task.statusChanges - (this.#before.get(task) ?? 0);
      this.#before.set(task, task.statusChanges);
      const writes = store.writes.get(this.#session.idOf(task)) ?? 0;
      // What a store's own method does while it is written to may be written once more.
      if (this.#isHealthy && !this.#session.isSavedBefore)
        assert.ok(
          writes <= changes + 1,
          `${writes} writes of task ${task.label} in a macrotask, whose status changed ${changes} times`,
        );
    }
    store.writes.clear();
  }

  /** What another page does. */
  outside({ kind, pick, status }) {
    const { store } = this.#session;
    if (store === undefined || this.#session.model.historyLimit < Infinity) return;
    const id = `other-${pick}`;
    if (kind === 'remove') store.kept.delete(id);
    else if (kind === 'put' || store.kept.has(id))
      store.kept.set(id, foreignEntry(id, `f${pick} ${kind}`, status));
  }

  dismissedAll() {
    if (this.#session.store !== undefined) this.#takeAnswers();
    for (const view of this.#session.queue.getSnapshot())
      if (hasEnded(view.status)) this.#foreign.delete(view.id);
  }

  #takeAnswers() {
    const { store, instance = this.#session.queue.inspect().instance } = this.#session;
    for (const { number, entries, removed } of store.answers.splice(0)) {
      if (number < this.#taken || this.#wasDisposed) continue;
      this.#taken = number;
      const known = new Map(this.#foreign);
      this.#foreign.clear();
      for (const entry of entries) {
        if (typeof entry.title !== 'string' || entry.owner === instance || removed.has(entry.id)) continue;
        this.#foreign.set(entry.id, entry);
        if (store.isShared && known.has(entry.id) && !hasEnded(entry.status))
          this.#perhapsAlive.add(entry.owner);
      }
    }
  }

  #checkForeign() {
    const { queue, prefix, store, model } = this.#session;
    const shown = queue.getSnapshot().filter(({ title }) => !title.startsWith(prefix));
    if (model.isDisposed) {
      this.#shownLast ??= new Set(shown.map(({ id }) => id));
      assert.ok(
        shown.every(({ id }) => this.#shownLast.has(id)),
        'a disposed queue hears of nothing',
      );
      return;
    }
    assert.deepEqual(
      shown.map(({ id }) => id).sort(),
      [...this.#foreign.keys()].sort(),
      'what is shown of the store',
    );
    for (const view of shown) {
      const entry = this.#foreign.get(view.id);
      assert.equal(view.title, entry.title);
      assert.ok(Object.isFrozen(view));
      assert.equal(queue.retry(view.id), undefined);
      if (hasEnded(entry.status)) {
        assert.deepEqual(
          [view.status, view.completed, view.failed],
          [entry.status, entry.completed, entry.failed],
        );
        continue;
      }
      if (this.#perhapsAlive.has(entry.owner)) continue;
      assert.deepEqual(
        [view.status, view.retryable, view.failed],
        ['failed', false, entry.failed + 1],
        'a task whose page was closed',
      );
      assert.match(view.failedItems.at(-1).message, /page.*closed/);
      assert.notEqual(store.kept.get(view.id), entry, 'the store has it closed');
    }
  }
}

export function foreignEntry(id, title, status) {
  const entry = {
    id,
    title,
    status,
    items: undefined,
    total: 0,
    completed: 0,
    failed: 0,
    succeededItems: [],
    failedItems: [],
    retryCount: 0,
    createdAt: 1,
    owner: 'gone',
  };
  return status === 'broken' ? { id, title: 5 } : entry;
}

/** Each field of a view but those that are never stored. */
function same(entry, view, what) {
  for (const field of Object.keys(view)) {
    if (
      NOT_STORED.has(field) ||
      Object.is(entry[field], view[field]) ||
      isDeepStrictEqual(entry[field], view[field])
    )
      continue;
    assert.deepEqual(entry[field], view[field], `${field} of ${what}`);
  }
  assert.ok(Object.isFrozen(entry), what);
}
