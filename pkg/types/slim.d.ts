/**
 * taskwatch without the wasm inside, for pages that stream and cache it, and for browsers that compile large modules
 * asynchronously only. It exports what `taskwatch` exports, and `init`, to be awaited before anything else is used.
 *
 * @packageDocumentation
 */

export * from './index.js';

/** Where the wasm is to be found. The first that is given of `module`, `bytes` and `url` counts. */
export interface InitOptions {
  /**
   * Its address. In Node a `file:` URL is read from disk.
   *
   * @default new URL('./taskwatch.wasm', import.meta.url), which bundlers understand
   */
  url?: string | URL | undefined;
  /** Its bytes: `taskwatch/taskwatch.wasm`, read or fetched by the caller. */
  bytes?: BufferSource | undefined;
  /** The compiled module. Some runtimes compile nothing from bytes, and give modules for an import of the file. */
  module?: WebAssembly.Module | undefined;
}

/**
 * Loads the wasm and compiles it off the main thread. Until it has resolved, calls that need the wasm throw an `Error`
 * that names `init`.
 *
 * Concurrent calls load once, with the options of the first; a call after that resolves at once. It rejects with a
 * `WasmBlockedError` where a Content-Security-Policy forbids WebAssembly, with a `TypeError` for wrong options, and with what went wrong
 * in loading; after that it can be called again.
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
