// The frame of a page: its title, what can be done, what it shows.

import { type ReactNode, type RefObject, useEffect, useRef } from 'react';

export function Page(props: {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const heading = usePageHeading(`${props.title} · taskwatch`);
  return (
    <>
      <header className="page-header">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {props.title}
          </h1>
          <p className="muted">{props.description}</p>
        </div>
        <div className="page-actions">{props.actions}</div>
      </header>
      {props.children}
    </>
  );
}

/** Names the document, and gives the heading the focus where another page was open before. */
export function usePageHeading(documentTitle: string): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = documentTitle;
  }, [documentTitle]);

  useEffect(() => {
    // That is where reading goes on.
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, []);

  return heading;
}

let isFirstPage = true;
