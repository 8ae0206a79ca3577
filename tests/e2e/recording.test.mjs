// A recording saved in the demo is replayed natively into the same states.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { closeConsole, launchBrowser, openConsole } from './browser.mjs';
import { addZones, createProject, openOrganization, openFaults, openZones, taskIn } from './console.mjs';
import { startDemo } from './demo-server.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

describe('a recording from the demo', () => {
  let browser, demo;

  before(async () => {
    [browser, demo] = await Promise.all([launchBrowser(), startDemo()]);
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });

  test('replayed by one command ends in the same states', { timeout: 600_000 }, async () => {
    const page = await openConsole(browser, demo.url, { knobs: { delay: 300 } });
    await openOrganization(page);
    await createProject(page, 'Recorded');
    await taskIn(page, 'recorded', 'completed');
    await openZones(page);
    await addZones(page, { domain: 'recorded.example', count: 6, atOnce: 5 });
    await taskIn(page, 'storefront', 'completed', 30_000);

    const drawer = await openFaults(page);
    const saved = page.waitForEvent('download');
    await drawer.getByRole('button', { name: 'Save recording' }).click();
    const download = await saved;
    assert.equal(download.suggestedFilename(), 'taskwatch-recording.json');
    const told = execFileSync('make', ['replay', `FILE=${await download.path()}`], {
      cwd: root,
      encoding: 'utf8',
    });
    assert.match(told, /^\d+ inputs replayed: the same states$/m);
    assert.match(told, /^after: task \d+ completed, 6 completed, 0 failed$/m);
    assert.ok(!/recorded|example/i.test(told), 'no names are in it');
    await closeConsole(page);
  });
});
