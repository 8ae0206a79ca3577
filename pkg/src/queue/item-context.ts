// The context of a `processItem`. As in that of a processor, methods are bound, and created on first use.

import { JOIN_TASK, type TaskLink } from '../../../src/web/shared/task-link.js';
import type { ItemContext as Context, PendingWait, TaskItemId } from '../../types/index.d.ts';
import { type StepMethods, stepMethods } from '../durable/step-methods.ts';
import { toItemId } from './item-ids.ts';
import { onPrototype } from './on-prototype.ts';
import type { Run } from './run.ts';

type Methods = Pick<Context, 'succeed' | 'fail'> & StepMethods;

class ItemContextClass implements Context {
  readonly #run: Run;
  readonly #position: number;
  #bound: Partial<Methods> | undefined;
  /** The item's promise has settled. */
  hasEnded = false;

  constructor(run: Run, position: number) {
    this.#run = run;
    this.#position = position;
  }

  get index(): number {
    return this.#position;
  }
  get cancelled(): boolean {
    return this.#run.isAborted;
  }
  get signal(): AbortSignal {
    return this.#run.signal;
  }
  /** Epoch milliseconds at which the run times out: a wait reads its object once more before. */
  get deadlineAt(): number | undefined {
    return this.#run.executor.deadlineOf(this.#run);
  }
  get succeed(): Methods['succeed'] {
    const methods = this.#methods;
    methods.succeed ??= (id) => this.#report(id, true);
    return methods.succeed;
  }
  get fail(): Methods['fail'] {
    const methods = this.#methods;
    methods.fail ??= (id, message) => this.#report(id, false, message);
    return methods.fail;
  }

  get idempotencyKey(): string {
    return `${this.#run.task.id}-${this.#position}`;
  }
  get step(): Methods['step'] {
    return stepMethods(this.#methods, this.#run, this.#position).step;
  }
  get sleep(): Methods['sleep'] {
    return stepMethods(this.#methods, this.#run, this.#position).sleep;
  }
  get sleepUntil(): Methods['sleepUntil'] {
    return stepMethods(this.#methods, this.#run, this.#position).sleepUntil;
  }
  /** The run, for what stands on the prototype. */
  static runOf(context: ItemContextClass): Run {
    return context.#run;
  }

  get #methods(): Partial<Methods> {
    this.#bound ??= {};
    return this.#bound;
  }

  #report(given: TaskItemId | number | undefined, isSuccess: boolean, message?: string): void {
    const id = toItemId(given);
    const run = this.#run;
    const own = run.task.ids?.at(this.#position);
    if (id !== undefined && id !== own) run.report(id, isSuccess, message);
    else if (!this.hasEnded || run.hasEnded) run.reportPosition(this.#position, own, isSuccess, message);
  }
}

// Not in the class: a bundler keeps one with a computed name, whether it is used or not.
export const ItemContext = /* @__PURE__ */ (() =>
  onPrototype(ItemContextClass, {
    constructor: Object,
    /** Called by waits, as a method. */
    [JOIN_TASK](
      this: ItemContextClass,
      pending: PendingWait,
      kind: string | undefined,
    ): TaskLink | undefined {
      return ItemContextClass.runOf(this).join(pending, kind);
    },
  }))();
export type ItemContext = ItemContextClass;
