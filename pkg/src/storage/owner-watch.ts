// Waits for the end of other queues whose tasks are shown and have not ended. `core::persistence` decides when an owner
// counts as gone.

import { OWNER, OwnerEndAction } from '../generated/protocol.ts';
import type { Decide } from './decisions.ts';
import { type FreeLock, isInRealm, type OwnerName, withoutOwner } from './owners.ts';

/** What is known of an owner whose end is awaited. */
interface Awaited {
  readonly owner: OwnerName;
  /** When the oldest of its known tasks was created. */
  since: number;
  hadLock: boolean;
  /** How often in a row its lock was found free. */
  looks: number;
}

export class OwnerWatch {
  readonly #decide: Decide;
  readonly #onGone: (owner: OwnerName, isCertain: boolean) => unknown;
  readonly #awaited = new Map<OwnerName, Awaited>();
  readonly #seenAlive = new Set<OwnerName>();
  readonly #stop = new AbortController();
  /** Pending pauses. */
  readonly #pauses = new Set<() => void>();

  /** `onGone` is called for an owner whose tasks are to be closed. If that takes time, it returns a promise. */
  constructor(decide: Decide, onGone: (owner: OwnerName, isCertain: boolean) => unknown) {
    this.#decide = decide;
    this.#onGone = onGone;
  }

  /** Remembers that an owner was seen alive, for platforms that cannot tell. */
  sawAlive(owner: OwnerName): void {
    this.#seenAlive.add(owner);
  }

  /** Waits for the end of an owner, one of whose tasks was created at `createdAt`. */
  awaitEnd(owner: OwnerName, createdAt: number): void {
    const awaited = this.#awaited.get(owner);
    if (awaited !== undefined) {
      awaited.since = Math.min(awaited.since, createdAt);
      return;
    }
    const added = { owner, since: createdAt, hadLock: false, looks: 0 };
    this.#awaited.set(owner, added);
    void this.#waitFor(added);
  }

  /** Calls back while no queue holds the name of an owner, unless this is closed before. */
  without(owner: OwnerName, use: (found: FreeLock) => unknown): Promise<void> {
    return withoutOwner(owner, this.#stop.signal, use);
  }

  close(): void {
    this.#stop.abort();
    for (const end of this.#pauses) end();
  }

  async #waitFor(awaited: Awaited): Promise<void> {
    let pause: number | undefined;
    // The task that it is waited for is about to be shown.
    await undefined;
    do {
      pause = undefined;
      await this.without(awaited.owner, async (found) => {
        pause = await this.#look(awaited, found);
      });
      if (pause === undefined) break;
      awaited.looks += 1;
      await this.pause(pause);
    } while (!this.#stop.signal.aborted);
    this.#forget(awaited);
  }

  #forget(awaited: Awaited): void {
    if (this.#awaited.get(awaited.owner) === awaited) this.#awaited.delete(awaited.owner);
  }

  /** Executes the decision about an owner whose lock is free. Returns the milliseconds until the next check, if any. */
  async #look(awaited: Awaited, { isCertain, wasHeld }: FreeLock): Promise<number | undefined> {
    const { owner, since } = awaited;
    if (wasHeld) {
      awaited.hadLock = true;
      awaited.looks = 0;
    }
    const action = this.#decide().ownerEndAction(
      isCertain,
      isInRealm(owner),
      this.#seenAlive.has(owner),
      awaited.hadLock,
      Date.now() - since,
      awaited.looks,
    );
    switch (action) {
      case OwnerEndAction.Keep:
        return undefined;
      case OwnerEndAction.Close:
        // If the owner shows up again, its end is awaited again.
        this.#forget(awaited);
        await this.#onGone(owner, isCertain);
        return undefined;
      case OwnerEndAction.LookAfterSettling:
        return OWNER.settlingTime;
      case OwnerEndAction.LookAfterPause:
        return OWNER.pause;
      default:
        return action satisfies never;
    }
  }

  /** Ends early when this is closed. */
  pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        this.#pauses.delete(end);
        delay.free();
        resolve();
      };
      const delay = this.#decide().startDelay(milliseconds, { fire: end });
      this.#pauses.add(end);
    });
  }
}
