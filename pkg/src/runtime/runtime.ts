// @ts-nocheck
// The wasm instance that lives now: compiled when something is first used, replaced when it traps.
//
// One runtime serves all copies of this version in a page, hot reloads included; it is found under a global
// symbol. Importing makes none.

import { instantiate, version } from 'taskwatch:bindings';
import { WasmBlockedError } from '../../../src/web/shared/errors.js';
import { stopTimer } from '../../../src/web/shared/timer.js';
import { isTrap, setTrapHandler } from '../../../src/web/shared/trap.js';
import { rejectAll } from '../../../src/web/watch/wait-promise.js';
import { wasmBytes } from './wasm-bytes.ts';

const KEY = Symbol.for(`taskwatch@${version}`);

/** The smallest module there is: the magic number and the version. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

class Runtime {
  #module;
  #live;
  /** Weak: a queue that nobody holds is not kept by having been used. */
  #engines = new Set();
  /** How many of them there are before those that are gone are looked for. */
  #mostEngines = 64;

  constructor() {
    setTrapHandler((error) => this.failed(error));
  }

  /** The exports of the live instance, and what is derived from them once. */
  acquire() {
    return (this.#live ??= this.#start());
  }

  /** Has an engine told when the instance is lost. */
  watch(engine) {
    this.#engines.add(new WeakRef(engine));
    if (this.#engines.size < this.#mostEngines) return;
    // Not each time: to look at one keeps it for the rest of the turn, and all of them would be looked at.
    for (const ref of this.#engines) if (ref.deref() === undefined) this.#engines.delete(ref);
    this.#mostEngines = Math.max(64, this.#engines.size * 2);
  }

  /** Called with what came out of the wasm itself. Settles what was in flight; the next use starts anew. */
  failed(cause) {
    if (cause?.isOfTaskwatch === true) return cause;
    const error = new Error(
      `taskwatch: the WebAssembly instance failed and was replaced: ${cause?.message}`,
      { cause },
    );
    Object.defineProperty(error, 'isOfTaskwatch', { value: true });
    if (this.#live !== undefined) stopTimer(this.#live.bindings.TimerDriver);
    this.#live = undefined;
    const engines = [...this.#engines];
    this.#engines.clear();
    rejectAll(error);
    for (const ref of engines) ref.deref()?.lostCore(error);
    return error;
  }

  /** Calls into the wasm. What it says of its arguments is thrown as it is; a trap has the instance replaced. */
  guard(action) {
    try {
      return action();
    } catch (error) {
      throw isTrap(error) ? this.failed(error) : error;
    }
  }

  #start() {
    this.#module ??= compile();
    const bindings = instantiate(this.#module);
    return { bindings };
  }
}

/** The page's runtime for this version. */
export function runtime() {
  return (globalThis[KEY] ??= new Runtime());
}

/** The exports of the live wasm instance. Throws `WasmBlockedError` where compiling is forbidden. */
export function bindings() {
  return runtime().acquire().bindings;
}

function compile() {
  if (typeof WebAssembly === 'undefined') {
    throw new WasmBlockedError('WebAssembly is switched off in this browser; taskwatch needs it');
  }
  try {
    return new WebAssembly.Module(wasmBytes());
  } catch (cause) {
    // `WebAssembly.validate` answers true even where compiling is blocked: an empty module tells.
    try {
      new WebAssembly.Module(EMPTY_MODULE);
    } catch {
      throw new WasmBlockedError(
        "the page's Content-Security-Policy blocks WebAssembly: add 'wasm-unsafe-eval' to its script-src directive",
        undefined,
        { cause },
      );
    }
    throw cause;
  }
}
