// What is fuzzed: every function of the package that judges or adapts an object. Those that are added to the package
// are found by their names. Each target says what must hold of what came out.
import assert from 'node:assert/strict';
import { randomRules } from './conditions.mjs';
import { randomFrom } from './random.mjs';
import { brokenFields, kstatusOf } from './reference.mjs';

/** The targets, by name: functions of an input, whether it is plain JSON, and its seed. What they throw is a finding. */
export function targetsOf(taskwatch) {
  const {
    AdapterError,
    allOf,
    anyOf,
    computeStatus,
    condition,
    defineResource,
    exists,
    fieldEquals,
    not,
    transformControlPlaneStatus,
  } = taskwatch;
  const guarded = (call, check) => (input, isPlain, seed) => {
    let result;
    try {
      result = call(input, seed);
    } catch (error) {
      checkRefusal(error, AdapterError);
      return 'refused';
    }
    check(result, input, isPlain, seed);
    return 'answered';
  };
  /** Those that never throw. */
  const unguarded = (call, check) => (input, isPlain) => {
    check(call(input), input, isPlain);
    return 'answered';
  };
  const targets = {
    computeStatus: unguarded(computeStatus, checkComputed),
    transformControlPlaneStatus: unguarded(
      (object) =>
        transformControlPlaneStatus(isRecord(object) ? statusOf(object) : object, {
          includeConditionDetails: true,
          terminalReasons: ['Invalid', 'Conflict'],
        }),
      checkControlPlane,
    ),
  };
  const statement = anyOf(
    allOf(condition('Ready'), not(condition('Accepted', 'False', 'Invalid'))),
    fieldEquals('status.phase', 'Active'),
    exists('status.email'),
  );
  const defined = defineResource({
    resourceType: 'api/v1/things',
    scope: 'project',
    adapt: (object) => object,
    ready: statement,
    pendingReasons: ['Odd'],
  });
  targets['defineResource().verdict'] = guarded(defined.verdict, checkJudged);
  const rules = Array.from({ length: 61 }, (_, seed) => randomRules(taskwatch, randomFrom(1_000 + seed)));
  const verdicts = rules.map(({ ready, failedReasons }) => {
    const { verdict } = defineResource({
      resourceType: 'api/v1/things',
      scope: 'project',
      adapt: (object) => object,
      ready,
      failedReasons,
    });
    return verdict;
  });
  targets['random conditions'] = guarded(
    (object, seed) => verdicts[seed % rules.length](object),
    ({ state }, object, isPlain, seed) => {
      if (isPlain) assert.equal(state, rules[seed % rules.length].judge(object));
    },
  );
  for (const [name, value] of Object.entries(taskwatch)) {
    if (/^verdictOf[A-Z]/.test(name))
      targets[name] = guarded(value, name === 'verdictOfSecret' ? checkShape : checkVerdict);
    if (/^to[A-Z]/.test(name))
      targets[name] = guarded(value, name === 'toSecret' ? checkSecret : checkAdapted);
  }
  return targets;
}

const isRecord = (value) => typeof value === 'object' && value !== null;

function statusOf(object) {
  try {
    return object.status;
  } catch {
    return object;
  }
}

/** An object may be refused only in one way. */
function checkRefusal(error, AdapterError) {
  if (!(error instanceof AdapterError)) throw error;
  assert.equal(typeof error.path, 'string');
  assert.ok(error.message.length > 0 && error.message.length < 1000);
  assert.doesNotMatch(error.message, /seti_1_secret|c2VjcmV0/, 'a secret value came out');
}

const isWord = (value, word) => typeof value === 'string' && value.toLowerCase() === word.toLowerCase();

/** Without a `not` a condition makes ready by `True` and fails by `False`, but for the one that says that it is stuck. */
function checkVerdict(verdict, object, isPlain) {
  checkJudged(verdict, object, isPlain);
  const { state, condition } = verdict;
  if (!isPlain || state === 'pending' || condition === undefined) return;
  const isStalled = isWord(condition.type, 'Stalled');
  assert.ok(isWord(condition.status, state === 'ready' || isStalled ? 'True' : 'False'), condition.status);
  if (state === 'failed' && !isStalled)
    assert.ok(typeof condition.reason === 'string' && condition.reason !== '', 'failed without a reason');
}

function checkJudged(verdict, object, isPlain) {
  checkShape(verdict, object, isPlain);
  if (!isPlain || verdict.state === 'pending') return;
  const [generation, observed] = [object.metadata?.generation, object.status?.observedGeneration].map(
    asGeneration,
  );
  if (generation !== undefined && observed !== undefined)
    assert.ok(observed >= generation, `${verdict.state} by a status that is stale`);
}

/** All that holds of a secret, which is ready where it exists and has no status. */
function checkShape({ state, reason, message, condition, ...rest }, object, isPlain) {
  assert.deepEqual(rest, {});
  assert.ok(['ready', 'pending', 'failed'].includes(state), state);
  for (const text of [reason, message]) assert.equal(typeof text, 'string');
  if (!isPlain) return;
  if (condition !== undefined)
    assert.ok(object.status.conditions.includes(condition), 'the condition is not one of the object');
  if (state !== 'pending') assert.ok(!object.metadata?.deletionTimestamp, `${state} while it is deleted`);
}

function asGeneration(value) {
  if (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)) return Number(value);
  return Number.isInteger(value) ? value : undefined;
}

function checkControlPlane({ status, message, conditions, isAccepted, isProgrammed }) {
  assert.ok(['success', 'error', 'pending'].includes(status), status);
  assert.equal(typeof message, 'string');
  assert.equal(message === '', status === 'success', `${status}: ${message}`);
  assert.ok(Array.isArray(conditions));
  assert.deepEqual([typeof isAccepted, typeof isProgrammed], ['boolean', 'boolean']);
}

function checkComputed({ status, message, conditions, ...rest }, object, isPlain) {
  assert.deepEqual(rest, {});
  assert.ok(
    ['InProgress', 'Failed', 'Current', 'Terminating', 'NotFound', 'Unknown'].includes(status),
    status,
  );
  assert.equal(typeof message, 'string');
  const type = { InProgress: 'Reconciling', Failed: 'Stalled' }[status];
  assert.deepEqual(
    conditions.map((one) => one.type),
    type === undefined ? [] : [type],
  );
  for (const one of conditions) {
    assert.deepEqual(Object.keys(one), ['type', 'status', 'reason', 'message']);
    assert.deepEqual([one.status, typeof one.reason, typeof one.message], ['True', 'string', 'string']);
  }
  if (!isPlain) return;
  const [expected, reason] = kstatusOf(object);
  assert.equal(status, expected);
  if (typeof object === 'object' && object !== null && !Array.isArray(object)) {
    const broken = brokenFields(object);
    if (broken.length > 0)
      assert.ok(
        broken.some((path) => message.startsWith(`${path || 'the object'}: expected `)),
        message,
      );
  }
  if (type !== undefined) assert.equal(conditions[0].reason, typeof reason === 'string' ? reason : '');
}

function checkAdapted(adapted, object, isPlain) {
  for (const key of ['uid', 'name', 'namespace', 'resourceVersion'])
    assert.equal(typeof adapted[key], 'string');
  for (const date of [adapted.createdAt, adapted.deletionTimestamp])
    assert.ok(date === undefined || Number.isFinite(date.getTime()));
  for (const texts of [adapted.labels, adapted.annotations])
    for (const text of Object.values(texts)) assert.equal(typeof text, 'string');
  assert.equal(Object.getPrototypeOf(adapted), Object.prototype);
  if (isPlain) assert.equal(adapted.name, object.metadata?.name ?? '');
}

function checkSecret(adapted, object, isPlain) {
  checkAdapted(adapted, object, isPlain);
  if (isPlain) assert.ok(!JSON.stringify(adapted).includes('c2VjcmV0'), 'a secret value came out');
}
