// Ten thousand waits on a thousand zones of one project, on a real API server: one connection, few requests, and
// nothing held after.

import '../package/install.mjs';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { skip, startKubernetes } from './index.mjs';
import { READY, aZone, writer } from './objects.mjs';
import { takeTimers } from './platform-timers.mjs';

const timers = takeTimers();
const { createKubernetesWatch, waitForDnsZoneReady } = await import('taskwatch');

const ZONES = 1_000;
const WAITS_EACH = 10;
const WRITERS = 16;

describe('very many waits', () => {
  /** @type {Awaited<ReturnType<typeof startKubernetes>>} */
  let kubernetes;
  before(async () => {
    if (!skip) kubernetes = await startKubernetes({ reconciler: false });
  });
  after(() => kubernetes?.stop());

  test('ten thousand waits take one connection and a handful of requests', {
    skip,
    timeout: 180_000,
  }, async (t) => {
    const zones = Array.from({ length: ZONES }, (_, index) =>
      writer(kubernetes, 'project', 'many', aZone({ name: `zone-${index}` })),
    );
    await forEach(zones, (zone) => zone.create());
    const requests = () => kubernetes.gateway.requests;
    const open = () => requests().filter((request) => request.open);
    const memory = () => {
      globalThis.gc?.();
      return process.memoryUsage().heapUsed;
    };

    const source = counted(createKubernetesWatch({ baseUrl: kubernetes.url }));
    const before = memory();
    let seen = 0;
    const waits = zones.flatMap(({ name }) =>
      Array.from({ length: WAITS_EACH }, () =>
        waitForDnsZoneReady('many', name, {
          source,
          onStatus: ({ state }) => (seen += Number(state === 'pending')),
        }),
      ),
    );
    // A test that fails must not leave the process waiting.
    t.after(() => {
      for (const wait of waits) wait.cancel();
    });
    const began = performance.now();
    while (seen < waits.length) await sleep(50);
    const seenAfter = performance.now() - began;
    assert.equal(source.live, waits.length);
    while (!open().some(({ url }) => url.includes('watch=true'))) await sleep(50);
    assert.equal(open().length, 1, 'one connection');
    const held = memory();

    const written = performance.now();
    await forEach(zones, (zone) => zone.set(READY));
    const lastWrite = performance.now();
    const ready = await Promise.all(waits);
    const settled = performance.now() - lastWrite;
    assert.deepEqual(
      [...new Set(ready.map(({ name }) => name))].sort(),
      zones.map(({ name }) => name).sort(),
    );

    while (open().length > 0) await sleep(50);
    const asked = requests().map(
      ({ method, url }) => `${method} ${new URL(url, kubernetes.url).search.slice(0, 60)}`,
    );
    assert.ok(asked.length <= 8, `${asked.length} requests: ${asked.join('\n')}`);
    assert.deepEqual({ live: source.live, timers: timers() }, { live: 0, timers: 0 });
    t.diagnostic(
      `${waits.length} waits on ${ZONES} zones: ${asked.length} requests, 1 connection, seen after ${Math.round(seenAfter)} ms, ` +
        `${Math.round(lastWrite - written)} ms of writes, the last settled ${Math.round(settled)} ms after the last write, ` +
        `${Math.round((held - before) / waits.length)} bytes of heap a wait, objects included`,
    );
  });
});

function counted(client) {
  const source = {
    ...client,
    live: 0,
    subscribe(options, onEvent) {
      const unsubscribe = client.subscribe(options, onEvent);
      source.live++;
      return () => {
        source.live--;
        unsubscribe();
      };
    },
  };
  return source;
}

/** A few at a time: it is a small server. */
async function forEach(items, run) {
  const rest = items.values();
  const worker = async () => {
    for (const item of rest) await run(item);
  };
  await Promise.all(Array.from({ length: WRITERS }, worker));
}
