// Makes a task with a `kind` durable: attaches the kind's code, and keeps what another page would need.

import { wrong } from '../../../src/web/shared/options.js';
import type { SchedulingOptions } from '../queue/scheduling-options.ts';
import type { Task } from '../queue/task.ts';
import type { Definitions } from './definitions.ts';
import { Durable, type DurableOptions } from './durable.ts';
import { itemProcessor } from './durable-tasks.ts';
import { encodeValue, type Json, Unstorable } from './json.ts';

/** Throws a `TypeError` for a kind that is not defined, and for values that a store could not represent completely. */
export function makeDurable(
  task: Task,
  kind: string,
  input: unknown,
  definitions: Definitions,
  { timeout, itemConcurrency }: Pick<DurableOptions, 'timeout' | 'itemConcurrency'>,
  scheduling: SchedulingOptions,
): void {
  const definition = definitions.get(kind);
  if (definition === undefined) throw wrong('kind', 'a kind that was defined', kind);
  const { version, run, runItem } = definition;
  const { processor, processItem, items } = task;
  if (processor !== undefined) throw wrong('processor', 'undefined, since `kind` is given', processor);
  if (processItem !== undefined) throw wrong('processItem', 'undefined, since `kind` is given', processItem);
  if (runItem !== undefined && items === undefined)
    throw wrong('items', `an array, since the kind "${kind}" has a \`runItem\``, items);
  const stored = {
    input: encodeOption(kind, 'input', input),
    items: items && encodeOption(kind, 'items', items),
  };
  const { dedupeKey, totalTimeout, retry } = scheduling;
  const { retryIf, ...policy } = retry;
  const durable = new Durable(definition, stored, {
    version,
    runsItems: runItem !== undefined,
    timeout,
    itemConcurrency,
    dedupeKey,
    totalTimeout: totalTimeout > 0 ? totalTimeout : undefined,
    retry: policy.attempts > 0 ? policy : undefined,
    isRedacted: task.redact && true,
  });
  if (run !== undefined) task.processor = (context) => run(context, durable.takeInput());
  if (runItem !== undefined) task.processItem = itemProcessor(runItem, durable);
  task.durable = durable;
  if (task.persist === undefined && definition.persist !== undefined) task.persist = definition.persist;
  if (task.redact === undefined && definition.redact !== undefined) task.redact = definition.redact;
}

function encodeOption(kind: string, name: string, value: unknown): Json {
  try {
    return encodeValue(value);
  } catch (error) {
    if (!(error instanceof Unstorable)) throw error;
    throw new TypeError(`kind "${kind}": \`${name}\` cannot be stored: ${error.message}`);
  }
}
