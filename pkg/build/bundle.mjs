// Step 3: bundles the bindings and the sources. Leaves in pkg/dist
//
//   index.js, slim.js, react.js, testing.js   one module per entry, each with a source map
//   index.cjs, …                              the same as CommonJS, for Node without `require` of ES modules, and Jest
//   taskwatch.wasm                            the wasm: it is inside index, and slim loads it
//
// and in pkg/wasm the rewritten bindings, bindings.js. Names are shortened, including private ones, which not every bundler
// does. White space stays, since esbuild would remove the `@__PURE__` comments with it: they let a page's bundler
// drop what the page does not use.

import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import path from 'node:path';

import { rewriteBindings } from './bindings.mjs';
import { dist, packageDir, root, wasmDir } from './paths.mjs';
import { eagerFiles, withEager } from './eager.mjs';
import { FIRST } from './split.mjs';
import { instanceName } from './version.mjs';
import { withPublishedSources } from './sources.mjs';

const BINDINGS = path.join(wasmDir, 'bindings.js');

/** The entries, and where those with the wasm get it from. */
const ENTRIES = [
  { name: 'index', source: 'src/index.ts', module: 'src/runtime/own-module.ts' },
  { name: 'slim', source: 'src/slim.ts', module: 'src/runtime/loaded-module.ts' },
  { name: 'react', source: 'src/react/index.ts' },
  { name: 'testing', source: 'src/testing/index.ts' },
];

/** What a CommonJS module has instead of `import.meta.url`. */
const HERE = "const HERE = require('node:url').pathToFileURL(__filename).href;";

const ES_MODULE = { format: 'esm', platform: 'neutral', minifyIdentifiers: true };
const COMMON_JS = {
  format: 'cjs',
  // Adds the names of the exports, for those that read them without running the module.
  platform: 'node',
  outExtension: { '.js': '.cjs' },
  // Jest's `vm` contexts have no `import()`.
  supported: { 'dynamic-import': false },
};

/** Bundles what `shrink` left, into an empty pkg/dist. */
export async function bundle() {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  await writeBindings();
  for (const entry of ENTRIES) {
    await bundleEntry(entry, ES_MODULE);
    await bundleEntry(entry, COMMON_JS);
  }
  await copyFile(path.join(wasmDir, 'taskwatch.wasm'), path.join(dist, 'taskwatch.wasm'));
  for (const file of await readdir(dist))
    if (file.endsWith('.map')) await publishSources(path.join(dist, file));
}

async function writeBindings() {
  const source = await readFile(path.join(wasmDir, 'taskwatch.js'), 'utf8');
  const names = JSON.parse(await readFile(path.join(wasmDir, 'names.json'), 'utf8'));
  const importModule = checkedImportModule(
    await readFile(path.join(wasmDir, 'taskwatch.wasm')),
    names.imports,
  );
  const firstPart = new WebAssembly.Module(await readFile(path.join(wasmDir, 'first.wasm')));
  const firstImports = new Set(WebAssembly.Module.imports(firstPart).map(({ name }) => name));
  const bindings = rewriteBindings({ source, ...names, importModule, first: FIRST, firstImports });
  await writeFile(BINDINGS, bindings);
}

/**
 * The one module from which the wasm imports everything, after a check that the names are those of this wasm: a
 * missing import would only be noticed in a browser.
 */
export function checkedImportModule(wasm, names) {
  const wanted = WebAssembly.Module.imports(new WebAssembly.Module(wasm));
  const modules = new Set(wanted.map(({ module }) => module));
  if (modules.size !== 1) throw new Error(`the wasm imports from ${modules.size} modules instead of one`);
  const given = new Set(names.map(({ short }) => short));
  const missing = wanted.filter(({ name }) => !given.has(name)).map(({ name }) => name);
  if (missing.length > 0)
    throw new Error(`the wasm imports what the bindings do not have: ${missing.join(', ')}`);
  return [...modules][0];
}

/**
 * The wasm as a string with a character for each byte, which the entry turns back into bytes when it is first used.
 * Base64 would hide repetitions from compressors, since it depends on where in a group of three bytes they begin: it
 * takes 26 kB more with brotli.
 */
async function wasmAsText() {
  const [first, second] = await Promise.all(
    ['first.wasm', 'second.wasm'].map((file) => readFile(path.join(wasmDir, file))),
  );
  return textsOf({ FIRST: first, SECOND: second });
}

/** The bytes that minifiers escape in a string: a fifth of a wasm's bytes, and 3 % of a page with brotli. */
const ESCAPED = [...Buffer.from('\0\x07\b\n\v\f\r\x1B"\\', 'latin1')];

/** Other characters that may be escaped: quotes, and the beginning of an expression in a template. */
const QUOTING = "'`$";

/**
 * The parts under their names in `wasm-bytes.ts`. The bytes that would be escaped have changed places with the printable ones that are
 * rarest, the most frequent with the rarest, and the same ones in all parts, since compressors find in one what stands in another.
 * All others stay what they are, texts among them: with an exclusive or of each byte with one, which hides these, pages had 0.4 kB
 * more with brotli.
 */
export function textsOf(parts) {
  const counts = new Array(256).fill(0);
  for (const bytes of Object.values(parts)) for (const byte of bytes) counts[byte] += 1;
  const printable = Array.from({ length: 0x7f - 0x20 }, (_, at) => 0x20 + at).filter(
    (byte) => !ESCAPED.includes(byte) && !QUOTING.includes(String.fromCharCode(byte)),
  );
  const rarest = printable.sort((one, other) => counts[one] - counts[other]);
  const escaped = ESCAPED.toSorted((one, other) => counts[other] - counts[one]);
  const swaps = escaped.flatMap((byte, at) => [byte, rarest[at]]);
  const table = Array.from(counts.keys());
  swaps.forEach((byte, at) => {
    table[byte] = swaps[at ^ 1];
  });
  const texts = Object.entries(parts).flatMap(([name, bytes]) => [
    [`${name}_TEXT`, asLiteral(bytes.map((byte) => table[byte]))],
    [`${name}_LENGTH`, String(bytes.length)],
  ]);
  return { ...Object.fromEntries(texts), SWAPS: asLiteral(swaps) };
}

const asLiteral = (bytes) => JSON.stringify(Buffer.from(bytes).toString('latin1'));

async function bundleEntry({ name, source, module }, format) {
  await build({
    ...format,
    entryPoints: [{ in: path.join(packageDir, source), out: name }],
    outdir: dist,
    bundle: true,
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    sourcemap: 'linked',
    sourcesContent: false,
    external: ['taskwatch', 'react'],
    alias: {
      'taskwatch:bindings': BINDINGS,
      ...(module === undefined ? {} : { 'taskwatch:module': path.join(packageDir, module) }),
    },
    define: {
      ...(await wasmAsText()),
      INSTANCE_NAME: JSON.stringify(await instanceName()),
      ...(format === COMMON_JS ? { 'import.meta.url': 'HERE' } : {}),
    },
    ...(format === COMMON_JS && name === 'slim' ? { banner: { js: HERE } } : {}),
    plugins: [oneCopyBesideRust, eager],
    logLevel: 'warning',
  });
}

/**
 * wasm-bindgen copies the JavaScript that Rust imports to `snippets`. The sources import the same files from src/web,
 * and there must be one copy of each: they hold classes and state.
 */
const oneCopyBesideRust = {
  name: 'one-copy-beside-rust',
  setup({ onResolve }) {
    onResolve({ filter: /\/snippets\/.*\/src\/web\// }, ({ path: specifier }) => ({
      path: path.join(root, specifier.slice(specifier.indexOf('src/web/'))),
    }));
  },
};

/** See `eager.mjs`. */
const eager = {
  name: 'eager',
  setup({ onLoad }) {
    onLoad({ filter: /\.[jt]s$/ }, async ({ path: file }) => {
      const name = path.relative(root, file);
      if (!eagerFiles.includes(name)) return undefined;
      return { contents: withEager(name, await readFile(file, 'utf8')), loader: path.extname(file).slice(1) };
    });
  },
};

async function publishSources(file) {
  const map = withPublishedSources(JSON.parse(await readFile(file, 'utf8')), path.dirname(file));
  await writeFile(file, JSON.stringify(map));
}
