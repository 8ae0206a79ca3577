// The wasm stands in the entry as a string with a character for each byte.
import { installed } from './install.mjs';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { pathToFileURL } from 'node:url';

const entry = join(installed, 'dist/index.js');
/** Where the build leaves them. */
const WASM = new URL('../../pkg/wasm/', import.meta.url);

/** Imports the entry as a page would that takes it for text of another encoding. */
async function importAs(encoding) {
  const folder = mkdtempSync(join(installed, 'encoding-'));
  try {
    const file = join(folder, 'index.mjs');
    writeFileSync(file, readFileSync(entry).toString(encoding));
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Without the page's own instance, which all copies of a version share. */
async function alone(test) {
  const key = Object.getOwnPropertySymbols(globalThis).find(({ description }) =>
    description?.startsWith('taskwatch@'),
  );
  const shared = key === undefined ? undefined : globalThis[key];
  if (key !== undefined) delete globalThis[key];
  try {
    await test();
  } finally {
    if (key !== undefined) globalThis[key] = shared;
  }
}

it('an entry that was read as Latin-1 says so at first use, and no sooner', () =>
  alone(async () => {
    const { TaskQueue } = await importAs('latin1');
    assert.throws(() => new TaskQueue(), /was not read as UTF-8: serve it with `charset=utf-8`/);
  }));

it('both parts of the wasm are compiled as they were built', () =>
  alone(async () => {
    const { Module } = WebAssembly;
    const modules = [];
    WebAssembly.Module = class extends Module {
      constructor(given) {
        super(given);
        modules.push(Buffer.from(given));
      }
    };
    try {
      const { computeStatus } = await importAs('utf8');
      computeStatus({ kind: 'Pod', metadata: { name: 'a' } });
    } finally {
      WebAssembly.Module = Module;
    }
    const built = ['first.wasm', 'second.wasm'].map((file) => readFileSync(new URL(file, WASM)));
    assert.deepEqual(modules, built);
  }));
