// What a registry shows of the package, and what is in it besides code.
import { installed } from './install.mjs';
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';

const read = (file) => readFileSync(join(installed, file), 'utf8');
const manifest = JSON.parse(read('package.json'));

it('the manifest says where the package comes from, and who made it', () => {
  for (const address of [manifest.homepage, manifest.repository.url, manifest.bugs.url])
    assert.match(address, /^(git\+)?https:\/\/[\w.]+\/\w+\/\w+/);
  assert.equal(typeof manifest.author, 'string');
  assert.equal(manifest.devDependencies, undefined);
});

it('the change log and the picture are there, and documents link absolutely', () => {
  assert.match(read('CHANGELOG.md'), new RegExp(`^## ${manifest.version}`, 'm'));
  const picture = /!\[[^\]]*\]\((\S+)\)/.exec(read('README.md'))[1];
  assert.ok(existsSync(join(installed, new URL(picture).pathname.replace(/^.*\/main\//, ''))), picture);
  for (const file of ['README.md', 'CHANGELOG.md'])
    for (const [, link] of read(file).matchAll(/\]\(([^)\s]+)\)/g)) assert.match(link, /^(https:|#)/, file);
});

it('nothing in the package names the machine that it was built on', () => {
  const files = [
    'index.js',
    'index.cjs',
    'slim.js',
    'react.js',
    'testing.js',
    'taskwatch.wasm',
    'index.js.map',
  ];
  for (const file of files) {
    const text = readFileSync(join(installed, 'dist', file), 'latin1');
    for (const path of ['.cargo', '/rustc/', '/home/', '/Users/', '/root/', 'registry/src', process.cwd()])
      assert.ok(!text.includes(path), `${file} has ${path}`);
  }
});
