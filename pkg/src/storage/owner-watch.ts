// Waits for the end of other queues whose tasks are shown and have not ended.

import { OwnerEndAction } from '../generated/protocol.ts';
import type { Decide } from './decisions.ts';
import { isInRealm, type OwnerName, ownerEnd } from './owners.ts';

export class OwnerWatch {
  readonly #decide: Decide;
  readonly #onGone: (owner: OwnerName) => void;
  readonly #awaited = new Set<OwnerName>();
  readonly #seenAlive = new Set<OwnerName>();
  readonly #stop = new AbortController();

  /** `onGone` is called for an owner whose tasks are to be closed. */
  constructor(decide: Decide, onGone: (owner: OwnerName) => void) {
    this.#decide = decide;
    this.#onGone = onGone;
  }

  /** Remembers that an owner was seen alive, for platforms that cannot tell. */
  sawAlive(owner: OwnerName): void {
    this.#seenAlive.add(owner);
  }

  awaitEnd(owner: OwnerName): void {
    if (this.#awaited.has(owner)) return;
    this.#awaited.add(owner);
    void this.#waitFor(owner);
  }

  close(): void {
    this.#stop.abort();
  }

  async #waitFor(owner: OwnerName): Promise<void> {
    const { signal } = this.#stop;
    const isCertain = await ownerEnd(owner, signal);
    if (signal.aborted) return;
    this.#awaited.delete(owner);
    const action = this.#decide().ownerEndAction(isCertain, isInRealm(owner), this.#seenAlive.has(owner));
    switch (action) {
      case OwnerEndAction.Keep:
        return;
      case OwnerEndAction.Close:
        this.#onGone(owner);
        return;
      default:
        action satisfies never;
    }
  }
}
