import { describe, it } from 'node:test';
import assert from 'node:assert/strict';

import { Memory, constantsOf, sorted } from './constants.mjs';

const START = 0x1000;

/** A map and a memory of these constants, one behind the other with room between them, by name. `data` are variables behind them. */
function laidOut(contents, data) {
  let at = START;
  const addresses = {};
  const lines = [];
  const items = [];
  const hex = (number) => number.toString(16).padStart(8);
  for (const [name, given] of Object.entries(contents)) {
    const bytes = typeof given === 'function' ? given(addresses) : [...Buffer.from(given)];
    addresses[name] = at;
    lines.push(`${hex(at)} ${hex(0)} ${hex(bytes.length)}         ${name}`);
    lines.push(`${hex(at)} ${hex(0)} ${hex(bytes.length)}                 ${name}`);
    items.push(itemOf(at, bytes));
    at += Math.ceil(bytes.length / 4) * 4 + 64;
  }
  lines.unshift(
    '    Addr      Off     Size Out     In      Symbol',
    `${hex(START)} ${hex(0)} ${hex(at - START)} .rodata`,
  );
  if (data !== undefined) {
    lines.push(
      `${hex(at)} ${hex(0)} ${hex(4)} .data`,
      `${hex(at)} ${hex(0)} ${hex(4)}         a.o:(.data.V)`,
    );
    items.push(itemOf(at, wordOf(data(addresses))));
  }
  return { map: lines.join('\n'), memory: new Memory(items), addresses };
}

const wordOf = (number) => [0, 8, 16, 24].map((shift) => (number >>> shift) & 255);
const escaped = (bytes) => bytes.map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
const itemOf = (address, bytes) => ` (data $d${address} (i32.const ${address}) "${escaped(bytes)}")`;
const loads = (address) => ` (func $f (drop (i32.load (i32.const ${address}))))`;

/** What each part is given, as texts. */
function parts({ map, memory }, first, second) {
  const data = sorted(constantsOf(map, memory), memory, first, second);
  const textsOf = (items) =>
    new Memory(items).segments.map(({ bytes }) => Buffer.from(bytes).toString('latin1'));
  return { first: textsOf(data.first), second: textsOf(data.second) };
}

const name = (kind) => `a.o:(.rodata..Lanon.${kind})`;

describe('constants', () => {
  it('go to the part that uses them, to the first where both do, and nowhere where none does', () => {
    const module = laidOut({
      [name('one')]: 'one',
      [name('two')]: 'two',
      [name('both')]: 'both',
      [name('gone')]: 'gone',
    });
    const [one, two, both] = Object.values(module.addresses);
    assert.deepEqual(parts(module, [loads(one), loads(both)], [loads(two), loads(both)]), {
      first: ['one', 'both'],
      second: ['two'],
    });
  });

  it('take along what they refer to', () => {
    const module = laidOut({
      [name('text')]: 'text',
      [name('list')]: (at) => wordOf(at[name('text')]),
      [name('table')]: (at) => [1, 0, 0, 0, ...wordOf(at[name('list')])],
    });
    const { first, second } = parts(module, [], [loads(module.addresses[name('table')])]);
    assert.equal(first.length, 0);
    assert.equal(second.length, 3);
    assert.equal(second[0], 'text');
  });

  it('are used by an address within them, just behind or just before, or an offset', () => {
    const module = laidOut({ [name('list')]: 'numbers' });
    const { [name('list')]: list } = module.addresses;
    for (const address of [list, list + 3, list + 7, list - 8])
      assert.deepEqual(parts(module, [loads(address)], []).first, ['numbers'], `${address - list}`);
    assert.deepEqual(parts(module, [` (func $f (i32.load offset=${list} (local.get $0)))`], []).first, [
      'numbers',
    ]);
    for (const behind of [9, 40])
      assert.deepEqual(parts(module, [loads(list + behind)], []).first, [], behind);
  });

  it('that variables refer to stay', () => {
    const module = laidOut({ [name('text')]: 'text', [name('other')]: 'other' }, (at) => at[name('text')]);
    const { first } = parts(module, [], []);
    assert.ok(first.includes('text') && !first.includes('other'), String(first));
    assert.equal(first.length, 2);
  });

  it('of a `match` stay: they may be indexed from any number on', () => {
    const module = laidOut({ 'a.o:(.rodata..Lswitch.table._ZN9taskwatch)': 'table', [name('text')]: 'text' });
    assert.deepEqual(parts(module, [], []).first, ['table']);
  });

  it('that the linker has merged are told apart by the zeros that end them', () => {
    const module = laidOut({ '<internal>:(.rodata)': 'one\0two two two two two two\0three\0' });
    const [at] = Object.values(module.addresses);
    const { first, second } = parts(module, [loads(at)], [loads(at + 28)]);
    assert.ok(String(first).includes('one') && !String(first).includes('three'), String(first));
    assert.ok(String(second).includes('three') && !String(second).includes('one'), String(second));
  });

  it('close to each other share a segment, but never over one of the other part', () => {
    const bytes = [...Buffer.from('a\0\0bcd\0\0e')];
    const line = (at, size, what) => ` ${(START + at).toString(16)} 0 ${size.toString(16)}         ${what}`;
    const map = [
      ` 1000 0 9 .rodata`,
      line(0, 1, name('a')),
      line(3, 3, name('bcd')),
      line(8, 1, name('e')),
    ].join('\n');
    const memory = new Memory([itemOf(START, bytes)]);
    const far = { map, memory };
    const all = ` (func $f (i32.const ${START}) (i32.const ${START + 4}) (i32.const ${START + 8}))`;
    assert.deepEqual(parts(far, [all], []).first, ['a\0\0bcd\0\0e']);
    const segments = sorted(
      constantsOf(map, memory).map((constant, at) => ({ ...constant, isTable: at !== 1 })),
      memory,
      [],
      [all],
    );
    assert.equal(segments.first.length, 2);
    assert.equal(segments.second.length, 1);
  });

  it('are an error where the map names none, or not all, or data is somewhere else', () => {
    assert.throws(() => constantsOf('', new Memory([])), /no constants/);
    const { map, memory } = laidOut({ [name('one')]: 'one', [name('two')]: 'two', [name('three')]: 'three' });
    const other = map.split('\n').filter((line) => !line.includes('two'));
    assert.throws(() => sorted(constantsOf(other.join('\n'), memory), memory, [], []), /has nothing at/);
    assert.throws(() => new Memory([' (data $d "passive")']), /constant address/);
  });
});
