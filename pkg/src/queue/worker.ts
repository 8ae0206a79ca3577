// @ts-nocheck
// A place for what runs. It awaits one returned promise after the other, which costs less than functions of its own
// for each. Decides nothing: whoever is told that something has settled gives the lane the next one at once, or
// leaves it without.

/** What a lane awaits that awaits nothing. */
const NOTHING = Symbol('nothing');

/** Of a class that says what follows: `succeeded(value)` and `failed(error)`, which must not throw. */
class Lane {
  /** What it is to await next. */
  #returned = NOTHING;
  #isAwaiting = false;

  /** `returned` is a value, or a promise for which `await` does the right thing: see `awaitable`. */
  take(returned) {
    this.#returned = returned;
    if (!this.#isAwaiting) this.#awaitAll();
  }

  async #awaitAll() {
    this.#isAwaiting = true;
    while (this.#returned !== NOTHING) {
      const returned = this.#returned;
      this.#returned = NOTHING;
      let value;
      try {
        value = await returned;
      } catch (error) {
        this.failed(error);
        continue;
      }
      this.succeeded(value);
    }
    this.#isAwaiting = false;
  }
}

/** One of a queue's places for tasks. */
export class TaskLane extends Lane {
  #runs;
  run;
  next;

  constructor(runs) {
    super();
    this.#runs = runs;
  }
  succeeded(value) {
    this.#runs.laneSettled(this, true, value);
  }
  failed(error) {
    this.#runs.laneSettled(this, false, error);
  }
}

/** One of a run's places for items in flight. */
export class ItemLane extends Lane {
  #runs;
  position;
  context;

  constructor(runs, run) {
    super();
    this.#runs = runs;
    this.run = run;
  }
  succeeded() {
    this.#runs.itemSucceeded(this);
  }
  failed(error) {
    this.#runs.itemFailed(this, error);
  }
}
