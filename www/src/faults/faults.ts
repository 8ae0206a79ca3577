// Which faults are active, until when, and how often each has acted. Only times and counts: what a fault does is in
// faulty.ts.

import { type FaultId, scenario } from './scenarios.ts';

export interface FaultState {
  /** When it ends by itself, in epoch milliseconds; `undefined` when it is over. */
  readonly until: number | undefined;
  /** What it did, since it began. */
  readonly count: number;
}

export interface Faults {
  /** All faults that have begun so far; a new map after each change. */
  get(): ReadonlyMap<FaultId, FaultState>;
  subscribe(listener: () => void): () => void;
  isOn(id: FaultId): boolean;
  /** Begins it, or restarts it. */
  start(id: FaultId, seconds?: number): void;
  end(id: FaultId): void;
  endAll(): void;
  /** It has acted. */
  count(id: FaultId, more?: number): void;
  /** Calls back when a fault begins. Returns a function that stops that. */
  onStart(listener: (id: FaultId) => void): () => void;
}

export function createFaults(): Faults {
  let states: ReadonlyMap<FaultId, FaultState> = new Map();
  const timers = new Map<FaultId, ReturnType<typeof setTimeout>>();
  const listeners = new Set<() => void>();
  const starters = new Set<(id: FaultId) => void>();

  function set(id: FaultId, state: FaultState): void {
    states = new Map(states).set(id, state);
    for (const listener of listeners) listener();
  }

  function end(id: FaultId): void {
    clearTimeout(timers.get(id));
    const state = states.get(id);
    if (state?.until !== undefined) set(id, { ...state, until: undefined });
  }

  return {
    get: () => states,
    subscribe: (listener) => added(listeners, listener),
    isOn: (id) => states.get(id)?.until !== undefined,
    start(id, seconds = scenario(id).seconds) {
      clearTimeout(timers.get(id));
      set(id, { until: seconds > 0 ? Date.now() + seconds * 1000 : undefined, count: 0 });
      if (seconds > 0) timers.set(id, setTimeout(end, seconds * 1000, id));
      for (const listener of starters) listener(id);
    },
    end,
    endAll() {
      for (const id of states.keys()) end(id);
    },
    count(id, more = 1) {
      const state = states.get(id);
      if (state) set(id, { ...state, count: state.count + more });
    },
    onStart: (listener) => added(starters, listener),
  };
}

function added<T>(set: Set<T>, value: T): () => void {
  set.add(value);
  return () => void set.delete(value);
}

/** The console's faults, for whichever control plane it uses. */
export const faults = createFaults();
