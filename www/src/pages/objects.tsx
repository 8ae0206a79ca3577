// Ten thousand objects in one list: only visible rows are rendered, and only their objects are judged.

import { memo, useEffect, useState } from 'react';
import { Link } from 'wouter';
import { pages } from '../resources/kinds.ts';
import { ComputedBadge } from '../ui/computed-badge.tsx';
import { CheckField } from '../ui/form.tsx';
import { Page } from '../ui/page.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { VirtualCell, VirtualRow, VirtualTable } from '../ui/virtual-table.tsx';
import { judge } from '../verdicts/judge.ts';
import { manyObjects, type Numbered, withChanges } from '../verdicts/many.ts';

const COUNT = 10_000;
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
  return (
    <VirtualTable
      label="Objects"
      className="card objects"
      columns={columns}
      count={objects.length}
      rowHeight={44}
      overscan={8}
      row={(index, start, key) => {
        const object = objects[index];
        return object && <Row key={key} object={object} index={index} start={start} />;
      }}
    />
  );
}

/** Rendered again only for another version of its object, or for another row. */
const Row = memo(function Row({ object, index, start }: { object: Numbered; index: number; start: number }) {
  const { kind, verdict, computed } = judge(object);
  return (
    <VirtualRow index={index} start={start}>
      <VirtualCell>
        <strong>{object.metadata.name}</strong>
      </VirtualCell>
      <VirtualCell>{kind}</VirtualCell>
      <VirtualCell>
        {verdict ? <StatusBadge verdict={verdict} /> : <span className="muted">–</span>}
      </VirtualCell>
      <VirtualCell>
        <ComputedBadge computed={computed} />
      </VirtualCell>
      <VirtualCell className="muted">{verdict?.message || computed.message}</VirtualCell>
    </VirtualRow>
  );
});
