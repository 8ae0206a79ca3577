// @ts-nocheck
// All tasks of a queue with their views, and who is to hear of a change: listeners and the store.

import { Listeners } from './listeners.ts';
import { Relations } from './task-index.ts';
import { Rows } from './snapshot-list.ts';
import { Saves } from '../storage/write-buffer.ts';
import { storedTask } from './stored-task.ts';

/** Where in a row of numbers it stands: the order of `Row` in `core::queue`. */
const CREATED_AT = 7;

/** The tasks a queue shows. `wasm` has their numbers. */
export class Ledger {
  /** Those in this queue's wasm; their slot stands in their id. */
  #bySlot = [];
  /** The others. */
  #byId = new Map();
  #rows = new Rows((task) => this.#view(task));
  #saves;
  /** Tasks that have ended and are not in this queue's wasm, roughly the oldest first. */
  past = new Set();
  relations = new Relations();

  constructor(wasm, words, owner) {
    this.wasm = wasm;
    this.words = words;
    this.owner = owner;
    this.listeners = new Listeners();
    this.mirrorTo(undefined);
  }

  /** From now on changes go to this store; what is not yet saved is forgotten. */
  mirrorTo(mirror) {
    this.mirror = mirror;
    this.#saves = new Saves(mirror, (task) => this.seen(task));
  }

  get count() {
    return this.#rows.count;
  }

  get saves() {
    return this.#saves;
  }

  get(id) {
    const task = this.#bySlot[this.#slotIn(id)];
    return task !== undefined && task.index >= 0 && task.id === id ? task : this.#byId.get(id);
  }

  at(slot) {
    return this.#bySlot[slot];
  }

  snapshot() {
    return this.#rows.snapshot();
  }

  [Symbol.iterator]() {
    return this.#rows[Symbol.iterator]();
  }

  /** Takes a task in; one that is not listed can be run and settled and is seen by nobody. */
  add(task, isListed) {
    this.#bySlot[task.slot] = task;
    if (isListed) {
      if (task.hasOwnId) this.#byId.set(task.id, task);
      this.#rows.add(task);
      this.relations.joined(task);
      this.relations.begun(task);
    }
    this.statusChanged(task);
  }

  /** Forgets a task that has ended. Whether it had. */
  forget(task) {
    if (task.slot < 0) {
      if (!this.wasm.isEnded(task.stored.status)) return false;
      this.#forgotten(task);
      return true;
    }
    const view = this.seen(task);
    return this.wasm.call((core) => {
      const { slot } = task;
      if (slot < 0 || !core.dismiss(slot)) return false;
      // Before what the wasm wants done is: that may call a user's code, and a new task may take the slot.
      this.#bySlot[slot] = undefined;
      task.leaveSlot(view);
      if (task.key !== undefined) this.relations.dropKey(task.key);
      this.#forgotten(task);
      return true;
    });
  }

  #forgotten(task) {
    this.#drop(task);
    task.isDismissed = true;
    this.#saves.dismissed(task);
  }

  /** The view of this moment, the same one until the task changes. */
  seen(task) {
    return (task.view ??= this.#view(task));
  }

  /** What `completionInfo` tells of a task in this queue's wasm. */
  completionInfo(task) {
    const wordAt = (position) => this.wasm.read((core) => core.itemWord(task.slot, position));
    return task.makeCompletionInfo(this.wasm.row(task.slot), this.words, wordAt);
  }

  changed() {
    this.listeners.changed();
  }

  statusChanged(task) {
    this.changedUnsaved(task);
    if (task.index >= 0) this.#saves.statusChanged(task);
  }

  changedWithinStatus(task) {
    this.changedUnsaved(task);
    if (this.#saves.touched(task)) this.wasm.callQuietly((core) => core.wantSave());
  }

  /** Has the store told of a change within a status; for those who are inside a call already. Whether that needs the
   * timer. */
  touched(core, task) {
    const isToSave = this.#saves.touched(task);
    if (isToSave) core.wantSave();
    return isToSave;
  }

  changedUnsaved(task) {
    this.#rows.changed(task);
    this.changed();
  }

  // Tasks of other queues, found in the store.

  /** Shows views by queues that are not this one, the oldest first, among its own tasks by their age. */
  showStored(views) {
    const tasks = views.map(storedTask);
    for (const task of tasks) {
      this.#byId.set(task.id, task);
      this.relations.joined(task);
      this.#notePast(task);
    }
    this.#rows.merge(tasks, (one, other) => this.#createdAt(one) < this.#createdAt(other));
    this.changed();
  }

  updateStored(task, view) {
    task.stored = view;
    this.#notePast(task);
    this.changedUnsaved(task);
  }

  dropStored(task) {
    this.#drop(task);
  }

  *storedTasks() {
    for (const task of this.#rows) if (task.stored !== undefined) yield task;
  }

  /** The numbers are gone with their wasm instance: tasks show what was last known of them. */
  loseSlots(viewOf) {
    this.#bySlot = [];
    this.relations.lost();
    this.mirrorTo(this.mirror);
    for (const task of this) {
      if (task.slot < 0) continue;
      task.isUnsaved = false;
      task.isTouched = false;
      task.leaveSlot(viewOf(task));
      this.#byId.set(task.id, task);
      this.#notePast(task);
      this.statusChanged(task);
    }
  }

  #slotIn(id) {
    return typeof id === 'string' && id.startsWith(this.owner)
      ? parseInt(id.slice(this.owner.length + 1), 10)
      : -1;
  }

  #createdAt(task) {
    return task.slot < 0 ? task.stored.createdAt : this.wasm.row(task.slot)[CREATED_AT];
  }

  #notePast(task) {
    this.past.delete(task);
    if (this.wasm.isEnded(task.stored.status)) this.past.add(task);
  }

  #drop(task) {
    this.#byId.delete(task.id);
    this.past.delete(task);
    this.relations.left(task);
    this.#rows.remove(task);
    this.changed();
  }

  #view(task) {
    return task.slot < 0 ? task.stored : task.makeView(this.wasm.row(task.slot), this.words, this.owner);
  }
}
