// Tabs that are killed in the middle of a durable task, in a browser: at each boundary between steps and inside each step,
// with one tab and with several, on both stores; one kill a round, or one at each place in a row. A tab crashes or is
// closed, or the browser is killed and started again on the same profile. Side effects are counted at a server. A step
// whose result was stored never runs again, no two tabs are in one step at a time, `createOnce` makes one object, and
// every task completes.
//
//   node tests/e2e/durable-kills.mjs [--kills 64] [--tabs 1,3,10] [--store indexeddb] [--how crash,close,browser] [--package file.tgz]
//
// Prints how many kills there were, what went wrong, and how long it took until another tab went on.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { chromium } from 'playwright-core';

import { ARGUMENTS, findChromium, launchBrowser } from './browser.mjs';
import { PLACES, Round, serveDurable, STEPS } from './durable-round.mjs';

/** The time that another tab has to take over. */
const PATIENCE = 15_000;

/** How a tab ends: its process crashes, or it is closed as its user does it. */
const ENDS = {
  async crash(page) {
    const session = await page.context().newCDPSession(page);
    const crashed = new Promise((resolve) => page.once('crash', resolve));
    session.send('Page.crash').catch(() => {});
    await crashed;
  },
  close: (page) => page.close(),
};

async function openTab(context, server, store, tab) {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.goto(`${server.url}/?tab=${tab}`);
  await page.waitForFunction(() => globalThis.isReady);
  await page.evaluate((store) => globalThis.open(store), store);
  return page;
}

/** Plays one round in a profile of its own: what went wrong, and milliseconds until another tab went on, for each kill. */
async function play(browser, server, { places, tabs, store, how }) {
  const context = await browser.newContext();
  const pages = new Map();
  const open = async () => {
    const tab = String(pages.size);
    // Before it is open: it may be killed as soon as it is.
    const opening = openTab(context, server, store, tab);
    pages.set(tab, opening);
    return opening;
  };
  const kill = async (tab) => {
    const page = await pages.get(tab);
    await ENDS[how](page);
    pages.set(tab, undefined);
    // The tab was the only one: its user opens it again.
    if (tabs === 1) await open();
  };
  const round = new Round(places, kill);
  server.rounds.now = round;
  try {
    const first = await open();
    await Promise.all(Array.from({ length: tabs - 1 }, open));
    await first.evaluate((steps) => globalThis.start(steps), STEPS);
    const look = async () => {
      const open = [...pages.values()].filter((page) => page !== undefined);
      const last = await open.at(-1);
      return last.evaluate(() => globalThis.queue && globalThis.view()?.status);
    };
    await settle(round, look);
    return round;
  } finally {
    server.rounds.now = undefined;
    await context.close();
  }
}

/** Waits until all kills have happened and the task has completed, and judges. */
async function settle(round, look) {
  const end = Date.now() + PATIENCE * round.killsInside.size;
  let status;
  while ((status !== 'completed' || !round.isOver) && Date.now() < end) {
    await sleep(25);
    status = await look().catch(() => undefined);
  }
  if (status !== 'completed') round.wrong.push(`the task is ${status}`);
  await Promise.all(round.kills);
  await sleep(50);
  round.judge();
}

/** Likewise, with the browser killed at each of the places, and started again on the same profile. */
async function playBrowser(server, { places, tabs, store }) {
  const profile = mkdtempSync(path.join(os.tmpdir(), 'taskwatch-profile-'));
  let chrome;
  let page;
  let count = 0;
  const start = async () => {
    chrome = await startBrowser(profile);
    const [context] = chrome.browser.contexts();
    const open = Array.from({ length: tabs }, () => openTab(context, server, store, String(count++)));
    [page] = await Promise.all(open);
  };
  const kill = async () => {
    await chrome.kill();
    await start();
  };
  const round = new Round(places, kill);
  server.rounds.now = round;
  try {
    await start();
    await page.evaluate((steps) => globalThis.start(steps), STEPS);
    await settle(round, () => page.evaluate(() => globalThis.queue && globalThis.view()?.status));
    return round;
  } finally {
    server.rounds.now = undefined;
    await chrome?.kill();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A browser of its own process group, so that all of it can be killed at once. */
async function startBrowser(profile) {
  const process_ = spawn(
    findChromium(),
    [...ARGUMENTS, '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const exited = new Promise((resolve) => process_.once('exit', resolve));
  const kill = async () => {
    try {
      process.kill(-process_.pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
    await exited;
  };
  for await (const line of readline.createInterface({ input: process_.stderr })) {
    const [, address] = /DevTools listening on (ws:\S+)/.exec(line) ?? [];
    if (address === undefined) continue;
    process_.stderr.resume();
    return { browser: await chromium.connectOverCDP(address), kill };
  }
  await kill();
  throw new Error('the browser has not started');
}

/** A tab is frozen between two steps and loses its lock; another takes over. What the first does when it comes back. */
export async function playFreeze(browser, server, store) {
  const context = await browser.newContext();
  let isThere;
  const arrived = new Promise((resolve) => (isThere = resolve));
  const round = new Round(['after one'], isThere);
  server.rounds.now = round;
  try {
    const frozen = await openTab(context, server, store, '0');
    const other = await openTab(context, server, store, '1');
    await frozen.evaluate((steps) => globalThis.start(steps), STEPS);
    await arrived;
    const session = await context.newCDPSession(frozen);
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await other.evaluate(async () => {
      const { held } = await navigator.locks.query();
      const mine = queue.inspect().instance;
      const [lock] = held.filter(
        ({ name, mode }) =>
          mode === 'exclusive' && name.startsWith('taskwatch:owner:') && !name.endsWith(mine),
      );
      // It lets go of its lock as it is frozen; what cannot hear of that has it taken away.
      if (lock !== undefined) await navigator.locks.request(lock.name, { steal: true }, () => {});
    });
    await other.waitForFunction(() => globalThis.view()?.status === 'completed');
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await frozen.waitForFunction(() => globalThis.view()?.status === 'completed');
    await sleep(100);
    round.judge();
    return round.wrong;
  } finally {
    server.rounds.now = undefined;
    await context.close();
  }
}

/** Plays rounds until there were this many kills: with two tabs less than places, or more, all places in one round. */
export async function playKills({ browser, server, kills, tabs, store, how = 'crash' }) {
  const wrong = [];
  const times = [];
  let done = 0;
  for (let number = 0; done < kills; number++) {
    // As many tabs are left as there are kills to come.
    const isRow = tabs > PLACES.length && how !== 'browser';
    const places = isRow ? PLACES : [PLACES[number % PLACES.length]];
    const round =
      how === 'browser'
        ? await playBrowser(server, { places, tabs, store })
        : await play(browser, server, { places, tabs, store, how });
    done += round.kills.length;
    // A place that was not reached is no kill.
    if (round.kills.length === 0) done += 1;
    const label = `${how}, killed ${places.join(', ')}, ${tabs} tabs on ${store}`;
    wrong.push(...round.wrong.map((what) => `${label}: ${what}`));
    times.push(...round.times);
  }
  times.sort((one, other) => one - other);
  return { kills: done, wrong, median: times[times.length >> 1], worst: times.at(-1) };
}

async function main() {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '64' },
      tabs: { type: 'string', default: '1,3,10' },
      store: { type: 'string', default: 'local,indexeddb' },
      how: { type: 'string', default: 'crash,close,browser' },
      package: { type: 'string' },
    },
  });
  const unpacked =
    values.package === undefined ? undefined : mkdtempSync(path.join(os.tmpdir(), 'taskwatch-'));
  if (unpacked !== undefined) execFileSync('tar', ['-xzf', values.package, '-C', unpacked]);
  const server = await serveDurable(unpacked && path.join(unpacked, 'package'));
  const browser = await launchBrowser();
  let sum = 0;
  try {
    for (const store of values.store.split(',')) {
      for (const how of values.how.split(',')) {
        // A browser that is killed may lose the last seconds of localStorage.
        if (how === 'browser' && store === 'local') continue;
        for (const tabs of values.tabs.split(',').map(Number)) {
          const all = Number(values.kills);
          // Each start of a browser takes seconds.
          const kills = how === 'browser' ? Math.ceil(all / 4) : all;
          const found = await playKills({ browser, server, kills, tabs, store, how });
          sum += found.kills;
          console.log(
            `${store}, ${tabs} tabs, ${how}: ${found.kills} kills, ${found.wrong.length} wrong; went on after ${found.median} ms (median), ${found.worst} ms (worst)`,
          );
          for (const what of found.wrong.slice(0, 5)) console.log(`  ${what}`);
          if (found.wrong.length > 0) process.exitCode = 1;
        }
      }
      const wrong = await playFreeze(browser, server, store);
      console.log(`${store}: a frozen tab that lost its lock: ${wrong.join('; ') || 'right'}`);
      if (wrong.length > 0) process.exitCode = 1;
    }
    console.log(`${sum} kills`);
  } finally {
    await browser.close();
    await server.stop();
    if (unpacked !== undefined) rmSync(unpacked, { recursive: true });
  }
}

if (process.argv[1] === import.meta.filename) await main();
