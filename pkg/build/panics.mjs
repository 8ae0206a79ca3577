// Makes a panic trap at once, without a message.
//
// A panic ends in a trap anyway (`panic = "abort"`), after formatting its message and writing it to a standard error
// that a page does not have. The formatting, and every caller's arguments for it, are 6.8 kB of the published wasm
// (2.5 kB with brotli). With the bodies of the functions that begin a panic replaced by `unreachable`, wasm-opt finds
// that the rest is not needed. rustc can do the same only with a standard library built for it, on nightly.

import { Reader, assembled, concat, number, sectionsOf } from './sections.mjs';

/** The functions that Rust calls to panic, none of which returns, and those that only format the message. */
const PANICS = [
  /^core::panicking::panic/,
  /^core::(option|result)::(unwrap|expect)_failed$/,
  /^core::cell::panic_already(_mutably)?_borrowed$/,
  /^core::cell::lazy::panic_poisoned$/,
  /^core::(str::slice_error_fail|slice::index::slice_\w+_fail)/,
  /^std::thread::local::panic_access_error$/,
  /^alloc::raw_vec::(handle_error|capacity_overflow)$/,
  /^alloc::alloc::handle_alloc_error$/,
  /^<alloc::vec::Vec<.*>>::\w+::assert_failed$/,
  /^__rustc::rust_begin_unwind$/,
  // Used by panics alone: clippy denies the crate `format!` and its like.
  /^<std::panicking::/,
  /^core::fmt::write$/,
  /^<core::fmt::Formatter>::/,
  /^<.* as core::fmt::(Debug|Display|Write)>::\w+$/,
];

const USUAL_PANIC = 'core::panicking::panic_fmt';
const UNREACHABLE = [/* no locals */ 0, /* unreachable */ 0, /* end */ 0x0b];
const [CUSTOM, IMPORT, CODE] = [0, 2, 10];
const FUNCTION = 0;
const NAMES_OF_FUNCTIONS = 1;

/** The module without its panics' code. It must still have its function names, as wasm-bindgen leaves it. */
export function withoutPanics(wasm) {
  const sections = sectionsOf(wasm);
  const names = functionNames(sections);
  if (names.size === 0) throw new Error('the module has no function names: panics cannot be found');
  const firstOwn = countImportedFunctions(sections.find(({ id }) => id === IMPORT));
  const code = sections.find(({ id }) => id === CODE);
  if (code === undefined) throw new Error('the module has no code');
  const from = new Reader(code.body);
  const count = from.number();
  const parts = [number(count)];
  const found = new Set();
  for (let at = 0; at < count; at++) {
    const body = from.bytes(from.number());
    const name = withoutHashes(names.get(firstOwn + at) ?? '');
    const isPanic = PANICS.some((panic) => panic.test(name));
    if (isPanic) found.add(name);
    const kept = isPanic ? UNREACHABLE : body;
    parts.push(number(kept.length), kept);
  }
  // Every crate reaches this one. If it is missing, rustc has changed the names, and nothing would be found.
  if (!found.has(USUAL_PANIC))
    throw new Error(`no function is called ${USUAL_PANIC}: rustc names its panics differently`);
  code.body = concat(parts);
  return assembled(wasm, sections);
}

/** Symbols carry the hash of their crate, and sometimes a number: `core[c5930c85a12de822]::panicking::panic[2]`. */
function withoutHashes(name) {
  return name.replace(/\[[0-9a-f]{16}\]/g, '').replace(/\[\d+\]$/, '');
}

/** The names of functions by index, from the custom section for debuggers. */
function functionNames(sections) {
  const names = new Map();
  for (const { id, body } of sections) {
    const from = new Reader(body);
    if (id !== CUSTOM || from.text() !== 'name') continue;
    while (!from.isAtEnd()) {
      const kind = from.byte();
      const part = new Reader(from.bytes(from.number()));
      if (kind !== NAMES_OF_FUNCTIONS) continue;
      for (let left = part.number(); left > 0; left--) names.set(part.number(), part.text());
    }
  }
  return names;
}

/** The number of imported functions. The indices of the module's own functions follow theirs. */
function countImportedFunctions(section) {
  if (section === undefined) return 0;
  const from = new Reader(section.body);
  let functions = 0;
  for (let left = from.number(); left > 0; left--) {
    from.text();
    from.text();
    if (from.byte() !== FUNCTION) throw new Error('an import is not a function: wasm-bindgen has changed');
    from.number();
    functions++;
  }
  return functions;
}
