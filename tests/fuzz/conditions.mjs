// Random conditions as values, and what they mean once more as straight JavaScript over JSON: fuzzing compares the verdicts
// of the package with these.
import { PENDING_REASONS } from './reference.mjs';

const TYPES = ['Ready', 'ready', 'Accepted', 'Programmed', 'Reconciling', 'Odd'];
const PATHS = ['status.phase', 'status.email', 'spec.type', 'metadata.name', ['spec', 'records', 0, 'name']];
const INNER_PATHS = ['name', 'type', 'phase', 'state.waiting.reason'];
const LISTS = ['status.conditions', 'status.containerStatuses', 'status.parents', 'spec.records'];
const VALUES = ['Active', 'one', 'True', 'www', null, 3];

/** Rules that judge by conditions: the `ready` and `failedReasons` of a definition, and a function that says the state. */
export function randomRules(taskwatch, random) {
  const ready = randomCondition(taskwatch, random, 0, false);
  const failedReasons = random.chance(0.3) ? ['Invalid', 'Pending'] : undefined;
  return { ready: ready.value, failedReasons, judge: (object) => judge(ready.ask, object, failedReasons) };
}

function randomCondition(taskwatch, random, depth, isInner) {
  const again = (inner = isInner) => randomCondition(taskwatch, random, depth + 1, inner);
  const kind = depth > 3 ? random.below(3) : random.below(9);
  if (kind < 2) {
    const [type, status] = [random.pick(TYPES), random.pick(['True', 'True', 'False', 'Unknown'])];
    const reason = random.chance(0.2) ? random.pick(['Pending', 'Invalid']) : undefined;
    const ask = (scope) => statusCondition(scope, type, status, reason);
    return { value: taskwatch.condition(type, status, reason), ask };
  }
  if (kind === 2) {
    const path = random.pick(isInner ? INNER_PATHS : PATHS);
    const wanted = random.chance(0.5) ? undefined : random.pick(VALUES);
    const value = wanted === undefined ? taskwatch.exists(path) : taskwatch.fieldEquals(path, wanted);
    return { value, ask: (scope) => field(scope, keysOf(path), wanted) };
  }
  if (kind === 3) {
    const { value, ask } = again();
    return {
      value: taskwatch.not(value),
      ask: (scope) => ({ truth: opposite(ask(scope).truth), failed: false }),
    };
  }
  if (kind < 6) {
    const parts = Array.from({ length: 1 + random.below(3) }, () => again());
    const name = kind === 4 ? 'allOf' : 'anyOf';
    const value = taskwatch[name](...parts.map((part) => part.value));
    return {
      value,
      ask: (scope) =>
        combine(
          name,
          parts.map(({ ask }) => ask(scope)),
        ),
    };
  }
  const name = ['within', 'every', 'some'][kind - 6];
  const path = isInner
    ? random.pick(['conditions', 'state'])
    : random.pick(name === 'within' ? ['status.v2', 'spec', 'metadata'] : LISTS);
  const { value, ask } = again(true);
  return { value: taskwatch[name](path, value), ask: (scope) => nested(name, scope, keysOf(path), ask) };
}

const keysOf = (path) => (typeof path === 'string' ? path.split('.') : path);
const opposite = (truth) => (truth === undefined ? undefined : !truth);
const isWord = (value, word) => typeof value === 'string' && value.toLowerCase() === word.toLowerCase();
const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const UNKNOWN = { truth: undefined, failed: false };

function at(value, keys) {
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value ?? undefined;
}

/** A whole number, exactly. */
function generation(value) {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)
    ? BigInt(value.trim().replace('+', ''))
    : undefined;
}

function isStale(scope, observed) {
  const [seen, now] = [generation(observed), generation(scope.generation)];
  return seen !== undefined && now !== undefined && seen < now;
}

/** The status of a scope, if it is there and not stale. */
function usable({ status, ...scope }) {
  const isThere = isRecord(status) && Object.keys(status).length > 0;
  return isThere && !isStale(scope, status.observedGeneration) ? status : undefined;
}

function statusCondition(scope, type, status, reason) {
  const found = usable(scope);
  if (found === undefined) return UNKNOWN;
  const one = first(found, type);
  if (one === undefined) return { truth: false, failed: false };
  if (isStale(scope, one.observedGeneration)) return UNKNOWN;
  const own = ['True', 'False'].find((word) => isWord(one.status, word)) ?? 'Unknown';
  const fails = status === 'True' && own === 'False' && typeof one.reason === 'string' && one.reason !== '';
  return {
    truth: own === status && (reason === undefined || one.reason === reason),
    failed: fails && scope.isFailure(one.reason),
  };
}

const first = (status, type) =>
  (status.conditions ?? []).find((one) => one !== null && one !== undefined && isWord(one.type, type));

function field(scope, keys, wanted) {
  if ((scope.isInner || keys[0] === 'status') && usable(scope) === undefined) return UNKNOWN;
  const found = at(scope.root, keys);
  if (wanted === undefined) return { truth: found !== undefined, failed: false };
  return { truth: wanted === null ? found === undefined : found === wanted, failed: false };
}

function nested(name, scope, keys, ask) {
  if ((scope.isInner || keys[0] === 'status') && usable(scope) === undefined) return UNKNOWN;
  const found = at(scope.root, keys);
  const single = found === undefined ? [] : [found];
  const items = name === 'within' ? single : Array.isArray(found) ? found : [];
  if (items.length === 0) return UNKNOWN;
  const each = items.map((item) => ask({ ...scope, root: item, status: item, isInner: true }));
  return combine(name === 'some' ? 'anyOf' : 'allOf', each);
}

function combine(name, parts) {
  const decisive = name === 'anyOf';
  const truths = parts.map((part) => part.truth);
  const truth = truths.includes(decisive) ? decisive : truths.includes(undefined) ? undefined : !decisive;
  // An `anyOf` that holds has not failed, although one of its parts has.
  return { truth, failed: truth !== true && parts.some((part) => part.failed) };
}

/** The state by the contract's sentences. */
function judge(ask, object, failedReasons) {
  if (object.metadata?.deletionTimestamp) return 'pending';
  const isFailure = (reason) => failedReasons?.includes(reason) ?? !PENDING_REASONS.includes(reason);
  const scope = {
    root: object,
    status: object.status,
    generation: object.metadata?.generation,
    isInner: false,
    isFailure,
  };
  const { truth, failed } = ask(scope);
  if (truth === true) return 'ready';
  const says = (type) => statusCondition(scope, type, 'True').truth === true;
  if (says('Stalled')) return 'failed';
  return failed && !says('Reconciling') ? 'failed' : 'pending';
}
