// Keeps a caller's store like the tasks. Memory is the truth: a store that throws, hangs or is full never
// delays or fails a task, it makes `persistence` degraded.

import { claim, livesHere, livingElsewhere } from './owners.js';
import { closedView, isSameView, readEntry, storableView } from './stored.js';
import { follow, report } from './report.js';
import { isArray } from './describe.js';

/** A queue's store. */
export class Mirror {
  state = 'ok';
  #ledger;
  #storage;
  #isShared;
  #letGo;
  #stopHearing;
  #hasToldOfUnreadable = false;
  #isClosed = false;

  constructor(ledger, storage) {
    this.#ledger = ledger;
    this.#storage = storage;
  }

  /** Reads what is stored and begins to hear of changes from outside. */
  open() {
    const storage = this.#storage;
    this.#attempt(() => {
      this.#isShared = typeof storage.onExternalChange === 'function';
    });
    if (this.#isShared) this.#letGo = claim(this.#ledger.owner);
    this.#read();
    this.#attempt(() => storage.onReady?.(() => this.#read()));
    if (this.#isShared) {
      this.#stopHearing = this.#attempt(() => storage.onExternalChange(() => this.#read()));
    }
  }

  save(view) {
    this.#attempt(() => this.#storage.set(view.id, storableView(view)));
  }

  remove(id) {
    this.#attempt(() => this.#storage.remove(id));
  }

  close() {
    this.#isClosed = true;
    if (typeof this.#stopHearing === 'function') this.#attempt(this.#stopHearing);
    this.#letGo?.();
  }

  #read() {
    if (this.#isClosed) return;
    const found = this.#attempt(() => this.#storage.getAll(), true);
    if (found === undefined) return;
    if (isArray(found)) this.#attempt(() => this.#take(found));
    else follow(found, (late) => this.#takeLate(late), (error) => this.#degrade(error));
  }

  #takeLate(found) {
    if (this.#isClosed || found === undefined || found === null) return;
    if (isArray(found)) this.#attempt(() => this.#take(found));
    else this.#degrade(new TypeError('storage.getAll: expected an array of tasks'));
  }

  #take(found) {
    const ledger = this.#ledger;
    const fresh = [];
    const present = new Set();
    const unfinished = [];
    for (const entry of found) {
      const view = readEntry(entry, this.#ledger.words);
      if (view === undefined) {
        this.#tellOfUnreadable();
        continue;
      }
      const known = ledger.get(view.id);
      if (present.has(view.id)) continue;
      present.add(view.id);
      if (view.owner === ledger.owner || (known !== undefined && known.stored === undefined)) continue;
      const shown = this.#isLeftAlone(view) ? view : this.#close(view);
      if (shown === view && !this.#ledger.wasm.isEnded(view.status)) unfinished.push(view);
      if (known === undefined) fresh.push(shown);
      else if (!isSameView(known.stored, shown)) ledger.updateStored(known, shown);
    }
    for (const task of ledger.storedTasks()) {
      // Those that were this queue's own and lost their wasm instance are not the store's to take away.
      if (!present.has(task.id) && task.stored.owner !== ledger.owner) ledger.dropStored(task);
    }
    fresh.sort((one, other) => one.createdAt - other.createdAt);
    if (fresh.length > 0) ledger.showStored(fresh);
    if (unfinished.some((view) => !livesHere(view.owner))) this.#closeThoseOfTheDead();
  }

  /** A task that has ended, or that may yet: in a shared store, until it is known that its owner is gone. */
  #isLeftAlone(view) {
    return this.#ledger.wasm.isEnded(view.status) || this.#isShared;
  }

  async #closeThoseOfTheDead() {
    const elsewhere = await livingElsewhere();
    if (this.#isClosed) return;
    for (const task of this.#ledger.storedTasks()) {
      const { stored } = task;
      if (this.#ledger.wasm.isEnded(stored.status) || livesHere(stored.owner) || elsewhere.has(stored.owner)) continue;
      this.#ledger.updateStored(task, this.#close(stored));
    }
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
    report(new Error('taskwatch: the store holds entries that are no tasks; they are left as they are'));
  }

  #attempt(action, givesBack = false) {
    try {
      const returned = action();
      if (!givesBack && returned !== null && typeof returned === 'object') {
        follow(returned, undefined, (error) => this.#degrade(error));
      }
      return returned;
    } catch (error) {
      this.#degrade(error);
      return undefined;
    }
  }

  #degrade(error) {
    if (this.state === 'degraded') return;
    this.state = 'degraded';
    report(new Error('taskwatch: the store failed; tasks go on in memory', { cause: error }));
    this.#ledger.changed();
  }
}
