// A queue's way into the wasm: makes its deciding half when it is first needed, has done what that wants done
// before each way back, and knows when the outermost call ends. Decides nothing.

import { report } from './report.js';

/** Numbers in a row: `Row` in `core::queue`. */
const ROW_LENGTH = 13;

/** What `next` answers: `Next` in `web/queue/driver.rs`. */
const NOTHING = 0, START = 1, START_ITEM = 2, ABORT = 3, ENDED = 4, ARM = 5, ASK_RETRY = 6,
  CHANGED = 7;

/** Stands above the number of what is done last. */
const LAST = 8;

/** What `itemSucceeded` answers has a number of `Reported` above these. */
const NEXT_BITS = 4;

/** What `next` leaves in the outbox: the task, its run, and what else there is to say. */
const TASK = 0, RUN = 1, POSITION = 2, STATUS = 2, FLAGS = 3, OUTBOX_LENGTH = 4;

/** Flags of an ending. */
const LISTED = 1, OVER = 2, OWN_ERROR = 4;

/** The deciding half of one queue. */
export class Wasm {
  #runtime;
  #make;
  #runs;
  /** The instance of the deciding half, once it is needed and until it is lost. */
  #live;

  /** `make(live)` makes the deciding half in the instance that lives. */
  constructor(runtime, make) {
    this.#runtime = runtime;
    this.#make = make;
  }

  /** Has `runs` do what the wasm wants done; it is also told that an outermost call ends (`settleEndings`) and that
   * the instance is gone (`lostCore`). */
  tell(runs) {
    this.#runs = runs;
  }

  get isMade() {
    return this.#live !== undefined;
  }

  /** What says what is wrong with options: no queue's deciding half is made for that. */
  get rules() {
    return this.#runtime.acquire().rules;
  }

  isEnded(word) {
    return this.#runtime.acquire().isEnded(word);
  }

  /** Calls into the wasm; then what it wants done is done. `inner(core, one, two)` calls no user's code but what
   * catches. */
  call(inner, one, two) {
    const live = this.#live ?? this.#start();
    live.depth += 1;
    live.isAsked = true;
    try {
      const answer = inner(live.core, one, two);
      if (live.isAtRest) live.isAtRest = false;
      else if (!live.isGone) this.#perform(live, live.core.next(!live.isStarting));
      return answer;
    } catch (error) {
      throw this.#failed(live, error);
    } finally {
      this.#leave(live);
    }
  }

  /** Says at the end of a call's `inner` that the wasm wants nothing done. */
  rest() {
    this.#live.isAtRest = true;
  }

  /** Asks the wasm for something that changes nothing and wants nothing done. */
  read(inner) {
    const live = this.#live ?? this.#start();
    try {
      return inner(live.core);
    } catch (error) {
      throw this.#failed(live, error);
    }
  }

  /** As `call`, where nobody is there to be told that the instance failed: all that was in flight has been. */
  callQuietly(inner, one, two) {
    try {
      this.call(inner, one, two);
    } catch (error) {
      report(error);
    }
  }

  /** A processor's promise has settled: as `callQuietly`, for what is called most. */
  settled(slot, run, isSuccess) {
    const live = this.#live;
    if (live === undefined) return;
    try {
      this.#settle(live, slot, run, isSuccess);
    } catch (error) {
      report(error);
    }
  }

  #settle(live, slot, run, isSuccess) {
    live.depth += 1;
    try {
      this.#perform(live, live.core.settled(slot, run, isSuccess, Date.now(), !live.isStarting));
    } catch (error) {
      throw this.#failed(live, error);
    } finally {
      this.#leave(live);
    }
  }

  /** An item's promise has resolved: likewise. `follow(core, run, position, reported)` keeps the lists in
   * step, and says whether something is to be saved in a macrotask to come. */
  itemSucceeded(run, position, follow) {
    const live = this.#live;
    if (live === undefined) return;
    try {
      this.#settleItem(live, run, position, follow);
    } catch (error) {
      report(error);
    }
  }

  #settleItem(live, run, position, follow) {
    const { core } = live;
    live.depth += 1;
    try {
      const answer = core.itemSucceeded(run.task.slot, run.number, position, !live.isStarting);
      const isToSave = follow(core, run, position, answer >> NEXT_BITS);
      const next = answer & ((1 << NEXT_BITS) - 1);
      // The answer is older than the wish to save, which needs the timer.
      if (isToSave && next === NOTHING) this.#perform(live, core.next(!live.isStarting));
      else this.#perform(live, isToSave ? next & ~LAST : next);
    } catch (error) {
      throw this.#failed(live, error);
    } finally {
      this.#leave(live);
    }
  }

  /** The numbers at a slot, good until the next call; `undefined` if there are none. */
  row(slot) {
    const live = this.#live;
    if (live === undefined || slot < 0) return undefined;
    try {
      return live.core.row(slot) ? live.row() : undefined;
    } catch (error) {
      throw this.#failed(live, error);
    }
  }

  /** Forgets the deciding half, whose instance is gone for this reason. */
  drop(error) {
    const live = this.#live;
    this.#live = undefined;
    if (live === undefined) return;
    live.isGone = true;
    live.error = error;
    try {
      live.core.disarm();
    } catch {
      // The instance is too broken even for that; its timer will find it gone.
    }
  }

  /** The timer of an instance has fired. */
  fired(live) {
    if (live.isGone) return;
    let isToSave = false;
    this.callQuietly((core) => {
      isToSave = core.fired();
    });
    // Only when all that was due has been done: a store's code may look at the queue, and call it.
    if (isToSave && !live.isGone) this.callQuietly(() => this.#runs.save());
  }

  #start() {
    const core = this.#make(this.#runtime.acquire());
    this.#runtime.watch(this.#runs);
    return (this.#live = new Live(this, core));
  }

  #leave(live) {
    if (live.isGone) return;
    if (live.depth === 1) this.#runs.settleEndings();
    live.depth -= 1;
  }

  /** Does what the wasm wants done, one by one: each may have it want more. */
  #perform(live, first) {
    const { core } = live;
    const runs = this.#runs;
    for (let answer = first; answer !== NOTHING && !live.isGone; answer = live.isGone ? NOTHING : core.next(!live.isStarting)) {
      const next = answer & ~LAST;
      const outbox = live.outbox();
      const slot = outbox[TASK], run = outbox[RUN];
      if (next === ENDED) {
        const flags = outbox[FLAGS];
        const error = (flags & OWN_ERROR) === 0 ? undefined : core.ownError();
        runs.ended(slot, run, outbox[STATUS], error, (flags & LISTED) !== 0, (flags & OVER) !== 0);
      } else if (next === ABORT) {
        runs.abort(slot, run);
      } else if (next === ARM) {
        core.arm(live);
      } else if (next === ASK_RETRY) {
        runs.askRetry(slot, run);
      } else if (next === CHANGED) {
        runs.changed(slot);
      } else {
        live.isStarting = true;
        live.isAsked = false;
        try {
          if (next === START) runs.start(slot, run);
          else if (next === START_ITEM) runs.startItem(slot, run, outbox[POSITION]);
        } finally {
          live.isStarting = false;
        }
        if (answer !== next && !live.isAsked) return;
      }
    }
  }

  /** Callbacks are caught where they are called: what arrives here comes out of the wasm itself, once. */
  #failed(live, error) {
    return live.isGone ? live.error : this.#runtime.failed(error);
  }
}

/** A deciding half in one wasm instance, and what it left in memory. Told of its timer until the instance is gone. */
class Live {
  isGone = false;
  error;
  /** Calls that are under way. */
  depth = 0;
  /** A processor is being called. */
  isStarting = false;
  /** There has been a call since that began. */
  isAsked = false;
  /** The call that is under way wants nothing done. */
  isAtRest = false;
  #memory;
  #outbox;
  #row;

  constructor(wasm, core) {
    this.wasm = wasm;
    this.core = core;
    this.#memory = core.memory();
    this.#look();
  }

  outbox() {
    if (this.#outbox.length === 0) this.#look();
    return this.#outbox;
  }

  row() {
    if (this.#row.length === 0) this.#look();
    return this.#row;
  }

  fire() {
    this.wasm.fired(this);
  }

  /** A view of the memory has no length once that has grown. */
  #look() {
    const { buffer } = this.#memory;
    this.#outbox = new Uint32Array(buffer, this.core.outbox(), OUTBOX_LENGTH);
    this.#row = new Float64Array(buffer, this.core.rowAt(), ROW_LENGTH);
  }
}
