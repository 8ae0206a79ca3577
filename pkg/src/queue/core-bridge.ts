// @ts-nocheck
// A queue's way into the wasm: makes its deciding half when it is first needed, has done what that wants done
// before each way back, and knows when the outermost call ends. Decides nothing.

import { report } from '../../../src/web/shared/report.js';

/** A task, position or count that is none: `NONE` in `web/queue/mod.rs`. */
export const NONE = 0xffffffff;

/** Numbers in a row: `Row` in `core::queue`. */
const ROW_LENGTH = 13;

/** What `next` answers: `Next` in `web/queue/driver.rs`. */
const NOTHING = 0,
  START = 1,
  START_ITEM = 2,
  ABORT = 3,
  ENDED = 4,
  ARM = 5,
  ASK_RETRY = 6,
  CHANGED = 7;

/** The bits of these numbers; what stands above that of what is done last; and above that of what is done after a task
 * has ended. */
const NEXT = 7,
  LAST = 8,
  AFTER_ENDING = 16;

/** The bits of all these; above them stands a number of `Reported` in what `itemSucceeded` answers. */
const ANSWER_BITS = 5,
  ANSWER = (1 << ANSWER_BITS) - 1;

/** What `next` leaves in the outbox: the task, its run, and what else there is to say; the same of a task that has ended
 * before. */
const TASK = 0,
  RUN = 1,
  POSITION = 2,
  ENDING = 2,
  ENDED_BEFORE = 3,
  OUTBOX_LENGTH = 6;

/** What is said of an ending: the bits of the status, and flags. */
const STATUS = 7,
  LISTED = 8,
  OVER = 16,
  OWN_ERROR = 32;

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

  /** The promise of the item in a lane has resolved: likewise. */
  itemSucceeded(lane) {
    const live = this.#live;
    if (live === undefined) return;
    try {
      this.#settleItem(live, lane);
    } catch (error) {
      report(error);
    }
  }

  #settleItem(live, lane) {
    const { core } = live;
    const { run, position } = lane;
    const { task } = run;
    const { slot } = task;
    live.depth += 1;
    try {
      let answer = core.itemSucceeded(slot, run.number, position, !live.isStarting);
      // The answer is older than a wish to save, which needs the timer.
      if (this.#runs.followItem(core, task, position, answer >> ANSWER_BITS)) answer &= ~LAST;
      const outbox = live.outbox();
      // Mostly the lane goes on with the next item, and that is all.
      if ((answer & ANSWER) !== (START_ITEM | LAST) || outbox[TASK] !== slot) {
        run.lanes.push(lane);
        this.#perform(live, answer);
      } else if (this.#startItem(live, lane, outbox[POSITION])) {
        this.#perform(live, core.next(!live.isStarting));
      }
    } catch (error) {
      throw this.#failed(live, error);
    } finally {
      this.#leave(live);
    }
  }

  /** Whether there has been a call meanwhile. */
  #startItem(live, lane, position) {
    live.isStarting = true;
    live.isAsked = false;
    try {
      this.#runs.startItemIn(lane, position);
    } finally {
      live.isStarting = false;
    }
    return live.isAsked && !live.isGone;
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
    for (let answer = first; !live.isGone; answer = core.next(!live.isStarting)) {
      const next = answer & NEXT;
      const outbox = live.outbox();
      const slot = outbox[TASK],
        run = outbox[RUN],
        position = outbox[POSITION];
      if ((answer & AFTER_ENDING) !== 0)
        this.#ended(outbox[ENDED_BEFORE + TASK], outbox[ENDED_BEFORE + RUN], outbox[ENDED_BEFORE + ENDING]);
      if (next === START || next === START_ITEM) {
        live.isStarting = true;
        live.isAsked = false;
        try {
          if (next === START) runs.start(slot, run);
          else runs.startItem(slot, run, position);
        } finally {
          live.isStarting = false;
        }
        if ((answer & LAST) !== 0 && !live.isAsked) return;
      } else if (next === NOTHING) {
        if ((answer & LAST) !== 0) return;
      } else if (next === ENDED) {
        const error = (position & OWN_ERROR) === 0 ? undefined : core.ownError();
        this.#ended(slot, run, position, error);
      } else if (next === ABORT) {
        runs.abort(slot, run);
      } else if (next === ARM) {
        core.arm(live);
      } else if (next === ASK_RETRY) {
        runs.askRetry(slot, run);
      } else if (next === CHANGED) {
        runs.changed(slot);
      }
    }
  }

  #ended(slot, run, ending, error) {
    this.#runs.ended(slot, run, ending & STATUS, error, (ending & LISTED) !== 0, (ending & OVER) !== 0);
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
