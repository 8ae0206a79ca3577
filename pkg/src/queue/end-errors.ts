// The errors that runs and tasks end with: the core names them, and this creates or finds their values. Decides nothing.

import { TimeoutError } from '../../../src/web/shared/errors.js';
import { EndError } from '../generated/protocol.ts';
import { NOTHING } from '../storage/view-schema.ts';
import type { Run } from './run.ts';
import type { Task } from './task.ts';

/** The value of the error that the core names. `abortError` creates one `AbortError` for all tasks that a call ends. */
export function errorOf(
  error: EndError,
  task: Task,
  run: Run | undefined,
  limit: number,
  abortError: (message: string) => Error,
): unknown {
  switch (error) {
    case EndError.None:
      return undefined;
    case EndError.Thrown:
      return run?.thrown?.value;
    case EndError.FirstFailure:
      return new Error(task.failures[0]?.entry.message);
    case EndError.CancelReason:
      return task.cancelReason;
    case EndError.Cancelled:
      // The same object that the processor was aborted with.
      return run?.isAborted === true ? run.reason : abortError('the task was cancelled');
    case EndError.TimedOut:
      return timeoutError(limit, run);
    case EndError.Disposed:
      return abortError('the queue was disposed of');
    case EndError.LastAttempt:
      return task.error;
    default:
      return error satisfies never;
  }
}

/** Says what the run was waiting for. */
function timeoutError(limit: number, run: Run | undefined): Error {
  const head = `timeout after ${limit} ms`;
  const text = run?.waits?.text ?? '';
  const waits = run?.waits?.list ?? NOTHING;
  const conditions = waits.flatMap(({ condition }) => condition ?? NOTHING);
  return new TimeoutError(text === '' ? head : `${head}: ${text}`, { waits, conditions });
}

/** The pause in milliseconds that an error demands, else NaN. */
export function retryAfterOf(error: unknown): number {
  try {
    if (error === null || error === undefined) return Number.NaN;
    const { retryAfter }: { retryAfter?: unknown } = Object(error);
    return typeof retryAfter === 'number' ? retryAfter : Number.NaN;
  } catch {
    return Number.NaN;
  }
}
