// Writes of a queue's own durable tasks to a shared store: each compares first, and so does a step before it is
// called. `core::durable` decides what the entry means.

import { follow } from '../../../src/web/shared/report.js';
import type { TaskView } from '../../types/index.d.ts';
import { DURABLE, Fence, Owner } from '../generated/protocol.ts';
import type { DurableLinks } from './durable-links.ts';
import { outsideOfTimer } from './outside-of-timer.ts';
import { hasLocks } from './owners.ts';
import type { StoredTask } from './store.ts';
import { isThenable } from './store-health.ts';
import { hasEnded, readEntry } from './stored-view.ts';
import { listenForCommands } from './task-commands.ts';

/** The last write of a task. Writes of one task come one after the other, and only one of them waits. */
interface Writing {
  /** What is to be written once the write before is over; `undefined` from then on. */
  task: StoredTask | undefined;
  readonly done: Promise<unknown>;
}

export class OwnWrites {
  readonly #links: DurableLinks;
  readonly #onTaken: (view: TaskView) => () => void;
  readonly #writing = new Map<string, Writing>();
  #renewal: { free(): void } | undefined;
  #isRenewing = false;
  #stopListening: (() => void) | undefined;

  /** `onTaken` is called when a read finds that another queue has taken a task. It returns what is to be called after the read. */
  constructor(links: DurableLinks, onTaken: (view: TaskView) => () => void) {
    this.#links = links;
    this.#onTaken = onTaken;
  }

  close(): void {
    this.#renewal?.free();
    this.#renewal = undefined;
    this.#stopListening?.();
  }

  /** Executes commands of other queues from now on. */
  listen(): void {
    this.#stopListening ??= listenForCommands(this.#links.host.owner, this.#links.durable);
  }

  /** Calls back once nothing is being written. */
  whenIdle(callback: () => void): void {
    if (this.#writing.size === 0) callback();
    else
      void Promise.all([...this.#writing.values()].map(({ done }) => done)).then(() =>
        this.whenIdle(callback),
      );
  }

  /** Calls back once the task with this id is not being written. */
  whenWritten(id: string, callback: () => void): void {
    const writing = this.#writing.get(id);
    if (writing === undefined) callback();
    else void writing.done.then(() => this.whenWritten(id, callback));
  }

  /** Checks that a task is still this queue's before a step is called. Rejects if not. */
  async look(id: string): Promise<void> {
    const { store, health, decide } = this.#links;
    let giveUp: (() => void) | undefined;
    let fence: Fence = Fence.LookAgain;
    for (let looks = 0; fence !== Fence.Pass; looks++) {
      const begun = Date.now();
      const claim = this.#links.claim();
      const hasLock = await claim.isHeld();
      // A task that is gone from the store belongs to no other queue.
      let owner: Owner = Owner.ThisQueue;
      const see = (_: string, entry: unknown): undefined => {
        const now = readEntry(entry);
        if (now === undefined) return;
        owner = this.#links.kindOf(now.owner);
        if (owner !== Owner.ThisQueue) giveUp = this.#onTaken(now);
      };
      const wasAnswered = await health.settled(health.call(() => store.revise?.([id], see)));
      fence = decide().durableFence(owner, Date.now() - begun, hasLock, wasAnswered, looks);
      if (fence === Fence.ClaimAgain) {
        await claim.claimAgain();
        looks = -1;
      }
      if (fence === Fence.Yield || this.#links.isClosed()) {
        giveUp?.();
        throw new Error('another tab has taken the task over');
      }
    }
  }

  /** Writes a task of the queue's own, unless another queue now has it. The promise resolves once this state, or a later one,
   * is written. */
  write(task: StoredTask): unknown {
    const { id } = task.view;
    const last = this.#writing.get(id);
    if (last?.task !== undefined) {
      last.task = task;
      return last.done;
    }
    const first = last === undefined ? this.#compareAndWrite(task) : undefined;
    if (last === undefined && first === undefined) return undefined;
    const writing: Writing = {
      task: last && task,
      done: Promise.resolve(first ?? last?.done).then(() => {
        const next = writing.task;
        writing.task = undefined;
        return next && this.#compareAndWrite(next);
      }),
    };
    this.#writing.set(id, writing);
    void writing.done.then(() => {
      if (this.#writing.get(id) === writing) this.#writing.delete(id);
    });
    return writing.done;
  }

  /** A promise for the end of the write, or for the store's patience; `undefined` if it is written already. */
  #compareAndWrite(task: StoredTask): Promise<unknown> | undefined {
    const { store, health, decide, host } = this.#links;
    let isLate = false;
    this.listen();
    if (!hasEnded(task.view)) this.#keepRenewing();
    const compare = (_: string, entry: unknown): StoredTask | undefined => {
      const now = readEntry(entry);
      // By then a later state may have been written, or the task have been dismissed.
      const written = isLate ? host.presentState(task.view.id) : task;
      if (now === undefined) return written;
      const fence = decide().durableFence(this.#links.kindOf(now.owner), 0, true, true, 0);
      if (fence !== Fence.Yield) return written;
      // In its own turn: nothing is called in the middle of a store's transaction.
      void Promise.resolve().then(this.#onTaken(now));
      return undefined;
    };
    const { id } = task.view;
    // Whoever finds it after this page compares, too.
    const present = () => new Map([[id, host.presentState(id)]]);
    const answer = health.call(() => store.revise?.([id], compare, present));
    if (!isThenable(answer)) return undefined;
    // If there is no room for all of it, at least its end has to be stored, or it would be resumed elsewhere.
    if (hasEnded(task.view))
      follow(answer, undefined, () => void health.attempt(() => store.set(task.view, task.itemIds)));
    return health.settled(answer).then((isInTime) => {
      isLate = !isInTime;
    });
  }

  /** If others cannot tell by a lock that this queue is alive, they see its tasks change. */
  #keepRenewing(): void {
    const { isClosed, decide, durable } = this.#links;
    if (this.#isRenewing || hasLocks() || isClosed()) return;
    this.#isRenewing = true;
    const renew = () => {
      this.#renewal?.free();
      this.#renewal = undefined;
      this.#isRenewing = false;
      if (!isClosed()) durable.renewLeases();
    };
    outsideOfTimer(() => {
      if (!isClosed()) this.#renewal = decide().startDelay(DURABLE.renewal, { fire: renew });
    });
  }
}
