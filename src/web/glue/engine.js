// What a queue's user can ask of it. Tasks and views are in the ledger, running them is in the runs, and what is to
// be done is decided in the wasm.

import { callSafely, report } from './report.js';
import { packed, readConfig, readOptions } from './task-options.js';
import { describe, kindOf } from './describe.js';
import { Ledger } from './ledger.js';
import { Mirror } from './mirror.js';
import { Runs } from './runs.js';
import { storedCompletionInfo } from './stored.js';
import { Task } from './task.js';
import { TaskHandle } from './handle.js';
import { Wasm } from './wasm.js';

const NONE = 0xffffffff;

/** One queue. */
export class Engine {
  #config;
  #ledger;
  #runs;
  #wasm;
  #mirror;
  #nextId = 1;
  #isPaused;
  #concurrency;

  /** `runtime.acquire()` gives `{ rules, words, isEnded, makeCore }` of the wasm instance that lives now. */
  constructor(runtime, config) {
    const live = runtime.acquire();
    this.#config = readConfig(live.rules, config);
    this.#isPaused = this.#config.paused;
    this.#concurrency = this.#config.concurrency;
    this.#wasm = new Wasm(runtime, (made) => this.#makeCore(made));
    this.#ledger = new Ledger(this.#wasm, live.words, randomText());
    this.#runs = new Runs(this.#ledger, this.#config.tellEnd);
    this.#wasm.tell(this.#runs);
    if (this.#config.storage !== undefined) {
      this.#mirror = new Mirror(this.#ledger, this.#config.storage);
      this.#ledger.mirrorTo(this.#mirror);
      this.#mirror.open();
    }
  }

  enqueue(options) {
    const given = readOptions(options, this.#config.defaultTimeout);
    const kinds = given.values.map(kindOf);
    given.kinds = [packed(kinds, 0), packed(kinds, 8), packed(kinds, 16)];
    const task = this.#wasm.call((core) => this.#add(core, given));
    if (task === undefined) {
      throw this.#wasm.read((core) => core.enqueueError(...given.kinds, given.strategy, given.values));
    }
    return task.handle;
  }

  cancel(id, reason) {
    const task = this.#ledger.get(id);
    if (task !== undefined) this.cancelTask(task, reason);
  }

  cancelTask(task, reason) {
    if (task.slot >= 0) this.#wasm.call((core) => this.#cancel(core, task, reason));
  }

  /** In one call: nothing is started in a place that becomes free on the way. */
  cancelAll(filter) {
    const { status, category, group } = filter ?? {};
    this.#wasm.call((core) => {
      for (const task of this.#ledger) {
        if (task.slot < 0) continue;
        const view = this.#ledger.seen(task);
        if (status !== undefined && view.status !== status) continue;
        if (category !== undefined && view.category !== category) continue;
        if (group !== undefined && view.group !== group) continue;
        this.#cancel(core, task);
      }
    });
  }

  retry(id) {
    const task = this.#ledger.get(id);
    if (task === undefined || task.slot < 0) return undefined;
    return this.#wasm.call((core) => {
      if (!core.retry(task.slot)) return undefined;
      const hasItems = task.options.items !== undefined && task.options.items.length > 0;
      task.rewind(hasItems);
      task.handle = new TaskHandle(this, task);
      this.#ledger.statusChanged(task);
      this.#listenToSignal(core, task);
      return task.handle;
    });
  }

  dismiss(id) {
    const task = this.#ledger.get(id);
    return task !== undefined && this.#ledger.forget(task);
  }

  dismissAll() {
    for (const task of this.#ledger) this.#ledger.forget(task);
  }

  pause(options) {
    this.#isPaused = true;
    this.#wasm.call((core) => core.pause());
    this.#ledger.changed();
    return options?.drain === true ? this.#runs.whenCalm((core) => core.running() === 0) : undefined;
  }

  resume() {
    this.#isPaused = false;
    this.#wasm.call((core) => core.resume());
    this.#ledger.changed();
  }

  setConcurrency(concurrency) {
    const error = this.#wasm.read((core) => core.configError(kindOf(concurrency ?? null), [concurrency]));
    if (error !== undefined) throw error;
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
    if (task.slot >= 0) return this.#runs.completionInfo(task);
    return storedCompletionInfo(task.stored, this.#wasm.read((core) => core.itemWords()));
  }

  onIdle() {
    return this.#runs.whenCalm((core) => core.running() === 0 && core.waiting() === 0);
  }

  onEmpty() {
    return this.#runs.whenCalm((core) => core.waiting() === 0);
  }

  dispose() {
    if (this.#runs.isDisposed) return;
    this.#runs.isDisposed = true;
    if (this.#wasm.isMade) this.#wasm.call((core) => core.dispose());
    this.#mirror?.close();
    this.#ledger.listeners.close();
  }

  inspect() {
    const counts = this.#wasm.read((core) => core.inspect());
    const { owner, count, listeners } = this.#ledger;
    return { instance: owner, tasks: count, subscriptions: listeners.size, ...counts };
  }

  /** Tells listeners of a change that is not a task's. */
  changed() {
    this.#ledger.changed();
  }

  get summaryRenderContent() {
    return this.#config.summaryRenderContent;
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
    const core = live.makeCore(this.#concurrency, this.#config.cancelGrace, this.#isPaused);
    if (this.#runs.isDisposed) core.dispose();
    return core;
  }

  #add(core, { options, timeout, itemConcurrency, strategy, kinds: [kindsA, kindsB, kindsC] }) {
    const count = options.ids === undefined ? NONE : options.items.length;
    const isItemwise = options.processItem !== undefined;
    const slot = core.add(kindsA, kindsB, kindsC, strategy, timeout, count, itemConcurrency, isItemwise);
    if (slot < 0) return undefined;
    const task = new Task(`${this.#ledger.owner}-${this.#nextId++}`, slot, options);
    task.handle = new TaskHandle(this, task);
    this.#ledger.add(task, !this.#runs.isDisposed);
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
      const onAbort = () => this.#wasm.callQuietly((live) => {
        if (task.slot >= 0) this.#cancel(live, task, signal.reason);
      });
      signal.addEventListener('abort', onAbort, { once: true });
      task.stopListening = () => callSafely(() => signal.removeEventListener('abort', onAbort));
    } catch (error) {
      report(error);
    }
  }

  /** The reason stands before the abort that follows; a task that is past cancelling keeps what it has. */
  #cancel(core, task, reason) {
    if (!core.cancel(task.slot)) return;
    task.cancelReason = reason;
    this.#ledger.changedUnsaved(task);
    this.#ledger.touched(core, task);
  }
}

function randomText() {
  const numbers = new Uint32Array(2);
  if (globalThis.crypto?.getRandomValues !== undefined) globalThis.crypto.getRandomValues(numbers);
  else numbers.forEach((_, at) => (numbers[at] = Math.random() * 2 ** 32));
  return Array.from(numbers, (number) => number.toString(36)).join('');
}
