// Waits for the end of owners where there are no Web Locks: notices for how long nothing was heard of each. When one counts
// as gone is decided in `core::durable`.

import { DURABLE } from '../generated/protocol.ts';
import type { Decide } from './decisions.ts';
import type { OwnerName } from './owners.ts';

interface Lease {
  /** Milliseconds for which nothing was heard, as far as they count. */
  quiet: number;
  wasHeard: boolean;
}

export class LeaseWatch {
  readonly #decide: Decide;
  readonly #onGone: (owner: OwnerName) => void;
  readonly #leases = new Map<OwnerName, Lease>();
  #pause: { free(): void } | undefined;
  #lastLook = 0;

  constructor(decide: Decide, onGone: (owner: OwnerName) => void) {
    this.#decide = decide;
    this.#onGone = onGone;
  }

  /** Something was heard of an owner, whose end is waited for from now on. */
  heard(owner: OwnerName): void {
    this.await(owner);
    const lease = this.#leases.get(owner);
    if (lease !== undefined) lease.wasHeard = true;
  }

  /** Waits for the end of an owner. */
  await(owner: OwnerName): void {
    if (!this.#leases.has(owner)) this.#leases.set(owner, { quiet: 0, wasHeard: false });
    if (this.#pause === undefined) this.#lookLater();
  }

  close(): void {
    this.#leases.clear();
    this.#pause?.free();
    this.#pause = undefined;
  }

  #lookLater(): void {
    this.#lastLook = Date.now();
    this.#pause = new (this.#decide().Delay)(DURABLE.look, { fire: () => this.#look() });
  }

  #look(): void {
    this.#pause?.free();
    this.#pause = undefined;
    const gap = Date.now() - this.#lastLook;
    const gone: OwnerName[] = [];
    for (const [owner, lease] of this.#leases) {
      lease.quiet = this.#decide().durableQuiet(lease.quiet, gap, lease.wasHeard);
      lease.wasHeard = false;
      if (lease.quiet >= DURABLE.lease) gone.push(owner);
    }
    for (const owner of gone) this.#leases.delete(owner);
    if (this.#leases.size > 0) this.#lookLater();
    for (const owner of gone) this.#onGone(owner);
  }
}
