// Makes the browser ask before the page is left while a task runs. A page that listens to `beforeunload` may be
// kept out of the back/forward cache, so this listens only while there is something to ask about.

import type { QueueStore } from './queue-store.ts';

/** The property with a queue's id, which is the `owner` of its tasks. */
const OWNER = Symbol.for('taskwatch.owner');

/** Asks while a task of this tab with `confirmBeforeUnload` has not ended and could not be resumed; returns a function that stops that. */
export function guardUnload(store: QueueStore): (() => void) | undefined {
  if (typeof window === 'undefined') return undefined;
  let isListening = false;

  const listen = (isNeeded: boolean) => {
    if (isNeeded === isListening) return;
    isListening = isNeeded;
    if (isNeeded) window.addEventListener('beforeunload', ask);
    else window.removeEventListener('beforeunload', ask);
  };
  // Checks the queue again, since its listeners are notified shortly after it has changed.
  const ask = (event: BeforeUnloadEvent) => {
    if (!hasReasonToAsk(store)) return;
    event.preventDefault();
    // For browsers that ignore `preventDefault` here.
    event.returnValue = true;
  };
  const update = () => listen(hasReasonToAsk(store));

  const unsubscribe = store.subscribe(update);
  update();
  return () => {
    unsubscribe();
    listen(false);
  };
}

/**
 * Searches from the newest task, since those that have not ended are mostly there, and stops when all `size`
 * of them are found. `size` counts the queue's own tasks, while the snapshot may show those of other tabs,
 * too.
 */
function hasReasonToAsk({ queue, early }: QueueStore): boolean {
  if (early.some((task) => task.confirmBeforeUnload)) return true;
  if (queue === undefined || queue.size === 0) return false;
  // Not by `inspect()`, whose cost grows with the queue. A queue without the symbol is assumed to own all.
  const owner: unknown = Reflect.get(queue, OWNER);
  const tasks = queue.getSnapshot();
  for (let index = tasks.length - 1, left = queue.size; index >= 0 && left > 0; index -= 1) {
    const task = tasks[index];
    if (task === undefined || (task.status !== 'pending' && task.status !== 'running')) continue;
    if (owner !== undefined && task.owner !== owner) continue;
    // A durable one continues in the next page.
    const isResumable = task.steps !== undefined && queue.persistence === 'ok';
    if (task.confirmBeforeUnload && !isResumable) return true;
    left -= 1;
  }
  return false;
}
