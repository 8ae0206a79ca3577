// Runs the items of tasks: calls `processItem`, and follows what is reported of items, by a processor too. The core decides
// which item is next, and what a report changes.

import { awaitable, messageOf } from '../../../src/web/shared/report.js';
import type { TaskItemId } from '../../types/index.d.ts';
import type { QueueCore } from '../../wasm/taskwatch.js';
import type { StepHost } from '../durable/step-host.ts';
import { ItemState, NONE, Reported, RowField } from '../generated/protocol.ts';
import type { CoreBridge, ItemCommandExecutor } from './core-bridge.ts';
import { numberAt } from './core-memory.ts';
import { ItemContext } from './item-context.ts';
import type { Run } from './run.ts';
import { isLive, type LiveTask, type Task } from './task.ts';
import type { TaskStore } from './task-store.ts';
import { ItemWorker, type ItemWorkerOwner } from './worker.ts';

export class ItemExecutor implements ItemCommandExecutor, ItemWorkerOwner {
  readonly #store: TaskStore;
  readonly #core: CoreBridge;
  readonly #steps: StepHost;

  constructor(store: TaskStore, steps: StepHost) {
    this.#store = store;
    this.#core = store.core;
    this.#steps = steps;
  }

  // Commands.

  start(coreId: number, position: number): void {
    const { run } = this.#store.at(coreId).state;
    if (run !== undefined) this.startIn(run.workers.pop() ?? new ItemWorker(this, run), position);
  }

  startIn(worker: ItemWorker, position: number): void {
    const { run } = worker;
    const { items, processItem, durable } = run.task;
    const context = new ItemContext(run, position);
    worker.context = context;
    worker.position = position;
    let returned: unknown;
    try {
      returned = processItem?.(items?.[position], context);
      if (durable !== undefined) returned = this.#steps.held(returned);
    } catch (error) {
      returned = Promise.reject(error);
    }
    worker.take(awaitable(returned));
  }

  followSuccess(core: QueueCore, { run, position }: ItemWorker, reported: Reported): void {
    this.#follow(core, run.task, position, reported, undefined, '');
  }

  // Called by runs.

  report(
    run: Run,
    position: number | undefined,
    id: TaskItemId | undefined,
    isSuccess: boolean,
    message: string,
  ): void {
    const { task } = run;
    if (!isLive(task)) return;
    const { coreId } = task.state;
    this.#core.call((core) => {
      const reported = core.report(coreId, run.number, position ?? NONE, isSuccess);
      this.#follow(core, task, position, reported, id, message);
    });
  }

  /** Whether no report counts for an item. */
  isOpen(task: Task, position: number): boolean {
    const state = this.#stateOf(task, position);
    return state === ItemState.Untried || state === ItemState.InFlight;
  }

  #stateOf({ state }: Task, position: number): ItemState | undefined {
    return state.kind === 'live'
      ? this.#core.read((core) => core.itemState(state.coreId, position))
      : undefined;
  }

  /** Items that an ended run has reported since count in a retry. */
  listLateSuccesses(task: LiveTask): void {
    const { items } = task;
    if (items === undefined) return;
    const row = this.#core.row(task.state.coreId);
    if (row === undefined || numberAt(row, RowField.Completed) === task.succeeded.length) return;
    const listed = new Set(task.succeeded);
    items.forEach((_, position) => {
      if (!listed.has(position) && this.#stateOf(task, position) === ItemState.Succeeded)
        task.addSuccess(position);
    });
  }

  // Called by workers.

  itemSucceeded(worker: ItemWorker): void {
    const { run, context } = worker;
    if (context !== undefined) context.hasEnded = true;
    const { task } = run;
    if (!run.hasEnded && isLive(task)) this.#core.itemSucceeded(worker, task.state.coreId);
  }

  itemFailed(worker: ItemWorker, value: unknown): void {
    const { run, context, position } = worker;
    if (context !== undefined) context.hasEnded = true;
    const { task } = run;
    if (run.hasEnded) return;
    // Either may call the user's code, which may end this very run.
    const id = task.ids?.at(position);
    const message = messageOf(value);
    if (run.hasEnded || !isLive(task)) return;
    const { coreId } = task.state;
    run.workers.push(worker);
    this.#core.callQuietly((core) => {
      const reported = core.itemSettled(coreId, run.number, position, false);
      if (reported === Reported.Failed) run.thrown ??= { value, message };
      this.#follow(core, task, position, reported, id, message);
    });
  }

  /** Updates the lists after a report. */
  #follow(
    core: QueueCore,
    task: Task,
    position: number | undefined,
    reported: Reported,
    id: TaskItemId | undefined,
    message: string,
  ): void {
    if (!task.follow(reported, position, id, message)) return;
    if (
      task.timeline !== undefined &&
      (reported === Reported.Failed || reported === Reported.SucceededBecameFailed)
    )
      task.timeline.note(
        id === undefined ? { kind: 'item-failed', message } : { kind: 'item-failed', item: id, message },
      );
    this.#store.changedWithinStatusIn(core, task);
  }
}
