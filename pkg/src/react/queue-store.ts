// @ts-nocheck
// The queue behind a provider, and those who listen to it. It makes the queue when it is mounted or first used,
// never while rendering, and disposes only of a queue it has made.

import { TaskQueue } from 'taskwatch';

export class QueueStore {
  /** The queue; `undefined` before the provider is mounted, on a server, and where none can be made. */
  queue;
  /** Why none can be made. */
  error;
  /** The queue's methods, the same for ever; before the provider is mounted they make its queue. */
  methods;

  #config;
  #owns;
  #mounted = false;
  #ended = false;
  #listeners = new Set();
  #unsubscribe;

  constructor(lent, config) {
    this.queue = lent;
    this.#owns = lent === undefined;
    this.#config = config;
    this.methods = Object.freeze({
      enqueue: (options) => this.#need().enqueue(options),
      cancel: (id, reason) => this.queue?.cancel(id, reason),
      retry: (id) => this.queue?.retry(id),
      dismiss: (id) => this.queue?.dismiss(id) ?? false,
      dismissAll: () => this.queue?.dismissAll(),
      showSummary: (title, items, options) => this.#need().showSummary(title, items, options),
      closeSummary: () => this.queue?.closeSummary(),
    });
  }

  /** Strict Mode unmounts and mounts again in one turn: only who is still away after it has gone. */
  mount() {
    this.#mounted = true;
    if (this.#ended) this.#forget();
    this.#open();
    return () => {
      this.#mounted = false;
      if (this.#owns) Promise.resolve().then(() => this.#endUnlessMounted());
    };
  }

  /** For `useSyncExternalStore`: tells of changes of the queue, and of another queue. */
  subscribe = (listener) => {
    // Each subscription is one of its own, also where the same function listens twice.
    const entry = { listener };
    this.#listeners.add(entry);
    this.#attach();
    return () => {
      this.#listeners.delete(entry);
      if (this.#listeners.size === 0) this.#detach();
    };
  };

  /** An effect of a child comes before the provider's own: what it queues must not be lost. */
  #need() {
    this.#open();
    if (this.queue === undefined) throw this.error;
    return this.queue;
  }

  #open() {
    if (this.queue !== undefined || this.error !== undefined) return;
    try {
      this.queue = new TaskQueue(this.#config);
    } catch (error) {
      this.error = error;
    }
    this.#attach();
    this.#tell();
  }

  /** An ended queue stays where it is, so that what is queued by a late callback settles as cancelled. */
  #endUnlessMounted() {
    if (this.#mounted || this.#ended) return;
    this.#ended = true;
    this.queue?.dispose();
  }

  #forget() {
    this.#detach();
    this.#ended = false;
    this.queue = undefined;
    this.error = undefined;
  }

  #attach() {
    if (this.#listeners.size > 0) this.#unsubscribe ??= this.queue?.subscribe(() => this.#tell());
  }

  #detach() {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  #tell() {
    for (const { listener } of Array.from(this.#listeners)) listener();
  }
}
