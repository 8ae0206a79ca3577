// Promises for the moment at which a queue is idle, empty or drained. They never reject.

import { report } from '../../../src/web/shared/report.js';
import type { QueueCore } from '../../wasm/taskwatch.js';
import type { CoreBridge } from './core-bridge.ts';

type Test = (core: QueueCore) => boolean;

interface Waiter {
  readonly isReached: Test;
  readonly resolve: () => void;
}

export class IdleWaiters {
  readonly #core: CoreBridge;
  #waiters: Waiter[] = [];
  /** The queue is disposed of: nobody waits any more. */
  isOver = false;

  constructor(core: CoreBridge) {
    this.#core = core;
  }

  /** Resolves when the test holds, at once if it does. */
  when(isReached: Test): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isNow(isReached)) resolve();
      else this.#waiters.push({ isReached, resolve });
    });
  }

  /** At the end of an outermost call. */
  look(): void {
    if (this.#waiters.length === 0) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) {
      if (this.#isNow(waiter.isReached)) waiter.resolve();
      else this.#waiters.push(waiter);
    }
  }

  resolveAll(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const { resolve } of waiters) resolve();
  }

  #isNow(isReached: Test): boolean {
    if (this.isOver) return true;
    try {
      return this.#core.read(isReached);
    } catch (error) {
      // The instance is gone, and nothing runs in a new one.
      report(error);
      return true;
    }
  }
}
