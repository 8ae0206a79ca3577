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

/** Writes of one task, one after the other: of those that wait, only the last is written. */
interface Writing {
  next: StoredTask | undefined;
  readonly done: Promise<void>;
}

export class OwnWrites {
  readonly #links: DurableLinks;
  readonly #onTaken: (view: TaskView) => void;
  readonly #writing = new Map<string, Writing>();
  #renewal: { free(): void } | undefined;
  #isRenewing = false;
  #stopListening: (() => void) | undefined;

  /** `onTaken` is called for a task that another queue has taken. */
  constructor(links: DurableLinks, onTaken: (view: TaskView) => void) {
    this.#links = links;
    this.#onTaken = onTaken;
  }

  close(): void {
    this.#renewal?.free();
    this.#renewal = undefined;
    this.#stopListening?.();
  }

  /** Calls back once nothing is being written. */
  whenIdle(callback: () => void): void {
    if (this.#writing.size === 0) callback();
    else void Promise.all([...this.#writing.values()].map(({ done }) => done)).then(callback);
  }

  /** Calls back once the task with this id is not being written. */
  whenWritten(id: string, callback: () => void): void {
    const writing = this.#writing.get(id);
    if (writing === undefined) callback();
    else void writing.done.then(callback);
  }

  /** Checks that a task is still this queue's before a step is called. Rejects if not. */
  async look(id: string): Promise<void> {
    const { store, health, decide } = this.#links;
    let other: TaskView | undefined;
    let fence: Fence = Fence.LookAgain;
    for (let looks = 0; fence !== Fence.Pass; looks++) {
      const begun = Date.now();
      const claim = this.#links.claim();
      const hasLock = await claim.isHeld();
      // A task that is gone from the store belongs to no other queue.
      let owner: Owner = Owner.ThisQueue;
      const see = (_: string, entry: unknown): undefined => {
        other = readEntry(entry);
        if (other !== undefined) owner = this.#links.kindOf(other.owner);
      };
      const wasAnswered = await health.settled(health.call(() => store.revise?.([id], see)));
      fence = decide().durableFence(owner, Date.now() - begun, hasLock, wasAnswered, looks);
      if (fence === Fence.ClaimAgain) {
        await claim.claimAgain();
        looks = -1;
      }
      if (fence === Fence.Yield || this.#links.isClosed()) {
        if (other !== undefined) this.#onTaken(other);
        throw new Error('another tab has taken the task over');
      }
    }
  }

  /** Writes a task of the queue's own, unless another queue now has it. */
  write(task: StoredTask): unknown {
    const { id } = task.view;
    const busy = this.#writing.get(id);
    if (busy !== undefined) {
      busy.next = task;
      return busy.done;
    }
    const answer = this.#compareAndWrite(task);
    if (!isThenable(answer)) return undefined;
    const writing: Writing = { next: undefined, done: this.#writeOn(id, answer) };
    this.#writing.set(id, writing);
    return writing.done;
  }

  async #writeOn(id: string, first: PromiseLike<unknown>): Promise<void> {
    const { health } = this.#links;
    await health.settled(first);
    for (;;) {
      const writing = this.#writing.get(id);
      const next = writing?.next;
      if (writing === undefined || next === undefined) break;
      writing.next = undefined;
      await health.settled(this.#compareAndWrite(next));
    }
    this.#writing.delete(id);
  }

  #compareAndWrite(task: StoredTask): unknown {
    const { store, health, decide, host } = this.#links;
    this.#stopListening ??= listenForCommands(host);
    if (!hasEnded(task.view)) this.#keepRenewing();
    const compare = (_: string, entry: unknown): StoredTask | undefined => {
      const now = readEntry(entry);
      if (now === undefined) return task;
      const fence = decide().durableFence(this.#links.kindOf(now.owner), 0, true, true, 0);
      if (fence !== Fence.Yield) return task;
      // In its own turn: nothing is called in the middle of a store's transaction.
      void Promise.resolve().then(() => this.#onTaken(now));
      return undefined;
    };
    const answer = health.call(() => store.revise?.([task.view.id], compare));
    // If there is no room for all of it, at least its end has to be stored, or it would be resumed elsewhere.
    if (isThenable(answer) && hasEnded(task.view))
      follow(answer, undefined, () => void health.attempt(() => store.set(task.view, task.itemIds)));
    return answer;
  }

  /** If others cannot tell by a lock that this queue is alive, they see its tasks change. */
  #keepRenewing(): void {
    const { isClosed, decide, host } = this.#links;
    if (this.#isRenewing || hasLocks() || isClosed()) return;
    this.#isRenewing = true;
    const renew = () => {
      this.#renewal?.free();
      this.#renewal = undefined;
      this.#isRenewing = false;
      if (!isClosed()) host.renewLeases();
    };
    outsideOfTimer(() => {
      if (!isClosed()) this.#renewal = decide().startDelay(DURABLE.renewal, { fire: renew });
    });
  }
}
