// Which queues are alive: those in this realm by a registry that all versions share, those elsewhere by Web Locks, which
// the browser releases when a page ends in any way.
// https://developer.mozilla.org/docs/Web/API/Web_Locks_API

import { report } from '../../../src/web/shared/report.js';
import { realmSet } from './realm-set.ts';

/** What a view names as its owner. A stored one may name none. */
export type OwnerName = string | undefined;

const PREFIX = 'taskwatch:owner:';
/** The lock of those who close the tasks of an owner that is gone. */
const CLOSING = 'taskwatch:closing:';

function ownersHere(): Set<OwnerName> {
  return realmSet('taskwatch.owners');
}

/** Has the platform ask for permission to use locks now: it would otherwise do so at the first claim, and hold that back
 * until the page's script has come to rest. */
export function prepareClaims(): void {
  try {
    globalThis.navigator?.locks?.query().catch(() => {});
  } catch {
    // A claim reports it.
  }
}

/** Whether the platform can tell who is alive. */
export function hasLocks(): boolean {
  try {
    return globalThis.navigator?.locks !== undefined;
  } catch {
    return false;
  }
}

/** The declaration that a queue is alive. */
export class Claim {
  readonly #name: string;
  readonly #owner: string;
  /** Lets go of the lock that is held. */
  #letGo = () => {};
  #isReleased = false;
  /** The page is out of sight, and may never come back: others go on with its tasks. */
  #isAway = false;
  #isSeen: Promise<boolean>;

  constructor(owner: string) {
    this.#owner = owner;
    this.#name = PREFIX + owner;
    ownersHere().add(owner);
    this.#isSeen = this.#request();
  }

  /** Resolves once others can see it, or never will. Whether they can. */
  get isSeen(): Promise<boolean> {
    return this.#isSeen;
  }

  /** Whether others can see it now; yes where nobody could. A page that was frozen, or comes back out of the back-forward
   * cache, may have lost its lock unheard. */
  async isHeld(): Promise<boolean> {
    try {
      if (!hasLocks() || !(await this.#isSeen)) return true;
      return await isHeld(globalThis.navigator.locks, this.#name);
    } catch {
      return true;
    }
  }

  /** Gets the lock back. Resolves once it has it. */
  async claimAgain(): Promise<void> {
    if (this.#isReleased) return;
    this.#isAway = false;
    if (!(await isRequested(globalThis.navigator.locks, this.#name))) this.#isSeen = this.#request();
    await this.#isSeen;
  }

  /** The page goes into the back-forward cache, or is frozen: it would keep its lock there for as long as that lasts. */
  leave(): void {
    this.#isAway = true;
    this.#letGo();
  }

  /** The page is back. */
  async comeBack(): Promise<void> {
    if (this.#isAway && !(await this.isHeld())) await this.claimAgain();
  }

  release(): void {
    this.#isReleased = true;
    ownersHere().delete(this.#owner);
    this.#letGo();
  }

  #request(): Promise<boolean> {
    return new Promise((resolve) => {
      let wasHeld = false;
      const hold = () => {
        wasHeld = true;
        resolve(true);
        if (this.#isReleased || this.#isAway) return undefined;
        return new Promise<void>((letGo) => {
          this.#letGo = letGo;
        });
      };
      const fail = (error: unknown) => {
        // One that was held was taken away, as from a page that is frozen: noticed before the next step is called.
        if (wasHeld) return;
        resolve(false);
        report(error);
      };
      try {
        if (hasLocks()) globalThis.navigator.locks.request(this.#name, hold).catch(fail);
        else resolve(false);
      } catch (error) {
        fail(error);
      }
    });
  }
}

/** Whether a queue of this realm has the name. */
export function isInRealm(owner: OwnerName): boolean {
  return ownersHere().has(owner);
}

/** How a queue's lock was found by those who waited for it. */
export interface FreeLock {
  /** Whether the platform knows that nobody holds or requests it. It cannot without Web Locks. */
  readonly isCertain: boolean;
  /** Whether somebody held it before. */
  readonly wasHeld: boolean;
}

/**
 * Waits until no queue holds the name, and calls `use` while none can take it; only one queue at a time does that. Calls
 * it at once where the platform cannot tell. Ends without calling it when the signal aborts. Never rejects.
 */
export async function withoutOwner(
  owner: OwnerName,
  signal: AbortSignal,
  use: (found: FreeLock) => unknown,
): Promise<void> {
  const name = PREFIX + owner;
  let isCalled = false;
  let wasHeld = false;
  const callOnce = async (isCertain: boolean) => {
    isCalled = true;
    await use({ isCertain, wasHeld });
  };
  try {
    const { locks } = globalThis.navigator;
    while (!isCalled) {
      wasHeld ||= await isHeld(locks, name);
      await locks.request(name, { mode: 'shared', signal }, async () => {
        // A claim that is on its way queues behind this request: then the owner lives, and its end is waited for.
        if (await isRequested(locks, name)) wasHeld = true;
        else await locks.request(CLOSING + owner, { signal }, () => callOnce(true));
      });
    }
  } catch {
    if (!isCalled && !signal.aborted) await callOnce(false);
  }
}

async function isHeld(locks: LockManager, name: string): Promise<boolean> {
  const { held = [] } = await locks.query();
  return held.some((lock) => lock.name === name && lock.mode === 'exclusive');
}

async function isRequested(locks: LockManager, name: string): Promise<boolean> {
  const { pending = [] } = await locks.query();
  return pending.some((lock) => lock.name === name && lock.mode === 'exclusive');
}
