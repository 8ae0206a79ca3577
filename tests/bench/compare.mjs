// Measures two builds of the package against each other: `make bench-compare BASE=path/to/other.tgz`. The present one,
// target/taskwatch.tgz, is `now`, the other is `base`. Figures go to target/bench-compare.json.
//
// Both are in one page, each in a bundle of its own together with what measures it, so that an engine learns nothing
// about one from the other. They take turns, round by round, with bare promises as a yardstick. What an engine makes of
// a bundle differs from page to page by more than from round to round: several pages are measured, and the builds
// change places. A build against itself shows what noise there is.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import os from 'node:os';
import path from 'node:path';

import { heapOf, openBench } from './browser.mjs';
import { interleaved } from './rounds.mjs';
import { compared, print } from './comparison.mjs';
import { installed } from '../package/install.mjs';

const PAGES = 8;
const ROUNDS = 9;
const WARM_UP = 5;
const MEMORY_ROUNDS = 8;
const KEPT = 10_000;

/** What is measured: a function of the page with its arguments, and the parts of its result where it has some. */
const WORKS = [
  { what: '1,000 tasks, concurrency 3', ask: ['throughput', 1_000, 3] },
  { what: '1,000 tasks, concurrency 100', ask: ['throughput', 1_000, 100] },
  { what: '10,000 tasks, concurrency 3', ask: ['throughput', 10_000, 3] },
  { what: '10,000 tasks, concurrency 100', ask: ['throughput', 10_000, 100] },
  { what: '10,000 items, 10 in flight', ask: ['batch', 10_000, 10] },
  {
    what: '10,000 waits',
    ask: ['wait', 10_000],
    parts: {
      subscribing: 'starting',
      going: 'an event each, all go on',
      settling: 'an event each, all settle',
    },
  },
];

/** Who takes turns: the package's bundle that is asked, and the name of the contestant in it. */
const CONTESTANTS = { now: ['now', 'taskwatch'], base: ['base', 'taskwatch'], bare: ['now', 'bare'] };

const target = fileURLToPath(new URL('../../target', import.meta.url));
const tarball = process.argv[2];
if (tarball === undefined || !existsSync(tarball)) {
  console.error(`no package at ${tarball}: make bench-compare BASE=path/to/other.tgz`);
  process.exit(2);
}
mkdirSync(target, { recursive: true });
const unpacked = mkdtempSync(path.join(target, 'base-'));
try {
  execFileSync('tar', ['-xzf', tarball, '-C', unpacked]);
  const folders = { now: installed, base: path.join(unpacked, 'package') };
  const entries = Object.fromEntries(
    Object.entries(folders).map(([name, folder]) => [name, path.join(folder, 'dist/index.js')]),
  );
  const bench = await openBench(entries);
  try {
    const rows = [...(await times(bench)), await memory(bench)];
    print(rows, { pages: PAGES, rounds: ROUNDS, sizes: sizesOf(entries) });
    const machine = { chromium: bench.version, cores: os.cpus().length, load: os.loadavg()[0] };
    writeFileSync(
      path.join(target, 'bench-compare.json'),
      `${JSON.stringify({ at: new Date().toISOString(), tarball, ...machine, rows }, undefined, 2)}\n`,
    );
  } finally {
    await bench.close();
  }
} finally {
  rmSync(unpacked, { recursive: true, force: true });
}

/** A row for each work, or each of its parts. */
async function times(bench) {
  const pages = [];
  for (let page = 0; page < PAGES; page++) {
    process.stderr.write(`page ${page + 1} of ${PAGES}\n`);
    pages.push(await timesOfPage(bench, page % 2 === 0 ? ['now', 'base'] : ['base', 'now']));
  }
  return WORKS.flatMap(({ what, parts }, at) => {
    const values = pages.map((works) => works[at]);
    if (parts === undefined) return compared(what, 'ms', values);
    return Object.entries(parts).map(([part, name]) =>
      compared(
        `${what}: ${name}`,
        'ms',
        values.map((page) => mapped(page, (value) => value[part])),
      ),
    );
  });
}

/** For each work the values of each contestant, in rounds. */
async function timesOfPage(bench, order) {
  const page = await open(bench, order);
  await page.evaluate(() => {
    for (const one of Object.values(benches)) one.live();
  });
  // Two turns a round, so that each follows each of the others once.
  const [one, other] = order;
  const turns = [one, other, 'bare', other, one, 'bare'];
  const works = [];
  for (const { ask } of WORKS) {
    const values = await interleaved(turns, ROUNDS, WARM_UP, (contestant) =>
      page.evaluate(
        ([bundle, name, what, ...values]) => {
          // Nobody pays for the garbage of the one before.
          gc({ type: 'minor' });
          return benches[bundle][what](name, ...values);
        },
        [...CONTESTANTS[contestant], ...ask],
      ),
    );
    works.push(Object.fromEntries(values));
  }
  await page.context().close();
  return works;
}

/** What a kept task takes of the JavaScript heap and of the linear memory: in pages of its own, which hold one build. */
async function memory(bench) {
  const values = await interleaved(['now', 'base'], MEMORY_ROUNDS, 0, async (name) => {
    const page = await open(bench, [name]);
    const bytes = async () =>
      (await heapOf(page)) + (await page.evaluate((name) => benches[name].memory.linear(), name));
    await page.evaluate(([name, count]) => benches[name].memory.prepare(count), [name, KEPT]);
    const before = await bytes();
    await page.evaluate((name) => benches[name].memory.keep(), name);
    const after = await bytes();
    await page.context().close();
    return (after - before) / KEPT;
  });
  const { now, base } = Object.fromEntries(values);
  const pages = now.map((value, round) => ({ now: [value], base: [base[round]] }));
  return compared('a kept task', 'bytes', pages);
}

/** A page with these bundles, loaded in this order, in the global `benches`. */
async function open(bench, names) {
  const page = await bench.page('start');
  await page.evaluate(async (names) => {
    globalThis.benches = {};
    for (const name of names) benches[name] = await import(`/${name}.js`);
  }, names);
  return page;
}

function sizesOf(entries) {
  return mapped(entries, (file) => readFileSync(file).length);
}

function mapped(values, map) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? value.map(map) : map(value)]),
  );
}
