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

/** A declaration that a queue is alive. */
export interface Claim {
  /** Resolves once others can see it, or never will. Whether they can. */
  readonly isSeen: Promise<boolean>;
  release(): void;
}

/** Declares that a queue is alive. */
export function claim(owner: string): Claim {
  ownersHere().add(owner);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const isSeen = new Promise<boolean>((resolve) => {
    const hold = () => {
      resolve(true);
      return held;
    };
    const fail = (error: unknown) => {
      resolve(false);
      report(error);
    };
    try {
      if (hasLocks()) globalThis.navigator.locks.request(PREFIX + owner, hold).catch(fail);
      else resolve(false);
    } catch (error) {
      fail(error);
    }
  });
  return {
    isSeen,
    release() {
      ownersHere().delete(owner);
      release();
    },
  };
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
