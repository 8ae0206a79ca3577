// Calls a store, and notices when it fails: it throws, rejects, or does not answer in time. That is reported once and
// makes `persistence` degraded; it never delays or fails a task. `core::persistence` decides when a store counts as
// failed.

import { follow, report } from '../../../src/web/shared/report.js';
import { HEALTH_WORDS, Health, STORE } from '../generated/protocol.ts';
import type { Decide } from './decisions.ts';

/** A call that the store has not answered. */
interface Question {
  readonly since: number;
}

const OWES = /* @__PURE__ */ (() => `the store has not answered for ${STORE.patience} ms`)();

export class StoreHealth {
  readonly #decide: Decide;
  readonly #onDegraded: () => void;
  #health = Health.Ok;
  /** The oldest first; empty once the store has failed. */
  readonly #unanswered = new Set<Question>();
  /** By what ends them. */
  readonly #delays = new Map<(isInTime: boolean) => void, { free(): void }>();
  #isClosed = false;

  constructor(decide: Decide, onDegraded: () => void) {
    this.#decide = decide;
    this.#onDegraded = onDegraded;
  }

  get word(): (typeof HEALTH_WORDS)[Health] {
    this.#noticeHanging();
    return HEALTH_WORDS[this.#health];
  }

  /** Calls code that may throw, or return a promise that rejects. */
  readonly attempt = <TValue>(action: () => TValue): TValue | undefined => {
    const returned = this.call(action);
    if (returned !== null && typeof returned === 'object') this.ask(returned, undefined, this.failed);
    return returned;
  };

  /** The same for code whose return value is not awaited. */
  call<TValue>(action: () => TValue): TValue | undefined {
    this.#noticeHanging();
    try {
      return action();
    } catch (error) {
      this.failed(error);
      return undefined;
    }
  }

  /** Waits for the store's answer, if it is a promise. */
  ask(
    answer: unknown,
    onValue: ((value: unknown) => void) | undefined,
    onError: (error: unknown) => void,
  ): void {
    if (this.#health === Health.Degraded) {
      follow(answer, onValue, onError);
      return;
    }
    const question = { since: Date.now() };
    this.#unanswered.add(question);
    const answered = (then: ((value: unknown) => void) | undefined) => (value: unknown) => {
      this.#unanswered.delete(question);
      then?.(value);
    };
    follow(answer, answered(onValue), answered(onError));
  }

  readonly failed = (error: unknown): void => {
    if (this.#health === Health.Ok) this.#become(this.#decide().storeHealth(true, 0), error);
  };

  /** Resolves with true once the store has answered or failed, with false if it does not answer in time. Never
   * rejects. */
  settled(answer: unknown): Promise<boolean> {
    if (!isThenable(answer)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (isInTime: boolean) => {
        this.#stopWaiting(end);
        resolve(isInTime);
      };
      const fire = () => {
        this.failed(new Error(OWES));
        end(false);
      };
      if (!this.#isClosed) this.#startPatience(end, fire);
      follow(
        answer,
        () => end(true),
        (error) => {
          this.failed(error);
          end(true);
        },
      );
    });
  }

  /** Without a timer: the answer is awaited as long as it takes. */
  close(): void {
    this.#isClosed = true;
    for (const end of this.#delays.keys()) this.#stopWaiting(end);
  }

  /** If that is not possible, the instance is lost, its tasks have ended, and nothing is urgent. */
  #startPatience(end: (isInTime: boolean) => void, fire: () => void): void {
    try {
      this.#delays.set(end, this.#decide().startDelay(STORE.patience, { fire }));
    } catch {
      // Reported where the instance was replaced.
    }
  }

  /** An answer may come after the time is up. */
  #stopWaiting(end: (isInTime: boolean) => void): void {
    this.#delays.get(end)?.free();
    this.#delays.delete(end);
  }

  #noticeHanging(): void {
    const [oldest] = this.#unanswered;
    if (oldest === undefined) return;
    const health = this.#decide().storeHealth(false, Date.now() - oldest.since);
    if (health === Health.Degraded) this.#become(health, new Error(OWES));
  }

  #become(health: Health, cause: unknown): void {
    if (health === this.#health) return;
    this.#health = health;
    this.#unanswered.clear();
    report(new Error('taskwatch: the store failed; tasks go on in memory', { cause }));
    this.#onDegraded();
  }
}

/** Whether an answer has to be awaited. If that cannot be determined, it does, and fails when awaited. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  try {
    return value !== null && typeof value === 'object' && 'then' in value && typeof value.then === 'function';
  } catch {
    return true;
  }
}
