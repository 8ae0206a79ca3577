// Waits for the end of owners without Web Locks: measures for how long each has been silent. `core::durable` decides when
// one counts as gone.

import { DURABLE } from '../generated/protocol.ts';
import type { Decide } from './decisions.ts';
import { outsideOfTimer } from './outside-of-timer.ts';
import type { OwnerName } from './owners.ts';

interface Lease {
  /** The counted milliseconds of silence. */
  quiet: number;
  /** Milliseconds that count in addition if the owner is silent until the next check. */
  doubted: number;
  /** When it was last checked or heard. */
  at: number;
}

export class LeaseWatch {
  readonly #decide: Decide;
  readonly #onGone: (owner: OwnerName) => void;
  readonly #leases = new Map<OwnerName, Lease>();
  #pause: { free(): void } | undefined;
  #looksLater = false;
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
    if (!this.#leases.has(owner)) this.#leases.set(owner, { quiet: 0, doubted: 0, at: Date.now() });
    this.#lookLater();
  }

  close(): void {
    this.#isClosed = true;
    this.#leases.clear();
    this.#pause?.free();
    this.#pause = undefined;
  }

  #lookLater(): void {
    if (this.#looksLater || this.#leases.size === 0) return;
    this.#looksLater = true;
    outsideOfTimer(() => {
      if (this.#leases.size > 0)
        this.#pause = this.#decide().startDelay(DURABLE.look, { fire: () => this.#look() });
      else this.#looksLater = false;
    });
  }

  #look(): void {
    this.#pause?.free();
    this.#pause = undefined;
    this.#looksLater = false;
    const now = Date.now();
    const gone: OwnerName[] = [];
    for (const [owner, lease] of this.#leases) {
      const gap = now - lease.at;
      lease.quiet = this.#decide().durableQuiet(lease.quiet, lease.doubted, gap);
      lease.doubted = this.#decide().durableDoubt(gap);
      lease.at = now;
      if (lease.quiet >= DURABLE.lease) gone.push(owner);
    }
    for (const owner of gone) this.#leases.delete(owner);
    this.#lookLater();
    for (const owner of gone) this.#onGone(owner);
  }
}
