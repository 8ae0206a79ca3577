// Notices that the page is about to go away, which aborts its requests: Firefox and WebKit reject them before the page is gone,
// but a task that fails because of that has not failed. Such failures are held back: if the page stays, the task fails then, and
// otherwise it continues in the next page.

import { listenTo } from '../../../src/web/shared/listen.js';
import { DURABLE } from '../generated/protocol.ts';
import type { QueueExports } from '../queue/core-bridge.ts';
import { listenWeakly } from '../storage/listen-weakly.ts';

export class PageExit {
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
    this.#stopListening = listenWeakly(this, hear);
  }

  close(): void {
    this.#isOver = true;
    this.#stopListening?.();
    this.stay();
  }

  /** A promise that resolves once it is certain that the page stays; `undefined` unless the page may be about to go. */
  whenItStays(): Promise<void> | undefined {
    if (this.#leftAt === undefined) return undefined;
    const left = this.#leftAt + DURABLE.leaving - Date.now();
    if (!(left > 0)) {
      this.stay();
      return undefined;
    }
    if (left < Infinity) this.#delay ??= this.#decide().startDelay(left, { fire: () => this.stay() });
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  /** From this moment on, the page may be about to go. */
  leave(at: number): void {
    this.#leftAt = at;
    this.#stopDelay();
  }

  /** It stays, or is back. */
  stay(): void {
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

function hear(call: (action: (pageExit: PageExit) => void) => void): () => void {
  return listenTo([
    [globalThis, 'beforeunload', () => call((pageExit) => pageExit.leave(Date.now()))],
    [globalThis, 'pagehide', () => call((pageExit) => pageExit.leave(Infinity))],
    [globalThis, 'pageshow', () => call((pageExit) => pageExit.stay())],
  ]);
}
