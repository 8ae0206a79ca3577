import { describe, it } from 'node:test';
import assert from 'node:assert/strict';

import { assemble } from './fixtures/wasm.mjs';
import { withoutPlaces } from './places.mjs';

const AT = 1_048_576;
const PATH = '/home/me/.cargo/registry/src/a/rc.rs';
const hex = (...numbers) =>
  Buffer.from(Uint32Array.from(numbers).buffer).toString('hex').replaceAll(/../g, String.raw`\$&`);

/** The memory of a module with this data, after its places were blanked. */
function memoryOf(...segments) {
  const wasm = assemble(`(module (memory (export "memory") 20)
    ${segments.map(([at, text]) => `(data (i32.const ${at}) "${text}")`).join('\n')})`);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(withoutPlaces(wasm)));
  return Buffer.from(exports.memory.buffer);
}

describe('places', () => {
  it('a path and what refers to it are blanked, and their neighbours are not', () => {
    const memory = memoryOf([AT, `before${PATH}after,${hex(AT + 6, PATH.length, 12, 34)}end`]);
    assert.equal(memory.toString('latin1', AT, AT + 6), 'before');
    assert.ok(memory.subarray(AT + 6, AT + 6 + PATH.length).every((byte) => byte === 0));
    assert.equal(memory.toString('latin1', AT + 6 + PATH.length, AT + 12 + PATH.length), 'after,');
    const end = AT + 6 + PATH.length + 6 + 16;
    assert.ok(memory.subarray(end - 16, end).every((byte) => byte === 0));
    assert.equal(memory.toString('latin1', end, end + 3), 'end');
  });

  it('a place in one segment may refer to a path in another', () => {
    const memory = memoryOf([AT, hex(AT + 4096, PATH.length, 12, 34)], [AT + 4096, PATH]);
    assert.ok(memory.subarray(AT, AT + 4096 + PATH.length).every((byte) => byte === 0));
  });

  const kept = {
    'a string that is no path': ['pods.example', 1, 1],
    'a path without a line': [PATH, 0, 1],
    'a path that a list of strings names': [PATH, AT, 7],
  };
  for (const [name, [text, line, column]] of Object.entries(kept)) {
    it(`${name} stays`, () => {
      const place = hex(AT + 64, text.length, line, column);
      const memory = memoryOf([AT, place], [AT + 64, text]);
      assert.equal(memory.toString('latin1', AT + 64, AT + 64 + text.length), text);
      assert.equal(memory.readUInt32LE(AT), AT + 64);
    });
  }

  it('a module without data is the same', () => {
    const wasm = assemble('(module (func (export "f")))');
    assert.equal(withoutPlaces(wasm), wasm);
  });
});
