// @ts-nocheck
// Options that few tasks have, and `retry` and `rateLimit`, whose fields are checked one by one.

import { kindOf, packed } from '../../../src/web/shared/describe.js';

/** Sets of options by number: `SETS` in `web/queue/faults.rs`. */
export const CONFIG = 0,
  RETRY = 1,
  RATE_LIMIT = 2,
  PRIORITY = 3,
  FILTER = 4,
  PAUSE = 5;

/** Throws the `TypeError` for the first wrong value of a set. `rules` is the wasm that says so. */
export function check(rules, set, values, kinds = values.map(kindOf)) {
  const error = rules.fault(set, packed(kinds, 0), packed(kinds, 8), values);
  if (error !== undefined) throw error;
}

/** How attempts follow by themselves; `undefined` for what is no object, which is told of elsewhere. */
export function readRetry(rules, given) {
  if (given === null || typeof given !== 'object') return undefined;
  const { attempts, minDelay, maxDelay, factor, jitter, retryIf } = given;
  check(rules, RETRY, [attempts, minDelay, maxDelay, factor, jitter, retryIf]);
  return {
    attempts: attempts ?? 3,
    minDelay: minDelay ?? 1_000,
    maxDelay: maxDelay ?? 30_000,
    factor: factor ?? 2,
    jitter: jitter ?? 0.2,
    retryIf,
  };
}

/** Starts within an interval; without a limit infinitely many. */
export function readRateLimit(rules, given) {
  if (given === undefined) return { limit: Infinity, interval: 0 };
  const { limit, interval } = given;
  check(rules, RATE_LIMIT, [limit, interval]);
  return { limit, interval };
}

/** What the wasm is to know of a task's special options before it is added; `undefined` if there are none. */
export function specialOf(priority, key, totalTimeout, retry) {
  if (priority === undefined && key === undefined && totalTimeout === undefined && retry === undefined)
    return undefined;
  return {
    priority: typeof priority === 'number' ? priority : 0,
    key: typeof key === 'string' ? key : undefined,
    totalTimeout: typeof totalTimeout === 'number' ? totalTimeout : 0,
    retry: retry ?? NO_RETRY,
  };
}

const NO_RETRY = { attempts: 0, minDelay: 0, maxDelay: 0, factor: 0, jitter: 0 };
