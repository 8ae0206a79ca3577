// The drawer of faults, and the comparison of three implementations under one fault.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { picture } from './artifacts.mjs';
import { closeConsole } from './browser.mjs';
import { createProject, openFaults, openOrganization, taskIn } from './console.mjs';
import { useDemo } from './demo.mjs';

describe('faults in the demo', () => {
  const demo = useDemo();

  test('dropping the streams says how many there were', async () => {
    const page = await demo.open({ knobs: { delay: 20_000 } });
    await openOrganization(page);
    await createProject(page, 'Two channels');
    await page.waitForFunction(() => window.consoleDiagnostics.watch().streams === 1);
    const drawer = await openFaults(page);
    await drawer.getByRole('button', { name: 'Drop all streams' }).click();
    await drawer.getByText('1 stream dropped', { exact: true }).waitFor();
    await closeConsole(page);
  });

  test('while the API is down the header counts, and it ends early when one says so', async () => {
    const page = await demo.open();
    await openOrganization(page);
    await page.getByRole('link', { name: 'Storefront' }).waitFor();
    const drawer = await openFaults(page);
    await drawer.getByRole('button', { name: 'Take it down' }).click();
    await drawer.getByText(/^\d+ s left/).waitFor();
    await page.getByText(/^API unreachable for [1-9]\d* s, next try in \d+ s$/).waitFor();
    await page.getByText('The API is unreachable', { exact: true }).waitFor({ state: 'attached' });
    await drawer.getByRole('button', { name: 'End now' }).click();
    // At the next try, which is at most four seconds away by now.
    await page.getByText('Reconnected', { exact: true }).waitFor();
    assert.equal(await drawer.getByText(/s left/).count(), 0);
    await closeConsole(page);
  });

  test('a row whose event was lost is as ready as its task, once the task has read', async () => {
    const page = await demo.open({ knobs: { delay: 1500 } });
    await openOrganization(page);
    const drawer = await openFaults(page);
    await drawer.getByRole('button', { name: 'Lose events' }).click();
    await createProject(page, 'Unheard');
    await drawer.getByText('1 event lost').waitFor();
    await taskIn(page, 'unheard', 'completed', 15_000);
    await page
      .getByRole('row', { name: /Unheard/ })
      .getByText('Ready', { exact: true })
      .waitFor({ timeout: 1000 });
    await closeConsole(page);
  });

  test('a list that may not be read is read again once it may', async () => {
    const page = await demo.open();
    await page.getByRole('link', { name: /Acme/ }).waitFor();
    const drawer = await openFaults(page);
    await drawer.getByRole('button', { name: 'Revoke access' }).click();
    await openOrganization(page);
    await page.getByRole('heading', { name: 'This list could not be read' }).waitFor();
    await drawer.getByRole('button', { name: 'End now' }).click();
    await page.getByRole('link', { name: 'Storefront' }).waitFor();
    await closeConsole(page);
  });

  test('what is created over quota fails and says so, and Escape closes the drawer', async () => {
    const page = await demo.open({ knobs: { delay: 300 } });
    await openOrganization(page);
    const drawer = await openFaults(page);
    await drawer.getByRole('button', { name: 'Exceed quota' }).click();
    await createProject(page, 'Too much');
    const { failedItems } = await taskIn(page, 'too-much', 'failed');
    assert.match(failedItems[0].message, /quota exceeded/);
    await drawer.getByText('1 object affected').waitFor();
    await drawer.getByRole('button', { name: 'End now' }).press('Escape');
    assert.equal(await drawer.isVisible(), false);
    assert.match(await page.evaluate(() => document.activeElement.textContent), /^ ?Faults/);
    await closeConsole(page);
  });

  test('under one fault polling and taskwatch notice, and a plain watch never does', async (t) => {
    const page = await demo.open();
    await page.clock.install();
    await page.getByRole('link', { name: 'Compare', exact: true }).click();
    for (const fault of ['No fault', 'Kill the streams']) {
      await page.getByText(fault, { exact: true }).first().click();
      await page.getByRole('button', { name: 'Run' }).click();
      await page.locator('[data-lane="taskwatch"]').waitFor();
      for (let second = 0; second < 21; second++) await page.clock.runFor(1000);
      await page.locator('.lanes[data-over="true"]').waitFor();
      const result = await page.evaluate(() =>
        Object.fromEntries(
          [...document.querySelectorAll('[data-lane]')].map((lane) => [
            lane.dataset.lane,
            {
              delay: lane.querySelector('[data-testid="delay"]').textContent,
              requests: Number(lane.querySelector('[data-testid="requests"]').textContent),
            },
          ]),
        ),
      );
      t.diagnostic(`${fault}: ${JSON.stringify(result)}`);
      assert.match(result.polling.delay, /^[0-2]\.\d+ s$/);
      assert.equal(/ s$/.test(result.watch.delay), fault === 'No fault', result.watch.delay);
      assert.match(result.taskwatch.delay, fault === 'No fault' ? /^0\.\d\d s$/ : /^[0-2]\.\d+ s$/);
      assert.ok(result.watch.requests >= 1 && result.polling.requests >= 3 && result.taskwatch.requests >= 2);
    }
    await picture(page, 'compare-light');
    await closeConsole(page);
  });
});
