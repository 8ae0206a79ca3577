// What `useResource` shows of one object, and how each event changes it. Calls the given functions to adapt and to judge;
// knows nothing of React.

import type { Verdict, WatchEvent } from '../../types/index.d.ts';
import type { UseResourceResult } from '../../types/react.d.ts';
import { isShallowEqual } from './shallow-equal.ts';

export type Shown = UseResourceResult<unknown>;

/** How to adapt and judge a version of the object. Both may throw. */
export interface Reading {
  adapt(raw: unknown): unknown;
  judge(raw: unknown): Verdict | undefined;
}

export const NOTHING_YET: Shown = Object.freeze({
  object: undefined,
  verdict: undefined,
  isPending: true,
  error: undefined,
  stream: undefined,
});

export class WatchedObject {
  #shown = NOTHING_YET;
  /** The raw object that is shown. */
  #raw: unknown;
  /** The raw object that came last, which may be one that cannot be adapted or judged; `undefined` once the watch has ended. */
  #latest: unknown;
  readonly #onChange: (shown: Shown) => void;

  constructor(onChange: (shown: Shown) => void) {
    this.#onChange = onChange;
  }

  handle({ type, object: raw }: WatchEvent, reading: Reading): void {
    if (type === 'DELETED') {
      // In a collection, the deleted object may be another than the one that is shown.
      if (this.#raw !== undefined && nameOf(raw) !== nameOf(this.#raw)) return;
      this.#raw = this.#latest = undefined;
      this.#show({ object: undefined, verdict: undefined, error: undefined });
      return;
    }
    this.#latest = raw;
    try {
      this.#read(raw, reading, this.#shown.error === undefined && isSameVersion(raw, this.#raw));
    } catch (error) {
      this.#show({ error });
    }
  }

  /**
   * Judges the latest version once more. An error stays the first one: it would be another one each time, and a component
   * that is rendered for it and gives another function each time would be rendered for ever.
   */
  judgeAgain(reading: Reading): void {
    if (this.#latest === undefined) return;
    try {
      this.#read(this.#latest, reading, this.#latest === this.#raw);
    } catch (error) {
      this.#show({ error: this.#shown.error ?? error });
    }
  }

  /** The state of the stream, which says nothing about the object. */
  stream(stream: Shown['stream']): void {
    this.#show({ stream, isPending: this.#shown.isPending });
  }

  /** The watch has ended, or could not be started. */
  fail(error: unknown): void {
    this.#latest = undefined;
    this.#show({
      error,
      stream: this.#shown.stream === undefined && !isRefusal(error) ? undefined : 'refused',
    });
  }

  #read(raw: unknown, { adapt, judge }: Reading, isKnown: boolean): void {
    const object = isKnown ? this.#shown.object : adapt(raw);
    const verdict = judge(raw);
    this.#raw = raw;
    this.#show({ object, verdict, error: undefined });
  }

  #show(change: Partial<Shown>): void {
    const next = { ...this.#shown, isPending: false, ...change };
    if (isSameVerdict(next.verdict, this.#shown.verdict)) next.verdict = this.#shown.verdict;
    if (isShallowEqual(next, this.#shown)) return;
    this.#shown = Object.freeze(next);
    this.#onChange(this.#shown);
  }
}

/** Each version of an object has condition objects of its own. */
function isSameVerdict(one: Verdict | undefined, other: Verdict | undefined): boolean {
  if (!isShallowEqual(one?.condition, other?.condition)) return false;
  return isShallowEqual({ ...one, condition: undefined }, { ...other, condition: undefined });
}

/** Errors are recognised by name: the module may be another copy of the package. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'WatchError';
}

interface Metadata {
  readonly name?: unknown;
  readonly uid?: unknown;
  readonly resourceVersion?: unknown;
}

function metadataOf(raw: unknown): Metadata {
  const { metadata } = Object(raw);
  return Object(metadata);
}

function nameOf(raw: unknown): unknown {
  return metadataOf(raw).name;
}

/** Reads repeat an object that has not changed. */
function isSameVersion(one: unknown, other: unknown): boolean {
  const [a, b] = [metadataOf(one), metadataOf(other)];
  return a.resourceVersion !== undefined && a.resourceVersion === b.resourceVersion && a.uid === b.uid;
}
