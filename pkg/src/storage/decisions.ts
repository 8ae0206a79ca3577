// The functions of the wasm that decide about storage: `src/web/persistence`. They take and return numbers of the
// generated enums and keep nothing but pauses, so each use takes them from the instance that lives at that moment.

import type {
  Change,
  DurableAction,
  EntryAction,
  Fence,
  Health,
  Known,
  Owner,
  OwnerEndAction,
  PendingWrite,
  Turn,
} from '../generated/protocol.ts';

interface Decisions {
  /** Calls `host.fire()` after this many milliseconds, unless it is freed before. */
  startDelay(milliseconds: number, host: { fire(): void }): { free(): void };
  entryAction(
    known: Known,
    knownHasEnded: boolean,
    differs: boolean,
    owner: Owner,
    hasEnded: boolean,
    isShared: boolean,
  ): EntryAction;
  ownerEndAction(
    isCertain: boolean,
    isInRealm: boolean,
    wasSeenAlive: boolean,
    hadLock: boolean,
    age: number,
    looks: number,
  ): OwnerEndAction;
  pendingAfter(pending: PendingWrite, change: Change): PendingWrite;
  writeTurn(pending: PendingWrite, items: number, turns: number): Turn;
  durableAction(
    known: Known,
    differs: boolean,
    owner: Owner,
    hasEnded: boolean,
    isShared: boolean,
  ): DurableAction;
  durableFence(owner: Owner, took: number, hasLock: boolean, wasAnswered: boolean, looks: number): Fence;
  durableSilence(silence: number, deferred: number, gap: number): number;
  durableDeferred(gap: number): number;
  storeHealth(hasFailed: boolean, owes: number): Health;
}

/** Returns the functions of the live wasm instance. */
export type Decide = () => Decisions;
