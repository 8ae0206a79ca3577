// Reports when the page is hidden away or frozen and when it is back. Where there is no page there is nothing to report.

import { listenTo } from '../../../src/web/shared/listen.js';

/** Calls `onChange` at each change, until the function it returns is called. */
export function listenToPage(onChange: (isThere: boolean) => void): () => void {
  const hidden = () => onChange(false);
  const back = () => onChange(true);
  return listenTo([
    [globalThis, 'pagehide', hidden],
    [globalThis, 'pageshow', back],
    [globalThis.document, 'freeze', hidden],
    [globalThis.document, 'resume', back],
  ]);
}
