// Makes wasm-bindgen's bindings shorter, which every page loads: code that is repeated for each class, argument and result
// becomes a call of one function. Works on the text like `rewriteBindings`, and never changes what the bindings do, except that
// Rust's objects have no `Symbol.dispose`, and that a trap that no caller could handle is passed to `trapped`.

/** The text, and `unexpected(code, expected)` makes the error for a shape that is not wasm-bindgen's. */
export function compactBindings(source, unexpected) {
  return withHandledClosures(withHelpers(withSharedOwnership(source, unexpected), unexpected), unexpected);
}

const FINALIZATION =
  /^const (\w+)Finalization = \(typeof FinalizationRegistry === 'undefined'\)\n.*\n {4}: new FinalizationRegistry\(ptr => wasm\.(\w+)\(ptr, 1\)\);\n/gm;

/** The base class of all Rust objects. */
const OWNED = `
const FINALIZATION = typeof FinalizationRegistry === 'undefined'
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(([free, ptr]) => handled(() => free(ptr, 1)));
function handled(call) {
    try {
        call();
    } catch (error) {
        trapped(error);
    }
}
class Owned {
    constructor(ptr, free) {
        this.__wbg_ptr = ptr;
        this.__wbg_free = free;
        FINALIZATION.register(this, [free, ptr], this);
    }
    free() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        FINALIZATION.unregister(this);
        handled(() => this.__wbg_free(ptr, 0));
    }
}
`;

/** One registry for all objects that are freed once they are collected, and one way to free them. */
function withSharedOwnership(source, unexpected) {
  const free = new Map();
  const text = source.replace(FINALIZATION, (_, name, exported) => {
    free.set(name, exported);
    return '';
  });
  let rest = text;
  for (const [name, exported] of free) {
    const start = rest.search(new RegExp(`^(export )?class ${name} \\{\\n`, 'm'));
    const last = `if (Symbol.dispose) ${name}.prototype[Symbol.dispose] = ${name}.prototype.free;\n`;
    const end = rest.indexOf(last, start);
    if (start < 0 || end < 0) throw unexpected('class-shape', `a class ${name} that ends with ${last}`);
    const written = rest.slice(start, end);
    rest =
      rest.slice(0, start) + withOwner(written, name, exported, unexpected) + rest.slice(end + last.length);
    rest = rest.replaceAll(`${name}.__wrap(`, `new ${name}(`);
  }
  if (/Finalization\b|__destroy_into_raw|__wrap\(/.test(rest))
    throw unexpected('class-left', 'no other way to own or wrap an object');
  // Above the classes.
  return free.size === 0 ? rest : rest.replace(/^(?=(?:\/\*\*|export class|class))/m, `${OWNED}\n`);
}

function withOwner(written, name, exported, unexpected) {
  const made = `super(PTR, wasm.${exported});`;
  const register = `${name}Finalization.register`;
  let isOwned = false;
  const owned = written
    .replace(/^ {4}(?:__destroy_into_raw|free)\(\) \{\n(?:.*\n)*?^ {4}\}\n/gm, '')
    .replace(/^ {4}static __wrap\(ptr\) \{\n(?:.*\n)*?^ {4}\}\n/m, () => {
      isOwned = true;
      return `    constructor(ptr) {\n        ${made.replace('PTR', 'ptr')}\n    }\n`;
    })
    .replace(
      /^ {8}this\.__wbg_ptr = (.+);\n {8}(.+)\(this, this\.__wbg_ptr, this\);\n {8}return this;\n/m,
      (_, ptr, call) => {
        if (isOwned || call !== register) throw unexpected('constructor-shape', `one way to make a ${name}`);
        isOwned = true;
        return `        ${made.replace('PTR', ptr)}\n`;
      },
    );
  return isOwned ? owned.replace(`class ${name} {`, `class ${name} extends Owned {`) : owned;
}

const CALL_OF_CLOSURE = /return (f\((?:state\.)?a, state\.b, \.\.\.args\));\n( *)\} finally \{/g;

/** Timers and promises call the closures, and cannot handle a trap. */
function withHandledClosures(source, unexpected) {
  const text = source
    .replace(
      CALL_OF_CLOSURE,
      (_, call, indent) =>
        `return ${call};\n${indent}} catch (error) {\n${indent}    trapped(error);\n${indent}} finally {`,
    )
    .replaceAll(/wasm\.__wbindgen_destroy_closure\([^()]*\)/g, 'handled(() => $&)');
  const closures = (text.match(/^function make\w*Closure\(/gm) ?? []).length;
  if ((text.match(/ trapped\(error\);\n *\} finally/g) ?? []).length !== closures)
    throw unexpected('closure-shape', 'one call in each function that makes closures');
  return text;
}

/** The replacements, each with the code that reports its absence. */
const REPEATED = [
  // Functions that the wasm imports.
  [/^( {8}\w+: )function\(\) \{ return handleError\(function \((.*)\) \{$/gm, '$1handleError(($2) => {'],
  [/^( {8}\w+: )function\(([^()]*)\) \{$/gm, '$1($2) => {'],
  [/^ {8}\}, arguments\); \},$/gm, '        }),'],
  // Arguments and results.
  [/\bisLikeNone\((\w+)\) \? 0 : addToExternrefTable0\(\1\)/g, 'indexOf($1)'],
  [/, wasm\.__wbindgen_malloc(, wasm\.__wbindgen_realloc)?\)/g, ')'],
  [
    /(?:var|const) len1 = WASM_VECTOR_LEN;\n *getDataViewMemory0\(\)\.setInt32\(\(arg0 >>> 0\) \+ 4 \* 1, len1, true\);\n *getDataViewMemory0\(\)\.setInt32\(\(arg0 >>> 0\) \+ 4 \* 0, ptr1, true\);/g,
    'returnSlice(arg0, ptr1);',
  ],
];

/** The functions that replace wasm-bindgen's of the same name. */
const HELPERS = {
  handleError: `function handleError(f) {
    return (...args) => {
        try {
            return f(...args);
        } catch (e) {
            wasm.__wbindgen_exn_store(addToExternrefTable0(e));
        }
    };
}
`,
  // One branch fewer: the rest of a string behind its first character that is not ASCII is encoded at once.
  passStringToWasm0: `function passStringToWasm0(arg) {
    const { length } = arg;
    let ptr = wasm.__wbindgen_malloc(length, 1) >>> 0;
    const mem = getUint8ArrayMemory0();
    let offset = 0;
    for (; offset < length; offset++) {
        const code = arg.charCodeAt(offset);
        if (code > 0x7F) break;
        mem[ptr + offset] = code;
    }
    if (offset < length) {
        const rest = cachedTextEncoder.encode(arg.slice(offset));
        ptr = wasm.__wbindgen_realloc(ptr, length, offset + rest.length, 1) >>> 0;
        getUint8ArrayMemory0().set(rest, ptr + offset);
        offset += rest.length;
    }
    WASM_VECTOR_LEN = offset;
    return ptr;
}
`,
};

const ADDED = `
function indexOf(value) {
    return isLikeNone(value) ? 0 : addToExternrefTable0(value);
}
function returnSlice(at, ptr) {
    const memory = getDataViewMemory0();
    at >>>= 0;
    memory.setInt32(at, ptr, true);
    memory.setInt32(at + 4, WASM_VECTOR_LEN, true);
}
`;

function withHelpers(source, unexpected) {
  let text = REPEATED.reduce((rest, [from, to]) => rest.replace(from, to), source);
  for (const [name, helper] of Object.entries(HELPERS))
    text = text.replace(new RegExp(`^function ${name}\\((?:.*\\n)*?^\\}\\n`, 'm'), () => helper);
  text = text
    .replaceAll(/^(function pass\w+\(\w+), malloc\) \{$/gm, '$1) {')
    .replaceAll(/(?<![.\w])malloc\(/g, 'wasm.__wbindgen_malloc(')
    .replace(/^if \(!\('encodeInto' in cachedTextEncoder\)\) \{\n(?:.*\n)*?^\}\n/m, '');
  if (/, arguments\)|encodeInto|(?<![.\w])(?:malloc|realloc)\b/.test(text))
    throw unexpected('helper-left', 'no call of a helper in its old form');
  return text.replace(/^(?=function isLikeNone\()/m, ADDED.trimStart());
}
