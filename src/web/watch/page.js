// Tells when the page is hidden, shown and restored. Where there is no document there is nothing to tell.

import { callSafely, report } from '../shared/report.js';
import { trapped } from '../shared/trap.js';

export function isVisible() {
  return typeof document === 'undefined' || document.visibilityState !== 'hidden';
}

/** Calls `driver.page(isVisible)` at each change until the function it returns is called. */
export function watchPage(driver) {
  const tell = (visible) => {
    try {
      driver.page(visible);
    } catch (error) {
      trapped(error);
    }
  };
  const changed = () => tell(isVisible());
  const restored = (event) => {
    if (event.persisted) tell(true);
  };
  const listeners = [];
  const listen = (target, type, listener) => {
    if (typeof target?.addEventListener !== 'function') return;
    try {
      target.addEventListener(type, listener);
      listeners.push([target, type, listener]);
    } catch (error) {
      // Waits go on without: the page only makes them read sooner.
      report(error);
    }
  };
  listen(globalThis.document, 'visibilitychange', changed);
  if (globalThis.document !== undefined) listen(globalThis, 'pageshow', restored);
  return () => {
    for (const [target, type, listener] of listeners)
      callSafely(() => target.removeEventListener(type, listener));
  };
}
