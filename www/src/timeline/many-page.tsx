// A timeline of ten thousand entries, made up: what a batch of a thousand zones leaves behind.

import { useMemo } from 'react';
import type { TimelineEntry } from 'taskwatch';
import { Page } from '../ui/page.tsx';
import { Timeline } from './timeline.tsx';

const COUNT = 10_000;
/** Of each zone. */
const LIFE: readonly Omit<TimelineEntry, 'at'>[] = [
  { kind: 'step-started', step: 'create' },
  { kind: 'step-ended', step: 'create' },
  { kind: 'wait-started' },
  { kind: 'stream-open' },
  { kind: 'condition', type: 'Accepted', status: 'Unknown', reason: 'Pending' },
  { kind: 'condition', type: 'Programmed', status: 'False', reason: 'Provisioning' },
  { kind: 'read' },
  { kind: 'condition', type: 'Accepted', status: 'True', reason: 'Accepted' },
  { kind: 'read' },
  { kind: 'wait-ended' },
];

export function ManyEntriesPage() {
  const entries = useMemo(manyEntries, []);
  return (
    <Page
      title="A long timeline"
      description={`${COUNT.toLocaleString('en')} entries of a batch that was made up. What is in sight is drawn, the rest is not.`}
    >
      <Timeline title="a made-up batch" entries={entries} isLive={false} />
    </Page>
  );
}

function manyEntries(): TimelineEntry[] {
  const from = Date.UTC(2026, 0, 1, 12);
  const entries: TimelineEntry[] = [
    { at: from, kind: 'queued' },
    { at: from, kind: 'started' },
    { at: from, kind: 'attempt', attempt: 1 },
  ];
  for (let zone = 0; entries.length < COUNT; zone++) {
    const item = `zone-${zone + 1}.example.com`;
    const wait = `DnsZone zone-${zone + 1}-example-com`;
    LIFE.forEach((what, step) => {
      const at = from + zone * 600 + (step < 4 ? step * 40 : (step - 3) * (700 + (zone % 7) * 90));
      entries.push(what.step === undefined ? { ...what, at, wait } : { ...what, at, item });
    });
  }
  return entries
    .slice(0, COUNT - 1)
    .sort((a, b) => a.at - b.at)
    .concat({ at: from + 610_000, kind: 'ended', status: 'completed' });
}
