// Runs the checks of checks.mjs, one after the other, and counts: all of them, or those named as arguments. A check that
// mostly waits runs beside those that follow. The output of each goes to target/logs, and the end of it is shown where a
// check fails. The last lines name what was skipped and count what passed.

import { createWriteStream, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { spawn } from 'node:child_process';

import { CHECKS, FIGURES } from './checks.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const logs = path.join(root, 'target/logs');
const LINES_SHOWN = 60;

const names = process.argv.slice(2);
const unknown = names.filter((name) => !CHECKS.some((check) => check.name === name));
if (unknown.length > 0) {
  console.error(
    `no check is called ${unknown.join(', ')}; there are: ${CHECKS.map(({ name }) => name).join('; ')}`,
  );
  process.exit(1);
}

mkdirSync(logs, { recursive: true });
const totals = { passed: 0, failed: 0, skipped: 0 };
const rows = [];
const skips = [];
const outputs = new Map();
const beside = [];
for (const check of CHECKS) {
  if (names.length > 0 && !names.includes(check.name)) continue;
  const counted = run(check).then((result) => count(check, result));
  if (check.isBeside === true) beside.push(counted);
  else await counted;
}
await Promise.all(beside);

console.log('');
console.table(rows);
for (const [name, figures] of FIGURES) {
  for (const [, figure] of (outputs.get(name) ?? '').matchAll(figures)) console.log(`measured: ${figure}`);
}
for (const skip of skips) console.log(`skipped: ${skip}`);
if (process.env.TASKWATCH_SKIP_KUBERNETES === '1')
  console.log('skipped: what needs a Kubernetes, by TASKWATCH_SKIP_KUBERNETES=1');
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed > 0 ? 1 : 0;

function count(check, { output, code, seconds }) {
  const counts = check.count(output, code);
  outputs.set(check.name, output);
  // A runner that ends badly without a failed test, or that ran none, has failed nonetheless.
  if (counts.failed === 0 && (code !== 0 || counts.passed + counts.skipped === 0)) counts.failed = 1;
  if (counts.failed > 0) console.log(output.trimEnd().split('\n').slice(-LINES_SHOWN).join('\n'));
  for (const key in totals) totals[key] += counts[key];
  for (const [, name] of output.matchAll(/^\s*﹣ (.*)$/gm)) skips.push(`${check.name}: ${name}`);
  rows.push({ check: check.name, ...counts, seconds: Math.round(seconds) });
  console.log(
    `${counts.failed > 0 ? 'FAILED' : 'ok'}  ${check.name}: ${counts.passed} passed, ${counts.failed} failed, ` +
      `${counts.skipped} skipped, ${Math.round(seconds)} s`,
  );
}

function run({ name, command }) {
  console.log(`…  ${name}`);
  const began = performance.now();
  const log = createWriteStream(path.join(logs, `${name.replaceAll(/\W+/g, '-')}.log`));
  return new Promise((resolve) => {
    const child = spawn('bash', ['-c', command], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Colours would stand between the runners' words.
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', CARGO_TERM_COLOR: 'never' },
    });
    let output = '';
    const take = (chunk) => {
      output += chunk;
      log.write(chunk);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('close', (code) => {
      log.end();
      resolve({ output, code, seconds: (performance.now() - began) / 1000 });
    });
  });
}
