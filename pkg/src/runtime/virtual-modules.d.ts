// What the build makes and no file of the sources holds: see `pkg/build/bundle.mjs`. Declares it and contains no code.

declare module 'taskwatch:bindings' {
  type Bindings = typeof import('../../wasm/taskwatch.js');

  /**
   * The exports of one wasm instance: all that wasm-bindgen writes but the loaders, which `instantiate`
   * replaces.
   */
  export type WasmExports = Omit<Bindings, 'default' | 'initSync'>;

  /** Makes a new instance, with a module state of its own. Throws what `WebAssembly.Instance` throws. */
  export function instantiate(module: WebAssembly.Module): WasmExports;
}

declare module '*.wasm' {
  /** The module as base64. */
  const base64: string;
  export default base64;
}

interface Uint8ArrayConstructor {
  /** Later than ES2022: engines before 2025 do not have it. */
  fromBase64?(base64: string): Uint8Array<ArrayBuffer>;
}
