import { describe, it } from 'node:test';
import assert from 'node:assert/strict';

import { assemble } from './fixtures/wasm.mjs';
import { withoutPanics } from './panics.mjs';

/** A crate of one function that calls another, called `name`, which answers instead of trapping. */
const crate = (name, imports = '') =>
  assemble(`(module
    ${imports}
    (func $"${name}" (result i32) (i32.const 7))
    (func $"taskwatch[0123456789abcdef]::work" (export "work") (result i32) (call $"${name}"))
    (func $"core[0123456789abcdef]::panicking::panic_fmt" (export "panic") (result i32) (i32.const 7))
    (func $"taskwatch[0123456789abcdef]::panic_button" (export "button") (result i32) (i32.const 8)))`);

const start = (wasm) =>
  new WebAssembly.Instance(new WebAssembly.Module(wasm), { outside: { one: () => {}, two: () => {} } })
    .exports;

describe('panics', () => {
  for (const name of [
    'core[0123456789abcdef]::panicking::panic_bounds_check',
    'core[0123456789abcdef]::option::unwrap_failed',
    'core[0123456789abcdef]::option::unwrap_failed[2]',
    'core[0123456789abcdef]::cell::panic_already_mutably_borrowed',
    '__rustc[0123456789abcdef]::rust_begin_unwind',
    '<u32 as core[0123456789abcdef]::fmt::Display>::fmt',
  ]) {
    it(`${name} traps`, () => {
      assert.throws(() => start(withoutPanics(crate(name))).work(), WebAssembly.RuntimeError);
    });
  }

  for (const name of [
    'taskwatch[0123456789abcdef]::core::panicking::panic',
    'core[0123456789abcdef]::option::unwrap_failed_not',
    '<taskwatch[0123456789abcdef]::Task as core[0123456789abcdef]::clone::Clone>::clone',
  ]) {
    it(`${name} stays as it is`, () => {
      assert.equal(start(withoutPanics(crate(name))).work(), 7);
    });
  }

  it('functions are counted after the imported ones', () => {
    const imports = '(import "outside" "one" (func $one)) (import "outside" "two" (func $two (param i32)))';
    const exports = start(withoutPanics(crate('taskwatch[0123456789abcdef]::idle', imports)));
    assert.throws(() => exports.panic(), WebAssembly.RuntimeError);
    assert.equal(exports.work(), 7);
    assert.equal(exports.button(), 8);
  });

  it('a module in which no panic is found is an error', () => {
    const renamed = assemble('(module (func $"core::panics::begin" (export "panic")))');
    assert.throws(() => withoutPanics(renamed), /no function is called core::panicking::panic_fmt/);
  });

  it('a module without function names is an error', () => {
    const wasm = crate('taskwatch[0123456789abcdef]::idle');
    const nameless = wasm.slice(0, Buffer.from(wasm).lastIndexOf(Buffer.from('\x04name', 'latin1')) - 3);
    assert.equal(start(nameless).work(), 7);
    assert.throws(() => withoutPanics(nameless), /no function names/);
  });

  it('an import that is no function is an error', () => {
    const wasm = assemble(
      '(module (import "outside" "memory" (memory 1)) (func $"core::panicking::panic_fmt" (export "panic")))',
    );
    assert.throws(() => withoutPanics(wasm), /an import is not a function/);
  });
});
