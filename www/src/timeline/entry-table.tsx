// The same as the picture, as a table: only the rows in sight are made.

import type { TimelineEntry } from 'taskwatch';
import { VirtualCell, VirtualRow, VirtualTable } from '../ui/virtual-table.tsx';
import { happening, offset, subjectOf, timeOf } from './words.ts';

const columns = ['Time', 'Since start', 'About', 'What happened'];

export function EntryTable({ label, entries }: { label: string; entries: readonly TimelineEntry[] }) {
  const from = entries[0]?.at ?? 0;
  return (
    <VirtualTable
      label={label}
      className="entries"
      columns={columns}
      count={entries.length}
      rowHeight={34}
      overscan={10}
      row={(index, start, key) => {
        const entry = entries[index];
        if (!entry) return null;
        const text = happening(entry);
        return (
          <VirtualRow key={key} index={index} start={start}>
            <VirtualCell className="tabular">{timeOf(entry.at)}</VirtualCell>
            <VirtualCell className="tabular muted">{offset(entry.at - from)}</VirtualCell>
            <VirtualCell title={subjectOf(entry)}>{subjectOf(entry)}</VirtualCell>
            <VirtualCell title={text}>
              {text}
              {entry.count !== undefined && <span className="muted"> × {entry.count}</span>}
            </VirtualCell>
          </VirtualRow>
        );
      }}
    />
  );
}
