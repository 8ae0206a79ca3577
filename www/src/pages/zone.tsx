import { useState } from 'react';
import { zoneOf, zoneVerdict } from '../resources/adapted.ts';
import { Link } from 'wouter';
import { pages, zonesOf } from '../resources/kinds.ts';
import { deleteZone } from '../tasks/delete-object.ts';
import { ObjectPage } from '../ui/object-page.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { useCollection } from '../watch/use-collection.ts';
import { DeleteDialog } from './delete-dialog.tsx';

export function ZonePage({ orgId, projectId, zone }: { orgId: string; projectId: string; zone: string }) {
  const collection = useCollection(zonesOf(projectId));
  const [isDeleting, setDeleting] = useState(false);
  const object = collection.objects?.find(({ metadata }) => metadata.name === zone);
  const title = (object && zoneOf(object).domainName) ?? zone;
  const all = pages.zones(orgId, projectId);

  return (
    <>
      <ObjectPage
        kind="zone"
        name={zone}
        collection={collection}
        title={title}
        description={`A DNS zone of ${projectId}`}
        actions={
          <button type="button" className="button" onClick={() => setDeleting(true)}>
            Delete
          </button>
        }
        others={
          <Link className="button" href={all}>
            All zones
          </Link>
        }
        facts={(object) => [
          ['Status', object && <StatusBadge verdict={zoneVerdict(object)} />],
          ['Name', object && <code>{object.metadata.name}</code>],
          ['Class', object && <code>{zoneOf(object).dnsZoneClassName}</code>],
        ]}
      />
      {isDeleting && (
        <DeleteDialog
          what={`zone ${title}`}
          task={() => deleteZone(projectId, zone, title)}
          onClose={() => setDeleting(false)}
        />
      )}
    </>
  );
}
