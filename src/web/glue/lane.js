// A place for what runs. It awaits one returned promise after the other, which costs less than functions of its own
// for each. Decides nothing: whoever is told that something has settled gives the lane the next one at once, or
// leaves it without.

/** What a lane awaits that awaits nothing. */
const NOTHING = Symbol('nothing');

/** Of a class that says what follows: `succeeded(value)` and `failed(error)`, which must not throw. */
export class Lane {
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
