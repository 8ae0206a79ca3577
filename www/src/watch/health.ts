// Whether the API answers. One failed request is only a suspicion: the same collection is requested again at once, and
// if that fails too, the API is unreachable until something answers. Meanwhile this probes it now and then, and
// reports when it will. It never decides what happens to a request: it only observes those of others.

import { ApiError } from '../planes/plane.ts';
import type { Collection } from './collection.ts';

export type HealthState =
  | { readonly is: 'up' }
  /** `nextTryAt` is `undefined` while the API is being asked. Times are in epoch milliseconds. */
  | { readonly is: 'down'; readonly since: number; readonly nextTryAt: number | undefined }
  /** It has recently begun to answer again. */
  | { readonly is: 'back'; readonly downFor: number };

export interface Health {
  get(): HealthState;
  /** Calls back after each change. Returns a function that stops that. */
  subscribe(listener: () => void): () => void;
  /** A request about this collection was answered, be it with a refusal. */
  answered(): void;
  /** One was not, or a stream has ended. */
  suspected(collection: Collection): void;
  /** Asks now instead of at the announced time. */
  tryNow(): void;
}

/** Milliseconds before each further attempt. */
const PAUSES = [1000, 2000, 4000, 8000];
const PROBE_TIMEOUT = 5000;
/** How long the console shows that the API is back. */
const NEWS = 5000;

/** Whether this is about the way to the API rather than about what was asked for. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof ApiError && [0, 502, 503, 504].includes(error.status);
}

/**
 * @param probe asks for as little of the collection as can be; rejects as requests do
 * @param onBack called when the API answers after it did not
 */
export function createHealth(
  probe: (collection: Collection, signal: AbortSignal) => Promise<unknown>,
  onBack: () => void,
): Health {
  const listeners = new Set<() => void>();
  let state: HealthState = { is: 'up' };
  let target: Collection | undefined;
  let since = 0;
  let attempts = 0;
  let isAsking = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function enter(next: HealthState): void {
    state = next;
    for (const listener of listeners) listener();
  }

  async function ask(collection: Collection): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    clearTimeout(timer);
    if (state.is === 'down') enter({ ...state, nextTryAt: undefined });
    const error = await probe(collection, AbortSignal.timeout(PROBE_TIMEOUT)).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    isAsking = false;
    // Something else may have been answered meanwhile.
    if (target === undefined) return;
    // One that hangs is as good as none.
    const isDown = isUnreachable(error) || (error instanceof DOMException && error.name === 'TimeoutError');
    if (!isDown) return answered();
    const pause = PAUSES[Math.min(attempts++, PAUSES.length - 1)] ?? 0;
    timer = setTimeout(() => void ask(collection), pause);
    enter({ is: 'down', since, nextTryAt: Date.now() + pause });
  }

  function answered(): void {
    target = undefined;
    if (state.is !== 'down') return;
    clearTimeout(timer);
    enter({ is: 'back', downFor: Date.now() - since });
    timer = setTimeout(() => enter({ is: 'up' }), NEWS);
    onBack();
  }

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    answered,
    suspected(collection) {
      if (target) return;
      target = collection;
      since = Date.now();
      attempts = 0;
      void ask(collection);
    },
    tryNow() {
      if (target) void ask(target);
    },
  };
}
