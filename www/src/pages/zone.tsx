import { zoneOf, zoneVerdict } from '../resources/adapted.ts';
import { Link } from 'wouter';
import { pages, zonesOf } from '../resources/kinds.ts';
import { deleteZone } from '../tasks/delete-object.ts';
import { ObjectPage } from '../ui/object-page.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { useCollection } from '../watch/use-collection.ts';

export function ZonePage({ orgId, projectId, zone }: { orgId: string; projectId: string; zone: string }) {
  const collection = useCollection(zonesOf(projectId));
  const object = collection.objects?.find(({ metadata }) => metadata.name === zone);
  const title = (object && zoneOf(object).domainName) ?? zone;
  const all = pages.zones(orgId, projectId);

  return (
    <ObjectPage
      kind="zone"
      name={zone}
      collection={collection}
      title={title}
      description={`A DNS zone of ${projectId}`}
      deletion={() => deleteZone(projectId, zone, title)}
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
  );
}
