// Visits the pages of the demo in both themes, checks what each shows, and keeps pictures of them; also at the width of a
// phone, where nothing may be wider than the screen.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { picture } from './artifacts.mjs';
import { closeConsole } from './browser.mjs';
import {
  addZones,
  createProject,
  eventually,
  openFaults,
  openOrganization,
  setKnobs,
  taskIn,
  taskRow,
} from './console.mjs';
import { useDemo } from './demo.mjs';

describe('pictures of the demo', () => {
  const demo = useDemo();

  for (const theme of ['light', 'dark']) {
    test(`every page and every state of a task, ${theme}`, async () => {
      const page = await demo.open({ theme, knobs: { delay: 1500 } });
      await page.getByRole('link', { name: /Acme/ }).waitFor();
      await picture(page, `embedded-${theme}-organizations`);
      const brightness = await brightnessOf(page);
      assert.ok(
        theme === 'light' ? brightness > 200 : brightness < 60,
        `the page's brightness is ${brightness}`,
      );

      await openOrganization(page);
      await page.getByRole('button', { name: 'Create project', exact: true }).click();
      await page.getByLabel('Display name').fill('Payments API');
      await picture(page, `embedded-${theme}-create-project`);
      await page.keyboard.press('Escape');

      // A task in each state.
      await createProject(page, 'Search');
      await taskIn(page, 'search', 'completed');
      await setKnobs(page, (dialog) => dialog.getByLabel('Failure reason').fill('QuotaExceeded'));
      await createProject(page, 'Analytics');
      await taskIn(page, 'analytics', 'failed');
      await setKnobs(page, async (dialog) => {
        await dialog.getByLabel('Failure reason').fill('');
        await dialog.getByLabel('Time until ready').selectOption('20000');
      });
      for (const name of ['Payments API', 'Identity', 'Edge cache', 'Billing'])
        await createProject(page, name);
      await taskRow(page, 'identity').getByRole('button', { name: 'Cancel' }).click();
      await page.waitForFunction(() =>
        /[1-9]/.test(document.querySelector('[data-subject="payments-api"] .elapsed').textContent),
      );
      await taskIn(page, 'identity', 'cancelled');
      await picture(page, `embedded-${theme}-task-panel`);
      assert.deepEqual(await statesIn(page), {
        search: 'completed',
        analytics: 'failed',
        'payments-api': 'running',
        identity: 'cancelled',
        'edge-cache': 'running',
        billing: 'running',
      });
      await taskRow(page, 'analytics').getByRole('button', { name: 'Details' }).click();
      await picture(page, `embedded-${theme}-task-details`);
      assert.match(await page.getByRole('dialog').innerText(), /Failed\s.*quota exceeded/s);
      await page.keyboard.press('Escape');
      for (const subject of ['payments-api', 'edge-cache', 'billing'])
        await taskRow(page, subject).getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Clear ended' }).click();
      await eventually(async () => assert.deepEqual(await statesIn(page), {}));

      await setKnobs(page, (dialog) => dialog.getByLabel('Time until ready').selectOption('1500'));
      await createProject(page, 'Catalog');
      await taskIn(page, 'catalog', 'completed');
      await page.getByRole('link', { name: 'Storefront' }).click();
      await page.getByTestId('uid').waitFor();
      await picture(page, `embedded-${theme}-project`);
      await page.getByRole('link', { name: 'DNS zones' }).click();
      await addZones(page, { domain: 'example.com' });
      await page.getByRole('button', { name: 'Create zone' }).click();
      await page.getByRole('dialog').getByLabel('Domain').fill('shop.example');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => window.consoleDiagnostics.tasks()[1]?.completed >= 4);
      await picture(page, `embedded-${theme}-batch`);
      const batch = await taskIn(page, 'storefront', 'completed', 20_000);
      assert.deepEqual([batch.completed, batch.failed], [20, 0]);
      await taskRow(page, 'storefront').getByRole('button', { name: 'Summary' }).click();
      await picture(page, `embedded-${theme}-summary`);
      await page.keyboard.press('Escape');
      const drawer = await openFaults(page);
      await drawer.getByRole('button', { name: 'Drop all streams' }).click();
      await drawer.getByRole('button', { name: 'Lose events' }).click();
      await picture(page, `embedded-${theme}-faults`);
      await drawer.getByRole('button', { name: 'End now' }).click();
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: 'Diagnostics' }).click();
      await page.waitForFunction(() => window.consoleDiagnostics.watch().streams === 0);
      await picture(page, `embedded-${theme}-diagnostics`);
      await closeConsole(page);
    });
  }

  test('on a narrow screen nothing is wider than it', async () => {
    const page = await demo.open({ viewport: { width: 390, height: 780 }, knobs: { delay: 20_000 } });
    await openOrganization(page);
    await createProject(page, 'Pocket');
    await taskIn(page, 'pocket', 'running');
    await picture(page, 'embedded-narrow');
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(overflow <= 0, `${overflow} px wider`);
    await closeConsole(page);
  });
});

/** The state of each task in the panel, by its subject. */
function statesIn(page) {
  return page
    .locator('[data-subject][data-status]')
    .evaluateAll((rows) => Object.fromEntries(rows.map(({ dataset }) => [dataset.subject, dataset.status])));
}

/** The brightness of the page's background, from 0 to 255. */
function brightnessOf(page) {
  return page.evaluate(() => {
    const color = [document.body, document.documentElement]
      .map((element) => getComputedStyle(element).backgroundColor)
      .find((color) => color !== 'rgba(0, 0, 0, 0)');
    const parts = color?.match(/[\d.]+/g)?.map(Number) ?? [255, 255, 255];
    return (parts[0] + parts[1] + parts[2]) / 3;
  });
}
