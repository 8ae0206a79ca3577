// Compares the built package with its size budget, and prints its sizes and its lines by language. Fails if the wasm
// exceeds its budget.

import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { dist, root } from './paths.mjs';

/** Bytes that the wasm may have. */
const BUDGET = { raw: 211_400, brotli: 73_200 };
/** The goal in bytes. */
const GOAL = { raw: 120_000, brotli: 50_000 };

const wasm = readFileSync(path.join(dist, 'taskwatch.wasm'));
const sizes = { raw: wasm.length, gzip: gzipSync(wasm, { level: 9 }).length, brotli: brotli(wasm) };
const entry = readFileSync(path.join(dist, 'index.js'));
console.log(`measured: wasm ${show(sizes)} (goal: ${show(GOAL)})`);
console.log(`measured: entry with the wasm inside ${show({ raw: entry.length, brotli: brotli(entry) })}`);
console.log(`measured: lines ${linesByLanguage()}`);

for (const [kind, limit] of Object.entries(BUDGET)) {
  if (sizes[kind] <= limit) continue;
  console.error(`the wasm is over its budget: ${kind} ${sizes[kind]} of ${limit} bytes`);
  process.exitCode = 1;
}

function brotli(bytes) {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}

function show(sizes) {
  return Object.entries(sizes)
    .map(([kind, bytes]) => `${kind} ${(bytes / 1000).toFixed(1)} kB`)
    .join(', ');
}

/** Counts the lines that the package is made of: without tests, the demo and blank lines. */
function linesByLanguage() {
  const files = execFileSync('git', ['ls-files', 'src', 'pkg'], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n');
  const kinds = {
    Rust: (file) => file.endsWith('.rs') && !file.includes('tests'),
    JavaScript: (file) => file.startsWith('src/web/') && file.endsWith('.js'),
    TypeScript: (file) => file.startsWith('pkg/src/') && file.endsWith('.ts'),
    'public types': (file) => file.startsWith('pkg/types/'),
  };
  return Object.entries(kinds)
    .map(([kind, isOfKind]) => {
      const texts = files.filter(isOfKind).map((file) => readFileSync(path.join(root, file), 'utf8'));
      const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line.trim() !== '');
      return `${kind} ${lines.length}`;
    })
    .join(', ');
}
