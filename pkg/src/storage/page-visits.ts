// Notices that a page goes out of sight with its script standing still, in the back-forward cache or frozen, and that it comes
// back. https://html.spec.whatwg.org/multipage/document-lifecycle.html, https://wicg.github.io/page-lifecycle/

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
  globalThis.addEventListener?.('pagehide', hide);
  globalThis.addEventListener?.('pageshow', show);
  const page: Document | undefined = globalThis.document;
  page?.addEventListener?.('freeze', leave);
  page?.addEventListener?.('resume', comeBack);
  return () => {
    globalThis.removeEventListener?.('pagehide', hide);
    globalThis.removeEventListener?.('pageshow', show);
    page?.removeEventListener?.('freeze', leave);
    page?.removeEventListener?.('resume', comeBack);
  };
}
