// Reports when the page becomes visible, becomes hidden or is restored. Without a document there is nothing to report.

import { callSafely, report } from '../shared/report.js';
import { trapped } from '../shared/trap.js';

export function isVisible() {
  return typeof document === 'undefined' || document.visibilityState !== 'hidden';
}

/**
 * Calls `bridge.page(isVisible)` at each change until the returned function is called.
 *
 * @param {{ page(isVisible: boolean): void }} bridge
 */
export function watchPage(bridge) {
  /** @param {boolean} visible */
  const notify = (visible) => {
    try {
      bridge.page(visible);
    } catch (error) {
      trapped(error);
    }
  };
  const changed = () => notify(isVisible());
  /** @param {Event} event */
  const restored = (event) => {
    if ('persisted' in event && event.persisted === true) notify(true);
  };
  /** @type {[EventTarget, string, (event: Event) => void][]} */
  const listeners = [];
  /**
   * @param {EventTarget | undefined} target
   * @param {string} type
   * @param {(event: Event) => void} listener
   */
  const listen = (target, type, listener) => {
    if (typeof target?.addEventListener !== 'function') return;
    try {
      target.addEventListener(type, listener);
      listeners.push([target, type, listener]);
    } catch (error) {
      // Waits work without: the page only makes them read sooner.
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
