// What a durable task has that others have not: its kind and input, and what is to be known of it in another page. Its
// steps are in its journal. Where its tasks are kept and who goes on with them is elsewhere.

import type { TaskView, TimelineEntry } from '../../types/index.d.ts';
import { ENDED_STATUS_WORDS } from '../generated/protocol.ts';
import type { SchedulingOptions } from '../queue/scheduling-options.ts';
import type { Definition } from './definitions.ts';
import { decodeValue, freezeDeep, type Json } from './json.ts';

/** The options of `enqueue` that a page has to know which goes on with the task, and no view shows. */
export interface DurableOptions {
  readonly version: number;
  /** Milliseconds; `null` and 0: no limit; absent: the queue's. */
  readonly timeout?: number | null | undefined;
  readonly itemConcurrency?: number | undefined;
  readonly dedupeKey?: string | undefined;
  readonly totalTimeout?: number | undefined;
  readonly retry?: Omit<SchedulingOptions['retry'], 'retryIf'> | undefined;
}

/** What a store keeps of a durable task besides its view. */
export interface DurableRecord extends DurableOptions {
  /** When the first attempt began, which `totalTimeout` counts from. */
  readonly firstStartedAt?: number | undefined;
  /** Changes while its owner lives, where there are no Web Locks. */
  readonly beat?: number | undefined;
  readonly timeline?: readonly TimelineEntry[] | undefined;
}

/** How a task was left by a queue that was disposed of. */
export interface Release {
  /** When its next attempt was due; `undefined`: none was. */
  readonly nextAttemptAt: number | undefined;
}

export class Durable {
  readonly definition: Definition;
  /** As it is stored. */
  readonly input: Json;
  readonly options: DurableOptions;
  firstStartedAt: number | undefined = undefined;
  beat: number | undefined = undefined;
  /** Its page ended under it, and it has not run again. */
  isInterrupted = false;
  /** Its queue was disposed of under it: whoever finds it may go on with it. */
  release: Release | undefined = undefined;
  /** Another queue has the task, as this view says, and this one is about to let go of it. */
  yieldedTo: TaskView | undefined = undefined;
  #shownInput: unknown;

  constructor(definition: Definition, input: Json, options: DurableOptions) {
    this.definition = definition;
    this.input = input;
    this.options = options;
  }

  /** A copy of its own for each run. */
  takeInput(): unknown {
    return decodeValue(this.input);
  }

  get shownInput(): unknown {
    this.#shownInput ??= freezeDeep(decodeValue(this.input));
    return this.#shownInput;
  }

  /** A run starts. Whether it goes on with one of another page. */
  starts(): boolean {
    const isResumed = this.isInterrupted;
    this.isInterrupted = false;
    this.firstStartedAt ??= Date.now();
    return isResumed;
  }

  recordWith(timeline: readonly TimelineEntry[] | undefined): DurableRecord {
    const { options, firstStartedAt, beat } = this;
    return { ...options, firstStartedAt, beat, timeline: timeline?.length === 0 ? undefined : timeline };
  }
}

export function hasEnded(view: TaskView): boolean {
  const ended: readonly string[] = ENDED_STATUS_WORDS;
  return ended.includes(view.status);
}

/** Whether a view, or what a store holds of one, is that of a task that goes on in another page. */
export function isResumable(view: TaskView): boolean {
  return view.kind !== undefined && view.steps !== undefined;
}
