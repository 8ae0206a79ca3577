// The values of a queue's tasks and the calls to its user's code. What is to be done is decided in the wasm:
// this half is told by number, as the `Host` of `web/queue.rs`, and reports what callbacks did.

import { callSafely, follow, messageOf, report } from './report.js';
import { cancelledError, ItemContext, Run, TaskContext } from './context.js';
import { kindOf } from './describe.js';
import { Listeners } from './listeners.js';
import { lostView, storedCompletionInfo, storedTask } from './stored.js';
import { Mirror } from './mirror.js';
import { packed, readConfig, readOptions } from './task-options.js';
import { Rows } from './rows.js';
import { Task } from './task.js';
import { TaskHandle } from './handle.js';

const NONE = 0xffffffff;
/** Numbers in a row: `Row` in `core::queue`. */
const ROW_LENGTH = 11, STATUS = 0, COMPLETED = 1, ATTEMPT = 4, DEADLINE_AT = 10;
/** Numbers of `Reported` in `core::queue`. */
const SUCCEEDED = 1, FAILED = 2, FAILED_BECAME_SUCCEEDED = 3, SUCCEEDED_BECAME_FAILED = 4;

/** One queue's values, host and bookkeeping. */
export class Engine {
  #runtime;
  #config;
  #core;
  #memory;
  #numbers;
  #words;
  #depth = 0;
  #nextId = 1;
  #bySlot = [];
  #byId = new Map();
  #rows = new Rows((task) => this.#view(task));
  #listeners = new Listeners();
  #mirror;
  /** Tasks that have ended and whose handle has not been settled. */
  #ended = [];
  /** Tasks whose status has changed and which the store has not been given since. */
  #unsaved = [];
  #touched = [];
  #calm = [];
  #isDisposed = false;
  #isPaused;
  #concurrency;

  /** `runtime.acquire()` gives `{ rules, words, makeCore }` of the wasm instance that lives now. */
  constructor(runtime, config) {
    this.#runtime = runtime;
    const wasm = runtime.acquire();
    this.#config = readConfig(wasm.rules, config);
    this.owner = randomText();
    this.#words = wasm.words;
    this.#isPaused = this.#config.paused;
    this.#concurrency = this.#config.concurrency;
    if (this.#config.storage !== undefined) this.#mirror = new Mirror(this, this.#config.storage, wasm);
  }

  // What the queue's user calls.

  enqueue(options) {
    const given = readOptions(options, this.#config.defaultTimeout);
    const kinds = given.values.map(kindOf);
    given.kinds = [packed(kinds, 0), packed(kinds, 8), packed(kinds, 16)];
    const task = this.#call((core) => this.#add(core, given));
    if (task === undefined) {
      throw this.#call((core) => core.enqueueError(...given.kinds, given.strategy, given.values));
    }
    return task.handle;
  }

  cancel(id, reason) {
    const task = this.#byId.get(id);
    if (task !== undefined) this.cancelTask(task, reason);
  }

  cancelTask(task, reason) {
    if (task.slot < 0) return;
    this.#call((core) => {
      // Set before the abort that follows at once; a task that is past cancelling keeps what it has.
      const before = task.cancelReason;
      task.cancelReason = reason;
      if (!core.cancel(task.slot)) task.cancelReason = before;
      else this.changedWithinStatus(task);
    });
  }

  cancelAll(filter = {}) {
    const { status, category, group } = filter;
    for (const task of this.#rows) {
      const view = task.slot >= 0 ? this.#seen(task) : undefined;
      if (view === undefined) continue;
      if (status !== undefined && view.status !== status) continue;
      if (category !== undefined && view.category !== category) continue;
      if (group !== undefined && view.group !== group) continue;
      this.cancelTask(task);
    }
  }

  retry(id) {
    const task = this.#byId.get(id);
    if (task === undefined || task.slot < 0) return undefined;
    return this.#call((core) => {
      const hadItems = task.options.items !== undefined && task.options.items.length > 0;
      if (!core.retry(task.slot)) return undefined;
      task.rewind(hadItems);
      if (hadItems) this.#addLateSuccesses(core, task);
      task.cancelReason = undefined;
      task.run = undefined;
      task.handle = new TaskHandle(this, task);
      this.#statusChanged(task);
      this.#listenToSignal(core, task);
      return task.handle;
    });
  }

  dismiss(id) {
    const task = this.#byId.get(id);
    return task !== undefined && this.#call((core) => this.#forget(core, task)) === true;
  }

  dismissAll() {
    this.#call((core) => {
      for (const task of this.#rows) this.#forget(core, task);
    });
  }

  pause(options) {
    this.#isPaused = true;
    this.#call((core) => core.pause());
    this.#changed();
    if (options?.drain === true) return this.#whenCalm((core) => core.running() === 0);
    return undefined;
  }

  resume() {
    this.#isPaused = false;
    this.#call((core) => core.resume());
    this.#changed();
  }

  setConcurrency(concurrency) {
    const error = this.#call((core) => core.configError(kindOf(concurrency ?? null), [concurrency]));
    if (error !== undefined) throw error;
    this.#concurrency = concurrency;
    this.#call((core) => core.setConcurrency(concurrency));
    this.#changed();
  }

  subscribe(listener) {
    if (typeof listener !== 'function') throw new TypeError('subscribe: expected a function');
    return this.#listeners.add(listener);
  }

  snapshot() {
    return this.#rows.snapshot();
  }

  task(id) {
    const task = this.#byId.get(id);
    return task === undefined ? undefined : this.#seen(task);
  }

  completionInfo(id) {
    const task = this.#byId.get(id);
    if (task === undefined) return undefined;
    if (task.slot < 0) return storedCompletionInfo(task.stored);
    return this.#call((core) => this.#completionInfo(core, task));
  }

  onIdle() {
    return this.#whenCalm((core) => core.running() === 0 && core.waiting() === 0);
  }

  onEmpty() {
    return this.#whenCalm((core) => core.waiting() === 0);
  }

  dispose() {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    if (this.#core !== undefined) this.#call((core) => core.dispose());
    this.#mirror?.close();
  }

  inspect() {
    const counts = this.#call((core) => core.inspect());
    return { instance: this.owner, tasks: this.#byId.size, subscriptions: this.#listeners.size, ...counts };
  }

  changed() {
    this.#changed();
  }

  get summaryRenderContent() {
    return this.#config.summaryRenderContent;
  }
  get size() {
    return this.running + this.waiting;
  }
  get running() {
    return this.#core === undefined ? 0 : this.#call((core) => core.running());
  }
  get waiting() {
    return this.#core === undefined ? 0 : this.#call((core) => core.waiting());
  }
  get paused() {
    return this.#isPaused;
  }
  get concurrency() {
    return this.#concurrency;
  }
  get persistence() {
    return this.#mirror === undefined ? 'off' : this.#mirror.state;
  }

  // What the wasm calls.

  start(slot, number) {
    const task = this.#bySlot[slot];
    const run = new Run(this, task, number);
    task.run = run;
    this.#statusChanged(task);
    if (task.options.processor === undefined) return;
    const settled = (isSuccess) => (value) => this.#runSettled(run, isSuccess, value);
    this.#run(() => task.options.processor(new TaskContext(run)), settled(true), settled(false));
  }

  startItem(slot, number, position) {
    const task = this.#bySlot[slot];
    const { run } = task;
    const context = new ItemContext(run, position);
    const settled = (isSuccess) => (value) => this.#itemSettled(run, context, position, isSuccess, value);
    this.#run(() => task.options.processItem(task.options.items[position], context), settled(true), settled(false));
  }

  abort(slot, number, error) {
    const task = this.#bySlot[slot];
    const reason = error ?? (task.cancelReason === undefined ? cancelledError() : task.cancelReason);
    task.error = reason;
    this.changedWithinStatus(task);
    task.run.abort(reason);
  }

  ended(slot, status, isCompleted, errorIsListed) {
    const task = this.#bySlot[slot];
    if (errorIsListed) task.addFailure(undefined, messageOf(task.error));
    task.run?.end();
    task.stopListening?.();
    task.stopListening = undefined;
    if (!isCompleted && task.error === undefined && task.run?.hasThrown !== true) {
      const first = task.failures[0];
      task.error = first === undefined
        ? (task.cancelReason ?? cancelledError())
        : new Error(first.entry.message);
    }
    this.#statusChanged(task);
    task.outcome = task.makeOutcome(this.#row(task), this.#words);
    const { outcome, handle } = task;
    this.#ended.push({ task, outcome, handle, status, isCompleted });
  }

  fire() {
    this.#call((core) => core.fired(this));
  }

  save() {
    const touched = this.#touched;
    this.#touched = [];
    for (const task of touched) {
      if (!task.isTouched) continue;
      task.isTouched = false;
      this.#mirror.save(this.#seen(task));
    }
  }

  // What runs call.

  report(run, position, id, isSuccess, message) {
    const { task } = run;
    if (task.slot < 0) return;
    const reported = this.#call((core) => core.report(task.slot, run.number, position ?? NONE, isSuccess));
    this.#list(task, reported, position, id, message);
  }

  setProgress(run, fraction) {
    if (run.hasEnded) return;
    this.#call((core) => core.setProgress(run.task.slot, run.number, fraction));
    this.changedWithinStatus(run.task);
  }

  hasSucceeded(task, position) {
    return task.slot >= 0 && this.#call((core) => core.itemHasSucceeded(task.slot, position));
  }

  itemsOf({ task, number }) {
    const items = task.options.items ?? [];
    if (task.slot < 0 || task.run?.number !== number) return [...items];
    const positions = this.#call((core) => core.unfinished(task.slot));
    return Array.from(positions ?? [], (position) => items[position]);
  }

  attemptOf({ task }) {
    return this.#row(task)?.[ATTEMPT] ?? 1;
  }

  deadlineOf({ task, hasEnded }) {
    const deadline = hasEnded ? undefined : this.#row(task)?.[DEADLINE_AT];
    return deadline === deadline ? deadline : undefined;
  }

  changedWithinStatus(task) {
    this.#rows.changed(task);
    this.#changed();
    if (this.#mirror === undefined || task.isTouched || task.isUnsaved || this.#core === undefined) return;
    task.isTouched = true;
    this.#touched.push(task);
    this.#call((core) => core.wantSave());
  }

  // Tasks found in storage.

  /** Shows what was stored: `found` are views by a queue that is not this one. */
  showStored(found) {
    const tasks = found.map(storedTask);
    for (const task of tasks) this.#byId.set(task.id, task);
    this.#rows.addInFront(tasks);
    this.#changed();
  }

  storedTaskOf(id) {
    return this.#byId.get(id);
  }

  updateStored(task, view) {
    task.stored = view;
    this.#rows.changed(task);
    this.#changed();
  }

  dropStored(task) {
    this.#byId.delete(task.id);
    this.#rows.remove(task);
    this.#changed();
  }

  *storedTasks() {
    for (const task of this.#rows) if (task.stored !== undefined) yield task;
  }

  // A replaced wasm instance.

  /** The instance that held this queue's numbers is gone: what was in flight fails, the rest is kept as seen. */
  lostCore(error) {
    if (this.#core === undefined) return;
    const words = this.#words;
    this.#core = undefined;
    this.#numbers = undefined;
    this.#depth = 0;
    for (const task of this.#rows) {
      if (task.slot < 0) continue;
      task.slot = -1;
      task.stored = lostView(task, words, this.owner, error);
      task.stopListening?.();
      if (task.outcome === undefined) {
        const { status, completed, failed, failedItems, result } = task.stored;
        task.outcome = Object.freeze({ status, completed, failed, failedItems, result, error });
        if (task.run !== undefined) callSafely(() => task.run.abort(error));
      }
      task.run?.end();
      task.handle.settle(task.outcome, false);
      this.#rows.changed(task);
    }
    this.#bySlot = [];
    this.#ended = [];
    this.#unsaved = [];
    this.#touched = [];
    this.#changed();
    const calm = this.#calm;
    this.#calm = [];
    for (const { resolve } of calm) resolve();
  }

  // Bookkeeping.

  #add(core, given) {
    const { options, timeout, itemConcurrency, strategy, kinds: [kindsA, kindsB, kindsC] } = given;
    const count = options.ids === undefined ? NONE : options.items.length;
    const isItemwise = options.processItem !== undefined;
    const slot = core.add(kindsA, kindsB, kindsC, strategy, timeout, count, itemConcurrency, isItemwise);
    if (slot < 0) return undefined;
    const task = new Task(`${this.owner}-${this.#nextId++}`, options);
    task.slot = slot;
    task.handle = new TaskHandle(this, task);
    if (typeof options.completionActions !== 'function') task.actions = options.completionActions;
    this.#bySlot[slot] = task;
    if (!this.#isDisposed) {
      this.#byId.set(task.id, task);
      this.#rows.add(task);
    }
    this.#statusChanged(task);
    this.#listenToSignal(core, task);
    return task;
  }

  #listenToSignal(core, task) {
    const { signal } = task.options;
    if (signal === undefined) return;
    try {
      if (signal.aborted) {
        task.cancelReason = signal.reason;
        core.cancel(task.slot);
        return;
      }
      const onAbort = () => this.cancelTask(task, signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      task.stopListening = () => callSafely(() => signal.removeEventListener('abort', onAbort));
    } catch (error) {
      report(error);
    }
  }

  #forget(core, task) {
    if (task.slot < 0) {
      if (!this.#runtime.acquire().isEnded(task.stored.status)) return false;
    } else {
      const view = this.#seen(task);
      if (!core.dismiss(task.slot)) return false;
      task.stored = view;
      this.#bySlot[task.slot] = undefined;
      task.slot = -1;
    }
    this.#byId.delete(task.id);
    this.#rows.remove(task);
    task.isTouched = false;
    task.isDismissed = true;
    if (!task.isUnsaved) this.#mirror?.remove(task.id);
    this.#changed();
    return true;
  }

  #run(body, onValue, onError) {
    let returned;
    try {
      returned = body();
    } catch (error) {
      follow(undefined, () => onError(error));
      return;
    }
    follow(returned, onValue, onError);
  }

  #runSettled(run, isSuccess, value) {
    const { task } = run;
    if (run.hasEnded) return;
    this.#call((core) => {
      if (!isSuccess) {
        if (!run.isAborted) task.error = value;
        run.hasThrown = true;
      } else if (!run.hasResult && value !== undefined) {
        task.result = value;
      }
      core.settled(task.slot, run.number, isSuccess);
    });
  }

  #itemSettled(run, context, position, isSuccess, value) {
    context.hasEnded = true;
    const { task } = run;
    if (run.hasEnded) return;
    this.#call((core) => {
      const reported = core.itemSettled(task.slot, run.number, position, isSuccess);
      if (reported === FAILED && !run.hasThrown && !run.isAborted) {
        run.hasThrown = true;
        task.error = value;
      }
      const message = reported === FAILED ? messageOf(value) : undefined;
      this.#list(task, reported, position, reported === FAILED ? task.options.ids.at(position) : undefined, message);
    });
  }

  /** Keeps the lists of ids in step with what became of a report. */
  #list(task, reported, position, id, message) {
    const what = position ?? { id };
    switch (reported) {
      case FAILED_BECAME_SUCCEEDED:
        task.dropFailure(position);
        task.addSucceeded(what);
        break;
      case SUCCEEDED:
        task.addSucceeded(what);
        break;
      case SUCCEEDED_BECAME_FAILED:
        task.dropSucceeded(position);
        task.addFailure(id, message, position);
        break;
      case FAILED:
        task.addFailure(id, message, position);
        break;
      default:
        return;
    }
    this.changedWithinStatus(task);
  }

  /** Items that an ended run reported later count from the retry on. */
  #addLateSuccesses(core, task) {
    if (this.#row(task)[COMPLETED] === task.succeeded.length) return;
    const listed = new Set(task.succeeded);
    task.options.items.forEach((_, position) => {
      if (!listed.has(position) && core.itemHasSucceeded(task.slot, position)) task.addSucceeded(position);
    });
  }

  #completionInfo(core, task) {
    return task.makeCompletionInfo(this.#row(task), this.#words, (position) => core.itemWord(task.slot, position));
  }

  #statusChanged(task) {
    this.#rows.changed(task);
    this.#changed();
    if (this.#mirror !== undefined && !task.isUnsaved && !this.#isUnlisted(task)) {
      task.isUnsaved = true;
      this.#unsaved.push(task);
    }
  }

  #isUnlisted(task) {
    return task.index < 0;
  }

  #changed() {
    this.#listeners.changed();
  }

  #seen(task) {
    return (task.view ??= this.#view(task));
  }

  #view(task) {
    if (task.slot < 0) return task.stored;
    const row = this.#row(task);
    task.isChanged = false;
    return task.makeView(row, this.#words, this.owner);
  }

  /** The numbers of a task; good until the next call into the wasm. */
  #row(task) {
    const core = this.#core;
    const at = core === undefined || task.slot < 0 ? 0 : core.row(task.slot);
    if (at === 0) return undefined;
    if (this.#numbers === undefined || this.#numbers.buffer !== this.#memory.buffer) {
      this.#numbers = new Float64Array(this.#memory.buffer);
    }
    return this.#numbers.subarray(at / 8, at / 8 + ROW_LENGTH);
  }

  #whenCalm(isCalm) {
    return new Promise((resolve) => {
      this.#call((core) => {
        if (this.#isDisposed || isCalm(core)) resolve();
        else this.#calm.push({ isCalm, resolve });
      });
    });
  }

  /** Every way into the wasm: what it wants done is done before the way back. */
  #call(inner) {
    const core = this.#enter();
    try {
      const answer = inner(core);
      core.pump(this);
      return answer;
    } catch (error) {
      // Callbacks are caught where they are called: what arrives here comes out of the wasm itself.
      throw this.#runtime.failed(error);
    } finally {
      this.#leave();
    }
  }

  #enter() {
    if (this.#core === undefined) {
      const wasm = this.#runtime.acquire();
      this.#core = wasm.makeCore(this.#concurrency, this.#config.cancelGrace, this.#isPaused);
      this.#memory = this.#core.memory();
      if (this.#isDisposed) this.#core.dispose();
      this.#runtime.watch(this);
    }
    this.#depth += 1;
    return this.#core;
  }

  #leave() {
    if (this.#depth > 1) {
      this.#depth -= 1;
      return;
    }
    if (this.#depth < 1) return;
    while (this.#unsaved.length > 0 || this.#ended.length > 0) {
      if (this.#unsaved.length > 0) this.#saveStatuses();
      else this.#settle(this.#ended.shift());
    }
    this.#depth -= 1;
    if (this.#calm.length > 0) this.#resolveCalm();
  }

  #saveStatuses() {
    const unsaved = this.#unsaved;
    this.#unsaved = [];
    for (const task of unsaved) {
      task.isUnsaved = false;
      task.isTouched = false;
      if (task.isDismissed) this.#mirror.remove(task.id);
      else this.#mirror.save(this.#seen(task));
    }
  }

  #settle({ task, outcome, handle, status, isCompleted }) {
    const { options } = task;
    // A retry in the meantime has made the task another run's.
    if (typeof options.completionActions === 'function' && task.outcome === outcome && task.slot >= 0) {
      const info = this.#call((core) => this.#completionInfo(core, task));
      task.actions = callSafely(options.completionActions, task.result, info);
      this.#rows.changed(task);
      this.#changed();
    }
    const tell = this.#config.tellEnd[status];
    const view = tell === undefined ? undefined : this.#seen(task);
    if (options.onComplete !== undefined) callSafely(options.onComplete, outcome);
    if (tell !== undefined) callSafely(tell, view);
    handle.settle(outcome, isCompleted);
    if (this.#isUnlisted(task) && task.slot >= 0) this.#forget(this.#core, task);
  }

  #resolveCalm() {
    const still = [];
    const waiting = this.#calm;
    this.#calm = [];
    for (const entry of waiting) {
      if (this.#isDisposed || this.#core === undefined || entry.isCalm(this.#core)) entry.resolve();
      else still.push(entry);
    }
    this.#calm.push(...still);
  }
}

function randomText() {
  const numbers = new Uint32Array(2);
  if (globalThis.crypto?.getRandomValues === undefined) numbers.forEach((_, at) => (numbers[at] = Math.random() * 2 ** 32));
  else globalThis.crypto.getRandomValues(numbers);
  return Array.from(numbers, (number) => number.toString(36)).join('');
}
