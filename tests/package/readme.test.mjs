// What the documents show in plain JavaScript, run as its reader would, and where their links lead. Their TypeScript is
// compiled by tests/types.
import { installed } from './install.mjs';
import { examplesOf } from './examples.mjs';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const resources = readFileSync(join(root, 'docs/resources.md'), 'utf8');
const examples = [...resources.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);

test('the README is short, and every link in the documents leads to a file', () => {
  const inFolder = (folder) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith('.md'))
      .map((file) => join(root, folder, file));
  const dead = [];
  for (const file of [...inFolder('.'), ...inFolder('docs')]) {
    for (const [, link] of readFileSync(file, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)) {
      const isElsewhere = /^[a-z]+:/.test(link) || link.startsWith('#');
      if (!isElsewhere && !existsSync(resolve(dirname(file), link.replace(/#.*/, ''))))
        dead.push(`${file}: ${link}`);
    }
  }
  assert.deepEqual(dead, []);
  const lines = readFileSync(join(root, 'README.md'), 'utf8').split('\n').length;
  assert.ok(lines <= 151, `${lines} lines`);
});

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

test('the examples of the page on testing do what they say', async (t) => {
  const { load, remove } = examplesOf('docs/testing.md');
  t.after(remove);
  const claims = t.mock.method(console, 'assert', (holds) => assert.ok(holds));
  const { aRefusedZoneFails } = await load(0);
  const { name, reason } = await aRefusedZoneFails();
  assert.equal(`${name}: ${reason}`, 'ResourceFailedError: QuotaExceeded');
  assert.equal(claims.mock.callCount(), 2);
  const { aProjectBecomesReadyAlthoughItsStreamIsCut } = await load(1);
  assert.equal(await aProjectBecomesReadyAlthoughItsStreamIsCut(), 'completed');
});
