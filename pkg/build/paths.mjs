// The folders that the build's steps read and write.

import { fileURLToPath } from 'node:url';
import path from 'node:path';

/** The repository. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** The npm package's sources, and its `package.json`. */
export const packageDir = path.join(root, 'pkg');

/** Output of `compile` and `shrink` for `bundle`: the wasm, its bindings and their types. */
export const wasmDir = path.join(packageDir, 'wasm');

/** Output of `bundle` for `pack`: one module per entry, and the wasm. */
export const dist = path.join(packageDir, 'dist');

/** The package's files, laid out as they are published. */
export const staging = path.join(root, 'target/package');

/** The finished package. */
export const tarball = path.join(root, 'target/taskwatch.tgz');
