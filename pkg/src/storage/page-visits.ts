// Notices when a page is suspended, in the back-forward cache or frozen, and when it comes
// back. https://html.spec.whatwg.org/multipage/document-lifecycle.html, https://wicg.github.io/page-lifecycle/

import { listenTo } from '../../../src/web/shared/listen.js';

interface Visitor {
  leave(): void;
  comeBack(): void;
}

/** For `listenWeakly`. */
export function watchPage(call: (action: (visitor: Visitor) => void) => void): () => void {
  const leave = () => call((visitor) => visitor.leave());
  const comeBack = () => call((visitor) => visitor.comeBack());
  const hide = ({ persisted }: PageTransitionEvent) => {
    if (persisted) leave();
  };
  const show = ({ persisted }: PageTransitionEvent) => {
    if (persisted) comeBack();
  };
  return listenTo([
    [globalThis, 'pagehide', hide],
    [globalThis, 'pageshow', show],
    [globalThis.document, 'freeze', leave],
    [globalThis.document, 'resume', comeBack],
  ]);
}
