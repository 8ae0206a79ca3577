// Builds the npm package: wasm by wasm-pack, made smaller by wasm-opt, bundled with the glue into one module a
// entry, and packed to target/taskwatch.tgz.

import { build } from 'esbuild';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import path from 'node:path';

import { withExportNames } from './sections.mjs';
import { withoutPanics } from './panics.mjs';

const run = promisify(execFile);
const here = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const root = path.dirname(here);
const wasmDir = path.join(here, 'wasm');
const dist = path.join(here, 'dist');
const { version } = JSON.parse(await readFile(path.join(here, 'package.json'), 'utf8'));

/** What rustc emits for wasm32-unknown-unknown and every supported engine has. `--all-features` would let
 * wasm-opt write imports that Node 20 refuses. */
const WASM_FEATURES = [
  'bulk-memory',
  'bulk-memory-opt',
  'call-indirect-overlong',
  'multivalue',
  'mutable-globals',
  'nontrapping-float-to-int',
  'reference-types',
  'sign-ext',
];

await compile();
const { wasm, names } = await shrink();
await bundle(wasm, names);
await pack();

async function compile() {
  console.log('wasm-pack: compiling the crate');
  await rm(wasmDir, { recursive: true, force: true });
  await run(
    'wasm-pack',
    [
      'build',
      root,
      '--target',
      'web',
      '--release',
      '--no-pack',
      '--no-gitignore',
      '--no-opt',
      '--out-dir',
      wasmDir,
      '--',
      '--locked',
    ],
    { maxBuffer: 1 << 26 },
  );
}

/**
 * The smaller wasm, and what its imports are called in it: their long names were a twentieth of it. The exports keep
 * theirs, by which a stack trace and the tests of traps know them.
 *
 * `--flatten --rereloop` and `-Oz` made it 2.6 kB smaller than `-Os`, and no slower.
 *
 * `--low-memory-unused`: nothing of Rust's lies below address 1024, where the last kilobyte of the stack is, which
 * grows down; an offset is never taken from a pointer that has wrapped.
 */
async function shrink() {
  console.log('wasm-opt: making it smaller');
  const compiled = path.join(wasmDir, 'taskwatch_bg.wasm');
  const from = path.join(wasmDir, 'trapping.wasm');
  await writeFile(from, withoutPanics(await readFile(compiled)));
  const to = path.join(wasmDir, 'taskwatch.wasm');
  const features = WASM_FEATURES.map((feature) => `--enable-${feature}`);
  const { stdout } = await run(path.join(here, 'node_modules/.bin/wasm-opt'), [
    from,
    '-o',
    to,
    '--flatten',
    '--rereloop',
    '-Oz',
    '-Oz',
    '--low-memory-unused',
    '--strip-debug',
    '--strip-producers',
    '--minify-imports-and-exports-and-modules',
    ...features,
  ]);
  const { imports, exports } = JSON.parse(stdout);
  return { wasm: Buffer.from(withExportNames(await readFile(to), exports)), names: imports };
}

async function bundle(wasm, renamed) {
  console.log('esbuild: bundling the entries');
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  const bindings = await wrappedBindings(wasm, renamed);
  const shared = {
    bundle: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    charset: 'utf8',
    legalComments: 'none',
    external: ['taskwatch', 'react'],
    logOverride: { 'duplicate-object-key': 'silent' },
    minifySyntax: true,
    minifyWhitespace: true,
    outdir: dist,
  };
  const entry = (name) => ({
    in: path.join(here, 'src', name, 'index.ts'),
    out: name === '' ? 'index' : name,
  });
  await build({ ...shared, entryPoints: [entry('')], plugins: [virtualModules(bindings, wasm)] });
  await build({ ...shared, entryPoints: [entry('react'), entry('testing')] });
  await writeFile(path.join(dist, 'taskwatch.wasm'), wasm);
}

/**
 * What wasm-bindgen wrote, as a function that makes a fresh set of exports with a module state of its own: an
 * instance that trapped can then be replaced. Its imports of the glue stay outside, so that all instances share
 * one copy of the classes.
 */
async function wrappedBindings(wasm, renamed) {
  const source = withShortNames(await readFile(path.join(wasmDir, 'taskwatch.js'), 'utf8'), wasm, renamed);
  const imports = [];
  const names = [];
  const body = [];
  for (const line of source.split('\n')) {
    if (line.startsWith('import ')) imports.push(line);
    else if (line.startsWith('export {')) continue;
    else {
      const exported = /^export (?:class|function|const) (\w+)/.exec(line);
      if (exported !== null) names.push(exported[1]);
      body.push(line.replace(/^export /, ''));
    }
  }
  // The asynchronous loader is not used, and bundlers would look for the file that it names.
  const loader = body.findIndex((line) => line.startsWith('let __wbg_init_promise'));
  const reader = body.findIndex((line) => line.startsWith('async function __wbg_load'));
  const start = body.findIndex((line) => line.startsWith('function initSync'));
  if (loader < 0 || reader < 0 || start < 0 || names.length === 0)
    throw new Error('wasm-bindgen writes another shape');
  const kept = [...body.slice(0, reader), ...body.slice(start, loader)];
  return [
    ...imports,
    `export const version = ${JSON.stringify(version)};`,
    'export function instantiate(module) {',
    ...kept,
    'initSync({ module });',
    `return { ${names.join(', ')} };`,
    '}',
  ].join('\n');
}

/** What wasm-bindgen wrote, with the names that wasm-opt gave to what goes in, all of one module. */
function withShortNames(source, wasm, imports) {
  const shortImport = new Map(
    imports.filter(([from]) => from === './taskwatch_bg.js').map(([, name, short]) => [name, short]),
  );
  const fromGlue = imports.filter(([from]) => from !== './taskwatch_bg.js');
  const [{ module }] = WebAssembly.Module.imports(new WebAssembly.Module(wasm));
  const start = source.indexOf(
    '    return {\n        __proto__: null,\n        "./taskwatch_bg.js": import0,',
  );
  const end = source.indexOf('};\n', start) + 3;
  if (start < 0) throw new Error('wasm-bindgen writes its imports in another shape');
  const modules = new Map(
    [...source.slice(start, end).matchAll(/"(.+)": (import\d+),/g)].map(([, from, it]) => [from, it]),
  );
  const direct = fromGlue.map(([from, name, short]) => `${short}: ${modules.get(from)}.${name}`);
  const object = `    return { ${module}: { ...import0, ${direct.join(', ')} } };\n`;
  let found = 0;
  const short = (source.slice(0, start) + object + source.slice(end)).replace(
    /^ {8}(__wb\w+): /gm,
    (line, name) => (shortImport.has(name) ? (found++, `        ${shortImport.get(name)}: `) : line),
  );
  if (found !== shortImport.size || /: undefined\./.test(short))
    throw new Error('an import has no short name');
  return short;
}

function virtualModules(bindings, wasm) {
  return {
    name: 'taskwatch',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^taskwatch:/ }, (found) => ({ path: found.path, namespace: 'taskwatch' }));
      onResolve({ filter: /\/snippets\/.*\/src\/web\// }, (found) => ({
        path: path.join(root, found.path.slice(found.path.indexOf('src/web/'))),
      }));
      onLoad({ filter: /bindings$/, namespace: 'taskwatch' }, () => ({
        contents: bindings,
        resolveDir: here,
      }));
      onLoad({ filter: /wasm$/, namespace: 'taskwatch' }, () => ({
        contents: wasmModule(wasm.toString('base64')),
        resolveDir: here,
      }));
    },
  };
}

/** Base64 is read by the platform where it can, else by a loop: `Uint8Array.from` takes five times as long. */
function wasmModule(base64) {
  return `
    const text = ${JSON.stringify(base64)};
    export function wasmBytes() {
      if (typeof Uint8Array.fromBase64 === 'function') return Uint8Array.fromBase64(text);
      const binary = atob(text);
      const bytes = new Uint8Array(binary.length);
      for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
      return bytes;
    }`;
}

async function pack() {
  for (const file of ['README.md', 'LICENSE-MIT', 'LICENSE-APACHE']) {
    await copyFile(path.join(root, file), path.join(here, file));
  }
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', path.join(root, 'target')], {
    cwd: here,
  });
  const [{ filename, files, size }] = JSON.parse(stdout);
  const names = files.map((file) => file.path);
  for (const needed of ['dist/index.js', 'dist/taskwatch.wasm', 'types/index.d.ts']) {
    if (!names.includes(needed)) throw new Error(`the tarball lacks ${needed}`);
  }
  await rename(path.join(root, 'target', filename), path.join(root, 'target', 'taskwatch.tgz'));
  console.log(`target/taskwatch.tgz: ${files.length} files, ${(size / 1024).toFixed(1)} kB`);
}
