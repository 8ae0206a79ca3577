// The task behind "Create zone".

import {
  type DnsZone,
  type EnqueueOptions,
  type TaskContext,
  verdictOfDnsZone,
  waitForDnsZoneReady,
} from 'taskwatch';
import { connectionTo } from '../planes/connection.ts';
import { type NewZone, zoneName, zoneObject, zonesOf } from '../resources/kinds.ts';
import { knobs } from '../settings/knobs.ts';
import { createInStep, type StepContext } from './create-object.ts';
import { newWork, type Work } from './work.ts';

export const CREATE_ZONE = 'create-zone';

export type CreateZoneInput = NewZone & Work;

/** Creates the zone of a domain and waits until it is ready, as a task or as an item of one. */
export async function createZoneAndWait(
  ctx: StepContext,
  zone: NewZone,
  { mode }: Pick<Work, 'mode'>,
  retries: number,
  task: NonNullable<Parameters<typeof waitForDnsZoneReady>[2]>['task'],
): Promise<DnsZone> {
  const created = await createInStep(ctx, {
    mode,
    collection: zonesOf(zone.projectId),
    object: zoneObject(zone),
    retries,
    hasFailed: (object) => verdictOfDnsZone(object).state === 'failed',
  });
  return waitForDnsZoneReady(zone.projectId, zoneName(zone.domainName), {
    task,
    initial: created,
    source: connectionTo(mode).source,
    explain: true,
  });
}

export function runCreateZone(ctx: TaskContext, input: CreateZoneInput, retries: number): Promise<DnsZone> {
  ctx.setMessage('Sending the request');
  return createZoneAndWait(ctx, input, input, retries, ctx);
}

export function createZone(input: NewZone): EnqueueOptions<unknown, DnsZone> {
  return {
    kind: CREATE_ZONE,
    input: { ...input, ...newWork() } satisfies CreateZoneInput,
    title: `Create zone ${input.domainName}`,
    category: 'zone',
    metadata: { subject: zoneName(input.domainName) },
    timeout: knobs.get().timeout,
  };
}
