// What persistence needs of the queue whose tasks it keeps.

import type { TaskView } from '../../types/index.d.ts';
import type { DurableRecord } from '../durable/durable.ts';
import type { StoredSteps } from '../durable/journal.ts';
import type { Json } from '../durable/json.ts';
import type { Known } from '../generated/protocol.ts';
import type { StoredTask } from './store.ts';
import type { TaskCommand } from './task-commands.ts';

/** How a queue knows a task. */
export type FoundTask =
  | { readonly known: Known.Unknown }
  | { readonly known: Known.Own; readonly hasEnded: boolean }
  /** Another queue's task, or one that was this queue's own and is only shown since its wasm instance was lost. */
  | { readonly known: Known.Other; readonly view: TaskView };

/** A stored task with what is needed to go on with it, in the present version of its kind. */
export interface Prepared {
  readonly input: Json;
  readonly steps: StoredSteps;
  readonly durable: DurableRecord;
}

/** A queue with tasks of its own, which also shows tasks of other queues that were found in its store. */
export interface PersistenceHost {
  /** The queue's name, by which its tasks name their owner. */
  readonly owner: string;
  find(id: string): FoundTask;
  /** The present state of a task of the queue's own, as it is to be written. */
  presentState(id: string): StoredTask | undefined;
  /** Shows tasks that are not known yet, the oldest first, among the others by their age. */
  showStored(views: readonly TaskView[]): void;
  /** Shows this view of a task that is known as `Known.Other`. */
  updateStored(view: TaskView): void;
  /** Shows a task no longer that is known as `Known.Other`. */
  dropStored(id: string): void;
  /** The views of all tasks that are known as `Known.Other`. They may change while they are looped over. */
  storedViews(): Iterable<TaskView>;
  // Of durable tasks.

  /** Whether this page has the code for a stored task. */
  canGoOn(view: TaskView): boolean;
  /** Makes ready to go on with it, if this page can. Never throws or rejects. */
  prepare(view: TaskView): Prepared | undefined | Promise<Prepared | undefined>;
  /** Why nobody goes on with it, for people, if there is a reason. */
  reasonToWait(view: TaskView): string | undefined;
  /** Goes on with a task that is known as `Known.Other`. */
  adopt(view: TaskView, prepared: Prepared): void;
  /** A task of the queue's own is another queue's now, as this view has it. */
  yieldTo(view: TaskView): void;
  /** Carries out a command about a task of the queue's own. */
  obey(command: TaskCommand): void;
  /** Changes and writes all of the queue's durable tasks that have not ended. */
  beat(): void;
  /** Tells listeners that `persistence` has changed. */
  changed(): void;
}
