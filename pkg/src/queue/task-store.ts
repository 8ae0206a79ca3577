// All tasks that a queue shows, with their views, and whom to notify of changes: listeners and the store. The states of
// the queue's own tasks are in the core.

import { report } from '../../../src/web/shared/report.js';
import type { TaskCompletionInfo, TaskView } from '../../types/index.d.ts';
import type { QueueCore } from '../../wasm/taskwatch.js';
import { isResumable } from '../durable/durable.ts';
import { Known, PendingWrite, RowField } from '../generated/protocol.ts';
import type { Decide } from '../storage/decisions.ts';
import type { Persistence } from '../storage/persistence.ts';
import type { FoundTask, PersistenceHost } from '../storage/persistence-host.ts';
import type { StoredTask } from '../storage/store.ts';
import { durableRecordOf, hasEnded, isClosedView } from '../storage/stored-view.ts';
import type { TaskCommand } from '../storage/task-commands.ts';
import { WriteBuffer } from '../storage/write-buffer.ts';
import type { CoreBridge } from './core-bridge.ts';
import { numberAt } from './core-memory.ts';
import type { TaskHandle } from './handle.ts';
import { Listeners } from './listeners.ts';
import { PastTasks } from './past-tasks.ts';
import { SnapshotList } from './snapshot-list.ts';
import { itemIdsOf, storedCompletionInfo } from './stored-completion.ts';
import { storedFormOf } from './stored-form.ts';
import { isLive, type LiveTask, Task } from './task.ts';
import { TaskIndex } from './task-index.ts';
import { Dismissed, Live, Lost, Orphaned, Stored } from './task-state.ts';
import { completionInfoOf, makeView } from './task-view.ts';
import { Followers } from './followers.ts';

export class TaskStore implements PersistenceHost {
  readonly core: CoreBridge;
  readonly owner: string;
  readonly listeners: Listeners;
  readonly index = new TaskIndex();
  readonly followers = new Followers();
  /** Ended tasks that are not in the core, if there is a history limit. */
  readonly past: PastTasks | undefined;
  /** The pending writes; `undefined` without a store. */
  writes: WriteBuffer<Task> | undefined;
  /** The tasks in the core. */
  #live: (LiveTask | undefined)[] = [];
  /** The others, and those whose ids do not contain their number in the core. */
  readonly #shown = new Map<string, Task>();
  readonly #list = new SnapshotList<Task>((task) => this.#makeView(task));
  #startWrites: (() => WriteBuffer<Task>) | undefined;
  #nextNumber = 1;
  #persistence: Persistence | undefined;

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
        storedTask: (task) => this.#storedTask(task),
      });
    this.#persistence = persistence;
    this.writes = this.#startWrites();
  }

  #storedTask(task: Task): StoredTask {
    const view = this.present(task);
    const stored = storedFormOf(task, view, itemIdsOf(task, view));
    // The view shows whether another page could resume the task.
    if (task.durable !== undefined && 'steps' in view !== 'steps' in stored.view) this.changedUnsaved(task);
    return stored;
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
    return this.#live[coreId] ?? noTask();
  }

  snapshot(): TaskView[] {
    return this.#list.snapshot();
  }

  [Symbol.iterator](): Generator<Task, void, undefined> {
    return this.#list[Symbol.iterator]();
  }

  /** Adds a task that was added to the core. One that is not listed is run and settled, but not shown. */
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

  /** A task that was only shown is this queue's own from now on. */
  adopted(task: Task, coreId: number, handleFor: (task: LiveTask) => TaskHandle): void {
    this.past?.drop(task);
    this.followers.remove(task);
    task.state = new Live(coreId);
    if (!isLive(task)) return;
    this.#live[coreId] = task;
    task.state.handle = handleFor(task);
    this.statusChanged(task);
  }

  /** A task is another queue's from now on; its ending there settles its handle. */
  yielded(task: LiveTask, view: TaskView): void {
    const { coreId, handle } = task.state;
    this.core.read((core) => core.dismiss(coreId));
    this.#live[coreId] = undefined;
    this.index.leftCore(task);
    task.leaveCore(foundState(view));
    this.#shown.set(task.id, task);
    task.stopListening?.();
    task.stopListening = undefined;
    task.pendingWrite = PendingWrite.Nothing;
    if (handle !== undefined) this.followers.add(task, { handle, retryCount: view.retryCount });
    this.#shownAnew(task, view);
  }

  #shownAnew(task: Task, view: TaskView): void {
    this.#noteEnd(task, view);
    this.changedUnsaved(task);
    this.followers.shown(task, view);
  }

  /** Asks the store whether a durable task is still this queue's: rejects if not; `undefined`: it is. */
  isStillOwn(task: Task): Promise<void> | undefined {
    return task.durable === undefined || task.persist === false
      ? undefined
      : this.#persistence?.isStillOwn(task.id);
  }

  /** A step has a result. Resolves once that is stored, or the store has taken too long. */
  stepEnded(task: Task): Promise<unknown> | undefined {
    const persistence = this.#persistence;
    if (task.durable === undefined || !isLive(task)) return undefined;
    this.changedUnsaved(task);
    if (persistence === undefined || task.persist === false || task.position === undefined) return undefined;
    return persistence.saveStep(this.#storedTask(task));
  }

  /** Forgets an ended task. Returns whether it had ended. */
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
      // Creating the view may have called a user's code.
      if (!isLive(task)) return false;
      const { coreId } = task.state;
      if (!core.dismiss(coreId)) return false;
      // Before commands are executed: those may call a user's code, and a new task may reuse the core's number.
      this.#live[coreId] = undefined;
      this.index.leftCore(task);
      this.#dismiss(task, view);
      return true;
    });
  }

  #dismiss(task: Task, view: TaskView): void {
    this.#drop(task);
    task.leaveCore(new Dismissed(view));
    // One that was left to other pages has not ended there.
    if (task.durable?.release === undefined || !isResumable(view)) this.writes?.dismissed(task);
  }

  /** The current view, the same one until the task changes. */
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

  // Methods of `PersistenceHost`.

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
    return this.#storedTask(task);
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
    if (task === undefined || isLive(task)) return;
    task.state = task.state.kind === 'lost' ? new Lost(view) : foundState(view);
    this.#shownAnew(task, view);
  }

  dropStored(id: string): void {
    const task = this.#shown.get(id);
    if (task !== undefined && !isLive(task)) this.#drop(task);
  }

  /** Executes a command about a durable task that is not this queue's. Returns whether it is one. */
  command(task: Task, command: TaskCommand['command'], value?: unknown): boolean {
    const { state } = task;
    if (this.#persistence === undefined || (state.kind !== 'stored' && state.kind !== 'orphaned'))
      return false;
    if (!isResumable(state.view)) return false;
    this.#persistence.command(state.view, { id: task.id, command, value });
    return true;
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
      // Each separately: whatever one throws, the others are marked as lost, too.
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
    if (hasEnded(view)) {
      this.past?.note(task);
      return;
    }
    this.past?.drop(task);
    const dedupeKey = durableRecordOf(view)?.durable.dedupeKey;
    if (dedupeKey === undefined) return;
    task.dedupeKey = dedupeKey;
    this.index.foundElsewhere(dedupeKey, task);
  }

  /** The handle of an unfinished durable task with this `dedupeKey` that belongs to another queue or to none. */
  unfinishedElsewhere(dedupeKey: string, makeHandle: (task: Task) => TaskHandle): TaskHandle | undefined {
    const isStill = (task: Task) => !isLive(task) && !hasEnded(this.present(task));
    const task = this.index.elsewhere(dedupeKey, isStill);
    if (task === undefined) return undefined;
    if (task.follower === undefined) {
      const { retryCount } = this.present(task);
      this.followers.add(task, { handle: makeHandle(task), retryCount });
    }
    return task.follower?.handle;
  }

  #drop(task: Task): void {
    this.#shown.delete(task.id);
    if (task.follower !== undefined) this.followers.cancel(task);
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
        return noTask();
      default:
        return state satisfies never;
    }
  }

  /** The numbers of a task in the core, valid until the next call. */
  #row(coreId: number): Float64Array {
    return this.core.row(coreId) ?? noTask();
  }
}

function noTask(): never {
  throw new Error('taskwatch: there is no such task');
}

/** How the queue knows a task that was found in the store. */
function foundState(view: TaskView): Stored | Orphaned {
  return isClosedView(view) ? new Orphaned(view) : new Stored(view);
}
