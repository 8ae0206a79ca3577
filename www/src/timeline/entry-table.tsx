// The same as the picture, as a table: only the rows in sight are made.

// biome-ignore-all lint/a11y/useSemanticElements: rows that are positioned one by one are no rows of a <table>
// biome-ignore-all lint/a11y/useFocusableInteractive: a table is not a grid; its rows and headers do not take the focus

import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { TimelineEntry } from 'taskwatch';
import { happening, offset, subjectOf, timeOf } from './words.ts';

const ROW = 34;
const columns = ['Time', 'Since start', 'About', 'What happened'];

export function EntryTable({ label, entries }: { label: string; entries: readonly TimelineEntry[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: entries.length,
    estimateSize: () => ROW,
    getScrollElement: () => scroller.current,
    overscan: 10,
  });
  const from = entries[0]?.at ?? 0;
  return (
    <div className="entry-table" role="table" aria-label={label} aria-rowcount={entries.length + 1}>
      <div role="rowgroup">
        <div className="entry-row entry-head" role="row" aria-rowindex={1}>
          {columns.map((title) => (
            <span key={title} role="columnheader">
              {title}
            </span>
          ))}
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled with the keyboard too, so it takes the focus */}
      <div className="entry-scroller" ref={scroller} role="rowgroup" tabIndex={0} aria-label={label}>
        <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {rows.getVirtualItems().map(({ index, key, start }) => {
            const entry = entries[index];
            if (!entry) return null;
            const text = happening(entry);
            return (
              <div
                key={key}
                className="entry-row"
                role="row"
                aria-rowindex={index + 2}
                style={{ transform: `translateY(${start}px)` }}
              >
                <span role="cell" className="tabular">
                  {timeOf(entry.at)}
                </span>
                <span role="cell" className="tabular muted">
                  {offset(entry.at - from)}
                </span>
                <span role="cell" title={subjectOf(entry)}>
                  {subjectOf(entry)}
                </span>
                <span role="cell" title={text}>
                  {text}
                  {entry.count !== undefined && <span className="muted"> × {entry.count}</span>}
                </span>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
