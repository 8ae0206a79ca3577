// The package's version, as the built files have it.

import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { packageDir } from './paths.mjs';

/** Copies of one version in a page share their instance, which is found by this name. The wasm has it in a section. */
export async function instanceName() {
  const { version } = JSON.parse(await readFile(path.join(packageDir, 'package.json'), 'utf8'));
  return `taskwatch@${version}`;
}
