// Installs what the demo needs: its locked dependencies, and the packed package
// as a user would get it.
//
// The package is unpacked rather than locked: a lockfile pins a tarball's
// hash, and this tarball's hash changes with each build.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const modules = path.join(here, 'node_modules');
const tarball = path.resolve(here, process.env.TASKWATCH_TARBALL ?? '../target/taskwatch.tgz');

if (!existsSync(tarball)) {
  console.error(`${path.relative(process.cwd(), tarball)} is missing: \`make package\` builds it`);
  process.exit(1);
}

once('lock', ['package.json', 'package-lock.json'], () => {
  // A shell, because npm is a script of another name on Windows.
  execFileSync('npm ci --no-audit --no-fund', { cwd: here, stdio: 'inherit', shell: true });
});

once('taskwatch', [tarball], () => {
  const target = path.join(modules, 'taskwatch');
  rmSync(target, { recursive: true, force: true });
  // Vite keys its copies of dependencies by the lockfile, which does not know this one.
  rmSync(path.join(modules, '.vite'), { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', target], { stdio: 'inherit' });
});

/** Does the work unless it was done for files of this content already. */
function once(name, files, work) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(path.resolve(here, file)));
  const digest = hash.digest('hex');
  const stamp = path.join(modules, `.taskwatch-${name}`);
  if (
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === digest &&
    (name === 'lock' || existsSync(path.join(modules, 'taskwatch', 'package.json')))
  )
    return;
  work();
  mkdirSync(modules, { recursive: true });
  writeFileSync(stamp, digest);
}
