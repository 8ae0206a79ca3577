// Listens to the platform, and does without where it cannot: no event of the platform's is needed for what is right, only
// for what is soon.

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
