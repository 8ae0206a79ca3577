// The two modules that the build makes and that no file holds: see `pkg/build`. Declares them and contains no
// code.

declare module 'taskwatch:bindings' {
  type Bindings = typeof import('../../wasm/taskwatch.js');

  /**
   * The exports of one wasm instance: all that wasm-bindgen writes but the loaders, which `instantiate`
   * replaces.
   */
  export type WasmExports = Omit<Bindings, 'default' | 'initSync'>;

  /** The version of the package. */
  export const version: string;

  /** Makes a new instance, with a module state of its own. Throws what `WebAssembly.Instance` throws. */
  export function instantiate(module: WebAssembly.Module): WasmExports;
}

declare module 'taskwatch:wasm' {
  /** Decodes the binary that the bundle carries as text. */
  export function wasmBytes(): Uint8Array<ArrayBuffer>;
}
