// Tabs that race for one store, in a browser: many that enqueue at the same time, and one that leaves as soon as its
// task has completed while another tab is busy. No task that completed may end up as failed.
//
//   node tests/e2e/storage-races.mjs [--rounds 500] [--only leaves] [--package file.tgz]
//
// Prints for each race how many rounds went wrong, and fails if any did.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { inOneProfile, serveBarePage } from './bare-page.mjs';
import { launchBrowser } from './browser.mjs';

const STORES = ['local', 'indexeddb'];

/** All races: a name, and what plays one round and gives what was found, if it is wrong. `newPage()` gives it a page, and
 * `free(page)` takes that back. */
export const RACES = STORES.flatMap((store) => [
  crowd(store, 2, 60),
  crowd(store, 3, 200),
  crowd(store, 5, 60),
  crowd(store, 10, 20),
  leaves(store, 'closes', 'busy'),
  leaves(store, 'goes elsewhere', 'busy'),
  leaves(store, 'goes elsewhere', 'idle'),
]);

/** So long a store has to become right after a race. */
const PATIENCE = 30_000;

/** Tabs that run tasks at the same time, with a turn for others now and then. */
function crowd(store, tabs, tasks) {
  return {
    name: `${store}: ${tabs} tabs × ${tasks} tasks`,
    async play(newPage, free) {
      const pages = [];
      for (let at = 0; at < tabs; at++) pages.push(await newPage());
      const begin = Date.now() + 100;
      const runAll = async ({ store, tasks, begin }) => {
        globalThis.open({ storageType: store });
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, begin - Date.now())));
        for (let at = 0; at < tasks; at++) {
          await globalThis.queue.enqueue({ title: 't', processor: async () => {} }).promise;
          if (at % 10 === 0) await new Promise((resolve) => setTimeout(resolve));
        }
      };
      await Promise.all(pages.map((page) => page.evaluate(runAll, { store, tasks, begin })));
      return found(store, pages, newPage, free, tabs * tasks);
    },
  };
}

/** A tab whose task completes and which leaves in the same turn, beside one that shows its tasks. */
function leaves(store, how, other) {
  return {
    name: `${store}: a tab ${how} when its task has completed, the other is ${other}`,
    async play(newPage, free) {
      const [watching, leaving] = [await newPage(), await newPage()];
      await watching.evaluate(
        ({ store, other }) => {
          const queue = globalThis.open({ storageType: store });
          const work = () => {
            for (const end = performance.now() + 60; performance.now() < end; );
            if (globalThis.queue === queue) setTimeout(work);
          };
          if (other === 'busy') setTimeout(work, 20);
        },
        { store, other },
      );
      // A store that is open, and a lock that is held.
      await leaving.evaluate(async (store) => {
        globalThis.open({ storageType: store });
        await globalThis.queue.enqueue({ title: 't', processor: () => {} }).promise;
      }, store);
      await watching.waitForFunction(() => globalThis.shown().join() === 't completed');
      const gone =
        how === 'closes'
          ? leaving.waitForEvent('console').then(() => leaving.close())
          : leaving.waitForURL('about:blank');
      await leaving.evaluate((how) => {
        const processor = () => new Promise((resolve) => setTimeout(resolve, 30));
        const { promise } = globalThis.queue.enqueue({ title: 't', processor });
        promise.then(() => {
          if (how === 'closes') console.log('completed');
          else location.href = 'about:blank';
        });
      }, how);
      await gone;
      return found(store, [watching], newPage, free, 2);
    },
  };
}

/** What all pages and a new one show once the time for it to become right is up; `undefined` if it does. */
async function found(store, pages, newPage, free, expected) {
  const look = async () => {
    const fresh = await newPage();
    await fresh.evaluate((store) => void globalThis.open({ storageType: store }), store);
    await sleep(50);
    const shown = [];
    for (const page of [...pages, fresh]) shown.push(await page.evaluate(() => globalThis.shown()));
    await free(fresh);
    return shown;
  };
  // Nobody may be wrong later on.
  await sleep(300);
  const end = Date.now() + PATIENCE;
  for (;;) {
    const shown = await look();
    const isRight = shown.every(
      (tasks) => tasks.length === expected && tasks.every((task) => task === 't completed'),
    );
    if (isRight) return undefined;
    // What all of them agree on stays.
    const isFinal = shown.every((tasks) => tasks.some((task) => task === 't failed'));
    if (isFinal || Date.now() > end) return shown.map(summed).join(' | ');
    await sleep(200);
  }
}

function summed(tasks) {
  const counts = new Map();
  for (const task of tasks) counts.set(task, (counts.get(task) ?? 0) + 1);
  return [...counts].map(([task, count]) => `${count} ${task}`).join(', ') || 'nothing';
}

/** Plays rounds of a race, each in a profile of its own. Gives what was found in those that went wrong. */
export async function playRace(race, rounds, inOneProfile) {
  const wrong = [];
  for (let round = 0; round < rounds; round++) {
    const failure = await inOneProfile((_, newPage) => race.play(newPage, (page) => page.close()));
    if (failure !== undefined) wrong.push(failure);
  }
  return wrong;
}

/** Plays rounds of a race in pages that are used again, each round under a key of its own: a new page takes more time than
 * a round. */
async function playInSamePages(race, rounds, context, server) {
  const idle = [];
  const used = new Set();
  const wrong = [];
  for (let round = 0; round < rounds; round++) {
    const storageKey = `round-${round}`;
    const newPage = async () => {
      const page = idle.pop() ?? (await server.open(context));
      used.add(page);
      await page.evaluate((key) => {
        globalThis.storageKey = key;
      }, storageKey);
      return page;
    };
    const free = async (page) => {
      used.delete(page);
      if (page.isClosed()) return;
      if (page.url() === 'about:blank') await server.load(page);
      await page.evaluate(() => {
        globalThis.queue?.dispose();
        globalThis.queue = undefined;
      });
      idle.push(page);
    };
    const failure = await race.play(newPage, free);
    if (failure !== undefined) wrong.push(failure);
    for (const page of used) await free(page);
    // The quota is not what is tested here.
    await idle[0].evaluate((key) => {
      localStorage.clear();
      indexedDB.deleteDatabase(key);
    }, storageKey);
  }
  return wrong;
}

async function main() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '500' },
      only: { type: 'string', default: '' },
      package: { type: 'string' },
    },
  });
  const rounds = Number(values.rounds);
  const unpacked =
    values.package === undefined ? undefined : mkdtempSync(path.join(os.tmpdir(), 'taskwatch-'));
  if (unpacked !== undefined) execFileSync('tar', ['-xzf', values.package, '-C', unpacked]);
  const server = await serveBarePage(unpacked && path.join(unpacked, 'package'));
  const browser = await launchBrowser();
  try {
    for (const race of RACES.filter(({ name }) => name.includes(values.only))) {
      const wrong = await inOneProfile(browser, server, (context) =>
        playInSamePages(race, rounds, context, server),
      );
      console.log(`${race.name}: ${wrong.length} of ${rounds} rounds went wrong`);
      if (wrong.length > 0) {
        console.log(`  the first: ${wrong[0]}`);
        process.exitCode = 1;
      }
    }
  } finally {
    await browser.close();
    await server.stop();
    if (unpacked !== undefined) rmSync(unpacked, { recursive: true });
  }
}

if (process.argv[1] === import.meta.filename) await main();
