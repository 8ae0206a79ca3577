// A page of the gateway's own origin, since the gateway answers no cross-origin question: an empty document with the
// package and a few modules beside it.

import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { installed } from '../package/install.mjs';

const FOLDER = '/modules/';

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} url of the gateway
 * @param {URL[]} modules that are imported under their file names; the package as `taskwatch.js`
 */
export async function openGatewayPage(browser, url, modules) {
  const page = await browser.newPage();
  const files = new Map(modules.map((file) => [path.basename(file.pathname), file]));
  files.set('taskwatch.js', path.join(installed, 'dist/index.js'));
  await page.route(`${url}${FOLDER}*`, async (route) => {
    const file = files.get(path.basename(new URL(route.request().url()).pathname));
    if (file) await route.fulfill({ contentType: 'text/javascript', body: await readFile(file, 'utf8') });
    else
      await route.fulfill({
        contentType: 'text/html',
        body: '<!doctype html><title>waits</title><link rel=icon href=data:,>',
      });
  });
  await page.goto(`${url}${FOLDER}`);
  return page;
}
