// A task's timeline as lanes: what lasted, and what happened at a moment. Pure; it knows neither pixels nor colours.

import type { TimelineEntry } from 'taskwatch';

/** How something went, or goes. */
export type Tone = 'idle' | 'busy' | 'waiting' | 'good' | 'bad' | 'away';

interface Span {
  readonly from: number;
  /** Absent while it lasts. */
  to?: number;
  tone: Tone;
}

type MarkShape = 'condition' | 'read' | 'cut' | 'open' | 'message' | 'failure' | 'flag';

export interface Mark {
  readonly at: number;
  readonly shape: MarkShape;
  readonly tone: Tone;
}

export interface Lane {
  readonly key: string;
  readonly group: 'task' | 'attempts' | 'step' | 'wait';
  readonly label: string;
  readonly spans: Span[];
  readonly marks: Mark[];
  /** While the stream of a wait was lost. */
  readonly cuts: Span[];
  /** The entries that are shown in it, by their place in the list. */
  readonly entries: number[];
}

/** A time in which nobody ran the task: from the last word of the page that was closed to the first of the next. */
export interface Closed {
  readonly from: number;
  readonly to: number;
}

export interface Model {
  readonly lanes: readonly Lane[];
  /** The lane of each entry, by its place in the list. */
  readonly laneOf: readonly number[];
  readonly closed: readonly Closed[];
  /** Whether the attempts say more than the task itself: there was more than one. */
  readonly hasAttempts: boolean;
  readonly from: number;
  /** When the last thing happened. */
  readonly to: number;
  readonly hasEnded: boolean;
}

/** Of entries in their order. */
export function modelOf(entries: readonly TimelineEntry[]): Model {
  const lanes: Lane[] = [];
  /** By names as the entries have them: to put a key together for each entry would take longer than the rest. */
  const byName: Record<Lane['group'], Map<string, Lane>> = {
    task: new Map(),
    attempts: new Map(),
    step: new Map(),
    wait: new Map(),
  };
  const placeOf = new Map<Lane, number>();
  const laneOf: number[] = [];
  const closed: Closed[] = [];
  /** The statuses of the conditions of each wait. */
  const conditions = new Map<string, Map<string, string>>();
  /** Steps under way, by name and item; those of the items of a batch overlap. */
  const stepsUnderWay = new Map<string, Map<string, Span[]>>();
  let hasEnded = false;
  let hasAttempts = false;
  let last = entries[0]?.at ?? 0;

  function lane(group: Lane['group'], name: string, label = name): Lane {
    const known = byName[group].get(name);
    if (known) return known;
    const key = `${group} ${name}`;
    const made: Lane = { key, group, label, spans: [], marks: [], cuts: [], entries: [] };
    byName[group].set(name, made);
    placeOf.set(made, lanes.push(made) - 1);
    return made;
  }

  const task = lane('task', '', 'Task');
  const attempts = lane('attempts', '', 'Attempts');

  const begin = ({ spans }: Lane, at: number, tone: Tone) => {
    const span: Span = { from: at, tone };
    spans.push(span);
    return span;
  };
  const end = (span: Span | undefined, at: number, tone?: Tone) => {
    if (!span || span.to !== undefined) return;
    span.to = at;
    if (tone) span.tone = tone;
  };
  const turn = (of: Lane, at: number, tone: Tone) => {
    const present = of.spans.at(-1);
    if (present?.to === undefined && present?.tone === tone) return;
    end(present, at);
    begin(of, at, tone);
  };
  /** What was under way when a page was closed, or a run ended. */
  const endAll = (at: number) => {
    for (const { spans, cuts } of lanes) {
      end(spans.at(-1), at);
      end(cuts.at(-1), at);
    }
    for (const items of stepsUnderWay.values())
      for (const spans of items.values()) for (const span of spans) end(span, at);
    stepsUnderWay.clear();
  };

  entries.forEach((entry, index) => {
    const { at, kind, status, error, wait = '', step = '', item = '' } = entry;
    let of = task;
    switch (kind) {
      case 'queued':
        hasAttempts ||= index > 0;
        hasEnded = false;
        turn(task, at, 'idle');
        break;
      case 'started':
        turn(task, at, 'busy');
        break;
      case 'attempt':
        of = attempts;
        turn(task, at, 'busy');
        end(attempts.spans.at(-1), at);
        begin(attempts, at, 'busy');
        break;
      case 'retrying':
        of = attempts;
        hasAttempts = true;
        end(attempts.spans.at(-1), at, 'bad');
        turn(task, at, 'idle');
        break;
      case 'step-started': {
        of = lane('step', step);
        const items = stepsUnderWay.get(step) ?? new Map<string, Span[]>();
        const spans = items.get(item) ?? [];
        spans.push(begin(of, at, 'busy'));
        stepsUnderWay.set(step, items.set(item, spans));
        break;
      }
      case 'step-ended': {
        of = lane('step', step);
        end(stepsUnderWay.get(step)?.get(item)?.shift(), at, error === undefined ? 'good' : 'bad');
        if (error !== undefined) of.marks.push({ at, shape: 'failure', tone: 'bad' });
        break;
      }
      case 'item-failed':
        task.marks.push({ at, shape: 'failure', tone: 'bad' });
        break;
      case 'message':
        task.marks.push({ at, shape: 'message', tone: 'idle' });
        break;
      case 'wait-started':
        of = lane('wait', wait);
        begin(of, at, 'idle');
        break;
      case 'wait-ended': {
        of = lane('wait', wait);
        end(of.spans.at(-1), at);
        end(of.cuts.at(-1), at);
        const tone = error === undefined ? 'good' : 'bad';
        of.marks.push({ at, shape: error === undefined ? 'condition' : 'failure', tone });
        conditions.delete(wait);
        break;
      }
      case 'condition': {
        of = lane('wait', wait);
        const known = conditions.get(wait) ?? new Map<string, string>();
        conditions.set(wait, known.set(entry.type ?? '', status ?? ''));
        const tone = toneOf(status);
        of.marks.push({ at, shape: 'condition', tone });
        turn(of, at, toneOfAll(known.values()));
        break;
      }
      case 'stream-lost':
        of = lane('wait', wait);
        of.marks.push({ at, shape: 'cut', tone: 'bad' });
        if (of.cuts.at(-1)?.to !== undefined || of.cuts.length === 0) of.cuts.push({ from: at, tone: 'bad' });
        break;
      case 'stream-open':
        of = lane('wait', wait);
        if (of.cuts.at(-1)?.to === undefined && of.cuts.length > 0)
          of.marks.push({ at, shape: 'open', tone: 'good' });
        end(of.cuts.at(-1), at);
        break;
      case 'read':
        of = lane('wait', wait);
        of.marks.push({ at, shape: 'read', tone: error === undefined ? 'idle' : 'bad' });
        break;
      case 'deadline':
      case 'prolonged':
        task.marks.push({ at, shape: 'flag', tone: kind === 'deadline' ? 'bad' : 'idle' });
        break;
      case 'cancelled':
        task.marks.push({ at, shape: 'flag', tone: 'idle' });
        break;
      case 'interrupted':
        // When exactly its page was closed nobody knows.
        endAll(last);
        closed.push({ from: last, to: at });
        begin(task, last, 'away');
        break;
      case 'resumed':
        turn(task, at, 'busy');
        break;
      case 'ended': {
        hasEnded = true;
        const tone = status === 'completed' ? 'good' : status === 'failed' ? 'bad' : 'idle';
        end(attempts.spans.at(-1), at, tone);
        endAll(at);
        for (const span of task.spans) if (span.tone === 'busy') span.tone = tone;
        task.marks.push({ at, shape: 'flag', tone });
        break;
      }
      default:
        kind satisfies never;
    }
    of.entries.push(index);
    laneOf.push(placeOf.get(of) ?? 0);
    last = at;
  });

  return {
    lanes,
    laneOf,
    closed: closed.filter(({ from, to }) => to > from),
    hasAttempts,
    from: entries[0]?.at ?? 0,
    to: last,
    hasEnded,
  };
}

function toneOf(status: string | undefined): Tone {
  return status === 'True' ? 'good' : status === 'False' ? 'waiting' : 'idle';
}

function toneOfAll(statuses: Iterable<string>): Tone {
  let tone: Tone = 'good';
  for (const status of statuses) {
    if (status === 'False') return 'waiting';
    if (status !== 'True') tone = 'idle';
  }
  return tone;
}
