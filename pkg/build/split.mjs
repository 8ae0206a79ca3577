// Splits the wasm in two for `taskwatch`, so that a page's bundler can drop what it does not use: the part that every queue and wait
// needs, and the part that judges kinds of resources and drives `createKubernetesWatch`, a third of the code. Works on the text that
// wasm-dis writes.
//
// The second part imports memory, tables and globals of the first, and the functions of the first that it calls. The first never calls
// the second directly: what it calls through the table (a judge's methods) has its place there filled when the second is started.
// Constants that only the second part uses come with it (`constants.mjs`). `taskwatch.wasm`, which `taskwatch/slim` loads, stays whole.

import { Memory, constantsOf, sorted } from './constants.mjs';

/** The module name under which the second part imports the first. */
export const FIRST = 'p';

/** The exports of the second part. Everything that no other export reaches goes with them. */
const JUDGING =
  /^(adaptResource|adapterError|startResources?|startResourceReady|transformControlPlaneStatus|verdictsOfResource|(definedresource|kubernetesdriver|statuscore|verdictcore)_\w+|__wbg_(definedresource|kubernetesdriver|statuscore|verdictcore)_free)$/;

/** Functions of the second part's modules. One in the table, and one that leads to such a one, is called by that part alone. */
const JUDGES =
  /^(core::ptr::drop_in_place<)?<?taskwatch::(web::(kubernetes|resource|status)|core::(kubernetes|status|resource|conditions)|resources)\b/;
/** Smaller ones stay: the compiler merges identical functions under the name of any of them. */
const SMALL = 400;

const NAME = String.raw`\$(?:"(?:[^"\\]|\\.)*"|[^\s()]+)`;
const MENTION = new RegExp(NAME, 'g');

/**
 * The texts of both parts, and the names of the exports of the second.
 *
 * @param {string} text the module's
 * @param {Map<string, string>} exportNames what each export will be called, by what it is called in the text
 * @param {string} linkMap what the linker put where
 */
export function split(text, exportNames, linkMap) {
  const items = itemsOf(text);
  const of = (kind) => items.filter((item) => item.kind === kind);
  const functions = new Map(of('func').map((item) => [item.name, item]));
  const elements = elementsOf(of('elem'));

  const exported = of('export').map((item) => ({
    ...item,
    publicName: exportNames.get(item.exported) ?? item.exported,
  }));
  const judging = exported.filter(({ publicName }) => JUDGING.test(publicName));
  if (judging.length === 0) throw new Error('the module exports nothing that judges');
  const roots = exported.filter((item) => !judging.includes(item)).map(({ target }) => target);
  const certain = reach(functions, roots);
  const isJudge = (name) =>
    !certain.has(name) && JUDGES.test(plain(name)) && functions.get(name).text.length > SMALL;
  const leadsToJudge = (name) => [...reach(functions, [name])].some(isJudge);
  const inFirst = reach(functions, [...roots, ...elements.filter((name) => !leadsToJudge(name))]);
  const isSecond = (name) => functions.has(name) && !inFirst.has(name);

  // What the second part takes from the first, under numbers for names.
  const shared = [];
  const share = (kind, name) => `${shared.push({ kind, name }) - 1}`;
  const second = textsOf([...of('type'), ...of('import')]);
  const immutableGlobals = [];
  const firstFunctions = of('func').filter(({ name }) => !isSecond(name));
  const secondFunctions = of('func').filter(({ name }) => isSecond(name));
  const called = new Set(secondFunctions.flatMap(({ mentions }) => mentions));
  for (const { name, text: item } of of('memory')) second.push(imported(share('memory', name), item));
  for (const { name, text: item } of of('table')) second.push(imported(share('table', name), item));
  for (const { name, text: item, isMutable } of of('global')) {
    if (!isMutable) immutableGlobals.push(item);
    else if (called.has(name))
      second.push(imported(share('global', name), item.replace(/ \([^()]*\)\)\s*$/, ')')));
  }
  for (const { name, signature } of of('func'))
    if (inFirst.has(name) && called.has(name))
      second.push(imported(share('func', name), ` (func ${name}${signature})`));
  const memory = new Memory(textsOf(of('data')));
  const [firstTexts, secondTexts] = [textsOf(firstFunctions), textsOf(secondFunctions)];
  const data = sorted(constantsOf(linkMap, memory), memory, firstTexts, secondTexts);
  second.push(...immutableGlobals, ...data.second, ...runs(elements, isSecond), ...secondTexts);
  second.push(...textsOf(exported.filter(({ target }) => isSecond(target))));

  const isKept = ({ kind, name, target }) =>
    !REPLACED.has(kind) && !isSecond(kind === 'export' ? target : name);
  const first = textsOf(items.filter(isKept));
  first.push(...data.first, ...runs(elements, (name) => !isSecond(name)));
  first.push(...shared.map(({ kind, name }, number) => ` (export "${number}" (${kind} ${name}))`));
  return {
    first: `(module\n${first.join('\n')}\n)`,
    second: `(module\n${second.join('\n')}\n)`,
    secondExports: exported.filter(({ target }) => isSecond(target)).map(({ publicName }) => publicName),
  };
}

const textsOf = (items) => items.map(({ text }) => text);

/** The kinds of items that both parts have. */
const REPLACED = new Set(['elem', 'data']);

/** The module's items. Each begins on its own line, indented by one space. */
function itemsOf(text) {
  const parts = text
    .slice(0, text.lastIndexOf(')'))
    .split(/^(?= \()/m)
    .slice(1);
  return parts.map((part) => {
    const item = part.trimEnd();
    const kind = /^ \((\w+)/.exec(item)[1];
    const mentions = item.match(MENTION) ?? [];
    const name = kind === 'import' ? mentions[0] : new RegExp(`^ \\(\\w+ (${NAME})`).exec(item)?.[1];
    return { kind, name, text: item, mentions, ...details(kind, item) };
  });
}

function details(kind, item) {
  if (kind === 'global') return { isMutable: item.includes('(mut ') };
  if (kind === 'func') {
    const [, parameters, results = ''] = new RegExp(
      `^ \\(func ${NAME}((?: \\(param [^)]*\\))*)( \\(result [^)]*\\))?`,
    ).exec(item);
    return { signature: parameters.replaceAll(/ \$\S+/g, '') + results };
  }
  if (kind !== 'export') return {};
  const [, exported, target] = new RegExp(`^ \\(export "([^"]*)" \\(\\w+ (${NAME})\\)`).exec(item);
  return { exported, target };
}

/** The functions in the table, from 1 on. */
function elementsOf(segments) {
  const found = segments.map(({ text }) =>
    new RegExp(`^ \\(elem ${NAME} (?:\\(table \\$0\\) )?\\(i32\\.const 1\\) func((?: ${NAME})*)\\)$`).exec(
      text,
    ),
  );
  if (found.length !== 1 || found[0] === null)
    throw new Error('the table is not filled by one segment from 1 on');
  return found[0][1].match(MENTION);
}

/** Segments for those of the table's functions that are wanted, each where it was. */
function runs(elements, isWanted) {
  const segments = [];
  elements.forEach((name, index) => {
    if (!isWanted(name)) return;
    const last = segments.at(-1);
    if (last !== undefined && last.from + last.names.length === index + 1) last.names.push(name);
    else segments.push({ from: index + 1, names: [name] });
  });
  return segments.map(
    ({ from, names }, number) =>
      ` (elem $run${number} (table $0) (i32.const ${from}) func ${names.join(' ')})`,
  );
}

function imported(name, item) {
  return ` (import "${FIRST}" "${name}" ${item.trim().replace(/^\((\w+) (\S+)/, '($1 $2')})`;
}

/** All functions that these call, and so on. */
function reach(functions, roots) {
  const found = new Set();
  const left = [...roots];
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    const item = functions.get(name);
    if (item === undefined || found.has(name)) continue;
    found.add(name);
    left.push(...item.mentions);
  }
  return found;
}

/** A name as rustc has it, without the sign and the quotes. */
function plain(name) {
  return name.replace(/^\$"?/, '').replace(/"$/, '');
}
