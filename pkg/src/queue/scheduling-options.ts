// Options that few tasks have and the core needs as numbers: a priority, a key, a total timeout, retries.

import type { RetryOptions, TaskQueueConfig } from '../../types/index.d.ts';
import { check, checkAll } from '../../../src/web/shared/options.js';
import type { QueueCore } from '../../wasm/taskwatch.js';
import { NONE, RATE_LIMIT, RETRY, RETRY_DEFAULTS, TASK_DEFAULTS } from '../generated/protocol.ts';
import type { TaskIndex } from './task-index.ts';

/** The schedule of automatic attempts. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly minDelay: number;
  readonly maxDelay: number;
  readonly factor: number;
  readonly jitter: number;
  readonly retryIf: RetryOptions['retryIf'];
}

/** The scheduling options of one task. */
export interface SchedulingOptions {
  readonly priority: number;
  readonly key: string | undefined;
  readonly dedupeKey: string | undefined;
  /** Milliseconds; 0 and less mean no limit. */
  readonly totalTimeout: number;
  readonly retry: RetryPolicy;
}

const NO_RETRY: RetryPolicy = {
  attempts: 0,
  minDelay: 0,
  maxDelay: 0,
  factor: 0,
  jitter: 0,
  retryIf: undefined,
};

/** The options of a task that sets none. */
export const NO_SCHEDULING: SchedulingOptions = /* @__PURE__ */ (() => ({
  priority: TASK_DEFAULTS.priority,
  key: undefined,
  dedupeKey: undefined,
  totalTimeout: 0,
  retry: NO_RETRY,
}))();

/** Reads `retry`, each field once. Throws a `TypeError` for one that is wrong. */
export function readRetry(given: RetryOptions): RetryPolicy {
  const { attempts, minDelay, maxDelay, factor, jitter, retryIf } = given;
  checkAll(RETRY, { attempts, minDelay, maxDelay, factor, jitter, retryIf });
  return {
    attempts: attempts ?? RETRY_DEFAULTS.attempts,
    minDelay: minDelay ?? RETRY_DEFAULTS.minDelay,
    maxDelay: maxDelay ?? RETRY_DEFAULTS.maxDelay,
    factor: factor ?? RETRY_DEFAULTS.factor,
    jitter: jitter ?? RETRY_DEFAULTS.jitter,
    retryIf,
  };
}

/** Reads `rateLimit`. Infinitely many starts mean no limit. */
export function readRateLimit(given: TaskQueueConfig['rateLimit']): { limit: number; interval: number } {
  if (given === undefined) return { limit: Infinity, interval: 0 };
  const { limit, interval } = given;
  check(RATE_LIMIT.limit, limit);
  check(RATE_LIMIT.interval, interval);
  return { limit, interval };
}

/** The scheduling options of a task; `undefined` if it has none. */
export function schedulingOf(
  priority: number | undefined,
  key: string | undefined,
  dedupeKey: string | undefined,
  totalTimeout: number | null | undefined,
  retry: RetryPolicy | undefined,
): SchedulingOptions | undefined {
  const hasNone =
    priority === undefined &&
    key === undefined &&
    dedupeKey === undefined &&
    totalTimeout === undefined &&
    retry === undefined;
  if (hasNone) return undefined;
  return {
    priority: priority ?? TASK_DEFAULTS.priority,
    key,
    dedupeKey,
    totalTimeout: totalTimeout ?? 0,
    retry: retry ?? NO_RETRY,
  };
}

/** Passes the core the options of the task that is added next. */
export function prepareScheduling(
  core: QueueCore,
  { keys, dedupeKeys }: TaskIndex,
  options: SchedulingOptions,
): void {
  const { priority, key, dedupeKey, totalTimeout, retry } = options;
  core.prepare(
    priority,
    numberOf(key, (name) => keys.take(name)),
    numberOf(dedupeKey, (name) => dedupeKeys.take(name)),
    totalTimeout,
    retry.attempts,
    retry.minDelay,
    retry.maxDelay,
    retry.factor,
    retry.jitter,
  );
}

/** The number of a name for the core. */
function numberOf(name: string | undefined, take: (name: string) => number): number {
  return name === undefined ? NONE : take(name);
}

/** A limit in milliseconds for the core: `null` means none, like 0. */
export function limitOf(given: number | null): number {
  return given ?? 0;
}
