// The live wasm instance: compiled at first use, replaced when it traps.
//
// One runtime serves all copies of this version in a page, hot reloads included; it is found under a global symbol.
// Importing this module makes none.

import { prepare, type WasmExports } from 'taskwatch:bindings';
import { obstacle, takeModule } from 'taskwatch:module';
import { messageOf, report } from '../../../src/web/shared/report.js';
import { stopTimer } from '../../../src/web/shared/timer.js';
import { isTrap, setTrapHandler } from '../../../src/web/shared/trap.js';
import { takeWaits } from '../../../src/web/watch/wait-promise.js';
import { textCodecs } from './utf8.ts';

/** Uses the live instance, and is notified when it is lost. */
export interface InstanceUser {
  lostCore(error: Error): void;
}

/** An instance. */
export interface Instance {
  readonly bindings: WasmExports;
  /** Why it was given up. */
  loss?: Error;
}

/** What was in flight in an instance that was given up. */
interface Loss {
  readonly error: Error;
  readonly instance: Instance | undefined;
  readonly users: readonly WeakRef<InstanceUser>[];
  /** How many of them have been notified. */
  notified: number;
  readonly rejectWaits: readonly RejectAll[];
  readonly next: Loss | undefined;
}

const turn = Promise.resolve();

/** The build puts `taskwatch@` and the package's version here. */
declare const INSTANCE_NAME: string;

const KEY: unique symbol = /* @__PURE__ */ Symbol.for(INSTANCE_NAME);

/** Not by `Reflect`: each call into the wasm looks here. */
const PAGE: typeof globalThis & { [KEY]?: Runtime } = globalThis;

/** The users that may be there before those that are gone are first looked for. */
const USUAL_USERS = 64;

/** On an error that says that an instance is lost. */
const IS_LOSS = 'isOfTaskwatch';

/** Ends the waits that were in flight when it was taken, of those that a copy of the package has made. */
type RejectAll = (error: Error) => void;
type TakeWaits = () => RejectAll;

class Runtime {
  #module: WebAssembly.Module | undefined;
  #live: Instance | undefined;
  #loading: Promise<void> | undefined;
  /** Of each copy of the package. Weak: a hot reload leaves the copy before it behind. */
  readonly #copies = new Set<WeakRef<TakeWaits>>();
  /** Weak: a queue that nobody holds must not stay alive for having used an instance. */
  #users = new Set<WeakRef<InstanceUser>>();
  #sweepAt = USUAL_USERS;
  /** What is still to be settled. */
  #losses: Loss | undefined;
  #isSettling = false;
  readonly #settleLater = () => this.#settleLosses();

  /** Whether there is an instance, which calls can use. */
  get isLive(): boolean {
    return this.#live !== undefined;
  }

  /** Adds a copy of the package that uses this runtime. */
  join(takeWaitsOf: TakeWaits): void {
    for (const copy of this.#copies) if (copy.deref() === undefined) this.#copies.delete(copy);
    this.#copies.add(new WeakRef(takeWaitsOf));
  }

  /** The live instance. `take` gives the module if none is known yet; whatever it throws is thrown on. */
  acquire(take: () => WebAssembly.Module): Instance {
    this.#live ??= this.#start(take);
    return this.#live;
  }

  /** Makes an instance off the main thread, of the module that `find` gives if none is known yet. Concurrent calls make one. */
  load(find: () => Promise<WebAssembly.Module>): Promise<void> {
    this.#loading ??= this.#load(find).finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
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
   * next use starts another instance. `from` is the one that the cause came out of, where the caller knows it.
   *
   * The stack may be about to run out, so that any call may fail. Until everything is noted nothing is changed, and what is
   * noted is settled in a fresh turn at the latest; at once, where there is room for it.
   */
  failed(cause: unknown, from: Pick<Instance, 'loss'> | undefined = undefined): Error {
    if (isLoss(cause)) return cause;
    if (from?.loss !== undefined) return from.loss;
    const instance = this.#live;
    const message = `taskwatch: the WebAssembly instance failed and was replaced: ${messageOf(cause)}`;
    const error = new Error(message, { cause });
    Object.defineProperty(error, IS_LOSS, { value: true });
    const loss = {
      error,
      instance,
      users: [...this.#users],
      notified: 0,
      rejectWaits: [...this.#copies].flatMap((copy) => copy.deref()?.() ?? []),
      next: this.#losses,
    };
    const users = new Set<WeakRef<InstanceUser>>();
    turn.then(this.#settleLater);
    // From here to the end of these lines nothing is called.
    this.#losses = loss;
    this.#users = users;
    this.#live = undefined;
    if (instance !== undefined) instance.loss = error;
    if (hasRoom()) this.#settleLosses();
    return error;
  }

  /** Each user and each wait by itself, whatever is thrown on the way. */
  #settleLosses(): void {
    if (this.#isSettling) return;
    this.#isSettling = true;
    try {
      for (let loss = this.#losses; loss !== undefined; loss = this.#losses) {
        const { error, instance, rejectWaits } = loss;
        if (instance !== undefined) stopTimer(instance.bindings.TimerDriver);
        for (const reject of rejectWaits) reject(error);
        for (; loss.notified < loss.users.length; loss.notified += 1) lose(loss.users[loss.notified], error);
        this.#losses = without(this.#losses, loss);
      }
    } finally {
      this.#isSettling = false;
    }
  }

  /** Calls into the wasm. An error about arguments is thrown on as it is; a trap has the instance replaced. */
  guard<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw isTrap(error) ? this.failed(error) : error;
    }
  }

  #start(take: () => WebAssembly.Module): Instance {
    this.#module ??= take();
    const { imports, start } = prepare(textCodecs());
    try {
      return { bindings: start(new WebAssembly.Instance(this.#module, imports)) };
    } catch (cause) {
      throw obstacle(cause) ?? cause;
    }
  }

  async #load(find: () => Promise<WebAssembly.Module>): Promise<void> {
    const module = this.#module ?? (await find());
    const { imports, start } = prepare(textCodecs());
    const instance = await WebAssembly.instantiate(module, imports);
    this.#module ??= module;
    this.#live ??= { bindings: start(instance) };
  }
}

function lose(user: WeakRef<InstanceUser> | undefined, error: Error): void {
  try {
    user?.deref()?.lostCore(error);
  } catch (problem) {
    report(problem);
  }
}

/** The list without one of its losses: others may have come before it meanwhile. */
function without(losses: Loss | undefined, settled: Loss): Loss | undefined {
  if (losses === undefined || losses === settled) return settled.next;
  return { ...losses, next: without(losses.next, settled) };
}

/** Many more calls than settling takes by itself. What a user's callback takes is its own affair. */
const PLENTY = 1_000;

/** Whether there is room left on the stack. */
function hasRoom(): boolean {
  try {
    return descend(PLENTY) === PLENTY;
  } catch {
    return false;
  }
}

function descend(left: number): number {
  return left === 0 ? 0 : 1 + descend(left - 1);
}

function isLoss(error: unknown): error is Error {
  return error instanceof Error && Object.hasOwn(error, IS_LOSS);
}

let joined: Runtime | undefined;

/** The page's runtime for this version, and of any other copy of it. */
export function runtime(): Runtime {
  PAGE[KEY] ??= new Runtime();
  if (joined !== PAGE[KEY]) join(PAGE[KEY]);
  return PAGE[KEY];
}

/** Waits and trap handlers are each copy's own. */
function join(page: Runtime): void {
  joined = page;
  setTrapHandler((error) => page.failed(error));
  page.join(takeWaits);
}

/** The live instance, of the module that this copy has or that another has brought. */
export const acquire = (): Instance => runtime().acquire(takeModule);

/** Why the wasm cannot run here; `undefined` if it can, as far as can be told without compiling it. */
export function supportError(): Error | undefined {
  return PAGE[KEY]?.isLive === true ? undefined : obstacle();
}
