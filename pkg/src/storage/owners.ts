// Which queues are alive: those in this realm by a registry that all versions share, those elsewhere by Web Locks, which
// the browser releases when a page ends in any way.
// https://developer.mozilla.org/docs/Web/API/Web_Locks_API

import { report } from '../../../src/web/shared/report.js';
import { realmSet } from './realm-set.ts';

/** What a view names as its owner. A stored one may name none. */
export type OwnerName = string | undefined;

const PREFIX = 'taskwatch:owner:';

function ownersHere(): Set<OwnerName> {
  return realmSet('taskwatch.owners');
}

/** Declares that a queue is alive. Returns how to take that back. */
export function claim(owner: string): () => void {
  ownersHere().add(owner);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  try {
    globalThis.navigator?.locks?.request(PREFIX + owner, () => held).catch(report);
  } catch (error) {
    report(error);
  }
  return () => {
    ownersHere().delete(owner);
    release();
  };
}

/** Whether a queue of this realm has the name. */
export function isInRealm(owner: OwnerName): boolean {
  return ownersHere().has(owner);
}

/**
 * Waits until no queue holds the name, by queueing for its lock. Resolves with `true`; with `false` at once where the
 * platform cannot tell, and when the signal aborts. Never rejects.
 */
export async function ownerEnd(owner: OwnerName, signal: AbortSignal): Promise<boolean> {
  try {
    const { locks } = globalThis.navigator;
    const name = PREFIX + owner;
    // A claim that is on its way queues behind this request: then the owner lives, and its end is waited for.
    for (;;) {
      const isClaimed = await locks.request(name, { mode: 'shared', signal }, () => isRequested(locks, name));
      if (!isClaimed) return true;
    }
  } catch {
    return false;
  }
}

async function isRequested(locks: LockManager, name: string): Promise<boolean> {
  const { pending = [] } = await locks.query();
  return pending.some((lock) => lock.name === name && lock.mode === 'exclusive');
}
