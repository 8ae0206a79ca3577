import { useState } from 'react';
import { toDnsZone, verdictOfDnsZone } from 'taskwatch';
import { zonesOf } from '../resources/kinds.ts';
import { Icon } from '../ui/icons.tsx';
import { type Column, ObjectTable } from '../ui/object-table.tsx';
import { Page } from '../ui/page.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { When } from '../ui/when.tsx';
import { useCollection } from '../watch/use-collection.ts';
import { AddZonesDialog } from './add-zones-dialog.tsx';
import { CreateZoneDialog } from './create-zone-dialog.tsx';

export function ZonesPage({ orgId, projectId }: { orgId: string; projectId: string }) {
  const collection = useCollection(zonesOf(projectId));
  const [dialog, setDialog] = useState<'one' | 'many'>();
  const close = () => setDialog(undefined);
  return (
    <Page
      title="DNS zones"
      description={`The domains that ${projectId} answers for.`}
      actions={
        <>
          <button type="button" className="button" onClick={() => setDialog('many')}>
            <Icon name="zones" /> Add zones
          </button>
          <button type="button" className="button primary" onClick={() => setDialog('one')}>
            <Icon name="plus" /> Create zone
          </button>
        </>
      }
    >
      <ObjectTable
        label="DNS zones"
        collection={collection}
        columns={columns}
        empty={{
          icon: 'zone',
          title: 'No zones yet',
          text: 'A zone holds the records of one domain.',
          action: null,
        }}
      />
      {dialog === 'one' && <CreateZoneDialog orgId={orgId} projectId={projectId} onClose={close} />}
      {dialog === 'many' && <AddZonesDialog orgId={orgId} projectId={projectId} onClose={close} />}
    </Page>
  );
}

const columns: Column[] = [
  { title: 'Domain', width: '34%', cell: (object) => <strong>{toDnsZone(object).domainName}</strong> },
  {
    title: 'Class',
    width: '22%',
    cell: (object) => <span className="mono muted">{toDnsZone(object).dnsZoneClassName}</span>,
  },
  { title: 'Status', width: '18%', cell: (object) => <StatusBadge verdict={verdictOfDnsZone(object)} /> },
  { title: 'Created', width: '26%', cell: (object) => <When date={toDnsZone(object).createdAt} /> },
];
