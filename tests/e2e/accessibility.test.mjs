// Whether everybody can use the demo: axe on each page in both themes, the keyboard
// alone, and nothing that jumps while one reads.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { violations } from './axe.mjs';
import { closeConsole } from './browser.mjs';
import {
  addZones,
  createProject,
  openFaults,
  openOrganization,
  setKnobs,
  taskIn,
  taskRow,
} from './console.mjs';
import { useDemo } from './demo.mjs';

describe('the demo for everybody', () => {
  const demo = useDemo();

  for (const theme of ['light', 'dark']) {
    test(`axe finds nothing on any page, ${theme}`, async () => {
      const page = await demo.open({ theme, knobs: { delay: 1500 } });
      const check = async (name) => assert.deepEqual(await violations(page), [], name);
      await check('organizations');
      await page.getByRole('button', { name: 'Add organization' }).click();
      await check('adding an organization');
      await page.keyboard.press('Escape');

      await openOrganization(page);
      await page.getByRole('link', { name: 'Storefront' }).waitFor();
      await page.getByRole('button', { name: 'Create project', exact: true }).click();
      await check('creating a project');
      await page.keyboard.press('Escape');
      await createProject(page, 'Audited');
      await taskIn(page, 'audited', 'running');
      await check('projects, a task running');
      await taskIn(page, 'audited', 'completed');
      await check('projects, a task completed');
      await taskRow(page, 'audited').getByRole('button', { name: 'Details' }).click();
      await check('details of a task');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Create project', exact: true }).click();
      await page.getByLabel('Display name').fill('Storefront');
      await check('a name that is taken');
      await page.keyboard.press('Escape');
      await setKnobs(page, (drawer) => drawer.getByLabel('Failure reason').fill('QuotaExceeded'));
      await createProject(page, 'Refused');
      await taskIn(page, 'refused', 'failed');
      await check('projects, a task failed');
      await setKnobs(page, (drawer) => drawer.getByLabel('Failure reason').fill(''));

      await page.getByRole('link', { name: 'Audited', exact: true }).click();
      await page.getByTestId('uid').waitFor();
      await check('a project');
      await page.getByRole('link', { name: 'DNS zones' }).click();
      await page.getByRole('heading', { name: 'No zones yet' }).waitFor();
      await check('no zones');
      await addZones(page, { domain: 'example.com', count: 3 });
      await taskIn(page, 'audited', 'completed');
      await page
        .locator('[data-subject="audited"]', { hasText: 'Add 3 zones' })
        .getByRole('button', { name: 'Summary' })
        .click();
      await check('the summary of a batch');
      await page.keyboard.press('Escape');
      await check('zones');

      const drawer = await openFaults(page);
      await check('faults');
      await drawer.getByRole('button', { name: 'Exceed quota' }).click();
      await check('a fault at work');
      await drawer.getByRole('button', { name: 'End now' }).click();
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: 'Verdicts' }).click();
      await page.getByRole('heading', { name: 'Verdicts' }).waitFor();
      await check('verdicts');
      await page.getByLabel('Example').selectOption('DNS zone, refused');
      await check('a verdict that failed');
      await page.getByRole('link', { name: '10,000 objects' }).click();
      await page.getByText('object-1', { exact: true }).waitFor();
      await check('10,000 objects');
      await page.getByRole('link', { name: 'Diagnostics' }).click();
      await page.getByRole('heading', { name: 'Diagnostics' }).waitFor();
      await check('diagnostics');
      await page.goto(`${demo.url}/nowhere`);
      await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
      await check('no such page');
      await closeConsole(page);
    });
  }

  test('the keyboard is enough to create a project, cancel its task and clear it', async () => {
    const page = await demo.open({ knobs: { delay: 4000 } });
    const focused = () =>
      page.evaluate(
        () => document.activeElement.textContent.trim() || document.activeElement.getAttribute('aria-label'),
      );
    const tabTo = async (name, key = 'Tab') => {
      for (let presses = 0; presses < 40; presses++) {
        await page.keyboard.press(key);
        if ((await focused()).startsWith(name)) return;
      }
      assert.fail(`Tab never comes to ${name}`);
    };
    await page.getByRole('link', { name: /Acme/ }).waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo('Acme');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Storefront' }).waitFor();
    assert.equal(await focused(), 'Projects', 'the heading of the page that was opened');

    await tabTo('Create project');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('By keyboard');
    await page.keyboard.press('Enter');
    await taskIn(page, 'by-keyboard', 'running');
    assert.equal(await focused(), 'Create project', 'the focus is back where the dialog was opened');
    assert.equal(await page.getByRole('status').textContent(), 'Create project By keyboard: Running');

    await tabTo('Cancel');
    await page.keyboard.press('Enter');
    await taskIn(page, 'by-keyboard', 'cancelled');
    assert.match(await focused(), /^Details/, 'the pressed button is gone, its neighbour has the focus');
    await tabTo('Clear Create project By keyboard', 'Shift+Tab');
    await page.keyboard.press('Enter');
    assert.equal(await taskRow(page, 'by-keyboard').count(), 0);
    assert.equal(await focused(), 'Tasks');
    await tabTo('Hide tasks');
    await page.keyboard.press('Enter');
    assert.match(await focused(), /^Tasks/, 'the focus is back on the button that shows the panel');
    await closeConsole(page);
  });

  test('nothing on the page jumps while a task runs', async (t) => {
    const page = await demo.open({ knobs: { delay: 1500 } });
    await openOrganization(page);
    await page.getByRole('link', { name: 'Storefront' }).waitFor();
    await page.evaluate(() => {
      // As browsers count them: what follows at once from what one has done is no jump.
      window.shifts = [];
      new PerformanceObserver((list) => {
        for (const { value, hadRecentInput, sources } of list.getEntries())
          if (!hadRecentInput)
            window.shifts.push({ value, nodes: sources.map(({ node }) => node?.outerHTML?.slice(0, 80)) });
      }).observe({ type: 'layout-shift' });
    });
    await createProject(page, 'Steady');
    await taskIn(page, 'steady', 'completed');
    await page.getByRole('link', { name: 'Storefront' }).click();
    await page.getByRole('link', { name: 'DNS zones' }).click();
    await page.getByText('cdn.storefront.example').waitFor();
    await addZones(page, { domain: 'example.com', count: 10, atOnce: 5 });
    await taskIn(page, 'storefront', 'completed', 20_000);
    const shifts = await page.evaluate(() => window.shifts);
    const sum = shifts.reduce((sum, { value }) => sum + value, 0);
    t.diagnostic(`layout shift over a project and a batch: ${sum.toFixed(4)}`);
    assert.ok(sum < 0.005, `layout shifts of ${sum}: ${JSON.stringify(shifts, null, 1)}`);
    await closeConsole(page);
  });
});
