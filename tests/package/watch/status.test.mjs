// `transformControlPlaneStatus`, rule by rule.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { condition, conditions, taskwatch } from './support.mjs';

const { transformControlPlaneStatus: transform, ControlPlaneStatus } = taskwatch;
const PROVISIONING = { status: 'pending', message: 'Resource is being provisioned' };

test('no status and no conditions are pending: the resource is being provisioned', () => {
  for (const status of [
    undefined,
    null,
    {},
    { conditions: [] },
    { conditions: null },
    { conditions: undefined },
  ]) {
    assert.deepEqual(transform(status), PROVISIONING);
  }
});

test('Ready alone decides where it is present', () => {
  const others = [
    condition('Accepted', 'False', 'a', 'not accepted'),
    condition('Programmed', 'False', 'a', 'not programmed'),
  ];
  assert.deepEqual(transform(conditions(...others, condition('Ready', 'True'))), {
    status: 'success',
    message: '',
  });
  assert.deepEqual(
    transform(conditions(condition('Accepted', 'True'), condition('Ready', 'False', 'x', 'Not yet'))),
    {
      status: 'pending',
      message: 'Not yet',
    },
  );
});

test('else Accepted with Programmed, else Accepted, else the first', () => {
  const one = condition('Accepted', 'True', 'ok', 'fine');
  const two = condition('Programmed', 'False', 'x', 'programming');
  const last = condition('Other', 'False', 'x', 'other');
  assert.equal(transform(conditions(last, one, two)).message, 'programming');
  assert.deepEqual(transform(conditions(last, one)), { status: 'success', message: '' });
  assert.deepEqual(transform(conditions(last, two)), { status: 'pending', message: 'other' });
  assert.deepEqual(transform(conditions(condition('Odd', 'True'), two)), { status: 'success', message: '' });
});

test('a list requires just those, null all that are present', () => {
  const status = conditions(
    condition('A', 'True'),
    condition('B', 'False', 'x', 'b is not'),
    condition('Ready', 'True'),
  );
  assert.equal(transform(status, { requiredConditions: ['A'] }).status, 'success');
  assert.deepEqual(transform(status, { requiredConditions: ['A', 'B'] }), {
    status: 'pending',
    message: 'b is not',
  });
  assert.deepEqual(transform(status, { requiredConditions: null }), {
    status: 'pending',
    message: 'b is not',
  });
  assert.equal(transform(status, { requiredConditions: undefined }).status, 'success');
});

test('a required condition that is missing is awaited, its type in lower case', () => {
  const status = conditions(condition('Accepted', 'True'));
  assert.deepEqual(transform(status, { requiredConditions: ['Accepted', 'CertificateReady', 'DNS'] }), {
    status: 'pending',
    message: 'Awaiting certificateready; Awaiting dns',
  });
});

test('messages are joined once each, regardless of case, in the order of what is required', () => {
  const status = conditions(
    condition('A', 'False', 'x', 'Waiting for it'),
    condition('B', 'Unknown', 'x', 'WAITING FOR IT'),
    condition('C', 'False', 'x', 'More'),
    condition('D', 'True', 'x', 'fine'),
    condition('E', 'False', 'x', ''),
    condition('F', 'False'),
    condition('G', 'False', 'x', null),
  );
  assert.equal(
    transform(status, { requiredConditions: ['A', 'B', 'C', 'D', 'E', 'F', 'G'] }).message,
    'Waiting for it; More',
  );
  assert.equal(transform(status, { requiredConditions: ['C', 'B', 'A'] }).message, 'More; WAITING FOR IT');
});

test('a pending status whose conditions have no message still has one', () => {
  assert.deepEqual(transform(conditions(condition('Ready', 'Unknown'))), PROVISIONING);
});

test("'error' is only where a required condition is False with one of terminalReasons", () => {
  const status = (it) => conditions(condition('Ready', it, 'Invalid', 'bad name'));
  assert.equal(transform(status('False')).status, 'pending');
  const options = { terminalReasons: ['Quota', 'Invalid'] };
  assert.deepEqual(transform(status('False'), options), { status: 'error', message: 'bad name' });
  assert.equal(transform(status('Unknown'), options).status, 'pending');
  assert.equal(transform(status('False'), { terminalReasons: ['invalid'] }).status, 'pending');
  const other = conditions(condition('Ready', 'True'), condition('Other', 'False', 'Invalid', 'x'));
  assert.equal(transform(other, options).status, 'success');
});

test('the rest of the status goes along, computed fields win, conditions only with details', () => {
  const status = {
    ...conditions(condition('Ready', 'True')),
    status: 'mine',
    message: 'mine',
    isProgrammed: 'mine',
    nameservers: ['a'],
  };
  assert.deepEqual(transform(status), {
    status: 'success',
    message: '',
    isProgrammed: 'mine',
    nameservers: ['a'],
  });
  const detailed = transform(status, { includeConditionDetails: true });
  assert.equal(detailed.isProgrammed, false);
  assert.equal(transform(status).nameservers, status.nameservers);
});

test('details are the conditions and what Programmed and Accepted say', () => {
  const list = [condition('Accepted', 'True', 'Fine', 'a'), condition('Programmed', 'False', 'Busy', 'b')];
  const result = transform(conditions(...list), { includeConditionDetails: true });
  assert.deepEqual(
    { ...result },
    {
      status: 'pending',
      message: 'b',
      conditions: list,
      isProgrammed: false,
      programmedReason: 'Busy',
      isAccepted: true,
      acceptedReason: 'Fine',
    },
  );
  const bare = transform(undefined, { includeConditionDetails: true });
  assert.deepEqual([bare.conditions, bare.isProgrammed, bare.isAccepted], [[], false, false]);
  assert.deepEqual([bare.programmedReason, bare.acceptedReason], [undefined, undefined]);
});

test('the status that was given is not touched', () => {
  const status = Object.freeze({ ...conditions(Object.freeze(condition('Ready', 'True'))), x: 1 });
  Object.freeze(status.conditions);
  transform(status, { includeConditionDetails: true });
  assert.deepEqual(status, { ...conditions(condition('Ready', 'True')), x: 1 });
});

test('whatever it is given, nothing is thrown: what cannot be read counts as absent', () => {
  assert.equal(transform(conditions(null, undefined, condition('Ready', 'True'))).status, 'success');
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  for (const list of ['Ready', 5, {}, true, () => {}, proxy, { length: 1, 0: condition('Ready', 'True') }]) {
    assert.deepEqual(transform({ conditions: list }), PROVISIONING);
    assert.deepEqual(
      transform({ conditions: list }, { includeConditionDetails: true }).message,
      PROVISIONING.message,
    );
  }
  for (const status of ['Ready', 5, [], Symbol('s'), () => {}, proxy, 7n]) {
    assert.equal(transform(status).status, 'pending');
  }
  const biting = (name) => ({
    get [name]() {
      throw new Error('bad');
    },
  });
  assert.deepEqual(transform(biting('conditions')), PROVISIONING);
  assert.deepEqual(transform({ ...conditions(), kept: 1, [Symbol.iterator]: 2 }).kept, 1);
  const half = Object.defineProperties(
    { kept: 1, ...conditions(condition('Ready', 'True')) },
    {
      lost: Object.getOwnPropertyDescriptor(biting('lost'), 'lost'),
    },
  );
  assert.deepEqual(transform(half), { kept: 1, status: 'success', message: '' });
  assert.equal(transform(conditions(biting('type'), condition('Ready', 'True'))).status, 'success');
  assert.equal(transform(conditions('x', 5, condition('Ready', 'True'))).status, 'success');
});

test('types and statuses may be written in any case', () => {
  const status = conditions(condition('ready', 'TRUE'), condition('Other', 'false', 'Bad', 'why'));
  assert.equal(transform(status).status, 'success');
  assert.deepEqual(transform(status, { requiredConditions: ['OTHER'], terminalReasons: ['Bad'] }), {
    status: 'error',
    message: 'why',
  });
  const details = transform(conditions(condition('accepted', 'true', 'Ok')), {
    includeConditionDetails: true,
  });
  assert.deepEqual([details.isAccepted, details.acceptedReason], [true, 'Ok']);
});

test('a key such as __proto__ stays data, and lone surrogates stay as they are', () => {
  const status = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 5, "conditions": []}');
  const result = transform(status);
  assert.equal(result.polluted, undefined);
  assert.equal(result.constructor, 5);
  assert.equal(Object.hasOwn(result, '__proto__'), true);
  assert.equal(transform(conditions(condition('Ready', 'False', 'x', 'a\ud800'))).message, 'a\ud800');
});

test('ControlPlaneStatus has the three values', () => {
  assert.deepEqual({ ...ControlPlaneStatus }, { Success: 'success', Error: 'error', Pending: 'pending' });
});
