// Three ways to wait until a project is ready, each written as one would, on a control plane that counts
// requests. None of them knows about faults.

import { verdictOfProject, waitForProjectReady } from 'taskwatch';
import type { ControlPlane, KubernetesObject } from '../planes/plane.ts';
import { projectsOf } from '../resources/kinds.ts';
import { sleep } from '../ui/sleep.ts';
import { createWatchManager } from '../watch/manager.ts';

export interface Target {
  readonly orgId: string;
  readonly name: string;
  readonly created: KubernetesObject;
}

interface Implementation {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** Resolves when it has noticed that the object is ready; rejects when it gives up or the signal aborts. */
  run(plane: ControlPlane, target: Target, signal: AbortSignal): Promise<void>;
}

const POLL_PAUSE = 2000;

export const implementations: readonly Implementation[] = [
  {
    id: 'polling',
    title: 'Polling',
    text: 'Reads the object every 2 seconds.',
    async run(plane, { orgId, name }, signal) {
      for (;;) {
        await sleep(POLL_PAUSE, signal);
        const object = await plane.get({ ...projectsOf(orgId), name }, signal).catch(() => undefined);
        signal.throwIfAborted();
        if (object && isReady(object)) return;
      }
    },
  },
  {
    id: 'watch',
    title: 'A plain watch',
    text: 'Waits for the event on a stream that reopens when it breaks.',
    run(plane, { orgId, name }, signal) {
      const manager = createWatchManager(plane.openStream, plane.maxStreams);
      return new Promise<void>((resolve, reject) => {
        const unsubscribe = manager.subscribe({ ...projectsOf(orgId), name }, ({ type, object }) => {
          if (type === 'ERROR' || !isReady(object)) return;
          unsubscribe();
          resolve();
        });
        signal.addEventListener('abort', () => {
          unsubscribe();
          reject(signal.reason);
        });
      }).finally(manager.stop);
    },
  },
  {
    id: 'taskwatch',
    title: 'taskwatch',
    text: 'waitForProjectReady: the same watch, and reads when it has reason to.',
    async run(plane, { orgId, name, created }, signal) {
      const { subscribe, stop } = createWatchManager(plane.openStream, plane.maxStreams);
      const source = { subscribe, read: plane.readInBackground };
      await waitForProjectReady(orgId, name, { source, initial: created, signal }).finally(stop);
    },
  },
];

function isReady(object: KubernetesObject): boolean {
  return verdictOfProject(object).state === 'ready';
}
