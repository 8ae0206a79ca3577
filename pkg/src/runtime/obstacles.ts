// Finds out what keeps the wasm from running here: a policy, a runtime that compiles nothing, or an engine that is too old.
// Probes with modules of a few bytes; never touches the package's own.

import { WasmBlockedError } from '../../../src/web/shared/errors.js';

/** The oldest engines that compile a module of this size on the main thread. */
const OLDEST = 'Chrome and Edge 115, Firefox 115, Safari 16.4, Node 20.0';

/** The largest module that older engines compile and start on the main thread. */
const SMALL = 4096;

/** The error if nothing can be compiled at all. `cause` is what compiling the package's own module threw, if it was tried. */
export function blockedError(cause?: unknown): Error | undefined {
  if (typeof WebAssembly === 'undefined')
    return new WasmBlockedError('WebAssembly is switched off in this browser; taskwatch needs it');
  try {
    // Started too: WebKit compiles what a policy forbids, and refuses to start it. `validate` is true in every engine.
    startModule(0);
    return undefined;
  } catch (error) {
    return new WasmBlockedError(messageFor(error), undefined, { cause: cause ?? error });
  }
}

/** The error if the engine compiles large modules only asynchronously. */
export function tooOldError(cause?: unknown): Error | undefined {
  try {
    startModule(SMALL);
    return undefined;
  } catch (error) {
    return new Error(
      `this engine is too old to compile WebAssembly synchronously: taskwatch needs ${OLDEST} or newer; ` +
        "in older browsers import 'taskwatch/slim' and await its `init()` first",
      { cause: cause ?? error },
    );
  }
}

/** Compiles and starts an empty module: a magic number, a version, and a meaningless custom section of this many bytes. */
function startModule(padding: number): void {
  const bytes = new Uint8Array(padding === 0 ? 8 : 11 + padding);
  bytes.set([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  // The section's kind is 0, as is the length of its name; its own length takes two bytes.
  if (padding > 0) bytes.set([0, (padding & 0x7f) | 0x80, padding >> 7], 8);
  new WebAssembly.Instance(new WebAssembly.Module(bytes));
}

function messageFor(error: unknown): string {
  if (compilesNothing(error))
    return (
      'this runtime compiles no WebAssembly from bytes: import `taskwatch/taskwatch.wasm` as a module ' +
      "and give it to `init({ module })` of 'taskwatch/slim'"
    );
  return "the page's Content-Security-Policy blocks WebAssembly: add 'wasm-unsafe-eval' to its script-src directive";
}

/** Whether this is a runtime such as workerd, rather than a page or a worker of one, which could have a policy. */
function compilesNothing(error: unknown): boolean {
  if (typeof location !== 'undefined' || typeof document !== 'undefined') return false;
  return error instanceof Error && /disallowed by embedder/i.test(error.message);
}
