// What the documents show in plain JavaScript, run as its reader would. Its TypeScript is compiled by tests/types.
import { installed } from './install.mjs';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const text = readFileSync(new URL('../../docs/resources.md', import.meta.url), 'utf8');
const examples = [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);

test('the verdict on an object takes three lines in Node', (t) => {
  const [code] = examples;
  assert.equal(examples.length, 1);
  assert.equal(code.trim().split('\n').length, 3);
  const folder = mkdtempSync(join(dirname(installed), '.readme-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const conditions = [
    { type: 'Accepted', status: 'True' },
    { type: 'Programmed', status: 'False', reason: 'Pending', message: 'not yet' },
  ];
  writeFileSync(
    join(folder, 'zone.json'),
    JSON.stringify({ kind: 'DNSZone', metadata: { name: 'shop' }, status: { conditions } }),
  );
  writeFileSync(join(folder, 'index.mjs'), code);
  const output = execFileSync(process.execPath, ['--no-warnings', 'index.mjs'], {
    cwd: folder,
    encoding: 'utf8',
  });
  assert.match(output, /state: 'pending'/);
  assert.match(output, /status: 'Current'/);
});
