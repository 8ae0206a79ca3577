import { useState } from 'react';
import { zoneOf, zoneVerdict } from '../resources/adapted.ts';
import { Link } from 'wouter';
import { pages, zonesOf } from '../resources/kinds.ts';
import { Icon } from '../ui/icons.tsx';
import { type Column, ObjectTable } from '../ui/object-table.tsx';
import { Page } from '../ui/page.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { When } from '../ui/when.tsx';
import { namesOf, useCollection } from '../watch/use-collection.ts';
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
        columns={columns(orgId, projectId)}
        empty={{
          icon: 'zone',
          title: 'No zones yet',
          text: 'A zone holds the records of one domain.',
          action: null,
        }}
      />
      {dialog === 'one' && (
        <CreateZoneDialog
          orgId={orgId}
          projectId={projectId}
          taken={namesOf(collection.objects)}
          onClose={close}
        />
      )}
      {dialog === 'many' && <AddZonesDialog orgId={orgId} projectId={projectId} onClose={close} />}
    </Page>
  );
}

function columns(orgId: string, projectId: string): Column[] {
  return [
    {
      title: 'Domain',
      width: '38%',
      cell: (object) => {
        const { domainName, name } = zoneOf(object);
        return (
          <Link className="row-link" href={pages.zone(orgId, projectId, name)} title={domainName}>
            {domainName}
          </Link>
        );
      },
    },
    {
      title: 'Class',
      width: '20%',
      isMinor: true,
      cell: (object) => <span className="mono muted">{zoneOf(object).dnsZoneClassName}</span>,
    },
    { title: 'Status', width: '16%', cell: (object) => <StatusBadge verdict={zoneVerdict(object)} /> },
    {
      title: 'Created',
      width: '26%',
      isMinor: true,
      cell: (object) => <When date={zoneOf(object).createdAt} />,
    },
  ];
}
