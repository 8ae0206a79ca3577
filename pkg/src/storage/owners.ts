// @ts-nocheck
// Which queues live: those in this realm by a registry that all versions share, those in other tabs by Web
// Locks, which the browser lets go when a tab ends in any way.
// https://developer.mozilla.org/docs/Web/API/Web_Locks_API

import { report } from '../../../src/web/shared/report.js';

const PREFIX = 'taskwatch:owner:';

function living() {
  return (globalThis[Symbol.for('taskwatch.owners')] ??= new Set());
}

/** Says that a queue lives. Returns how to take that back. */
export function claim(owner) {
  living().add(owner);
  let letGo;
  const held = new Promise((resolve) => (letGo = resolve));
  try {
    globalThis.navigator?.locks?.request(PREFIX + owner, () => held).catch(report);
  } catch (error) {
    report(error);
  }
  return () => {
    living().delete(owner);
    letGo();
  };
}

/** Whether a queue of this realm has the name. */
export function livesHere(owner) {
  return living().has(owner);
}

/**
 * Calls back, in a later microtask, once no queue has the name: `true` if that is known, `false` where the platform
 * cannot tell. Waits in line for the queue's lock, so that nothing need be asked again and again.
 */
export async function whenGone(owner, signal, callback) {
  const isKnown = await hasBeenLetGo(owner, signal);
  if (!signal.aborted) callback(isKnown);
}

async function hasBeenLetGo(owner, signal) {
  try {
    const { locks } = globalThis.navigator;
    const name = PREFIX + owner;
    // A claim that is on its way stands in line behind ours: then the queue lives, and its turn is waited for.
    for (;;) {
      const isClaimed = await locks.request(name, { mode: 'shared', signal }, () => isWaitedFor(locks, name));
      if (!isClaimed) return true;
    }
  } catch {
    return false;
  }
}

async function isWaitedFor(locks, name) {
  const { pending } = await locks.query();
  return pending.some((lock) => lock.name === name && lock.mode === 'exclusive');
}
