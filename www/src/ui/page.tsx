// The frame of a page: its title, what can be done, what it shows.

import { type ReactNode, useEffect, useRef } from 'react';

export function Page(props: {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = `${props.title} · Console`;
  }, [props.title]);

  useEffect(() => {
    // Another page was opened: that is where reading goes on.
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, []);

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

let isFirstPage = true;
