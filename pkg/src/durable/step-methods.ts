// The methods of a context for steps, the same in tasks and items. Bound, and created on first use.

import type { TaskContext } from '../../types/index.d.ts';
import type { Run } from '../queue/run.ts';
import { sleep, sleepUntil, step } from './steps.ts';

export type StepMethods = Pick<TaskContext, 'step' | 'sleep' | 'sleepUntil'>;

/** `bound` with the methods for a run, or for the item at a position in it. */
export function stepMethods(
  bound: Partial<StepMethods>,
  run: Run,
  position: number | undefined,
): StepMethods {
  const made: StepMethods = {
    // A step's result has its function's type: it is that value, or was when it was stored.
    step: <T>(name: string, call: () => PromiseLike<T> | T) => step(run, position, name, call) as Promise<T>,
    sleep: (name, milliseconds) => quiet(sleep(run, position, name, milliseconds)),
    sleepUntil: (name, date) => quiet(sleepUntil(run, position, name, date)),
  };
  bound.step ??= made.step;
  bound.sleep ??= made.sleep;
  bound.sleepUntil ??= made.sleepUntil;
  return { step: bound.step, sleep: bound.sleep, sleepUntil: bound.sleepUntil };
}

/** A sleep that nobody awaits must not become an unhandled rejection when its run ends. */
function quiet(slept: Promise<void>): Promise<void> {
  slept.catch(() => {});
  return slept;
}
