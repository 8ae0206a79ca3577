// Where the sources are in the published package, so that a debugger finds the files that source maps name. The maps do not
// contain the sources themselves, which would be in the tarball twice.
//
//   src/        pkg/src, TypeScript
//   src/web/    the JavaScript of src/web, which Rust imports
//   src/wasm/   the bindings, as `bundle` rewrote them

import path from 'node:path';

import { packageDir, root, wasmDir } from './paths.mjs';

/** What is published, and the folder of the package that it goes to. */
export const PUBLISHED_SOURCES = [
  { from: path.join(packageDir, 'src'), to: 'src' },
  { from: path.join(root, 'src/web'), to: 'src/web', only: /\.js$/ },
  { from: path.join(wasmDir, 'bindings.js'), to: 'src/wasm/bindings.js' },
];

/** A source map whose sources are files of the published package. `folder` is the one that the map was written to. */
export function withPublishedSources(map, folder) {
  return {
    ...map,
    sources: map.sources.map((source) => `../${publishedPath(path.resolve(folder, source))}`),
  };
}

/** A source's path in the package. */
function publishedPath(file) {
  for (const { from, to } of PUBLISHED_SOURCES) {
    if (file === from) return to;
    if (file.startsWith(from + path.sep))
      return path.posix.join(to, path.relative(from, file).replaceAll(path.sep, '/'));
  }
  throw new Error(`${file} is bundled and not published: a source map would name a file that is not there`);
}
