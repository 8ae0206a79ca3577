// Measures the package against its goals and its peers in headless Chromium: `make bench`. Prints tables, leaves the
// figures in target/bench.json, and ends with a status that is not 0 where a goal is missed. Names on the command
// line choose what is measured.

import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import os from 'node:os';
import path from 'node:path';
import { batch } from './suites/batch.mjs';
import { durable } from './suites/durable.mjs';
import { firstUse } from './suites/first-use.mjs';
import { growth } from './suites/growth.mjs';
import { memory } from './suites/memory.mjs';
import { openBench } from './browser.mjs';
import { show } from './goals.mjs';
import { start } from './suites/start.mjs';
import { throughput } from './suites/throughput.mjs';
import { waits } from './suites/waits.mjs';

const SUITES = { throughput, batch, waits, growth, durable, memory, start, 'first-use': firstUse };

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const chosen = process.argv.slice(2);
const bench = await openBench();
const results = {
  at: new Date().toISOString(),
  chromium: bench.version,
  cores: os.cpus().length,
  load: os.loadavg()[0],
  suites: {},
};
try {
  for (const [name, suite] of Object.entries(SUITES)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    const { heading, rows, figures } = await suite(bench);
    show(heading, rows);
    results.suites[name] = { rows, figures };
  }
} finally {
  await bench.close();
}
await mkdir(path.join(root, 'target'), { recursive: true });
await writeFile(path.join(root, 'target/bench.json'), `${JSON.stringify(results, undefined, 2)}\n`);

const rows = Object.values(results.suites)
  .flatMap((suite) => suite.rows)
  .filter((row) => row.isMet !== undefined);
const missed = rows.filter((row) => !row.isMet);
console.log(`\n${rows.length - missed.length} of ${rows.length} goals met; figures in target/bench.json`);
for (const { what } of missed) console.log(`missed: ${what}`);
process.exitCode = missed.length > 0 ? 1 : 0;
