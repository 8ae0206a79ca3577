// The task behind "Add zones": a batch. A retry, and a later page, continue with the items that are left.

import type { EnqueueOptions, ItemContext } from 'taskwatch';
import { knobs } from '../settings/knobs.ts';
import { createZoneAndWait } from './create-zone.ts';
import { newWork, type Work } from './work.ts';

export const ADD_ZONES = 'add-zones';

interface NewZones {
  orgId: string;
  projectId: string;
  domainNames: string[];
  /** How many are under way at once. */
  atOnce: number;
}

export type AddZonesInput = Pick<NewZones, 'orgId' | 'projectId'> & Work;

export async function runAddZone(
  domainName: string,
  ctx: ItemContext,
  input: AddZonesInput,
  retries: number,
): Promise<void> {
  await createZoneAndWait(ctx, { ...input, domainName }, input, retries, ctx);
}

export function addZones({
  orgId,
  projectId,
  domainNames,
  atOnce,
}: NewZones): EnqueueOptions<string, unknown> {
  return {
    kind: ADD_ZONES,
    input: { orgId, projectId, ...newWork() } satisfies AddZonesInput,
    title: domainNames.length === 1 ? 'Add 1 zone' : `Add ${domainNames.length} zones`,
    category: 'zone',
    metadata: { subject: projectId },
    timeout: knobs.get().timeout,
    items: domainNames,
    itemConcurrency: atOnce,
  };
}
