// Holds what a page loads to its budgets: small programs that import from the packed package, bundled and minified by
// esbuild, in kB of brotli at its best. A row that is over fails, and so does one that has grown what it is not to have.
// The goals are where this is going; a budget is what was reached.
import { brotliCompressSync, constants } from 'node:zlib';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { tmpdir } from 'node:os';

import { installed } from './package/install.mjs';

const tests = dirname(fileURLToPath(import.meta.url));
const { build } = createRequire(join(tests, '../pkg/package.json'))('esbuild');

const SETTINGS = {
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  external: ['react', '*taskwatch.wasm'],
  write: false,
  logOverride: { 'ignored-bare-import': 'silent' },
};

/** What is imported, the budget, and the goal where that is another. */
const ROWS = [
  {
    name: 'the provider of taskwatch/react, first load',
    code: "import { TaskQueueProvider } from 'taskwatch/react'; console.log(TaskQueueProvider);",
    budget: 2.52,
    goal: 6,
  },
  { name: 'TaskQueue, waitForWatch', imports: ['TaskQueue', 'waitForWatch'], budget: 90.8, goal: 70 },
  { name: 'everything', code: "export * from 'taskwatch';", budget: 136.4, goal: 105 },
  {
    name: 'taskwatch/slim, JavaScript',
    code: "export * from 'taskwatch/slim'; export { default } from 'taskwatch/slim';",
    budget: 62.5,
    goal: 30,
  },
  { name: 'nothing', code: "import 'taskwatch';", budget: 0.01 },
  ...[
    ['condition', 'allOf', 'anyOf', 'not', 'fieldEquals', 'exists', 'deleted'],
    ['AbortError', 'TimeoutError', 'WatchError', 'WasmBlockedError'],
    ['ControlPlaneStatus'],
    ['setWatchSource'],
    ['createOnce'],
  ].map((imports) => ({ name: imports[0], imports, budget: 1.5, goal: 5, hasWasm: false })),
  // It looks at the platform's WebAssembly, and brings none of its own.
  { name: 'supportError', imports: ['supportError'], budget: 1.5, goal: 5 },
];

/** The file that `taskwatch/slim` loads. */
const WASM = { budget: 73.1, goal: 62 };

let failures = 0;
const wasm = brotli(readFileSync(join(installed, 'dist/taskwatch.wasm'))) / 1000;
console.log(
  `measured: taskwatch/slim, wasm ${wasm.toFixed(1)} kB (budget ${WASM.budget}, goal ${WASM.goal})`,
);
if (wasm > WASM.budget) fail(`taskwatch.wasm: ${wasm.toFixed(2)} kB are over the budget of ${WASM.budget}`);
for (const { name, imports, code, budget, goal = budget, hasWasm } of ROWS) {
  const text = await bundle(code ?? `export { ${imports.join(', ')} } from 'taskwatch';`);
  const size = brotli(text) / 1000;
  console.log(`measured: ${name} ${size.toFixed(1)} kB (budget ${budget}, goal ${goal})`);
  if (size > budget) fail(`${name}: ${size.toFixed(2)} kB are over the budget of ${budget}`);
  if (hasWasm === false && /WebAssembly/.test(text)) fail(`${name}: brings the wasm's runtime along`);
}
for (const entry of ['index', 'slim', 'testing']) {
  const left = await sideEffectsOf(entry);
  if (left !== '') fail(`importing ${entry}.js does something, which no bundler can leave out: ${left}`);
}
process.exitCode = failures === 0 ? 0 : 1;

/** What a page that runs this code loads first: the entry's chunk, and those that it imports statically. */
async function bundle(code) {
  const { outputFiles, metafile } = await build({
    ...SETTINGS,
    splitting: true,
    metafile: true,
    outdir: join(tests, 'out'),
    stdin: { contents: code, resolveDir: tests },
  });
  const texts = new Map(outputFiles.map(({ path, text }) => [relative(process.cwd(), path), text]));
  const first = new Set([Object.keys(metafile.outputs).find((path) => metafile.outputs[path].entryPoint)]);
  for (const path of first)
    for (const { path: imported, kind } of metafile.outputs[path].imports)
      if (kind === 'import-statement' && texts.has(imported)) first.add(imported);
  return [...first].map((path) => texts.get(path)).join('');
}

/** What is left of an unused entry, if the bundler may not simply drop the module. */
async function sideEffectsOf(entry) {
  const folder = mkdtempSync(join(tmpdir(), 'taskwatch-'));
  try {
    copyFileSync(join(installed, `dist/${entry}.js`), join(folder, 'entry.js'));
    const stdin = { contents: "import './entry.js';", resolveDir: folder };
    const { outputFiles } = await build({ ...SETTINGS, stdin });
    return outputFiles[0].text.trim().slice(0, 300);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function brotli(content) {
  return brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}

function fail(message) {
  failures += 1;
  console.error(message);
}
