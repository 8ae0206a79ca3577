// Keeps timers from being throttled to one a minute in a page that has been hidden for long: Chromium does that to timers
// that were set by a timer that was set by a timer, and so on, and not to one that was set in a message's task.
// https://developer.chrome.com/blog/timer-throttling-in-chrome-88

/** Calls back: at once, or if the page is hidden in a separate macrotask. */
export function outsideOfTimer(callback: () => void): void {
  if (globalThis.document?.hidden !== true || typeof globalThis.MessageChannel !== 'function') {
    callback();
    return;
  }
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    callback();
  };
  port2.postMessage(undefined);
}
