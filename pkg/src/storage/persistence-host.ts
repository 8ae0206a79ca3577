// What persistence needs from the queue whose tasks it stores.

import type { TaskView } from '../../types/index.d.ts';
import type { DurableRecord, StoredValues } from '../durable/durable.ts';
import type { StoredSteps } from '../durable/journal.ts';
import type { Known } from '../generated/protocol.ts';
import type { StoredTask } from './store.ts';
import type { TaskCommand } from './task-commands.ts';

/** How a queue knows a task. */
export type FoundTask =
  | { readonly known: Known.Unknown }
  | { readonly known: Known.Own; readonly hasEnded: boolean }
  /** Another queue's task, or one that was this queue's own and is only shown since its wasm instance was lost. */
  | { readonly known: Known.Other; readonly view: TaskView };

/** A stored task with what is needed to resume it, in the current version of its kind. */
export interface Prepared extends StoredValues {
  readonly steps: StoredSteps;
  readonly durable: DurableRecord;
}

/** A queue with its own tasks, which also shows other queues' tasks that were found in its store. */
export interface PersistenceHost {
  /** The queue's name: the `owner` of its tasks. */
  readonly owner: string;
  find(id: string): FoundTask;
  /** The current state of one of the queue's own tasks, in its stored form. */
  presentState(id: string): StoredTask | undefined;
  /** Shows tasks that are not known yet, given oldest first, sorted by age among the others. */
  showStored(views: readonly TaskView[]): void;
  /** Shows this view of a task with `Known.Other`. */
  updateStored(view: TaskView): void;
  /** No longer shows a task with `Known.Other`. */
  dropStored(id: string): void;
  /** The views of all tasks with `Known.Other`. They may change during the iteration. */
  storedViews(): Iterable<TaskView>;
  /** Notifies listeners that `persistence` has changed. */
  changed(): void;
}

/** The durable tasks of a queue: knows their code, resumes them, and gives them up. */
export interface DurableHost {
  /** Whether this page has the code for a stored task. */
  canGoOn(view: TaskView): boolean;
  /** Prepares to resume it, if this page can. Never throws or rejects. */
  prepare(view: TaskView): Prepared | undefined | Promise<Prepared | undefined>;
  /** Why no queue resumes it, for people, if there is a reason. */
  reasonToWait(view: TaskView): string | undefined;
  /** Whether a task that had ended is still to run again. */
  awaitsRetry(id: string): boolean;
  /** A task that had ended like this is not retried after all, unless it has not ended any longer: its handle settles. */
  endRetry(view: TaskView, isCancelled: boolean): void;
  /** Resumes a task with `Known.Other`; one that had ended runs again, as after `retry`. */
  adopt(view: TaskView, prepared: Prepared): void;
  /** One of the queue's own tasks is now another queue's, according to this view. */
  yieldTo(view: TaskView): void;
  /** Executes a command about one of the queue's own tasks. */
  executeCommand(command: TaskCommand): void;
  /** Changes and writes all of the queue's own tasks that have not ended. */
  renewLeases(): void;
}
