// Durable tasks in a queue's store: who owns them, and the writes that change that. `core::durable` decides which queue
// resumes a task; this reads, compares and writes, and calls no step.

import type { TaskView } from '../../types/index.d.ts';
import { isResumable } from '../durable/durable.ts';
import { DURABLE, DurableAction, Known, STATUS_WORDS, Status } from '../generated/protocol.ts';
import type { DurableLinks } from './durable-links.ts';
import { ForeignCommands } from './foreign-commands.ts';
import { LeaseWatch } from './lease-watch.ts';
import { hasLocks, type OwnerName } from './owners.ts';
import { OwnWrites } from './own-writes.ts';
import type { FoundTask, Prepared } from './persistence-host.ts';
import type { StoredTask } from './store.ts';
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
import { viewOf } from './view-schema.ts';
import type { TaskCommand } from './task-commands.ts';

/** A task to take over; `prepared` is `undefined` if this page cannot. */
interface Candidate {
  readonly view: TaskView;
  readonly prepared: Prepared | undefined;
}

interface Taken extends Candidate {
  readonly prepared: Prepared;
}

export class DurableStore {
  readonly #links: DurableLinks;
  readonly #leases: LeaseWatch;
  readonly #writes: OwnWrites;
  readonly #commands: ForeignCommands;
  /** Tasks of others whose migration has not ended, as they were found. */
  readonly #migrating = new Map<string, TaskView>();
  /** What reads have found of tasks that other queues have, to be shown unless news of them comes first. */
  readonly #sightings = new Map<string, TaskView>();
  /** Owners whose tasks will be taken over later, since the store has failed. */
  readonly #failed = new Set<OwnerName>();

  constructor(links: DurableLinks) {
    this.#links = links;
    this.#leases = new LeaseWatch(links.decide, (owner) => void this.ownerGone(owner, true));
    this.#writes = new OwnWrites(links, (view) => this.#sight(view));
    this.#commands = new ForeignCommands(links, (view) =>
      links.isShared() ? this.#takeOver([view]) : this.takeOverAlone(view),
    );
  }

  close(): void {
    this.#leases.close();
    this.#writes.close();
  }

  /** Calls back once all pending writes are done. */
  whenIdle(callback: () => void): void {
    this.#writes.whenIdle(callback);
  }

  /** Calls back once the pending write of a task, if there is one, is done. */
  whenWritten(id: string, callback: () => void): void {
    this.#writes.whenWritten(id, callback);
  }

  /** Checks that a task is still this queue's before a step is called. Rejects if not; `undefined`: it is. */
  isStillOwn(id: string): Promise<void> | undefined {
    return this.#links.isShared() ? this.#writes.look(id) : undefined;
  }

  /** Writes a task of the queue's own, unless another queue now has it. */
  write(task: StoredTask): unknown {
    return this.#writes.write(task);
  }

  /** Cancels, retries, … a task that is not the queue's own. */
  command(view: TaskView, command: TaskCommand): void {
    this.#commands.send(view, command);
  }

  /** A command about a task that this queue may be taking over. */
  keepCommand(view: TaskView, command: TaskCommand): void {
    this.#commands.keep(view, command);
  }

  /** Executes the decision about an entry of a durable task. Returns the tasks to take over once everything that was
   * found is shown. */
  take(found: FoundTask, view: TaskView): TaskView | undefined {
    const { host, decide, durable, kindOf, isDenied, assertOwn, owners, show } = this.#links;
    const { owner } = view;
    const isShared = this.#links.isShared();
    const isOwn = found.known === Known.Own;
    // What this queue has written itself is no news, and may be read late.
    if (owner !== host.owner) this.#sightings.delete(view.id);
    this.#commands.sendAgain(found, view);
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
        durable.yieldTo(view);
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
        if (durable.canGoOn(view)) owners.awaitEnd(owner, Number.NEGATIVE_INFINITY);
        return undefined;
      }
      default:
        return action satisfies never;
    }
  }

  /** Resumes the task here, since no other queue uses the store: at once, if its steps need no migration. */
  takeOverAlone(view: TaskView): void {
    const { host, durable, isClosed } = this.#links;
    const goOn = (prepared: Prepared | undefined) => {
      // It may have been cancelled or dismissed during a migration.
      const found = host.find(view.id);
      if (found.known !== Known.Other || hasEnded(found.view) !== hasEnded(view) || isClosed()) return;
      if (this.#isCancelled(view)) return;
      if (prepared === undefined) this.#showUnprepared(view);
      else durable.adopt(found.view, prepared);
    };
    const prepared = durable.prepare(view);
    if (prepared instanceof Promise) {
      this.#showMigrating(view);
      void prepared.then(goOn);
    } else goOn(prepared);
  }

  /** An owner is gone, or `undefined` if there was none: resumes those of its tasks that this page can. Called while no
   * other queue does that, if locks can ensure it. */
  async ownerGone(owner: OwnerName, isCertain: boolean): Promise<void> {
    const views: TaskView[] = [];
    for (const view of this.#links.host.storedViews())
      if (view.owner === owner && isResumable(view) && !hasEnded(view)) views.push(view);
    if (views.length === 0) return;
    if (!isCertain && owner !== undefined) this.#leases.await(owner);
    else await this.#takeOver(views);
  }

  /** The tasks have one owner. A migration that takes its time, or never ends, holds up no other task, and keeps no lock. */
  #takeOver(views: readonly TaskView[]): Promise<void> {
    const ready: Candidate[] = [];
    const late: Candidate[] = [];
    for (const view of views) {
      const known = this.#migrating.get(view.id);
      const isKnown = known !== undefined && isSameWork(known, view);
      const prepared = isKnown ? undefined : this.#links.durable.prepare(view);
      if (isKnown) this.#showMigrating(view);
      else if (prepared instanceof Promise) {
        this.#migrating.set(view.id, view);
        this.#showMigrating(view);
        void prepared.then((migrated) => {
          if (this.#migrating.get(view.id) === view) this.#migrating.delete(view.id);
          if (late.push({ view, prepared: migrated }) > 1) return;
          void this.#links.owners.without(view.owner, () => this.#takeReady(late.splice(0)));
        });
      } else ready.push({ view, prepared });
    }
    return this.#takeReady(ready);
  }

  async #takeReady(candidates: readonly Candidate[]): Promise<void> {
    const ready = new Map<string, Taken>();
    for (const { view, prepared } of candidates) {
      if (prepared === undefined) this.#showUnprepared(view);
      else ready.set(view.id, { view, prepared });
    }
    if (ready.size === 0 || this.#links.isClosed()) return;
    // From now on its entry may name this queue.
    this.#writes.listen();
    await this.#links.claim().isSeen;
    const { host, durable, store, health } = this.#links;
    const mine = new Map<string, Taken>();
    const others: (() => void)[] = [];
    const revision = (id: string, entry: unknown): StoredTask | undefined => {
      const known = ready.get(id);
      const now = readEntry(entry);
      if (known === undefined || now === undefined || this.#links.isClosed()) return undefined;
      if (this.#isCancelled(known.view)) return undefined;
      if (!isSameWork(now, known.view)) {
        others.push(this.#sight(now));
        return undefined;
      }
      const taken = { view: now, prepared: known.prepared };
      mine.set(id, taken);
      return ownedForm(taken, host.owner);
    };
    // This queue was closed after it had written its name.
    const release = (id: string, entry: unknown): StoredTask | undefined => {
      const taken = mine.get(id);
      return taken && readEntry(entry)?.owner === host.owner ? ownedForm(taken, undefined) : undefined;
    };
    const finish = () => {
      if (this.#links.isClosed()) {
        if (mine.size > 0) health.attempt(() => store.revise?.([...mine.keys()], release));
        return;
      }
      for (const [id, { view, prepared }] of mine) {
        // It was dismissed in the meantime.
        if (host.find(id).known === Known.Unknown) health.attempt(() => store.remove(id));
        this.#links.noteChange(id);
        // As it was, so that a pause or an attempt continues.
        durable.adopt(withRecordOf(view, { ...view, owner: host.owner }), prepared);
        this.#commands.executeOwn(id);
      }
      for (const take of others) take();
      for (const { view } of ready.values()) durable.endRetry(view, false);
    };
    // What could not be written belongs to the queue that its entry names.
    const confirm = async (error: unknown) => {
      health.failed(error);
      const named = new Set<string>();
      const see = (id: string, entry: unknown): undefined => {
        if (readEntry(entry)?.owner === host.owner) named.add(id);
      };
      await health.settled(health.call(() => store.revise?.([...mine.keys()], see)));
      for (const [id, { view }] of ready) {
        if (named.has(id)) continue;
        mine.delete(id);
        if (hasEnded(view)) continue;
        this.#showInterrupted(view);
        this.#takeAgainLater(view.owner);
      }
      finish();
    };
    const taken = Promise.resolve().then(() => store.revise?.([...ready.keys()], revision));
    // However late the answer is: entries that name this queue wait for no other.
    const done = taken.then(finish, confirm);
    if (await health.settled(done)) return;
    for (const { view } of ready.values()) if (!hasEnded(view)) this.#showInterrupted(view);
    // Until its name is written, others would find the tasks as they were, and take them over too.
    await Promise.race([done, this.#links.owners.pause(DURABLE.lease)]);
  }

  /** The store has failed, which may be over soon. */
  #takeAgainLater(owner: OwnerName): void {
    if (this.#failed.has(owner)) return;
    this.#failed.add(owner);
    const { owners, isClosed } = this.#links;
    void owners.pause(DURABLE.lease).then(() => {
      this.#failed.delete(owner);
      if (!isClosed()) owners.awaitEnd(owner, Number.NEGATIVE_INFINITY);
    });
  }

  /** Whether it was to be retried, and is not any longer. */
  #isCancelled(view: TaskView): boolean {
    return hasEnded(view) && !this.#links.durable.awaitsRetry(view.id);
  }

  /** Another queue has a task, as a read has just found. Returns what is to be done once the read is over: by then its owner may
   * have written again, and this queue have heard of it. */
  #sight(view: TaskView): () => void {
    this.#sightings.set(view.id, view);
    return () => {
      if (this.#links.isClosed() || this.#sightings.get(view.id) !== view) return;
      const next = this.take(this.#links.host.find(view.id), view);
      if (next !== undefined) this.takeOverAlone(next);
    };
  }

  /** A task cannot be resumed here, or not be retried. */
  #showUnprepared(view: TaskView): void {
    if (hasEnded(view)) this.#links.durable.endRetry(view, false);
    else this.#showInterrupted(view);
  }

  /** A task that was not to be retried is shown as interrupted during its migration, which may never end. */
  #showMigrating(view: TaskView): void {
    if (!hasEnded(view)) this.#showInterrupted(view);
  }

  /** No queue runs a task at the moment. */
  #showInterrupted(view: TaskView): void {
    const found = this.#links.host.find(view.id);
    if (found.known !== Known.Other || this.#links.isClosed()) return;
    // Another queue has seen to it, after a migration here had begun, or while the store did not answer.
    if (!isSameWork(found.view, view)) return;
    const shown = this.#interrupted(view);
    if (!isSameView(found.view, shown)) this.#links.host.updateStored(shown);
  }

  #interrupted(view: TaskView): TaskView {
    return interruptedView(view, this.#links.durable.reasonToWait(view));
  }

  #awaitOwner(owner: OwnerName, view: TaskView, isNews: boolean): void {
    if (hasLocks()) this.#links.owners.awaitEnd(owner, view.createdAt);
    else if (isNews) this.#leases.heard(owner);
    // Its kind may have been defined after its owner was found to be gone.
    else if (this.#links.durable.canGoOn(view)) this.#leases.await(owner);
  }
}

/** The stored form of a task that is about to be resumed, or to run again, in the queue of this name, or in any. */
function ownedForm({ view, prepared }: Taken, owner: OwnerName): StoredTask {
  return { view: durableFormOf(ownedView(view, owner), prepared), itemIds: storedItemIdsOf(view) };
}

function ownedView(view: TaskView, owner: OwnerName): TaskView {
  if (!hasEnded(view)) return { ...interruptedView(view, view.message), owner };
  const status = STATUS_WORDS[Status.Pending];
  return viewOf({
    ...view,
    owner,
    status,
    retryCount: view.retryCount + 1,
    attempt: 0,
    completedAt: undefined,
  });
}

/** Whether an entry shows that its owner is alive: it is new, or has changed. */
function isNews(found: FoundTask, view: TaskView): boolean {
  return found.known !== Known.Other || !isSameView(found.view, view) || !isSameRecord(found.view, view);
}

/** Whether nothing has happened to a task between two reads that matters to a queue that takes it over. */
function isSameWork(one: TaskView, other: TaskView): boolean {
  return (
    one.owner === other.owner &&
    hasEnded(one) === hasEnded(other) &&
    one.retryCount === other.retryCount &&
    isSameRecord(one, other)
  );
}

function isSameRecord(one: TaskView, other: TaskView): boolean {
  const [first, second] = [durableRecordOf(one), durableRecordOf(other)];
  return JSON.stringify(first) === JSON.stringify(second);
}
