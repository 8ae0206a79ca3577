// Blanks the places in source files that panics would have named.
//
// rustc puts a `Location` into the module's data for each call that may panic: the address and length of the file's path, a line and a
// column. Nothing reads them once panics trap without a message (`panics.mjs`). The paths are also those of the machine that the
// package was built on. wasm-opt finds no use of data by itself, but leaves out zeros.

import { Reader, assembled, concat, number, sectionsOf } from './sections.mjs';

const DATA = 11;
const [ACTIVE, I32_CONST, END] = [0, 0x41, 0x0b];
const LOCATION_BYTES = 16;
const SOURCE_FILE = /^[\w./@+-]+\.rs$/;

/** The module without the places of its panics. Data that only looks like one of them is left alone. */
export function withoutPlaces(wasm) {
  const sections = sectionsOf(wasm);
  const data = sections.find(({ id }) => id === DATA);
  if (data === undefined) return wasm;
  const segments = readSegments(data.body);
  const blanks = segments.flatMap((segment) => placesIn(segment, segments));
  for (const [bytes, from, to] of blanks) bytes.fill(0, from, to);
  data.body = concat([
    number(segments.length),
    ...segments.flatMap(({ head, bytes }) => [head, number(bytes.length), bytes]),
  ]);
  return assembled(wasm, sections);
}

/** The parts to be blanked: each `Location` of a segment, and the path that it refers to. */
function placesIn({ bytes, address }, segments) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const places = [];
  for (let at = (4 - (address % 4)) % 4; at + LOCATION_BYTES <= bytes.length; at += 4) {
    const path = find(segments, view.getUint32(at, true), view.getUint32(at + 4, true));
    const [line, column] = [view.getUint32(at + 8, true), view.getUint32(at + 12, true)];
    // A line of a real file; what follows a path that is no `Location`'s would hardly be two such numbers.
    if (path === undefined || line === 0 || line > 100_000 || column === 0 || column > 1000) continue;
    places.push([bytes, at, at + LOCATION_BYTES], path);
  }
  return places;
}

/** The bytes at an address if they are a source file's path, as segment, beginning and end. */
function find(segments, address, length) {
  if (length < 4 || length > 300) return undefined;
  for (const segment of segments) {
    const from = address - segment.address;
    if (from < 0 || from + length > segment.bytes.length) continue;
    const text = Buffer.from(segment.bytes.subarray(from, from + length)).toString('latin1');
    return SOURCE_FILE.test(text) ? [segment.bytes, from, from + length] : undefined;
  }
  return undefined;
}

function readSegments(body) {
  const from = new Reader(body);
  const segments = [];
  for (let left = from.number(); left > 0; left--) {
    if (from.number() !== ACTIVE || from.byte() !== I32_CONST)
      throw new Error('a data segment is not at a constant address: rustc has changed');
    const address = from.signed();
    if (from.byte() !== END) throw new Error('the address of a data segment is not a constant');
    const bytes = Uint8Array.from(from.bytes(from.number()));
    segments.push({ head: [ACTIVE, I32_CONST, ...signed(address), END], address, bytes });
  }
  return segments;
}

/** A number as signed LEB128, as addresses are written. */
function signed(value) {
  const bytes = [];
  let rest = value;
  for (;;) {
    const byte = rest & 127;
    rest >>= 7;
    if ((rest === 0 && (byte & 64) === 0) || (rest === -1 && (byte & 64) !== 0)) return [...bytes, byte];
    bytes.push(byte | 128);
  }
}
