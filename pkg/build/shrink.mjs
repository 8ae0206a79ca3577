// Step 2: makes the wasm smaller. Leaves in pkg/wasm
//
//   taskwatch.wasm   the module that is published
//   names.json       the short names that its imports were given, for `bundle`
//
// It never changes what the module does, but for a panic, which traps without putting a message together first.

import { readFile, rm, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import path from 'node:path';

import { packageDir, wasmDir } from './paths.mjs';
import { instanceName } from './version.mjs';
import { withExportNames, withMark } from './sections.mjs';
import { withoutPanics } from './panics.mjs';
import { withoutPlaces } from './places.mjs';

/** What rustc emits for wasm32-unknown-unknown and every supported engine has. With `--all-features`, wasm-opt may
 * write imports that Node 20 refuses. */
const FEATURES = [
  'bulk-memory',
  'bulk-memory-opt',
  'call-indirect-overlong',
  'multivalue',
  'mutable-globals',
  'nontrapping-float-to-int',
  'reference-types',
  'sign-ext',
];

const PASSES = [
  // Worth 2.6 kB beside `-Os`, without a cost in speed.
  ...['--flatten', '--rereloop', '-Oz', '-Oz'],
  // Functions with several callers stay functions of their own: larger, but 0.8 kB less with brotli, and no slower.
  ...['-aimfs=2', '-ocimfs=10'],
  // Nothing of Rust's lies below address 1024: the end of the stack is there, which grows down. An offset is never
  // taken from a pointer that has wrapped.
  '--low-memory-unused',
  ...['--strip-debug', '--strip-producers'],
  // wasm-bindgen's import names carry hashes: 8.8 kB of the module, 2.7 kB with brotli. The same pass renames the
  // exports, which get their names back below: stack traces and the tests of traps show them.
  '--minify-imports-and-exports-and-modules',
];

/** Makes pkg/wasm/taskwatch.wasm out of what `compile` left. */
export async function shrink() {
  const trapping = path.join(wasmDir, 'trapping.wasm');
  const optimised = path.join(wasmDir, 'optimised.wasm');
  const compiled = await readFile(path.join(wasmDir, 'taskwatch_bg.wasm'));
  await writeFile(trapping, withoutPlaces(withoutPanics(compiled)));
  const { stdout } = await promisify(execFile)(path.join(packageDir, 'node_modules/.bin/wasm-opt'), [
    trapping,
    ...['-o', optimised],
    ...PASSES,
    ...FEATURES.map((feature) => `--enable-${feature}`),
  ]);
  const { imports, exports } = JSON.parse(stdout);
  const wasm = withMark(withExportNames(await readFile(optimised), exports), await instanceName());
  await writeFile(path.join(wasmDir, 'taskwatch.wasm'), wasm);
  await writeFile(path.join(wasmDir, 'names.json'), JSON.stringify(importNames(imports), undefined, 2));
  await rm(trapping);
  await rm(optimised);
}

/** Gives wasm-opt's triples names: the module and the name that wasm-bindgen wrote, and the name in the wasm. */
function importNames(imports) {
  return imports.map(([module, name, short]) => ({ module, name, short }));
}
