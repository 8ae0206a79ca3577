import { describe, it } from 'node:test';
import assert from 'node:assert/strict';

import binaryen from 'binaryen';

import { FIRST, split } from './split.mjs';

const PADDING = '(global.set $steps (i32.add (global.get $steps) (i32.const 1)))'.repeat(12);
const TEXT = ` (type $0 (func (param i32) (result i32)))
 (import "m" "a" (func $log (param i32)))
 (global $steps (mut i32) (i32.const 0))
 (global $ten i32 (i32.const 10))
 (memory $0 1)
 (data $0 (i32.const 1024) "pods")
 (data $1 (i32.const 1088) "zones")
 (table $0 4 4 funcref)
 (elem $0 (table $0) (i32.const 1) func $"taskwatch::web::queue::step" $"<taskwatch::web::resource::Judge as Judges>::judge" $"taskwatch::web::queue::step")
 (export "memory" (memory $0))
 (export "q" (func $queue))
 (export "j" (func $judge))
 (export "c" (func $count))
 (func $queue (param $0 i32) (result i32)
  (call_indirect (type $0) (local.get $0) (i32.const 1)))
 (func $"taskwatch::web::queue::step" (param $0 i32) (result i32)
  ${PADDING}
  (call $"a (shared) helper" (local.get $0)))
 (func $"a (shared) helper" (param $0 i32) (result i32)
  (i32.add (local.get $0) (i32.const 1)))
 (func $judge (param $0 i32) (result i32)
  (call $log (local.get $0))
  (call_indirect (type $0) (local.get $0) (i32.const 2)))
 (func $"<taskwatch::web::resource::Judge as Judges>::judge" (param $0 i32) (result i32)
  ${PADDING}
  (call $"only judging" (call $"a (shared) helper" (i32.load8_u (i32.const 1024)))))
 (func $"only judging" (param $0 i32) (result i32)
  (i32.mul (local.get $0) (global.get $ten)))
 (func $count (result i32)
  (i32.add (global.get $steps) (i32.load8_u (i32.const 1088))))
`;
const NAMES = new Map([
  ['q', 'queuecore_new'],
  ['j', 'verdictcore_judge'],
  ['c', 'queuecore_count'],
]);

/** The linker's. */
const MAP = `
    Addr      Off     Size Out     In      Symbol
     400       20       45 .rodata
     400       20        4         a.o:(.rodata..Lanon.0)
     400       20        4                 .Lanon.0
     440       60        5         a.o:(.rodata..Lanon.1)
     440       60        5                 .Lanon.1
`;

function compile(text) {
  const module = binaryen.parseText(text);
  module.setFeatures(binaryen.Features.MutableGlobals);
  assert.ok(module.validate(), text);
  const wasm = module.emitBinary();
  module.dispose();
  return new WebAssembly.Module(wasm);
}

describe('the two parts of the wasm', () => {
  const parts = split(`(module\n${TEXT})\n`, NAMES, MAP);
  const logged = [];
  const imports = { m: { a: (value) => logged.push(value) } };

  it('do together what the whole does', () => {
    const first = new WebAssembly.Instance(compile(parts.first), imports);
    assert.equal(first.exports.q(5), 6);
    const second = new WebAssembly.Instance(compile(parts.second), { ...imports, [FIRST]: first.exports });
    assert.equal(second.exports.j(7), ('p'.charCodeAt(0) + 1) * 10);
    assert.deepEqual(logged, [7]);
    assert.equal(first.exports.q(5), 6);
    assert.equal(first.exports.c(), 36 + 'z'.charCodeAt(0));
  });

  it('have each function once, and the first none that only judging reaches', () => {
    for (const name of ['only judging', '<taskwatch::web::resource::Judge', '$judge'])
      assert.ok(!parts.first.includes(`(func $${name === '$judge' ? 'judge' : `"${name}`}`), name);
    for (const name of ['queue ', '"a (shared) helper" (param $0'])
      assert.ok(!parts.second.includes(` (func $${name}`), name);
    assert.deepEqual(parts.secondExports, ['verdictcore_judge']);
  });

  it('have each constant where it is used', () => {
    const text = (word) => word.replaceAll(/./g, (letter) => `\\${letter.charCodeAt(0).toString(16)}`);
    assert.ok(parts.first.includes(text('zones')) && !parts.first.includes(text('pods')));
    assert.ok(parts.second.includes(text('pods')) && !parts.second.includes(text('zones')));
  });

  it('are refused where nothing judges, or the table is filled in another way', () => {
    assert.throws(
      () => split(`(module\n${TEXT})`, new Map([['j', 'queuecore_judge']]), MAP),
      /exports nothing that judges/,
    );
    assert.throws(
      () => split(`(module\n${TEXT.replace('(i32.const 1) func', '(i32.const 2) func')})`, NAMES),
      /one segment/,
    );
  });
});
