// A console of the shape that this package is for, as its authors would write it: it compiles, builds, renders on the
// server with the package bundled and not, and its four call sites work in every engine under a strict policy.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';

import { By, until } from 'selenium-webdriver';

import { eventually } from '../e2e/console.mjs';
import { inEachEngine } from '../engines/in-each-engine.mjs';
import { pictureOf } from '../engines/picture.mjs';
import { install } from '../package/install.mjs';
import { startConsole } from './server.mjs';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('.', import.meta.url));
const inFolder = (command, args, env) => run(command, args, { cwd: folder, env: { ...process.env, ...env } });

const ENDED = [
  'Create a zone: completed',
  'Import zones: failed',
  'Update zones: completed',
  'Exporting zones: completed',
];

before(() => install(folder));

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
    });

    inEachEngine((engine) => {
      before(async () => {
        server = await startConsole();
      });
      after(() => server?.stop());

      test('every call site ends as it should, over navigation and a reload', async () => {
        const user = userOf(engine.driver);
        await engine.driver.get(server.url);
        await eventually(async () => assert.equal(await user.textOf('[role=status]'), 'ready'));
        for (const name of ['Create', 'Import', 'Update', 'Export']) await user.click('button', name);
        await user.click('a', 'About');
        await eventually(async () => assert.deepEqual(await user.tasks(), ENDED));
        await user.click('button', 'Summary');
        assert.match(
          await user.textOf('dialog'),
          /a\.example: success .*refused\.example: failed the domain is refused/,
        );
        await pictureOf(engine, 'console');
        await user.click('button', 'Done');
        await user.click('button', 'Download 3 lines');
        await user.click('a', 'Zones');
        // No channel is left behind, and the hub was not asked too often.
        await eventually(() => assert.deepEqual(server.hub.channels, []));
        assert.equal(server.hub.refused, 0);
        assert.deepEqual(await user.reports(), []);
        await engine.driver.navigate().refresh();
        await eventually(async () => assert.deepEqual(await user.tasks(), ENDED));
        assert.deepEqual(await user.reports(), []);
      });

      test('where the policy forbids wasm the console is rendered, and says so once', async (t) => {
        const strict = await startConsole({ allowsWasm: false });
        t.after(() => strict.stop());
        const user = userOf(engine.driver);
        await engine.driver.get(strict.url);
        await eventually(async () => assert.match(await user.textOf('[role=status]'), /'wasm-unsafe-eval'/));
        await user.click('button', 'Export');
        assert.deepEqual(await user.tasks(), []);
        await user.click('a', 'About');
        await user.click('a', 'Zones');
        await eventually(async () => assert.match(await user.textOf('[role=status]'), /'wasm-unsafe-eval'/));
        const reports = await user.reports();
        assert.deepEqual(
          reports.filter((report) => !report.startsWith('policy: ')).map((report) => report.slice(0, 30)),
          ['error: WasmBlockedError: the p'],
          reports.join('\n'),
        );
      });
    });
  });

/** What someone in front of the browser does and sees. */
function userOf(driver) {
  const run = (body, ...given) => driver.executeScript(body, ...given);
  return {
    async click(tag, name) {
      const xpath = `//${tag}[normalize-space()='${name}']`;
      await (await driver.wait(until.elementLocated(By.xpath(xpath)), 5000)).click();
    },
    textOf: (selector) => run('return document.querySelector(arguments[0])?.textContent', selector),
    tasks: () =>
      run(`return [...document.querySelectorAll('li')].map(
        (row) => row.querySelector('strong').textContent + ': ' + row.dataset.status)`),
    /** What the console's error reporting has collected since the page was loaded. */
    reports: () => run('return window.reports'),
  };
}
