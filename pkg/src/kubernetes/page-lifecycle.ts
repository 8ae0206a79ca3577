// Reports when the page is hidden away or frozen and when it is back. Where there is no page there is nothing to report.

import { callSafely, report } from '../../../src/web/shared/report.js';

/** Calls `onChange` at each change, until the function it returns is called. */
export function listenToPage(onChange: (isThere: boolean) => void): () => void {
  const hidden = () => onChange(false);
  const back = () => onChange(true);
  const listeners: [target: Partial<EventTarget> | undefined, type: string, listener: () => void][] = [
    [globalThis, 'pagehide', hidden],
    [globalThis, 'pageshow', back],
    [globalThis.document, 'freeze', hidden],
    [globalThis.document, 'resume', back],
  ];
  for (const [target, type, listener] of listeners) {
    try {
      target?.addEventListener?.(type, listener);
    } catch (error) {
      // Streams go on without: they only end and begin later than they could.
      report(error);
    }
  }
  return () => {
    for (const [target, type, listener] of listeners)
      callSafely(() => target?.removeEventListener?.(type, listener));
  };
}
