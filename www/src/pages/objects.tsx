// Ten thousand objects in one list: only the rows in sight are made, and only their objects are judged.

// biome-ignore-all lint/a11y/useSemanticElements: rows that are positioned one by one are no rows of a <table>
// biome-ignore-all lint/a11y/useFocusableInteractive: a table is not a grid; its rows and headers do not take the focus

import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { pages } from '../resources/kinds.ts';
import { ComputedBadge } from '../ui/computed-badge.tsx';
import { CheckField } from '../ui/form.tsx';
import { Page } from '../ui/page.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { judge } from '../verdicts/judge.ts';
import { manyObjects, type Numbered, withChanges } from '../verdicts/many.ts';

const COUNT = 10_000;
const ROW = 44;
/** How many objects change how often: 2,500 events a second. */
const CHANGES = 500;
const EVERY = 200;
const columns = ['Name', 'Kind', 'Verdict', 'kstatus', 'Why'];

export function ObjectsPage() {
  const [objects, setObjects] = useState(() => manyObjects(COUNT));
  const [isChanging, setChanging] = useState(false);

  useEffect(() => {
    if (!isChanging) return;
    const timer = setInterval(() => setObjects((now) => withChanges(now, CHANGES)), EVERY);
    return () => clearInterval(timer);
  }, [isChanging]);

  return (
    <Page
      title="Objects"
      description={`${COUNT.toLocaleString('en')} objects in one list. Those in sight are judged as they are shown.`}
      actions={
        <>
          <CheckField
            label="Let statuses change"
            checked={isChanging}
            onChange={({ target }) => setChanging(target.checked)}
          />
          <Link className="button" href={pages.verdicts()}>
            One object
          </Link>
        </>
      }
    >
      <List objects={objects} />
    </Page>
  );
}

function List({ objects }: { objects: Numbered[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: objects.length,
    estimateSize: () => ROW,
    getScrollElement: () => scroller.current,
    overscan: 8,
  });
  return (
    <div className="card objects" role="table" aria-label="Objects" aria-rowcount={objects.length + 1}>
      <div role="rowgroup">
        <div className="object-row object-head" role="row" aria-rowindex={1}>
          {columns.map((title) => (
            <span key={title} role="columnheader">
              {title}
            </span>
          ))}
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled with the keyboard too, so it takes the focus */}
      <div className="objects-scroller" ref={scroller} role="rowgroup" tabIndex={0} aria-label="Objects">
        <div className="objects-inner" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, key, start }) => {
            const object = objects[index];
            return object && <Row key={key} object={object} index={index} start={start} />;
          })}
        </div>
      </div>
    </div>
  );
}

/** Made again only when its object is another version, or it is another row. */
const Row = memo(function Row({ object, index, start }: { object: Numbered; index: number; start: number }) {
  const { kind, verdict, computed } = judge(object);
  return (
    <div
      className="object-row"
      role="row"
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${start}px)` }}
    >
      <strong role="cell">{object.metadata.name}</strong>
      <span role="cell">{kind}</span>
      <span role="cell">
        {verdict ? <StatusBadge verdict={verdict} /> : <span className="muted">–</span>}
      </span>
      <span role="cell">
        <ComputedBadge computed={computed} />
      </span>
      <span role="cell" className="muted">
        {verdict?.message || computed.message}
      </span>
    </div>
  );
});
