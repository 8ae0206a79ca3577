// A WebAssembly module taken apart into its sections, and put together again.

const EXPORT = 7;

/** The sections of a module, in their order. */
export function sectionsOf(wasm) {
  const from = new Reader(wasm.subarray(8));
  const sections = [];
  while (!from.isAtEnd()) sections.push({ id: from.byte(), body: from.bytes(from.number()) });
  return sections;
}

/** The module with these sections instead of its own. */
export function assembled(wasm, sections) {
  return concat([
    wasm.subarray(0, 8),
    ...sections.flatMap(({ id, body }) => [[id], number(body.length), body]),
  ]);
}

/** The module with other names for its exports: `names` are pairs of the wanted one and the present one. */
export function withExportNames(wasm, names) {
  const wanted = new Map(names.map(([name, present]) => [present, new TextEncoder().encode(name)]));
  const sections = sectionsOf(wasm);
  const section = sections.find(({ id }) => id === EXPORT);
  const from = new Reader(section.body);
  const count = from.number();
  const parts = [number(count)];
  for (let left = count; left > 0; left--) {
    const name = wanted.get(from.text());
    parts.push(number(name.length), name, [from.byte()], number(from.number()));
  }
  section.body = concat(parts);
  return assembled(wasm, sections);
}

/** Reads what a module is made of. */
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
    return this.#bytes[this.#at++];
  }

  /** LEB128, unsigned. */
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  bytes(length) {
    return this.#bytes.subarray(this.#at, (this.#at += length));
  }

  text() {
    return new TextDecoder().decode(this.bytes(this.number()));
  }
}

/** LEB128, unsigned. */
export function number(value) {
  const bytes = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return [...bytes, value];
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
