// The control plane that the console works with, and the watch manager on it.

import { setWatchSource } from 'taskwatch';
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
}

const connections = new Map<Mode, Connection>();

/** Which control plane is meant. Change it by {@link connect}. */
const mode = store<Mode>('console.mode', (stored) => (stored === 'live' ? 'live' : 'embedded'));

/** The present connection. Ask for it anew in each run of a task. */
export function connection(): Connection {
  return connectionTo(mode.get());
}

export function useConnection(): Connection {
  return connectionTo(mode.use());
}

/** Works with another control plane from now on. */
export function connect(to: Mode): void {
  mode.set(to);
  handOver();
}

/** All that taskwatch ever learns of the console's watch manager. */
export function handOver(): void {
  const { plane, watch } = connection();
  setWatchSource({
    subscribe: watch.subscribe,
    async read(options) {
      const found = await plane.readInBackground(options);
      // What a wait finds out by reading, the lists are to show as well.
      if (found && !Array.isArray(found)) watch.saw(options, found);
      return found;
    },
  });
}

function connectionTo(mode: Mode): Connection {
  const known = connections.get(mode);
  if (known) return known;
  const bare = mode === 'live' ? livePlane() : embeddedPlane();
  const health = createHealth(bare.probe, () => watch.restart());
  const plane = observed(bare, health);
  const watch = createWatchManager(plane.openStream, plane.maxStreams);
  const made = { mode, plane, watch, health };
  connections.set(mode, made);
  return made;
}
