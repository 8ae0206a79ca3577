// Waits for the end of owners without Web Locks: measures for how long each has been silent. `core::durable` decides when
// one counts as gone.

import { DURABLE } from '../generated/protocol.ts';
import type { Decide } from './decisions.ts';
import { outsideOfTimer } from './outside-of-timer.ts';
import type { OwnerName } from './owners.ts';

interface Lease {
  /** The counted milliseconds of silence. */
  silence: number;
  /** Milliseconds that count in addition if the owner is silent until the next check. */
  deferred: number;
  /** When it was last checked or heard. */
  at: number;
}

export class LeaseWatch {
  readonly #decide: Decide;
  readonly #onGone: (owner: OwnerName) => void;
  readonly #leases = new Map<OwnerName, Lease>();
  #pause: { free(): void } | undefined;
  #isScheduled = false;
  #isClosed = false;

  constructor(decide: Decide, onGone: (owner: OwnerName) => void) {
    this.#decide = decide;
    this.#onGone = onGone;
  }

  /** An owner has shown that it is alive. From now on its end is awaited. */
  heard(owner: OwnerName): void {
    this.#leases.delete(owner);
    this.await(owner);
  }

  /** Waits for the end of an owner. */
  await(owner: OwnerName): void {
    if (this.#isClosed) return;
    if (!this.#leases.has(owner)) this.#leases.set(owner, { silence: 0, deferred: 0, at: Date.now() });
    this.#checkLater();
  }

  close(): void {
    this.#isClosed = true;
    this.#leases.clear();
    this.#pause?.free();
    this.#pause = undefined;
  }

  #checkLater(): void {
    if (this.#isScheduled || this.#leases.size === 0) return;
    this.#isScheduled = true;
    outsideOfTimer(() => {
      if (this.#leases.size > 0)
        this.#pause = this.#decide().startDelay(DURABLE.check, { fire: () => this.#check() });
      else this.#isScheduled = false;
    });
  }

  #check(): void {
    this.#pause?.free();
    this.#pause = undefined;
    this.#isScheduled = false;
    const now = Date.now();
    const gone: OwnerName[] = [];
    for (const [owner, lease] of this.#leases) {
      const gap = now - lease.at;
      lease.silence = this.#decide().durableSilence(lease.silence, lease.deferred, gap);
      lease.deferred = this.#decide().durableDeferred(gap);
      lease.at = now;
      if (lease.silence >= DURABLE.lease) gone.push(owner);
    }
    for (const owner of gone) this.#leases.delete(owner);
    this.#checkLater();
    for (const owner of gone) this.#onGone(owner);
  }
}
