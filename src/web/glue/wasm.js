// A queue's way into the wasm: makes its deciding half when it is first needed, has done what that wants done
// before each way back, and knows when the outermost call ends.

/** Numbers in a row: `Row` in `core::queue`. */
const ROW_LENGTH = 11;

/** The deciding half of one queue. */
export class Wasm {
  #runtime;
  #make;
  #core;
  #memory;
  #numbers;
  #depth = 0;

  /**
   * Called back by the wasm; told by `settleEndings` that an outermost call ends, and by `lostCore` that its
   * instance is gone.
   */
  host;

  /** `make(live)` makes the deciding half in the instance that lives. */
  constructor(runtime, make) {
    this.#runtime = runtime;
    this.#make = make;
  }

  get isMade() {
    return this.#core !== undefined;
  }

  isEnded(word) {
    return this.#runtime.acquire().isEnded(word);
  }

  /** Calls into the wasm; then what it wants done is done. `inner` calls no user's code but what catches. */
  call(inner) {
    const core = this.#enter();
    try {
      const answer = inner(core);
      core.pump(this.host);
      return answer;
    } catch (error) {
      // Callbacks are caught where they are called: what arrives here comes out of the wasm itself.
      throw this.#runtime.failed(error);
    } finally {
      if (this.#depth === 1) this.host.settleEndings();
      if (this.#depth > 0) this.#depth -= 1;
    }
  }

  /** The numbers at a slot, good until the next call; `undefined` if there is none. */
  row(slot) {
    const at = this.#core === undefined || slot < 0 ? 0 : this.#core.row(slot);
    if (at === 0) return undefined;
    if (this.#numbers?.buffer !== this.#memory.buffer) this.#numbers = new Float64Array(this.#memory.buffer);
    return this.#numbers.subarray(at / 8, at / 8 + ROW_LENGTH);
  }

  /** Forgets the deciding half, whose instance is gone. */
  drop() {
    this.#core = undefined;
    this.#numbers = undefined;
    this.#depth = 0;
  }

  #enter() {
    if (this.#core === undefined) {
      this.#core = this.#make(this.#runtime.acquire());
      this.#memory = this.#core.memory();
      this.#runtime.watch(this.host);
    }
    this.#depth += 1;
    return this.#core;
  }
}
