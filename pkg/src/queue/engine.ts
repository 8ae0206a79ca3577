// The methods of a queue. The task store has tasks and views, the executor runs tasks, and the core decides what to
// do.

import { check, readAll } from '../../../src/web/shared/options.js';
import type {
  CancelFilter,
  EnqueueOptions,
  QueueInspection,
  TaskCompletionInfo,
  TaskGroup,
  TaskHandle as Handle,
  TaskQueueConfig,
  TaskView,
  TimelineEntry,
} from '../../types/index.d.ts';
import type { QueueCore } from '../../wasm/taskwatch.js';
import type { Definition } from '../durable/definitions.ts';
import { hasEnded } from '../durable/durable.ts';
import { DurableTasks } from '../durable/durable-tasks.ts';
import { FILTER, METHODS, NONE, STATUS_WORDS, Status } from '../generated/protocol.ts';
import { storedTimelineOf } from '../storage/stored-view.ts';
import { makeStore } from '../storage/choose.ts';
import { Persistence } from '../storage/persistence.ts';
import type { TaskCommand } from '../storage/task-commands.ts';
import { Completion } from './completion.ts';
import { type QueueConfig, readConfig } from './config.ts';
import { CoreBridge, type QueueExports, type QueueRuntime } from './core-bridge.ts';
import { Executor } from './executor.ts';
import { groupOf } from './group.ts';
import { TaskHandle } from './handle.ts';
import { Measures } from './measures.ts';
import { EncodedOptions, readOptions } from './options.ts';
import { recordingOf } from './recording.ts';
import { limitOf, prepareScheduling } from './scheduling-options.ts';
import { isLive, type Task } from './task.ts';
import { TaskSignals } from './task-signals.ts';
import { TaskStore } from './task-store.ts';
import { NO_ENTRIES, Timeline } from './timeline.ts';

export class Engine {
  readonly #runtime: QueueRuntime;
  readonly #config: QueueConfig;
  readonly #core: CoreBridge;
  readonly #store: TaskStore;
  readonly #completion: Completion;
  readonly #executor: Executor;
  readonly #durable: DurableTasks;
  readonly #persistence: Persistence | undefined;
  readonly #encoded = new EncodedOptions();
  readonly #signals: TaskSignals;
  #isPaused: boolean;
  #concurrency: number;

  /** Compiles the wasm if necessary; throws if that is forbidden. */
  constructor(runtime: QueueRuntime, config: TaskQueueConfig | undefined) {
    this.#runtime = runtime;
    this.#config = readConfig(runtime.acquire().bindings, config);
    const { paused, concurrency, historyLimit } = this.#config;
    this.#isPaused = paused;
    this.#concurrency = concurrency;
    this.#core = new CoreBridge(
      runtime,
      (wasm) => this.#makeCore(wasm),
      () => this.#executor,
    );
    this.#store = new TaskStore(this.#core, randomText(), historyLimit < Infinity);
    this.#completion = new Completion(this.#store, this.#config);
    this.#executor = new Executor(this.#store, this.#completion);
    this.#signals = new TaskSignals(this.#core, this.#executor);
    this.#durable = new DurableTasks(
      this.#store,
      this.#executor,
      this.#config.defaultTimeout,
      (task) => this.#startTimeline(task),
      (command) => this.#execute(command),
    );
    this.#persistence = this.#openStore();
  }

  // biome-ignore lint/suspicious/noExplicitAny: whatever types the caller has for items and results.
  enqueue(options: EnqueueOptions<any, any>): Handle<any> {
    const task = readOptions(options, this.#encoded, this.#config.retry, this.#durable.definitions);
    const known = task.dedupeKey === undefined ? undefined : this.#unfinishedLike(task.dedupeKey);
    return known ?? this.#core.callWith(this.#add, task);
  }

  /** Resumes stored tasks of the kind, before it returns if nothing has to be awaited. */
  define(kind: string, definition: Partial<Definition>): void {
    if (this.#durable.definitions.add(kind, definition)) this.#persistence?.kindDefined(kind);
  }

  cancel(id: string, reason?: unknown): void {
    const task = this.#store.get(id);
    if (task !== undefined) this.#executor.cancel(task, reason);
  }

  cancelAll(filter: CancelFilter | undefined): void {
    check(METHODS.filter, filter ?? undefined);
    const { status, category, group } = readAll(FILTER, filter ?? {});
    this.#cancelWhere((task) => {
      const view = this.#store.present(task);
      return (
        (status === undefined || view.status === status) &&
        (category === undefined || view.category === category) &&
        (group === undefined || view.group === group)
      );
    });
  }

  retry(id: string): TaskHandle | undefined {
    const task = this.#store.get(id);
    if (task === undefined) return undefined;
    if (!isLive(task)) return this.#retryStored(task);
    const view = this.#store.present(task);
    return this.#core.call((core) => {
      const { state } = task;
      if (!isLive(task) || !core.retry(state.coreId)) return undefined;
      this.#completion.keepView(task, view);
      const handle = new TaskHandle(this.#executor, task);
      // What the former handle resolves with is about to be forgotten.
      if (state.handle !== undefined) TaskHandle.keepOutcome(state.handle);
      state.handle = handle;
      task.rewind(state);
      if (task.durable !== undefined) task.durable.firstStartedAt = undefined;
      task.timeline?.note({ kind: 'queued' });
      this.#executor.items.listLateSuccesses(task);
      this.#store.statusChanged(task);
      if (task.signal !== undefined) this.#signals.listen(core, task, task.signal);
      return handle;
    });
  }

  /** A durable task of another queue, or of none, runs again: here, unless the queue that has it is alive. */
  #retryStored(task: Task): TaskHandle | undefined {
    const view = this.#store.present(task);
    const canRun =
      hasEnded(view) && view.status !== STATUS_WORDS[Status.Completed] && this.#durable.canGoOn(view);
    if (!canRun || this.#executor.isDisposed) return undefined;
    // The same one until the retry has been seen.
    const handle = task.follower?.handle ?? new TaskHandle(this.#executor, task);
    this.#store.followers.add(task, { handle, retryCount: view.retryCount + 1 });
    this.#store.command(task, 'retry');
    return handle;
  }

  /** Another queue's command about a task of this one. */
  #execute(given: TaskCommand): void {
    const { id, command, value } = given;
    const task = this.#store.get(id);
    if (task === undefined) return;
    if (!isLive(task)) {
      if (command !== 'dismiss') this.#persistence?.keepCommand(this.#store.present(task), given);
      return;
    }
    switch (command) {
      case 'cancel':
        this.cancel(id, value);
        return;
      case 'retry':
        this.retry(id);
        return;
      case 'dismiss':
        this.dismiss(id);
        return;
      case 'priority':
        if (typeof value === 'number' && !Number.isNaN(value)) this.setPriority(id, value);
        return;
      default:
        command satisfies never;
    }
  }

  setPriority(id: string, priority: number): void {
    check(METHODS.priority, priority);
    const task = this.#store.get(id);
    if (task === undefined) return;
    if (!isLive(task)) {
      if (!hasEnded(this.#store.present(task))) this.#store.command(task, 'priority', priority);
      return;
    }
    this.#core.call((core) => {
      if (core.setPriority(task.state.coreId, priority)) this.#store.statusChanged(task);
    });
  }

  group(id: string): TaskGroup {
    return groupOf(id, this.#store, () => this.#cancelWhere((task) => task.group === id));
  }

  dismiss(id: string): boolean {
    const task = this.#store.get(id);
    if (task === undefined) return false;
    // The queue that has a durable task dismisses it as well.
    if (!isLive(task) && hasEnded(this.#store.present(task))) this.#store.command(task, 'dismiss');
    return this.#store.forget(task);
  }

  dismissAll(): void {
    for (const task of this.#store) this.dismiss(task.id);
  }

  pause(options: { readonly drain?: boolean | undefined } | undefined): Promise<void> | undefined {
    const { drain } = options ?? {};
    check(METHODS.drain, drain);
    this.#isPaused = true;
    this.#core.call((core) => core.pause());
    this.#store.changed();
    return drain === true ? this.#executor.idle.when((core) => core.running() === 0) : undefined;
  }

  resume(): void {
    this.#isPaused = false;
    this.#core.call((core) => core.resume());
    this.#store.changed();
  }

  setConcurrency(concurrency: number): void {
    check(METHODS.concurrency, concurrency);
    this.#concurrency = concurrency;
    this.#core.call((core) => core.setConcurrency(concurrency));
    this.#store.changed();
  }

  subscribe(listener: () => void): () => void {
    check(METHODS.listener, listener);
    return this.#store.listeners.add(listener);
  }

  snapshot(): TaskView[] {
    return this.#store.snapshot();
  }

  task(id: string): TaskView | undefined {
    const task = this.#store.get(id);
    return task === undefined ? undefined : this.#store.present(task);
  }

  completionInfo(id: string): TaskCompletionInfo | undefined {
    const task = this.#store.get(id);
    return task === undefined ? undefined : this.#store.completionInfo(task);
  }

  timeline(id: string): readonly TimelineEntry[] {
    const task = this.#store.get(id);
    if (task === undefined) return NO_ENTRIES;
    return task.timeline?.list() ?? storedTimelineOf(this.#store.present(task)) ?? NO_ENTRIES;
  }

  onIdle(): Promise<void> {
    return this.#executor.idle.when((core) => core.running() === 0 && core.waiting() === 0);
  }

  onEmpty(): Promise<void> {
    return this.#executor.idle.when((core) => core.waiting() === 0);
  }

  dispose(): void {
    if (this.#executor.isDisposed) return;
    this.#executor.close();
    if (this.#core.isMade) this.#core.call((core) => core.dispose());
    // Inside another call of the queue, that would be written after the store was closed.
    this.#store.writes?.writeStatuses();
    this.#persistence?.close();
    this.#store.followers.cancelAll();
    this.#store.listeners.close();
  }

  inspect(): QueueInspection {
    const { owner, count, listeners } = this.#store;
    const timer = this.#core.read((core) => core.untilTimer());
    return {
      instance: owner,
      tasks: count,
      running: this.running,
      waiting: this.waiting,
      paused: this.#isPaused,
      concurrency: this.#concurrency,
      ...(timer === undefined ? {} : { timer }),
      subscriptions: listeners.size,
      ...this.#runtime.inspect(),
      recording: this.#config.record > 0 ? this.#core.read(recordingOf) : undefined,
    };
  }

  /** Notifies listeners of a change that does not concern a task. */
  changed(): void {
    this.#store.changed();
  }

  get summaryRenderContent(): TaskQueueConfig['summaryRenderContent'] {
    return this.#config.summaryRenderContent;
  }
  get owner(): string {
    return this.#store.owner;
  }
  get size(): number {
    return this.running + this.waiting;
  }
  get running(): number {
    return this.#core.isMade ? this.#core.read((core) => core.running()) : 0;
  }
  get waiting(): number {
    return this.#core.isMade ? this.#core.read((core) => core.waiting()) : 0;
  }
  get paused(): boolean {
    return this.#isPaused;
  }
  get concurrency(): number {
    return this.#concurrency;
  }
  get persistence(): 'off' | 'ok' | 'degraded' {
    return this.#persistence === undefined ? 'off' : this.#persistence.state;
  }

  #openStore(): Persistence | undefined {
    const store = makeStore(this.#config, this.#store.owner);
    if (store === undefined) return undefined;
    const decide = () => this.#runtime.acquire().bindings;
    const onShown = () => this.#completion.forgetBeyondHistory();
    const persistence = new Persistence(this.#store, this.#durable, store, decide, onShown);
    this.#store.persistBy(persistence, decide);
    persistence.open();
    return persistence;
  }

  #makeCore(wasm: QueueExports): QueueCore {
    const { cancelGrace, historyLimit, rateLimit, record } = this.#config;
    const core = new wasm.QueueCore(
      this.#concurrency,
      cancelGrace,
      this.#isPaused,
      historyLimit,
      rateLimit.limit,
      rateLimit.interval,
      record,
    );
    this.#store.past?.restoreIn(core);
    if (this.#executor.isDisposed) core.dispose();
    return core;
  }

  /** The handle of the task with this `dedupeKey` that has not ended. */
  #unfinishedLike(dedupeKey: string): TaskHandle | undefined {
    const number = this.#store.index.dedupeKeys.numberOf(dedupeKey);
    const coreId = number === undefined ? NONE : this.#core.read((core) => core.unfinishedLike(number));
    if (coreId !== NONE) return this.#store.at(coreId).state.handle;
    if (this.#executor.isDisposed) return undefined;
    return this.#store.unfinishedElsewhere(dedupeKey, (task) => new TaskHandle(this.#executor, task));
  }

  /** In one call, so that nothing starts in a slot that becomes free on the way. */
  #cancelWhere(isMeant: (task: Task) => boolean): void {
    this.#core.call((core) => {
      for (const task of this.#store) {
        if (isLive(task) && isMeant(task)) this.#executor.cancelIn(core, task, undefined);
      }
    });
  }

  readonly #add = (core: QueueCore, task: Task): TaskHandle => {
    const { timeout, itemConcurrency, scheduling } = this.#encoded;
    // May be the caller's, and enqueue as well.
    const now = Date.now();
    if (scheduling !== undefined) {
      // It holds a function of the task.
      this.#encoded.scheduling = undefined;
      prepareScheduling(core, this.#store.index, scheduling);
    }
    const coreId = core.add(
      timeout === undefined ? this.#config.defaultTimeout : limitOf(timeout),
      task.items === undefined ? NONE : task.items.length,
      itemConcurrency,
      task.processItem !== undefined,
      task.errorStrategy === 'stop',
      now,
    );
    this.#startTimeline(task)?.note({ kind: 'queued' });
    const handle = new TaskHandle(this.#executor, task);
    const live = this.#store.add(task, coreId, !this.#executor.isDisposed);
    live.state.handle = handle;
    if (live.signal !== undefined) this.#signals.listen(core, live, live.signal);
    return handle;
  };

  #startTimeline(task: Task): Timeline | undefined {
    const { timeline, measure } = this.#config;
    if (timeline === 0 && !measure) return undefined;
    task.timeline = new Timeline(timeline, measure ? new Measures(task) : undefined, () => this.changed());
    return task.timeline;
  }
}

function randomText(): string {
  const numbers = new Uint32Array(2);
  if (globalThis.crypto?.getRandomValues !== undefined) globalThis.crypto.getRandomValues(numbers);
  else {
    for (let at = 0; at < numbers.length; at++) numbers[at] = Math.random() * 2 ** 32;
  }
  return Array.from(numbers, (number) => number.toString(36)).join('');
}
