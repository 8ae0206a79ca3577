// Rewrites wasm-bindgen's bindings into a module that creates instances. It works on the text, because the bindings are
// text, and checks its shape: if wasm-bindgen writes something else, the build fails with an `UnexpectedBindings`,
// whose `code` names what was not as expected.
//
// Six things are changed:
//
// - The module's body becomes a function. wasm-bindgen keeps one instance in variables of its module and cannot start
//   another. An instance that has trapped must not be used again, so a page needs a second one, with variables and
//   classes of its own. (wasm-bindgen's `--experimental-reset-state-function` keeps the classes and adds a check to
//   every call.) The imports of JavaScript stay outside: all instances share one copy of those.
// - The loaders are removed. The runtime creates the instance, and a bundler that found their
//   `new URL('….wasm', import.meta.url)` would add that file to the page's assets, or fail.
// - The imports and exports get the short names that `shrink` gave them in the wasm. See `shrink` for what that is worth.
// - The functions that the wasm imports from JavaScript are passed one by one, instead of whole modules:
//   a bundler keeps all exports of a module once the module itself is a value.
// - What only the second part of the wasm imports is in a separate function, which a bundler drops with it.
// - Code that is repeated for each class, argument and result is written once: see `compact.mjs`.

import { compactBindings } from './compact.mjs';

/** The release of wasm-bindgen whose output this file was written for. */
export const WRITTEN_FOR = '0.2.130';

/** wasm-bindgen's output is not as expected. */
export class UnexpectedBindings extends Error {
  /** @param {string} code names the part, in kebab case @param {string} expected what should have been there */
  constructor(code, expected) {
    super(`wasm-bindgen's bindings are not as of ${WRITTEN_FOR}: expected ${expected} (${code})`);
    this.name = 'UnexpectedBindings';
    this.code = code;
  }
}

/**
 * The text of a module that exports `prepare({ TextDecoder, TextEncoder, setTimeout, clearTimeout, trapped })`, which gives the
 * imports of a new instance, and `start(instance)`, which answers with its exports. These are the imports of the first part alone:
 * `importsOfWhole(judge)` are all, `importsOfSecond(instance, judge)` those of the second part, and `addSecond(instance)` adds it.
 * `judge` is the other export, `judgingImports`.
 *
 * @param {{ source: string, imports: { module: string, name: string, short: string }[], exports: Record<string, string>,
 *   importModule: string, judging: string[], first: string, firstImports: Set<string> }} given what wasm-bindgen wrote; the
 *   short names of the wasm's imports, and of its exports; the one module that the wasm imports all from; what the second part
 *   exports; the module by which it imports the first; the short names of what the first imports
 */
export function rewriteBindings({
  source,
  imports: names,
  exports: shortExports,
  importModule,
  judging,
  first,
  firstImports,
}) {
  const compact = compactBindings(source, (code, expected) => new UnexpectedBindings(code, expected));
  const short = withShortNames(compact, names, importModule, firstImports);
  const connected = withSecondPart(short.source, judging);
  const { imports, exports, body } = takenApart(connected.split('\n'));
  const { shared, text: judgingText } = judgingImports(withSecondPart(short.seconds.join(''), judging), body);
  const text = [
    ...imports,
    // Replaces the globals, which do not exist everywhere. An engine that sees parentheses expects a call, and compiles the
    // function together with the module, mostly on another thread. Otherwise it would parse it twice, the second time at first use.
    'export const prepare = (function ({ TextDecoder, TextEncoder, setTimeout, clearTimeout, trapped }) {',
    ...withoutLoader(body),
    'let judging;',
    `const shared = { ${shared.map((name) => `${name}, `).join('')}get wasm() { return wasm; }, get length() { return WASM_VECTOR_LEN; } };`,
    `const importsOfWhole = (judge) => ({ ${importModule}: { ...imports.${importModule}, ...judge(shared) } });`,
    'return {',
    'imports,',
    'importsOfWhole,',
    `start(instance) { __wbg_finalize_init(instance); judging = wasm; return { ${exports.join(', ')} }; },`,
    `importsOfSecond(instance, judge) { return { ...importsOfWhole(judge), ${first}: instance.exports }; },`,
    'addSecond(instance) { judging = instance.exports; },',
    '};',
    '});',
    ...judgingText,
    '',
  ].join('\n');
  if (text.includes('import.meta'))
    throw new UnexpectedBindings('import-meta-left', 'no `import.meta` outside the asynchronous loader');
  return withShortExports(text, shortExports);
}

/** Calls the wasm's exports by their short names. */
function withShortExports(text, shortExports) {
  return text.replaceAll(/(?<=(?:(?<![.\w])(?:wasm|judging)|\bshared\.wasm)\.)\w+/g, (name) => {
    const short = shortExports[name];
    if (short === undefined) throw new UnexpectedBindings('export-missing', `the wasm to export ${name}`);
    return short;
  });
}

/** Calls what the second part exports there. */
function withSecondPart(source, judging) {
  return judging.reduce(
    (text, name) => text.replaceAll(new RegExp(`\\bwasm\\.${name}\\b`, 'g'), `judging.${name}`),
    source,
  );
}

/** The function that returns what only the second part imports, and the names of the functions around it that it needs. */
function judgingImports(source, body) {
  const text = source
    .replaceAll(/\bWASM_VECTOR_LEN\b/g, 'shared.length')
    .replaceAll(/(?<![.\w])wasm\./g, 'shared.wasm.');
  if (/\bjudging\.|\b(setTimeout|clearTimeout|TextDecoder|TextEncoder)\b/.test(text))
    throw new UnexpectedBindings(
      'import-calls-second',
      'imports that call nothing of the second part or the platform',
    );
  const functions = body.map((line) => /^function (\w+)\(/.exec(line)?.[1]).filter(Boolean);
  const shared = functions.filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  return {
    shared,
    text: [
      'export function judgingImports(shared) {',
      `const { ${shared.join(', ')} } = shared;`,
      `return {\n${text}};`,
      '}',
    ],
  };
}

/** Sorts the lines: imports, which stay at the top level; the names that are exported; and all others. */
function takenApart(lines) {
  const imports = [];
  const exports = [];
  const body = [];
  for (const line of lines) {
    if (/^import\b/.test(line)) {
      if (!/^import (\{ .* \}|\* as \w+) from ['"][^'"]+['"];?$/.test(line))
        throw new UnexpectedBindings('import-shape', `imports of one line each, not ${JSON.stringify(line)}`);
      imports.push(line);
    } else if (/^export\b/.test(line)) {
      if (line === 'export { initSync, __wbg_init as default };') continue;
      const name = /^export (?:class|function|const) (\w+)/.exec(line)?.[1];
      if (name === undefined)
        throw new UnexpectedBindings(
          'export-shape',
          `exported classes, functions and constants, not ${JSON.stringify(line)}`,
        );
      exports.push(name);
      body.push(line.slice('export '.length));
    } else body.push(line);
  }
  if (exports.length === 0)
    throw new UnexpectedBindings('no-exports', 'at least one exported class or function');
  return { imports, exports, body };
}

/** The body without the loaders at its end. */
function withoutLoader(body) {
  const lineOf = (code, start) => {
    const found = body.findIndex((line) => line.startsWith(start));
    if (found < 0) throw new UnexpectedBindings(code, `a line that begins with \`${start}\``);
    return found;
  };
  const load = lineOf('no-load', 'async function __wbg_load(');
  const initSync = lineOf('no-init-sync', 'function initSync(');
  const init = lineOf('no-init', 'let __wbg_init_promise');
  if (!(load < initSync && initSync < init))
    throw new UnexpectedBindings('loader-order', '__wbg_load, initSync and __wbg_init in this order');
  if (!body.some((line) => line.startsWith('function __wbg_finalize_init(instance, ')))
    throw new UnexpectedBindings('no-finalize', 'a function __wbg_finalize_init');
  return body.slice(0, load);
}

const OWN_MODULE = './taskwatch_bg.js';
const GET_IMPORTS = 'function __wbg_get_imports() {\n';
const OWN_IMPORTS = '    const import0 = {\n        __proto__: null,\n';
const IMPORT_OBJECT = '    return {\n        __proto__: null,\n        "./taskwatch_bg.js": import0,\n';
const OWN_FUNCTION = /^ {8}(\w+): ((?:\(|handleError\().*?\n)(?= {8}\w| {4}\};$)/gms;
const END = '    };\n';
const END_OF_FUNCTION = '}\n';

/**
 * Gives the functions that wasm-bindgen wrote their short names, and makes one module of all that the first part imports: a constant
 * in the place of the function, which is called once. The other imports are taken out, as `seconds`.
 */
function withShortNames(source, names, importModule, firstImports) {
  const seconds = [];
  const [own, ownEnd] = span(source, 'own-imports', OWN_IMPORTS);
  const [object, objectEnd] = span(source, 'import-object', IMPORT_OBJECT);
  if (ownEnd > object)
    throw new UnexpectedBindings('import-order', 'import0 before the object that holds it');
  if (!source.slice(0, own).endsWith(GET_IMPORTS) || !source.startsWith(END_OF_FUNCTION, objectEnd))
    throw new UnexpectedBindings('get-imports', 'a function __wbg_get_imports around both');

  const missing = new Map(
    names.filter(({ module }) => module === OWN_MODULE).map(({ name, short }) => [name, short]),
  );
  const functions = source.slice(own, ownEnd).replace(OWN_FUNCTION, (_, name, text) => {
    const short = missing.get(name);
    // wasm-opt found no use for it.
    if (short === undefined) return '';
    missing.delete(name);
    const entry = `        ${short}: ${text}`;
    if (firstImports.has(short)) return entry;
    seconds.push(entry.replace(/,?\n$/, ',\n'));
    return '';
  });
  if (missing.size > 0)
    throw new UnexpectedBindings('function-missing', `functions called ${[...missing.keys()].join(', ')}`);

  const variables = new Map(
    [...source.slice(object, objectEnd).matchAll(/^ {8}"(.+)": (import\d+),$/gm)].map(([, from, it]) => [
      from,
      it,
    ]),
  );
  const named = names.filter(({ module }) => module !== OWN_MODULE);
  const direct = [];
  for (const { module, name, short } of named) {
    const variable = variables.get(module);
    if (variable === undefined) throw new UnexpectedBindings('module-missing', `an import of ${module}`);
    const entry = `${short}: ${variable}.${name}`;
    if (firstImports.has(short)) direct.push(entry);
    else seconds.push(`        ${entry},\n`);
  }
  const rewritten = [
    source.slice(0, own - GET_IMPORTS.length),
    functions,
    source.slice(ownEnd, object),
    `    const imports = { ${importModule}: { ${['...import0', ...direct].join(', ')} } };\n`,
    source.slice(objectEnd + END_OF_FUNCTION.length),
  ].join('');
  return { source: rewritten, seconds };
}

/** Where a block begins, and where it ends. */
function span(source, code, beginning) {
  const start = source.indexOf(beginning);
  const end = source.indexOf(END, start);
  if (start < 0 || end < 0)
    throw new UnexpectedBindings(code, `a block that begins with ${JSON.stringify(beginning)}`);
  if (source.includes(beginning, start + 1)) throw new UnexpectedBindings(`${code}-twice`, 'one such block');
  return [start, end + END.length];
}
