// All tasks that a queue shows, with their views, and who is to be notified of a change: listeners and the store. Where
// the queue's own tasks stand is in the core.

import { report } from '../../../src/web/shared/report.js';
import type { TaskCompletionInfo, TaskView } from '../../types/index.d.ts';
import type { QueueCore } from '../../wasm/taskwatch.js';
import { Known, PendingWrite, RowField } from '../generated/protocol.ts';
import type { Decide } from '../storage/decisions.ts';
import type { Persistence } from '../storage/persistence.ts';
import type { FoundTask, PersistenceHost } from '../storage/persistence-host.ts';
import type { StoredTask } from '../storage/store.ts';
import { hasEnded, isClosedView } from '../storage/stored-view.ts';
import { WriteBuffer } from '../storage/write-buffer.ts';
import type { CoreBridge } from './core-bridge.ts';
import { numberAt } from './core-memory.ts';
import { Listeners } from './listeners.ts';
import { PastTasks } from './past-tasks.ts';
import { SnapshotList } from './snapshot-list.ts';
import { itemIdsOf, storedCompletionInfo } from './stored-completion.ts';
import { isLive, type LiveTask, Task } from './task.ts';
import { TaskIndex } from './task-index.ts';
import { Dismissed, Live, Lost, Orphaned, Stored } from './task-state.ts';
import { completionInfoOf, makeView } from './task-view.ts';

export class TaskStore implements PersistenceHost {
  readonly core: CoreBridge;
  readonly owner: string;
  readonly listeners: Listeners;
  readonly index = new TaskIndex();
  /** Ended tasks that are not in the core, where only so many ended ones are kept. */
  readonly past: PastTasks | undefined;
  /** What the store has not been given yet; `undefined` without a store. */
  writes: WriteBuffer<Task> | undefined;
  /** The tasks in the core. */
  #live: (LiveTask | undefined)[] = [];
  /** The others, and those whose ids do not lead to their number in the core. */
  readonly #shown = new Map<string, Task>();
  readonly #list = new SnapshotList<Task>((task) => this.#makeView(task));
  #startWrites: (() => WriteBuffer<Task>) | undefined;
  #nextNumber = 1;

  constructor(core: CoreBridge, owner: string, isHistoryLimited: boolean) {
    this.core = core;
    this.owner = owner;
    this.listeners = new Listeners(core);
    this.past = isHistoryLimited ? new PastTasks(core) : undefined;
  }

  /** From now on changes are written to a store. */
  persistBy(persistence: Persistence, decide: Decide): void {
    this.#startWrites = () =>
      new WriteBuffer(persistence, decide, {
        presentView: (task) => this.present(task),
        storedItemIds: (task) => itemIdsOf(task, task.view),
      });
    this.writes = this.#startWrites();
  }

  get count(): number {
    return this.#list.count;
  }

  get(id: string): Task | undefined {
    const task = this.#live[this.#coreIdIn(id)];
    return task !== undefined && task.position !== undefined && task.id === id ? task : this.#shown.get(id);
  }

  /** The task that the core knows by this number. */
  at(coreId: number): LiveTask {
    const task = this.#live[coreId];
    if (task === undefined) throw new Error(`taskwatch: there is no task ${coreId}`);
    return task;
  }

  snapshot(): TaskView[] {
    return this.#list.snapshot();
  }

  [Symbol.iterator](): Generator<Task, void, undefined> {
    return this.#list[Symbol.iterator]();
  }

  /** Takes in a task that the core has taken in. One that is not listed is run and settled, and nobody sees it. */
  add(task: Task, coreId: number, isListed: boolean): LiveTask {
    task.enqueued(new Live(coreId), this.owner, this.#nextNumber++);
    this.#live[coreId] = task;
    if (isListed) {
      if (task.hasAdoptedId) this.#shown.set(task.id, task);
      this.#list.add(task);
      this.index.joined(task);
    }
    this.statusChanged(task);
    return task;
  }

  /** Forgets a task that has ended. Whether it had. */
  forget(task: Task): boolean {
    if (isLive(task)) return this.#forgetLive(task);
    const view = this.present(task);
    if (!hasEnded(view)) return false;
    this.#dismiss(task, view);
    return true;
  }

  #forgetLive(task: LiveTask): boolean {
    const view = this.present(task);
    return this.core.call((core) => {
      // To make the view may have called a user's code.
      if (!isLive(task)) return false;
      const { coreId } = task.state;
      if (!core.dismiss(coreId)) return false;
      // Before commands are executed: those may call a user's code, and a new task may take the core's number.
      this.#live[coreId] = undefined;
      this.index.leftCore(task);
      this.#dismiss(task, view);
      return true;
    });
  }

  #dismiss(task: Task, view: TaskView): void {
    this.#drop(task);
    task.leaveCore(new Dismissed(view));
    this.writes?.dismissed(task);
  }

  /** The view of this moment, the same one until the task changes. */
  present(task: Task): TaskView {
    task.view ??= this.#makeView(task);
    return task.view;
  }

  completionInfo(task: Task): TaskCompletionInfo {
    if (!isLive(task)) {
      const view = this.present(task);
      return storedCompletionInfo(view, itemIdsOf(task, view));
    }
    const { coreId } = task.state;
    return completionInfoOf(task, this.#row(coreId), (position) =>
      this.core.read((core) => core.itemState(coreId, position)),
    );
  }

  changed(): void {
    this.listeners.changed();
  }

  statusChanged(task: Task): void {
    this.changedUnsaved(task);
    if (task.position !== undefined) this.writes?.statusChanged(task);
  }

  changedWithinStatus(task: Task): void {
    this.changedUnsaved(task);
    if (this.#isToWrite(task)) this.core.callQuietly((core) => core.wantSave());
  }

  /** The same inside a call. */
  changedWithinStatusIn(core: QueueCore, task: Task): void {
    this.changedUnsaved(task);
    if (this.#isToWrite(task)) core.wantSave();
  }

  changedUnsaved(task: Task): void {
    this.#list.changed(task);
    this.listeners.changed();
  }

  #isToWrite(task: Task): boolean {
    return this.writes !== undefined && task.position !== undefined && this.writes.changed(task);
  }

  // What `PersistenceHost` asks for.

  find(id: string): FoundTask {
    const task = this.get(id);
    if (task === undefined) return { known: Known.Unknown };
    const { state } = task;
    switch (state.kind) {
      case 'live':
        return { known: Known.Own, hasEnded: state.endedAs !== undefined };
      case 'stored':
      case 'orphaned':
      case 'lost':
        return { known: Known.Other, view: state.view };
      case 'draft':
      case 'dismissed':
        return { known: Known.Unknown };
      default:
        return state satisfies never;
    }
  }

  presentState(id: string): StoredTask | undefined {
    const task = this.get(id);
    if (task === undefined || !isLive(task)) return undefined;
    const view = this.present(task);
    return { view, itemIds: itemIdsOf(task, view) };
  }

  showStored(views: readonly TaskView[]): void {
    const tasks = views.map((view) => {
      const task = Task.shown(view, foundState(view));
      this.#shown.set(view.id, task);
      this.index.joined(task);
      this.#noteEnd(task, view);
      return task;
    });
    this.#list.merge(tasks, (task, other) => this.#createdAt(task) < this.#createdAt(other));
    this.changed();
  }

  updateStored(view: TaskView): void {
    const task = this.#shown.get(view.id);
    if (task === undefined) return;
    task.state = task.state.kind === 'lost' ? new Lost(view) : foundState(view);
    this.#noteEnd(task, view);
    this.changedUnsaved(task);
  }

  dropStored(id: string): void {
    const task = this.#shown.get(id);
    if (task !== undefined) this.#drop(task);
  }

  *storedViews(): Generator<TaskView, void, undefined> {
    for (const { state } of this) {
      if (state.kind === 'stored' || state.kind === 'orphaned' || state.kind === 'lost') yield state.view;
    }
  }

  /** The core is gone with its wasm instance: tasks show what was last known of them, which `viewOf` gives. */
  loseCore(viewOf: (task: LiveTask) => TaskView): void {
    this.#live = [];
    this.index.lostCore();
    this.writes = this.#startWrites?.();
    for (const task of this) {
      if (!isLive(task)) continue;
      // Each by itself: whatever is thrown about one, the others are lost properly.
      try {
        this.#lose(task, viewOf(task));
      } catch (error) {
        report(error);
      }
    }
  }

  #lose(task: Task, view: TaskView): void {
    task.pendingWrite = PendingWrite.Nothing;
    task.leaveCore(new Lost(view));
    this.#shown.set(view.id, task);
    this.#noteEnd(task, view);
    this.statusChanged(task);
  }

  #coreIdIn(id: string): number {
    return typeof id === 'string' && id.startsWith(this.owner)
      ? Number.parseInt(id.slice(this.owner.length + 1), 10)
      : -1;
  }

  #createdAt(task: Task): number {
    return isLive(task)
      ? numberAt(this.#row(task.state.coreId), RowField.CreatedAt)
      : this.present(task).createdAt;
  }

  #noteEnd(task: Task, view: TaskView): void {
    if (hasEnded(view)) this.past?.note(task);
    else this.past?.drop(task);
  }

  #drop(task: Task): void {
    this.#shown.delete(task.id);
    this.past?.drop(task);
    this.index.left(task);
    this.#list.remove(task);
    this.changed();
  }

  #makeView(task: Task): TaskView {
    const { state } = task;
    switch (state.kind) {
      case 'live':
        return makeView(task, this.#row(state.coreId), this.owner);
      case 'stored':
      case 'orphaned':
      case 'lost':
      case 'dismissed':
        return state.view;
      case 'draft':
        throw new Error('taskwatch: the task is not queued');
      default:
        return state satisfies never;
    }
  }

  /** The numbers of a task in the core, good until the next call. */
  #row(coreId: number): Float64Array {
    const row = this.core.row(coreId);
    if (row === undefined) throw new Error(`taskwatch: there is no task ${coreId}`);
    return row;
  }
}

/** What a task is that was found in the store. */
function foundState(view: TaskView): Stored | Orphaned {
  return isClosedView(view) ? new Orphaned(view) : new Stored(view);
}
