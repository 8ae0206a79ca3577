// Makes www/screenshot.png, the picture in the README: `node tests/e2e/screenshot.mjs`.

import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { closeConsole, launchBrowser, openConsole } from './browser.mjs';
import { addZones, createProject, openOrganization, setKnobs, taskIn } from './console.mjs';
import { startDemo } from './demo-server.mjs';

const file = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../www/screenshot.png');

const [browser, demo] = await Promise.all([launchBrowser(), startDemo()]);
try {
  const page = await openConsole(browser, demo.url, {
    knobs: { delay: 1500, failureReason: 'QuotaExceeded' },
  });
  await openOrganization(page);
  await createProject(page, 'Analytics');
  await taskIn(page, 'analytics', 'failed');
  await setKnobs(page, (dialog) => dialog.getByLabel('Failure reason').fill(''));
  await createProject(page, 'Payments API');
  await taskIn(page, 'payments-api', 'completed');

  await page.getByRole('link', { name: 'Storefront' }).click();
  await page.getByRole('link', { name: 'DNS zones' }).click();
  await setKnobs(page, (dialog) => dialog.getByLabel('Time until ready').selectOption('4000'));
  await addZones(page, { domain: 'example.com' });
  await page.waitForFunction(() => window.consoleDiagnostics.tasks().at(-1).completed === 5);
  await page.getByRole('button', { name: 'Create zone' }).click();
  await page.getByRole('dialog').getByLabel('Domain').fill('shop.example');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() =>
    /name servers|Await|provision/i.test(
      document.querySelector('[data-subject="shop-example"] .task-message')?.textContent,
    ),
  );
  await page.evaluate(() => document.activeElement.blur());
  await page.mouse.move(0, 0);
  await page.screenshot({ path: file, animations: 'disabled' });
  await closeConsole(page);
} finally {
  await browser.close();
  await demo.stop();
}
