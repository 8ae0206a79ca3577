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
    completionActions: (_result, { completed, items, untried }) => [
      {
        label: 'Summary',
        onSelect: () =>
          showSummary(`${completed} of ${items.length + untried.length} zones added`, [
            ...items.map(summaryItem),
            ...untried.map(({ id }) => summaryItem({ id, status: 'failed', message: 'Not tried' })),
          ]),
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
  id: string;
  status: string;
  message?: string | undefined;
}): TaskSummaryItem {
  return {
    id,
    label: id,
    status: status === 'succeeded' ? 'success' : 'failed',
    message,
  };
}
