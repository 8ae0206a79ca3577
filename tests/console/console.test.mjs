// A console of the shape that this package is for, as its authors would write it: it compiles, builds, renders on the
// server with the package bundled and not, and its four call sites work in a browser under a strict policy.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';

import { launchBrowser } from '../e2e/browser.mjs';
import { eventually } from '../e2e/console.mjs';
import { install } from '../package/install.mjs';
import { startConsole } from './server.mjs';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('.', import.meta.url));
const artifacts = fileURLToPath(new URL('../../target/artifacts', import.meta.url));
const inFolder = (command, args, env) => run(command, args, { cwd: folder, env: { ...process.env, ...env } });

let browser;
before(async () => {
  install(folder);
  mkdirSync(artifacts, { recursive: true });
  browser = await launchBrowser();
});
after(() => browser?.close());

test('compiles against the types', async () => {
  await inFolder('node_modules/.bin/react-router', ['typegen']);
  const { stdout } = await inFolder('node_modules/.bin/tsc', ['--noEmit']).catch((error) => error);
  assert.equal(stdout, '');
});

for (const [how, env] of [
  ['left to Node on the server', {}],
  ['bundled for the server', { NO_EXTERNAL: '1' }],
])
  describe(`the package ${how}`, () => {
    let server;
    before(async () => {
      await inFolder('node_modules/.bin/react-router', ['build'], env);
      server = await startConsole();
    });
    after(() => server?.stop());

    test('every call site ends as it should, over navigation and a reload', async () => {
      const page = await (await browser.newContext()).newPage();
      const said = [];
      page.on(
        'console',
        (message) => ['error', 'warning'].includes(message.type()) && said.push(message.text()),
      );
      page.on('pageerror', (error) => said.push(String(error)));
      await page.goto(server.url);
      await eventually(async () => assert.equal(await page.getByRole('status').textContent(), 'ready'));
      for (const name of ['Create', 'Import', 'Update', 'Export'])
        await page.getByRole('button', { name, exact: true }).click();
      await page.getByRole('link', { name: 'About' }).click();
      await page.getByRole('link', { name: 'Zones' }).waitFor();
      const rows = () =>
        page.evaluate(() =>
          [...document.querySelectorAll('li')].map(
            (row) => `${row.querySelector('strong').textContent}: ${row.dataset.status}`,
          ),
        );
      const expected = [
        'Create a zone: completed',
        'Import zones: failed',
        'Update zones: completed',
        'Exporting zones: completed',
      ];
      await eventually(async () => assert.deepEqual(await rows(), expected));
      await page.getByRole('button', { name: 'Summary' }).click();
      const summary = await page.getByRole('dialog').textContent();
      assert.match(summary, /a\.example: success .*refused\.example: failed the domain is refused/);
      await page.screenshot({ path: `${artifacts}/console.png` });
      await page.getByRole('button', { name: 'Done' }).click();
      await page.getByRole('button', { name: 'Download 3 lines' }).waitFor();
      // No channel is left behind, and the hub was not asked too often.
      await eventually(() => assert.deepEqual(server.hub.channels, []));
      assert.equal(server.hub.refused, 0);
      await page.reload();
      await eventually(async () => assert.deepEqual(await rows(), expected));
      // The refused zone is the app's own affair; the browser says so itself.
      assert.deepEqual(
        said.filter((line) => !/status of 422/.test(line)),
        [],
      );
    });
  });
