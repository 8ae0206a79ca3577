// Reports when the page becomes visible, becomes hidden or is restored. Without a document there is nothing to report.

import { listenTo } from '../shared/listen.js';
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
  return listenTo([
    [globalThis.document, 'visibilitychange', changed],
    [globalThis.document && globalThis, 'pageshow', restored],
  ]);
}
