// Sorts the constants of the wasm by which part uses them. rustc writes all texts and tables of a crate next to each other, and wasm-opt
// cannot tell which data is used: the part that every page loads would contain those of the other part and of removed code.
//
// The linker's map lists the constants. A function or constant uses those whose addresses occur in it as numbers. A number that only
// looks like an address keeps a constant that could have been removed.

/**
 * How far before a constant an address may be that the compiler derived from it: `list[index - 1]` becomes one address. Behind it
 * lies none but its end, for a loop that counts up to there: with more, constants would follow whatever the linker put next to them.
 */
const SLACK = 16;
/** The compiler's own tables, for a `match`. Their index may begin with any number, so addresses do not show who uses them. */
const TABLE_OF_MATCH = /\.Lswitch\.table\./;
/** From this many zeros on, two segments are smaller than the zeros between them. */
const GAP = 8;

/**
 * The constants of a module, in order: address of the first byte and of the one behind the last.
 *
 * @param {string} map what `wasm-ld -Map` has written
 * @param {Memory} memory
 */
export function constantsOf(map, memory) {
  const constants = [];
  let section = '';
  for (const line of map.split('\n')) {
    const [, address, size, indent, name] =
      /^ *([0-9a-f]+|-) +[0-9a-f]+ +([0-9a-f]+) ( *)(\S.*)$/.exec(line) ?? [];
    if (indent === '') section = name;
    // One line for each input; below it stand the symbols in it.
    if (indent?.length !== 8 || section !== '.rodata') continue;
    const from = Number.parseInt(address, 16);
    const to = from + Number.parseInt(size, 16);
    // Texts that end with a zero were merged by the linker, each of them a constant.
    if (name.startsWith('<internal>')) constants.push(...texts(from, to, memory));
    else constants.push({ from, to, isTable: TABLE_OF_MATCH.test(name) });
  }
  if (constants.length === 0) throw new Error('the map of the linker has no constants');
  return constants;
}

function texts(from, to, memory) {
  const found = [];
  let start = from;
  for (let at = from; at < to; at++) {
    if (memory.byte(at) !== 0 && at + 1 < to) continue;
    found.push({ from: start, to: at + 1 });
    start = at + 1;
  }
  return found;
}

/** A module's initial memory: the data of its items, as wasm-dis writes them. */
export class Memory {
  /** Segments as address and bytes. */
  segments;

  constructor(items) {
    this.segments = items.map((item) => {
      const [, address, text] =
        /^ \(data \S+ (?:\(memory \S+\) )?\(i32\.const (\d+)\) "(.*)"\)$/s.exec(item) ?? [];
      if (address === undefined) throw new Error(`data is not at a constant address: ${item.slice(0, 80)}`);
      return { address: Number(address), bytes: bytesOf(text) };
    });
  }

  byte(address) {
    for (const { address: from, bytes } of this.segments)
      if (address >= from && address < from + bytes.length) return bytes[address - from];
    return 0;
  }

  word(address) {
    return [3, 2, 1, 0].reduce((word, at) => word * 256 + this.byte(address + at), 0);
  }
}

const ESCAPES = { t: 9, n: 10, r: 13, '"': 34, "'": 39, '\\': 92 };

function bytesOf(text) {
  const bytes = [];
  for (const [, escaped, hex, plain] of text.matchAll(/\\(?:([tnr"'\\])|([0-9a-f]{2}))|([^\\])/gs))
    bytes.push(hex === undefined ? (ESCAPES[escaped] ?? plain.charCodeAt(0)) : Number.parseInt(hex, 16));
  return bytes;
}

/**
 * The data of both parts, as items of their texts: what the functions of the first use, and what only those of the second do.
 *
 * @param {{ from: number, to: number, isTable?: boolean }[]} constants
 * @param {Memory} memory
 * @param {string[]} first the texts of the first part's functions
 * @param {string[]} second
 */
export function sorted(constants, memory, first, second) {
  const [start, end] = [
    Math.min(...constants.map(({ from }) => from)),
    Math.max(...constants.map(({ to }) => to)),
  ];
  checkCovered(constants, memory, start, end);
  const variables = memory.segments.filter(({ address }) => address >= end);
  const wordsOf = ({ address, bytes }) => words(address, address + bytes.length, memory);
  const tables = constants.filter(({ isTable }) => isTable);
  const inFirst = used(
    [...first.flatMap(numbersIn), ...variables.flatMap(wordsOf)],
    tables,
    constants,
    memory,
  );
  const inSecond = used(second.flatMap(numbersIn), [], constants, memory);
  const onlySecond = new Set([...inSecond].filter((constant) => !inFirst.has(constant)));
  const others = memory.segments.filter(({ address }) => address < start || address >= end);
  return {
    first: [...others, ...runs(constants, memory, inFirst, onlySecond)].map(item),
    second: runs(constants, memory, onlySecond, inFirst).map(item),
  };
}

/** With the map of another build, used constants would be removed. */
function checkCovered(constants, memory, start, end) {
  const covered = new Set();
  for (const { from, to } of constants) for (let at = from; at < to; at++) covered.add(at);
  for (let at = start; at < end; at++)
    if (memory.byte(at) !== 0 && !covered.has(at))
      throw new Error(`the map of the linker has nothing at ${at}`);
}

function numbersIn(text) {
  return Array.from(
    text.matchAll(/i32\.const (-?\d+)|offset=(\d+)/g),
    ([, number, offset]) => Number(number ?? offset) >>> 0,
  );
}

function words(from, to, memory) {
  const found = [];
  for (let at = Math.ceil(from / 4) * 4; at + 4 <= to; at += 4) found.push(memory.word(at));
  return found;
}

/** Certain constants, those near these addresses, and those that they refer to, and so on. */
function used(addresses, certain, constants, memory) {
  const found = new Set(certain);
  const left = [...certain];
  const find = (address, slack) => {
    for (const constant of constants) {
      const end = slack === 0 ? constant.to : constant.to + 1;
      if (address < constant.from - slack || address >= end || found.has(constant)) continue;
      found.add(constant);
      left.push(constant);
    }
  };
  for (const address of new Set(addresses)) find(address, SLACK);
  for (let next = left.pop(); next !== undefined; next = left.pop())
    for (const address of words(next.from, next.to, memory)) find(address, 0);
  return found;
}

/** Segments with what is `wanted`, and with zeros between what stands close to each other and has nothing of `others` in between. */
function runs(constants, memory, wanted, others) {
  const segments = [];
  let isOpen = false;
  for (const constant of constants) {
    if (!wanted.has(constant)) {
      if (others.has(constant)) isOpen = false;
      continue;
    }
    for (let at = constant.from; at < constant.to; at++) {
      const byte = memory.byte(at);
      if (byte === 0) continue;
      const last = segments.at(-1);
      const gap = last === undefined ? Infinity : at - last.address - last.bytes.length;
      if (isOpen && gap < GAP) last.bytes.push(...new Array(gap).fill(0), byte);
      else segments.push({ address: at, bytes: [byte] });
      isOpen = true;
    }
  }
  return segments;
}

function item({ address, bytes }) {
  const text = bytes.map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
  return ` (data $at${address} (i32.const ${address}) "${text}")`;
}
