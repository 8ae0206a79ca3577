// Runs every check, one after the other, and counts. The output of each goes to target/logs; of one that fails, its
// end is shown. The last lines name what was skipped and count what passed.

import { createWriteStream, mkdirSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const logs = path.join(root, 'target/logs');
const LINES_SHOWN = 60;

/** `count` reads how many passed, failed and were skipped out of what a check printed. */
const CHECKS = [
  { name: 'format', command: 'cargo fmt --check', count: exitCode },
  { name: 'clippy, native', command: 'cargo clippy --locked --all-targets -- -D warnings', count: exitCode },
  {
    name: 'clippy, wasm32',
    command: 'cargo clippy --locked --all-targets --target wasm32-unknown-unknown -- -D warnings',
    count: exitCode,
  },
  { name: 'native tests', command: 'cargo test --locked', count: cargoTest },
  { name: 'browser tests', command: 'node tests/browser.mjs', count: cargoTest },
  { name: 'package', command: 'make package', count: exitCode },
  { name: 'size budget', command: 'node pkg/build/sizes.mjs', count: exitCode },
  { name: 'test dependencies', command: 'npm ci --prefix tests --no-audit --no-fund', count: exitCode },
  { name: 'types', command: 'node tests/types/check.mjs', count: closingLine },
  { name: 'package tests', command: nodeTest('tests/package/**/*.test.mjs'), count: nodeCount },
  { name: 'Kubernetes tests', command: nodeTest('tests/kubernetes/*.test.mjs'), count: nodeCount },
  { name: 'demo build', command: 'cd www && node install.mjs && npm run build', count: exitCode },
  { name: 'end-to-end tests', command: nodeTest('tests/e2e/*.test.mjs'), count: nodeCount },
];

mkdirSync(logs, { recursive: true });
const only = process.argv.slice(2);
const totals = { passed: 0, failed: 0, skipped: 0 };
const rows = [];
const skips = [];
const outputs = new Map();
for (const check of CHECKS) {
  if (only.length > 0 && !only.includes(check.name)) continue;
  const { output, code, seconds } = await run(check);
  const counts = check.count(output, code);
  outputs.set(check.name, output);
  // A runner that ends badly without a failed test, or that ran none, has failed all the same.
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

console.log('');
console.table(rows);
showFigures();
for (const skip of skips) console.log(`skipped: ${skip}`);
if (process.env.TASKWATCH_SKIP_KUBERNETES === '1')
  console.log('skipped: what needs a Kubernetes, by TASKWATCH_SKIP_KUBERNETES=1');
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed > 0 ? 1 : 0;

function run({ name, command }) {
  console.log(`…  ${name}`);
  const began = performance.now();
  const log = createWriteStream(path.join(logs, `${name.replaceAll(/\W+/g, '-')}.log`));
  return new Promise((resolve) => {
    const child = spawn('bash', ['-c', command], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment(),
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

function environment() {
  // Colours would stand between the runners' words.
  return { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', CARGO_TERM_COLOR: 'never' };
}

function nodeTest(pattern) {
  return `shopt -s globstar nullglob; node --expose-gc --test --test-concurrency=1 --test-reporter=spec ${pattern}`;
}

function exitCode(_, code) {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

function cargoTest(output) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const [, passed, failed, ignored] of output.matchAll(
    /^test result: .*? (\d+) passed; (\d+) failed; (\d+) ignored/gm,
  )) {
    sum.passed += Number(passed);
    sum.failed += Number(failed);
    sum.skipped += Number(ignored);
  }
  return sum;
}

function nodeCount(output) {
  const last = (word) => Number([...output.matchAll(new RegExp(`^ℹ ${word} (\\d+)`, 'gm'))].at(-1)?.[1] ?? 0);
  return {
    passed: last('pass'),
    failed: last('fail') + last('cancelled'),
    skipped: last('skipped') + last('todo'),
  };
}

function closingLine(output) {
  const found = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/m.exec(output) ?? [0, 0, 0, 0];
  return { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3] ?? 0) };
}

/** What single checks measured and printed for people to read. */
function showFigures() {
  const printed = [
    ['size budget', /^measured: (.*)$/gm],
    ['Kubernetes tests', /^(\d+ faults, .*)$/gm],
    ['Kubernetes tests', /^\s+ℹ (.*)$/gm],
    ['end-to-end tests', /^\s+ℹ (.*)$/gm],
  ];
  for (const [name, figures] of printed) {
    for (const [, figure] of (outputs.get(name) ?? '').matchAll(figures)) console.log(`measured: ${figure}`);
  }
}
