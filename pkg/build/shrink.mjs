// Step 2: makes the wasm smaller. Leaves in pkg/wasm
//
//   taskwatch.wasm   the module that is published
//   first.wasm       the same in two parts, for the entry that embeds it: see `split`
//   second.wasm
//   names.json       the short names that its imports and exports were given, and what the second part exports, for `bundle`
//
// It never changes what the module does, except that a panic traps without formatting a message first.

import { readFile, rm, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import path from 'node:path';

import { packageDir, wasmDir } from './paths.mjs';
import { instanceName } from './version.mjs';
import { withMark, withoutNames } from './sections.mjs';
import { split } from './split.mjs';
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
  // Saves 2.6 kB in addition to `-Os`, without a cost in speed.
  ...['--flatten', '--rereloop', '-Oz', '-Oz'],
  // Functions with several callers stay functions of their own: larger, but 0.8 kB less with brotli, and no slower.
  ...['-aimfs=2', '-ocimfs=10'],
  // Nothing of Rust's lies below address 1024: the end of the stack is there, which grows down. An offset is never
  // taken from a pointer that has wrapped.
  '--low-memory-unused',
  // The names of functions stay for `split`.
  ...['--strip-producers', '-g'],
  // wasm-bindgen's import names carry hashes: 8.8 kB of the module, 2.7 kB with brotli. Those of the exports are another
  // 1.5 kB with brotli, in the wasm and in the bindings that call them.
  '--minify-imports-and-exports-and-modules',
];

/** For the parts, which have been optimised as a whole: removes what each does not use. */
const PASSES_OF_PARTS = [
  '-Oz',
  '-aimfs=2',
  '-ocimfs=10',
  '--low-memory-unused',
  '--strip-debug',
  '--strip-producers',
];

/** Creates pkg/wasm/taskwatch.wasm from the output of `compile`. */
export async function shrink() {
  const trapping = path.join(wasmDir, 'trapping.wasm');
  const optimised = path.join(wasmDir, 'optimised.wasm');
  const compiled = await readFile(path.join(wasmDir, 'taskwatch_bg.wasm'));
  await writeFile(trapping, withoutPlaces(withoutPanics(compiled)));
  const { imports, exports } = JSON.parse(await run('wasm-opt', [trapping, '-o', optimised, ...PASSES]));
  const whole = await readFile(optimised);
  const mark = await instanceName();
  await writeFile(path.join(wasmDir, 'taskwatch.wasm'), withMark(withoutNames(whole), mark));

  const text = path.join(wasmDir, 'optimised.wat');
  await run('wasm-dis', [optimised, '-o', text]);
  const exportNames = new Map(exports.map(([name, short]) => [short, name]));
  const linkMap = await readFile(path.join(wasmDir, 'link.map'), 'utf8');
  const parts = split(await readFile(text, 'utf8'), exportNames, linkMap);
  await assemble('first', parts.first);
  await assemble('second', parts.second);
  const names = {
    imports: importNames(imports),
    exports: Object.fromEntries(exports),
    judging: parts.secondExports,
  };
  await writeFile(path.join(wasmDir, 'names.json'), JSON.stringify(names, undefined, 2));
  await rm(trapping);
  await rm(optimised);
  await rm(text);
}

/** Assembles a part from its text. */
async function assemble(name, text) {
  const [source, assembled] = [path.join(wasmDir, `${name}.wat`), path.join(wasmDir, `${name}.wasm`)];
  await writeFile(source, text);
  await run('wasm-as', [source, '-o', assembled]);
  await run('wasm-opt', [assembled, '-o', assembled, ...PASSES_OF_PARTS]);
  await rm(source);
}

async function run(tool, options) {
  const { stdout } = await promisify(execFile)(
    path.join(packageDir, 'node_modules/.bin', tool),
    [...options, ...FEATURES.map((feature) => `--enable-${feature}`)],
    { maxBuffer: 1 << 26 },
  );
  return stdout;
}

/** Gives wasm-opt's triples names: the module and the name that wasm-bindgen wrote, and the name in the wasm. */
function importNames(imports) {
  return imports.map(([module, name, short]) => ({ module, name, short }));
}
