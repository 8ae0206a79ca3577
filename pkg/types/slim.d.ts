/**
 * taskwatch without the embedded wasm, for pages that stream and cache it, and for browsers that compile large modules
 * only asynchronously. It exports what `taskwatch` exports, plus `init`, which must be awaited first. What
 * modules call while they load works without it: conditions, `defineResource`, `setWatchSource`, `createKubernetesWatch`, `createOnce`.
 *
 * @packageDocumentation
 */

export * from './index.js';

/** Where to find the wasm. If several are given, `module` takes precedence over `bytes`, and `bytes` over `url`. */
export interface InitOptions {
  /**
   * Its address. In Node a `file:` URL is read from disk.
   *
   * @default new URL('./taskwatch.wasm', import.meta.url), which bundlers understand
   */
  url?: string | URL | undefined;
  /** Its bytes: `taskwatch/taskwatch.wasm`, read or fetched by the caller. */
  bytes?: BufferSource | undefined;
  /** The compiled module, for runtimes that cannot compile bytes but provide a module when the file is imported. */
  module?: WebAssembly.Module | undefined;
}

/**
 * Loads the wasm and compiles it off the main thread. Until it has resolved, calls that need the wasm throw an `Error`
 * that names `init`.
 *
 * Concurrent calls load once, with the options of the first; later calls resolve at once. Rejects with a
 * `WasmBlockedError` if a Content-Security-Policy forbids WebAssembly, with a `TypeError` for wrong options, and with the
 * error of a failed load; after that it can be called again.
 *
 * @example
 *
 * ```ts
 * import init, { TaskQueue } from 'taskwatch/slim';
 *
 * await init();
 * const queue = new TaskQueue();
 * ```
 */
export default function init(options?: InitOptions): Promise<void>;
