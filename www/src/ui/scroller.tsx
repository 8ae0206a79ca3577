// What may be wider than the screen: scrolled on its own, with the keyboard too where there is something to scroll.

import { type ReactNode, useEffect, useRef, useState } from 'react';

export function Scroller({ label, children }: { label: string; children: ReactNode }) {
  const element = useRef<HTMLElement>(null);
  const [isWide, setWide] = useState(false);

  useEffect(() => {
    const scroller = element.current;
    if (!scroller) return;
    const observer = new ResizeObserver(() => setWide(scroller.scrollWidth > scroller.clientWidth));
    observer.observe(scroller);
    for (const child of scroller.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);

  return (
    <section
      className="scroller"
      ref={element}
      {...(isWide && { tabIndex: 0, role: 'region', 'aria-label': label })}
    >
      {children}
    </section>
  );
}
