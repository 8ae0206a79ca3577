// Bundles those of the package's own sources that the browser tests use, into one module that Rust can name:
// target/test-modules/package.js. The page of a browser test gets the modules that Rust names, and no others. The
// modules of src/web stay outside of the bundle: the page has them already, and there must be one copy of each.

import { readFile, readdir } from 'node:fs/promises';
import { build } from 'esbuild';
import path from 'node:path';

import { packageDir, root } from './paths.mjs';

const outfile = path.join(root, 'target/test-modules/package.js');

await checkNamed();
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

/** A module that Rust does not name is missing in the page, which then does not load and says nothing of why. */
async function checkNamed() {
  const web = path.join(root, 'src/web');
  const files = (await readdir(web, { recursive: true })).map((file) => file.replaceAll(path.sep, '/'));
  const texts = files
    .filter((file) => file.endsWith('.rs'))
    .map((file) => readFile(path.join(web, file), 'utf8'));
  const rust = (await Promise.all(texts)).join('\n');
  const unnamed = files.filter(
    (file) => file.endsWith('.js') && !rust.includes(`module = "/src/web/${file}"`),
  );
  if (unnamed.length > 0)
    throw new Error(`name these in \`carried\` of src/web/shared/mod.rs: ${unnamed.join(', ')}`);
}
