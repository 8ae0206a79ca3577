// The demo with a real Kubernetes behind it.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { skip, startKubernetes } from '../kubernetes/index.mjs';
import { picture } from './artifacts.mjs';
import { closeConsole } from './browser.mjs';
import {
  addZones,
  createProject,
  eventually,
  nothingWatched,
  openOrganization,
  openZones,
  setKnobs,
  taskIn,
  taskRow,
  watched,
} from './console.mjs';
import { useDemo } from './demo.mjs';

const PROJECTS = 'projects.resourcemanager.miloapis.com';
const ZONES = 'dnszones.dns.networking.miloapis.com';
const RUNS = 20;
const SECOND = 1000;

describe('the demo, live', () => {
  let kubernetes;

  before(async () => {
    if (!skip) kubernetes = await startKubernetes({ reconciler: { delay: [100, 300], seed: 1 } });
  });
  const demo = useDemo({ kubernetes: () => kubernetes.url, skip });
  after(() => kubernetes?.stop());

  // Each on its own, so that each is counted as skipped.
  const live = (name, run) => test(name, { skip }, run);
  const openLive = (options) => demo.open({ mode: 'live', ...options });
  const get = (kind, name, field) => kubernetes.kubectl('get', kind, name, '-o', `jsonpath={${field}}`);

  live('a project goes from pending to completed, and is the one that kubectl sees', async () => {
    const page = await openLive({ knobs: { delay: 3600 } });
    await openOrganization(page);
    for (const name of ['Live one', 'Live two', 'Live three']) await createProject(page, name);
    await createProject(page, 'Live four');
    await taskIn(page, 'live-four', 'pending');
    await page.waitForFunction(() =>
      /provisioned/.test(document.querySelector('[data-subject="live-one"] .task-message').textContent),
    );
    await picture(page, 'live-light-task-panel');
    await page.getByRole('link', { name: 'Live one', exact: true }).click();
    await page.getByRole('link', { name: 'DNS zones' }).click();
    await taskIn(page, 'live-four', 'running');
    await page.waitForFunction(() =>
      /provisioned/.test(document.querySelector('[data-subject="live-four"] .task-message').textContent),
    );
    await taskIn(page, 'live-four', 'completed');
    await taskRow(page, 'live-four').getByRole('link', { name: 'Open project' }).click();
    const uid = await page.getByTestId('uid').textContent();
    assert.match(uid, /^[0-9a-f-]{36}$/);
    assert.equal(await get(PROJECTS, 'live-four', '.metadata.uid'), uid);
    await picture(page, 'live-light-project');
    assert.equal(await get(PROJECTS, 'live-four', '.status.conditions[?(@.type=="Ready")].status'), 'True');
    await nothingWatched(page, 'live-four');
    await closeConsole(page);
  });

  live(`over ${RUNS} runs a task completes within a second of the last status write`, async (t) => {
    const page = await openLive();
    await openOrganization(page);
    const delays = [];
    for (let run = 1; run <= RUNS; run++) {
      await createProject(page, `Run ${run}`);
      const { completedAt } = await taskIn(page, `run-${run}`, 'completed');
      // The page may know before the writer has its answer.
      const { step, writtenAt } = await eventually(() => {
        const write = kubernetes.reconciler.writes()[`projects/run-${run}`];
        assert.equal(write?.step, 'Ready');
        return write;
      });
      assert.equal(step, 'Ready');
      delays.push(Math.max(0, completedAt - writtenAt));
    }
    delays.sort((a, b) => a - b);
    const median = delays[delays.length >> 1];
    const worst = delays.at(-1);
    t.diagnostic(
      `from the last status write to the end of the task: median ${median} ms, worst ${worst} ms of ${RUNS}`,
    );
    assert.ok(worst < SECOND, `the worst took ${worst} ms`);
    await closeConsole(page);
  });

  live('a failure that a controller reports is the message of the task, and a retry completes', async () => {
    const page = await openLive({ knobs: { failureReason: 'QuotaExceeded' } });
    await openOrganization(page);
    await createProject(page, 'Refused');
    const { failedItems } = await taskIn(page, 'refused', 'failed');
    assert.match(failedItems[0].message, /quota exceeded/);
    const uid = await get(PROJECTS, 'refused', '.metadata.uid');
    await setKnobs(page, (dialog) => dialog.getByLabel('Failure reason').fill(''));
    await taskRow(page, 'refused').getByRole('button', { name: 'Retry' }).click();
    await taskIn(page, 'refused', 'completed');
    assert.notEqual(await get(PROJECTS, 'refused', '.metadata.uid'), uid, 'it was created anew');
    await closeConsole(page);
  });

  live(
    'cancel of a waiting task leaves the object and no subscription, and the next task starts',
    async () => {
      const page = await openLive({ knobs: { neverReady: true } });
      await openOrganization(page);
      for (const name of ['Held one', 'Held two', 'Held three']) await createProject(page, name);
      await createProject(page, 'Held four');
      await page.waitForFunction(() => window.consoleDiagnostics.watch('held-one').subscribers === 1);
      const after = await page.evaluate(
        () =>
          new Promise((resolve) => {
            const statusOf = (name) =>
              window.consoleDiagnostics.tasks().find(({ metadata }) => metadata.subject === name).status;
            document.querySelector('[data-subject="held-one"] button').click();
            const { port1, port2 } = new MessageChannel();
            port2.onmessage = () =>
              resolve([
                statusOf('held-one'),
                statusOf('held-four'),
                window.consoleDiagnostics.watch('held-one').subscribers,
              ]);
            port1.postMessage(null);
          }),
      );
      assert.deepEqual(after, ['cancelled', 'running', 0]);
      await nothingWatched(page, 'held-one');
      assert.match(await kubernetes.kubectl('get', PROJECTS, 'held-one', '-o', 'name'), /held-one/);
      await closeConsole(page);
    },
  );

  live('a task completes although its stream is cut and the API is away for a while', async () => {
    const page = await openLive({ knobs: { delay: 6000 } });
    await openOrganization(page);
    await createProject(page, 'Weathered');
    await taskIn(page, 'weathered', 'running');
    await page.waitForFunction(() => window.consoleDiagnostics.watch('weathered').subscribers === 1);
    kubernetes.gateway.faults.add({ refuse: { code: 503 }, forMs: 2000 });
    assert.ok(kubernetes.gateway.cut({ path: /watch=/ }) > 0);
    await taskIn(page, 'weathered', 'completed', 25_000);
    await closeConsole(page, { expected: [/status of 503/, /ERR_INCOMPLETE_CHUNKED_ENCODING/] });
  });

  live(
    'what the API refuses is said in its own words, and a retry goes through once it no longer does',
    async () => {
      const page = await openLive();
      await openOrganization(page);
      kubernetes.gateway.faults.add({
        method: 'POST',
        count: 1,
        refuse: { code: 403, message: 'projects is forbidden: quota of the organization' },
      });
      await createProject(page, 'Forbidden');
      const { failedItems } = await taskIn(page, 'forbidden', 'failed');
      assert.equal(failedItems[0].message, 'projects is forbidden: quota of the organization');
      await taskRow(page, 'forbidden').getByRole('button', { name: 'Retry' }).click();
      await taskIn(page, 'forbidden', 'completed');
      await closeConsole(page, { expected: [/status of 403/] });
    },
  );

  live('a task completes although the streams that may be open are all taken', async () => {
    const page = await openLive({ knobs: { neverReady: true, delay: 6000 } });
    for (const project of ['taken-one', 'taken-two']) {
      // Within the page: another load of it would end the tasks.
      await page.evaluate(
        (path) => history.pushState(null, '', path),
        `/organizations/acme/projects/${project}/dns-zones`,
      );
      await page.getByText(`The domains that ${project} answers for.`).waitFor();
      await page.getByRole('button', { name: 'Create zone', exact: true }).click();
      await page.getByRole('dialog').getByLabel('Domain').fill(`${project}.example`);
      await page.keyboard.press('Enter');
      await page.waitForFunction(
        (name) => window.consoleDiagnostics.watch(name).subscribers === 1,
        `${project}-example`,
      );
    }
    await page.getByRole('link', { name: 'Acme Corporation' }).click();
    await setKnobs(page, (dialog) => dialog.getByLabel('Never ready').uncheck());
    await createProject(page, 'Without a stream');
    // Sooner than by the reads that every wait makes, which are 2 and 10 seconds after its start.
    await taskIn(page, 'without-a-stream', 'completed', 9500);
    assert.equal((await watched(page)).streams, 2);
    await closeConsole(page);
  });

  live('20 zones at once leave the page able to make other requests within a second', async (t) => {
    const page = await openLive({ theme: 'dark', knobs: { delay: 6000 } });
    await openZones(page, { project: 'twenty' });
    await addZones(page, { domain: 'example.com', count: 20, atOnce: 20 });
    await taskIn(page, 'twenty', 'running');
    const asking = page.evaluate(async () => {
      const times = [];
      let mostStreams = 0;
      while (window.consoleDiagnostics.tasks()[0].status === 'running') {
        const since = performance.now();
        const path =
          '/kubernetes/apis/resourcemanager.miloapis.com/v1alpha1/organizations/acme/control-plane/apis/resourcemanager.miloapis.com/v1alpha1/projects';
        const response = await fetch(`${path}?limit=5`, { cache: 'no-store' });
        await response.json();
        times.push(performance.now() - since);
        mostStreams = Math.max(mostStreams, window.consoleDiagnostics.watch().streams);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return { times, mostStreams };
    });
    await eventually(async () => {
      let waiting = 0;
      for (let zone = 1; zone <= 20; zone++)
        waiting += (await watched(page, `zone-${zone}-example-com`)).subscribers;
      assert.equal(waiting, 20, 'all of them wait at the same time');
    }, 8000);
    const { completed, failed } = await taskIn(page, 'twenty', 'completed', 30_000);
    assert.deepEqual([completed, failed], [20, 0]);
    const { times, mostStreams } = await asking;
    const slowest = Math.round(Math.max(...times));
    t.diagnostic(
      `${times.length} ordinary requests while 20 zones were waited for: slowest ${slowest} ms, streams open at most ${mostStreams}`,
    );
    assert.ok(times.length > 10 && slowest < SECOND, `the slowest of ${times.length} took ${slowest} ms`);
    assert.ok(mostStreams <= 2);
    const names = await kubernetes.kubectl(
      'get',
      ZONES,
      '-n',
      'default',
      '-l',
      'taskwatch.dev/control-plane=project.twenty',
      '-o',
      'name',
    );
    assert.equal(names.trim().split('\n').length, 20);

    // Only now: a picture keeps the page busy, and requests in it waiting.
    await addZones(page, { domain: 'example.org', count: 20, atOnce: 20 });
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 40);
    await page.evaluate(() => window.scrollTo(0, 700));
    await picture(page, 'live-dark-batch');
    await closeConsole(page);
  });
});
