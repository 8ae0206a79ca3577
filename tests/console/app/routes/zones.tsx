// The four usual shapes of call sites.

import { Link, useNavigate } from 'react-router';
import {
  type ControlPlaneStatusResult,
  transformControlPlaneStatus,
  waitForDnsZoneReady,
  waitForWatch,
} from 'taskwatch';
import { useTaskQueue } from 'taskwatch/react';
import { createZone, PROJECT, type Zone, ZONES } from '../api';
import { summaryOf } from '../task-panel';

const DOMAINS = ['a.example', 'b.example', 'refused.example'];

export default function Zones() {
  const { enqueue, showSummary, ready, error } = useTaskQueue();
  const navigate = useNavigate();

  const createAndWait = () =>
    enqueue({
      title: 'Create a zone',
      metadata: { scope: 'project', projectId: PROJECT },
      processor: async (ctx) => {
        const zone = await createZone('shop.example');
        const { promise, cancel } = waitForWatch<Zone>({
          resourceType: ZONES,
          projectId: PROJECT,
          namespace: 'default',
          name: zone.metadata.name,
          onEvent: (event) => {
            if (event.type !== 'ADDED' && event.type !== 'MODIFIED') return 'continue';
            const { status }: ControlPlaneStatusResult = transformControlPlaneStatus(event.object.status, {
              requiredConditions: ['Accepted', 'Programmed'],
            });
            return status === 'success' ? { resolve: event.object } : 'continue';
          },
        });
        ctx.onCancel(cancel);
        ctx.setResult(await promise);
        ctx.succeed();
      },
      completionActions: (result: Zone) => [
        { children: 'Open', onClick: () => navigate(`/about?${result?.metadata.name}`) },
      ],
      onComplete: (outcome) => console.log(outcome.status),
    });

  const importZones = () =>
    enqueue({
      title: 'Import zones',
      items: DOMAINS,
      itemConcurrency: 2,
      getItemId: (domain) => domain,
      processItem: async (domain, ctx) => {
        const zone = await createZone(domain);
        await waitForDnsZoneReady(PROJECT, zone.metadata.name, { task: ctx });
      },
      completionActions: (_result, info) => [
        { children: 'Summary', onClick: () => showSummary('Import zones', summaryOf(info)) },
      ],
    });

  const updateZones = () =>
    enqueue({
      title: 'Update zones',
      items: DOMAINS.slice(0, 2),
      errorStrategy: 'stop',
      processor: async (ctx) => {
        for (const domain of ctx.items) {
          if (ctx.cancelled) break;
          await createZone(`www.${domain}`);
          ctx.succeed(domain);
        }
      },
    });

  const exportZones = () =>
    enqueue({
      title: 'Export zones',
      icon: '⇩',
      cancelable: false,
      confirmBeforeUnload: false,
      timeout: 60_000,
      processor: async (ctx) => {
        ctx.setTitle('Exporting zones');
        ctx.setResult({ lines: DOMAINS.length });
      },
      completionActions: (result: { lines: number } | undefined) => [
        { children: `Download ${result?.lines} lines`, onClick: () => {} },
      ],
    });

  return (
    <main>
      <h1>Zones</h1>
      <p role="status">{error ? error.message : ready ? 'ready' : 'loading'}</p>
      <button type="button" onClick={createAndWait}>
        Create
      </button>
      <button type="button" onClick={importZones}>
        Import
      </button>
      <button type="button" onClick={updateZones}>
        Update
      </button>
      <button type="button" onClick={exportZones}>
        Export
      </button>
      <Link to="/about">About</Link>
    </main>
  );
}
