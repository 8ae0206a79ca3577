// The tasks with pending writes. Only a queue with a store has one. `core::persistence` decides when each is
// written; this lists them and writes.

import type { TaskView } from '../../types/index.d.ts';
import { Change, PendingWrite, Turn } from '../generated/protocol.ts';
import type { Decide } from './decisions.ts';
import type { StoredItemIds, StoredTask } from './store.ts';

/** A task with its pending write. */
export interface BufferedTask {
  readonly id: string;
  readonly items?: readonly unknown[] | undefined;
  /** `PendingWrite.Nothing` at first. Changed by the buffer alone. */
  pendingWrite: PendingWrite;
}

/** Writes tasks; `Persistence` is one. */
interface TaskWriter {
  save(view: TaskView, itemIds: StoredItemIds): void;
  remove(id: string): void;
}

/** Returns the current stored form of a task. */
interface TaskSource<TTask> {
  storedTask(task: TTask): StoredTask;
}

export class WriteBuffer<TTask extends BufferedTask> {
  readonly #writer: TaskWriter;
  readonly #decide: Decide;
  readonly #source: TaskSource<TTask>;
  /** Those to be written or removed before the outermost call ends. */
  #statuses: TTask[] = [];
  /** Those that wait for a macrotask. */
  #changes = new Set<TTask>();
  /** How many macrotasks large batches have waited. */
  readonly #turns = new Map<TTask, number>();

  constructor(writer: TaskWriter, decide: Decide, source: TaskSource<TTask>) {
    this.#writer = writer;
    this.#decide = decide;
    this.#source = source;
  }

  /** Whether something is to be written before the outermost call ends. */
  get hasStatuses(): boolean {
    return this.#statuses.length > 0;
  }

  statusChanged(task: TTask): void {
    if (this.#enters(task, Change.Status)) this.#statuses.push(task);
  }

  /** A change within the task's status. Returns whether a macrotask has to be requested. */
  changed(task: TTask): boolean {
    if (!this.#enters(task, Change.WithinStatus)) return false;
    this.#changes.add(task);
    return true;
  }

  dismissed(task: TTask): void {
    this.#turns.delete(task);
    this.#enters(task, Change.Dismissal);
    if (task.pendingWrite === PendingWrite.Nothing) this.#writer.remove(task.id);
  }

  /** Writes statuses and removals, before the outermost call ends. */
  writeStatuses(): void {
    const tasks = this.#statuses;
    this.#statuses = [];
    for (const task of tasks) {
      if (this.#turns.size > 0) this.#turns.delete(task);
      // It may have become another queue's.
      if (task.pendingWrite === PendingWrite.Nothing) continue;
      const isRemoved = task.pendingWrite === PendingWrite.Removal;
      task.pendingWrite = PendingWrite.Nothing;
      if (isRemoved) this.#writer.remove(task.id);
      else this.#write(task);
    }
  }

  /** Writes changes within statuses, in a macrotask. Returns whether another macrotask has to be requested. */
  writeChanges(): boolean {
    const tasks = this.#changes;
    this.#changes = new Set();
    for (const task of tasks) this.#takeTurn(task);
    return this.#changes.size > 0;
  }

  #takeTurn(task: TTask): void {
    const turns = this.#turns.get(task) ?? 0;
    const turn = this.#decide().writeTurn(task.pendingWrite, task.items?.length ?? 0, turns);
    switch (turn) {
      case Turn.Leave:
        return;
      case Turn.Wait:
        this.#turns.set(task, turns + 1);
        this.#changes.add(task);
        return;
      case Turn.Write:
        if (turns > 0) this.#turns.delete(task);
        task.pendingWrite = PendingWrite.Nothing;
        this.#write(task);
        return;
      default:
        turn satisfies never;
    }
  }

  #write(task: TTask): void {
    const { view, itemIds } = this.#source.storedTask(task);
    this.#writer.save(view, itemIds);
  }

  /** Returns whether the pending write has changed. */
  #enters(task: TTask, change: Change): boolean {
    const former = task.pendingWrite;
    task.pendingWrite = this.#decide().pendingAfter(former, change);
    return task.pendingWrite !== former;
  }
}
