// What `make bench-wait` runs: how long after the write that makes an object ready each way of waiting knows of it, and
// what it asked the API server for meanwhile. All in one run, on one real API server, on objects of the same kind.
//
//   node tests/bench-wait/run.mjs [--runs N]

import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { PENDING, READY, aZone, writer } from '../kubernetes/objects.mjs';
import { startKubernetes } from '../kubernetes/index.mjs';
import { CONTENDERS } from './contenders.mjs';
import { now } from './now.mjs';

const RESULT = fileURLToPath(new URL('../../target/bench-wait.json', import.meta.url));
const { values } = parseArgs({ options: { runs: { type: 'string', default: '60' } } });
const RUNS = Number(values.runs);
const AT_A_TIME = 15;
/** How long an object takes to become ready once it is waited for: random, so that no rhythm of polling fits it. */
const LEAST = 2_000;
const MOST = 5_000;

const kubernetes = await startKubernetes({ reconciler: false, log: (line) => console.error(line) });
const results = [];
try {
  for (const [index, { name, open }] of CONTENDERS.entries()) {
    const project = `bench-${index}`;
    const contender = await open({ kubernetes, project });
    try {
      results.push({ name, ...(await measure(contender, project)) });
    } finally {
      await contender.close?.();
    }
    console.error(`${name}: ${RUNS} runs`);
  }
} finally {
  await kubernetes.stop();
}
report(results);

async function measure({ start }, project) {
  const isOfThis = ({ url }) => url.includes(`/projects/${project}/`);
  const before = kubernetes.gateway.requests.filter(isOfThis).length;
  const delays = [];
  let next = 0;
  async function runs() {
    while (next < RUNS) {
      const zone = writer(kubernetes, 'project', project, aZone({ name: `${project}-${next++}` }));
      await zone.create(PENDING);
      const { waiting, settled } = start(zone.name);
      await waiting;
      await sleep(LEAST + Math.random() * (MOST - LEAST));
      await zone.set(READY);
      const written = now();
      delays.push((await settled) - written);
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, runs));
  const requests = kubernetes.gateway.requests.filter(isOfThis).length - before;
  return { ...figures(delays), requests, requestsPerWait: requests / RUNS, delays };
}

/** Of milliseconds. Below zero: it knew before the one who wrote had the answer. */
function figures(delays) {
  const sorted = delays.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { runs: sorted.length, median: at(0.5), p95: at(0.95), worst: sorted.at(-1) };
}

function report(results) {
  const ms = (value) => `${value.toFixed(Math.abs(value) < 10 ? 1 : 0)} ms`;
  const rows = results.map(({ name, runs, median, p95, worst, requests, requestsPerWait }) => [
    name,
    runs,
    ms(median),
    ms(p95),
    ms(worst),
    requests,
    requestsPerWait.toFixed(2),
  ]);
  const table = [
    [
      'from the answer to the write until it is known',
      'runs',
      'median',
      'p95',
      'worst',
      'requests',
      'per wait',
    ],
    ...rows,
  ].map((row) => row.map(String));
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table)
    console.log(
      row
        .map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
        .join('  '),
    );
  console.log(
    `Each object became ready ${LEAST} to ${MOST} ms after it was waited for, ${AT_A_TIME} at a time. Those of taskwatch in one process or page share a list and a watch.`,
  );
  mkdirSync(fileURLToPath(new URL('.', `file://${RESULT}`)), { recursive: true });
  writeFileSync(
    RESULT,
    `${JSON.stringify({ at: new Date().toISOString(), runs: RUNS, atATime: AT_A_TIME, readyAfter: [LEAST, MOST], results }, null, 2)}\n`,
  );
}
