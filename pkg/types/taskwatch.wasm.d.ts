/**
 * The binary. What an import of it gives is the bundler's business: a URL, a module, the bytes. The package itself
 * does not need it, since `taskwatch` carries its own copy.
 */
declare const wasm: unknown;
export default wasm;
