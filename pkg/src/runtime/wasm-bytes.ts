// The bytes of the wasm. The build puts both of its parts into the bundle as strings with a character for each byte; nothing is
// decoded on import.

/** The build puts the parts and their lengths in place of these. */
declare const FIRST_TEXT: string;
declare const FIRST_LENGTH: number;
declare const SECOND_TEXT: string;
declare const SECOND_LENGTH: number;
/** Pairs of bytes that are swapped, so that string literals contain few that need escapes. */
declare const SWAPS: string;

/** Not in the function that uses it: an engine parses a function, and everything in it, again at its first call. */
const FIRST = FIRST_TEXT;

/** What every queue and wait needs. Throws if the page has read this file in another encoding than UTF-8. */
export const firstBytes = (): Uint8Array<ArrayBuffer> => decode(FIRST, FIRST_LENGTH);

/** What judges kinds of resources. A bundler drops it if nothing calls this. */
export const secondBytes = (): Uint8Array<ArrayBuffer> => decode(SECOND_TEXT, SECOND_LENGTH);

function decode(text: string, length: number): Uint8Array<ArrayBuffer> {
  if (text.length !== length)
    throw new Error(
      'taskwatch: the script with the WebAssembly module was not read as UTF-8: serve it with `charset=utf-8`',
    );
  const swaps = SWAPS;
  const byteOf = Array.from({ length: 256 }, (_, code) => code);
  for (let at = 0; at < swaps.length; at++) byteOf[swaps.charCodeAt(at)] = swaps.charCodeAt(at ^ 1);
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = byteOf[text.charCodeAt(at)] as number;
  return bytes;
}
