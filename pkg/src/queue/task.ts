// The values of one task: its user's and those that its runs have reported. Its numbers are in the core.

import type {
  EnqueueOptions,
  ItemContext,
  TaskAction,
  TaskContext,
  TaskFailedItem,
  TaskItemId,
  TaskOutcome,
  TaskView,
} from '../../types/index.d.ts';
import type { Durable } from '../durable/durable.ts';
import type { Journal } from '../durable/journal.ts';
import { PendingWrite, Reported } from '../generated/protocol.ts';
import { NOTHING } from '../storage/view-schema.ts';
import type { BufferedTask } from '../storage/write-buffer.ts';
import type { TaskHandle } from './handle.ts';
import type { ItemIds } from './item-ids.ts';
import { onPrototype } from './on-prototype.ts';
import { type EndedStatus, DRAFT, type Live, type TaskState } from './task-state.ts';
import type { Timeline } from './timeline.ts';
import { type Failure, failureEntries, outcomeOf, type Success } from './task-view.ts';

/** The options of `enqueue`, of any kind of task. */
type Options = EnqueueOptions<unknown, unknown>;

export type Processor = (context: TaskContext<unknown, unknown>) => unknown;
type ItemProcessor = (item: unknown, context: ItemContext) => unknown;

/** A handle of this queue for a task that another one runs. */
export interface Follower {
  readonly handle: TaskHandle;
  /** The number of manual retries after which the awaited ending comes. */
  readonly retryCount: number;
}

/** A task whose numbers are in the core. */
export type LiveTask = Task & { state: Live };

export function isLive(task: Task): task is LiveTask {
  return task.state.kind === 'live';
}

/** Rare values are own properties only of tasks that have them, since thousands are kept: see `DEFAULTS`. */
class TaskClass implements BufferedTask {
  title: string;
  /** Replaced only when a task that was found in a store is resumed. */
  processor: Processor | undefined;
  state: TaskState = DRAFT;
  /** Its position in the snapshot list; `undefined` if it is not listed. */
  position: number | undefined = undefined;
  /** The current view, once it was asked for. */
  view: TaskView | undefined = undefined;
  isChanged = false;
  #id: string | undefined;
  #owner: string | undefined;
  #number = 0;

  declare processItem: ItemProcessor | undefined;
  /** A copy of the caller's list. */
  declare items: unknown[] | undefined;
  declare ids: ItemIds | undefined;
  /** In the order in which they succeeded. Grows at its end only, so that views can share it; any other change makes a new
   * list. */
  declare succeeded: Success[];
  /** Likewise. */
  declare failures: Failure[];
  declare errorStrategy: Options['errorStrategy'];
  declare cancelable: boolean | undefined;
  declare retryable: boolean | undefined;
  declare confirmBeforeUnload: boolean | undefined;
  declare group: string | undefined;
  declare key: string | undefined;
  declare signal: AbortSignal | undefined;
  declare onComplete: Options['onComplete'];
  declare completionActions: Options['completionActions'];
  declare category: string | undefined;
  declare icon: TaskView['icon'];
  declare metadata: TaskView['metadata'];
  declare dedupeKey: string | undefined;
  declare retryIf: ((error: unknown) => unknown) | undefined;
  declare result: unknown;
  /** What was thrown, the timeout's error, or the reason of the cancel. */
  declare error: unknown;
  /** The message that the view shows. */
  declare message: string | undefined;
  /** The last message of the processor itself. */
  declare ownMessage: string | undefined;
  /** The completion actions that the view shows. */
  declare actions: readonly TaskAction[] | undefined;
  declare cancelReason: unknown;
  /** Stops listening to the caller's signal. */
  declare stopListening: (() => void) | undefined;
  declare hasAdoptedId: boolean;
  /** What a durable task has. */
  declare durable: Durable | undefined;
  /** The results of its steps, once one was called. */
  declare journal: Journal | undefined;
  declare persist: boolean | undefined;
  declare redact: ((view: TaskView) => unknown) | undefined;
  /** The handle of a task that another queue has now. */
  declare follower: Follower | undefined;
  /** There has been a run before, or a manual retry. */
  declare isRetry: boolean;
  declare pendingWrite: PendingWrite;
  /** Only of a queue that keeps timelines or measures. */
  declare timeline: Timeline | undefined;

  constructor(title: string, processor: Processor | undefined) {
    this.title = title;
    this.processor = processor;
  }

  /** A task that is only shown. */
  static shown(view: TaskView, state: TaskState): Task {
    const task = new Task(view.title, undefined);
    task.#id = view.id;
    task.state = state;
    if (view.group !== undefined) task.group = view.group;
    return task;
  }

  /** The task is queued; its id consists of these. */
  enqueued(state: Live, owner: string, number: number): asserts this is LiveTask {
    this.state = state;
    this.#owner = owner;
    this.#number = number;
  }

  /** Keeps an id that was assigned before it was queued, which does not contain its number in the core. */
  adoptId(id: string): void {
    this.#id = id;
    this.hasAdoptedId = true;
  }

  /** Created when it is asked for. It begins with the queue's id and the core's number, by which the task is found. */
  get id(): string {
    this.#id ??= `${this.#owner}-${this.state.kind === 'live' ? this.state.coreId : ''}-${this.#number}`;
    return this.#id;
  }

  /** Its numbers are no longer in the core. It keeps its id. */
  leaveCore(state: TaskState): void {
    this.#id = this.id;
    this.state = state;
  }

  /** Updates the lists after a report. Returns whether anything has changed. */
  follow(
    reported: Reported,
    position: number | undefined,
    id: TaskItemId | undefined,
    message: string,
  ): boolean {
    switch (reported) {
      case Reported.Nothing:
        return false;
      case Reported.Succeeded:
        this.addSuccess(position ?? { id });
        return true;
      case Reported.Failed:
        this.addFailure(id, message, position);
        return true;
      case Reported.FailedBecameSucceeded:
        this.failures = this.failures.filter((failure) => failure.position !== position);
        this.addSuccess(position ?? { id });
        return true;
      case Reported.SucceededBecameFailed:
        this.succeeded = this.succeeded.filter((success) => success !== position);
        this.addFailure(id, message, position);
        return true;
      default:
        return reported satisfies never;
    }
  }

  addSuccess(success: Success): void {
    if (this.succeeded === NOTHING) this.succeeded = [];
    this.succeeded.push(success);
  }

  addFailure(id: TaskItemId | undefined, message: string, position?: number): void {
    if (this.failures === NOTHING) this.failures = [];
    const entry = Object.freeze(id === undefined ? { message } : { id, message });
    this.failures.push({ entry, position });
  }

  /** The failures as they are shown. */
  failedItems(): TaskFailedItem[] {
    return failureEntries(this.failures, this.failures.length);
  }

  /** Prepares for another run, after a manual retry or a failed attempt. */
  rewind(state: Live): void {
    const { items } = this;
    this.failures = NOTHING;
    if (items === undefined || items.length === 0) this.succeeded = NOTHING;
    state.endedAs = undefined;
    state.run = undefined;
    this.result = undefined;
    this.error = undefined;
    this.message = undefined;
    this.ownMessage = undefined;
    this.cancelReason = undefined;
    this.isRetry = true;
  }

  /** Releases what only a run needs: the task has completed, and nothing starts it again. */
  release(): void {
    this.processor = undefined;
    if (this.processItem !== undefined) this.processItem = undefined;
    if (this.retryIf !== undefined) this.retryIf = undefined;
    if (this.onComplete !== undefined) this.onComplete = undefined;
    if (this.completionActions !== undefined) this.completionActions = undefined;
    if (this.signal !== undefined) this.signal = undefined;
    this.ids?.release();
  }

  makeOutcome(status: EndedStatus): TaskOutcome {
    return outcomeOf(this, status);
  }
}

type Defaults = Omit<
  { [TField in keyof Task]: Task[TField] },
  | 'title'
  | 'processor'
  | 'state'
  | 'position'
  | 'view'
  | 'isChanged'
  | 'id'
  | 'enqueued'
  | 'adoptId'
  | 'leaveCore'
  | 'follow'
  | 'addSuccess'
  | 'addFailure'
  | 'failedItems'
  | 'rewind'
  | 'release'
  | 'makeOutcome'
>;

/** The default values of a task. */
const DEFAULTS: Defaults = {
  processItem: undefined,
  items: undefined,
  ids: undefined,
  succeeded: NOTHING,
  failures: NOTHING,
  errorStrategy: undefined,
  cancelable: undefined,
  retryable: undefined,
  confirmBeforeUnload: undefined,
  group: undefined,
  key: undefined,
  signal: undefined,
  onComplete: undefined,
  completionActions: undefined,
  category: undefined,
  icon: undefined,
  metadata: undefined,
  dedupeKey: undefined,
  retryIf: undefined,
  result: undefined,
  error: undefined,
  message: undefined,
  ownMessage: undefined,
  actions: undefined,
  cancelReason: undefined,
  stopListening: undefined,
  hasAdoptedId: false,
  durable: undefined,
  journal: undefined,
  persist: undefined,
  redact: undefined,
  follower: undefined,
  isRetry: false,
  pendingWrite: PendingWrite.Nothing,
  timeline: undefined,
};

export const Task = /* @__PURE__ */ onPrototype(TaskClass, DEFAULTS);
export type Task = TaskClass;
