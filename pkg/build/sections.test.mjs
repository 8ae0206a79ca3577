import { describe, it } from 'node:test';
import assert from 'node:assert/strict';

import { Reader, assembled, number, sectionsOf, withMark } from './sections.mjs';
import { assemble } from './fixtures/wasm.mjs';

const ADDING = assemble(`(module
  (import "outside" "log" (func $log (param i32)))
  (memory (export "memory") 1)
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "answer") (result i32) (i32.const 42)))`);

const start = (wasm) =>
  new WebAssembly.Instance(new WebAssembly.Module(wasm), { outside: { log: () => {} } }).exports;

describe('sections', () => {
  it('a module taken apart and put together is the same', () => {
    const sections = sectionsOf(ADDING);
    assert.ok(sections.length > 5);
    assert.deepEqual(assembled(ADDING, sections), ADDING);
  });

  it('a section that grows past 127 bytes gets a longer length', () => {
    const sections = sectionsOf(ADDING);
    const custom = Uint8Array.from([4, ...Buffer.from('note'), ...new Uint8Array(300)]);
    const wasm = assembled(ADDING, [...sections, { id: 0, body: custom }]);
    assert.equal(start(wasm).add(2, 3), 5);
    assert.equal(WebAssembly.Module.customSections(new WebAssembly.Module(wasm), 'note')[0].byteLength, 300);
  });

  it('numbers survive being written and read', () => {
    for (const value of [0, 1, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 32 - 1]) {
      const reader = new Reader(Uint8Array.from(number(value)));
      assert.equal(reader.number(), value);
      assert.ok(reader.isAtEnd());
    }
  });

  it('a module that ends early is refused', () => {
    assert.throws(() => sectionsOf(ADDING.subarray(0, ADDING.length - 1)), /the module ends early/);
  });
});

it('a module can be marked with a name', () => {
  const marked = withMark(ADDING, 'package@1');
  assert.equal(start(marked).add(2, 3), 5);
  const module = new WebAssembly.Module(marked);
  assert.equal(WebAssembly.Module.customSections(module, 'package@1').length, 1);
  assert.equal(WebAssembly.Module.customSections(module, 'package@2').length, 0);
});
