// A task's timeline: the picture, or a table of the same, and the words of the entry that is chosen.

import { useDeferredValue, useId, useMemo, useState } from 'react';
import type { TimelineEntry } from 'taskwatch';
import { MOST_HEIGHT, TimelineChart } from './chart.tsx';
import { EntryTable } from './entry-table.tsx';
import { modelOf } from './model.ts';
import { happening, offset, subjectOf, timeOf } from './words.ts';

const ZOOMS = [1, 2, 4, 8, 16, 32, 64, 128];
/** So many entries are shown in a task of their own, after the page around them. */
const MANY = 1000;
const none: readonly TimelineEntry[] = [];

interface Props {
  title: string;
  entries: readonly TimelineEntry[];
  isLive: boolean;
  expectedLanes?: number;
  deadlineAt?: number | undefined;
}

export function Timeline({ title, entries: newest, isLive, expectedLanes = 0, deadlineAt }: Props) {
  const entries = useDeferredValue(newest, newest.length > MANY ? none : newest);
  const isAhead = entries.length === 0 && newest.length > 0;
  const model = useMemo(() => modelOf(entries), [entries]);
  const shown = useMemo(() => withoutLoneAttempt(model), [model]);
  const [isTable, setTable] = useState(false);
  const [chosen, setChosen] = useState<number>();
  const [zoom, setZoom] = useState(0);
  const name = useId();
  const label = `Timeline of ${title}`;
  const entry = chosen === undefined ? undefined : entries[chosen];

  return (
    <section className="card timeline" aria-labelledby={`${name}-title`}>
      <header className="timeline-header">
        <h2 id={`${name}-title`}>Timeline</h2>
        <span className="muted tabular">{newest.length.toLocaleString('en')} entries</span>
        <span className="push" />
        {!isTable && (
          <div className="timeline-zoom">
            <button
              type="button"
              className="button ghost square small"
              aria-label="Show more of the time"
              disabled={zoom === 0}
              onClick={() => setZoom(zoom - 1)}
            >
              −
            </button>
            <button
              type="button"
              className="button ghost square small"
              aria-label="Show less of the time"
              disabled={zoom === ZOOMS.length - 1}
              onClick={() => setZoom(zoom + 1)}
            >
              +
            </button>
          </div>
        )}
        <fieldset className="segmented">
          <legend className="visually-hidden">Show the timeline as</legend>
          {(['Lanes', 'Table'] as const).map((text) => (
            <label key={text}>
              <input
                type="radio"
                name={name}
                checked={isTable === (text === 'Table')}
                onChange={() => setTable(text === 'Table')}
              />
              <span>{text}</span>
            </label>
          ))}
        </fieldset>
      </header>
      {isTable ? (
        <EntryTable label={label} entries={entries} />
      ) : (
        <>
          {isAhead ? (
            <div style={{ height: MOST_HEIGHT }} />
          ) : (
            <TimelineChart
              label={label}
              entries={entries}
              model={shown}
              isLive={isLive}
              expectedLanes={expectedLanes}
              deadlineAt={deadlineAt}
              chosen={chosen}
              onChoose={setChosen}
              zoom={ZOOMS[zoom] ?? 1}
            />
          )}
          <div className="timeline-detail" data-testid="timeline-detail">
            {entry ? (
              <>
                <span className="tabular timeline-when">
                  {timeOf(entry.at)} <span className="muted">{offset(entry.at - shown.from)}</span>
                </span>
                <span className="timeline-what">
                  <strong>{subjectOf(entry)}</strong> {happening(entry)}
                  {entry.count !== undefined && <span className="muted"> × {entry.count}</span>}
                </span>
              </>
            ) : (
              <Legend />
            )}
          </div>
        </>
      )}
    </section>
  );
}

function Legend() {
  return (
    <ul className="timeline-legend muted" aria-label="Legend">
      {(
        [
          ['busy', 'bar', 'running'],
          ['waiting', 'bar', 'not ready yet'],
          ['good', 'diamond', 'condition'],
          ['bad', 'triangle', 'failure'],
          ['bad', 'dashes', 'stream lost'],
          ['muted', 'stroke', 'read'],
        ] as const
      ).map(([tone, shape, text]) => (
        <li key={text}>
          <i className={`legend-${shape} ink-${tone}`} />
          {text}
        </li>
      ))}
    </ul>
  );
}

/** A lone attempt says no more than its task, whose lane takes its entries. */
function withoutLoneAttempt(model: ReturnType<typeof modelOf>): ReturnType<typeof modelOf> {
  const lone = model.lanes.findIndex(({ group }) => group === 'attempts');
  const attempt = model.lanes[lone];
  if (model.hasAttempts || !attempt) return model;
  const lanes = model.lanes
    .filter((lane) => lane !== attempt)
    .map((lane) =>
      lane.group === 'task'
        ? { ...lane, entries: [...lane.entries, ...attempt.entries].sort((a, b) => a - b) }
        : lane,
    );
  const laneOf = model.laneOf.map((index) => (index === lone ? 0 : index > lone ? index - 1 : index));
  return { ...model, lanes, laneOf };
}
