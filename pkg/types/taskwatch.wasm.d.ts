/**
 * The binary. The bundler decides what an import of it gives: a URL, a module or the bytes. The package
 * itself does not need it, since `taskwatch` contains a copy.
 */
declare const wasm: unknown;
export default wasm;
