// @ts-nocheck
// What `enqueue` gives back.

// For those who settle handles, not for those who have them.

/** Says how the task has ended; its outcome, if that does not stand in the task. */
export let endHandle;
/** The outcome, once the task has ended. From then on the handle has its own, whatever becomes of the task. */
export let keepOutcome;
/** Resolves the promise. Whether the handle has its outcome, and needs the task no more. */
export let settleHandle;

/** The number of the status of a task that completed: `Status` in `core::queue`. */
const COMPLETED = 2;

/** How to resolve the promise that is being made; a function of its own for each promise would be kept with it. */
let taken;
const takeResolve = (resolve) => {
  taken = resolve;
};

/** What stands in place of what resolves a promise, when that has been done. */
const SETTLED = () => {};

/** A task's handle for one ending: a retry makes a new one, and the old one stays settled. */
export class TaskHandle {
  #runs;
  #task;
  /** The number of the status with which it ended; 0 before. */
  #status = 0;
  /** Made when it is needed: until a retry, all of it stands in the task. */
  #outcome;
  #promise;
  /** Resolves the promise, if there is one; `SETTLED` once that is too late. */
  #resolve;
  /** `cancel` and `result`, once asked for: they can be destructured. */
  #methods;

  constructor(runs, task) {
    this.#runs = runs;
    this.#task = task;
  }

  get id() {
    return this.#task.id;
  }

  /** Resolves with the outcome, whatever it is. Never rejects. */
  get promise() {
    if (this.#promise === undefined) {
      if (this.#resolve === SETTLED) this.#promise = Promise.resolve(this.#keep());
      else {
        this.#promise = new Promise(takeResolve);
        this.#resolve = taken;
        taken = undefined;
      }
    }
    return this.#promise;
  }

  get cancel() {
    return ((this.#methods ??= {}).cancel ??= (reason) => {
      // After a retry the task is another handle's, even if this one has not been settled yet.
      if (this.#task.handle === this) this.#runs.cancel(this.#task, reason);
    });
  }

  /** A promise of the result; made on call, so that no rejection is raised that nobody asked for. */
  get result() {
    return ((this.#methods ??= {}).result ??= () =>
      this.promise.then((outcome) => {
        if (this.#status === COMPLETED) return outcome.result;
        throw outcome.error;
      }));
  }

  #keep() {
    return (this.#outcome ??= this.#runs.outcomeOf(this.#task, this.#status));
  }

  static {
    endHandle = (handle, status, outcome) => {
      handle.#status = status;
      handle.#outcome = outcome;
    };
    keepOutcome = (handle) => (handle.#status === 0 ? undefined : handle.#keep());
    settleHandle = (handle) => {
      const resolve = handle.#resolve;
      handle.#resolve = SETTLED;
      if (resolve === undefined) return handle.#outcome !== undefined;
      resolve(handle.#keep());
      return true;
    };
  }
}
