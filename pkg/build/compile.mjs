// Step 1: compiles the crate. Leaves in pkg/wasm
//
//   taskwatch_bg.wasm   optimised by rustc only, with the names of its functions, which `shrink` needs
//   taskwatch.js        wasm-bindgen's bindings, which `bundle` rewrites
//   taskwatch.d.ts      their types, against which the package's sources are checked

import { readdir, rm } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { root, wasmDir } from './paths.mjs';

const WASM_PACK = [
  'build',
  root,
  // A plain ES module. The other targets leave the loading to a bundler or to Node.
  ...['--target', 'web'],
  '--release',
  // The package has a package.json of its own.
  ...['--no-pack', '--no-gitignore'],
  // `shrink` runs wasm-opt, with its features named one by one.
  '--no-opt',
  ...['--out-dir', wasmDir],
  ...['--', '--locked'],
];

/**
 * LLVM copies a function into its callers up to this cost, instead of 225 at `opt-level = 3`: 15 % less wasm, 5 kB with brotli,
 * for which 10,000 tasks that do nothing take a tenth longer in Chromium (100: half of either). Batches and waits take as long.
 */
const FEWER_INLINED = '-Cllvm-args=-inline-threshold=50';

/** Compiles the crate into an empty pkg/wasm. */
export async function compile() {
  await rm(wasmDir, { recursive: true, force: true });
  const flags = [FEWER_INLINED, ...(await pathFlags())];
  const env = { ...process.env, CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f') };
  await promisify(execFile)('wasm-pack', WASM_PACK, { maxBuffer: 1 << 26, env });
}

/** Flags by which the module is the same wherever it is compiled: no path of this machine is in it, nor the length of one. */
async function pathFlags() {
  const registry = path.join(process.env.CARGO_HOME ?? path.join(homedir(), '.cargo'), 'registry/src');
  const registries = await readdir(registry).catch(() => []);
  return [root, ...registries.map((name) => path.join(registry, name))].map(
    (folder) => `--remap-path-prefix=${folder}=`,
  );
}
