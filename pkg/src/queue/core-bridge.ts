// The bridge between a queue and its core, which decides: makes the core when it is first needed, executes its commands
// before each call returns, and survives the loss of the wasm instance. Decides nothing.

import type { WasmExports } from 'taskwatch:bindings';
import { report } from '../../../src/web/shared/report.js';
import type { QueueInspection } from '../../types/index.d.ts';
import type { QueueCore } from '../../wasm/taskwatch.js';
import { CommandField, CommandKind, type EndError, type Reported } from '../generated/protocol.ts';
import { CoreMemory, integerAt } from './core-memory.ts';
import type { ItemWorker } from './worker.ts';

/** The exports of the wasm that a queue uses. */
export type QueueExports = Pick<
  WasmExports,
  | 'QueueCore'
  | 'chooseStore'
  | 'startDelay'
  | 'entryAction'
  | 'ownerEndAction'
  | 'pendingAfter'
  | 'writeTurn'
  | 'storeHealth'
  | 'durableAction'
  | 'durableFence'
  | 'durableRelease'
  | 'durableStep'
  | 'durableSilence'
  | 'durableDeferred'
>;

/** A wasm instance, as a queue uses it. */
interface QueueInstance {
  readonly bindings: QueueExports;
  /** Why it was given up. */
  readonly loss?: Error;
}

/** Where queues get the wasm from. */
export interface QueueRuntime {
  /** The live instance. Compiles the wasm if necessary; throws `WasmBlockedError` where that is forbidden. */
  acquire(): QueueInstance;
  /** Calls `lostCore` when the present instance is lost. Holds the object weakly. */
  watch(user: { lostCore(error: Error): void }): void;
  /** Replaces the instance that threw this error; returns the error to throw instead. */
  failed(error: unknown, instance: QueueInstance): unknown;
  /** The waits and streams of the page. */
  inspect(): Pick<QueueInspection, 'waits' | 'streams'>;
}

/** Carries out the core's commands. */
export interface CommandExecutor {
  readonly items: ItemCommandExecutor;
  start(coreId: number, run: number): void;
  abort(coreId: number, run: number, error: EndError): void;
  /** `command` has the fields of an ending; it is good until the next call. */
  attemptFailed(coreId: number, run: number, command: Float64Array): void;
  ended(coreId: number, run: number, command: Float64Array): void;
  prolonged(coreId: number): void;
  askRetry(coreId: number, run: number): void;
  awaitNetwork(): void;
  ignoreNetwork(): void;
  /** The outermost call is about to return. */
  settleEndings(): void;
  /** Writes to the store what waits for a macrotask. */
  save(): void;
  /** The wasm instance is gone. */
  lostCore(error: Error): void;
}

/** Carries out those about items. */
export interface ItemCommandExecutor {
  start(coreId: number, position: number): void;
  /** The same in a worker that is free. */
  startIn(worker: ItemWorker, position: number): void;
  followSuccess(core: QueueCore, worker: ItemWorker, reported: Reported): void;
}

const turn = /* @__PURE__ */ Promise.resolve();

export class CoreBridge {
  readonly #runtime: QueueRuntime;
  readonly #make: (exports: QueueExports) => QueueCore;
  readonly #executor: () => CommandExecutor;
  #live: LiveCore | undefined;

  /** `make` makes the core in the instance that lives; `executor` returns who carries out its commands. */
  constructor(
    runtime: QueueRuntime,
    make: (exports: QueueExports) => QueueCore,
    executor: () => CommandExecutor,
  ) {
    this.#runtime = runtime;
    this.#make = make;
    this.#executor = executor;
  }

  /** The functions of the instance that lives. */
  get exports(): QueueExports {
    return this.#runtime.acquire().bindings;
  }

  get isMade(): boolean {
    return this.#live !== undefined;
  }

  /** Calls into the core and executes the commands that follow. `inner` calls no user's code but what catches. */
  call<TAnswer>(inner: (core: QueueCore) => TAnswer): TAnswer {
    return this.callWith(inner, undefined);
  }

  /** The same with something for `inner`, so that the hot path needs no closure. */
  callWith<TGiven, TAnswer>(inner: (core: QueueCore, given: TGiven) => TAnswer, given: TGiven): TAnswer {
    const live = this.#present();
    live.depth += 1;
    try {
      const answer = inner(live.core, given);
      this.#perform(live);
      return answer;
    } catch (error) {
      live.problem ??= { error };
      throw this.#failed(live, error);
    } finally {
      live.depth -= 1;
      if (live.depth === 0 && !live.isGone) this.#settleEndings(live);
    }
  }

  /** As `call`, where nobody can be told that the instance failed: all that was in flight has been. */
  callQuietly(inner: (core: QueueCore) => void): void {
    try {
      this.callWith(inner, undefined);
    } catch (error) {
      report(error);
    }
  }

  /** Asks the core for something that changes nothing. */
  read<TAnswer>(inner: (core: QueueCore) => TAnswer): TAnswer {
    const live = this.#present();
    try {
      return inner(live.core);
    } catch (error) {
      live.problem ??= { error };
      throw this.#failed(live, error);
    }
  }

  /** The numbers of a task, in the order of `RowField`, good until the next call; `undefined` if there is no such task. */
  row(coreId: number): Float64Array | undefined {
    const live = this.#live;
    if (live === undefined) return undefined;
    try {
      if (live.problem !== undefined) throw live.problem.error;
      return live.core.row(coreId) ? live.memory.row : undefined;
    } catch (error) {
      live.problem ??= { error };
      throw this.#failed(live, error);
    }
  }

  /** The record of the last command, where the core leaves other numbers, too; good until the next call. */
  get command(): Float64Array {
    return this.#present().memory.command;
  }

  /** A processor's promise has settled: as `callQuietly`, for what is called most. */
  settled(coreId: number, run: number, isSuccess: boolean): void {
    const live = this.#live;
    if (live === undefined) return;
    try {
      this.#settle(live, coreId, run, isSuccess);
    } catch (error) {
      report(error);
    }
  }

  #settle(live: LiveCore, coreId: number, run: number, isSuccess: boolean): void {
    live.depth += 1;
    try {
      if (live.problem !== undefined) throw live.problem.error;
      live.core.settled(coreId, run, isSuccess, Date.now(), !live.isStarting);
      if (this.#execute(live)) this.#perform(live);
    } catch (error) {
      live.problem ??= { error };
      throw this.#failed(live, error);
    } finally {
      live.depth -= 1;
      if (live.depth === 0 && !live.isGone) this.#settleEndings(live);
    }
  }

  /** The promise of the item in a worker has resolved: likewise. */
  itemSucceeded(worker: ItemWorker, coreId: number): void {
    const live = this.#live;
    if (live === undefined) return;
    try {
      this.#settleItem(live, worker, coreId);
    } catch (error) {
      report(error);
    }
  }

  #settleItem(live: LiveCore, worker: ItemWorker, coreId: number): void {
    const { core, executor, memory } = live;
    const { run } = worker;
    live.depth += 1;
    try {
      if (live.problem !== undefined) throw live.problem.error;
      const reported: Reported = core.itemSucceeded(coreId, run.number, worker.position, !live.isStarting);
      const { command } = memory;
      const goesOn = integerAt(command, CommandField.Kind) === CommandKind.StartItem;
      const position = integerAt(command, CommandField.Position);
      executor.items.followSuccess(core, worker, reported);
      // Mostly the worker goes on with the next item, and that is all.
      if (goesOn) this.#startNextItem(live, worker, position);
      else run.workers.push(worker);
      this.#perform(live);
    } catch (error) {
      live.problem ??= { error };
      throw this.#failed(live, error);
    } finally {
      live.depth -= 1;
      if (live.depth === 0 && !live.isGone) this.#settleEndings(live);
    }
  }

  #startNextItem(live: LiveCore, worker: ItemWorker, position: number): void {
    live.isStarting = true;
    try {
      live.executor.items.startIn(worker, position);
    } finally {
      live.isStarting = false;
    }
  }

  /** Forgets the core, whose instance is gone for this reason. */
  drop(error: Error): void {
    const live = this.#live;
    this.#live = undefined;
    if (live === undefined) return;
    live.isGone = true;
    live.error = error;
    try {
      live.core.disarm();
    } catch {
      // The instance is too broken even for that; its timer will find it gone.
    }
  }

  /** The timer of a core has fired. */
  fired(live: LiveCore): void {
    if (live.isGone) return;
    let isToSave = false;
    this.callQuietly((core) => {
      isToSave = core.fired();
    });
    // Only when all that was due has been done: a store's code may look at the queue, and call it.
    if (isToSave && !live.isGone) this.callQuietly(() => live.executor.save());
  }

  /** The core that lives. One whose failure could not be handled is given up first. */
  #present(): LiveCore {
    const live = this.#live;
    if (live?.problem === undefined) return live ?? this.#start();
    throw this.#failed(live, live.problem.error);
  }

  #start(): LiveCore {
    const executor = this.#executor();
    const live = this.#makeCore(this.#runtime.acquire(), executor);
    this.#runtime.watch(executor);
    this.#live = live;
    return live;
  }

  /** The instance may trap here, too. */
  #makeCore(instance: QueueInstance, executor: CommandExecutor): LiveCore {
    try {
      return new LiveCore(this, this.#make(instance.bindings), executor, instance);
    } catch (error) {
      throw this.#runtime.failed(error, instance);
    }
  }

  /** At the end of an outermost call. Should the stack run out on the way, the rest follows in a turn of its own. */
  #settleEndings(live: LiveCore): void {
    live.depth = 1;
    try {
      live.executor.settleEndings();
    } catch (error) {
      turn.then(() => this.callQuietly(() => {}));
      throw error;
    } finally {
      live.depth = 0;
    }
  }

  /** Executes commands one by one until there is none: each may lead to more. */
  #perform(live: LiveCore): void {
    const { core, memory } = live;
    while (!live.isGone && integerAt(memory.command, CommandField.IsAtRest) === 0) {
      core.poll(!live.isStarting);
      if (!this.#execute(live)) return;
    }
  }

  /** Executes the command that was left in memory, and after an ending the one that follows it. Whether there was one. */
  #execute(live: LiveCore): boolean {
    const { memory } = live;
    const kind = this.#executeOne(live, memory.command);
    if (kind === CommandKind.Ended) this.#executeOne(live, memory.following);
    return kind !== CommandKind.Nothing;
  }

  #executeOne(live: LiveCore, command: Float64Array): CommandKind {
    const { core, executor } = live;
    const kind: CommandKind = integerAt(command, CommandField.Kind);
    const coreId = integerAt(command, CommandField.Task);
    const run = integerAt(command, CommandField.Run);
    switch (kind) {
      case CommandKind.Nothing:
        break;
      case CommandKind.Start:
      case CommandKind.StartItem:
        live.isStarting = true;
        try {
          if (kind === CommandKind.Start) executor.start(coreId, run);
          else executor.items.start(coreId, integerAt(command, CommandField.Position));
        } finally {
          live.isStarting = false;
        }
        break;
      case CommandKind.Abort:
        executor.abort(coreId, run, integerAt(command, CommandField.Error));
        break;
      case CommandKind.AttemptFailed:
        executor.attemptFailed(coreId, run, command);
        break;
      case CommandKind.Ended:
        executor.ended(coreId, run, command);
        break;
      case CommandKind.Prolonged:
        executor.prolonged(coreId);
        break;
      case CommandKind.AskRetry:
        executor.askRetry(coreId, run);
        break;
      case CommandKind.AwaitNetwork:
        executor.awaitNetwork();
        break;
      case CommandKind.IgnoreNetwork:
        executor.ignoreNetwork();
        break;
      case CommandKind.Arm:
        core.arm(live);
        break;
      default:
        kind satisfies never;
    }
    return kind;
  }

  /** Callbacks are caught where they are called: what arrives here comes out of the wasm itself, once. */
  #failed(live: LiveCore, error: unknown): unknown {
    return live.isGone ? live.error : this.#runtime.failed(error, live.instance);
  }
}

/** A core in one wasm instance. The timer calls it until the instance is gone. */
class LiveCore {
  readonly #bridge: CoreBridge;
  readonly instance: QueueInstance;
  readonly core: QueueCore;
  readonly executor: CommandExecutor;
  readonly memory: CoreMemory;
  isGone = false;
  error: Error | undefined;
  /** What has come out of it, until it is gone: where the stack has run out, that may take until the next call. */
  problem: { readonly error: unknown } | undefined = undefined;
  /** Calls that are under way. */
  depth = 0;
  /** A processor is being called. */
  isStarting = false;

  constructor(bridge: CoreBridge, core: QueueCore, executor: CommandExecutor, instance: QueueInstance) {
    this.instance = instance;
    this.#bridge = bridge;
    this.core = core;
    this.executor = executor;
    this.memory = new CoreMemory(core);
  }

  fire(): void {
    this.#bridge.fired(this);
  }
}
