// Takes a WebAssembly module apart into its sections, and puts it together again. It knows how sections, lists and
// names are encoded, and nothing of code.

const HEADER_BYTES = 8;
const CUSTOM = 0;

/** The sections of a module, in order. */
export function sectionsOf(wasm) {
  const from = new Reader(wasm.subarray(HEADER_BYTES));
  const sections = [];
  while (!from.isAtEnd()) sections.push({ id: from.byte(), body: from.bytes(from.number()) });
  return sections;
}

/** The module with these sections instead of its own. */
export function assembled(wasm, sections) {
  return concat([
    wasm.subarray(0, HEADER_BYTES),
    ...sections.flatMap(({ id, body }) => [[id], number(body.length), body]),
  ]);
}

/** The module without the names of its functions. */
export function withoutNames(wasm) {
  const isNames = ({ id, body }) => id === CUSTOM && new Reader(body).text() === 'name';
  return assembled(
    wasm,
    sectionsOf(wasm).filter((section) => !isNames(section)),
  );
}

/** The module with an empty custom section of this name. */
export function withMark(wasm, name) {
  const bytes = new TextEncoder().encode(name);
  return assembled(wasm, [...sectionsOf(wasm), { id: CUSTOM, body: concat([number(bytes.length), bytes]) }]);
}

/** Reads the parts of a module, one after the other. Throws past the end. */
export class Reader {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  isAtEnd() {
    return this.#at >= this.#bytes.length;
  }

  byte() {
    return this.bytes(1)[0];
  }

  /** An unsigned LEB128 number. */
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  /** A signed LEB128 number of 32 bits. */
  signed() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 127) << shift;
      if (byte >= 128) continue;
      return shift < 25 && (byte & 64) !== 0 ? value | (-1 << (shift + 7)) : value;
    }
  }

  bytes(length) {
    const from = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new RangeError('the module ends early');
    return this.#bytes.subarray(from, this.#at);
  }

  text() {
    return new TextDecoder().decode(this.bytes(this.number()));
  }
}

/** A number as unsigned LEB128. */
export function number(value) {
  const bytes = [];
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return [...bytes, rest];
}

export function concat(parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
