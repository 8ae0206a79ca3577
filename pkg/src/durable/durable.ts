// What only a durable task has: its kind and input, and what another page has to know of it. Its
// steps are in its journal. Where tasks are stored, and who resumes them, is decided elsewhere.

import type { TaskView, TimelineEntry } from '../../types/index.d.ts';
import { ENDED_STATUS_WORDS } from '../generated/protocol.ts';
import type { SchedulingOptions } from '../queue/scheduling-options.ts';
import type { Definition } from './definitions.ts';
import { decodeValue, freezeDeep, type Json } from './json.ts';

/** The options of `enqueue` that no view shows, but that a page needs to resume the task. */
export interface DurableOptions {
  readonly version: number;
  /** Whether its kind had a `runItem`; absent: an older version of this package did not say. */
  readonly runsItems?: boolean | undefined;
  /** Milliseconds; `null` and 0: no limit; absent: the queue's. */
  readonly timeout?: number | null | undefined;
  readonly itemConcurrency?: number | undefined;
  readonly dedupeKey?: string | undefined;
  readonly totalTimeout?: number | undefined;
  readonly retry?: Omit<SchedulingOptions['retry'], 'retryIf'> | undefined;
  /** It was enqueued with a `redact` of its own. */
  readonly isRedacted?: true | undefined;
}

/** What a store keeps of a durable task in addition to its view. */
export interface DurableRecord extends DurableOptions {
  /** When the first attempt began, from which `totalTimeout` counts. */
  readonly firstStartedAt?: number | undefined;
  /** Without Web Locks, changes as long as its owner is alive. */
  readonly beat?: number | undefined;
  readonly timeline?: readonly TimelineEntry[] | undefined;
  /** The positions of items that have succeeded, if the ids in its view do not tell. */
  readonly succeeded?: readonly number[] | undefined;
  /** Its result is stored like those of its steps; absent: it was stored as JSON holds it. */
  readonly encodesResult?: true | undefined;
}

/** How a task was left by a queue that was disposed of. */
export interface Release {
  /** When its next attempt was due; `undefined` if none was. */
  readonly nextAttemptAt: number | undefined;
}

/** The values of a task in their stored form, made once: whatever a run does to them later, others resume with these. */
export interface StoredValues {
  readonly input: Json;
  readonly items?: Json | undefined;
}

export class Durable {
  readonly definition: Definition;
  readonly stored: StoredValues;
  readonly options: DurableOptions;
  firstStartedAt: number | undefined = undefined;
  beat: number | undefined = undefined;
  /** Its page ended before it did, and it has not run again. */
  isInterrupted = false;
  /** Its queue was disposed of before it ended: any queue that finds it may resume it. */
  release: Release | undefined = undefined;
  /** Its `redact` has left a part of its items out of the store, so it ends with its page. */
  isPartial = false;
  /** Another queue has the task, according to this view, and this queue is about to release it. */
  yieldedTo: TaskView | undefined = undefined;
  #shownInput: unknown;

  constructor(definition: Definition, stored: StoredValues, options: DurableOptions) {
    this.definition = definition;
    this.stored = stored;
    this.options = options;
  }

  /** A copy of its own for each run. */
  takeInput(): unknown {
    return decodeValue(this.stored.input);
  }

  get shownInput(): unknown {
    this.#shownInput ??= freezeDeep(this.takeInput());
    return this.#shownInput;
  }

  /** A run starts. Returns whether it resumes one of another page. */
  starts(): boolean {
    const isResumed = this.isInterrupted;
    this.isInterrupted = false;
    this.firstStartedAt ??= Date.now();
    return isResumed;
  }

  recordWith(
    timeline: readonly TimelineEntry[] | undefined,
    succeeded: readonly number[] | undefined,
  ): DurableRecord {
    const { options, firstStartedAt, beat } = this;
    const kept = timeline?.length === 0 ? undefined : timeline;
    return { ...options, firstStartedAt, beat, timeline: kept, succeeded };
  }
}

export function hasEnded(view: TaskView): boolean {
  const ended: readonly string[] = ENDED_STATUS_WORDS;
  return ended.includes(view.status);
}

/** Whether a view, or its stored form, is of a task that another page can resume. */
export function isResumable(view: TaskView): boolean {
  return view.kind !== undefined && view.steps !== undefined;
}
