// Durable tasks whose tabs are killed or frozen, in a browser: a short run of `durable-kills.mjs`.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { launchBrowser } from './browser.mjs';
import { playFreeze, playKills } from './durable-kills.mjs';
import { PLACES, serveDurable } from './durable-round.mjs';

let browser, server;
before(async () => {
  server = await serveDurable();
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

describe('a durable task', () => {
  for (const [store, tabs] of [
    ['local', 1],
    ['indexeddb', 3],
  ])
    it(`goes on wherever its tab is killed: ${tabs} tabs over ${store}`, async (test) => {
      const { wrong, median, worst } = await playKills({
        browser,
        server,
        kills: PLACES.length,
        tabs,
        store,
      });
      assert.deepEqual(wrong, []);
      assert.ok(worst < 4_000, `another page went on after ${worst} ms`);
      test.diagnostic(`goes on after ${median} ms (median), ${worst} ms (worst): ${tabs} tabs, ${store}`);
    });

  for (const store of ['local', 'indexeddb'])
    it(`is not gone on with by a frozen tab that lost it: ${store}`, async () => {
      assert.deepEqual(await playFreeze(browser, server, store), []);
    });
});
