// Which queues are alive: those in this realm by a registry that all versions share, those elsewhere by Web Locks, which
// the browser releases when a page ends in any way.
// https://developer.mozilla.org/docs/Web/API/Web_Locks_API

import { report } from '../../../src/web/shared/report.js';
import { realmSet } from './realm-set.ts';

/** The owner that a view names. A stored one may name none. */
export type OwnerName = string | undefined;

const PREFIX = 'taskwatch:owner:';
/** The lock for closing the tasks of an owner that is gone. */
const CLOSING = 'taskwatch:closing:';

function ownersHere(): Set<OwnerName> {
  return realmSet('taskwatch.owners');
}

/** Makes the platform check the permission for locks now. Otherwise it would do so at the first claim, and delay that
 * until the page's script is idle. */
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
  /** Releases the lock. */
  #letGo = () => {};
  #isReleased = false;
  /** The page is suspended, and may never come back: others resume its tasks. */
  #isAway = false;
  #isSeen: Promise<boolean>;

  constructor(owner: string) {
    this.#owner = owner;
    this.#name = PREFIX + owner;
    ownersHere().add(owner);
    this.#isSeen = this.#request();
  }

  /** Resolves, once others can see it or never will, with whether they can. */
  get isSeen(): Promise<boolean> {
    return this.#isSeen;
  }

  /** Whether others can see it now; `true` if there are no locks. A page that was frozen, or returns from the back-forward
   * cache, may have lost its lock unnoticed. */
  async isHeld(): Promise<boolean> {
    try {
      if (!hasLocks() || !(await this.#isSeen)) return true;
      return await isHeld(globalThis.navigator.locks, this.#name);
    } catch {
      return true;
    }
  }

  /** Acquires the lock again. Resolves once it has it. */
  async claimAgain(): Promise<void> {
    if (this.#isReleased) return;
    this.#isAway = false;
    if (!(await isRequested(globalThis.navigator.locks, this.#name))) this.#isSeen = this.#request();
    await this.#isSeen;
  }

  /** The page enters the back-forward cache, or is frozen: it would keep its lock for as long as that lasts. */
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
        // The held lock was taken away, as from a frozen page: this is noticed before the next step is called.
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

/** The state in which a queue's lock was found by a waiting queue. */
export interface FreeLock {
  /** Whether the platform can tell that nobody holds or requests it: only with Web Locks. */
  readonly isCertain: boolean;
  /** Whether somebody held it before. */
  readonly wasHeld: boolean;
}

/**
 * Waits until no queue holds the name, and calls `use` while none can take it; only one queue at a time does that. If the
 * platform cannot tell, calls it at once. Ends without calling it when the signal aborts. Never rejects.
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
        // A pending claim queues behind this request: then the owner is alive, and its end is awaited.
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
