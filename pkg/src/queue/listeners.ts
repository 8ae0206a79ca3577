// The listeners of a queue. When they are called is decided in `core::queue::notifications`; this counts the turns of
// the microtask queue and asks in each.

import { callSafely, report } from '../../../src/web/shared/report.js';
import type { QueueCore } from '../../wasm/taskwatch.js';
import { NotificationTurn } from '../generated/protocol.ts';
import type { CoreBridge } from './core-bridge.ts';

const turn = /* @__PURE__ */ Promise.resolve();

export class Listeners {
  readonly #core: CoreBridge;
  readonly #listeners = new Set<{ readonly listener: () => void }>();
  #isWatching = false;
  /** Since they were called. */
  #hasChanged = false;
  #isClosing = false;
  readonly #takeTurn = () => this.#turn();
  readonly #ask = (core: QueueCore): NotificationTurn => core.notificationTurn(this.#hasChanged);

  constructor(core: CoreBridge) {
    this.#core = core;
  }

  get size(): number {
    return this.#listeners.size;
  }

  /** A function that subscribes twice is two listeners. */
  add(listener: () => void): () => void {
    const entry = { listener };
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  changed(): void {
    if (this.#listeners.size === 0) return;
    this.#hasChanged = true;
    if (this.#isWatching) return;
    this.#isWatching = true;
    turn.then(this.#takeTurn);
  }

  /** Forgets all listeners, once they have been called for the last change. */
  close(): void {
    if (this.#hasChanged) this.#isClosing = true;
    else this.#listeners.clear();
  }

  #turn(): void {
    const next = this.#decided();
    switch (next) {
      case NotificationTurn.Wait:
        break;
      case NotificationTurn.Notify:
        this.#notify();
        break;
      case NotificationTurn.Rest:
        this.#isWatching = false;
        return;
      default:
        next satisfies never;
    }
    turn.then(this.#takeTurn);
  }

  #decided(): NotificationTurn {
    try {
      return this.#core.read(this.#ask);
    } catch (error) {
      // The instance is gone, and the state of the burst with it.
      report(error);
      return this.#hasChanged ? NotificationTurn.Notify : NotificationTurn.Rest;
    }
  }

  #notify(): void {
    this.#hasChanged = false;
    for (const entry of [...this.#listeners]) {
      if (this.#listeners.has(entry)) callSafely(entry.listener);
    }
    if (this.#isClosing) this.#listeners.clear();
  }
}
