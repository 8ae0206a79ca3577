// A page for React to render into, made before React is imported.
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('<!doctype html><body></body>', { url: 'https://console.example/' });
Object.assign(globalThis, { window, document: window.document, IS_REACT_ACT_ENVIRONMENT: true });
// Node has one of its own since version 21, which cannot be assigned.
Object.defineProperty(globalThis, 'navigator', { value: window.navigator, configurable: true });

export { window };

/** How many listeners of this kind the page has. */
export function countListeners(kind) {
  const live = new Set();
  const { addEventListener, removeEventListener } = window;
  window.addEventListener = (type, listener, ...rest) => {
    if (type === kind) live.add(listener);
    return addEventListener.call(window, type, listener, ...rest);
  };
  window.removeEventListener = (type, listener, ...rest) => {
    if (type === kind) live.delete(listener);
    return removeEventListener.call(window, type, listener, ...rest);
  };
  return () => live.size;
}
