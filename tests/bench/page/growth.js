// What one more task costs while many that have ended are kept, by where they are stored.

import { makeQueue } from './stored-queue.js';

/** The median of so many chunks of tasks: a chunk during which another process had the processor tells nothing. */
const CHUNKS = 15,
  IN_A_CHUNK = 20;

const processor = async () => {};

/** Milliseconds a task, and what became of the store; `undefined` where there is no such storage. `isRead`: there is
 * a subscriber, and the snapshot is read after each task, as a list on the screen does. */
export async function growth(storageType, kept, isRead) {
  const queue = makeQueue(storageType);
  if (queue === undefined) return undefined;
  try {
    const ends = Array.from({ length: kept }, () => queue.enqueue({ title: 'kept', processor }).promise);
    await Promise.all(ends);
    let last = queue.getSnapshot(),
      timesTold = 0;
    if (isRead) queue.subscribe(() => ++timesTold);
    await macrotask();
    const chunks = [];
    for (let chunk = 0; chunk < CHUNKS; chunk++) {
      const began = performance.now();
      for (let at = 0; at < IN_A_CHUNK; at++) {
        await queue.enqueue({ title: 'measured', processor }).promise;
        if (isRead) last = queue.getSnapshot();
      }
      chunks.push((performance.now() - began) / IN_A_CHUNK);
    }
    const each = chunks.sort((one, other) => one - other)[Math.floor(CHUNKS / 2)];
    await macrotask();
    if (isRead && last.length !== kept + CHUNKS * IN_A_CHUNK)
      throw new Error(`the snapshot has ${last.length} tasks`);
    if (isRead && timesTold === 0) throw new Error('the subscriber was not told');
    return { each, persistence: queue.persistence };
  } finally {
    queue.dismissAll();
    queue.dispose();
    await macrotask();
    localStorage.clear();
  }
}

const macrotask = () => new Promise((resolve) => setTimeout(resolve));
