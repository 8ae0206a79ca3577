// The journal of a task: the results of its steps by name, and the calls that are under way. Each item of a batch has
// its own steps. `core::durable` decides what a step returns.

import type { Run } from '../queue/run.ts';
import {
  decodeValue,
  encodedFields,
  encodeFields,
  encodeValue,
  isPlainObject,
  type Json,
  Unstorable,
} from './json.ts';

/** A call of a step that is under way. */
export interface StepCall {
  readonly run: Run;
  promise: Promise<unknown>;
  /** Its function is running, and has not returned anything yet. */
  isCalling: boolean;
}

/** The steps of a task, or of one of its items. */
export class Steps {
  readonly results = new Map<string, Json>();
  readonly calls = new Map<string, StepCall>();
}

/** Results by name; for items, by position first. */
export type StoredSteps = Readonly<Record<string, Json>>;

export class Journal {
  readonly #own = new Steps();
  readonly #ofItems = new Map<number, Steps>();

  /** A stored journal; `isByItem`: each item has its own steps. */
  static from(stored: StoredSteps, isByItem: boolean): Journal {
    const journal = new Journal();
    for (const [name, json] of Object.entries(stored)) {
      if (!isByItem) journal.#own.results.set(name, json);
      // Written by `stored` below, and read as JSON.
      else
        for (const [step, result] of encodedFields(json))
          journal.steps(Number(name)).results.set(step, result as Json);
    }
    return journal;
  }

  /** The steps of the item at a position, or of the task. */
  steps(position: number | undefined): Steps {
    if (position === undefined) return this.#own;
    const known = this.#ofItems.get(position);
    if (known !== undefined) return known;
    const steps = new Steps();
    this.#ofItems.set(position, steps);
    return steps;
  }

  /** All results, as a store keeps them. */
  stored(): StoredSteps {
    const all: [string, Json][] = [...this.#own.results];
    for (const [position, { results }] of this.#ofItems)
      if (results.size > 0) all.push([String(position), encodeFields(record(results))]);
    return record(all);
  }
}

/** Stored results as values. Throws for what cannot be read. */
export function showSteps(stored: StoredSteps): Readonly<Record<string, unknown>> {
  // Each value separately: a step that has the name of a mark is not a mark.
  const shown = Object.entries(stored).map(([name, json]): [string, unknown] => [name, decodeValue(json)]);
  return record(shown);
}

/** Values as results to be stored. A step without a result has run all the same, so each is encoded by itself. Throws
 * `Unstorable` for what would be lost, since those steps would run again. */
export function encodeSteps(steps: unknown, isByItem: boolean): Readonly<Record<string, Json>> {
  if (!isPlainObject(steps)) throw new Unstorable('steps that are no plain object');
  if (isByItem && Object.keys(steps).some((position) => !/^\d+$/.test(position)))
    throw new Unstorable('steps of an item that is none');
  const encodeOne = isByItem
    ? (ofItem: unknown) => encodeFields(encodeSteps(ofItem ?? {}, false))
    : (result: unknown) => encodeValue(result);
  return record(Object.entries(steps).map(([name, value]): [string, Json] => [name, encodeOne(value)]));
}

/** `Object.fromEntries` defines: a name such as `__proto__` stays data. */
function record<TValue>(entries: Iterable<readonly [string, TValue]>): { [name: string]: TValue } {
  return Object.fromEntries(entries);
}
