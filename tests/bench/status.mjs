// Microseconds per verdict, beside the same in plain JavaScript, in headless Chromium: `make bench-status`. Figures go to
// target/bench-status.json.

import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { installed } from '../package/install.mjs';
import { interleaved, median, ratio } from './rounds.mjs';
import { openBench } from './browser.mjs';

const ROUNDS = 21;
const CALLS = 20_000;
const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.resolve(here, '../../target');

const bench = await openBench();
const figures = {
  at: new Date().toISOString(),
  chromium: bench.version,
  load: os.loadavg()[0],
  calls: CALLS,
  rounds: ROUNDS,
  verdicts: {},
};
try {
  const page = await bench.page('start');
  await page.addScriptTag({ content: await script() });
  const { names, bytes, agree } = await page.evaluate(() => ({
    ...globalThis.verdicts,
    agree: globalThis.verdicts.agree(),
  }));
  if (!agree) throw new Error('the plain JavaScript says something else');
  figures.bytes = bytes;
  const turns = names.flatMap((name) => [`0 ${name}`, `1 ${name}`]);
  const measure = (turn) =>
    page.evaluate(
      ([name, which, calls]) => globalThis.verdicts.measure(name, which, calls),
      [turn.slice(2), Number(turn[0]), CALLS],
    );
  const values = await interleaved(turns, ROUNDS, 3, measure);
  for (const name of names) {
    const [ours, plain] = [values.get(`0 ${name}`), values.get(`1 ${name}`)];
    figures.verdicts[name] = {
      ours: median(ours),
      plain: median(plain),
      ratio: ratio(ours, plain),
      more: median(ours.map((value, round) => value - plain[round])),
    };
  }
} finally {
  await bench.close();
}
show();
await mkdir(target, { recursive: true });
await writeFile(path.join(target, 'bench-status.json'), `${JSON.stringify(figures, undefined, 2)}\n`);

async function script() {
  const { outputFiles } = await build({
    entryPoints: [path.join(here, 'page/status.js')],
    alias: { taskwatch: path.join(installed, 'dist/index.js') },
    bundle: true,
    format: 'iife',
    target: 'es2022',
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0].text;
}

function show() {
  console.log(
    `microseconds per verdict of an object of ${figures.bytes.join(' or ')} bytes, medians of ${ROUNDS} rounds of ${CALLS} calls`,
  );
  console.table(
    Object.fromEntries(
      Object.entries(figures.verdicts).map(([name, { ours, plain, ratio: times, more }]) => [
        name,
        {
          taskwatch: round(ours),
          'plain JavaScript': round(plain),
          times: round(times),
          'more, µs': round(more),
        },
      ]),
    ),
  );
}

function round(value) {
  return Math.round(value * 1000) / 1000;
}
