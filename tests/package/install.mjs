// Unpacks target/taskwatch.tgz into node_modules, so that tests import what users install and nothing else. Test
// files import this first and the package after it; several may do so at once.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const tests = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** The packed package. */
export const tarball = resolve(tests, '../target/taskwatch.tgz');
/** Where it is unpacked. */
export const installed = install(tests);

/** Unpacks it for what is in `folder`, unless it is there already, and gives the place. */
export function install(folder) {
  const installed = join(folder, 'node_modules/taskwatch');
  if (!existsSync(tarball)) throw new Error('target/taskwatch.tgz is missing: run `make package` first');
  const hash = createHash('sha256').update(readFileSync(tarball)).digest('hex');
  const mark = join(installed, '.tarball');
  const isThere = () => existsSync(mark) && readFileSync(mark, 'utf8') === hash;
  if (isThere()) return installed;

  mkdirSync(dirname(installed), { recursive: true });
  const unpacked = mkdtempSync(join(dirname(installed), '.taskwatch-'));
  const unlock = lock(`${installed}.lock`);
  try {
    // Another test file may have been faster, and read the package already.
    if (existsSync(mark) && readFileSync(mark, 'utf8') === hash) return installed;
    execFileSync('tar', ['-xzf', tarball, '-C', unpacked]);
    writeFileSync(join(unpacked, 'package/.tarball'), hash);
    // Another test file may have been faster, and be using it by now.
    if (isThere()) return installed;
    rmSync(installed, { recursive: true, force: true });
    renameSync(join(unpacked, 'package'), installed);
  } finally {
    unlock();
    rmSync(unpacked, { recursive: true, force: true });
  }
  return installed;
}

/** A lock that one process holds at a time; one that was left behind is broken after a minute. Returns how to unlock. */
function lock(folder) {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      mkdirSync(folder);
      return () => rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const { mtimeMs } = statSync(folder, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
    if (Date.now() - mtimeMs > 60_000) rmSync(folder, { recursive: true, force: true });
    Atomics.wait(sleeper, 0, 0, 20);
  }
}
