import { describe, it } from 'node:test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { dist, packageDir, root, wasmDir } from './paths.mjs';
import { assemble } from './fixtures/wasm.mjs';
import { checkSourceMaps } from './pack.mjs';
import { checkedImportModule, textsOf } from './bundle.mjs';
import { withPublishedSources } from './sources.mjs';

describe('the imports of the wasm', () => {
  const wasm = assemble('(module (import "m" "a" (func)) (import "m" "b" (func)) (import "m" "c" (func)))');
  const names = (...shorts) => shorts.map((short) => ({ module: 'x', name: short, short }));

  it('come from one module', () => {
    assert.equal(checkedImportModule(wasm, names('a', 'b', 'c', 'd')), 'm');
  });

  it('are named where the bindings do not have them', () => {
    assert.throws(() => checkedImportModule(wasm, names('b')), /do not have: a, c$/);
  });

  it('from two modules are refused', () => {
    const two = assemble('(module (import "m" "a" (func)) (import "n" "a" (func)))');
    assert.throws(() => checkedImportModule(two, names('a')), /from 2 modules instead of one/);
  });
});

describe('a part of the wasm as text', () => {
  const bytes = Buffer.from([0, 0, 0, 34, 34, 92, 13, 10, 65, 255, 11]);
  const { PART_TEXT, PART_LENGTH, OTHER_TEXT, SWAPS } = textsOf({ PART: bytes, OTHER: bytes.subarray(0, 5) });
  const text = JSON.parse(PART_TEXT);

  it('gives the bytes back', () => {
    const swaps = JSON.parse(SWAPS);
    const decoded = [...text].map((character) => {
      const at = swaps.indexOf(character);
      return (at < 0 ? character : swaps[at ^ 1]).charCodeAt(0);
    });
    assert.deepEqual(decoded, [...bytes]);
    assert.equal(Number(PART_LENGTH), bytes.length);
  });

  it('has what another part has too as the same characters', () => {
    assert.equal(JSON.parse(OTHER_TEXT), text.slice(0, 5));
  });

  it('has no character in it that minifiers escape, if there is a way', () => {
    const escaped = [...'\0\x07\b\n\v\f\r\x1B"\\'];
    assert.deepEqual(
      escaped.filter((character) => text.includes(character)),
      [],
    );
  });
});

describe('source maps', () => {
  const sourceOf = (file) => path.relative(dist, file);

  it('name the files of the published package', () => {
    const files = [
      path.join(packageDir, 'src/queue/task.ts'),
      path.join(root, 'src/web/shared/errors.js'),
      path.join(wasmDir, 'bindings.js'),
    ];
    const map = withPublishedSources({ version: 3, sources: files.map(sourceOf), mappings: 'AAAA' }, dist);
    assert.deepEqual(map, {
      version: 3,
      sources: ['../src/queue/task.ts', '../src/web/shared/errors.js', '../src/wasm/bindings.js'],
      mappings: 'AAAA',
    });
  });

  it('of a source that is not published are refused', () => {
    const map = { version: 3, sources: [sourceOf(path.join(root, 'tests/run.mjs'))], mappings: 'AAAA' };
    assert.throws(() => withPublishedSources(map, dist), /tests\/run\.mjs is bundled and not published/);
  });

  it('that name a file which is not in the package are refused', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'package-'));
    try {
      mkdirSync(path.join(folder, 'dist'));
      await assert.rejects(checkSourceMaps(folder), /no source maps/);
      mkdirSync(path.join(folder, 'src'));
      writeFileSync(path.join(folder, 'src/there.ts'), '');
      const map = (sources) =>
        writeFileSync(path.join(folder, 'dist/index.js.map'), JSON.stringify({ version: 3, sources }));
      map(['../src/there.ts']);
      await checkSourceMaps(folder);
      map(['../src/there.ts', '../src/gone.ts']);
      await assert.rejects(checkSourceMaps(folder), /dist\/index\.js\.map names \.\.\/src\/gone\.ts/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
