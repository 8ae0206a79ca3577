// The context of a `processor`. Its methods can be destructured, so each is bound; they are created on first use, since
// most runs use few of them.

import { JOIN_TASK, SHOW_MESSAGE, type TaskLink } from '../../../src/web/shared/task-link.js';
import type { TaskContext as Context, PendingWait, TaskFailedItem } from '../../types/index.d.ts';
import { type StepMethods, stepMethods } from '../durable/step-methods.ts';
import { onPrototype } from './on-prototype.ts';
import type { Run } from './run.ts';

type Methods = Pick<
  Context<unknown, unknown>,
  'succeed' | 'fail' | 'setTitle' | 'setResult' | 'setProgress' | 'setMessage' | 'onCancel'
> &
  StepMethods;

class TaskContextClass implements Context<unknown, unknown> {
  readonly #run: Run;
  #items: unknown[] | undefined;
  #bound: Partial<Methods> | undefined;

  constructor(run: Run) {
    this.#run = run;
  }

  /** The run's items: all, or in a retry those that have not succeeded. A separate copy. */
  get items(): unknown[] {
    this.#items ??= [...(this.#run.items ?? this.#run.task.items ?? [])];
    return this.#items;
  }
  get cancelled(): boolean {
    return this.#run.isAborted;
  }
  get failedItems(): TaskFailedItem[] {
    return this.#run.task.failedItems();
  }
  get signal(): AbortSignal {
    return this.#run.signal;
  }
  get attempt(): number {
    return this.#run.executor.attemptOf(this.#run);
  }
  /** Epoch milliseconds at which the run times out: a wait reads its object once more before. */
  get deadlineAt(): number | undefined {
    return this.#run.executor.deadlineOf(this.#run);
  }
  get succeed(): Methods['succeed'] {
    const methods = this.#methods;
    methods.succeed ??= (id) => this.#run.report(id, true);
    return methods.succeed;
  }
  get fail(): Methods['fail'] {
    const methods = this.#methods;
    methods.fail ??= (id, message) => this.#run.report(id, false, message);
    return methods.fail;
  }
  get setTitle(): Methods['setTitle'] {
    const methods = this.#methods;
    methods.setTitle ??= (title) => this.#run.setTitle(title);
    return methods.setTitle;
  }
  get setResult(): Methods['setResult'] {
    const methods = this.#methods;
    methods.setResult ??= (result) => this.#run.setResult(result);
    return methods.setResult;
  }
  get setProgress(): Methods['setProgress'] {
    const methods = this.#methods;
    methods.setProgress ??= (progress) => this.#run.setProgress(progress);
    return methods.setProgress;
  }
  get setMessage(): Methods['setMessage'] {
    const methods = this.#methods;
    methods.setMessage ??= (message) => this.#run.setMessage(message);
    return methods.setMessage;
  }
  /** The run, for what stands on the prototype. */
  static runOf(context: TaskContextClass): Run {
    return context.#run;
  }
  get onCancel(): Methods['onCancel'] {
    const methods = this.#methods;
    methods.onCancel ??= (cleanup) => this.#run.onCancel(cleanup);
    return methods.onCancel;
  }

  get idempotencyKey(): string {
    return this.#run.task.id;
  }
  get step(): Methods['step'] {
    return stepMethods(this.#methods, this.#run, undefined).step;
  }
  get sleep(): Methods['sleep'] {
    return stepMethods(this.#methods, this.#run, undefined).sleep;
  }
  get sleepUntil(): Methods['sleepUntil'] {
    return stepMethods(this.#methods, this.#run, undefined).sleepUntil;
  }

  get #methods(): Partial<Methods> {
    this.#bound ??= {};
    return this.#bound;
  }
}

// Not in the class: a bundler keeps one with computed names, whether it is used or not.
export const TaskContext = /* @__PURE__ */ (() =>
  onPrototype(TaskContextClass, {
    constructor: Object,
    // Both are called by waits, as methods.
    [JOIN_TASK](
      this: TaskContextClass,
      pending: PendingWait,
      kind: string | undefined,
    ): TaskLink | undefined {
      return TaskContextClass.runOf(this).join(pending, kind);
    },
    [SHOW_MESSAGE](this: TaskContextClass, message: string | undefined): void {
      TaskContextClass.runOf(this).showWaitMessage(message);
    },
  }))();
export type TaskContext = TaskContextClass;
