// The documents' pages beside the demo: under their own policy, with a search that needs no server.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { picture } from './artifacts.mjs';
import { closeConsole } from './browser.mjs';
import { useDemo } from './demo.mjs';

describe('the documents', () => {
  const demo = useDemo();

  test('are pages that are searched in the browser, the API reference too', async () => {
    const page = await demo.open();
    await page.getByRole('link', { name: 'Documents' }).click();
    await page.getByRole('heading', { name: 'taskwatch', level: 1 }).waitFor();
    await picture(page, 'documents');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('searchbox').fill('forbiddenGrace');
    await page.locator('.result').filter({ hasText: 'Interface' }).first().waitFor();
    await page.getByRole('searchbox').fill('wasm-unsafe-eval production');
    await page.locator('.result').filter({ hasText: 'Troubleshooting' }).first().click();
    await page.getByRole('heading', { name: 'Troubleshooting', level: 1 }).waitFor();
    assert.match(page.url(), /\/docs\/troubleshooting/);
    await closeConsole(page);
  });
});
