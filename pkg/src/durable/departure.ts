// Notices that the page is about to go away, which aborts its requests: Firefox and WebKit reject them before the page is gone,
// and what fails of that has not failed. It is held back until the page stays, and goes on in the next page otherwise.

import { callSafely } from '../../../src/web/shared/report.js';
import { DURABLE } from '../generated/protocol.ts';
import type { QueueExports } from '../queue/core-bridge.ts';

export class Departure {
  readonly #decide: () => QueueExports;
  /** When the page was asked whether it may go; infinite once it is hidden away. */
  #leftAt: number | undefined;
  readonly #waiting = new Set<() => void>();
  #delay: { free(): void } | undefined;
  #stopListening: (() => void) | undefined;
  #isOver = false;

  constructor(decide: () => QueueExports) {
    this.#decide = decide;
  }

  /** Listens from now on. */
  watch(): void {
    if (this.#isOver || this.#stopListening !== undefined) return;
    const listeners = {
      beforeunload: () => this.#leave(Date.now()),
      pagehide: () => this.#leave(Infinity),
      pageshow: () => this.#stay(),
    };
    const all = Object.entries(listeners);
    callSafely(() => {
      for (const [type, listener] of all) globalThis.addEventListener?.(type, listener);
    });
    this.#stopListening = () =>
      callSafely(() => {
        for (const [type, listener] of all) globalThis.removeEventListener?.(type, listener);
      });
  }

  close(): void {
    this.#isOver = true;
    this.#stopListening?.();
    this.#stay();
  }

  /** `undefined`, unless the page may be about to go. Resolves once it stays, then, and not if it goes. */
  whenItStays(): Promise<void> | undefined {
    if (this.#leftAt === undefined) return undefined;
    const left = this.#leftAt + DURABLE.leaving - Date.now();
    if (!(left > 0)) {
      this.#stay();
      return undefined;
    }
    if (left < Infinity) this.#delay ??= new (this.#decide().Delay)(left, { fire: () => this.#stay() });
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  #leave(at: number): void {
    this.#leftAt = at;
    this.#stopDelay();
  }

  #stay(): void {
    this.#leftAt = undefined;
    this.#stopDelay();
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #stopDelay(): void {
    this.#delay?.free();
    this.#delay = undefined;
  }
}
