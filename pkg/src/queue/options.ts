// Reads the options of `enqueue`. Each is read once, since getters may do anything, and checked by its rule in
// `core::options`.

import type {
  EnqueueOptions,
  KindTaskOptions,
  ProcessItemOptions,
  ProcessorOptions,
} from '../../types/index.d.ts';
import { isArray } from '../../../src/web/shared/describe.js';
import { check, wrong } from '../../../src/web/shared/options.js';
import { ENQUEUE, METHODS, TASK_DEFAULTS } from '../generated/protocol.ts';
import type { Definitions } from '../durable/definitions.ts';
import { makeDurable } from '../durable/make-durable.ts';
import { frozenList } from '../storage/view-schema.ts';
import { ItemIds } from './item-ids.ts';
import type { Empty } from './option-names.ts';
import {
  NO_SCHEDULING,
  type RetryPolicy,
  readRetry,
  type SchedulingOptions,
  schedulingOf,
} from './scheduling-options.ts';
import { Task } from './task.ts';

/** Options that are passed on untouched. */
type Carried = 'icon' | 'metadata' | 'input';
type Known = keyof typeof ENQUEUE | Carried;

/** With this the React binding passes on a task whose handle already has an id. */
const ID: unique symbol = Symbol.for('taskwatch.id');

/** Options that are declared but have no rule. */
export type OptionsWithoutRule = Empty<
  Exclude<keyof ProcessorOptions | keyof ProcessItemOptions | keyof KindTaskOptions, Known>
>;
/** Rules for options that are not declared. */
export type RulesWithoutOption = Empty<
  Exclude<Known, keyof ProcessorOptions | keyof ProcessItemOptions | keyof KindTaskOptions>
>;

/** The options of one `enqueue` that only the core needs. A queue has a single one of these: it is filled after everything
 * that may call the caller's code, and thereby `enqueue` again. */
export class EncodedOptions {
  /** `undefined`: the queue's. */
  timeout: number | null | undefined = undefined;
  itemConcurrency: number = TASK_DEFAULTS.itemConcurrency;
  scheduling: SchedulingOptions | undefined = undefined;
}

/** Reads the options into a new task and into `encoded`. Throws what a getter throws, and a `TypeError` for a wrong
 * option. `defaultRetry` is the queue's. */
export function readOptions(
  given: EnqueueOptions<unknown, unknown> & { readonly [ID]?: unknown },
  encoded: EncodedOptions,
  defaultRetry: RetryPolicy | undefined,
  definitions: Definitions,
): Task {
  if (typeof given !== 'object' || given === null) check(METHODS.options, given);
  const {
    title,
    processor,
    processItem,
    items: givenItems,
    itemConcurrency,
    getItemId,
    timeout,
    errorStrategy,
    cancelable,
    retryable,
    confirmBeforeUnload,
    group,
    key,
    signal,
    onComplete,
    completionActions,
    category,
    icon,
    metadata,
    priority,
    dedupeKey,
    totalTimeout,
    retry: givenRetry,
    kind,
    input,
    persist,
    redact,
    [ID]: id,
  } = given;
  if (typeof title !== 'string') check(ENQUEUE.title, title);
  if (typeof processor !== 'function') check(ENQUEUE.processor, processor);
  const task = new Task(title, processor);
  if (typeof id === 'string') task.adoptId(id);
  // An absent option is neither checked nor kept: the prototype has it.
  if (processItem !== undefined) {
    check(ENQUEUE.processItem, processItem);
    task.processItem = processItem;
  }
  if (givenItems !== undefined) {
    check(ENQUEUE.items, givenItems);
    if (isArray(givenItems)) {
      const items = frozenList(Array.from(givenItems));
      task.items = items;
      task.ids = new ItemIds(items, getItemId);
    }
  }
  if (itemConcurrency !== undefined) check(ENQUEUE.itemConcurrency, itemConcurrency);
  if (getItemId !== undefined) check(ENQUEUE.getItemId, getItemId);
  if (timeout !== undefined) check(ENQUEUE.timeout, timeout);
  if (errorStrategy !== undefined) {
    check(ENQUEUE.errorStrategy, errorStrategy);
    task.errorStrategy = errorStrategy;
  }
  if (cancelable !== undefined) {
    check(ENQUEUE.cancelable, cancelable);
    task.cancelable = cancelable;
  }
  if (retryable !== undefined) {
    check(ENQUEUE.retryable, retryable);
    task.retryable = retryable;
  }
  if (confirmBeforeUnload !== undefined) {
    check(ENQUEUE.confirmBeforeUnload, confirmBeforeUnload);
    task.confirmBeforeUnload = confirmBeforeUnload;
  }
  if (group !== undefined) {
    check(ENQUEUE.group, group);
    task.group = group;
  }
  if (key !== undefined) {
    check(ENQUEUE.key, key);
    task.key = key;
  }
  if (signal !== undefined) {
    check(ENQUEUE.signal, signal);
    task.signal = signal;
  }
  if (onComplete !== undefined) {
    check(ENQUEUE.onComplete, onComplete);
    task.onComplete = onComplete;
  }
  if (completionActions !== undefined) {
    check(ENQUEUE.completionActions, completionActions);
    task.completionActions = completionActions;
    if (typeof completionActions !== 'function') task.actions = completionActions;
  }
  if (category !== undefined) {
    check(ENQUEUE.category, category);
    task.category = category;
  }
  if (icon !== undefined) task.icon = icon;
  if (metadata !== undefined) task.metadata = metadata;
  if (priority !== undefined) check(ENQUEUE.priority, priority);
  if (dedupeKey !== undefined) {
    check(ENQUEUE.dedupeKey, dedupeKey);
    task.dedupeKey = dedupeKey;
  }
  if (totalTimeout !== undefined) check(ENQUEUE.totalTimeout, totalTimeout);
  if (givenRetry !== undefined) check(ENQUEUE.retry, givenRetry);
  if (persist !== undefined) {
    check(ENQUEUE.persist, persist);
    task.persist = persist;
  }
  if (redact !== undefined) {
    check(ENQUEUE.redact, redact);
    task.redact = redact;
  }
  if (kind !== undefined) check(ENQUEUE.kind, kind);
  else if (processor === undefined || processItem !== undefined) checkWork(task);
  const retry = givenRetry === undefined ? defaultRetry : readRetry(givenRetry);
  if (retry?.retryIf !== undefined) task.retryIf = retry.retryIf;

  let scheduling = schedulingOf(priority, key, dedupeKey, totalTimeout, retry);
  if (kind !== undefined) {
    scheduling ??= NO_SCHEDULING;
    makeDurable(task, kind, input, definitions, { timeout, itemConcurrency }, scheduling);
  }
  encoded.timeout = timeout;
  encoded.itemConcurrency = itemConcurrency ?? TASK_DEFAULTS.itemConcurrency;
  encoded.scheduling = scheduling;
  return task;
}

/** Exactly one of `processor`, and `processItem` with `items`, is required. */
function checkWork({ processor, processItem, items }: Task): void {
  if (processor !== undefined)
    throw wrong('processItem', 'undefined, since `processor` is given', processItem);
  if (processItem === undefined)
    throw wrong('processor', 'a function, or `processItem` to be given with `items`', processor);
  if (items === undefined) throw wrong('items', 'an array, since `processItem` is given', items);
}
