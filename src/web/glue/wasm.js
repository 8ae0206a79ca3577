// A queue's way into the wasm: makes its deciding half when it is first needed, has done what that wants done
// before each way back, and knows when the outermost call ends.

import { report } from './report.js';

/** Numbers in a row: `Row` in `core::queue`. */
const ROW_LENGTH = 11;

/** The deciding half of one queue. */
export class Wasm {
  #runtime;
  #make;
  #runs;
  #core;
  #host;
  #memory;
  #numbers;
  #depth = 0;

  /** `make(live)` makes the deciding half in the instance that lives. */
  constructor(runtime, make) {
    this.#runtime = runtime;
    this.#make = make;
  }

  /** Has the calls of the wasm go to `runs`, which is also told that an outermost call ends (`settleEndings`) and
   * that the instance is gone (`lostCore`). */
  tell(runs) {
    this.#runs = runs;
  }

  get isMade() {
    return this.#core !== undefined;
  }

  isEnded(word) {
    return this.#runtime.acquire().isEnded(word);
  }

  /** Calls into the wasm; then what it wants done is done. `inner` calls no user's code but what catches. */
  call(inner) {
    const core = this.#live();
    const host = this.#host;
    this.#depth += 1;
    try {
      const answer = inner(core);
      if (!host.isGone) core.pump(host);
      return answer;
    } catch (error) {
      // Callbacks are caught where they are called: what arrives here comes out of the wasm itself, once.
      throw host.isGone ? host.error : this.#runtime.failed(error);
    } finally {
      if (!host.isGone) {
        if (this.#depth === 1) this.#runs.settleEndings();
        this.#depth -= 1;
      }
    }
  }

  /** Asks the wasm for something that changes nothing and wants nothing done. */
  read(inner) {
    const core = this.#live();
    const host = this.#host;
    try {
      return inner(core);
    } catch (error) {
      throw host.isGone ? host.error : this.#runtime.failed(error);
    }
  }

  /** As `call`, where nobody is there to be told that the instance failed: all that was in flight has been. */
  callQuietly(inner) {
    try {
      this.call(inner);
    } catch (error) {
      report(error);
    }
  }

  /** The numbers at a slot, good until the next call; `undefined` if there is none. */
  row(slot) {
    const at = this.#core === undefined || slot < 0 ? 0 : this.#core.row(slot);
    if (at === 0) return undefined;
    if (this.#numbers?.buffer !== this.#memory.buffer) this.#numbers = new Float64Array(this.#memory.buffer);
    return this.#numbers.subarray(at / 8, at / 8 + ROW_LENGTH);
  }

  /** Forgets the deciding half, whose instance is gone for this reason. */
  drop(error) {
    if (this.#host !== undefined) {
      this.#host.isGone = true;
      this.#host.error = error;
    }
    const core = this.#core;
    this.#core = undefined;
    this.#host = undefined;
    this.#numbers = undefined;
    this.#depth = 0;
    try {
      core?.disarm();
    } catch {
      // The instance is too broken even for that; its timer will find it gone.
    }
  }

  #live() {
    if (this.#core === undefined) {
      this.#core = this.#make(this.#runtime.acquire());
      this.#host = new Host(this.#runs, this);
      this.#memory = this.#core.memory();
      this.#runtime.watch(this.#runs);
    }
    return this.#core;
  }
}

/** Passes on what one wasm instance tells the queue, until that instance is gone. */
class Host {
  isGone = false;
  error;

  constructor(runs, wasm) {
    this.runs = runs;
    this.wasm = wasm;
  }

  start(slot, run) {
    if (!this.isGone) this.runs.start(slot, run);
  }
  startItem(slot, run, position) {
    if (!this.isGone) this.runs.startItem(slot, run, position);
  }
  abort(slot, run) {
    if (!this.isGone) this.runs.abort(slot, run);
  }
  ended(slot, run, status, error, isListed, isOver) {
    if (!this.isGone) this.runs.ended(slot, run, status, error, isListed, isOver);
  }
  save() {
    if (!this.isGone) this.runs.save();
  }
  fire() {
    if (!this.isGone) this.wasm.callQuietly((core) => core.fired(this));
  }
}
