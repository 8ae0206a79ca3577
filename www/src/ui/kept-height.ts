// Keeps a box as high as it has been, so that what it no longer shows moves nothing below it.

import { type RefObject, useEffect, useRef } from 'react';

export function useKeptHeight<Box extends HTMLElement>(): RefObject<Box | null> {
  const element = useRef<Box>(null);
  useEffect(() => {
    const box = element.current;
    if (!box) return;
    let width: number | undefined;
    const observer = new ResizeObserver(() => {
      // At another width the same takes another height.
      if (box.offsetWidth !== width) box.style.minHeight = '';
      width = box.offsetWidth;
      box.style.minHeight = `${box.offsetHeight}px`;
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return element;
}
