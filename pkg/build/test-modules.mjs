// Bundles what the browser tests need of the package's own sources into one module that Rust can name:
// target/test-modules/package.js. The page of a test is given the modules that Rust names and no others, so the bundle
// leaves the modules of `src/web` outside: they are in that page already, and there must be one copy of each.

import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const outfile = path.join(root, 'target/test-modules/package.js');

await build({
  stdin: {
    contents: [
      "export { makeTaskQueue } from './queue/task-queue.ts';",
      "export { definedResource } from './resources/defined-resource.ts';",
    ].join('\n'),
    resolveDir: path.join(root, 'pkg/src'),
  },
  outfile,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  plugins: [besideRust()],
});

function besideRust() {
  return {
    name: 'beside-rust',
    setup({ onResolve }) {
      onResolve({ filter: /\/src\/web\// }, ({ path: specifier, resolveDir }) => {
        const file = path.resolve(resolveDir, specifier);
        return { path: path.relative(path.dirname(outfile), file), external: true };
      });
    },
  };
}
