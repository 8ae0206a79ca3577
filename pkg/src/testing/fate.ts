// How an object becomes ready, as a controller reports it: first all its conditions are `Unknown` (Pending),
// then `False` (Provisioning), then `True` one after the other. Pure: computes what happens and when, and
// never waits.

import type { Condition } from '../../types/index.d.ts';
import type { Delay, FakeFailure, FakeFate } from '../../types/testing.d.ts';
import type { Random } from './random.ts';

/** A fate with all its defaults filled in. */
export interface Fate {
  delay: Delay;
  failure: FakeFailure | undefined;
  neverReady: boolean;
  loseReady: boolean;
}

/** One write of the controller. */
export interface Step {
  /** Milliseconds since the object was created. */
  at: number;
  /** Without generation and time, which depend on the object. */
  conditions: Condition[];
}

const DEFAULTS: Fate = { delay: [2000, 6000], failure: undefined, neverReady: false, loseReady: false };

/** Fills in what `given` omits from `base`. Throws a `TypeError` for a wrong field. */
export function completeFate(given: FakeFate | undefined, base: Fate = DEFAULTS): Fate {
  const { delay, failure, neverReady, loseReady } = given ?? {};
  checkDelay('delay', delay);
  if (
    failure !== undefined &&
    failure !== null &&
    typeof failure !== 'string' &&
    typeof failure?.reason !== 'string'
  ) {
    throw new TypeError(`failure: expected a reason or { reason, message? }, got ${String(failure)}`);
  }
  return {
    delay: delay ?? base.delay,
    failure: failure === undefined ? base.failure : (failure ?? undefined),
    neverReady: neverReady ?? base.neverReady,
    loseReady: loseReady ?? base.loseReady,
  };
}

/** Throws a `TypeError` unless it is absent, a duration or two bounds. */
export function checkDelay(field: string, delay: unknown): void {
  if (delay === undefined) return;
  const bounds: readonly unknown[] = Array.isArray(delay) ? delay : [delay, delay];
  const [min, max] = bounds;
  if (bounds.length === 2 && isDuration(min) && isDuration(max) && min <= max) return;
  throw new TypeError(`${field}: expected milliseconds or [min, max], got ${JSON.stringify(delay)}`);
}

function isDuration(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/** Draws a whole number of milliseconds. */
export function drawDelay(delay: Delay, random: Random): number {
  const [min, max] = typeof delay === 'number' ? [delay, delay] : delay;
  return Math.round(min + (max - min) * random());
}

/** The steps of one object with conditions of these types. */
export function stepsOf(
  kind: string,
  types: readonly string[],
  { delay, failure, neverReady }: Fate,
  random: Random,
): Step[] {
  if (types.length === 0) return [];
  const total = drawDelay(delay, random);
  const all = (status: Condition['status'], reason: string, message: string) =>
    types.map((type): Condition => ({ type, status, reason, message }));
  const provisioning = all('False', 'Provisioning', `Provisioning ${kind}`);
  const written = [all('Unknown', 'Pending', 'Waiting for controller'), provisioning];
  for (const latest of types.keys()) {
    const isEnd = latest === types.length - 1;
    const settled = isEnd && failure !== undefined ? failed(failure) : ready;
    written.push(
      provisioning.map((condition, index) => {
        if (index > latest) return condition;
        return index === latest ? settled(condition) : ready(condition);
      }),
    );
  }
  return written
    .map((conditions, index) => ({ conditions, at: Math.round((total * (index + 1)) / written.length) }))
    .slice(0, neverReady ? 2 : undefined);
}

function ready({ type }: Condition): Condition {
  return { type, status: 'True', reason: type, message: '' };
}

function failed(failure: FakeFailure): (condition: Condition) => Condition {
  const { reason, message } = typeof failure === 'string' ? { reason: failure } : failure;
  const text = message ?? `failed: ${reason}`;
  return ({ type }) => ({ type, status: 'False', reason, message: text });
}
