// The queue behind a provider: creates it once the provider is mounted and its module is loaded, keeps earlier calls until
// then, and ends a queue that it created after the provider is gone. Never creates a queue while rendering, and never
// disposes one that the app gave it.

import type { TaskQueue, TaskQueueConfig } from '../../types/index.d.ts';
import type { TaskwatchLoader, TaskwatchModule, UseTaskQueueResult } from '../../types/react.d.ts';
import { EarlyTask } from './early-task.ts';
import { guardUnload } from './guard-unload.ts';
import { loadDefault, loadedModule, loadModule } from './taskwatch-module.ts';

/** The methods of a queue that `useTaskQueue` passes on. */
export type QueueMethods = Pick<
  UseTaskQueueResult,
  'enqueue' | 'cancel' | 'retry' | 'dismiss' | 'dismissAll' | 'showSummary' | 'closeSummary'
>;

/** For how many milliseconds an early task waits for its kind: React runs effects in a later task, and not always in the next. */
const TIME_TO_DEFINE = 100;

export class QueueStore {
  /** The queue; `undefined` on a server, before it is created, and if none can be created. */
  queue: TaskQueue | undefined;
  /** Why no queue can be created. */
  error: Error | undefined;
  /** Tasks enqueued before the queue was created, not all of which have been passed on. */
  early: EarlyTask[] = [];
  /** Whether unmounting disposes the queue at once. */
  isDisposedOnUnmount = false;
  /** The options of a queue that has not been created yet. */
  config: TaskQueueConfig | undefined;
  readonly load: TaskwatchLoader;
  /** The same for good. */
  readonly methods: QueueMethods;

  readonly #isOwner: boolean;
  /** The queue's own method, which takes tasks while the provider ends, too. */
  #enqueue: TaskQueue['enqueue'] | undefined;
  #isMounted = false;
  #isLoading = false;
  /** The provider is gone, so the queue takes no new tasks. */
  #isEnding = false;
  #isDisposed = false;
  /** The arguments of a summary that waits for the queue. */
  #summary: Parameters<TaskQueue['showSummary']> | undefined;
  readonly #listeners = new Set<{ listener: () => void }>();
  #unsubscribe: (() => void) | undefined;
  #stopGuard: (() => void) | undefined;

  /** With `borrowed` the store uses that queue, else it makes one from `config` and owns it. */
  constructor(
    borrowed: TaskQueue | undefined,
    load: TaskwatchLoader | undefined,
    config?: TaskQueueConfig | undefined,
  ) {
    this.queue = borrowed;
    this.load = load ?? loadDefault;
    this.#isOwner = borrowed === undefined;
    this.config = config;
    this.methods = Object.freeze<QueueMethods>({
      enqueue: (options) => {
        // While early tasks are passed on, tasks that they enqueue come after them.
        if (this.queue === undefined || this.early.length > 0) return this.#enqueueEarly(options);
        return this.queue.enqueue(options);
      },
      cancel: (id, reason) => {
        this.queue?.cancel(id, reason);
        this.early.find((task) => task.id === id)?.cancel(reason);
      },
      retry: (id) => this.queue?.retry(id),
      dismiss: (id) => this.queue?.dismiss(id) ?? false,
      dismissAll: () => this.queue?.dismissAll(),
      showSummary: (...summary) => {
        if (this.queue === undefined) this.#summary = summary;
        else this.queue.showSummary(...summary);
      },
      closeSummary: () => {
        this.#summary = undefined;
        this.queue?.closeSummary();
      },
    });
  }

  /** The provider is mounted, or shown again. */
  mount(): void {
    this.#isMounted = true;
    this.#isEnding = false;
    this.#stopGuard ??= guardUnload(this);
    if (!this.#isOwner) return;
    if (this.#isDisposed) this.#forget();
    // Without a module there was no queue to refuse a config: the load failed, and may succeed now.
    if (this.error !== undefined && loadedModule(this.load) === undefined) this.error = undefined;
    if (this.queue === undefined && this.error === undefined) this.#open();
  }

  /**
   * The provider is gone. Strict Mode mounts it again within the turn, so the queue begins to end a microtask later,
   * which also leaves time for the last words of components that go with it.
   */
  unmount(): void {
    this.#isMounted = false;
    if (this.#isOwner) Promise.resolve().then(() => this.#endUnlessMounted());
    else this.#release();
  }

  /**
   * For `useSyncExternalStore`: calls the listener when the queue changes, and when there is another queue.
   */
  readonly subscribe = (listener: () => void): (() => void) => {
    // An entry of its own, since the same function may subscribe twice.
    const entry = { listener };
    this.#listeners.add(entry);
    this.#attach();
    return () => {
      this.#listeners.delete(entry);
      if (this.#listeners.size === 0) this.#detach();
    };
  };

  #enqueueEarly(options: object): EarlyTask {
    const task = new EarlyTask(options);
    const { dedupeKey } = task;
    const same = this.early.find((other) => other.isWaiting && other.dedupeKey === dedupeKey);
    if (same !== undefined && dedupeKey !== undefined) return same;
    if (this.#isEnding) task.cancel();
    else if (this.error !== undefined) task.fail(this.error);
    else {
      this.early.push(task);
      // Never from inside the call, like a queue.
      Promise.resolve().then(() => this.#notify());
    }
    return task;
  }

  #open(): void {
    const module = loadedModule(this.load);
    if (module !== undefined) this.#make(module);
    if (module !== undefined || this.#isLoading) return;
    this.#isLoading = true;
    const settle = (action: () => void) => {
      this.#isLoading = false;
      // Nobody needs it any more.
      if (this.#isEnding && this.early.length === 0) this.#release();
      else action();
    };
    loadModule(this.load).then(
      (loaded) => settle(() => this.#make(loaded)),
      (reason) => settle(() => this.#fail(reason)),
    );
  }

  #make({ TaskQueue }: TaskwatchModule): void {
    let queue: TaskQueue;
    try {
      queue = new TaskQueue(this.config);
    } catch (error) {
      this.#fail(error);
      return;
    }
    const { enqueue, define } = queue;
    // Components may have the queue itself, too.
    queue.enqueue = (options) => {
      if (!this.#isEnding || this.#isDisposed) return enqueue(options);
      return this.#enqueueEarly(options);
    };
    // Components define kinds in effects, which run once they see the queue. Early tasks wait for that, in order.
    const kinds = new Set<unknown>();
    queue.define = ((...given: Parameters<typeof define>) => {
      const defined = define(...given);
      kinds.add(defined.kind);
      if (this.queue === queue) this.#passOn(kinds);
      return defined;
    }) as typeof define;
    this.queue = queue;
    this.#enqueue = enqueue;
    this.#passOn(kinds);
    if (this.#summary !== undefined) queue.showSummary(...this.#summary);
    this.#attach();
    this.#notify();
    if (this.early.length > 0) setTimeout(() => this.queue === queue && this.#passOn(), TIME_TO_DEFINE);
    if (this.#isEnding) this.#end(queue);
  }

  /** Passes early tasks on to the queue, in order; with `kinds` up to the first whose kind is not among them. */
  #passOn(kinds?: ReadonlySet<unknown>): void {
    const enqueue = this.#enqueue;
    if (enqueue === undefined) return;
    // The list grows meanwhile: processors start, and may enqueue more.
    for (let task = this.early[0]; task !== undefined; task = this.early[0]) {
      if (kinds !== undefined && task.kind !== undefined && !kinds.has(task.kind)) return;
      this.early.shift();
      task.handOn(enqueue);
    }
  }

  #fail(reason: unknown): void {
    // Cast, since `instanceof` does not recognise an error of another realm.
    const error = Object(reason) === reason ? (reason as Error) : new Error(String(reason));
    this.error = error;
    console.error(error);
    for (const task of this.early) task.fail(error);
    this.early = [];
    if (this.#isEnding) this.#release();
    this.#notify();
  }

  #endUnlessMounted(): void {
    if (this.#isMounted || this.#isEnding) return;
    this.#isEnding = true;
    if (this.isDisposedOnUnmount) {
      for (const task of this.early) task.cancel();
      this.early = [];
    }
    if (this.queue !== undefined) this.#end(this.queue);
    else if (!this.#isLoading) this.#release();
  }

  #end(queue: TaskQueue): void {
    // Nobody is left who could define their kinds.
    this.#passOn();
    const dispose = () => {
      if (!this.#isEnding || this.queue !== queue) return;
      this.#isDisposed = true;
      queue.dispose();
      this.#release();
    };
    if (this.isDisposedOnUnmount) dispose();
    else queue.onIdle().then(dispose);
  }

  #release(): void {
    this.#stopGuard?.();
    this.#stopGuard = undefined;
  }

  #forget(): void {
    this.#detach();
    this.#isDisposed = false;
    this.queue = undefined;
  }

  #attach(): void {
    if (this.#listeners.size > 0) this.#unsubscribe ??= this.queue?.subscribe(() => this.#notify());
  }

  #detach(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  #notify(): void {
    for (const { listener } of Array.from(this.#listeners)) listener();
  }
}
