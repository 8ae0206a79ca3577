// Checks that the wasm in pkg/wasm was compiled from the current Rust sources. `--bundle-only` uses it as it is, and an old
// wasm with new JavaScript does not fail: it waits for events that never come.

import { readFile, readdir, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import path from 'node:path';

const STAMP = 'stamp.txt';

/** Notes in `folder` which sources its wasm was compiled from: `stamp` is theirs from before the compiler read them. */
export async function writeStamp(folder, stamp) {
  await writeFile(path.join(folder, STAMP), stamp);
}

/** Throws when the wasm in `folder` was compiled from other sources, or was not compiled. */
export async function checkStamp(root, folder) {
  const stamp = await readFile(path.join(folder, STAMP), 'utf8').catch(() => undefined);
  if (stamp === undefined) throw new Error('nothing has been compiled yet: build without --bundle-only');
  if (stamp !== (await stampOf(root)))
    throw new Error('the Rust sources have changed since they were compiled: build without --bundle-only');
}

/** A hash of everything under `root` that the compiler reads. */
export async function stampOf(root) {
  const sources = await readdir(path.join(root, 'src'), { recursive: true });
  const files = ['Cargo.toml', 'Cargo.lock'].concat(
    sources.filter((file) => file.endsWith('.rs')).map((file) => path.join('src', file)),
  );
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    hash.update(`${file}\0`);
    hash.update(await readFile(path.join(root, file)));
  }
  return hash.digest('hex');
}
