// The demo keeps its tasks: over a reload, and for other tabs.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { closeConsole } from './browser.mjs';
import { createProject, openOrganization, setKnobs, taskIn, taskRow } from './console.mjs';
import { useDemo } from './demo.mjs';

describe('the demo keeps its tasks', () => {
  const demo = useDemo();

  test('a reload shows what had ended, and as failed what was cut off', async () => {
    const page = await demo.open({ knobs: { delay: 300 } });
    page.on('dialog', (dialog) => dialog.accept());
    await openOrganization(page);
    await createProject(page, 'Done');
    await taskIn(page, 'done', 'completed');
    await setKnobs(page, (dialog) => dialog.getByLabel('Never ready').check());
    await createProject(page, 'Cut off');
    await taskIn(page, 'cut-off', 'running');
    await page.reload();
    await taskIn(page, 'done', 'completed');
    const { failedItems } = await taskIn(page, 'cut-off', 'failed');
    assert.match(failedItems[0].message, /page was closed/);
    assert.equal(await taskRow(page, 'cut-off').getByRole('button', { name: /Retry/ }).count(), 0);
    await taskRow(page, 'cut-off').getByRole('button', { name: /Clear/ }).click();
    await page.reload();
    await taskIn(page, 'done', 'completed');
    assert.equal(await taskRow(page, 'cut-off').count(), 0);
    await closeConsole(page);
  });

  for (const place of ['localStorage', 'IndexedDB']) {
    test(`another tab shows a task as it goes on, and cannot cancel it (${place})`, async () => {
      const page = await demo.open({ knobs: { delay: 4000 } });
      if (place === 'IndexedDB') {
        await setKnobs(page, (dialog) =>
          dialog.getByLabel('Tasks are kept in').selectOption({ label: place }),
        );
        await page.reload();
      }
      await openOrganization(page);
      await createProject(page, 'Shared');
      await taskIn(page, 'shared', 'running');
      const other = await page.context().newPage();
      await other.goto(`${demo.url}/diagnostics`);
      await other.getByRole('region', { name: 'Storage' }).getByText(place).waitFor();
      await other.getByRole('region', { name: 'Storage' }).getByText('ok', { exact: true }).waitFor();
      await other.locator('[data-subject="shared"][data-status="running"]').waitFor();
      assert.equal(
        await taskRow(other, 'shared')
          .getByRole('button', { name: /Cancel/ })
          .count(),
        0,
      );
      await other.locator('[data-subject="shared"][data-status="completed"]').waitFor({ timeout: 15_000 });
      await other.close();
      await closeConsole(page);
    });
  }
});
