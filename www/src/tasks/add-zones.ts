// The task behind "Add zones": a batch, of which a retry repeats what is left.

import { type EnqueueOptions, type TaskSummaryItem, waitForDnsZoneReady } from 'taskwatch';
import { pages, zoneName } from '../resources/kinds.ts';
import { knobs } from '../settings/knobs.ts';
import { zoneCreator } from './create-zone.ts';

export interface NewZones {
  orgId: string;
  projectId: string;
  domainNames: string[];
  /** How many are under way at once. */
  atOnce: number;
}

export function addZones(
  { orgId, projectId, domainNames, atOnce }: NewZones,
  showSummary: (title: string, items: TaskSummaryItem[]) => void,
): EnqueueOptions<string, void> {
  const creators = new Map(
    domainNames.map((domainName) => [domainName, zoneCreator({ orgId, projectId, domainName })]),
  );
  return {
    title: `Add ${domainNames.length} zones`,
    icon: 'zones',
    category: 'zone',
    metadata: { subject: projectId },
    timeout: knobs.get().timeout,
    items: domainNames,
    itemConcurrency: atOnce,
    processItem: async (domainName, { signal }) => {
      const created = await creators.get(domainName)?.(signal);
      await waitForDnsZoneReady(projectId, zoneName(domainName), { signal, initial: created });
    },
    completionActions: (_result, { completed, items }) => [
      {
        label: 'Summary',
        onSelect: () => showSummary(`${completed} of ${items.length} zones added`, items.map(summaryItem)),
      },
      { label: 'Open zones', href: pages.zones(orgId, projectId) },
    ],
  };
}

function summaryItem({
  id,
  status,
  message,
}: {
  id: string | number;
  status: string;
  message?: string | undefined;
}): TaskSummaryItem {
  return {
    id,
    label: String(id),
    status: status === 'succeeded' ? 'success' : 'failed',
    message: status === 'untried' ? 'Not tried' : message,
  };
}
