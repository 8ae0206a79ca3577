// Listens to the platform's events, where it has them: they make things happen sooner, but correctness never depends
// on them.

import { callSafely, report } from './report.js';

/** @typedef {[target: Partial<EventTarget> | undefined, type: string, listener: (event: any) => void]} Listening */

/**
 * Adds listeners. Targets that are absent, or know no events, are left out, and one that throws is reported.
 *
 * @param {readonly Listening[]} wanted
 * @returns {() => void} Removes them.
 */
export function listenTo(wanted) {
  const added = wanted.filter(([target, type, listener]) => {
    if (typeof target?.addEventListener !== 'function') return false;
    try {
      target.addEventListener(type, listener);
      return true;
    } catch (error) {
      report(error);
      return false;
    }
  });
  return () => {
    for (const [target, type, listener] of added)
      callSafely(() => target?.removeEventListener?.(type, listener));
  };
}
