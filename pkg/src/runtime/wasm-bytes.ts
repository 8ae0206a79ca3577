// The bytes of the wasm. The build puts both of its parts into the bundle as strings with a character for each byte; nothing is
// decoded on import.

/** The build puts the parts and their lengths in place of these. */
declare const FIRST_TEXT: string;
declare const FIRST_LENGTH: number;
declare const SECOND_TEXT: string;
declare const SECOND_LENGTH: number;
/** One byte four times over: its exclusive or with each byte of the wasm has few that a string literal must escape. */
declare const MASK: number;

/** What every queue and wait needs. Throws where the page has read this file in another encoding than UTF-8. */
export const firstBytes = (): Uint8Array<ArrayBuffer> => decode(FIRST_TEXT, FIRST_LENGTH);

/** What judges kinds of resources. A bundler leaves it out where nothing calls this. */
export const secondBytes = (): Uint8Array<ArrayBuffer> => decode(SECOND_TEXT, SECOND_LENGTH);

function decode(text: string, length: number): Uint8Array<ArrayBuffer> {
  if (text.length !== length)
    throw new Error(
      'taskwatch: the script with the WebAssembly module was not read as UTF-8: serve it with `charset=utf-8`',
    );
  const bytes = characters(text);
  // Four at once: the loop runs once, and so in an interpreter.
  const words = new Uint32Array(bytes.buffer, 0, length >>> 2);
  for (let at = 0; at < words.length; at++) words[at] = (words[at] ?? 0) ^ MASK;
  for (let at = length & ~3; at < length; at++) bytes[at] = (bytes[at] ?? 0) ^ MASK;
  return bytes;
}

function characters(text: string): Uint8Array<ArrayBuffer> {
  // Two calls of the platform's together are faster than a loop.
  if (typeof Uint8Array.fromBase64 === 'function') return Uint8Array.fromBase64(btoa(text));
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
