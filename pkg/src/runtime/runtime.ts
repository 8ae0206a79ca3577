// The live wasm instance: compiled at first use, replaced when it traps.
//
// One runtime serves all copies of this version in a page, including hot reloads; it is found under a global symbol.
// Importing this module creates none.

import { type JudgingImports, judgingImports, prepare, type WasmExports } from 'taskwatch:bindings';
import { obstacle, takeModule, takeSecond } from 'taskwatch:module';
import { messageOf, report } from '../../../src/web/shared/report.js';
import { stopTimer } from '../../../src/web/shared/timer.js';
import { isTrap, setTrapHandler } from '../../../src/web/shared/trap.js';
import { pendingWaits, takeWaits } from '../../../src/web/watch/wait-promise.js';
import type { StreamInspection } from '../../types/queue.d.ts';
import type { PendingWait } from '../../types/watch.d.ts';
import { inspectStreams } from '../kubernetes/live-streams.ts';
import { clearTimer, setTimer } from './platform-timers.ts';
import { textCodecs } from './utf8.ts';

/** Uses the live instance, and is notified when it is lost. */
interface InstanceUser {
  lostCore(error: Error): void;
}

/** An instance. */
export interface Instance {
  readonly bindings: WasmExports;
  /** Adds the second part, which judges kinds of resources and drives Kubernetes watches; absent if the instance has it. */
  addSecond: ((second: WebAssembly.Module, judge: JudgingImports) => void) | undefined;
  /** Why it was given up. */
  loss?: Error;
}

/** The whole module, and what its second part imports. */
interface Whole {
  readonly module: WebAssembly.Module;
  readonly judge: JudgingImports;
}

/** What was in flight in a lost instance. */
interface Loss {
  readonly error: Error;
  readonly instances: ReadonlySet<Instance | undefined>;
  readonly users: readonly WeakRef<InstanceUser>[];
  /** How many of them have been notified. */
  notified: number;
  readonly rejectWaits: readonly RejectAll[];
  readonly next: Loss | undefined;
}

const turn = /* @__PURE__ */ Promise.resolve();

/** The build puts `taskwatch@` and the package's version here. */
declare const INSTANCE_NAME: string;

const KEY: unique symbol = /* @__PURE__ */ Symbol.for(INSTANCE_NAME);

/** Not by `Reflect`: each call into the wasm looks here. */
const PAGE: typeof globalThis & { [KEY]?: Runtime } = globalThis;

/** The number of users from which on those that are gone are pruned. */
const USUAL_USERS = 64;

/** Marks an error that reports the loss of an instance. */
const IS_LOSS = 'isOfTaskwatch';

/** Ends the waits of one copy of the package that were in flight when this was taken. */
type RejectAll = (error: Error) => void;

/** Takes the waits that a copy of the package has in flight. */
interface Copy {
  takeWaits(): RejectAll;
  pendingWaits(): readonly PendingWait[];
  inspectStreams(): readonly StreamInspection[];
}

const COPY: Copy = { takeWaits, pendingWaits, inspectStreams };

class Runtime {
  /** The parts that `taskwatch` contains. */
  #first: WebAssembly.Module | undefined;
  #second: WebAssembly.Module | undefined;
  /** The whole module that `taskwatch/slim` has loaded. */
  #whole: Whole | undefined;
  #live: Instance | undefined;
  /** The instance with both parts: the live one, unless only `taskwatch/slim` has what that lacks. */
  #complete: Instance | undefined;
  #loading: Promise<void> | undefined;
  /** One of each copy of the package. Weak, since a hot reload abandons the previous copy. */
  readonly #copies = new Set<WeakRef<Copy>>();
  /** Weak: having used an instance must not keep a queue alive that nobody holds. */
  #users = new Set<WeakRef<InstanceUser>>();
  #sweepAt = USUAL_USERS;
  /** What is still to be settled. */
  #losses: Loss | undefined;
  #isSettling = false;
  readonly #settleLater = () => this.#settleLosses();

  /** Whether there is an instance that calls can use. */
  get isLive(): boolean {
    return this.#live !== undefined;
  }

  /** Whether there is an instance that can serve every call. */
  get isComplete(): boolean {
    return this.#complete !== undefined || (this.#live !== undefined && this.#whole !== undefined);
  }

  /** Adds a copy of the package that uses this runtime. */
  join(added: Copy): void {
    for (const copy of this.#copies) if (copy.deref() === undefined) this.#copies.delete(copy);
    this.#copies.add(new WeakRef(added));
  }

  /** What all copies have in flight; waits are in the order in which they began. */
  inspect(): { waits: readonly PendingWait[]; streams: readonly StreamInspection[] } {
    const copies = [...this.#copies].flatMap((copy) => copy.deref() ?? []);
    return {
      waits: copies.flatMap((copy) => copy.pendingWaits()).sort((one, other) => one.since - other.since),
      streams: copies.flatMap((copy) => copy.inspectStreams()),
    };
  }

  /** The live instance. `take` returns the module if none is known yet; whatever it throws is passed on. */
  acquire(take: () => WebAssembly.Module): Instance {
    this.#live ??= this.#start(this.#whole, take);
    return this.#live;
  }

  /** The live instance with its second part, which `takeMore` returns if it is not known yet, and whose imports `judge` returns. */
  acquireWhole(
    take: () => WebAssembly.Module,
    takeMore: () => WebAssembly.Module,
    judge: JudgingImports,
  ): Instance {
    if (this.#complete !== undefined) return this.#complete;
    const live = this.acquire(take);
    if (live.addSecond !== undefined && this.#whole !== undefined) {
      this.#complete = this.#start(this.#whole, take);
      return this.#complete;
    }
    if (live.addSecond !== undefined) {
      this.#second ??= takeMore();
      live.addSecond(this.#second, judge);
      live.addSecond = undefined;
    }
    this.#complete = live;
    return live;
  }

  /** Loads the whole module that `find` returns, and creates an instance if there is none. Concurrent calls load one. */
  load(find: () => Promise<WebAssembly.Module>, judge: JudgingImports): Promise<void> {
    this.#loading ??= this.#load(find, judge).finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  /** Adds a user of the live instance. When that is lost, the user is notified and forgotten. */
  watch(user: InstanceUser): void {
    this.#users.add(new WeakRef(user));
    if (this.#users.size < this.#sweepAt) return;
    // Rarely, because `deref` keeps each user alive for the rest of the turn.
    for (const ref of this.#users) if (ref.deref() === undefined) this.#users.delete(ref);
    this.#sweepAt = Math.max(USUAL_USERS, this.#users.size * 2);
  }

  /** Abandons the live instance, which threw `cause`, and settles everything in flight. Returns the error to throw. The
   * next use starts another instance. `from` is the instance that threw, if the caller knows it.
   *
   * The stack may be about to overflow, so that any call may fail. Nothing changes until everything is recorded, and what is
   * recorded is settled at once if the stack has room, else in a new turn.
   */
  failed(cause: unknown, from: Pick<Instance, 'loss'> | undefined = undefined): Error {
    if (isLoss(cause)) return cause;
    if (from?.loss !== undefined) return from.loss;
    const instances = new Set([this.#live, this.#complete]);
    const message = `taskwatch: the WebAssembly instance failed and was replaced: ${messageOf(cause)}`;
    const error = new Error(message, { cause });
    Object.defineProperty(error, IS_LOSS, { value: true });
    const loss = {
      error,
      instances,
      users: [...this.#users],
      notified: 0,
      rejectWaits: [...this.#copies].flatMap((copy) => copy.deref()?.takeWaits() ?? []),
      next: this.#losses,
    };
    const users = new Set<WeakRef<InstanceUser>>();
    turn.then(this.#settleLater);
    // Nothing is called in the following lines.
    this.#losses = loss;
    this.#users = users;
    if (this.#live !== undefined) this.#live.loss = error;
    if (this.#complete !== undefined) this.#complete.loss = error;
    this.#live = this.#complete = undefined;
    if (hasRoom()) this.#settleLosses();
    return error;
  }

  /** Each user and each wait separately, whatever is thrown on the way. */
  #settleLosses(): void {
    if (this.#isSettling) return;
    this.#isSettling = true;
    try {
      for (let loss = this.#losses; loss !== undefined; loss = this.#losses) {
        const { error, instances, rejectWaits } = loss;
        for (const instance of instances)
          if (instance !== undefined) stopTimer(instance.bindings.TimerDriver);
        for (const reject of rejectWaits) reject(error);
        for (; loss.notified < loss.users.length; loss.notified += 1) lose(loss.users[loss.notified], error);
        this.#losses = without(this.#losses, loss);
      }
    } finally {
      this.#isSettling = false;
    }
  }

  /** Calls into the wasm. An error about arguments is passed on as it is; after a trap the instance is replaced. */
  guard<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw isTrap(error) ? this.failed(error) : error;
    }
  }

  #start(whole: Whole | undefined, take: () => WebAssembly.Module): Instance {
    const module = whole?.module ?? this.#takeFirst(take);
    const bindings = this.#prepare();
    const imports = whole === undefined ? bindings.imports : bindings.importsOfWhole(whole.judge);
    const wasm = startInstance(module, imports);
    if (whole !== undefined) return bindings.start(wasm, undefined);
    return bindings.start(wasm, (second, judge) =>
      bindings.addSecond(startInstance(second, bindings.importsOfSecond(wasm, judge))),
    );
  }

  /** The bindings of a new instance, which is replaced when it traps in a closure or in one of its functions. */
  #prepare() {
    let instance: Instance | undefined;
    const trapped = (error: unknown): void => {
      this.failed(error, instance);
    };
    const platform = { ...textCodecs(), setTimeout: setTimer, clearTimeout: clearTimer, trapped };
    const { start, ...bindings } = prepare(platform);
    return {
      ...bindings,
      start: (wasm: WebAssembly.Instance, addSecond: Instance['addSecond']): Instance => {
        instance = { bindings: this.#guarded(start(wasm)), addSecond };
        return instance;
      },
    };
  }

  /** The exports with functions that replace the instance if they trap. Classes stay: the owner of an object guards its calls. */
  #guarded(bindings: WasmExports): WasmExports {
    const guarded = Object.entries(bindings).map(([name, value]) =>
      // wasm-bindgen exports classes, and functions in camel case.
      name < 'a'
        ? [name, value]
        : [name, (...given: unknown[]) => this.guard(() => Reflect.apply(value, undefined, given))],
    );
    return Object.fromEntries(guarded);
  }

  #takeFirst(take: () => WebAssembly.Module): WebAssembly.Module {
    this.#first ??= take();
    return this.#first;
  }

  async #load(find: () => Promise<WebAssembly.Module>, judge: JudgingImports): Promise<void> {
    const whole = this.#whole ?? { module: await find(), judge };
    if (this.#live === undefined) {
      const { importsOfWhole, start } = this.#prepare();
      const wasm = await WebAssembly.instantiate(whole.module, importsOfWhole(whole.judge));
      this.#live ??= start(wasm, undefined);
    }
    this.#whole ??= whole;
  }
}

/** If the page or the engine does not allow it, throws an error that says why. */
function startInstance(module: WebAssembly.Module, imports: WebAssembly.Imports): WebAssembly.Instance {
  try {
    return new WebAssembly.Instance(module, imports);
  } catch (cause) {
    throw obstacle(cause) ?? cause;
  }
}

function lose(user: WeakRef<InstanceUser> | undefined, error: Error): void {
  try {
    user?.deref()?.lostCore(error);
  } catch (problem) {
    report(problem);
  }
}

/** The list without one of its losses: others may have been added before it. */
function without(losses: Loss | undefined, settled: Loss): Loss | undefined {
  if (losses === undefined || losses === settled) return settled.next;
  return { ...losses, next: without(losses.next, settled) };
}

/** Many more calls than settling needs by itself. Users' callbacks may need more. */
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

/** Each copy has its own waits and trap handlers. */
function join(page: Runtime): void {
  joined = page;
  setTrapHandler((error) => page.failed(error));
  page.join(COPY);
}

/** The live instance, of this copy's module or of another copy's. */
export const acquire = (): Instance => runtime().acquire(takeModule);

/** The live instance with its second part: what judges kinds of resources and drives Kubernetes watches. */
export const acquireWhole = (): Instance => runtime().acquireWhole(takeModule, takeSecond, judgingImports);

/** Why the wasm cannot run here; `undefined` if it can, as far as can be told without compiling it. */
export function supportError(): Error | undefined {
  return PAGE[KEY]?.isLive === true ? undefined : obstacle();
}
