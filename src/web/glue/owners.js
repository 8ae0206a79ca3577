// Which queues live: those in this realm by a registry that all versions share, those in other tabs by Web
// Locks, which the browser lets go when a tab ends in any way.
// https://developer.mozilla.org/docs/Web/API/Web_Locks_API

import { report } from './report.js';

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

/** The names of queues that live in any tab; empty where the platform cannot tell. */
export async function livingElsewhere() {
  try {
    const state = await globalThis.navigator?.locks?.query();
    const names = (state?.held ?? []).map((lock) => lock.name);
    return new Set(names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length)));
  } catch {
    return new Set();
  }
}
