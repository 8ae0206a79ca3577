// The bindings' rewriting, on a text of the shape that wasm-bindgen writes: fixtures/bindings.txt.

import { describe, it } from 'node:test';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { UnexpectedBindings, WRITTEN_FOR, rewriteBindings } from './bindings.mjs';
import { assemble } from './fixtures/wasm.mjs';
import { root } from './paths.mjs';

const source = readFileSync(new URL('fixtures/bindings.txt', import.meta.url), 'utf8');
const SNIPPET = './snippets/taskwatch-0123456789abcdef/src/web/shared/greeting.js';
/** What the wasm's exports are called there. */
const SHORT = Object.fromEntries(
  [...source.matchAll(/\bwasm\.(\w+)/g)].map(([, name], number) => [name, `e${number}`]),
);
const given = {
  source,
  importModule: 'm',
  judging: ['greet'],
  first: 'p',
  firstImports: new Set(['a']),
  exports: SHORT,
  imports: [
    { module: './taskwatch_bg.js', name: '__wbg_greeting_0123456789abcdef', short: 'a' },
    { module: './taskwatch_bg.js', name: '__wbg___wbindgen_throw_0123456789abcdef', short: 'b' },
    { module: SNIPPET, name: 'twice', short: 'c' },
  ],
};

const WASM = assemble(`(module
  (import "m" "a" (func $greeting (param i32) (result i32)))
  (import "m" "b" (func $throw (param i32 i32)))
  (import "m" "c" (func $twice (param i32) (result i32)))
  (global $count (mut i32) (i32.const 0))
  (func (export "${SHORT.counter_new}") (param i32) (result i32) (global.set $count (local.get 0)) (i32.const 1))
  (func (export "${SHORT.counter_next}") (param i32) (result i32)
    (global.set $count (i32.add (global.get $count) (local.get 0))) (global.get $count))
  (func (export "${SHORT.greet}") (result i32) (call $greeting (call $twice (i32.const 2)))))`);

/** Makes an instance with the rewritten bindings. */
function instantiate({ prepare, judgingImports }, module) {
  const { importsOfWhole, start } = prepare({ TextDecoder, TextEncoder });
  return start(new WebAssembly.Instance(module, importsOfWhole(judgingImports)));
}

/** An instance that exports these functions, and a memory, under their short names. */
function exporting(values) {
  return { exports: Object.fromEntries(Object.entries(values).map(([name, value]) => [SHORT[name], value])) };
}

/** What is imported from the one module. */
function namesOf({ m }) {
  return Object.keys(m)
    .filter((name) => name !== '__proto__')
    .sort();
}

/** Imports the rewritten bindings. */
async function load(text) {
  const folder = mkdtempSync(path.join(tmpdir(), 'bindings-'));
  try {
    const snippet = path.join(folder, SNIPPET);
    mkdirSync(path.dirname(snippet), { recursive: true });
    writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(snippet, 'export const greeting = (n) => n + 100; export const twice = (n) => n * 2;');
    writeFileSync(path.join(folder, 'bindings.js'), text);
    return await import(pathToFileURL(path.join(folder, 'bindings.js')).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('rewriteBindings', () => {
  it('makes a module that starts instances, each with state and classes of its own', async () => {
    const bindings = await load(rewriteBindings(given));
    assert.deepEqual(Object.keys(bindings).sort(), ['judgingImports', 'prepare']);
    const module = new WebAssembly.Module(WASM);
    const [one, other] = [instantiate(bindings, module), instantiate(bindings, module)];
    assert.deepEqual(Object.keys(one), ['Counter', 'tally', 'later', 'greet']);
    assert.notEqual(one.Counter, other.Counter);
    const counter = new one.Counter(10);
    assert.equal(counter.next(), 11);
    assert.equal(new other.Counter(20).next(), 21);
    assert.equal(counter.next(), 12);
  });

  it('connects functions of wasm-bindgen and of JavaScript under their short names', async () => {
    const bindings = await load(rewriteBindings(given));
    assert.equal(instantiate(bindings, new WebAssembly.Module(WASM)).greet(), 104);
  });

  it('calls what the second part exports there, once it is added', async () => {
    const { prepare, judgingImports } = await load(rewriteBindings(given));
    const { start, importsOfSecond, addSecond } = prepare({ TextDecoder, TextEncoder });
    const { exports } = exporting({ __wbindgen_start() {} });
    const { greet } = start({ exports });
    assert.throws(() => greet(), TypeError);
    assert.equal(importsOfSecond({ exports }, judgingImports).p, exports);
    addSecond(exporting({ greet: () => 'second' }));
    assert.equal(greet(), 'second');
  });

  it('sets apart what only the second part imports, with what that needs of the rest', async () => {
    const text = rewriteBindings({
      ...given,
      source: source
        .replace(/new Error\(.*\)/, 'new Error(wasm.counter_next(1) + WASM_VECTOR_LEN)')
        .replace('let WASM_VECTOR_LEN = 0;', 'let WASM_VECTOR_LEN = 7;'),
    });
    const { prepare, judgingImports } = await load(text);
    const { imports, importsOfWhole, importsOfSecond, start } = prepare({ TextDecoder, TextEncoder });
    assert.deepEqual(namesOf(imports), ['a']);
    assert.deepEqual(namesOf(importsOfWhole(judgingImports)), ['a', 'b', 'c']);
    assert.deepEqual(namesOf(importsOfSecond({ exports: {} }, judgingImports)), ['a', 'b', 'c']);
    const table = [];
    const stored = [];
    start(exporting({ table, counter_next: () => 'next', __wbindgen_exn_store: (at) => stored.push(at) }));
    importsOfWhole(judgingImports).m.b();
    assert.deepEqual([String(table), ...stored], ['Error: next7', 0]);
  });

  it('frees objects once, made by JavaScript or handed out by Rust, and lets others be collected', async () => {
    const { prepare } = await load(rewriteBindings(given));
    const { start } = prepare({ TextDecoder, TextEncoder });
    const freed = [];
    const free = (kind) => (ptr, isCollected) => freed.push([kind, ptr, isCollected]);
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { Counter, tally } = start(
      exporting({
        memory,
        counter_new: (from) => from,
        tally: (_, length) => length,
        tally_total: (ptr) => ptr * 10,
        __wbindgen_malloc: () => 8,
        __wbindgen_realloc: () => 16,
        __wbg_counter_free: free('counter'),
        __wbg_tally_free: free('tally'),
      }),
    );
    new Counter(5).free();
    const word = tally('word');
    assert.equal(word.total(), 40);
    word.free();
    assert.deepEqual(freed, [
      ['counter', 5, 0],
      ['tally', 4, 0],
    ]);
    assert.equal(Counter.prototype.__destroy_into_raw, undefined);
  });

  it('hands over what a closure or the freeing of an object traps with', async () => {
    const { prepare } = await load(rewriteBindings(given));
    const traps = [];
    const trapped = (error) => traps.push(error);
    const { start } = prepare({ TextDecoder, TextEncoder, trapped });
    const trap = (what) => () => {
      throw what;
    };
    const { Counter, later } = start(
      exporting({
        counter_new: (from) => from,
        invoke: (_, __, value) => trap(value)(),
        __wbg_counter_free: trap('free'),
        __wbindgen_destroy_closure: trap('destroy'),
      }),
    );
    const closure = later();
    assert.equal(closure('invoke'), undefined);
    closure._wbg_cb_unref();
    new Counter(5).free();
    assert.deepEqual(traps, ['invoke', 'destroy', 'free']);
  });

  it('writes strings to memory: ASCII as it is, what follows in UTF-8', async () => {
    const { prepare } = await load(rewriteBindings(given));
    const { start } = prepare({ TextDecoder, TextEncoder });
    const memory = new WebAssembly.Memory({ initial: 1 });
    const resized = [];
    const written = [];
    const { tally } = start(
      exporting({
        memory,
        tally: (ptr, length) =>
          written.push(new TextDecoder().decode(new Uint8Array(memory.buffer, ptr, length))),
        __wbindgen_malloc: () => 64,
        __wbindgen_realloc(ptr, from, to) {
          resized.push([ptr, from, to]);
          new Uint8Array(memory.buffer).copyWithin(256, ptr, ptr + from);
          return 256;
        },
        __wbg_tally_free() {},
      }),
    );
    const texts = ['', 'plain', 'naïve – 漢字', '🙂', 'half \ud83d'];
    for (const text of texts) tally(text);
    assert.deepEqual(written, ['', 'plain', 'naïve – 漢字', '🙂', 'half \ufffd']);
    assert.deepEqual(resized, [
      [64, 10, 17],
      [64, 2, 4],
      [64, 6, 8],
    ]);
  });

  it('takes the classes that it is given for text', async () => {
    const text = {
      ...given,
      source: given.source.replace('let started = 0;', 'let started = new TextDecoder().start;'),
    };
    const { prepare } = await load(rewriteBindings(text));
    prepare({ TextDecoder: class {}, TextEncoder });
    assert.throws(() => prepare({ TextDecoder: undefined, TextEncoder }), TypeError);
  });

  it('leaves out the loaders, and the file that it names', () => {
    const text = rewriteBindings(given);
    for (const gone of ['__wbg_load', '__wbg_init_promise', 'import.meta', '.wasm', 'fetch'])
      assert.ok(!text.includes(gone), gone);
  });

  it('leaves out what wasm-opt found no use for', () => {
    assert.ok(source.includes('__wbindgen_cast_0000000000000001'));
    assert.ok(!rewriteBindings(given).includes('__wbindgen_cast_0000000000000001'));
  });

  it('is written for the wasm-bindgen that the crate uses', () => {
    const lock = readFileSync(path.join(root, 'Cargo.lock'), 'utf8');
    assert.equal(/^name = "wasm-bindgen"\nversion = "(.*)"$/m.exec(lock)[1], WRITTEN_FOR);
  });
});

describe('bindings of another shape are refused:', () => {
  const replaced = (from, to) => {
    assert.ok(source.includes(from), from);
    return { ...given, source: source.replace(from, to) };
  };
  const cases = {
    'import-shape': replaced(
      "import { greeting } from './snippets",
      "import {\n  greeting,\n} from './snippets",
    ),
    'export-shape': replaced('export function greet()', 'export default function greet()'),
    'class-shape': replaced('if (Symbol.dispose) Tally', 'if (Symbol.asyncDispose) Tally'),
    'class-left': replaced(
      'TallyFinalization = (typeof FinalizationRegistry ===',
      'TallyFinalization = (typeof FinalizationRegistry ==',
    ),
    'constructor-shape': replaced(
      'CounterFinalization.register(this, this',
      'TallyFinalization.register(this, this',
    ),
    'closure-shape': replaced('return f(a, state.b, ...args);', 'return f(a, ...args);'),
    'helper-left': replaced('        }, arguments); },', '        }, arguments) },'),
    'no-exports': { ...given, source: source.replaceAll(/^export (?=class|function)/gm, '') },
    'no-load': replaced('async function __wbg_load(', 'const __wbg_load = async ('),
    'no-init-sync': replaced('function initSync(', 'const initSync = function ('),
    'no-finalize': replaced(
      'function __wbg_finalize_init(instance, module)',
      'function finalize(instance, module)',
    ),
    'no-init': replaced('let __wbg_init_promise', 'var __wbg_init_promise'),
    'loader-order': {
      ...given,
      source: source
        .replace('let __wbg_init_promise;\n', '')
        .replace('let started', 'let __wbg_init_promise;\nlet started'),
    },
    'own-imports': replaced('    const import0 = {', '    const imports = {'),
    'own-imports-twice': replaced(
      'let started = 0;',
      '    const import0 = {\n        __proto__: null,\n    };\n',
    ),
    'import-object': replaced('"./taskwatch_bg.js": import0,', '"./taskwatch_bg.js": import0, '),
    'export-missing': { ...given, exports: { ...SHORT, greet: undefined } },
    'get-imports': replaced('function __wbg_get_imports() {', 'const __wbg_get_imports = () => {'),
    'function-missing': replaced('__wbg_greeting_0123456789abcdef: function', '__wbg_other: function'),
    'module-missing': replaced('greeting.js": import1', 'other.js": import1'),
    'import-calls-second': {
      ...replaced('const ret = greeting(arg0);', 'const ret = wasm.greet();'),
      firstImports: new Set(),
    },
    'import-meta-left': replaced('started += 1;', 'started += import.meta.url.length;'),
  };
  for (const [code, changed] of Object.entries(cases)) {
    it(code, () => {
      assert.throws(
        () => rewriteBindings(changed),
        (error) => {
          assert.ok(error instanceof UnexpectedBindings, String(error));
          assert.equal(error.code, code);
          assert.match(error.message, /^wasm-bindgen's bindings are not as of .*: expected /);
          return true;
        },
      );
    });
  }

  it('an error names the functions and modules that are missing', () => {
    assert.throws(() => rewriteBindings(cases['function-missing']), /__wbg_greeting_0123456789abcdef/);
    assert.throws(() => rewriteBindings(cases['module-missing']), new RegExp(`an import of ${SNIPPET}`));
  });
});
