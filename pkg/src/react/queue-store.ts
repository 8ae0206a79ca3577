// The queue behind a provider and its listeners. Makes the queue when the provider is mounted or first used,
// never while rendering, and disposes only of a queue that it made itself.

import { TaskQueue } from 'taskwatch';
import type { TaskQueueConfig } from '../../types/index.d.ts';
import type { UseTaskQueueResult } from '../../types/react.d.ts';

/** The methods of a queue that `useTaskQueue` passes on. */
export type QueueMethods = Pick<
  UseTaskQueueResult,
  'enqueue' | 'cancel' | 'retry' | 'dismiss' | 'dismissAll' | 'showSummary' | 'closeSummary'
>;

export class QueueStore {
  /** The queue; `undefined` before the provider is mounted, on a server, and where none can be made. */
  queue: TaskQueue | undefined;
  /** Why no queue can be made. */
  error: Error | undefined;
  /**
   * The queue's methods, the same for good. Before the provider is mounted, `enqueue` and `showSummary` make
   * its queue.
   */
  readonly methods: QueueMethods;

  readonly #config: TaskQueueConfig | undefined;
  readonly #isOwner: boolean;
  #isMounted = false;
  #hasEnded = false;
  readonly #listeners = new Set<{ listener: () => void }>();
  #unsubscribe: (() => void) | undefined;

  /** With `borrowed` the store uses that queue, else it makes one from `config` and owns it. */
  constructor(borrowed: TaskQueue | undefined, config?: TaskQueueConfig) {
    this.queue = borrowed;
    this.#isOwner = borrowed === undefined;
    this.#config = config;
    this.methods = Object.freeze<QueueMethods>({
      enqueue: (options) => this.#need().enqueue(options),
      cancel: (id, reason) => this.queue?.cancel(id, reason),
      retry: (id) => this.queue?.retry(id),
      dismiss: (id) => this.queue?.dismiss(id) ?? false,
      dismissAll: () => this.queue?.dismissAll(),
      showSummary: (title, items, options) => this.#need().showSummary(title, items, options),
      closeSummary: () => this.queue?.closeSummary(),
    });
  }

  /**
   * Returns how to unmount. Strict Mode unmounts and mounts again within one turn, so a queue ends a turn
   * later.
   */
  mount(): () => void {
    this.#isMounted = true;
    if (this.#hasEnded) this.#forget();
    this.#open();
    return () => {
      this.#isMounted = false;
      if (this.#isOwner) Promise.resolve().then(() => this.#endUnlessMounted());
    };
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

  /** A child's effects run before the provider's own, and what they enqueue must not be lost. */
  #need(): TaskQueue {
    this.#open();
    if (this.queue === undefined) throw this.error;
    return this.queue;
  }

  #open(): void {
    if (this.queue !== undefined || this.error !== undefined) return;
    try {
      this.queue = new TaskQueue(this.#config);
    } catch (error) {
      // A cast, since a getter of the caller's `config` may throw anything, which is passed on as it is.
      this.error = error as Error;
    }
    this.#attach();
    this.#notify();
  }

  /** An ended queue stays in its place, so that a task enqueued by a late callback settles as cancelled. */
  #endUnlessMounted(): void {
    if (this.#isMounted || this.#hasEnded) return;
    this.#hasEnded = true;
    this.queue?.dispose();
  }

  #forget(): void {
    this.#detach();
    this.#hasEnded = false;
    this.queue = undefined;
    this.error = undefined;
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
