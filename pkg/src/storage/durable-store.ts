// Durable tasks in a queue's store: who has them, and the writes that say so. Which queue goes on with a task is decided
// in `core::durable`; this reads, compares and writes, and calls no step.

import { follow } from '../../../src/web/shared/report.js';
import type { TaskView } from '../../types/index.d.ts';
import { isResumable } from '../durable/durable.ts';
import {
  DURABLE,
  DurableAction,
  Fence,
  Known,
  Owner,
  STATUS_WORDS,
  Status,
  STORE,
} from '../generated/protocol.ts';
import type { Decide } from './decisions.ts';
import { LeaseWatch } from './lease-watch.ts';
import type { OwnerWatch } from './owner-watch.ts';
import { type Claim, hasLocks, isInRealm, type OwnerName, withoutOwner } from './owners.ts';
import type { FoundTask, PersistenceHost, Prepared } from './persistence-host.ts';
import type { Store, StoredTask } from './store.ts';
import type { StoreHealth } from './store-health.ts';
import {
  durableFormOf,
  durableRecordOf,
  hasEnded,
  interruptedView,
  isSameView,
  readEntry,
  storedItemIdsOf,
  withRecordOf,
} from './stored-view.ts';
import { hearCommands, sendCommand, type TaskCommand } from './task-commands.ts';

/** What a durable store needs of persistence. */
export interface DurableLinks {
  readonly host: PersistenceHost;
  readonly store: Store;
  readonly decide: Decide;
  readonly health: StoreHealth;
  readonly owners: OwnerWatch;
  isShared(): boolean;
  isClosed(): boolean;
  kindOf(owner: OwnerName): Owner;
  isDenied(view: TaskView): boolean;
  assertOwn(id: string): void;
  /** Shows a task as this view has it, at once or with the others that were found. */
  show(found: FoundTask, view: TaskView): void;
  /** That this queue lives, as others see it. */
  claim(): Claim;
}

/** Writes of one task, one after the other: of those that wait, the last alone is written. */
interface Writing {
  next: StoredTask | undefined;
  readonly done: Promise<void>;
}

export class DurableStore {
  readonly #links: DurableLinks;
  readonly #leases: LeaseWatch;
  readonly #writing = new Map<string, Writing>();
  readonly #stop = new AbortController();
  #beat: { free(): void } | undefined;
  #stopHearing: (() => void) | undefined;
  /** Commands that had no effect yet, by the id of their task. */
  readonly #wanted = new Map<string, TaskCommand>();

  constructor(links: DurableLinks) {
    this.#links = links;
    this.#leases = new LeaseWatch(links.decide, (owner) => void this.ownerGone(owner, true));
  }

  close(): void {
    this.#stop.abort();
    this.#leases.close();
    this.#beat?.free();
    this.#beat = undefined;
    this.#stopHearing?.();
  }

  /** Does what is decided about an entry of a durable task. Returns the tasks that are to be taken over once all that was
   * found is shown. */
  take(found: FoundTask, view: TaskView): TaskView | undefined {
    const { decide, host, kindOf, isDenied, assertOwn, owners, show } = this.#links;
    const { owner } = view;
    const isShared = this.#links.isShared();
    const isOwn = found.known === Known.Own;
    this.#commandAgain(found, view);
    const action = decide().durableAction(
      found.known,
      isOwn && isDenied(view),
      kindOf(owner),
      hasEnded(view),
      isShared,
    );
    switch (action) {
      case DurableAction.Ignore:
        return undefined;
      case DurableAction.AssertOwn:
        assertOwn(view.id);
        return undefined;
      case DurableAction.Yield:
        host.yieldTo(view);
        if (!hasEnded(view)) this.#awaitOwner(owner, view, true);
        return undefined;
      case DurableAction.Show:
        show(found, view);
        return undefined;
      case DurableAction.AwaitOwner:
        this.#awaitOwner(owner, view, isNews(found, view));
        show(found, view);
        return undefined;
      case DurableAction.TakeOver: {
        const interrupted = this.#interrupted(view);
        show(found, interrupted);
        if (!isShared) return interrupted;
        if (host.canGoOn(view)) owners.awaitEnd(owner, Number.NEGATIVE_INFINITY);
        return undefined;
      }
      default:
        return action satisfies never;
    }
  }

  /** The task goes on here, since nobody else uses the store: at once, where nothing has to be made of its steps. */
  takeOverAlone(view: TaskView): void {
    const goOn = (prepared: Prepared | undefined) => {
      if (this.#links.isClosed()) return;
      if (prepared === undefined) this.#showInterrupted(view);
      else this.#links.host.adopt(view, prepared);
    };
    const prepared = this.#links.host.prepare(view);
    if (prepared instanceof Promise) void prepared.then(goOn);
    else goOn(prepared);
  }

  /** An owner is gone, `undefined` where there was none: goes on with its tasks, as far as this page can. Called while
   * nobody else does that, if locks can see to it. */
  async ownerGone(owner: OwnerName, isCertain: boolean): Promise<void> {
    const views: TaskView[] = [];
    for (const view of this.#links.host.storedViews())
      if (view.owner === owner && isResumable(view) && !hasEnded(view)) views.push(view);
    if (views.length === 0) return;
    if (!isCertain && owner !== undefined) this.#leases.await(owner);
    else await this.#takeOver(views);
  }

  async #takeOver(views: readonly TaskView[]): Promise<void> {
    const ready = new Map<string, { readonly view: TaskView; readonly prepared: Prepared }>();
    for (const view of views) {
      const prepared = await this.#prepare(view);
      if (prepared !== undefined) ready.set(view.id, { view, prepared });
    }
    if (ready.size === 0 || this.#links.isClosed()) return;
    await this.#links.claim().isSeen;
    const { host, store, health } = this.#links;
    const mine: (() => void)[] = [];
    const others: TaskView[] = [];
    const revision = (id: string, entry: unknown): StoredTask | undefined => {
      const known = ready.get(id);
      const now = readEntry(entry);
      if (known === undefined || now === undefined || this.#links.isClosed()) return undefined;
      const isSame =
        now.owner === known.view.owner &&
        hasEnded(now) === hasEnded(known.view) &&
        now.retryCount === known.view.retryCount &&
        isSameRecord(now, known.view);
      if (!isSame) {
        others.push(now);
        return undefined;
      }
      const taken = ownedView(now, host.owner);
      mine.push(() => {
        // As it was, so that a pause or an attempt goes on.
        host.adopt(withRecordOf(now, { ...now, owner: host.owner }), known.prepared);
        const command = this.#wanted.get(id);
        this.#wanted.delete(id);
        if (command !== undefined && command.command !== 'retry') host.obey(command);
      });
      return { view: durableFormOf(taken, known.prepared), itemIds: storedItemIdsOf(now) };
    };
    await this.#settled(health.call(() => store.revise?.([...ready.keys()], revision)));
    // Another queue has them by its entry if this one has been closed.
    if (!this.#links.isClosed()) for (const adopt of mine) adopt();
    for (const view of others) this.#takeLater(view);
  }

  /** What was seen of a task is old. */
  #takeLater(view: TaskView): void {
    const next = this.take(this.#links.host.find(view.id), view);
    if (next !== undefined) this.takeOverAlone(next);
  }

  async #prepare(view: TaskView): Promise<Prepared | undefined> {
    const prepared = await this.#links.host.prepare(view);
    if (prepared === undefined) this.#showInterrupted(view);
    return prepared;
  }

  /** Nobody goes on with a task at the moment. */
  #showInterrupted(view: TaskView): void {
    const found = this.#links.host.find(view.id);
    if (found.known !== Known.Other || this.#links.isClosed()) return;
    const shown = this.#interrupted(view);
    if (!isSameView(found.view, shown)) this.#links.host.updateStored(shown);
  }

  #interrupted(view: TaskView): TaskView {
    return interruptedView(view, this.#links.host.reasonToWait(view));
  }

  #awaitOwner(owner: OwnerName, view: TaskView, isNews: boolean): void {
    if (hasLocks()) this.#links.owners.awaitEnd(owner, view.createdAt);
    else if (isNews) this.#leases.heard(owner);
  }

  /** Looks whether a task is still this queue's before a step is called. Rejects if not; `undefined`: it is. */
  isStillOwn(id: string): Promise<void> | undefined {
    return this.#links.isShared() ? this.#look(id) : undefined;
  }

  async #look(id: string): Promise<void> {
    const { store, health, decide } = this.#links;
    let other: TaskView | undefined;
    let fence: Fence = Fence.LookAgain;
    while (fence !== Fence.Pass) {
      const begun = Date.now();
      const claim = this.#links.claim();
      const hasLock = await claim.isHeld();
      // One that is gone from the store is nobody else's.
      let owner: Owner = Owner.ThisQueue;
      const look = (_: string, entry: unknown): undefined => {
        other = readEntry(entry);
        if (other !== undefined) owner = this.#links.kindOf(other.owner);
      };
      await this.#settled(health.call(() => store.revise?.([id], look)));
      fence = decide().durableFence(owner, Date.now() - begun, hasLock);
      if (fence === Fence.ClaimAgain) await claim.claimAgain();
      if (fence === Fence.Yield || this.#links.isClosed()) {
        if (other !== undefined) this.#takeLater(other);
        throw new Error('another tab has taken the task over');
      }
    }
  }

  /** Writes a task of the queue's own, unless another queue has it by now. */
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
    await this.#settled(first);
    for (;;) {
      const writing = this.#writing.get(id);
      const next = writing?.next;
      if (writing === undefined || next === undefined) break;
      writing.next = undefined;
      await this.#settled(this.#compareAndWrite(next));
    }
    this.#writing.delete(id);
  }

  #compareAndWrite(task: StoredTask): unknown {
    const { store, health, decide, host } = this.#links;
    this.#stopHearing ??= hearCommands(host);
    if (!hasEnded(task.view)) this.#keepBeating();
    const compare = (_: string, entry: unknown): StoredTask | undefined => {
      const now = readEntry(entry);
      if (now === undefined) return task;
      const fence = decide().durableFence(this.#links.kindOf(now.owner), 0, true);
      if (fence !== Fence.Yield) return task;
      // In its own turn: nothing is called in the middle of a store's transaction.
      void Promise.resolve().then(() => this.#takeLater(now));
      return undefined;
    };
    const answer = health.call(() => store.revise?.([task.view.id], compare));
    // Where there is no room for all of it, that it has ended has to be known in any case: it would go on elsewhere.
    if (isThenable(answer) && hasEnded(task.view))
      follow(answer, undefined, () => health.attempt(() => store.set(task.view, task.itemIds)));
    return answer;
  }

  /** Resolves once the store has answered, or has failed, or owes the answer for too long. Never rejects. */
  #settled(answer: unknown): Promise<void> {
    const { health, decide } = this.#links;
    if (!isThenable(answer)) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        delay.free();
        resolve();
      };
      const fail = (error: unknown) => {
        health.failed(error);
        end();
      };
      const delay = new (decide().Delay)(STORE.patience, {
        fire: () => fail(new Error(`the store has not answered for ${STORE.patience} ms`)),
      });
      follow(answer, end, fail);
    });
  }

  /** As `write`, for the result of a step: resolves once it is written, or no longer waited for. */
  waitFor(answer: unknown): Promise<void> | undefined {
    return isThenable(answer) ? this.#settled(answer) : undefined;
  }

  /** Where others cannot see by a lock that this queue lives, they see its tasks change. */
  #keepBeating(): void {
    if (this.#beat !== undefined || hasLocks() || this.#links.isClosed()) return;
    const beat = () => {
      this.#beat?.free();
      this.#beat = undefined;
      if (!this.#links.isClosed()) this.#links.host.beat();
    };
    this.#beat = new (this.#links.decide().Delay)(DURABLE.beat, { fire: beat });
  }

  /** Has the queue that has a task do something about it; where none has it, that is done here. */
  command(view: TaskView, command: TaskCommand): void {
    const { owner } = view;
    if (!this.#links.isShared()) {
      void this.#obeyForNobody(view, command);
      return;
    }
    this.#wanted.set(view.id, command);
    if (isInRealm(owner)) {
      sendCommand(owner, command, true);
      return;
    }
    if (owner !== undefined) sendCommand(owner, command, false);
    // Once the owner is gone, whoever goes on with the task must not miss it.
    void withoutOwner(owner, this.#stop.signal, ({ isCertain }) =>
      isCertain || owner === undefined ? this.#obeyForNobody(view, command) : undefined,
    );
  }

  /** The task that a command was for has changed: sends it again, if it had no effect. */
  #commandAgain(found: FoundTask, view: TaskView): void {
    const command = this.#wanted.get(view.id);
    if (command === undefined || found.known !== Known.Other) return;
    const isRetry = command.command === 'retry';
    if (hasEnded(view) !== isRetry) this.#wanted.delete(view.id);
    else if (found.view.owner !== view.owner && view.owner !== undefined) this.command(view, command);
  }

  /** Nobody has the task, and nobody else looks after it now. */
  async #obeyForNobody(view: TaskView, command: TaskCommand): Promise<void> {
    const { host, store, health } = this.#links;
    const { known } = host.find(view.id);
    if (this.#links.isClosed() || known === Known.Unknown) return;
    if (known === Known.Own) {
      host.obey(command);
      return;
    }
    if (command.command === 'retry') {
      if (this.#links.isShared()) await this.#takeOver([view]);
      else this.takeOverAlone(view);
      return;
    }
    const change = changeOf(command);
    let changed: TaskView | undefined;
    const revision = (_: string, entry: unknown): StoredTask | undefined => {
      const now = readEntry(entry);
      const record = now && durableRecordOf(now);
      if (now === undefined || record === undefined || now.owner !== view.owner || hasEnded(now))
        return undefined;
      changed = withRecordOf(now, { ...now, ...change });
      return { view: durableFormOf(changed, record), itemIds: storedItemIdsOf(now) };
    };
    if (store.revise !== undefined && this.#links.isShared()) {
      await this.#settled(health.call(() => store.revise?.([view.id], revision)));
    } else {
      const record = durableRecordOf(view);
      changed = withRecordOf(view, { ...view, ...change });
      const form = record === undefined ? changed : durableFormOf(changed, record);
      health.attempt(() => store.set(form, storedItemIdsOf(view)));
    }
    if (changed !== undefined && host.find(view.id).known === Known.Other) host.updateStored(changed);
  }
}

/** What a command changes about a task that nobody has. */
function changeOf({ command, value }: TaskCommand): Partial<TaskView> {
  if (command === 'priority') return typeof value === 'number' ? { priority: value } : {};
  return {
    status: STATUS_WORDS[Status.Cancelled],
    cancelRequested: true,
    completedAt: Date.now(),
    nextAttemptAt: undefined,
    deadlineAt: undefined,
    interrupted: undefined,
  };
}

/** What is stored of a task that is about to go on, or to run again, in the queue of this name. */
function ownedView(view: TaskView, owner: string): TaskView {
  if (!hasEnded(view)) return { ...interruptedView(view, view.message), owner };
  const status = STATUS_WORDS[Status.Pending];
  return { ...view, owner, status, retryCount: view.retryCount + 1, attempt: 0, completedAt: undefined };
}

/** Whether an entry shows that its owner lives: it is new, or has changed. */
function isNews(found: FoundTask, view: TaskView): boolean {
  return found.known !== Known.Other || !isSameView(found.view, view) || !isSameRecord(found.view, view);
}

function isSameRecord(one: TaskView, other: TaskView): boolean {
  const [first, second] = [durableRecordOf(one), durableRecordOf(other)];
  return JSON.stringify(first) === JSON.stringify(second);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return value !== null && typeof value === 'object' && 'then' in value;
}
