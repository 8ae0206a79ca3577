// Declares the modules that the build generates and that are not among the sources: see `pkg/build/bundle.mjs`. Contains no code.

declare module 'taskwatch:bindings' {
  type Bindings = typeof import('../../wasm/taskwatch.js');

  /** The exports of one wasm instance: everything that wasm-bindgen writes except the loaders, which `prepare`
   * replaces.
   */
  export type WasmExports = Omit<Bindings, 'default' | 'initSync'>;

  /** What the bindings use in the place of the platform's own. */
  export interface Platform {
    readonly TextDecoder: unknown;
    readonly TextEncoder: unknown;
    readonly setTimeout: unknown;
    readonly clearTimeout: unknown;
    /** Handles what the instance throws where no caller could: out of a closure, or where an object is freed. */
    trapped(error: unknown): void;
  }

  /** Creates the bindings of a new instance, with their own module state; `start` takes the instance and returns its exports. */
  export function prepare(platform: Platform): {
    /** Those of the first part, where the wasm is in two. */
    readonly imports: WebAssembly.Imports;
    importsOfWhole(judge: JudgingImports): WebAssembly.Imports;
    start(instance: WebAssembly.Instance): WasmExports;
    importsOfSecond(instance: WebAssembly.Instance, judge: JudgingImports): WebAssembly.Imports;
    addSecond(instance: WebAssembly.Instance): void;
  };

  /** What only the second part imports, given functions of the bindings. */
  export function judgingImports(shared: unknown): WebAssembly.ModuleImports;
  export type JudgingImports = typeof judgingImports;
}

declare module 'taskwatch:module' {
  // `own-module.ts` in `taskwatch`, `loaded-module.ts` in `taskwatch/slim`.

  /** The compiled wasm, without what judges kinds of resources. */
  export function takeModule(): WebAssembly.Module;

  /** That part. */
  export function takeSecond(): WebAssembly.Module;

  /** The error that says why the wasm cannot run here, with `cause` as its cause; `undefined` if it can. */
  export function obstacle(cause?: unknown): Error | undefined;
}
