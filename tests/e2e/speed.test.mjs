// How the demo feels on a processor that is four times slower: what is pressed is answered within 100 ms, and nothing
// holds up the page for longer than 50 ms, with ten thousand objects in a list either. Measured is the time that the
// page's own thread computes, which is the same however busy the machine is, and four times that is what counts.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { closeConsole } from './browser.mjs';
import { openFaults } from './console.mjs';
import { useDemo } from './demo.mjs';

const SLOWER = 4;
const FEEDBACK = 100;
const LONG_TASK = 50;
const MANY = 10_000;
/** The engine compiles and collects when it likes; what is the page's own doing comes again. */
const TRIES = 5;

describe('the speed of the demo', () => {
  const demo = useDemo();

  test(`${MANY} zones are listed, scrolled and changed without a task above ${LONG_TASK} ms`, async (t) => {
    const longest = await best(LONG_TASK, async () => {
      const page = await demo.open({ mode: 'live', path: '/verdicts' });
      await answerForApi(page, zones(MANY));
      const tasks = await tasksOf(demo.browser, page, async () => {
        await page.evaluate(() => history.pushState(null, '', '/organizations/acme/projects/big/dns-zones'));
        await page.getByRole('link', { name: 'zone-0.example.com' }).waitFor({ timeout: 30_000 });
        await page.getByText(`${MANY.toLocaleString('en')} in all`).waitFor();
        for (const part of [0.3, 0.6, 1]) {
          await page.evaluate(
            (part) => window.scrollTo(0, document.documentElement.scrollHeight * part),
            part,
          );
          await page.waitForTimeout(150);
        }
        await page.getByRole('link', { name: `zone-${MANY - 1}.example.com`, exact: true }).waitFor();
        const rows = await page.locator('tbody tr').count();
        assert.ok(rows < 100, `${rows} rows are in the page`);
      });
      await page.context().close();
      return tasks;
    });
    t.diagnostic(`longest tasks, four times slower: ${longest.slice(0, 5).map(Math.round)} ms`);
    assert.ok(longest[0] <= LONG_TASK, `the longest took ${longest[0]} ms`);
  });

  test(`what is pressed is answered within ${FEEDBACK} ms`, async (t) => {
    const longest = await best(FEEDBACK, async () => {
      const page = await demo.open();
      await page.getByRole('link', { name: /Acme/ }).waitFor();
      const tasks = await tasksOf(demo.browser, page, async () => {
        await page.getByRole('link', { name: /Acme/ }).click();
        await page.getByRole('link', { name: 'Storefront' }).waitFor();
        await page.getByRole('button', { name: 'Create project', exact: true }).click();
        await page.getByLabel('Display name').pressSequentially('Prompt');
        await page.keyboard.press('Enter');
        await page.locator('[data-subject="prompt"]').waitFor();
        const drawer = await openFaults(page);
        await drawer.getByRole('button', { name: 'Drop all streams' }).click();
        await page.getByRole('link', { name: 'Compare', exact: true }).click();
        await page.getByRole('button', { name: 'Run' }).click();
        await page.waitForTimeout(500);
      });
      await closeConsole(page);
      return tasks;
    });
    t.diagnostic(`longest tasks, four times slower: ${longest.slice(0, 5).map(Math.round)} ms`);
    assert.ok(longest[0] <= FEEDBACK, `the longest took ${longest[0]} ms`);
  });
});

/** The shortest of a few tries, each a list with its longest first. */
async function best(enough, measure) {
  let found = [Number.POSITIVE_INFINITY];
  for (let round = 0; round < TRIES && found[0] > enough; round++) {
    const durations = await measure();
    if (durations[0] < found[0]) found = durations;
  }
  return found;
}

/** How long each task of the page's thread would take on the slower processor, the longest first. */
async function tasksOf(browser, page, act) {
  await browser.startTracing(page, {
    categories: ['disabled-by-default-devtools.timeline', 'devtools.timeline'],
  });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  const tasks = traceEvents
    .filter(({ name, pid, tid }) => name === 'RunTask' && threads.has(`${pid}/${tid}`))
    .map(({ tdur }) => (SLOWER * tdur) / 1000)
    .sort((a, b) => b - a);
  assert.ok(tasks.length > 10, 'the trace has the tasks of the page');
  return tasks;
}

/** Stands in for the API behind the demo's server: lists in pages, and streams that stay silent. */
async function answerForApi(page, objects) {
  const json = (route, body) =>
    route.fulfill({ contentType: 'application/json', body: JSON.stringify(body) });
  await page.route('**/kubernetes.json', (route) => json(route, { url: 'http://api.example' }));
  await page.route('**/kubernetes/**', (route) => {
    const query = new URL(route.request().url()).searchParams;
    if (query.has('watch')) return;
    const from = Number(query.get('continue') ?? 0);
    const to = from + Number(query.get('limit') ?? objects.length);
    const more = to < objects.length ? { continue: `${to}` } : {};
    return json(route, { kind: 'List', apiVersion: 'v1', metadata: more, items: objects.slice(from, to) });
  });
}

function zones(count) {
  const condition = (type) => ({
    type,
    status: 'True',
    reason: type,
    lastTransitionTime: '2026-01-01T00:00:00Z',
  });
  return Array.from({ length: count }, (_, index) => ({
    apiVersion: 'dns.networking.miloapis.com/v1alpha1',
    kind: 'DNSZone',
    metadata: {
      name: `zone-${index}`,
      namespace: 'default',
      uid: `uid-${index}`,
      resourceVersion: `${index + 1}`,
      generation: 1,
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec: { domainName: `zone-${index}.example.com`, dnsZoneClassName: 'external-global-dns' },
    status: { conditions: [condition('Accepted'), condition('Programmed')] },
  }));
}
