// A debugger finds the package's sources: every file that a map names is in the package, and a place in a bundle leads
// to the line that it was made of.
import { installed } from './install.mjs';
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const dist = join(installed, 'dist');

describe('source maps', () => {
  const files = ['index', 'slim', 'react', 'testing'].flatMap((entry) => [`${entry}.js`, `${entry}.cjs`]);
  for (const file of files) {
    const bundle = readFileSync(join(dist, file), 'utf8');
    const map = JSON.parse(readFileSync(join(dist, `${file}.map`), 'utf8'));

    it(`${file}: the bundle names its map, and the map files of the package`, () => {
      assert.ok(bundle.endsWith(`\n//# sourceMappingURL=${file}.map\n`));
      assert.ok(map.sources.length >= 3, map.sources.join(', '));
      for (const source of map.sources) {
        assert.match(source, /^\.\.\/src\//);
        assert.ok(existsSync(join(dist, source)), source);
      }
      // The sources are files of the package already.
      assert.equal(map.sourcesContent, undefined);
    });

    it(`${file}: every function and every message leads to a line that has it`, () => {
      const found = new SourceMap(map);
      let places = 0;
      // A directive is not mapped.
      const lines = bundle.replace(/^"use client";/, (directive) => ' '.repeat(directive.length)).split('\n');
      lines.forEach((line, row) => {
        for (const { groups, index } of line.matchAll(
          /function (?<name>\w+)\(|"(?<message>[A-Za-z][a-z]+ [a-z ]{5,})"/g,
        )) {
          const { originalSource, originalLine } = found.findEntry(row, index);
          // What a bundle begins with, to give its exports to `require`, belongs to no file.
          if (file.endsWith('.cjs') && originalSource === undefined) continue;
          // Names are shortened; the map has what they were.
          const text = groups.message ?? found.findEntry(row, index + 'function '.length).name ?? groups.name;
          const original = readFileSync(join(dist, originalSource), 'utf8').split('\n')[originalLine];
          assert.ok(original.includes(text), `${text}: ${originalSource}:${originalLine + 1} is ${original}`);
          places++;
        }
      });
      assert.ok(places > 5);
    });
  }
});
