// @ts-nocheck
// What a processor is given: the way for a run to speak of itself and to hear that it is to end.
//
// Methods can be destructured, so each is bound; made on first use, since most runs use few of them.

import { describe } from '../../../src/web/shared/describe.js';
import { callSafely, messageOf } from '../../../src/web/shared/report.js';

/** One run of a task. Once it has ended it changes nothing but what a retry is given. */
export class Run {
  /** The controller, the cleanups and what was reported: made when there is one of them. */
  #parts;

  constructor(engine, task, number) {
    this.engine = engine;
    this.task = task;
    this.number = number;
    this.isAborted = false;
    this.hasEnded = false;
  }

  get signal() {
    const parts = (this.#parts ??= {});
    if (parts.controller === undefined) {
      parts.controller = new AbortController();
      if (this.isAborted) parts.controller.abort(this.reason);
    }
    return parts.controller.signal;
  }

  abort(reason) {
    if (this.isAborted) return;
    this.isAborted = true;
    this.reason = reason;
    const parts = this.#parts;
    if (parts === undefined) return;
    const { controller, cleanups } = parts;
    parts.cleanups = undefined;
    if (controller !== undefined) callSafely(() => controller.abort(reason));
    if (cleanups !== undefined) for (const cleanup of cleanups) callSafely(cleanup);
  }

  onCancel(cleanup) {
    if (typeof cleanup !== 'function') throw wrong('onCancel', 'a function', cleanup);
    if (this.isAborted) callSafely(cleanup);
    else if (!this.hasEnded) ((this.#parts ??= {}).cleanups ??= []).push(cleanup);
  }

  /** A run that ended by itself drops its cleanups; one that was ended is aborted yet, and calls them. */
  end(isOver) {
    this.hasEnded = true;
    if (isOver && this.#parts !== undefined) this.#parts.cleanups = undefined;
  }

  setTitle(title) {
    if (typeof title !== 'string') throw wrong('setTitle', 'a string', title);
    if (this.hasEnded || this.task.title === title) return;
    this.task.title = title;
    this.engine.changedWithinStatus(this.task);
  }

  setMessage(message) {
    if (message !== undefined && typeof message !== 'string') throw wrong('setMessage', 'a string', message);
    if (this.hasEnded || this.task.message === message) return;
    this.task.message = message;
    this.engine.changedWithinStatus(this.task);
  }

  setResult(result) {
    if (this.hasEnded) return;
    this.hasResult = true;
    this.task.result = result;
    this.engine.changedWithinStatus(this.task);
  }

  setProgress(progress) {
    const isPair = progress !== null && typeof progress === 'object';
    const fraction = isPair ? progress.completed / progress.total : progress;
    if (typeof fraction !== 'number') {
      throw wrong('setProgress', 'a fraction, or { completed, total }', progress);
    }
    this.engine.setProgress(this, fraction);
  }

  /** Reports what `id` names: an item if there is one, else something that only counts. */
  report(id, isSuccess, message) {
    const position = id === undefined ? undefined : this.#positionOf(id);
    this.reportPosition(position, id, isSuccess, message);
  }

  reportPosition(position, id, isSuccess, message) {
    if (position !== undefined) this.#spokenFor(id, position);
    this.engine.report(
      this,
      position,
      id,
      isSuccess,
      message === undefined ? 'no message was given' : messageOf(message),
    );
  }

  /** Of items with equal ids, the first one that this run has not spoken of, else the last it spoke of. */
  #positionOf(id) {
    const positions = this.task.ids?.positionsOf(id);
    if (positions === undefined || positions.length === 1) return positions?.[0];
    const spoken = this.#parts?.reported?.get(id);
    if (spoken === undefined)
      return positions.find((at) => !this.engine.hasSucceeded(this.task, at)) ?? positions[0];
    const open = (at) => !spoken.has(at) && !this.engine.hasSucceeded(this.task, at);
    return positions.find(open) ?? spoken.last;
  }

  #spokenFor(id, position) {
    if (id === undefined) return;
    const reported = ((this.#parts ??= {}).reported ??= new Map());
    let spoken = reported.get(id);
    if (spoken === undefined) reported.set(id, (spoken = new Set()));
    spoken.add(position);
    spoken.last = position;
  }
}

/** What a run has while nobody gave it another value: most have no value of their own. */
const SELDOM = {
  hasResult: false,
  /** The message of what was thrown. */
  thrown: undefined,
  /** Which one it was, once it is over and others may follow. */
  attempt: undefined,
  /** The items of a retry; a first run has all. */
  items: undefined,
  reason: undefined,
  /** Places for items that none is in. */
  lanes: undefined,
};
Object.assign(Run.prototype, SELDOM);

/** `ctx` of a `processor`. */
export class TaskContext {
  #run;
  #items;
  #bound;

  constructor(run) {
    this.#run = run;
  }

  get #methods() {
    return (this.#bound ??= {});
  }
  /** The run's items: all, or in a retry those that have not succeeded. A copy of its own. */
  get items() {
    return (this.#items ??= [...(this.#run.items ?? this.#run.task.items ?? [])]);
  }
  get cancelled() {
    return this.#run.isAborted;
  }
  get failedItems() {
    return this.#run.task.failedItems();
  }
  get signal() {
    return this.#run.signal;
  }
  get attempt() {
    return this.#run.engine.attemptOf(this.#run);
  }
  /** Epoch milliseconds at which the run times out: a wait reads its object once more before. */
  get deadlineAt() {
    return this.#run.engine.deadlineOf(this.#run);
  }
  get succeed() {
    return (this.#methods.succeed ??= (id) => this.#run.report(id, true));
  }
  get fail() {
    return (this.#methods.fail ??= (id, message) => this.#run.report(id, false, message));
  }
  get setTitle() {
    return (this.#methods.setTitle ??= (title) => this.#run.setTitle(title));
  }
  get setResult() {
    return (this.#methods.setResult ??= (result) => this.#run.setResult(result));
  }
  get setProgress() {
    return (this.#methods.setProgress ??= (progress) => this.#run.setProgress(progress));
  }
  get setMessage() {
    return (this.#methods.setMessage ??= (message) => this.#run.setMessage(message));
  }
  get onCancel() {
    return (this.#methods.onCancel ??= (cleanup) => this.#run.onCancel(cleanup));
  }
}

/** `ctx` of a `processItem`. */
export class ItemContext {
  #run;
  #position;
  #bound;
  hasEnded = false;

  constructor(run, position) {
    this.#run = run;
    this.#position = position;
  }

  get #methods() {
    return (this.#bound ??= {});
  }

  get index() {
    return this.#position;
  }
  get cancelled() {
    return this.#run.isAborted;
  }
  get signal() {
    return this.#run.signal;
  }
  /** Epoch milliseconds at which the run times out: a wait reads its object once more before. */
  get deadlineAt() {
    return this.#run.engine.deadlineOf(this.#run);
  }
  get succeed() {
    return (this.#methods.succeed ??= (id) => this.#report(id, true));
  }
  get fail() {
    return (this.#methods.fail ??= (id, message) => this.#report(id, false, message));
  }

  #report(id, isSuccess, message) {
    const own = this.#run.task.ids.at(this.#position);
    if (id !== undefined && id !== own) this.#run.report(id, isSuccess, message);
    else if (!this.hasEnded || this.#run.hasEnded) {
      this.#run.reportPosition(this.#position, own, isSuccess, message);
    }
  }
}

function wrong(method, expected, given) {
  return new TypeError(`${method}: expected ${expected}, got ${describe(given)}`);
}
