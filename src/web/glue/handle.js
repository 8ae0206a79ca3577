// What `enqueue` gives back.

/** A task's handle for one ending: a retry makes a new one, and the old one stays settled. */
export class TaskHandle {
  #engine;
  #task;
  #outcome;
  #isCompleted = false;
  #promise;
  #resolve;
  #cancel;
  #result;

  constructor(engine, task) {
    this.#engine = engine;
    this.#task = task;
    this.id = task.id;
  }

  /** Resolves with the outcome, whatever it is. Never rejects. */
  get promise() {
    if (this.#promise === undefined) {
      this.#promise = this.#outcome === undefined
        ? new Promise((resolve) => (this.#resolve = resolve))
        : Promise.resolve(this.#outcome);
    }
    return this.#promise;
  }

  get cancel() {
    return (this.#cancel ??= (reason) => {
      // After a retry the task is another handle's, even if this one has not been settled yet.
      if (this.#task.handle === this) this.#engine.cancelTask(this.#task, reason);
    });
  }

  /** A promise of the result; made on call, so that no rejection is raised that nobody asked for. */
  get result() {
    return (this.#result ??= () => this.promise.then((outcome) => {
      if (this.#isCompleted) return outcome.result;
      throw outcome.error;
    }));
  }

  settle(outcome, isCompleted) {
    if (this.#outcome !== undefined) return;
    this.#isCompleted = isCompleted;
    this.#outcome = outcome;
    this.#resolve?.(outcome);
    this.#resolve = undefined;
  }
}

Object.defineProperty(TaskHandle.prototype, 'settle', { enumerable: false });
