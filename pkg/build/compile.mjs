// Step 1: compiles the crate. Leaves in pkg/wasm
//
//   taskwatch_bg.wasm   optimised by rustc only, with the names of its functions, which `shrink` needs
//   taskwatch.js        wasm-bindgen's bindings, which `bundle` rewrites
//   taskwatch.d.ts      their types, against which the package's sources are checked
//   link.map            the linker's map, which `shrink` needs to take the data apart

import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
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
 * LLVM copies a function into its callers up to this cost, instead of 225 at `opt-level = 3`. What a task that does nothing
 * goes through is marked `#[inline]`, to which this limit does not apply. Of the published wasm, kB raw and with brotli, and how
 * long 10,000 such tasks take, before `SMALLER_CODE`:
 *
 *   225                250, 81.7               0.91
 *   50                 213, 75.8               1
 *   50 with the marks  220, 76.8               0.91
 *   10 with the marks  209, 75.7               0.96 (marked ones of the standard library up to 150)
 *
 * `opt-level` "z" makes 219 and 76.3, "s" 228 and 78.0: smaller code per function, but more of it that is alike.
 */
const FEWER_INLINED = ['-inline-threshold=50'];

/**
 * What LLVM does for processors with few registers and deep pipelines, which is of no use here, since engines compile the wasm once
 * more: loops are not unrolled in part, no value is kept only to spare an addition or a load, and what takes more than four stores
 * is copied by one instruction. 3.5 kB with brotli, at no cost in speed. Loops of a known few rounds stay unrolled: those would
 * be another 0.7 kB, and 3 % of a task.
 */
const SMALLER_CODE = [
  ...['-unroll-allow-partial=false', '-unroll-runtime=false'],
  ...['-disable-lsr', '-enable-load-pre=false'],
  ...['-max-store-memcpy=4', '-max-loads-per-memcmp=1'],
];

/** Where the linker writes its map: beside its output, which is not linked again while nothing has changed. Relative, since flags are
 * hashed into the names of symbols, and the linker runs in the root. */
const LINK_MAP = 'target/wasm32-unknown-unknown/release/taskwatch.map';

/** Compiles the crate into an empty pkg/wasm. */
export async function compile() {
  await rm(wasmDir, { recursive: true, force: true });
  const llvm = [...FEWER_INLINED, ...SMALLER_CODE].map((flag) => `-Cllvm-args=${flag}`);
  const flags = [...llvm, `-Clink-arg=-Map=${LINK_MAP}`, ...(await pathFlags())];
  const env = { ...process.env, CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f') };
  await mkdir(path.dirname(path.join(root, LINK_MAP)), { recursive: true });
  await promisify(execFile)('wasm-pack', WASM_PACK, { maxBuffer: 1 << 26, env });
  await copyFile(path.join(root, LINK_MAP), path.join(wasmDir, 'link.map'));
}

/** Flags that make the module the same wherever it is compiled: it contains no path of this machine, nor the length of one. */
async function pathFlags() {
  const registry = path.join(process.env.CARGO_HOME ?? path.join(homedir(), '.cargo'), 'registry/src');
  const registries = await readdir(registry).catch(() => []);
  return [root, ...registries.map((name) => path.join(registry, name))].map(
    (folder) => `--remap-path-prefix=${folder}=`,
  );
}
