// A control plane whose requests show whether the API is healthy: see ../watch/health.ts.

import { type Health, isUnreachable } from '../watch/health.ts';
import type { ControlPlane } from './plane.ts';

export function observed(plane: ControlPlane, health: Health): ControlPlane {
  /** The same function, observed. */
  function heard<P extends [Parameters<Health['suspected']>[0], ...unknown[]], R>(
    ask: (...parameters: P) => Promise<R>,
  ): (...parameters: P) => Promise<R> {
    return async (...parameters) => {
      try {
        const answer = await ask(...parameters);
        health.answered();
        return answer;
      } catch (error) {
        if (isUnreachable(error)) health.suspected(parameters[0]);
        throw error;
      }
    };
  }

  return {
    ...plane,
    get: heard(plane.get),
    list: heard(plane.list),
    create: heard(plane.create),
    remove: heard(plane.remove),
    readInBackground: heard(plane.readInBackground),
    openStream(collection, sink, since) {
      let isWanted = true;
      const close = plane.openStream(
        collection,
        {
          event(event) {
            if (event.type !== 'ERROR') health.answered();
            sink.event(event);
          },
          closed() {
            // Most streams end because of their age, but also when the API goes down.
            if (isWanted) health.suspected(collection);
            sink.closed();
          },
        },
        since,
      );
      return () => {
        isWanted = false;
        close();
      };
    },
  };
}
