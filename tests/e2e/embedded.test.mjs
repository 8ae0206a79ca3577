// The demo with the control planes that live in the page.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { closeConsole } from './browser.mjs';
import {
  createProject,
  nothingWatched,
  openFaults,
  openOrganization,
  setKnobs,
  taskIn,
  taskRow,
  viewOf,
  watched,
} from './console.mjs';
import { useDemo } from './demo.mjs';

const QUICK = { delay: 1500 };

describe('the demo, embedded', () => {
  const demo = useDemo();

  test('a project goes from pending to completed while one moves between the pages', async () => {
    const page = await demo.open({ knobs: { delay: 4000 } });
    await openOrganization(page);
    for (const name of ['First', 'Second', 'Third']) await createProject(page, name);
    await createProject(page, 'Fourth');
    assert.equal((await taskIn(page, 'fourth', 'pending')).status, 'pending', 'three run already');
    await taskIn(page, 'fourth', 'running');

    await page.getByRole('link', { name: 'Storefront' }).click();
    await page.getByRole('heading', { name: 'Storefront' }).waitFor();
    await page.getByRole('link', { name: 'DNS zones' }).click();
    await page.getByRole('heading', { name: 'DNS zones' }).waitFor();
    assert.equal((await viewOf(page, 'fourth')).status, 'running', 'moving on ends no task');
    await page.waitForFunction(() =>
      /provision/i.test(document.querySelector('[data-subject="fourth"] .task-message').textContent),
    );
    assert.match(await taskRow(page, 'fourth').locator('.elapsed').textContent(), /^0:0\d$/);

    await taskIn(page, 'fourth', 'completed');
    await taskRow(page, 'fourth').getByRole('link', { name: 'Open project' }).click();
    await page.getByRole('heading', { name: 'Fourth', level: 1 }).waitFor();
    assert.equal(await page.getByTestId('uid').textContent(), (await viewOf(page, 'fourth')).uid);
    for (const name of ['first', 'second', 'third']) await taskIn(page, name, 'completed');
    await nothingWatched(page, 'fourth');
    await closeConsole(page);
  });

  test('a project that fails says why, and a retry completes', async () => {
    const page = await demo.open({ knobs: QUICK });
    await openOrganization(page);
    await setKnobs(page, (dialog) => dialog.getByLabel('Failure reason').fill('QuotaExceeded'));
    await createProject(page, 'Doomed');
    const failed = await taskIn(page, 'doomed', 'failed');
    assert.match(failed.failedItems[0].message, /quota/i);
    assert.match(await taskRow(page, 'doomed').locator('.task-message').textContent(), /quota/i);
    await nothingWatched(page, 'doomed');

    await setKnobs(page, (dialog) => dialog.getByLabel('Failure reason').fill(''));
    await taskRow(page, 'doomed').getByRole('button', { name: 'Retry' }).click();
    await taskIn(page, 'doomed', 'completed');
    await closeConsole(page);
  });

  test('a name that was free in the form and is taken by then fails with that message', async () => {
    const page = await demo.open({ knobs: QUICK });
    await openOrganization(page);
    const drawer = await openFaults(page);
    await drawer.getByRole('button', { name: 'Slow it down' }).click();
    await createProject(page, 'Twice');
    await createProject(page, 'Twice');
    await taskIn(page, 'twice', 'failed');
    await page.locator('[data-subject="twice"]').getByText('Project twice exists already').waitFor();
    await closeConsole(page);
  });

  test('a project that never gets ready times out and says after how long', async () => {
    const page = await demo.open({ knobs: { ...QUICK, neverReady: true, timeout: 3000 } });
    await openOrganization(page);
    await createProject(page, 'Stuck');
    const { failedItems, startedAt, completedAt } = await taskIn(page, 'stuck', 'failed');
    assert.match(failedItems[0].message, /timeout.*3000 ms/);
    assert.ok(
      completedAt - startedAt >= 3000 && completedAt - startedAt < 3500,
      `it ended after ${completedAt - startedAt} ms`,
    );
    await nothingWatched(page, 'stuck');
    await closeConsole(page);
  });

  test('a task completes although the event that tells of readiness is lost', async () => {
    const page = await demo.open({ knobs: { ...QUICK, lostEvent: true } });
    await openOrganization(page);
    await createProject(page, 'Unheard');
    await taskIn(page, 'unheard', 'completed', 15_000);
    await closeConsole(page);
  });

  test('a task completes although all streams break meanwhile', async () => {
    const page = await demo.open({ knobs: { delay: 4000 } });
    await openOrganization(page);
    await createProject(page, 'Cut off');
    await taskIn(page, 'cut-off', 'running');
    await setKnobs(page, (drawer) => drawer.getByRole('button', { name: 'Drop all streams' }).click());
    await taskIn(page, 'cut-off', 'completed', 15_000);
    await closeConsole(page);
  });

  test('no stream is open while the tab is hidden, and the task goes on when it is shown', async () => {
    const page = await demo.open({ knobs: { delay: 1500 } });
    await openOrganization(page);
    await createProject(page, 'Out of sight');
    await taskIn(page, 'out-of-sight', 'running');
    await setVisibility(page, 'hidden');
    assert.equal((await watched(page)).streams, 0);
    await page.waitForTimeout(2500);
    await setVisibility(page, 'visible');
    assert.equal((await watched(page)).streams, 1);
    await taskIn(page, 'out-of-sight', 'completed');
    await closeConsole(page);
  });

  test('cancel frees the slot before the next macrotask and leaves no subscription', async () => {
    const page = await demo.open({ knobs: { ...QUICK, neverReady: true } });
    await openOrganization(page);
    for (const name of ['Slot one', 'Slot two', 'Slot three']) await createProject(page, name);
    for (const name of ['slot-one', 'slot-two', 'slot-three']) await taskIn(page, name, 'running');
    await createProject(page, 'Next in line');
    await taskIn(page, 'next-in-line', 'pending');
    await page.waitForFunction(() => window.consoleDiagnostics.watch('slot-one').subscribers === 1);

    const after = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const statusOf = (name) =>
            window.consoleDiagnostics.tasks().find(({ metadata }) => metadata.subject === name).status;
          document.querySelector('[data-subject="slot-one"] button').click();
          // Runs as the next macrotask: nothing that needs a timer can be done by then.
          const { port1, port2 } = new MessageChannel();
          port2.onmessage = () =>
            resolve({
              cancelled: statusOf('slot-one'),
              next: statusOf('next-in-line'),
              ...window.consoleDiagnostics.watch('slot-one'),
            });
          port1.postMessage(null);
        }),
    );
    assert.equal(after.cancelled, 'cancelled');
    assert.equal(after.next, 'running');
    assert.equal(after.subscribers, 0);
    assert.equal(after.channels, 1, 'the manager gives the channel up half a second late');
    await nothingWatched(page, 'slot-one');

    // The object stays: only the waiting was cancelled.
    await page.getByRole('link', { name: 'Slot one', exact: true }).waitFor();
    await closeConsole(page);
  });

  test('what the console holds is on its page of diagnostics, and is nothing when all has ended', async () => {
    const page = await demo.open({ knobs: QUICK });
    await openOrganization(page);
    await createProject(page, 'Counted');
    await page.getByRole('link', { name: 'Diagnostics' }).click();
    const figure = (name) =>
      page.locator('dl > div', { has: page.getByText(name, { exact: true }) }).locator('dd');
    await taskIn(page, 'counted', 'running');
    await page.waitForFunction(() => window.consoleDiagnostics.watch().subscribers === 1);
    assert.equal(await figure('Subscribers').textContent(), '1');
    await taskIn(page, 'counted', 'completed');
    await nothingWatched(page);
    for (const name of ['Subscribers', 'Channels', 'Streams'])
      assert.equal(await figure(name).textContent(), '0', name);
    assert.equal(await figure('Completed').textContent(), '1');
    await closeConsole(page);
  });
});

/** As a browser does when the tab is hidden or shown: headless ones have no other tab to show. */
function setVisibility(page, state) {
  return page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => state === 'hidden' });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, state);
}
