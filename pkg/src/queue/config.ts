// Reads the configuration of a queue. Each field is read once and checked by its rule in `core::options`.

import type { RedisLikeClient, TaskQueueConfig, TaskView } from '../../types/index.d.ts';
import { check, readAll } from '../../../src/web/shared/options.js';
import { CONFIG, METHODS, QUEUE_DEFAULTS, QUEUE_FLAGS } from '../generated/protocol.ts';
import type { StoreConfig } from '../storage/choose.ts';
import type { QueueExports } from './core-bridge.ts';
import type { Empty } from './option-names.ts';
import { limitOf, type RetryPolicy, readRateLimit, readRetry } from './scheduling-options.ts';

type Carried = 'summaryRenderContent';
type Known = keyof typeof CONFIG | Carried;
/** Options that are declared but have no rule, and the other way round. */
export type OptionsWithoutRule = Empty<Exclude<keyof TaskQueueConfig, Known>>;
export type RulesWithoutOption = Empty<Exclude<Known, keyof TaskQueueConfig>>;

/** Called with the view of a task that has ended. */
export type EndListener = ((task: TaskView) => unknown) | undefined;

export interface QueueConfig extends StoreConfig {
  readonly concurrency: number;
  /** Milliseconds; 0 and less are no limit. */
  readonly defaultTimeout: number;
  readonly cancelGrace: number;
  readonly paused: boolean;
  readonly historyLimit: number;
  readonly rateLimit: { readonly limit: number; readonly interval: number };
  readonly retry: RetryPolicy | undefined;
  readonly record: number;
  /** Entries kept per task; 0: none. */
  readonly timeline: number;
  readonly measure: boolean;
  readonly onTaskComplete: EndListener;
  readonly onTaskFail: EndListener;
  readonly onTaskCancel: EndListener;
  readonly summaryRenderContent: TaskQueueConfig['summaryRenderContent'];
}

/** Throws a `TypeError` for a wrong option. The wasm decides which store is selected. */
export function readConfig(
  wasm: Pick<QueueExports, 'chooseStore'>,
  given: TaskQueueConfig = {},
): QueueConfig {
  if (typeof given !== 'object' || given === null) check(METHODS.config, given);
  const {
    concurrency,
    defaultTimeout,
    cancelGrace,
    paused,
    storage,
    onTaskComplete,
    onTaskFail,
    onTaskCancel,
    rateLimit,
    historyLimit,
    retry,
    record,
    timeline,
    measure,
    storageType,
    storageKey,
    redisClient,
  } = readAll(CONFIG, given);
  const { summaryRenderContent } = given;
  return {
    concurrency: concurrency ?? QUEUE_DEFAULTS.concurrency,
    defaultTimeout: defaultTimeout === undefined ? QUEUE_DEFAULTS.defaultTimeout : limitOf(defaultTimeout),
    cancelGrace: cancelGrace ?? QUEUE_DEFAULTS.cancelGrace,
    paused: paused ?? QUEUE_FLAGS.paused,
    historyLimit: historyLimit ?? QUEUE_DEFAULTS.historyLimit,
    rateLimit: readRateLimit(rateLimit),
    retry: retry === undefined ? undefined : readRetry(retry),
    record: record ?? QUEUE_DEFAULTS.record,
    timeline: timeline ?? QUEUE_DEFAULTS.timeline,
    measure: measure ?? QUEUE_FLAGS.measure,
    store: wasm.chooseStore(storageType, storage !== undefined, isReady(redisClient)),
    storage,
    storageKey: storageKey ?? 'taskwatch',
    redisClient: redisClient ?? undefined,
    onTaskComplete,
    onTaskFail,
    onTaskCancel,
    summaryRenderContent,
  };
}

/** Whether a client can be used now: one without a `status` always can. */
function isReady(client: RedisLikeClient | null | undefined): boolean {
  try {
    return (
      client !== undefined && client !== null && (client.status === undefined || client.status === 'ready')
    );
  } catch {
    return false;
  }
}
