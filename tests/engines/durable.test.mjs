// Durable tasks in each engine: a tab is closed, or goes elsewhere, at each boundary between steps and inside each step, and
// the other goes on; a task that completes as its tab leaves stays completed. Side effects are counted at a server.

import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { PLACES, Round, serveDurable, STEPS } from '../e2e/durable-round.mjs';
import { inEachEngine } from './in-each-engine.mjs';

/** The time that the other tab has to take over. */
const PATIENCE = 15_000;

let server;
before(async () => {
  server = await serveDurable();
});
after(() => server.stop());

inEachEngine((engine) => {
  /** One command after the other: a browser is driven by one window at a time. */
  let last = Promise.resolve();
  const inTurn = (use) => {
    last = last.then(use, use);
    return last;
  };
  const inWindow = (handle, use) =>
    inTurn(async () => {
      await engine.driver.switchTo().window(handle);
      return use(engine.driver);
    });

  /** Opens the page in a window of its own. */
  const open = (tab, store) =>
    inTurn(async () => {
      const { driver } = engine;
      await driver.switchTo().newWindow('tab');
      await driver.get(`${server.url}/?tab=${tab}`);
      await driver.wait(() => driver.executeScript('return globalThis.isReady === true'), PATIENCE);
      await driver.executeScript('globalThis.open(arguments[0])', store);
      return driver.getWindowHandle();
    });
  const run = (handle, script, ...values) =>
    inWindow(handle, (driver) => driver.executeScript(script, ...values));

  const ENDS = {
    'is closed': (handle) => inWindow(handle, (driver) => driver.close()),
    'goes elsewhere': (handle) => inWindow(handle, (driver) => driver.get('about:blank')),
  };

  /** The window that is left when all others are closed, and an empty profile. */
  async function fresh() {
    const [first, ...others] = await engine.driver.getAllWindowHandles();
    // One that has just gone elsewhere may be away for a moment.
    for (const handle of others) await ENDS['is closed'](handle).catch(() => {});
    await inWindow(first, (driver) => driver.get(`${server.url}/empty`));
    await inTurn(() =>
      engine.driver.executeAsyncScript((done) => {
        localStorage.clear();
        const request = indexedDB.deleteDatabase('taskwatch');
        request.onsuccess = request.onerror = () => done();
      }),
    );
  }

  // `durable.test.mjs` of the end-to-end tests has the other store in Chromium.
  for (const store of engine.name === 'chromium' ? ['local'] : ['indexeddb'])
    it(`a task is resumed wherever its tab ends: ${store}`, async (test) => {
      const wrong = [];
      const times = [];
      for (const [number, place] of PLACES.entries()) {
        const how = Object.keys(ENDS)[number % 2];
        await fresh();
        const windows = [];
        const round = new Round([place], (tab) => ENDS[how](windows[tab]));
        server.rounds.now = round;
        windows.push(await open('0', store), await open('1', store));
        await run(windows[0], 'globalThis.start(arguments[0])', STEPS);
        const end = Date.now() + PATIENCE;
        let status;
        while (status !== 'completed' && Date.now() < end) {
          await sleep(25);
          status = await run(windows[1], 'return globalThis.view()?.status');
        }
        await Promise.all(round.kills);
        server.rounds.now = undefined;
        round.judge();
        if (status !== 'completed') round.wrong.push(`the task is ${status}`);
        wrong.push(...round.wrong.map((what) => `${how} ${place}: ${what}`));
        times.push(...round.times);
      }
      assert.deepEqual(wrong, []);
      const worst = Math.max(...times);
      assert.ok(worst < 4_000, `another tab went on after ${worst} ms`);
      test.diagnostic(`${engine.name} ${engine.version}: goes on after ${worst} ms at worst: ${store}`);
    });

  it('a tab that comes back calls nothing that the other has called', async (test) => {
    await fresh();
    const round = new Round([], () => {});
    server.rounds.now = round;
    const leaving = await open('0', 'indexeddb');
    const other = await open('1', 'indexeddb');
    await run(leaving, 'globalThis.start(arguments[0], arguments[1])', STEPS, 1_000);
    while (!round.counts.has('inside one')) await sleep(10);
    await sleep(300);
    await inWindow(leaving, (driver) => driver.get(`${server.url}/empty`));
    const end = Date.now() + PATIENCE;
    while ((await run(other, 'return globalThis.view()?.status')) !== 'completed')
      assert.ok(Date.now() < end, 'the other tab has not gone on');
    const isRestored = await inWindow(leaving, async (driver) => {
      await driver.navigate().back();
      return driver.executeScript('return globalThis.isRestored');
    });
    await sleep(1_500);
    server.rounds.now = undefined;
    round.judge();
    assert.deepEqual(round.wrong, []);
    if (isRestored)
      assert.equal(await run(leaving, 'return globalThis.view()?.status'), 'completed', 'it has heard of it');
    test.diagnostic(`${engine.name}: the page was ${isRestored ? 'restored' : 'loaded anew'}`);
  });

  for (const store of ['local', 'indexeddb'])
    it(`a task that completes as its tab leaves stays completed: ${store}`, async () => {
      await fresh();
      const watching = await open('0', store);
      // Another site, whose page need not be in the same process; and a page for which WebKit gives up transactions.
      const elsewhere = [`${server.url.replace('127.0.0.1', 'localhost')}/empty`, 'about:blank'];
      for (let round = 1; round <= 4; round++) {
        const leaving = await open(`${round}`, store);
        await run(
          leaving,
          `const processor = () => new Promise((resolve) => setTimeout(resolve, 30));
           const [there] = arguments;
           queue.enqueue({ title: 't', processor }).promise.then(() => { location.href = there; });`,
          elsewhere[round % 2],
        );
        await sleep(300);
      }
      await sleep(2_000);
      const shown = await run(watching, 'return queue.getSnapshot().map(({ status }) => status)');
      assert.deepEqual(shown, Array(4).fill('completed'));
    });
});
