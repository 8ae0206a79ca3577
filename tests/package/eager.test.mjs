// Functions that the first use calls stand in parentheses, by which an engine compiles them together with the module.
import { installed } from './install.mjs';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';

import { eagerFiles, withEager } from '../../pkg/build/eager.mjs';

const root = new URL('../../', import.meta.url);

it('functions of the first use have their parentheses in the package', () => {
  const texts = eagerFiles.map((file) => withEager(file, readFileSync(new URL(file, root), 'utf8')));
  const count = texts.join('').match(/ = \(function /g).length;
  for (const entry of ['index.js', 'index.cjs']) {
    const found = readFileSync(join(installed, 'dist', entry), 'utf8').match(/^var [\w$]+ = \(function\(/gm);
    // The bindings' is one more.
    assert.equal(found.length, count + 1);
  }
});
