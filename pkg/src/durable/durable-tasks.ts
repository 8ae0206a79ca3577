// The durable tasks of a queue: knows the code of their kinds, and resumes those that a store has. `core::durable` decides
// which queue may resume which.

import { messageOf } from '../../../src/web/shared/report.js';
import type { BaseEnqueueOptions, TaskItemId, TaskView } from '../../types/index.d.ts';
import { NONE, Release, STATUS_WORDS, Status, TASK_DEFAULTS } from '../generated/protocol.ts';
import type { CoreBridge } from '../queue/core-bridge.ts';
import type { Executor } from '../queue/executor.ts';
import { TaskHandle } from '../queue/handle.ts';
import { automaticId, ItemIds } from '../queue/item-ids.ts';
import {
  limitOf,
  NO_SCHEDULING,
  prepareScheduling,
  type SchedulingOptions,
} from '../queue/scheduling-options.ts';
import { isLive, type LiveTask, type Task } from '../queue/task.ts';
import type { Timeline } from '../queue/timeline.ts';
import type { TaskStore } from '../queue/task-store.ts';
import { outcomeOfView } from '../queue/task-view.ts';
import type { DurableHost, Prepared } from '../storage/persistence-host.ts';
import { durableRecordOf, failedView, storedItemIdsOf } from '../storage/stored-view.ts';
import { type NeverStoredField, NOTHING } from '../storage/view-schema.ts';
import { type Definition, Definitions } from './definitions.ts';
import { Durable, type DurableRecord, hasEnded } from './durable.ts';
import { encodeSteps, Journal, showSteps, type StoredSteps } from './journal.ts';
import { decodeValue, encodeValue, Unstorable } from './json.ts';

export class DurableTasks implements DurableHost {
  readonly definitions = new Definitions();
  readonly #core: CoreBridge;
  readonly #store: TaskStore;
  readonly #executor: Executor;
  readonly #defaultTimeout: number;
  readonly #startTimeline: (task: Task) => Timeline | undefined;
  readonly executeCommand: DurableHost['executeCommand'];
  /** What `migrate` has thrown, or that it has not ended, by the id of its task. */
  readonly #failures = new Map<string, string>();

  constructor(
    store: TaskStore,
    executor: Executor,
    defaultTimeout: number,
    startTimeline: (task: Task) => Timeline | undefined,
    executeCommand: DurableHost['executeCommand'],
  ) {
    this.#startTimeline = startTimeline;
    this.executeCommand = executeCommand;
    this.#core = store.core;
    this.#store = store;
    this.#executor = executor;
    this.#defaultTimeout = defaultTimeout;
  }

  canGoOn(view: TaskView): boolean {
    const release = this.#releaseOf(view);
    return release === Release.Run || release === Release.Migrate;
  }

  reasonToWait(view: TaskView): string | undefined {
    const { kind } = view;
    const release = this.#releaseOf(view);
    const stored = durableRecordOf(view)?.durable.version;
    switch (release) {
      case Release.AwaitKind:
        return `Waits for a page that defines tasks of the kind "${kind}"`;
      case Release.AwaitVersion:
        return `Waits for a page with version ${stored} of the kind "${kind}"; this one has version ${this.definitions.get(kind)?.version}`;
      case Release.AwaitForm: {
        const [other, own] = this.#runsItems(view) ? ['run', 'runItem'] : ['runItem', 'run'];
        return `Waits for a page in which the kind "${kind}" has a \`${other}\`; here it has a \`${own}\``;
      }
      case Release.LeaveUnreadable:
        return 'What was stored of the task cannot be read; it is left as it is';
      case Release.Run:
      case Release.Migrate:
        return this.#failures.get(view.id);
      default:
        return release satisfies never;
    }
  }

  /** Never throws or rejects. */
  prepare(view: TaskView): Prepared | undefined | Promise<Prepared | undefined> {
    const stored = durableRecordOf(view);
    const definition = this.definitions.get(view.kind);
    if (stored === undefined || definition === undefined) return undefined;
    const release = this.#releaseOf(view);
    switch (release) {
      case Release.Run:
        return { ...stored, durable: recordIn(definition, stored.durable) };
      case Release.Migrate:
        return this.#migrate(view, stored, definition);
      case Release.AwaitKind:
      case Release.AwaitVersion:
      case Release.AwaitForm:
      case Release.LeaveUnreadable:
        return undefined;
      default:
        return release satisfies never;
    }
  }

  async #migrate(view: TaskView, stored: Prepared, definition: Definition): Promise<Prepared | undefined> {
    const { version } = stored.durable;
    this.#failures.set(view.id, `Is being migrated to version ${definition.version}`);
    try {
      const input = decodeValue(stored.input);
      const made = await definition.migrate?.({ version, input, steps: showSteps(stored.steps) });
      if (typeof made?.steps !== 'object' || made.steps === null || !('input' in made)) {
        throw new TypeError('`migrate` has not returned { input, steps }');
      }
      const steps = encodeSteps(made.steps, definition.runItem !== undefined);
      const durable = recordIn(definition, stored.durable);
      this.#failures.delete(view.id);
      return { ...stored, input: encodeValue(made.input), steps, durable };
    } catch (error) {
      const text = messageOf(error);
      this.#failures.set(
        view.id,
        error instanceof Unstorable
          ? `kind "${view.kind}": what \`migrate\` returned cannot be stored: ${text}`
          : text,
      );
      return undefined;
    }
  }

  #runsItems({ kind }: TaskView): boolean {
    return this.definitions.get(kind)?.runItem !== undefined;
  }

  #releaseOf(view: TaskView): Release {
    const definition = this.definitions.get(view.kind);
    const stored = durableRecordOf(view);
    const runsItems = this.#runsItems(view);
    return this.#core.exports.durableRelease(
      definition?.version ?? Number.NaN,
      stored?.durable.version ?? 1,
      definition?.migrate !== undefined,
      stored !== undefined,
      (stored?.durable.runsItems ?? runsItems) !== runsItems,
      runsItems && view.items === undefined,
    );
  }

  adopt(view: TaskView, { input, steps, items, durable: record }: Prepared): void {
    const task = this.#store.get(view.id);
    const definition = this.definitions.get(view.kind);
    if (task === undefined || isLive(task) || definition === undefined || this.#executor.isDisposed) return;
    const isRetry = hasEnded(view);
    const durable = new Durable(definition, { input, items }, recordIn(definition, record));
    durable.firstStartedAt = isRetry ? undefined : record.firstStartedAt;
    durable.isInterrupted = !isRetry;
    fill(task, view, durable, steps);
    if (record.dedupeKey !== undefined) task.dedupeKey = record.dedupeKey;
    const timeline = this.#startTimeline(task);
    if (record.timeline !== undefined) timeline?.restore(record.timeline);
    timeline?.note({ kind: isRetry ? 'queued' : 'interrupted' });
    const positions = succeededPositions(task, view, record);
    // From now on: it may be shown, and left to another page again, before it runs.
    task.succeeded = positions;
    task.failures = NOTHING;
    this.#core.call((core) => {
      prepareScheduling(core, this.#store.index, schedulingOf(view, record));
      const coreId = core.add(
        record.timeout === undefined ? this.#defaultTimeout : limitOf(record.timeout),
        task.items === undefined ? NONE : task.items.length,
        record.itemConcurrency === null
          ? Infinity
          : (record.itemConcurrency ?? TASK_DEFAULTS.itemConcurrency),
        task.processItem !== undefined,
        task.errorStrategy === 'stop',
        Date.now(),
      );
      for (const position of positions) core.report(coreId, 0, position, true);
      const { nextAttemptAt, status, attempt, interrupted, retryCount, createdAt, startedAt } = view;
      // Its page was closed before the task had ended.
      const isCancelled = !isRetry && view.cancelRequested;
      const isPausing = nextAttemptAt !== undefined && status === STATUS_WORDS[Status.Pending];
      core.takeOver(
        coreId,
        isRetry ? 0 : attempt,
        !isRetry &&
          !isPausing &&
          attempt > 0 &&
          (status === STATUS_WORDS[Status.Running] || interrupted === true),
        isRetry ? retryCount + 1 : retryCount,
        // No longer than it was, even if the clock was set back since.
        isPausing ? nextAttemptAt - Math.max(Date.now(), startedAt ?? createdAt) : Number.NaN,
        isRetry || isCancelled ? Number.NaN : totalLeft(record),
        createdAt,
        startedAt ?? Number.NaN,
      );
      if (isCancelled) core.cancel(coreId, false);
      this.#store.adopted(task, coreId, (live) => this.#handleFor(live));
    });
  }

  yieldTo(view: TaskView): void {
    const task = this.#store.get(view.id);
    if (task === undefined || !isLive(task)) return;
    const { state, durable } = task;
    if (state.endedAs !== undefined) this.#store.yielded(task, view);
    else if (durable !== undefined) {
      // Here it stops without an ending.
      durable.yieldedTo = view;
      this.#core.callQuietly((core) => core.handOver(state.coreId));
    }
  }

  renewLeases(): void {
    for (const task of this.#store) {
      if (task.durable === undefined || !isLive(task) || task.state.endedAs !== undefined) continue;
      task.durable.beat = (task.durable.beat ?? 0) + 1;
      this.#store.stepEnded(task);
    }
  }

  awaitsRetry(id: string): boolean {
    return this.#store.get(id)?.follower !== undefined;
  }

  endRetry(view: TaskView, isCancelled: boolean): void {
    const task = this.#store.get(view.id);
    if (task === undefined || isLive(task) || !hasEnded(view) || !hasEnded(this.#store.present(task))) return;
    if (isCancelled) {
      this.#store.followers.cancel(task);
      return;
    }
    const reason = this.reasonToWait(view) ?? 'the task could not be retried';
    const failed = failedView({ ...view, failedItems: NOTHING, failed: 0 }, reason);
    this.#store.followers.settle(task, Status.Failed, outcomeOfView(failed));
  }

  #handleFor(task: LiveTask): TaskHandle {
    const { follower } = task;
    task.follower = undefined;
    return follower?.handle ?? new TaskHandle(this.#executor, task);
  }
}

/** The record of a task that is resumed with a definition. */
function recordIn({ version, runItem }: Definition, record: DurableRecord): DurableRecord {
  return { ...record, version, runsItems: runItem !== undefined };
}

function totalLeft({ totalTimeout, firstStartedAt }: DurableRecord): number {
  if (firstStartedAt === undefined || !(Number(totalTimeout) > 0)) return Number.NaN;
  return Number(totalTimeout) - Math.max(0, Date.now() - firstStartedAt);
}

/** The options that a view shows and a store keeps, apart from those that are restored by themselves: a forgotten one does not compile. */
type RestoredField = Exclude<
  keyof TaskView & keyof BaseEnqueueOptions,
  NeverStoredField | 'title' | 'group' | 'priority'
>;

/** Turns a task that was only shown into one that runs here. */
function fill(task: Task, view: TaskView, durable: Durable, steps: StoredSteps): void {
  const { run, runItem } = durable.definition;
  task.title = view.title;
  if (run !== undefined) task.processor = (context) => run(context, durable.takeInput());
  if (runItem !== undefined) task.processItem = itemProcessor(runItem, durable);
  const { items } = view;
  if (items !== undefined) {
    task.items = items;
    task.ids = new ItemIds(items, undefined, storedItemIdsOf(view));
  }
  const { category, metadata, key, errorStrategy, cancelable, retryable, confirmBeforeUnload } = view;
  const restored: { readonly [TField in RestoredField]-?: TaskView[TField] | undefined } = {
    category,
    metadata,
    key,
    errorStrategy,
    cancelable,
    retryable,
    confirmBeforeUnload,
  };
  Object.assign(task, restored);
  task.hasAdoptedId = true;
  task.isRetry = true;
  task.durable = durable;
  task.journal = Journal.from(steps, runItem !== undefined);
  const redact = durable.options.isRedacted === true ? withoutReports : durable.definition.redact;
  if (redact !== undefined) task.redact = redact;
}

/** In place of a `redact` that ended with its page: what it left out before is not in the view, and this may be new. */
function withoutReports({ result, message, failedItems, ...rest }: TaskView): unknown {
  return rest;
}

/** A `processItem` for a kind. Each item is given a copy of the input. */
export function itemProcessor(
  runItem: NonNullable<Definition['runItem']>,
  durable: Durable,
): NonNullable<Task['processItem']> {
  return (item, context) => runItem(item, context, durable.takeInput());
}

function schedulingOf(view: TaskView, { dedupeKey, totalTimeout, retry }: DurableRecord): SchedulingOptions {
  const { key, priority } = view;
  // JSON has no `Infinity`.
  const policy = retry && {
    ...retry,
    attempts: retry.attempts ?? Infinity,
    maxDelay: retry.maxDelay ?? Infinity,
  };
  return {
    priority,
    key,
    dedupeKey,
    totalTimeout: totalTimeout ?? 0,
    retry: { ...NO_SCHEDULING.retry, ...policy },
  };
}

/** The positions of items that have succeeded. If items share an id and nothing else is known, the first ones are assumed to
 * have. */
function succeededPositions(
  { items, ids }: Task,
  { succeededItems }: TaskView,
  { succeeded }: DurableRecord,
): number[] {
  if (Array.isArray(succeeded) && items !== undefined)
    return succeeded.filter((position) => Number.isInteger(position) && position in items);
  const left = new Map<TaskItemId, number>();
  for (const id of succeededItems) left.set(id, (left.get(id) ?? 0) + 1);
  const positions: number[] = [];
  items?.forEach((item, position) => {
    const id = ids?.at(position) ?? automaticId(item, position);
    const count = left.get(id) ?? 0;
    if (count === 0) return;
    left.set(id, count - 1);
    positions.push(position);
  });
  return positions;
}
