// The first example of the documents, as its reader would run it: against an API server behind `kubectl proxy`.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { examplesOf } from '../package/examples.mjs';
import { findBinaries } from './binaries.mjs';
import { skip, startKubernetes } from './index.mjs';

const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web' }] } },
  },
};
const AVAILABLE = {
  status: {
    observedGeneration: 1,
    conditions: [{ type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable', message: '' }],
  },
};

test('the first example waits for a deployment behind kubectl proxy', { skip }, async (t) => {
  const { kubectl, kubeconfig, stop } = await startKubernetes({ reconciler: false });
  t.after(stop);
  const proxy = spawn((await findBinaries()).kubectl, ['proxy', '--port=0'], {
    env: { ...process.env, KUBECONFIG: kubeconfig },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => proxy.kill());
  const [line] = await once(proxy.stdout, 'data');
  const address = /127\.0\.0\.1:\d+/.exec(line)[0];

  await kubectl('apply', '-f', '-', { input: JSON.stringify(DEPLOYMENT) });
  const { load, remove } = examplesOf('docs/index.md', (code) => code.replace('127.0.0.1:8001', address));
  t.after(remove);
  const printed = t.mock.method(console, 'log', () => {});
  const example = load(0);
  const patch = ['--subresource=status', '--type=merge', '-p', JSON.stringify(AVAILABLE)];
  await kubectl('patch', 'deployment', 'web', ...patch);
  await example;
  assert.deepEqual(printed.mock.calls.at(-1).arguments, ['completed', '']);
});
