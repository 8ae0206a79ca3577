// A read with a time limit, which the core keeps: aborts its request when a page takes too long, or when nobody awaits
// it any more. Otherwise the request would occupy one of the browser's connections.

import { makeError } from '../../../src/web/shared/errors.js';
import { messageOf } from '../../../src/web/shared/report.js';
import { abandoners } from '../../../src/web/watch/reads.js';
import { KUBERNETES_LIMITS } from '../generated/protocol.ts';
import type { BridgedRead, PoolBridge } from './pool-bridge.ts';

/** Performs a read, which calls `beginPage` before each of its requests and passes `signal` to them. */
export function withTimeLimit<T>(bridge: PoolBridge, perform: (read: TimedRead) => Promise<T>): Promise<T> {
  const read = new TimedRead(bridge);
  const result = read.run(perform);
  abandoners.set(result, () => read.giveUp('Reading was given up: nobody awaits it'));
  return result;
}

export class TimedRead implements BridgedRead {
  readonly #bridge: PoolBridge;
  readonly #controller = new AbortController();
  /** The id of its time limit, while there is one. */
  #id: number | undefined;
  #reject: ((error: unknown) => void) | undefined;

  constructor(bridge: PoolBridge) {
    this.#bridge = bridge;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Settles like the promise of `perform`, unless the read is abandoned before. */
  run<T>(perform: (read: TimedRead) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#reject = reject;
      perform(this).then(resolve, reject);
    }).finally(() => this.#end());
  }

  /** A page is about to be requested. Throws where there is no wasm, and if the read was given up. */
  beginPage(): void {
    this.signal.throwIfAborted();
    if (this.#id === undefined) this.#id = this.#bridge.beginRead(this);
    else this.#bridge.renewRead(this.#id);
  }

  expire(): void {
    // The core has ended the time limit.
    this.#id = undefined;
    this.giveUp(`Reading failed: no answer within ${KUBERNETES_LIMITS.readTimeout} ms`);
  }

  handleLoss(error: unknown): void {
    this.#id = undefined;
    this.giveUp(`Reading failed: ${messageOf(error)}`, error);
  }

  giveUp(message: string, cause?: unknown): void {
    const error = makeError('WatchError', message, undefined, cause);
    // First: the request's reaction to its signal must not settle the read.
    this.#reject?.(error);
    this.#controller.abort(error);
  }

  #end(): void {
    this.#bridge.endRead(this, this.#id);
    this.#id = undefined;
    this.#reject = undefined;
  }
}
