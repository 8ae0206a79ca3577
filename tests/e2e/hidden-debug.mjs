// Tabs that have been hidden for long and have no Web Locks (a page without https), with timers as rare as a browser lets
// them be: once a minute in Chromium and Firefox, once a second in WebKit. An owner that lives keeps its task; once its
// process has been killed, the other tab goes on within 90 s. Takes three to four minutes for each engine and store.
//
//   node tests/e2e/hidden-tabs.mjs [--engine chromium,firefox,webkit] [--store local,indexeddb] [--package file.tgz]
//
// The tabs report to the server: to look into one by WebDriver would bring it to the front. Needs Linux, to find the process
// of a tab, and a network interface, since pages of localhost count as secure.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { findCommand } from '../engines/commands.mjs';
import { ENGINES, missing, startEngine } from '../engines/engine.mjs';
import { serveBarePage } from './bare-page.mjs';

/** So long the owner lives beside the tab that waits, with the timers of both throttled. */
const ALIVE = 130_000;
const LIMIT = 240_000;

/** How the timers of hidden tabs become rare soon, how rare they are to be, and what the process of a tab is called, if that
 * is to be killed. */
const THROTTLED = {
  chromium: {
    settings: {
      args: ['--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/10'],
      excludeSwitches: ['disable-background-timer-throttling', 'disable-renderer-backgrounding'],
    },
    apart: 50_000,
    // Its driver looks into a tab without bringing it to the front.
    crash: async (driver, owner) => {
      await driver.switchTo().window(owner);
      // Nobody answers it.
      void driver.sendDevToolsCommand('Page.crash').catch(() => {});
    },
  },
  firefox: {
    settings: {
      prefs: {
        'dom.min_background_timeout_value': 60_000,
        'dom.min_background_timeout_value_without_budget_throttling': 60_000,
        // A process for each tab, and none before there is a tab for it.
        'dom.ipc.processCount.webIsolated': 8,
        'dom.ipc.processPrelaunch.enabled': false,
      },
    },
    apart: 50_000,
    tabProcess: /[ \0]tab\0*$/,
  },
  webkit: { settings: {}, apart: 900, tabProcess: /WebKitWebProcess/ },
};

/** Reports when its timers come and what it shows, and runs the task: its owner never ends it. */
const BEGIN = `
  const [tab, store, isOwner] = arguments;
  const say = (fact) => void fetch('/', { method: 'POST', body: JSON.stringify({ tab, ...fact }) }).catch(() => {});
  const tick = () => {
    say({ at: performance.now(), isHidden: document.hidden, hasLocks: navigator.locks !== undefined });
    setTimeout(tick, 500);
  };
  setTimeout(tick, 500);
  open({ storageType: store });
  const show = () => {
    for (const task of queue.getSnapshot())
      say({ status: task.status, result: task.result, isOwn: task.owner === queue.inspect().instance });
  };
  queue.subscribe(show);
  show();
  const kind = queue.define('k', { run: (ctx) => ctx.step('a', () => (isOwner ? hang() : 'gone on')) });
  if (isOwner) kind.enqueue({ title: 't' });`;

/** The processes that descend from one and whose command fits. */
function descendants(pid, pattern) {
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, parent] = /\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'));
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        return [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        // It has just ended.
        return [];
      }
    });
  const inside = new Set([pid]);
  for (let size = 0; size < inside.size; ) {
    size = inside.size;
    for (const each of found) if (inside.has(each.parent)) inside.add(each.pid);
  }
  return found.filter((each) => inside.has(each.pid) && pattern.test(each.command)).map((each) => each.pid);
}

/** What went wrong with one store in one engine, if anything; how rare timers were, and after how long the other tab went on. */
async function play(name, store, folder) {
  const { settings, apart, tabProcess, crash } = THROTTLED[name];
  const heard = { owner: [], other: [] };
  const hear = ({ tab, ...fact }) => heard[tab].push(fact);
  const server = await serveBarePage(folder, { host: address(), hear });
  const engine = await startEngine(name, settings);
  const { driver } = engine;
  try {
    const openTab = async () => {
      await driver.switchTo().newWindow('tab');
      await driver.get(server.url);
      await driver.wait(() => driver.executeScript('return typeof shown === "function"'), 30_000);
    };
    const tabs = () => (tabProcess === undefined ? [] : descendants(engine.pid, tabProcess));
    const before = new Set(tabs());
    await openTab();
    const owner = await driver.getWindowHandle();
    const ofOwner = tabs().filter((pid) => !before.has(pid));
    await driver.executeScript(BEGIN, 'owner', store, true);
    await openTab();
    await driver.executeScript(BEGIN, 'other', store, false);
    await openTab();
    await sleep(ALIVE);
    const ticks = heard.other.filter(({ at }) => at !== undefined);
    const { at: last, isHidden, hasLocks } = ticks.at(-1);
    if (!isHidden || hasLocks) return { wrong: 'the tabs are in view, or have locks' };
    const rarity = last - ticks.at(-2).at;
    if (rarity < apart) return { wrong: `timers come every ${Math.round(rarity)} ms` };
    const { status, isOwn } = heard.other.findLast((fact) => fact.status !== undefined);
    if (status !== 'running' || isOwn) return { wrong: 'a tab that lives has lost its task' };
    await crash?.(driver, owner);
    for (const pid of ofOwner) process.kill(pid, 'SIGKILL');
    const begun = performance.now();
    for (;;) {
      await sleep(250);
      const took = performance.now() - begun;
      if (heard.other.some(({ result }) => result === 'gone on')) return { rarity, took };
      if (took > LIMIT) return { wrong: `nobody has gone on after ${LIMIT / 1000} s` };
    }
  } finally {
    await engine.close();
    await server.stop();
  }
}

/** Firefox without what its driver sets to have all of it end along with the process of a tab. */
function outliving(folder) {
  const firefox = process.env.FIREFOX_PATH || findCommand('firefox-esr', 'firefox');
  if (firefox === undefined) return;
  const file = path.join(folder, 'firefox');
  const script = `#!/bin/sh\nunset MOZ_CRASHREPORTER_SHUTDOWN\nexec '${firefox}' "$@"\n`;
  writeFileSync(file, script, { mode: 0o755 });
  process.env.FIREFOX_PATH = file;
}

/** An address that is not the loopback's. */
function address() {
  const all = Object.values(os.networkInterfaces()).flat();
  const found = all.find(({ internal, family }) => !internal && family === 'IPv4');
  if (found === undefined) throw new Error('no network interface but the loopback');
  return found.address;
}

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: ENGINES.join() },
    store: { type: 'string', default: 'local,indexeddb' },
    package: { type: 'string' },
  },
});
const folder = mkdtempSync(path.join(os.tmpdir(), 'taskwatch-'));
if (values.package !== undefined) execFileSync('tar', ['-xzf', values.package, '-C', folder]);
const tested = values.package === undefined ? undefined : path.join(folder, 'package');

/** Plays one round, and prints what was seen. */
async function report(engine, store) {
  const absent = missing(engine);
  const { wrong, rarity, took } =
    absent === undefined ? await play(engine, store, tested) : { wrong: absent };
  const seconds = (time) => Math.round(time / 1000);
  const what = wrong ?? `timers every ${seconds(rarity)} s, another tab went on after ${seconds(took)} s`;
  console.log(`${engine}, ${store}, hidden, without Web Locks: ${what}`);
  if (wrong !== undefined) process.exitCode = 1;
}

try {
  outliving(folder);
  await Promise.all(
    values.engine
      .split(',')
      .flatMap((engine) => values.store.split(',').map((store) => report(engine, store))),
  );
} finally {
  rmSync(folder, { recursive: true });
}
