// The bytes of the wasm. The build puts them into the bundle as a string with a character for each byte; nothing is
// decoded on import.

/** The build puts the wasm in place of the first and its length in place of the second. */
declare const WASM_TEXT: string;
declare const WASM_LENGTH: number;

/** Decodes the wasm. Throws where the page has read this file in another encoding than UTF-8. */
export function wasmBytes(): Uint8Array<ArrayBuffer> {
  const text = WASM_TEXT;
  if (text.length !== WASM_LENGTH)
    throw new Error(
      'taskwatch: the script with the WebAssembly module was not read as UTF-8: serve it with `charset=utf-8`',
    );
  // Two calls of the platform's together are faster than a loop.
  if (typeof Uint8Array.fromBase64 === 'function') return Uint8Array.fromBase64(btoa(text));
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
