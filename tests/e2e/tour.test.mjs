// The 60-second tour, walked with the keyboard alone from its first step to its last, over the reload in its middle.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { picture } from './artifacts.mjs';
import { closeConsole } from './browser.mjs';
import { useDemo } from './demo.mjs';

const STEPS = ['open', 'create', 'cut', 'reload', 'finish', 'compare', 'end'];

describe('the tour', () => {
  const demo = useDemo();

  test('Enter walks it, the task outlasts the reload, and it is remembered', async (t) => {
    const page = await demo.open();
    const began = Date.now();
    await page.getByRole('button', { name: 'Take the 60-second tour' }).press('Enter');
    for (const step of STEPS) {
      const card = page.locator(`.tour[data-step="${step}"]`);
      await card.waitFor();
      const button = card.locator('.button.primary:not([aria-disabled="true"])');
      await button.waitFor({ timeout: 40_000 });
      assert.equal(await page.locator('[data-ringed]').count(), step === 'reload' ? 0 : 1, step);
      await picture(page, `tour-${STEPS.indexOf(step) + 1}-${step}`);
      if (step === 'cut') {
        await button.press('Enter');
        await page
          .getByText(/^[1-9] streams? dropped$/)
          .first()
          .waitFor();
      } else await button.press('Enter');
    }
    assert.equal(await page.locator('.tour').count(), 0);
    const [task] = await page.evaluate(() => window.consoleDiagnostics.tasks());
    assert.equal(task.status, 'completed');
    t.diagnostic(`the tour took ${Math.round((Date.now() - began) / 1000)} s, pictures included`);
    await page.getByRole('link', { name: 'Console', exact: true }).click();
    await page.getByRole('button', { name: 'Take the tour again' }).waitFor();
    await closeConsole(page);
  });

  test('it goes on where one does a step by hand, and Escape skips it', async () => {
    const page = await demo.open();
    await page.getByRole('button', { name: 'Take the 60-second tour' }).click();
    await page.getByRole('link', { name: /Acme/ }).click();
    await page.locator('.tour[data-step="create"]').waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.tour').count(), 0);
    await page.reload();
    await page.getByRole('heading', { name: 'Projects' }).waitFor();
    assert.equal(await page.locator('.tour').count(), 0, 'it stays away');
    await closeConsole(page);
  });
});
