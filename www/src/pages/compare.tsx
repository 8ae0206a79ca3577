// One fault, three implementations: the requests of each, and how long it took to notice.

import { useEffect, useState } from 'react';
import { implementations } from '../compare/implementations.ts';
import { type Lane, type MarkKind, type RunState, startRun } from '../compare/run.ts';
import { READY_AT, RUN_SECONDS, type Trial, trials } from '../compare/trials.ts';
import { Icon } from '../ui/icons.tsx';
import { useSecondsSince } from '../ui/now.ts';
import { Page } from '../ui/page.tsx';
import { Scroller } from '../ui/scroller.tsx';

const firstTrial = trials[1];

export function ComparePage() {
  const [trial, setTrial] = useState<Trial | undefined>(firstTrial);
  const [run, setRun] = useState<RunState>();
  const [results, setResults] = useState<ReadonlyMap<string, RunState>>(new Map());
  const [stop, setStop] = useState<() => void>();
  const isRunning = run !== undefined && !run.isOver;

  // Another page was opened: the run does not continue behind it.
  useEffect(() => stop, [stop]);

  function start(chosen: Trial): void {
    const end = startRun(chosen, (state) => {
      setRun(state);
      if (state.isOver) setResults((before) => new Map(before).set(chosen.id, state));
    });
    setStop(() => end);
  }

  return (
    <Page
      title="One fault, three implementations"
      description={`A project is created and is ready ${READY_AT} seconds later. Three implementations wait for it at the same time, on the same control plane, under the same fault.`}
    >
      <div className="compare-controls">
        <fieldset className="segmented wrap" disabled={isRunning}>
          <legend className="visually-hidden">Fault</legend>
          {trials.map((choice) => (
            <label key={choice.id}>
              <input
                type="radio"
                name="fault"
                value={choice.id}
                checked={trial?.id === choice.id}
                onChange={() => setTrial(choice)}
              />
              <span>{choice.title}</span>
            </label>
          ))}
        </fieldset>
        <button
          type="button"
          className="button primary"
          data-tour="compare"
          aria-disabled={isRunning}
          onClick={() => trial && !isRunning && start(trial)}
        >
          <Icon name="play" /> {results.has(trial?.id ?? '') ? 'Run again' : 'Run'}
        </button>
        <p className="muted">{trial?.text}</p>
      </div>
      <section className="card lanes" aria-label="The run" data-over={run?.isOver ?? false}>
        <Axis run={run} trial={run?.trial ?? trial} />
        {implementations.map(({ id, title, text }) => (
          <LaneRow
            key={id}
            title={title}
            text={text}
            run={run}
            lane={run?.lanes.find((lane) => lane.id === id)}
          />
        ))}
        <Legend />
      </section>
      <p className="muted compare-note">
        Polling asks for as long as it waits, a plain watch believes that it hears everything, and taskwatch
        asks only when it has reason to. Each lane is real code that runs in this page; the times are those of
        this run.
      </p>
      <p className="visually-hidden" aria-live="polite">
        {run?.isOver ? inWords(run) : isRunning ? `Running: ${run.trial.title}` : ''}
      </p>
      <Results results={results} />
    </Page>
  );
}

/** Places something at a moment of the run. */
function at(ms: number) {
  return { left: percent(ms) };
}

function percent(ms: number): string {
  return `${Math.min(100, ms / (RUN_SECONDS * 10))}%`;
}

function Axis({ run, trial }: { run: RunState | undefined; trial: Trial | undefined }) {
  const fault = trial?.fault;
  const until = fault && Math.min(RUN_SECONDS, fault.at + Math.max(fault.seconds, 0.15));
  return (
    <div className="axis" aria-hidden="true">
      <div className="axis-track">
        {fault && until && (
          <span
            className={`axis-fault${fault.seconds > 10 ? ' long' : ''}`}
            style={{ ...at(fault.at * 1000), width: percent((until - fault.at) * 1000) }}
          >
            <span>{trial.title}</span>
          </span>
        )}
        <span className="axis-ready" style={at(run?.readyAt ?? READY_AT * 1000)}>
          <span>Ready</span>
        </span>
        {[0, 5, 10, 15, 20].map((second) => (
          <span key={second} className="axis-tick tabular" style={at(second * 1000)}>
            {second} s
          </span>
        ))}
      </div>
    </div>
  );
}

const kinds: Record<MarkKind, string> = { read: 'Read', stream: 'Stream opened', noticed: 'Noticed' };

function Legend() {
  return (
    <ul className="legend" aria-hidden="true">
      {(Object.keys(kinds) as MarkKind[]).map((kind) => (
        <li key={kind}>
          <span className={`mark ${kind}`} /> {kinds[kind]}
        </li>
      ))}
    </ul>
  );
}

function LaneRow(props: { title: string; text: string; run: RunState | undefined; lane: Lane | undefined }) {
  const { title, text, run, lane } = props;
  return (
    <div className="lane" data-lane={lane?.id}>
      <div className="lane-name">
        <h2>{title}</h2>
        <p className="muted">{text}</p>
      </div>
      <div className="lane-track" aria-hidden="true">
        {run && <Now run={run} lane={lane} />}
        {lane?.marks.map(({ kind, at: moment }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: marks are only ever added at the end
          <span key={index} className={`mark ${kind}`} style={at(moment)} />
        ))}
      </div>
      <dl className="lane-figures tabular">
        <div>
          <dt>Time to notice</dt>
          <dd className={`lane-delay ${outcome(run, lane)}`} data-testid="delay">
            {delayText(run, lane)}
          </dd>
        </div>
        <div>
          <dt>Requests</dt>
          <dd data-testid="requests">{lane?.requests ?? '–'}</dd>
        </div>
      </dl>
    </div>
  );
}

/** How far the run is, or the implementation in it. */
function Now({ run, lane }: { run: RunState; lane: Lane | undefined }) {
  const passed = useSecondsSince(run.startedAt) * 1000;
  const noticed = lane?.marks.find(({ kind }) => kind === 'noticed')?.at;
  const end = noticed ?? (run.isOver ? RUN_SECONDS * 1000 : passed);
  return <span className="lane-passed" style={{ width: percent(end) }} />;
}

function outcome(run: RunState | undefined, lane: Lane | undefined): string {
  if (lane?.delay !== undefined) return lane.delay < 1000 ? 'good' : 'late';
  return run?.isOver ? 'never' : 'open';
}

function delayText(run: RunState | undefined, lane: Lane | undefined): string {
  if (lane?.delay !== undefined) return seconds(lane.delay);
  return run?.isOver ? 'Never' : '–';
}

/** `0.06 s`, `2.1 s`. */
function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 1000 ? 2 : 1)} s`;
}

function inWords(run: RunState): string {
  const each = run.lanes.map((lane) => {
    const title = implementations.find(({ id }) => id === lane.id)?.title ?? lane.id;
    const noticed =
      lane.delay === undefined
        ? `not noticed within ${RUN_SECONDS} s`
        : `noticed after ${seconds(lane.delay)}`;
    return `${title}: ${noticed}, ${lane.requests} requests`;
  });
  return `${run.trial.title}. ${each.join('. ')}`;
}

function Results({ results }: { results: ReadonlyMap<string, RunState> }) {
  return (
    <section className="card table-card results" aria-labelledby="results">
      <h2 id="results" className="card-title">
        Last result of each fault
      </h2>
      <Scroller label="Results, as a table">
        <table aria-labelledby="results">
          <thead>
            <tr>
              <th scope="col">Fault</th>
              {implementations.map(({ id, title }) => (
                <th key={id} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {trials.map(({ id, title }) => (
              <tr key={id}>
                <th scope="row">{title}</th>
                {implementations.map((implementation) => {
                  const run = results.get(id);
                  const lane = run?.lanes.find((lane) => lane.id === implementation.id);
                  return (
                    <td key={implementation.id} className="tabular">
                      <span className={`lane-delay ${outcome(run, lane)}`}>{delayText(run, lane)}</span>{' '}
                      {lane && <span className="muted">· {lane.requests} requests</span>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </section>
  );
}
