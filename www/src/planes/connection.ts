// The control plane that the console works with, and the watch manager on it.

import { setWatchSource, type WatchSource } from 'taskwatch';
import { faults } from '../faults/faults.ts';
import { faulty } from '../faults/faulty.ts';
import { store } from '../store.ts';
import { createHealth, type Health } from '../watch/health.ts';
import { createWatchManager, type WatchManager } from '../watch/manager.ts';
import { embeddedPlane } from './embedded.ts';
import { livePlane } from './live.ts';
import { observed } from './observed.ts';
import type { ControlPlane } from './plane.ts';

export type Mode = 'embedded' | 'live';

export interface Connection {
  readonly mode: Mode;
  readonly plane: ControlPlane;
  readonly watch: WatchManager;
  readonly health: Health;
  /** Everything that taskwatch knows of the console's watch manager. */
  readonly source: WatchSource;
}

const connections = new Map<Mode, Connection>();

/** Which control plane is selected. Change it with {@link connect}. */
const mode = store<Mode>('console.mode', (stored) => (stored === 'live' ? 'live' : 'embedded'));

/** The current connection. */
export function connection(): Connection {
  return connectionTo(mode.get());
}

export function useConnection(): Connection {
  return connectionTo(mode.use());
}

/** Uses another control plane from now on. */
export function connect(to: Mode): void {
  mode.set(to);
  handOver();
}

/** Sets the current connection as the source of waits without one. */
export function handOver(): void {
  setWatchSource(connection().source);
}

/** The connection of a mode, whether it is the current one or not: a task continues with the one that it began with. */
export function connectionTo(mode: Mode): Connection {
  const known = connections.get(mode);
  if (known) return known;
  const bare = faulty(mode === 'live' ? livePlane() : embeddedPlane(), faults);
  const health = createHealth(bare.probe, () => watch.restart());
  const plane = observed(bare, health);
  const watch = createWatchManager(plane.openStream, plane.maxStreams);
  const source: WatchSource = {
    subscribe: watch.subscribe,
    async read(options) {
      const found = await plane.readInBackground(options);
      // Lists show what waits find out by reading, too.
      if (found && !Array.isArray(found)) watch.saw(options, found);
      return found;
    },
  };
  const made = { mode, plane, watch, health, source };
  connections.set(mode, made);
  return made;
}
