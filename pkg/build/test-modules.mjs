// Bundles those of the package's own sources that the browser tests use, into one module that Rust can name:
// target/test-modules/package.js. The page of a browser test gets the modules that Rust names, and no others. The
// modules of src/web stay outside of the bundle: the page has them already, and there must be one copy of each.

import { build } from 'esbuild';
import path from 'node:path';

import { packageDir, root } from './paths.mjs';

const outfile = path.join(root, 'target/test-modules/package.js');

await build({
  stdin: {
    contents: [
      "export { makeTaskQueue } from './queue/task-queue.ts';",
      "export { definedResource } from './resources/defined-resource.ts';",
    ].join('\n'),
    resolveDir: path.join(packageDir, 'src'),
  },
  outfile,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  plugins: [modulesOfRust()],
});

/** Leaves the modules of src/web where they are, by paths relative to the bundle. */
function modulesOfRust() {
  return {
    name: 'modules-of-rust',
    setup({ onResolve }) {
      onResolve({ filter: /\/src\/web\// }, ({ path: specifier, resolveDir }) => {
        const file = path.resolve(resolveDir, specifier);
        return { path: path.relative(path.dirname(outfile), file), external: true };
      });
    },
  };
}
