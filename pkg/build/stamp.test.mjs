import { afterEach, beforeEach, describe, it } from 'node:test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { checkStamp, stampOf, writeStamp } from './stamp.mjs';

describe('the stamp of the wasm', () => {
  let root;
  let folder;
  const write = (file, text) => writeFileSync(path.join(root, file), text);

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'stamp-'));
    folder = path.join(root, 'wasm');
    for (const name of ['src', 'src/core', 'wasm']) mkdirSync(path.join(root, name));
    write('Cargo.toml', '[package]');
    write('Cargo.lock', 'version = 4');
    write('src/lib.rs', 'mod core;');
    write('src/core/mod.rs', '// core');
    write('src/web.js', '// JavaScript');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('holds while the Rust sources are the same, whatever becomes of the JavaScript', async () => {
    await writeStamp(folder, await stampOf(root));
    write('src/web.js', '// other JavaScript');
    await checkStamp(root, folder);
  });

  it('is asked for before anything was compiled', async () => {
    await assert.rejects(checkStamp(root, folder), /nothing has been compiled yet/);
  });

  const changes = {
    'a changed source': () => write('src/core/mod.rs', '// other'),
    'a new source': () => write('src/core/new.rs', ''),
    'a source that is gone': () => rmSync(path.join(root, 'src/core/mod.rs')),
    'another version of a dependency': () => write('Cargo.lock', 'version = 5'),
    'another setting': () => write('Cargo.toml', '[package]\nedition = "2024"'),
  };
  for (const [name, change] of Object.entries(changes)) {
    it(`notices ${name}`, async () => {
      await writeStamp(folder, await stampOf(root));
      change();
      await assert.rejects(checkStamp(root, folder), /the Rust sources have changed/);
    });
  }
});
