// Makes a panic trap at once.
//
// A panic ends in a trap anyway (`panic = "abort"`), after its message was put together and written to a standard
// error that a page does not have. That is 5 kB of formatting and bookkeeping, and each caller's arguments for it;
// once the functions that begin it are nothing but `unreachable`, wasm-opt finds that nothing else is needed. rustc
// does the same only with a standard library that was built for it, by a nightly compiler.

import { Reader, assembled, concat, number, sectionsOf } from './sections.mjs';

/** What Rust calls when it panics: none of it returns, and then what only writes the message. */
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
  // What only a panic is written with: clippy denies the crate `format!` and its like.
  /^<std::panicking::/,
  /^core::fmt::write$/,
  /^<core::fmt::Formatter>::/,
  /^<.* as core::fmt::(Debug|Display|Write)>::\w+$/,
];

const UNREACHABLE = [/* no locals */ 0, /* unreachable */ 0, /* end */ 0x0b];
const [CUSTOM, IMPORT, CODE] = [0, 2, 10];
const FUNCTION = 0;
const NAMES_OF_FUNCTIONS = 1;

/** The module, as wasm-bindgen writes it with its names, with no way to panic but to trap. */
export function withoutPanics(wasm) {
  const sections = sectionsOf(wasm);
  const names = namesOf(sections);
  const first = importedFunctions(sections.find(({ id }) => id === IMPORT));
  const code = sections.find(({ id }) => id === CODE);
  const from = new Reader(code.body);
  const bodies = [];
  const snipped = [];
  const count = from.number();
  for (let at = 0; at < count; at++) {
    const body = from.bytes(from.number());
    // Symbols carry the hash of their crate: `core[c5930c85a12de822]::panicking::panic`.
    const name = (names.get(first + at) ?? '').replace(/\[[0-9a-f]{16}\]/g, '');
    const isPanic = PANICS.some((panic) => panic.test(name.replace(/\[\d+\]$/, '')));
    if (isPanic) snipped.push(name);
    bodies.push(isPanic ? Uint8Array.from(UNREACHABLE) : body);
  }
  if (!snipped.includes('core::panicking::panic_fmt'))
    throw new Error('rustc names its panics in another way');
  code.body = concat([number(count), ...bodies.flatMap((body) => [number(body.length), body])]);
  return assembled(wasm, sections);
}

function namesOf(sections) {
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

/** How many functions are imported: those of the module are counted on from there. */
function importedFunctions({ body }) {
  const from = new Reader(body);
  let functions = 0;
  for (let left = from.number(); left > 0; left--) {
    from.text();
    from.text();
    if (from.byte() !== FUNCTION) throw new Error('wasm-bindgen imports more than functions');
    from.number();
    functions++;
  }
  return functions;
}
