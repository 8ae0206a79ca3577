// What a page pays from `import` to the first result, beside other packages with a wasm in them, at three speeds of
// the processor. Each time is of a page of its own, in which nothing is cached; all take turns.

import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { readFile } from 'node:fs/promises';
import { atMost, toKnow } from '../goals.mjs';
import { interleaved, median, ratio } from '../rounds.mjs';
import { installed } from '../../package/install.mjs';

const bench = fileURLToPath(new URL('..', import.meta.url));
const packages = path.join(bench, 'node_modules');
const ROUNDS = 5;
const WARM_UP = 1;
/** How many times slower the processor is made. */
const THROTTLES = [1, 4, 6];

/** The bundle of each, and the wasm that it loads, by the name under which it asks for that. */
const CONTESTANTS = {
  taskwatch: {},
  slim: { taskwatch: path.join(installed, 'dist/taskwatch.wasm') },
  'tree-sitter': { 'web-tree-sitter': path.join(packages, 'web-tree-sitter/web-tree-sitter.wasm') },
  loro: { loro_wasm_bg: path.join(packages, 'loro-crdt/web/loro_wasm_bg.wasm') },
  matrix: {
    'pkg/matrix_sdk_crypto_wasm_bg': path.join(
      packages,
      '@matrix-org/matrix-sdk-crypto-wasm/pkg/matrix_sdk_crypto_wasm_bg.wasm',
    ),
  },
};

export async function firstUse(bench) {
  for (const [name, wasms] of Object.entries(CONTESTANTS)) {
    bench.serve(`/${name}/use.js`, 'text/javascript', await bundle(name));
    for (const [asked, file] of Object.entries(wasms))
      bench.serve(`/${name}/${asked}.wasm`, 'application/wasm', await readFile(file));
  }
  const rows = [],
    figures = {};
  for (const throttle of THROTTLES) {
    const uses = await interleaved(Object.keys(CONTESTANTS), ROUNDS, WARM_UP, (name) =>
      useOnce(bench, name, throttle),
    );
    figures[throttle] = Object.fromEntries(uses);
    const of = (name, part) => uses.get(name).map((use) => use[part]);
    const at = `${throttle} x slower`;
    for (const name of uses.keys())
      rows.push(
        toKnow(`${at}: ${name}, import`, median(of(name, 'importing')), 'ms'),
        toKnow(`${at}: ${name}, first use`, median(of(name, 'using')), 'ms'),
        toKnow(`${at}: ${name}, both on the main thread`, median(of(name, 'onThread')), 'ms'),
        toKnow(`${at}: ${name}, longest task above 50 ms`, median(of(name, 'longest')), 'ms'),
      );
    for (const name of ['tree-sitter', 'loro', 'matrix'])
      rows.push(
        toKnow(`${at}: taskwatch, of ${name}`, ratio(of('taskwatch', 'whole'), of(name, 'whole')), 'x'),
      );
  }
  const inTime = figures[1].taskwatch.map(({ using }) => using);
  const longest = figures[6].taskwatch.map((use) => use.longest);
  rows.push(
    atMost('first use of taskwatch', median(inTime), 6, 'ms'),
    atMost('longest task of taskwatch, 6 x slower', median(longest), 50, 'ms'),
  );
  return { heading: 'First use', rows, figures };
}

/**
 * `longest`: the longest task in milliseconds; 0 for none above 50. `onThread`: how long the main thread ran, which other programs
 * and the engine's own threads do not add to as they do to the rest where there are few processors.
 */
async function useOnce(bench, name, throttle) {
  const page = await bench.page('start');
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: throttle });
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const began = await runOf(session);
  const times = await page.evaluate(async (file) => {
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const durations = [0];
    const note = (list) => durations.push(...list.map(({ duration }) => duration));
    const observer = new PerformanceObserver((list) => note(list.getEntries()));
    observer.observe({ type: 'longtask' });
    // What the page itself costs is over.
    await pause(50);
    durations.length = 1;
    const began = performance.now();
    const { use } = await import(file);
    const imported = performance.now();
    await use();
    const used = performance.now();
    // An entry comes after its task.
    await pause(100);
    note(observer.takeRecords());
    return {
      importing: imported - began,
      using: used - imported,
      whole: used - began,
      longest: Math.max(...durations),
    };
  }, `/${name}/use.js`);
  const onThread = (await runOf(session)) - began;
  await page.context().close();
  return { ...times, onThread };
}

/** Milliseconds that the tasks of the page's main thread have run. */
async function runOf(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
}

/** As an app has it. */
async function bundle(name) {
  const dist = path.join(installed, 'dist');
  const { outputFiles } = await build({
    entryPoints: [path.join(bench, `first-use/${name}.js`)],
    alias: { taskwatch: path.join(dist, 'index.js'), 'taskwatch/slim': path.join(dist, 'slim.js') },
    bundle: true,
    format: 'esm',
    minify: true,
    target: 'es2022',
    charset: 'utf8',
    // A module that only Node needs.
    external: ['module', 'fs/promises', 'node:*'],
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0].text;
}
