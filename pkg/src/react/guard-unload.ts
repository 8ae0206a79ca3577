// @ts-nocheck
// The question whether to leave a page while a task runs. A page that listens to `beforeunload` may be kept out of
// the back/forward cache, so it listens only while there is something to ask.

/** Asks while a task of this tab that wants it has not ended; returns how to stop. */
export function guardUnload(store) {
  if (typeof window === 'undefined') return undefined;
  let listening = false;

  const listen = (needed) => {
    if (needed === listening) return;
    listening = needed;
    if (needed) window.addEventListener('beforeunload', ask);
    else window.removeEventListener('beforeunload', ask);
  };
  // Listeners are told a little later than things change, so it looks again.
  const ask = (event) => {
    if (!hasToAsk(store.queue)) return;
    event.preventDefault();
    // For browsers that do not heed preventDefault here.
    event.returnValue = true;
  };
  const look = () => listen(hasToAsk(store.queue));

  const unsubscribe = store.subscribe(look);
  look();
  return () => {
    unsubscribe();
    listen(false);
  };
}

/** `size` counts the queue's own tasks, the list may have those of other tabs. What has not ended is mostly late. */
function hasToAsk(queue) {
  if (queue === undefined || queue.size === 0) return false;
  const { instance } = queue.inspect();
  const tasks = queue.getSnapshot();
  for (let index = tasks.length - 1, left = queue.size; index >= 0 && left > 0; index -= 1) {
    const { status, owner, confirmBeforeUnload } = tasks[index];
    if (owner !== instance || (status !== 'pending' && status !== 'running')) continue;
    if (confirmBeforeUnload) return true;
    left -= 1;
  }
  return false;
}
