// Runs programs in processes of their own: an instance is its process's, and so is what a program does to the globals.
import './install.mjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const tests = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Runs an ES module's text; gives what it printed, as JSON a line. */
export const runModule = (program, flags = []) => run(program, ['--input-type=module', ...flags]);

/** Runs a CommonJS program, where Node cannot `require` ES modules. */
export const runCommonJs = (program) =>
  run(program, ['--input-type=commonjs', '--no-experimental-require-module']);

function run(program, flags) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, '--eval', program], {
    cwd: tests,
    encoding: 'utf8',
    timeout: 30_000,
  });
  assert.equal(status, 0, stderr);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
