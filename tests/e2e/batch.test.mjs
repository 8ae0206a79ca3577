// Many zones as one task.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { closeConsole } from './browser.mjs';
import {
  addZones,
  nothingWatched,
  openZones,
  setKnobs,
  taskIn,
  taskRow,
  viewOf,
  watched,
} from './console.mjs';
import { useDemo } from './demo.mjs';

// The subject of the task is the project whose zones they are.
const PROJECT = 'storefront';

describe('a batch of zones', () => {
  const demo = useDemo();

  test('20 zones are one task, five at a time, whose summary lists them all', async () => {
    const page = await demo.open({ knobs: { delay: 300 } });
    await openZones(page);
    await addZones(page, { domain: 'example.com', count: 20, atOnce: 5 });
    await taskIn(page, PROJECT, 'running');
    const most = page.evaluate(async () => {
      let most = 0;
      const names = Array.from({ length: 20 }, (_, index) => `zone-${index + 1}-example-com`);
      while (window.consoleDiagnostics.tasks()[0].status === 'running') {
        most = Math.max(
          most,
          names.reduce((sum, name) => sum + window.consoleDiagnostics.watch(name).subscribers, 0),
        );
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return most;
    });
    assert.equal((await watched(page)).streams, 1, 'one stream serves the list and all the waits');

    const task = await taskIn(page, PROJECT, 'completed', 20_000);
    assert.deepEqual([task.completed, task.failed, task.progress], [20, 0, 1]);
    const atOnce = await most;
    assert.ok(atOnce > 1 && atOnce <= 5, `at most ${atOnce} waits at once`);

    await taskRow(page, PROJECT).getByRole('button', { name: 'Summary' }).click();
    const summary = page.getByRole('dialog', { name: '20 of 20 zones added' });
    assert.equal(await summary.getByRole('listitem').count(), 20);
    await page.keyboard.press('Escape');
    assert.equal(await summary.count(), 0);
    assert.equal(await page.getByRole('row').count(), 1 + 3 + 20);
    await nothingWatched(page, 'zone-20-example-com');
    await closeConsole(page);
  });

  test('a retry of a failed batch repeats only what has failed', async () => {
    const page = await demo.open({ knobs: { delay: 900 } });
    await openZones(page);
    await addZones(page, { domain: 'example.org', count: 6, atOnce: 1 });
    await page.waitForFunction(() => window.consoleDiagnostics.tasks()[0]?.completed === 2);
    await setKnobs(page, (dialog) => dialog.getByLabel('Failure reason').fill('QuotaExceeded'));
    const failed = await taskIn(page, PROJECT, 'failed', 20_000);
    assert.ok(
      failed.completed >= 2 && failed.failed >= 3,
      `${failed.completed} completed and ${failed.failed} failed`,
    );
    assert.ok(failed.failedItems.every(({ message }) => /quota/i.test(message)));
    const uids = await zoneUids(page);

    await setKnobs(page, (dialog) => dialog.getByLabel('Failure reason').fill(''));
    await taskRow(page, PROJECT).getByRole('button', { name: 'Retry' }).click();
    const task = await taskIn(page, PROJECT, 'completed', 20_000);
    assert.deepEqual([task.completed, task.failed], [6, 0]);
    const kept = (await zoneUids(page)).filter((uid) => uids.includes(uid)).length;
    assert.equal(kept, failed.completed, 'the zones that had succeeded are the same ones');
    await closeConsole(page);
  });

  test('cancel of a batch keeps what is done', async () => {
    const page = await demo.open({ knobs: { delay: 900 } });
    await openZones(page);
    await addZones(page, { domain: 'example.net', count: 10, atOnce: 1 });
    await page.waitForFunction(() => window.consoleDiagnostics.tasks()[0]?.completed === 1);
    await taskRow(page, PROJECT).getByRole('button', { name: 'Cancel' }).click();
    await taskIn(page, PROJECT, 'cancelled', 2000);
    const { completed } = await viewOf(page, PROJECT);
    assert.ok(completed >= 1 && completed < 10);
    await nothingWatched(page, `zone-${completed + 1}-example-net`);
    await closeConsole(page);
  });
});

/** Of the zones that the batch made, as the table has them. */
function zoneUids(page) {
  return page
    .locator('tbody tr[data-uid]')
    .evaluateAll((rows) =>
      rows.filter((row) => row.textContent.includes('zone-')).map((row) => row.dataset.uid),
    );
}
