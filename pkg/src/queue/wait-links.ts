// The waits that have joined a run: the state of each, for the task's view, and as a text for its timeout.

import { AbortError } from '../../../src/web/shared/errors.js';
import { pendingText, waitName } from '../../../src/web/shared/pending-text.js';
import type { TaskLink, WaitEntry } from '../../../src/web/shared/task-link.js';
import type { PendingWait } from '../../types/index.d.ts';
import type { Run } from './run.ts';

type PendingWaits = readonly PendingWait[];

const NONE: PendingWaits = /* @__PURE__ */ Object.freeze([]);

/** How many waits a text names. */
const MOST_NAMED = 5;

export class WaitLinks {
  readonly #run: Run;
  /** In the order in which they began. */
  readonly #links = new Set<WaitLink>();
  #list: PendingWaits | undefined;

  constructor(run: Run) {
    this.#run = run;
  }

  join(pending: PendingWait, kind: string | undefined): TaskLink {
    const link = new WaitLink(this, pending, kind);
    this.#links.add(link);
    this.changed();
    return link;
  }

  leave(link: WaitLink): void {
    if (this.#links.delete(link)) this.changed();
  }

  changed(): void {
    this.#list = undefined;
    this.#run.waitsChanged();
  }

  note(entry: WaitEntry): void {
    if (!this.#run.hasEnded) this.#run.task.timeline?.note(entry);
  }

  /** The run is being ended, with its waits: they are notified once it is over, and can no longer add anything. */
  noteEnds(error: string): void {
    for (const { pending, kind } of this.#links)
      this.note({ kind: 'wait-ended', error, wait: waitName(pending, kind) });
  }

  /** The run has failed and no longer needs these waits. They end a microtask later, since no user code may be called now. */
  release(): void {
    if (this.#links.size === 0) return;
    const release = () => {
      for (const { abort } of Array.from(this.#links)) abort?.(new AbortError('the task has failed'));
    };
    Promise.resolve().then(release);
  }

  /** The run's deadline has moved; it is `undefined` while it stands still. */
  moveDeadline(deadlineAt: number | undefined): void {
    for (const link of this.#links) link.moveDeadline?.(deadlineAt);
  }

  get hasTimeline(): boolean {
    return this.#run.task.timeline !== undefined;
  }

  /** Their states, frozen; the same list until one changes. */
  get list(): PendingWaits {
    this.#list ??=
      this.#links.size === 0 ? NONE : Object.freeze(Array.from(this.#links, (link) => link.pending));
    return this.#list;
  }

  /** The same as a text; `''` if there are none. */
  get text(): string {
    const links = [...this.#links];
    const texts = links
      .slice(0, MOST_NAMED)
      .map(({ pending, kind, hasAppeared, problem }) => pendingText(pending, kind, hasAppeared, problem));
    const more = links.length - texts.length;
    return [...texts, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
  }
}

class WaitLink implements TaskLink {
  readonly #links: WaitLinks;
  readonly kind: string | undefined;
  pending: PendingWait;
  hasAppeared?: boolean;
  problem?: string | undefined;
  abort?: (error: unknown) => void;
  moveDeadline?: (deadlineAt: number | undefined) => void;
  #isOver = false;

  constructor(links: WaitLinks, pending: PendingWait, kind: string | undefined) {
    this.#links = links;
    this.pending = pending;
    this.kind = kind;
  }

  get hasTimeline(): boolean {
    return this.#links.hasTimeline;
  }

  update(pending: PendingWait): void {
    if (this.#isOver) return;
    this.pending = pending;
    this.#links.changed();
  }

  note(entry: WaitEntry): void {
    if (!this.#isOver) this.#links.note(entry);
  }

  end(): void {
    this.#isOver = true;
    this.#links.leave(this);
  }
}
