// A long table in a box that scrolls: only the rows in sight are made, each positioned by itself.

// biome-ignore-all lint/a11y/useSemanticElements: rows that are positioned one by one are no rows of a <table>
// biome-ignore-all lint/a11y/useFocusableInteractive: a table is not a grid; its rows and headers do not take the focus

import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useRef } from 'react';

interface Props {
  label: string;
  className: string;
  columns: readonly string[];
  count: number;
  /** In pixels, as the styles have it. */
  rowHeight: number;
  overscan: number;
  /** The row at an index, as a `VirtualRow`; `start` is its distance from the top. */
  row: (index: number, start: number, key: string) => ReactNode;
}

export function VirtualTable({ label, className, columns, count, rowHeight, overscan, row }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count,
    estimateSize: () => rowHeight,
    getScrollElement: () => scroller.current,
    overscan,
  });
  return (
    <div className={`virtual-table ${className}`} role="table" aria-label={label} aria-rowcount={count + 1}>
      <div role="rowgroup">
        <div className="virtual-row virtual-head" role="row" aria-rowindex={1}>
          {columns.map((title) => (
            <span key={title} role="columnheader">
              {title}
            </span>
          ))}
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled with the keyboard too, so it takes the focus */}
      <div className="virtual-scroller" ref={scroller} role="rowgroup" tabIndex={0} aria-label={label}>
        <div className="virtual-inner" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, key, start }) => row(index, start, `${key}`))}
        </div>
      </div>
    </div>
  );
}

interface RowProps {
  index: number;
  start: number;
  children: ReactNode;
}

/** A row at its place, of `VirtualCell`s. */
export function VirtualRow({ index, start, children }: RowProps) {
  return (
    <div
      className="virtual-row"
      role="row"
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${start}px)` }}
    >
      {children}
    </div>
  );
}

export function VirtualCell(props: { className?: string; title?: string; children: ReactNode }) {
  return <span role="cell" {...props} />;
}
