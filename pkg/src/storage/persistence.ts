// @ts-nocheck
// Keeps a store like the tasks, and shows what others put into it. Memory is the truth: a store that throws, hangs
// or is full never delays or fails a task, it makes `persistence` degraded. That one hangs is noticed when it is asked
// for something again or asked about, without a timer.

import { claim, livesHere, whenGone } from './owners.ts';
import { closedView, isSameView, itemIdsOf, readEntry } from '../queue/stored-task.ts';
import { follow, report } from '../../../src/web/shared/report.js';
import { isArray } from '../../../src/web/shared/describe.js';

/** For how many milliseconds a store may owe an answer. */
const PATIENCE = 2_000;

/** A queue's store. */
export class Mirror {
  #state = 'ok';
  #ledger;
  #store;
  #onShown;
  #isShared = false;
  #letGo;
  #stopHearing;
  #hasToldOfUnreadable = false;
  #isClosed = false;
  /** What the store was asked and has not answered, the oldest first; none once that no longer matters. */
  #unanswered = new Set();
  /** Reads that were begun, and the last of them whose answer was taken. */
  #reads = 0;
  #taken = 0;
  /** What was removed while a read was under way, whose answer may still have it. */
  #removed = new Set();
  /** Other queues whose end is awaited, since they have tasks that have not ended. */
  #awaited = new Set();
  /** Other queues that were seen to live, for platforms that cannot tell. */
  #seenAlive = new Set();
  #stopAwaiting = new AbortController();

  /** `store` is one of `glue/stores`. `onShown` is called when tasks of others have been shown. */
  constructor(ledger, store, onShown) {
    this.#ledger = ledger;
    this.#store = store;
    this.#onShown = onShown;
  }

  get state() {
    this.#noticeHanging();
    return this.#state;
  }

  /** Reads what is stored and begins to hear of changes from outside. */
  open() {
    this.#attempt(() => {
      this.#isShared = this.#store.isShared;
    });
    this.#read();
    const news = {
      readAgain: () => this.#read(),
      changed: (entries, removed) => this.#hear(entries, removed),
      failed: (error) => this.#degrade(error),
    };
    const attempt = (action) => this.#attempt(action);
    this.#stopHearing = attempt(() => this.#store.listen(news, attempt));
  }

  /** Has the store given a view; before the first of a task of its own it is said that this queue lives. */
  save(view, task) {
    if (this.#isShared && task !== undefined) this.#letGo ??= claim(this.#ledger.owner);
    this.#attempt(() => this.#store.set(view, itemIdsOf(view, task)));
  }

  remove(id) {
    if (this.#taken < this.#reads) this.#removed.add(id);
    this.#attempt(() => this.#store.remove(id));
  }

  close() {
    this.#isClosed = true;
    if (this.#stopHearing !== undefined) this.#attempt(this.#stopHearing);
    this.#attempt(() => this.#store.close());
    this.#stopAwaiting.abort();
    this.#letGo?.();
  }

  #read() {
    if (this.#isClosed) return;
    const number = (this.#reads += 1);
    const found = this.#attempt(() => this.#store.getAll(), true);
    if (isArray(found)) this.#answered(number, found);
    else
      this.#follow(
        found,
        (late) => this.#answered(number, late),
        (error) => this.#readFailed(number, error),
      );
  }

  #readFailed(number, error) {
    this.#taken = Math.max(this.#taken, number);
    this.#degrade(error);
  }

  #answered(number, found) {
    // The answer to a later question is newer.
    if (this.#isClosed || number < this.#taken) return;
    this.#taken = number;
    if (isArray(found)) this.#attempt(() => this.#takeAll(found));
    else if (found !== undefined && found !== null) {
      this.#degrade(new TypeError('storage.getAll: expected an array of tasks'));
    }
    if (this.#taken === this.#reads) this.#removed.clear();
  }

  #takeAll(found) {
    const ledger = this.#ledger;
    const present = new Set();
    const fresh = [];
    for (const entry of found) {
      const view = this.#readable(entry);
      if (view === undefined || present.has(view.id) || this.#removed.has(view.id)) continue;
      present.add(view.id);
      this.#take(view, fresh);
    }
    for (const task of ledger.storedTasks()) {
      if (!present.has(task.id)) this.#drop(task);
    }
    this.#show(fresh);
  }

  /** Single entries were written or removed by others. */
  #hear(entries, removed) {
    if (this.#isClosed) return;
    const fresh = [];
    for (const entry of entries) {
      const view = this.#readable(entry);
      if (view !== undefined) this.#take(view, fresh);
    }
    for (const id of removed) this.#drop(this.#ledger.get(id));
    this.#show(fresh);
  }

  #readable(entry) {
    const view = readEntry(entry, this.#ledger.words);
    if (view === undefined) this.#tellOfUnreadable();
    return view;
  }

  /** Shows an entry in the place of what was known of its task; puts it among the `fresh` if nothing was. */
  #take(view, fresh) {
    const ledger = this.#ledger;
    const known = ledger.get(view.id);
    if (view.owner === ledger.owner || (known !== undefined && known.stored === undefined)) {
      this.#assert(known, view);
      return;
    }
    if (known !== undefined && this.#hasEnded(known.stored) && !this.#hasEnded(view))
      this.#seenAlive.add(view.owner);
    const shown = this.#isShared || this.#hasEnded(view) ? view : this.#close(view);
    if (!this.#hasEnded(shown)) this.#await(shown.owner);
    if (known === undefined) fresh.push(shown);
    else if (!isSameView(known.stored, shown)) ledger.updateStored(known, shown);
  }

  /** Somebody took this queue for gone and wrote that its task has ended. */
  #assert(task, view) {
    if (task === undefined || task.slot < 0 || !this.#hasEnded(view)) return;
    const seen = this.#ledger.seen(task);
    if (!this.#hasEnded(seen)) this.save(seen, task);
  }

  #show(fresh) {
    if (fresh.length === 0) return;
    fresh.sort((one, other) => one.createdAt - other.createdAt);
    this.#ledger.showStored(fresh);
    this.#onShown();
  }

  #drop(task) {
    // Those that were this queue's own and lost their wasm instance are not the store's to take away.
    if (task?.stored !== undefined && task.stored.owner !== this.#ledger.owner) this.#ledger.dropStored(task);
  }

  #hasEnded(view) {
    return this.#ledger.wasm.isEnded(view.status);
  }

  /** Closes the tasks of another queue when that is gone. */
  #await(owner) {
    if (this.#awaited.has(owner) || livesHere(owner)) return;
    this.#awaited.add(owner);
    whenGone(owner, this.#stopAwaiting.signal, (isKnown) => {
      this.#awaited.delete(owner);
      if (this.#isClosed || livesHere(owner) || (!isKnown && this.#seenAlive.has(owner))) return;
      for (const task of this.#ledger.storedTasks()) {
        const { stored } = task;
        if (stored.owner === owner && !this.#hasEnded(stored))
          this.#ledger.updateStored(task, this.#close(stored));
      }
      this.#onShown();
    });
  }

  #close(view) {
    const closed = closedView(view, this.#ledger.words);
    this.save(closed);
    return closed;
  }

  /** Entries that cannot be read stay where they are. */
  #tellOfUnreadable() {
    if (this.#hasToldOfUnreadable) return;
    this.#hasToldOfUnreadable = true;
    report(
      new Error(
        'taskwatch: the store holds entries that are no tasks, or are of a newer version; they are left as they are',
      ),
    );
  }

  #attempt(action, givesBack = false) {
    this.#noticeHanging();
    try {
      const returned = action();
      if (!givesBack && returned !== null && typeof returned === 'object') {
        this.#follow(returned, undefined, (error) => this.#degrade(error));
      }
      return returned;
    } catch (error) {
      this.#degrade(error);
      return undefined;
    }
  }

  #follow(answer, onValue, onError) {
    if (this.#state === 'degraded') {
      follow(answer, onValue, onError);
      return;
    }
    const question = { since: Date.now() };
    this.#unanswered.add(question);
    const answered = (then) => (value) => {
      this.#unanswered.delete(question);
      then?.(value);
    };
    follow(answer, answered(onValue), answered(onError));
  }

  #noticeHanging() {
    const [oldest] = this.#unanswered;
    if (oldest === undefined || Date.now() - oldest.since < PATIENCE) return;
    this.#degrade(new Error(`the store has not answered for ${PATIENCE} ms`));
  }

  #degrade(error) {
    if (this.#state === 'degraded') return;
    this.#state = 'degraded';
    this.#unanswered.clear();
    report(new Error('taskwatch: the store failed; tasks go on in memory', { cause: error }));
    this.#ledger.changed();
  }
}
