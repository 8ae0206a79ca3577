// The demo stores its tasks and its objects: for the page after a reload, and for other tabs, which resume what was begun.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { closeConsole } from './browser.mjs';
import {
  addZones,
  createProject,
  eventually,
  openOrganization,
  openZones,
  setKnobs,
  taskIn,
  taskRow,
  viewOf,
  watched,
} from './console.mjs';
import { useDemo } from './demo.mjs';

describe('the demo keeps its tasks', () => {
  const demo = useDemo();
  const open = async (options) => {
    const page = await demo.open(options);
    // Leaving while a task runs is asked about.
    page.on('dialog', (dialog) => dialog.accept());
    return page;
  };

  test('a reload in the middle of a create picks it up again: one object, ready when it would have been', async () => {
    const page = await open({ knobs: { delay: 4000 } });
    await openOrganization(page);
    await createProject(page, 'Picked up');
    await taskIn(page, 'picked-up', 'running');
    await page.waitForFunction(() => window.consoleDiagnostics.watch('picked-up').subscribers === 1);
    await page.getByRole('link', { name: 'Picked up', exact: true }).waitFor();
    const before = await rowOf(page, 'picked-up');
    const { startedAt } = await viewOf(page, 'picked-up');
    await page.reload();
    await page.waitForFunction(() => window.consoleDiagnostics.watch('picked-up').subscribers === 1);
    await taskRow(page, 'picked-up').getByText('Picked up again').waitFor();
    assert.deepEqual(await rowOf(page, 'picked-up'), before, 'the object is there, and the same one');
    const { uid, completedAt } = await taskIn(page, 'picked-up', 'completed');
    assert.equal(uid, before.uid);
    // A delay of 4 s is drawn from 2.4 to 5.6 s, from when it was created.
    assert.ok(completedAt - startedAt < 7500, `it took ${completedAt - startedAt} ms`);
    assert.deepEqual(
      (await kindsOf(page, 'picked-up')).filter((kind) =>
        ['step-started', 'interrupted', 'resumed', 'ended'].includes(kind),
      ),
      ['step-started', 'interrupted', 'resumed', 'ended'],
      'it was created once',
    );
    await taskRow(page, 'picked-up').getByRole('link', { name: 'Open project' }).click();
    assert.equal(await page.getByTestId('uid').textContent(), uid);
    await closeConsole(page);
  });

  test('reloads in the middle of a batch leave each zone created once', async () => {
    const page = await open({ knobs: { delay: 1500 } });
    await openZones(page);
    await addZones(page, { domain: 'example.com', count: 12, atOnce: 5 });
    for (const at of [1, 6]) {
      await page.waitForFunction((at) => window.consoleDiagnostics.tasks()[0]?.completed >= at, at);
      await page.reload();
      await page.waitForFunction(() => window.consoleDiagnostics.tasks()[0]?.status === 'running');
    }
    const { completed, failed } = await taskIn(page, 'storefront', 'completed', 20_000);
    assert.deepEqual([completed, failed], [12, 0]);
    assert.equal(await page.locator('tbody tr[data-uid]').count(), 3 + 12);
    const created = await page.evaluate(() => {
      const [{ id }] = window.consoleDiagnostics.tasks();
      return window.consoleDiagnostics
        .timeline(id)
        .filter(({ kind, error }) => kind === 'step-ended' && error === undefined)
        .map(({ item }) => item);
    });
    assert.equal(new Set(created).size, 12);
    assert.equal(created.length, 12, 'no step with a result was run again');
    await closeConsole(page);
  });

  test('a task that had ended is there after a reload, can be retried then, and cleared for good', async () => {
    const page = await open({ knobs: { delay: 300 } });
    await openOrganization(page);
    await setKnobs(page, (dialog) => dialog.getByLabel('Failure reason').fill('QuotaExceeded'));
    await createProject(page, 'Later');
    await taskIn(page, 'later', 'failed');
    await page.reload();
    await taskIn(page, 'later', 'failed');
    await setKnobs(page, (dialog) => dialog.getByLabel('Failure reason').fill(''));
    await taskRow(page, 'later').getByRole('button', { name: 'Retry' }).click();
    await taskIn(page, 'later', 'completed');
    await page.reload();
    await taskIn(page, 'later', 'completed');
    await taskRow(page, 'later').getByRole('link', { name: 'Open project' }).waitFor();
    await taskRow(page, 'later').getByRole('button', { name: /Clear/ }).click();
    await page.reload();
    await page.getByRole('link', { name: 'Later', exact: true }).waitFor();
    await page.waitForTimeout(300);
    assert.equal(await taskRow(page, 'later').count(), 0);
    await closeConsole(page);
  });

  for (const place of ['localStorage', 'IndexedDB']) {
    test(`another tab shows a task and its object, goes on with it, and can cancel it (${place})`, async () => {
      const page = await open({ knobs: { delay: 4000 } });
      if (place === 'localStorage') {
        await setKnobs(page, (dialog) =>
          dialog.getByLabel('Tasks are kept in').selectOption({ label: place }),
        );
        await page.reload();
      }
      const other = await page.context().newPage();
      await other.goto(`${demo.url}/diagnostics`);
      await other.getByRole('region', { name: 'Storage' }).getByText(place).waitFor();
      await other.getByRole('region', { name: 'Storage' }).getByText('ok', { exact: true }).waitFor();
      await other.goto(`${demo.url}/organizations/acme`);
      await other.getByRole('link', { name: 'Storefront' }).waitFor();

      await page.bringToFront();
      await openOrganization(page);
      await setKnobs(page, (dialog) => dialog.getByLabel('Never ready').check());
      await createProject(page, 'Stuck');
      await setKnobs(page, (dialog) => dialog.getByLabel('Never ready').uncheck());
      await createProject(page, 'Shared');
      await taskIn(page, 'shared', 'running');
      await page.waitForFunction(() => window.consoleDiagnostics.watch('shared').subscribers === 1);
      await other.locator('[data-subject="shared"][data-status="running"]').waitFor({ state: 'attached' });
      await other.getByRole('link', { name: 'Shared', exact: true }).waitFor();

      // Its tab leaves without a word.
      await page.close();
      await other.locator('[data-subject="shared"][data-status="completed"]').waitFor({
        state: 'attached',
        timeout: 15_000,
      });
      assert.equal(await other.locator('tbody tr', { hasText: 'Shared' }).count(), 1);
      await other.getByRole('button', { name: 'Tasks' }).first().click();
      await taskRow(other, 'stuck')
        .getByRole('button', { name: /Cancel/ })
        .click();
      await other.locator('[data-subject="stuck"][data-status="cancelled"]').waitFor();
      await eventually(async () => assert.equal((await watched(other, 'stuck')).subscribers, 0));
      await other.context().close();
    });
  }
});

/** The name and uid of the one row of that name. */
async function rowOf(page, name) {
  const rows = page.locator('tbody tr[data-uid]', { hasText: name });
  await rows.first().waitFor();
  assert.equal(await rows.count(), 1);
  return { name, uid: await rows.getAttribute('data-uid') };
}

/** The kinds of the entries of a task's timeline. */
function kindsOf(page, subject) {
  return page.evaluate((subject) => {
    const { id } = window.consoleDiagnostics.tasks().find(({ metadata }) => metadata.subject === subject);
    return window.consoleDiagnostics.timeline(id).map(({ kind }) => kind);
  }, subject);
}
