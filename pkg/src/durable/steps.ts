// `ctx.step` and the sleeps: calls the function of a step, and keeps its result. `core::durable` decides what a call does;
// the store says whether the task is still this queue's.

import { check, wrong } from '../../../src/web/shared/options.js';
import { awaitable, messageOf } from '../../../src/web/shared/report.js';
import { STEP, StepAction } from '../generated/protocol.ts';
import type { Run } from '../queue/run.ts';
import { Journal, type StepCall, type Steps } from './journal.ts';
import { decodeValue, encodeValue, type Json, Unstorable } from './json.ts';

/** A call of `step` by a run, for its task or the item at a position. Rejects for every error. */
export async function step(
  run: Run,
  position: number | undefined,
  name: string,
  call: () => unknown,
): Promise<unknown> {
  if (typeof name !== 'string') throw wrong(`${labelOf(run)}: the name of a step`, 'a string', name);
  if (typeof call !== 'function') throw wrong(`${labelOf(run)}: step "${name}"`, 'given a function', call);
  return perform(run, position, name, () => callStep(run, position, name, call));
}

/** Waits until a time, also across reloads. */
export async function sleepUntil(
  run: Run,
  position: number | undefined,
  name: string,
  date: Date | number,
): Promise<void> {
  const time = typeof date === 'object' && date !== null ? Number(date) : date;
  if (typeof time !== 'number' || Number.isNaN(new Date(time).getTime()))
    throw wrong(`${labelOf(run)}: the time of sleep "${name}"`, 'a Date or epoch milliseconds', date);
  await sleepTo(run, position, name, time, Infinity);
}

/** Waits for a number of milliseconds, likewise. */
export async function sleep(
  run: Run,
  position: number | undefined,
  name: string,
  milliseconds: number,
): Promise<void> {
  check({ ...STEP.milliseconds, name: `${labelOf(run)}: the time of sleep "${name}"` }, milliseconds);
  const most = Math.min(Math.max(milliseconds, 0), LATEST - Date.now());
  await sleepTo(run, position, name, Date.now() + most, most);
}

/** The end of the time that a `Date` can show. */
const LATEST = 8.64e15;

/** Never waits longer than `longest` from now. */
async function sleepTo(
  run: Run,
  position: number | undefined,
  name: string,
  time: number,
  longest: number,
): Promise<void> {
  if (typeof name !== 'string') throw wrong(`${labelOf(run)}: the name of a sleep`, 'a string', name);
  // The time to wake is stored like the result of a step, and so is the fact that it has come.
  const wakeAt = await perform(run, position, name, () => encodeValue(new Date(time)));
  if (!(wakeAt instanceof Date)) return;
  const { task } = run;
  const host = run.executor.steps;
  refuseIfOver(run);
  host.note(task, position, { kind: 'step-started', step: name });
  const left = Math.min(wakeAt.getTime() - Date.now(), longest);
  if (left > 0) await host.pause(run, left);
  refuseIfOver(run);
  stepsOf(run, position).results.set(name, encodeValue(undefined));
  host.note(task, position, { kind: 'step-ended', step: name });
  host.store.changedWithinStatus(task);
}

async function perform(
  run: Run,
  position: number | undefined,
  name: string,
  make: () => Json | PromiseLike<Json>,
): Promise<unknown> {
  const steps = stepsOf(run, position);
  const known = steps.calls.get(name);
  const underWay = known?.run === run ? known : undefined;
  const stored = steps.results.get(name);
  const action: StepAction = run.executor.steps
    .decide()
    .durableStep(isOver(run), stored !== undefined, underWay !== undefined, underWay?.isCalling === true);
  switch (action) {
    case StepAction.Refuse:
      throw overError(run);
    case StepAction.Replay:
      return decodeValue(stored);
    case StepAction.RefuseInside:
      throw new TypeError(`${labelOf(run)}: step "${name}" is called inside itself`);
    case StepAction.Join:
      return underWay && run.executor.steps.whileItRuns(run, underWay.promise, overError);
    case StepAction.Call:
      return begin(run, position, name, make);
    default:
      return action satisfies never;
  }
}

function begin(
  run: Run,
  position: number | undefined,
  name: string,
  make: () => Json | PromiseLike<Json>,
): Promise<unknown> {
  const steps = stepsOf(run, position);
  // The promise exists before anything can ask for it: until then the function is being called.
  const call: StepCall = { run, promise: Promise.resolve(), isCalling: false };
  steps.calls.set(name, call);
  call.promise = finish(call, position, name, make).finally(() => {
    if (steps.calls.get(name) === call) steps.calls.delete(name);
  });
  return call.promise;
}

async function finish(
  call: StepCall,
  position: number | undefined,
  name: string,
  make: () => Json | PromiseLike<Json>,
): Promise<unknown> {
  const { run } = call;
  const steps = stepsOf(run, position);
  const { task } = run;
  const host = run.executor.steps;
  const isOwn = host.store.isStillOwn(task);
  // If the store need not be asked, the function is called before `step` returns.
  if (isOwn !== undefined) await isOwn;
  refuseIfOver(run);
  const json = await callNow(call, make);
  // A call of an earlier run may have come first.
  if (!steps.results.has(name)) {
    steps.results.set(name, json);
    const written = host.store.stepEnded(task);
    if (written !== undefined) await written;
  }
  return decodeValue(steps.results.get(name));
}

/** Its function runs up to its first `await` before this returns. */
function callNow<TMade>(call: StepCall, make: () => TMade): TMade {
  call.isCalling = true;
  try {
    return make();
  } finally {
    call.isCalling = false;
  }
}

async function callStep(
  run: Run,
  position: number | undefined,
  name: string,
  call: () => unknown,
): Promise<Json> {
  const { task } = run;
  const host = run.executor.steps;
  host.note(task, position, { kind: 'step-started', step: name });
  try {
    const json = encodeResult(run, name, await awaitable(call()));
    host.note(task, position, { kind: 'step-ended', step: name });
    return json;
  } catch (error) {
    if (task.durable !== undefined) await host.pageExit.whenItStays();
    if (task.timeline !== undefined)
      host.note(task, position, { kind: 'step-ended', step: name, error: messageOf(error) });
    throw error;
  }
}

function encodeResult(run: Run, name: string, value: unknown): Json {
  try {
    return encodeValue(value);
  } catch (error) {
    if (!(error instanceof Unstorable)) throw error;
    throw new TypeError(`${labelOf(run)}: the result of step "${name}" cannot be stored: ${error.message}`);
  }
}

function stepsOf({ task }: Run, position: number | undefined): Steps {
  task.journal ??= new Journal();
  return task.journal.steps(position);
}

/** A run that is over calls nothing. */
function isOver({ hasEnded, isAborted }: Run): boolean {
  return hasEnded || isAborted;
}

function refuseIfOver(run: Run): void {
  if (isOver(run)) throw overError(run);
}

function overError({ isAborted, reason }: Run): unknown {
  return isAborted ? reason : new Error('the run has ended');
}

function labelOf({ task }: Run): string {
  return task.durable === undefined ? `task "${task.title}"` : `kind "${task.durable.definition.kind}"`;
}
