// What `enqueue` returns: a handle for one ending of a task. A retry creates a new handle, and the old one stays
// settled.

import type { TaskHandle as Handle, TaskOutcome } from '../../types/index.d.ts';
import { Status } from '../generated/protocol.ts';
import type { Executor } from './executor.ts';
import { onPrototype } from './on-prototype.ts';
import type { EndedStatus } from './task-state.ts';
import type { Task } from './task.ts';

type Resolve = (outcome: TaskOutcome | PromiseLike<TaskOutcome>) => void;

/** Resolves the promise that is being created. A separate function for each promise would be kept with it. */
let taken: Resolve | undefined;
const takeResolve = (resolve: Resolve): void => {
  taken = resolve;
};

/** Takes the place of the function that resolves a promise, once it is too late for that. */
const SETTLED: Resolve = () => {};

class HandleClass implements Handle {
  readonly #executor: Executor;
  readonly #task: Task;
  #status: EndedStatus | undefined;
  /** Created when it is needed: until a retry, the task has all of it. */
  #outcome: TaskOutcome | undefined;
  #promise: Promise<TaskOutcome> | undefined;
  #resolve: Resolve | undefined;
  /** `cancel` and `result`, once asked for: they can be destructured. */
  #methods: { cancel?: Handle['cancel']; result?: Handle['result'] } | undefined;

  constructor(executor: Executor, task: Task) {
    this.#executor = executor;
    this.#task = task;
  }

  get id(): string {
    return this.#task.id;
  }

  /** Resolves with the outcome, however the task ended. Never rejects. */
  get promise(): Promise<TaskOutcome> {
    this.#promise ??= this.#makePromise();
    return this.#promise;
  }

  get cancel(): Handle['cancel'] {
    this.#methods ??= {};
    this.#methods.cancel ??= (reason) => {
      // After a retry the task belongs to another handle, even if this one has not been settled yet.
      const { state, follower } = this.#task;
      if ((state.kind === 'live' ? state.handle : follower?.handle) === this)
        this.#executor.cancel(this.#task, reason);
    };
    return this.#methods.cancel;
  }

  /** A promise of the result, created by each call, so that no rejection is raised that nobody asked for. */
  get result(): Handle['result'] {
    this.#methods ??= {};
    this.#methods.result ??= () =>
      this.promise.then((outcome) => {
        if (this.#status === Status.Completed) return outcome.result;
        throw outcome.error;
      });
    return this.#methods.result;
  }

  #makePromise(): Promise<TaskOutcome> {
    if (this.#resolve === SETTLED) return Promise.resolve(this.#keep());
    const promise = new Promise<TaskOutcome>(takeResolve);
    this.#resolve = taken;
    taken = undefined;
    return promise;
  }

  #keep(): TaskOutcome {
    this.#outcome ??= this.#task.makeOutcome(this.#status ?? Status.Failed);
    return this.#outcome;
  }

  // For the queue only: callers cannot reach these from a handle, since its `constructor` is another one.

  /** Records how the task has ended, and the outcome if the task does not have it. */
  static end(handle: HandleClass, status: EndedStatus, outcome?: TaskOutcome): void {
    handle.#status = status;
    handle.#outcome = outcome;
  }

  /** The outcome, once the task has ended. From then on the handle has its own copy, whatever happens to the task. */
  static keepOutcome(handle: HandleClass): TaskOutcome | undefined {
    return handle.#status === undefined ? undefined : handle.#keep();
  }

  /** Resolves the promise. Returns whether the handle has its outcome, and no longer needs the task. */
  static settle(handle: HandleClass): boolean {
    const resolve = handle.#resolve;
    handle.#resolve = SETTLED;
    if (resolve === undefined) return handle.#outcome !== undefined;
    resolve(handle.#keep());
    return true;
  }
}

export const TaskHandle = /* @__PURE__ */ onPrototype(HandleClass, { constructor: Object });
export type TaskHandle = HandleClass;
