// What all of the console's durable tasks are given.

import { connection, type Mode } from '../planes/connection.ts';

export interface Work {
  /** By which a running task finds its own view. */
  id: string;
  /** The control planes that it was started on: it continues there, whichever the page shows by then. */
  mode: Mode;
}

/** Of a task that is about to be enqueued. */
export function newWork(): Work {
  return {
    id: `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`,
    mode: connection().mode,
  };
}
