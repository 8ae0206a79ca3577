// The task behind "Create zone".

import { type DnsZone, type EnqueueOptions, verdictOfDnsZone, waitForDnsZoneReady } from 'taskwatch';
import { type NewZone, pages, zoneName, zoneObject, zonesOf } from '../resources/kinds.ts';
import { knobs } from '../settings/knobs.ts';
import { creator } from './create-object.ts';

/** Creates the zone of a domain, in each run of a task anew or where the last one stopped. */
export function zoneCreator(input: NewZone) {
  return creator(
    zonesOf(input.projectId),
    zoneObject(input),
    (zone) => verdictOfDnsZone(zone).state === 'failed',
  );
}

export function createZone(input: NewZone): EnqueueOptions<unknown, DnsZone> {
  const { orgId, projectId, domainName } = input;
  const create = zoneCreator(input);
  return {
    title: `Create zone ${domainName}`,
    icon: 'zone',
    category: 'zone',
    metadata: { subject: zoneName(domainName) },
    timeout: knobs.get().timeout,
    processor: async (ctx) => {
      ctx.setMessage('Sending the request');
      const created = await create(ctx.signal);
      return waitForDnsZoneReady(projectId, zoneName(domainName), { task: ctx, initial: created });
    },
    completionActions: (zone) => (zone ? [{ label: 'Open zones', href: pages.zones(orgId, projectId) }] : []),
  };
}
