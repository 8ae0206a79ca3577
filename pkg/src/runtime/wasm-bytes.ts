// The bytes of the wasm. The build puts them into the bundle as base64; nothing is decoded on import.

import text from '../../wasm/taskwatch.wasm';

/** Decodes the wasm: by the platform where it can, else by a loop, since `Uint8Array.from` takes five times as long. */
export function wasmBytes(): Uint8Array<ArrayBuffer> {
  if (typeof Uint8Array.fromBase64 === 'function') return Uint8Array.fromBase64(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
