// The classes with which the bindings encode and decode strings: the platform's, or plain ones where it has none, such as in Jest's jsdom.
// Looked up when an instance is created, never at import.

interface Codecs {
  readonly TextDecoder: new (label?: string, options?: { ignoreBOM: boolean }) => PlainTextDecoder;
  readonly TextEncoder: new () => PlainTextEncoder;
}

export function textCodecs(): Codecs {
  return {
    TextDecoder: globalThis.TextDecoder ?? PlainTextDecoder,
    TextEncoder: globalThis.TextEncoder ?? PlainTextEncoder,
  };
}

/** For what Rust hands out, which is UTF-8 without errors. */
class PlainTextDecoder {
  decode(bytes?: Uint8Array): string {
    let text = '';
    if (bytes === undefined) return text;
    let code = 0;
    let left = 0;
    for (const byte of bytes) {
      if (left > 0) {
        code = (code << 6) | (byte & 0x3f);
        left -= 1;
      } else {
        left = byte < 0x80 ? 0 : byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
        code = left === 0 ? byte : byte & (0x3f >> left);
      }
      if (left === 0) text += String.fromCodePoint(code);
    }
    return text;
  }
}

class PlainTextEncoder {
  /** A half of a surrogate pair becomes a replacement character, as the platform has it. */
  encode(text: string): Uint8Array {
    const bytes: number[] = [];
    for (const character of text) {
      const point = character.codePointAt(0) ?? 0;
      const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
      if (code < 0x80) bytes.push(code);
      else {
        if (code < 0x800) bytes.push(0xc0 | (code >> 6));
        else {
          if (code < 0x10000) bytes.push(0xe0 | (code >> 12));
          else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f));
          bytes.push(0x80 | ((code >> 6) & 0x3f));
        }
        bytes.push(0x80 | (code & 0x3f));
      }
    }
    return Uint8Array.from(bytes);
  }
}
