// Step 1: compiles the crate. Leaves in pkg/wasm
//
//   taskwatch_bg.wasm   optimised by rustc only, with the names of its functions, which `shrink` needs
//   taskwatch.js        wasm-bindgen's bindings, which `bundle` rewrites
//   taskwatch.d.ts      their types, against which the package's sources are checked

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { rm } from 'node:fs/promises';

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

/** Compiles the crate into an empty pkg/wasm. */
export async function compile() {
  await rm(wasmDir, { recursive: true, force: true });
  await promisify(execFile)('wasm-pack', WASM_PACK, { maxBuffer: 1 << 26 });
}
