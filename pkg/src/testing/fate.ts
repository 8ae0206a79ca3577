// @ts-nocheck
// How an object comes to be Ready, as a controller writes it: first all conditions `Unknown` (Pending), then
// `False` (Provisioning), then `True` one after the other. Pure: it says what and when, it never waits.

const DEFAULTS = { delay: [2000, 6000], failure: undefined, neverReady: false, loseReady: false };

/** Completes a fate; a field that is absent or undefined is as in `base`. Throws a TypeError for a wrong one. */
export function fate(given, base = DEFAULTS) {
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

/** Throws a TypeError unless it is absent, a duration or two bounds. */
export function checkDelay(field, delay) {
  const bounds = Array.isArray(delay) ? delay : [delay, delay];
  const right = bounds.length === 2 && bounds.every((bound) => Number.isFinite(bound) && bound >= 0);
  if (delay !== undefined && !(right && bounds[0] <= bounds[1])) {
    throw new TypeError(`${field}: expected milliseconds or [min, max], got ${JSON.stringify(delay)}`);
  }
}

/** Draws a whole number of milliseconds. */
export function draw(delay, random) {
  const [min, max] = Array.isArray(delay) ? delay : [delay, delay];
  return Math.round(min + (max - min) * random());
}

/**
 * The steps of one object: `at` is the time since its creation, `conditions` are what the controller then writes,
 * without generation and time.
 */
export function steps(kind, types, { delay, failure, neverReady }, random) {
  if (types.length === 0) return [];
  const total = draw(delay, random);
  const written = [
    types.map((type) => ({ type, status: 'Unknown', reason: 'Pending', message: 'Waiting for controller' })),
    types.map((type) => ({ type, status: 'False', reason: 'Provisioning', message: `Provisioning ${kind}` })),
  ];
  for (const last of types.keys()) {
    const before = written.at(-1);
    written.push(before.map((condition, index) => (index === last ? ready(condition.type) : condition)));
  }
  if (failure !== undefined) written.push(failed(written.pop(), failure));

  return written
    .map((conditions, index) => ({ conditions, at: Math.round((total * (index + 1)) / written.length) }))
    .slice(0, neverReady ? 2 : undefined);
}

function ready(type) {
  return { type, status: 'True', reason: type, message: '' };
}

function failed(conditions, failure) {
  const { reason, message } = typeof failure === 'string' ? { reason: failure } : failure;
  const last = { ...conditions.at(-1), status: 'False', reason, message: message ?? `failed: ${reason}` };
  return [...conditions.slice(0, -1), last];
}
