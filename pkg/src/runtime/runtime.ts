// The live wasm instance: compiled at first use, replaced when it traps.
//
// One runtime serves all copies of this version in a page, hot reloads included; it is found under a global symbol.
// Importing this module makes none.

import { instantiate, type WasmExports } from 'taskwatch:bindings';
import { messageOf } from '../../../src/web/shared/report.js';
import { stopTimer } from '../../../src/web/shared/timer.js';
import { isTrap, setTrapHandler } from '../../../src/web/shared/trap.js';
import { rejectAll } from '../../../src/web/watch/wait-promise.js';
import { compile } from './compile.ts';

/** Uses the live instance, and is notified when it is lost. */
export interface InstanceUser {
  lostCore(error: Error): void;
}

/** The live instance. */
interface Instance {
  readonly bindings: WasmExports;
}

/** The build puts `taskwatch@` and the package's version here. */
declare const INSTANCE_NAME: string;

const KEY: unique symbol = /* @__PURE__ */ Symbol.for(INSTANCE_NAME);

/** Not by `Reflect`: each call into the wasm looks here. */
const PAGE: typeof globalThis & { [KEY]?: Runtime } = globalThis;

/** The users that may be there before those that are gone are first looked for. */
const USUAL_USERS = 64;

/** On an error that says that an instance is lost. */
const IS_LOSS = 'isOfTaskwatch';

class Runtime {
  #module: WebAssembly.Module | undefined;
  #live: Instance | undefined;
  /** Weak: a queue that nobody holds must not stay alive for having used an instance. */
  readonly #users = new Set<WeakRef<InstanceUser>>();
  #sweepAt = USUAL_USERS;

  constructor() {
    setTrapHandler((error) => this.failed(error));
  }

  /** The live instance. Throws `WasmBlockedError` where compiling is forbidden. */
  acquire(): Instance {
    this.#live ??= this.#start();
    return this.#live;
  }

  /** Its exports. */
  exports(): WasmExports {
    return this.acquire().bindings;
  }

  /** Adds a user of the live instance. When that is lost, the user is notified and forgotten. */
  watch(user: InstanceUser): void {
    this.#users.add(new WeakRef(user));
    if (this.#users.size < this.#sweepAt) return;
    // Seldom, because `deref` keeps each user alive for the rest of the turn.
    for (const ref of this.#users) if (ref.deref() === undefined) this.#users.delete(ref);
    this.#sweepAt = Math.max(USUAL_USERS, this.#users.size * 2);
  }

  /**
   * Gives up the live instance, which threw `cause`, and settles everything in flight. Returns the error to throw. The
   * next use starts another instance.
   */
  failed(cause: unknown): Error {
    if (isLoss(cause)) return cause;
    const message = `taskwatch: the WebAssembly instance failed and was replaced: ${messageOf(cause)}`;
    const error = new Error(message, { cause });
    Object.defineProperty(error, IS_LOSS, { value: true });
    if (this.#live !== undefined) stopTimer(this.#live.bindings.TimerDriver);
    this.#live = undefined;
    const users = [...this.#users];
    this.#users.clear();
    rejectAll(error);
    for (const ref of users) ref.deref()?.lostCore(error);
    return error;
  }

  /** Calls into the wasm. An error about arguments is thrown on as it is; a trap has the instance replaced. */
  guard<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw isTrap(error) ? this.failed(error) : error;
    }
  }

  #start(): Instance {
    this.#module ??= compile();
    const bindings = instantiate(this.#module);
    return { bindings };
  }
}

function isLoss(error: unknown): error is Error {
  return error instanceof Error && Object.hasOwn(error, IS_LOSS);
}

/** The page's runtime for this version, and of any other copy of it. */
export function runtime(): Runtime {
  PAGE[KEY] ??= new Runtime();
  return PAGE[KEY];
}
