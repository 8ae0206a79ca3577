// Keeps a queue's store in step with its tasks, and shows other queues' tasks from there. Tasks live in memory: whatever the
// store does, no task waits for it. `core::persistence` decides whose tasks are shown and closed.

import type { TaskView } from '../../types/index.d.ts';
import { isArray } from '../../../src/web/shared/describe.js';
import { follow, report } from '../../../src/web/shared/report.js';
import { isResumable } from '../durable/durable.ts';
import { EntryAction, Known, Owner } from '../generated/protocol.ts';
import { Closings } from './closings.ts';
import type { Decide } from './decisions.ts';
import { DurableStore } from './durable-store.ts';
import { inOrder } from './enqueue-order.ts';
import { OwnerWatch } from './owner-watch.ts';
import { Claim, isInRealm, type OwnerName, prepareClaims } from './owners.ts';
import type { DurableHost, FoundTask, PersistenceHost } from './persistence-host.ts';
import { watchPage } from './page-visits.ts';
import type { TaskCommand } from './task-commands.ts';
import type { Store, StoredItemIds, StoredTask, StoreListener } from './store.ts';
import { listenWeakly } from './listen-weakly.ts';
import { isThenable, StoreHealth } from './store-health.ts';
import { closedView, hasEnded, isSameView, readEntry, storedItemIdsOf, withRecordOf } from './stored-view.ts';

/** A store with more tasks is not read. */
const MOST_TASKS = 1_000_000;

/** What reading the store has found. */
interface Findings {
  /** Tasks that the queue does not know yet. */
  readonly unknown: TaskView[];
  /** Closed views of tasks that no queue resumes, to be written. */
  readonly abandoned: TaskView[];
  /** Durable tasks that are resumed here. */
  readonly resumed: TaskView[];
}

/** The link between one queue and its store. */
export class Persistence {
  readonly #host: PersistenceHost;
  readonly #store: Store;
  readonly #decide: Decide;
  readonly #onShown: () => void;
  readonly #health: StoreHealth;
  readonly #owners: OwnerWatch;
  #isShared = false;
  #isClosed = false;
  #hasReportedUnreadable = false;
  #claim: Claim | undefined;
  #stopListening: (() => void) | undefined;
  #stopWatchingPage: (() => void) | undefined;
  readonly #closings: Closings;
  /** The number of reads begun, and the last whose answer was used. */
  #reads = 0;
  #taken = 0;
  /** Tasks that were written by others or removed during a read, whose answer may be older: whether they are still there. */
  readonly #sinceRead = new Map<string, boolean>();
  readonly #durable: DurableStore;
  /** Tasks that the store has not removed yet. */
  readonly #removing = new Set<string>();
  /** Collects what a taken task has to show, as long as there is more to come. */
  #unshown: Findings | undefined;

  /** `onShown` is called after other queues' tasks were shown or closed. */
  constructor(
    host: PersistenceHost,
    durable: DurableHost,
    store: Store,
    decide: Decide,
    onShown: () => void,
  ) {
    this.#host = host;
    this.#store = store;
    this.#decide = decide;
    this.#onShown = onShown;
    this.#health = new StoreHealth(decide, () => host.changed());
    this.#closings = new Closings(store, this.#health, (views) => this.#showRevised(views));
    this.#owners = new OwnerWatch(decide, (owner, isCertain) => this.#endOwner(owner, isCertain));
    this.#durable = new DurableStore({
      host,
      durable,
      store,
      decide,
      health: this.#health,
      owners: this.#owners,
      isShared: () => this.#isShared,
      isClosed: () => this.#isClosed,
      kindOf: (owner) => this.#kindOf(owner),
      isDenied: (view) => this.#isDenied(view),
      assertOwn: (id) => this.#assertOwn(id),
      noteChange: (id) => this.#noteChange(id, true),
      show: (found, view) => this.#showFound(found, view),
      claim: () => this.#claimNow(),
    });
  }

  /** `'ok'` or `'degraded'`. */
  get state(): 'ok' | 'degraded' {
    return this.#health.word;
  }

  /** Reads the store, and listens for changes by others from now on. */
  open(): void {
    const { attempt } = this.#health;
    attempt(() => {
      this.#isShared = this.#store.isShared;
    });
    if (this.#isShared) prepareClaims();
    this.#read();
    const listener: StoreListener = {
      readAgain: () => this.#read(),
      changed: (entries, removed) => this.#takeSome(entries, removed),
      failed: this.#health.failed,
    };
    this.#stopListening = attempt(() => this.#store.listen(listener, attempt));
    if (this.#isShared) this.#stopWatchingPage = listenWeakly(this, watchPage);
  }

  /** Writes one of the queue's own tasks. The first write claims that the queue is alive. */
  save(view: TaskView, itemIds: StoredItemIds): void {
    if (this.#isShared) this.#claimNow();
    this.#write(view, itemIds);
  }

  /** The same immediately, for the result of a step. Resolves once it is written, or the store has taken too long. */
  saveStep({ view, itemIds }: StoredTask): Promise<unknown> | undefined {
    if (this.#isShared) this.#claimNow();
    const answer = this.#write(view, itemIds) ?? this.#store.written?.();
    return isThenable(answer) ? this.#health.settled(answer) : undefined;
  }

  /** A kind of tasks was defined. */
  kindDefined(kind: string): void {
    const findings = newFindings();
    for (const view of this.#host.storedViews())
      if (view.kind === kind && isResumable(view) && !hasEnded(view)) this.#take(view, findings);
    this.#show(findings);
  }

  /** Checks that a task is still the queue's own: rejects if not; `undefined`: it is. */
  isStillOwn(id: string): Promise<void> | undefined {
    return this.#durable.isStillOwn(id);
  }

  /** Cancels, retries, … a durable task that is not the queue's own. */
  command(view: TaskView, command: TaskCommand): void {
    this.#durable.command(view, command);
  }

  /** A command about a task that this queue may be taking over. */
  keepCommand(view: TaskView, command: TaskCommand): void {
    this.#durable.keepCommand(view, command);
  }

  #claimNow(): Claim {
    this.#claim ??= new Claim(this.#host.owner);
    return this.#claim;
  }

  /** The page is suspended until it comes back, if ever. */
  leave(): void {
    this.#claim?.leave();
  }

  /** The page is back: it was not notified of what others have written in the meantime. */
  comeBack(): void {
    // Queues that see its writes will check its lock.
    void Promise.resolve(this.#claim?.comeBack()).then(() => this.#read());
  }

  remove(id: string): void {
    const removed = () => {
      this.#removing.delete(id);
      this.#noteChange(id, false);
    };
    this.#removing.add(id);
    this.#durable.whenWritten(id, () => {
      const answer = this.#health.attempt(() => this.#store.remove(id));
      if (isThenable(answer)) follow(answer, removed, removed);
      else removed();
    });
  }

  close(): void {
    const { attempt } = this.#health;
    this.#isClosed = true;
    if (this.#stopListening !== undefined) attempt(this.#stopListening);
    this.#stopWatchingPage?.();
    this.#owners.close();
    this.#closings.end();
    this.#durable.close();
    this.#health.close();
    // Only an open store notifies other tabs of a write.
    this.#durable.whenIdle(() => attempt(() => this.#store.close()));
    this.#claim?.release();
  }

  /** The store's answer. */
  #write(view: TaskView, itemIds: StoredItemIds): unknown {
    if (isResumable(view)) {
      if (this.#isShared) return this.#durable.write({ view, itemIds });
      if (this.#isClosed) return this.#writeLate({ view, itemIds });
    }
    return this.#health.attempt(() => this.#store.set(view, itemIds));
  }

  /** Writes a task of a queue that is disposed of, unless the queue that uses the store now has seen to it. */
  #writeLate(task: StoredTask): unknown {
    const replace = (_: string, entry: unknown) => {
      const now = readEntry(entry);
      const isMine = now?.owner === undefined || now.owner === this.#host.owner;
      return now !== undefined && isMine && !hasEnded(now) ? task : undefined;
    };
    return this.#health.attempt(() => this.#store.revise?.([task.view.id], replace));
  }

  #read(): void {
    if (this.#isClosed) return;
    this.#reads += 1;
    const number = this.#reads;
    const found = this.#health.call(() => this.#store.getAll());
    if (isArray(found)) this.#answered(number, found);
    else
      this.#health.ask(
        found,
        (late) => this.#answered(number, late),
        (error) => {
          this.#taken = Math.max(this.#taken, number);
          this.#health.failed(error);
        },
      );
  }

  #answered(number: number, found: unknown): void {
    // The answer to a later read is newer.
    if (this.#isClosed || number < this.#taken) return;
    this.#taken = number;
    if (isArray(found)) this.#health.attempt(() => this.#takeAll(found));
    else if (found !== undefined && found !== null)
      this.#health.failed(new TypeError('storage.getAll: expected an array of tasks'));
    if (this.#taken === this.#reads) this.#sinceRead.clear();
  }

  /** The store has these entries and no others. */
  #takeAll(entries: readonly unknown[]): void {
    const { length } = entries;
    if (length > MOST_TASKS) throw new RangeError(`the store holds more than ${MOST_TASKS} tasks`);
    const present = new Set<string>();
    const views: TaskView[] = [];
    for (let at = 0; at < length; at++) {
      const view = this.#readable(entries[at]);
      if (view === undefined || present.has(view.id) || this.#isOutdated(view.id)) continue;
      present.add(view.id);
      views.push(view);
    }
    const findings = newFindings();
    for (const view of inOrder(views)) this.#take(view, findings);
    for (const view of this.#host.storedViews())
      if (!present.has(view.id) && !this.#sinceRead.get(view.id)) this.#drop(view);
    this.#show(findings);
  }

  /** Others have written these entries, and removed some tasks. */
  #takeSome(entries: readonly unknown[], removed: readonly string[]): void {
    if (this.#isClosed) return;
    const findings = newFindings();
    // The last word on each.
    const views = new Map<string, TaskView>();
    for (const entry of entries) {
      const view = this.#readable(entry);
      if (view !== undefined) views.set(view.id, view);
    }
    for (const view of inOrder([...views.values()])) {
      this.#noteChange(view.id, true);
      this.#take(view, findings);
    }
    for (const id of removed) {
      this.#noteChange(id, false);
      const found = this.#host.find(id);
      if (found.known === Known.Other) this.#drop(found.view);
      // Who has removed it takes it for ended.
      else if (found.known === Known.Own && !found.hasEnded) this.#assertOwn(id);
    }
    this.#show(findings);
  }

  /** Whether what a read has found of a task may be older than what is known of it. */
  #isOutdated(id: string): boolean {
    const isThere = !this.#removing.has(id) && this.#sinceRead.get(id);
    return isThere === false || (isThere === true && this.#host.find(id).known === Known.Own);
  }

  #noteChange(id: string, isThere: boolean): void {
    if (this.#taken < this.#reads) this.#sinceRead.set(id, isThere);
  }

  /** Executes the decision about an entry. */
  #take(view: TaskView, findings: Findings): void {
    const found = this.#host.find(view.id);
    if (isResumable(view)) {
      this.#unshown = findings;
      const resumed = this.#durable.take(found, view);
      this.#unshown = undefined;
      if (resumed !== undefined) findings.resumed.push(resumed);
      return;
    }
    const { owner } = view;
    const action = this.#decide().entryAction(
      found.known,
      knownHasEnded(found),
      found.known === Known.Own && this.#isDenied(view),
      this.#kindOf(owner),
      hasEnded(view),
      this.#isShared,
    );
    switch (action) {
      case EntryAction.Ignore:
        return;
      case EntryAction.AssertOwn:
        this.#assertOwn(view.id);
        return;
      case EntryAction.Show:
        break;
      case EntryAction.ShowUntilOwnerEnds:
        this.#owners.awaitEnd(owner, view.createdAt);
        break;
      case EntryAction.ShowAlive:
        this.#owners.sawAlive(owner);
        this.#owners.awaitEnd(owner, view.createdAt);
        break;
      case EntryAction.ShowClosed:
        this.#abandon(found, view, findings);
        return;
      default:
        action satisfies never;
    }
    this.#showStored(found, view, findings);
  }

  #kindOf(owner: OwnerName): Owner {
    if (owner === undefined) return Owner.Nobody;
    if (owner === this.#host.owner) return Owner.ThisQueue;
    return isInRealm(owner) ? Owner.InRealm : Owner.Elsewhere;
  }

  #assertOwn(id: string): void {
    const present = this.#host.presentState(id);
    if (present !== undefined) this.save(present.view, present.itemIds);
  }

  /** Whether an entry that says how a task of the queue's own has ended is wrong: another queue has closed it. */
  #isDenied(view: TaskView): boolean {
    if (!hasEnded(view)) return false;
    const present = this.#host.presentState(view.id);
    return present !== undefined && (present.view.status !== view.status || view.interrupted === true);
  }

  /** Shows a task that no queue resumes as closed. */
  #abandon(found: FoundTask, view: TaskView, findings: Findings): void {
    // One that was closed before has not been written yet.
    const wasClosed = found.known === Known.Other && found.view.interrupted === true;
    const closed = wasClosed ? found.view : closedView(view);
    if (this.#isShared) findings.abandoned.push(closed);
    else this.#write(closed, storedItemIdsOf(closed));
    this.#showStored(found, closed, findings);
  }

  /** Shows a task, possibly together with others. */
  #showFound(found: FoundTask, view: TaskView): void {
    if (this.#unshown !== undefined) this.#showStored(found, view, this.#unshown);
    else {
      const findings = newFindings();
      this.#showStored(found, view, findings);
      this.#show(findings);
    }
  }

  #showStored(found: FoundTask, view: TaskView, { unknown }: Findings): void {
    if (found.known === Known.Unknown) unknown.push(view);
    else if (found.known !== Known.Other) return;
    else if (isSameView(found.view, view)) withRecordOf(view, found.view);
    else this.#host.updateStored(view);
  }

  #show({ unknown, abandoned, resumed }: Findings): void {
    if (unknown.length > 0) {
      this.#host.showStored(unknown);
      this.#onShown();
    }
    void this.#closings.close(abandoned);
    for (const view of resumed) this.#durable.takeOverAlone(view);
  }

  #drop({ id, owner }: TaskView): void {
    // This queue's own tasks from a lost wasm instance stay, even if the store no longer has them.
    if (owner !== this.#host.owner) this.#host.dropStored(id);
  }

  /** An owner is gone: its tasks are resumed here or closed. */
  async #endOwner(owner: OwnerName, isCertain: boolean): Promise<void> {
    const views: TaskView[] = [];
    for (const view of this.#host.storedViews())
      if (view.owner === owner && !isResumable(view) && !hasEnded(view)) views.push(view);
    await Promise.all([this.#closings.close(views), this.#durable.ownerGone(owner, isCertain)]);
  }

  #showRevised(views: readonly TaskView[]): void {
    if (this.#isClosed) return;
    const findings = newFindings();
    for (const view of views) {
      const found = this.#host.find(view.id);
      if (found.known !== Known.Other) continue;
      // Changes reported in the meantime are newer.
      if (view.interrupted !== true) this.#take(view, findings);
      else if (!hasEnded(found.view)) this.#host.updateStored(view);
    }
    this.#show(findings);
    this.#onShown();
  }

  #readable(entry: unknown): TaskView | undefined {
    const view = readEntry(entry);
    if (view === undefined) this.#reportUnreadable();
    return view;
  }

  #reportUnreadable(): void {
    if (this.#hasReportedUnreadable) return;
    this.#hasReportedUnreadable = true;
    report(
      new Error(
        'taskwatch: the store holds entries that are no tasks, or are of a newer version; they are left as they are',
      ),
    );
  }
}

function newFindings(): Findings {
  return { unknown: [], abandoned: [], resumed: [] };
}

function knownHasEnded(found: FoundTask): boolean {
  switch (found.known) {
    case Known.Unknown:
      return false;
    case Known.Own:
      return found.hasEnded;
    case Known.Other:
      return hasEnded(found.view);
  }
}
