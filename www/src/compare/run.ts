// One run of the comparison: an object is created, all implementations wait for it at once on the same control plane
// and under the same fault, and their requests and the time at which each notices are recorded. Nothing is simulated: the
// times are those at which things happened in this page.

import { fakeControlPlane } from 'taskwatch/testing';
import { createFaults } from '../faults/faults.ts';
import { faulty } from '../faults/faulty.ts';
import type { ControlPlane, KubernetesObject } from '../planes/plane.ts';
import { projectObject, projectsOf } from '../resources/kinds.ts';
import { sleep } from '../ui/sleep.ts';
import { implementations } from './implementations.ts';
import { READY_AT, RUN_SECONDS, type Trial } from './trials.ts';

export type MarkKind = 'read' | 'stream' | 'noticed';

/** Something that an implementation did, in milliseconds after the creation. */
export interface Mark {
  readonly kind: MarkKind;
  readonly at: number;
}

export interface Lane {
  readonly id: string;
  readonly marks: readonly Mark[];
  /** Reads, and streams that were opened or tried to be. */
  readonly requests: number;
  /** Milliseconds from readiness to notice. */
  readonly delay: number | undefined;
}

export interface RunState {
  readonly trial: Trial;
  readonly startedAt: number;
  readonly isOver: boolean;
  /** When the object became ready, in milliseconds after its creation. */
  readonly readyAt: number | undefined;
  readonly lanes: readonly Lane[];
}

const ORGANIZATION = 'comparison';
const LATENCY = 60;

/** @param onChange is given the state after each change of it, and the last one when the run is over */
export function startRun(trial: Trial, onChange: (state: RunState) => void): () => void {
  const fake = fakeControlPlane({ seed: 1, replay: false });
  const faults = createFaults();
  const bare = planeOf(fake);
  const stop = new AbortController();
  const startedAt = Date.now();
  const since = () => Date.now() - startedAt;
  let state: RunState = {
    trial,
    startedAt,
    isOver: false,
    readyAt: undefined,
    lanes: implementations.map(({ id }) => ({ id, marks: [], requests: 0, delay: undefined })),
  };

  function set(change: Partial<RunState>): void {
    if (state.isOver) return;
    state = { ...state, ...change };
    onChange(state);
  }

  function mark(id: string, kind: MarkKind): void {
    const at = since();
    const lanes = state.lanes.map((lane) =>
      lane.id !== id
        ? lane
        : {
            ...lane,
            marks: [...lane.marks, { kind, at }],
            requests: lane.requests + (kind === 'noticed' ? 0 : 1),
            // It may be noticed in the same moment, by the first that is notified.
            delay: kind === 'noticed' ? Math.max(0, at - (state.readyAt ?? at)) : lane.delay,
          },
    );
    set({ lanes });
  }

  function over(): void {
    set({ isOver: true });
    stop.abort();
    faults.endAll();
    fake.stop();
    for (const timer of timers) clearTimeout(timer);
  }

  // Observes the object without the faults, for the moment of readiness.
  fake.subscribe(projectsOf(ORGANIZATION), ({ object }) => {
    if (state.readyAt === undefined && object.status?.conditions?.some(saysReady)) set({ readyAt: since() });
  });
  const created = fake.create(
    projectObject({ orgId: ORGANIZATION, name: 'compared', displayName: 'Compared', description: '' }),
    { ...projectsOf(ORGANIZATION), delay: READY_AT * 1000 },
  ) as KubernetesObject;

  onChange(state);
  const plane = faulty(bare, faults);
  const runs = implementations.map(({ id, run }) =>
    run(
      counting(plane, (kind) => mark(id, kind)),
      { orgId: ORGANIZATION, name: 'compared', created },
      stop.signal,
    ).then(
      () => mark(id, 'noticed'),
      () => {},
    ),
  );
  void Promise.all(runs).then(over);
  const { fault } = trial;
  const timers = [setTimeout(over, RUN_SECONDS * 1000)];
  if (fault) timers.push(setTimeout(() => faults.start(fault.id, fault.seconds), fault.at * 1000));
  return over;
}

function saysReady({ type, status }: { type: string; status: string }): boolean {
  return type === 'Ready' && status === 'True';
}

function counting(plane: ControlPlane, count: (kind: MarkKind) => void): ControlPlane {
  const read: <P extends unknown[], R>(ask: (...parameters: P) => R) => (...parameters: P) => R =
    (ask) =>
    (...parameters) => {
      count('read');
      return ask(...parameters);
    };
  return {
    ...plane,
    get: read(plane.get),
    list: read(plane.list),
    readInBackground: read(plane.readInBackground),
    openStream(...parameters) {
      count('stream');
      return plane.openStream(...parameters);
    },
  };
}

/** The part of a control plane that a run needs. */
function planeOf(fake: ReturnType<typeof fakeControlPlane>): ControlPlane {
  const get: ControlPlane['get'] = async (options) => {
    await sleep(LATENCY);
    return (await fake.read(options)) as KubernetesObject | undefined;
  };
  const list: ControlPlane['list'] = async (collection) => {
    await sleep(LATENCY);
    return ((await fake.read(collection)) as { items: KubernetesObject[] }).items;
  };
  return {
    maxStreams: Number.POSITIVE_INFINITY,
    openStream: (collection, sink) => fake.subscribe(collection, (event) => sink.event(event)),
    get,
    list,
    readInBackground: (options) => (options.name === undefined ? list(options) : get(options)),
    create: () => Promise.reject(new Error('Nothing is created during a run')),
    remove: () => Promise.reject(new Error('Nothing is deleted during a run')),
    probe: () => sleep(LATENCY),
    dropStreams: () => fake.cutStreams(),
  };
}
