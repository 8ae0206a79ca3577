// @ts-nocheck
// What a queue's user can ask of it. Tasks and views are in the ledger, running them is in the runs, and what is to
// be done is decided in the wasm.

import { callSafely, report } from '../../../src/web/shared/report.js';
import { CONFIG, FILTER, PAUSE, PRIORITY, check } from './scheduling-options.ts';
import { describe, kindOf } from '../../../src/web/shared/describe.js';
import { itemIdsOf, storedCompletionInfo } from './stored-task.ts';
import { Given, limitOf, readConfig, readOptions } from './options.ts';
import { groupOf } from './group.ts';
import { recordingOf } from './recording.ts';
import { Ledger } from './task-store.ts';
import { makeStore } from '../storage/choose.ts';
import { Mirror } from '../storage/persistence.ts';
import { Runs } from './executor.ts';
import { Settling } from './completion.ts';
import { TaskHandle, keepOutcome } from './handle.ts';
import { NONE, Wasm } from './core-bridge.ts';

/** Stands above the slot of a task after which nothing is to be done: `web/queue/mod.rs`. */
const AT_REST = 2 ** 32;

/** One queue. */
export class Engine {
  #config;
  #ledger;
  #runs;
  #settling;
  #wasm;
  #mirror;
  #given = new Given();
  #nextNumber = 1;
  #isPaused;
  #concurrency;

  #countWaits;

  /** `runtime.acquire()` gives `{ rules, words, isEnded, makeCore }` of the wasm instance that lives now. */
  constructor(runtime, config) {
    const live = runtime.acquire();
    this.#countWaits = runtime.countWaits;
    this.#config = readConfig(live.rules, config);
    this.#isPaused = this.#config.paused;
    this.#concurrency = this.#config.concurrency;
    this.#wasm = new Wasm(runtime, (made) => this.#makeCore(made));
    this.#ledger = new Ledger(this.#wasm, live.words, randomText());
    this.#settling = new Settling(this.#ledger, this.#config.tellEnd, this.#config.historyLimit);
    this.#runs = new Runs(this.#ledger, this.#settling);
    this.#wasm.tell(this.#runs);
    const store = makeStore(this.#config, this.#ledger.owner);
    if (store !== undefined) {
      this.#mirror = new Mirror(this.#ledger, store, () => this.#settling.forgetBeyondHistory());
      this.#ledger.mirrorTo(this.#mirror);
      this.#mirror.open();
    }
  }

  enqueue(options) {
    const task = readOptions(options, this.#given, this.#config.retry, this.#wasm);
    const handle = this.#unfinishedLike(task) ?? this.#wasm.call(this.#add, task);
    if (handle !== undefined) return handle;
    throw this.#faultOf(task);
  }

  cancel(id, reason) {
    const task = this.#ledger.get(id);
    if (task !== undefined) this.#runs.cancel(task, reason);
  }

  cancelAll(filter) {
    const { status, category, group } = filter ?? {};
    check(this.#wasm.rules, FILTER, [filter ?? undefined, status, category, group]);
    this.#cancelWhere((task) => {
      const view = this.#ledger.seen(task);
      return (
        (status === undefined || view.status === status) &&
        (category === undefined || view.category === category) &&
        (group === undefined || view.group === group)
      );
    });
  }

  retry(id) {
    const task = this.#ledger.get(id);
    if (task === undefined || task.slot < 0) return undefined;
    const view = this.#ledger.seen(task);
    return this.#wasm.call((core) => {
      if (!core.retry(task.slot)) return undefined;
      this.#settling.keepView(task, view);
      const handle = new TaskHandle(this.#runs, task);
      // What the former handle resolves with is about to be forgotten.
      if (task.handle !== undefined) keepOutcome(task.handle);
      task.handle = handle;
      task.rewind();
      this.#runs.listLateSuccesses(task);
      this.#ledger.relations.begun(task);
      this.#ledger.statusChanged(task);
      if (task.signal !== undefined) this.#listenToSignal(core, task);
      return handle;
    });
  }

  setPriority(id, priority) {
    check(this.#wasm.rules, PRIORITY, [priority]);
    const task = this.#ledger.get(id);
    if (task === undefined || task.slot < 0) return;
    this.#wasm.call((core) => {
      if (core.setPriority(task.slot, priority)) this.#ledger.statusChanged(task);
    });
  }

  group(id) {
    return groupOf(id, this.#ledger, () => this.#cancelWhere((task) => task.group === id));
  }

  dismiss(id) {
    const task = this.#ledger.get(id);
    return task !== undefined && this.#ledger.forget(task);
  }

  dismissAll() {
    for (const task of this.#ledger) this.#ledger.forget(task);
  }

  pause(options) {
    const { drain } = options ?? {};
    check(this.#wasm.rules, PAUSE, [drain]);
    this.#isPaused = true;
    this.#wasm.call((core) => core.pause());
    this.#ledger.changed();
    return drain === true ? this.#runs.calm.when((core) => core.running() === 0) : undefined;
  }

  resume() {
    this.#isPaused = false;
    this.#wasm.call((core) => core.resume());
    this.#ledger.changed();
  }

  setConcurrency(concurrency) {
    check(this.#wasm.rules, CONFIG, [concurrency], [kindOf(concurrency ?? null)]);
    this.#concurrency = concurrency;
    this.#wasm.call((core) => core.setConcurrency(concurrency));
    this.#ledger.changed();
  }

  subscribe(listener) {
    if (typeof listener !== 'function') {
      throw new TypeError(`listener: expected a function, got ${describe(listener)}`);
    }
    return this.#ledger.listeners.add(listener);
  }

  snapshot() {
    return this.#ledger.snapshot();
  }

  task(id) {
    const task = this.#ledger.get(id);
    return task === undefined ? undefined : this.#ledger.seen(task);
  }

  completionInfo(id) {
    const task = this.#ledger.get(id);
    if (task === undefined) return undefined;
    if (task.slot >= 0) return this.#ledger.completionInfo(task);
    return storedCompletionInfo(
      task.stored,
      this.#wasm.read((core) => core.itemWords()),
      itemIdsOf(task.stored, task),
    );
  }

  onIdle() {
    return this.#runs.calm.when((core) => core.running() === 0 && core.waiting() === 0);
  }

  onEmpty() {
    return this.#runs.calm.when((core) => core.waiting() === 0);
  }

  dispose() {
    if (this.#runs.isDisposed) return;
    this.#runs.close();
    if (this.#wasm.isMade) this.#wasm.call((core) => core.dispose());
    this.#mirror?.close();
    this.#ledger.listeners.close();
  }

  inspect() {
    const counts = this.#wasm.read((core) => core.inspect());
    const recording = this.#config.record > 0 ? this.#wasm.read(recordingOf) : undefined;
    const { owner, count, listeners } = this.#ledger;
    return {
      instance: owner,
      tasks: count,
      subscriptions: listeners.size,
      waits: this.#countWaits?.() ?? 0,
      ...counts,
      recording,
    };
  }

  /** Tells listeners of a change that is not a task's. */
  changed() {
    this.#ledger.changed();
  }

  get summaryRenderContent() {
    return this.#config.summaryRenderContent;
  }
  get owner() {
    return this.#ledger.owner;
  }
  get size() {
    return this.running + this.waiting;
  }
  get running() {
    return this.#wasm.isMade ? this.#wasm.read((core) => core.running()) : 0;
  }
  get waiting() {
    return this.#wasm.isMade ? this.#wasm.read((core) => core.waiting()) : 0;
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

  #makeCore(live) {
    const {
      cancelGrace,
      historyLimit,
      rateLimit: { limit, interval },
      record,
    } = this.#config;
    const core = live.makeCore(
      this.#concurrency,
      cancelGrace,
      this.#isPaused,
      historyLimit,
      limit,
      interval,
      record,
    );
    if (this.#runs.isDisposed) core.dispose();
    return core;
  }

  #faultOf(task) {
    const { kindsA, kindsB, kindsC } = this.#given;
    const values = this.#given.values(task);
    return this.#wasm.read((core) => core.enqueueError(kindsA, kindsB, kindsC, strategyOf(task), values));
  }

  /** The handle of a task that has not ended and is to be the only one of its `dedupeKey`. */
  #unfinishedLike(task) {
    const { dedupeKey } = task;
    const known = dedupeKey === undefined ? undefined : this.#ledger.relations.unfinished(dedupeKey);
    if (known === undefined) return undefined;
    const error = this.#faultOf(task);
    if (error !== undefined) throw error;
    return known.handle;
  }

  /** In one call: nothing is started in a place that becomes free on the way. */
  #cancelWhere(isMeant) {
    this.#wasm.call((core) => {
      for (const task of this.#ledger) if (task.slot >= 0 && isMeant(task)) this.#runs.cancelIn(core, task);
    });
  }

  /** The new task's handle; `undefined` where the options are wrong. */
  #add = (core, task) => {
    const { special, timeout, itemConcurrency, kindsA, kindsB, kindsC } = this.#given;
    if (special !== undefined) this.#prepare(core, special);
    const limit = timeout === undefined ? this.#config.defaultTimeout : limitOf(timeout);
    const atOnce = typeof itemConcurrency === 'number' ? itemConcurrency : 1;
    const count = task.ids === undefined ? NONE : task.items.length;
    const isItemwise = task.processItem !== undefined;
    const added = core.add(
      kindsA,
      kindsB,
      kindsC,
      strategyOf(task),
      limit,
      count,
      atOnce,
      isItemwise,
      Date.now(),
    );
    if (added < 0) {
      if (special?.key !== undefined) this.#ledger.relations.dropKey(special.key);
      return undefined;
    }
    const isAtRest = added >= AT_REST;
    task.takeSlot(isAtRest ? added - AT_REST : added, this.#ledger.owner, this.#nextNumber++);
    const handle = new TaskHandle(this.#runs, task);
    task.handle = handle;
    this.#ledger.add(task, !this.#runs.isDisposed);
    if (task.signal !== undefined) this.#listenToSignal(core, task);
    else if (isAtRest) this.#wasm.rest();
    return handle;
  };

  #prepare(core, { priority, key, totalTimeout, retry: { attempts, minDelay, maxDelay, factor, jitter } }) {
    const number = key === undefined ? NONE : this.#ledger.relations.takeKey(key);
    core.prepare(priority, number, totalTimeout, attempts, minDelay, maxDelay, factor, jitter);
  }

  #listenToSignal(core, task) {
    const { signal } = task;
    try {
      if (signal.aborted) {
        task.cancelReason = signal.reason;
        core.cancel(task.slot);
        return;
      }
      const onAbort = () =>
        this.#wasm.callQuietly((live) => {
          if (task.slot >= 0) this.#runs.cancelIn(live, task, signal.reason);
        });
      signal.addEventListener('abort', onAbort, { once: true });
      task.stopListening = () => callSafely(() => signal.removeEventListener('abort', onAbort));
    } catch (error) {
      report(error);
    }
  }
}

/** A word, or nothing: what is no word is told of by its kind. */
function strategyOf({ errorStrategy }) {
  return typeof errorStrategy === 'string' ? errorStrategy : undefined;
}

function randomText() {
  const numbers = new Uint32Array(2);
  if (globalThis.crypto?.getRandomValues !== undefined) globalThis.crypto.getRandomValues(numbers);
  else numbers.forEach((_, at) => (numbers[at] = Math.random() * 2 ** 32));
  return Array.from(numbers, (number) => number.toString(36)).join('');
}
