// Builds the package once more, from the same sources in another folder and with nothing left of the first build, and compares:
// the two tarballs have to be the same, byte for byte. Where they are not, names the files that differ.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const copy = mkdtempSync(path.join(tmpdir(), 'taskwatch-built-again-'));
const run = (command, args, options) => execFileSync(command, args, { encoding: 'utf8', ...options });
const hashOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

try {
  const sources = run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const file of sources.split('\0').filter(Boolean))
    cpSync(path.join(root, file), path.join(copy, file), { dereference: false });
  const { CARGO_TARGET_DIR: _, ...env } = process.env;
  const elsewhere = { cwd: copy, env, stdio: ['ignore', 'inherit', 'inherit'] };
  run('npm', ['ci', '--prefix', 'pkg', '--silent', '--no-audit', '--no-fund'], elsewhere);
  run(process.execPath, ['pkg/build/package.mjs'], elsewhere);

  const tarballs = [root, copy].map((folder) => path.join(folder, 'target/taskwatch.tgz'));
  const [was, is] = tarballs.map(hashOf);
  const [before, after] = was === is ? [{}, {}] : tarballs.map(contentsOf);
  const differ = Object.keys({ ...before, ...after }).filter((file) => before[file] !== after[file]);
  assert.equal(is, was, `not the same: ${differ.join(', ') || 'the archives, though their files are'}`);
  console.log(`two builds, one hash: ${was}`);
} finally {
  rmSync(copy, { recursive: true, force: true });
}

/** The hash of each file in a tarball. */
function contentsOf(tarball, index) {
  const folder = path.join(copy, `contents-${index}`);
  mkdirSync(folder);
  run('tar', ['-xzf', tarball, '-C', folder]);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name));
  return Object.fromEntries(files.map((file) => [path.relative(folder, file), hashOf(file)]));
}
