// What waiters, `waitForResource`, `defineResource`, `transformControlPlaneStatus` and `condition` say of wrong options, and
// that they read each option once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TYPE, afterTest, deafSource, rejection, soon, taskwatch } from './support.mjs';

const {
  condition,
  defineResource,
  exists,
  transformControlPlaneStatus,
  waitForProjectReady,
  waitForResource,
} = taskwatch;
const DEFINITION = { resourceType: TYPE, scope: 'project', adapt: (raw) => raw, ready: ['Ready'] };
const thrown = new Error('thrown by a getter');

/** An object with a field that throws when it is read. */
function throwing(field, fields) {
  return Object.defineProperty({ ...fields }, field, {
    get() {
      throw thrown;
    },
    enumerable: true,
  });
}

function assertTypeError(error, name, rest) {
  assert.equal(error.name, 'TypeError');
  assert.equal(error.message, `Expected \`${name}\` to be ${rest}`);
}

for (const [options, name, rest] of [
  [5, 'options', 'an object, got 5'],
  ['x', 'options', 'an object, got "x"'],
  [[], 'options', 'an object, got an array'],
  [{ minGeneration: 'x' }, 'minGeneration', 'a whole number, as a number, a string or a BigInt, got "x"'],
  [{ minGeneration: 1.5 }, 'minGeneration', 'a whole number, as a number, a string or a BigInt, got 1.5'],
  [{ minGeneration: null }, 'minGeneration', 'a whole number, as a number, a string or a BigInt, got null'],
  [{ failureGrace: -1 }, 'failureGrace', 'a number of milliseconds from 0, got -1'],
  [{ failureGrace: NaN }, 'failureGrace', 'a number of milliseconds from 0, got NaN'],
  [{ failureGrace: '1' }, 'failureGrace', 'a number of milliseconds from 0, got "1"'],
  [{ adapt: {} }, 'adapt', 'a function, got an object'],
  [{ onStatus: 5 }, 'onStatus', 'a function, got 5'],
  [throwing('signal'), 'signal', 'readable, got an error'],
  [throwing('minGeneration'), 'minGeneration', 'readable, got an error'],
]) {
  test(`a waiter and waitForResource refuse a wrong ${name}: ${rest}`, async () => {
    const resource = defineResource(DEFINITION);
    const waits = [
      waitForProjectReady('acme', 'p', options),
      taskwatch.waitForDnsZoneReady('p', 'zone', options),
      resource.waitForReady('p', 'thing', options),
    ];
    if (typeof options === 'object' && !Array.isArray(options)) {
      const given = { resourceType: TYPE, until: exists() };
      waits.push(waitForResource(Object.defineProperties(given, Object.getOwnPropertyDescriptors(options))));
    } else waits.push(waitForResource(options));
    for (const wait of waits) {
      const error = await rejection(soon(wait));
      assertTypeError(error, name, rest);
      assert.equal(error.cause, rest.startsWith('readable') ? thrown : undefined);
    }
  });
}

test('waitForResource needs options, and an until', async () => {
  for (const [options, name, rest] of [
    [undefined, 'options', 'an object, got undefined'],
    [null, 'options', 'an object, got null'],
    [{ resourceType: TYPE }, 'until', 'a function or a condition, got undefined'],
    [{ until: ['Ready'] }, 'until', 'a function or a condition, got an array'],
    [{ until: {} }, 'until', 'a function or a condition, got an object'],
    [{ until() {}, failWhen: 5 }, 'failWhen', 'a function or a condition, got 5'],
    [{ until() {}, match: 'x' }, 'match', 'a function, got "x"'],
  ]) {
    assertTypeError(await rejection(soon(waitForResource(options))), name, rest);
  }
});

test('the arguments of waiters are strings that are not empty, where the scope has an id', async () => {
  const of = (scope) => defineResource({ ...DEFINITION, scope }).waitForReady;
  const expected = 'a string that is not empty';
  for (const [wait, id] of [
    [waitForProjectReady, 'orgId'],
    [taskwatch.waitForSecretReady, 'projectId'],
    [of('organization'), 'scopeId'],
    [of('project'), 'scopeId'],
  ]) {
    assertTypeError(await rejection(soon(wait(undefined, 'it'))), id, `${expected}, got undefined`);
    assertTypeError(await rejection(soon(wait('', 'it'))), id, `${expected}, got ""`);
    assertTypeError(await rejection(soon(wait('x', 5))), 'name', `${expected}, got 5`);
  }
  for (const [scope, ...before] of [['user', undefined], ['cluster']]) {
    assertTypeError(await rejection(soon(of(scope)(...before, ''))), 'name', `${expected}, got ""`);
    const wait = of(scope)(...before, 'it', { source: deafSource() });
    afterTest(() => wait.cancel());
  }
  assertTypeError(await rejection(soon(of('cluster')('s', 'it'))), 'options', 'an object, got "it"');
});

test('each option is read once', async () => {
  const counts = {};
  const options = {
    source: deafSource(),
    until: () => false,
    resourceType: TYPE,
    name: 'it',
    failureGrace: 5,
  };
  const counted = new Proxy(options, {
    get(target, key) {
      counts[key] = (counts[key] ?? 0) + 1;
      return target[key];
    },
  });
  const wait = waitForResource(counted);
  afterTest(() => wait.cancel());
  assert.deepEqual(
    Object.keys(options).filter((key) => counts[key] !== 1),
    [],
  );
  assert.equal(Math.max(...Object.values(counts)), 1);
  assert.equal(counts.onEvent, undefined);
});

for (const [change, name, rest] of [
  [{ resourceType: '' }, 'resourceType', 'a string that is not empty, got ""'],
  [{ scope: 'galaxy' }, 'scope', `'organization', 'project', 'user' or 'cluster', got "galaxy"`],
  [{ scope: { organization: 1 } }, 'scope', `'organization', 'project', 'user' or 'cluster', got an object`],
  [{ namespace: '' }, 'namespace', 'a string that is not empty, or null, got ""'],
  [{ adapt: undefined }, 'adapt', 'a function, got undefined'],
  [{ ready: [] }, 'ready', 'a list of condition types that is not empty, or a condition, got an array'],
  [{ ready: [5] }, 'ready', 'a list of condition types that is not empty, or a condition, got an array'],
  [{ ready: {} }, 'ready', 'a list of condition types that is not empty, or a condition, got an object'],
  [{ ready: 'Ready' }, 'ready', 'a list of condition types that is not empty, or a condition, got "Ready"'],
  [{ failed: {} }, 'failed', 'a function or a condition, got an object'],
  [{ pendingReasons: [null] }, 'pendingReasons', 'a list of strings, got an array'],
]) {
  test(`a definition with a wrong ${name} is refused: ${JSON.stringify(change)}`, () => {
    assert.throws(
      () => defineResource({ ...DEFINITION, ...change }),
      (error) => {
        assertTypeError(error, name, rest);
        return true;
      },
    );
  });
}

test('a definition that is no object or cannot be read is refused', () => {
  for (const [definition, name, rest] of [
    [undefined, 'definition', 'an object, got undefined'],
    [null, 'definition', 'an object, got null'],
    [[], 'definition', 'an object, got an array'],
    [throwing('ready', DEFINITION), 'ready', 'readable, got an error'],
    [{ ...DEFINITION, ready: throwing(0, ['Ready']) }, 'ready', undefined],
  ]) {
    assert.throws(
      () => defineResource(definition),
      (error) => {
        if (rest !== undefined) assertTypeError(error, name, rest);
        return error.name === 'TypeError' && error.message.includes(`\`${name}\``);
      },
    );
  }
});

test('a definition stays what it was when it was given', () => {
  const given = { ...DEFINITION, ready: ['Ready'], pendingReasons: ['Odd'] };
  const { verdict } = defineResource(given);
  given.ready.push('Other');
  given.pendingReasons.length = 0;
  given.adapt = undefined;
  const of = (status, reason) =>
    verdict({ status: { conditions: [{ type: 'Ready', status, reason }] } }).state;
  assert.equal(of('True', 'Ok'), 'ready');
  assert.equal(of('False', 'Odd'), 'pending');
});

test('a wrong option of transformControlPlaneStatus counts as absent, and nothing is thrown', () => {
  const status = { conditions: [{ type: 'Ready', status: 'False', reason: 'Bad', message: 'why' }] };
  for (const options of [
    5,
    [],
    { requiredConditions: 'Ready' },
    { requiredConditions: ['A', 5] },
    { terminalReasons: {} },
    { terminalReasons: ['Bad', 5] },
    { includeConditionDetails: 'yes' },
    throwing('terminalReasons'),
    throwing('requiredConditions'),
    null,
  ]) {
    assert.deepEqual(transformControlPlaneStatus(status, options), { status: 'pending', message: 'why' });
  }
});

test('condition has the same messages', () => {
  for (const [given, name, rest] of [
    [[''], 'type', 'a string that is not empty, got ""'],
    [['A', 'yes'], 'status', `'True', 'False' or 'Unknown', got "yes"`],
    [['A', 'True', 5], 'reason', 'a string that is not empty, got 5'],
  ]) {
    assert.throws(
      () => condition(...given),
      (error) => {
        assertTypeError(error, name, rest);
        return true;
      },
    );
  }
});
