// What has happened to one task, as entries for people, limited to the newest ones. Only tasks of a queue with `timeline` or
// `measure` have one. It records what was decided elsewhere, and decides nothing about a task.

import type { TimelineEntry } from '../../types/index.d.ts';
import type { Measures } from './measures.ts';

/** An entry without its time, and without a count. */
export type TimelineEvent = Omit<TimelineEntry, 'at' | 'count'>;

type Entries = readonly TimelineEntry[];

/** The timeline of a task that has none. */
export const NO_ENTRIES: Entries = /* @__PURE__ */ Object.freeze([]);

export class Timeline {
  readonly #limit: number;
  readonly #measures: Measures | undefined;
  /** Called when it has grown. */
  readonly #changed: () => void;
  /** The oldest first; up to twice as many as are kept. */
  #entries: TimelineEntry[] = [];
  #list: Entries | undefined = NO_ENTRIES;

  constructor(limit: number, measures: Measures | undefined, changed: () => void) {
    this.#limit = limit;
    this.#measures = measures;
    this.#changed = changed;
  }

  /** Events in another page come first. */
  restore(entries: Entries): void {
    if (this.#limit === 0) return;
    this.#entries = [...entries.slice(-this.#limit), ...this.#entries];
    this.#list = undefined;
  }

  note(what: TimelineEvent): void {
    this.#measures?.note(what);
    if (this.#limit === 0) return;
    const entries = this.#entries;
    const last = entries.at(-1);
    if (last !== undefined && isSame(last, what)) {
      entries[entries.length - 1] = Object.freeze({ ...last, count: (last.count ?? 1) + 1 });
    } else {
      // The clock may have been set back.
      entries.push(Object.freeze({ at: Math.max(Date.now(), last?.at ?? 0), ...what }));
      if (entries.length >= 2 * this.#limit) this.#entries = entries.slice(-this.#limit);
    }
    this.#list = undefined;
    this.#changed();
  }

  /** The same list until there is another entry. */
  list(): Entries {
    this.#list ??= Object.freeze(this.#entries.slice(-this.#limit));
    return this.#list;
  }
}

/** Whether an entry would repeat another event. */
function isSame({ at, count, ...last }: TimelineEntry, what: TimelineEvent): boolean {
  const known = new Map<string, unknown>(Object.entries(last));
  const fields = Object.entries(what);
  return fields.length === known.size && fields.every(([field, value]) => Object.is(known.get(field), value));
}
