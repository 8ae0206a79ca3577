// `within`, `every` and `some`: what is read of nested things, and what callers' objects can do. The rules are tested in
// the crate.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  added,
  condition as c,
  conditions,
  deafSource,
  hasSettled,
  modified,
  rejection,
  soon,
  taskwatch,
  TYPE,
  zone,
} from './support.mjs';

const {
  allOf,
  anyOf,
  condition,
  defineResource,
  deleted,
  every,
  exists,
  fieldEquals,
  not,
  some,
  waitForResource,
  within,
} = taskwatch;

const route = (...parents) => zone({ generation: 2, status: { parents } });
const parent = (name, ...list) => ({ parentRef: { name }, ...conditions(...list) });
const accepted = (status = 'True', reason = 'Accepted', more = {}) =>
  c('Accepted', status, reason, 'why', more);

function verdictOf(ready, more) {
  return defineResource({ resourceType: TYPE, scope: 'project', adapt: (raw) => raw, ready, ...more })
    .verdict;
}

const state = (ready, object) => verdictOf(ready)(object).state;

test('within judges what is at a path as if it were the status', () => {
  const machine = (...list) =>
    zone({ status: { ...conditions(c('Available', 'False', 'Bad')), v1beta2: conditions(...list) } });
  const available = within('status.v1beta2', condition('available'));
  assert.equal(state(available, machine(c('Available', 'True', 'Ok'))), 'ready');
  assert.equal(state(available, machine(c('Available', 'False', 'Bad'))), 'failed');
  assert.equal(state(available, machine(c('Available', 'False', 'Provisioning'))), 'pending');
  assert.equal(state(available, machine(c('Other', 'True'))), 'pending');
  const infrastructure = within(['status', 'nested.dots', 0], fieldEquals('phase', 'Up'));
  assert.equal(state(infrastructure, zone({ status: { 'nested.dots': [{ phase: 'Up' }] } })), 'ready');
  assert.equal(state(infrastructure, zone({ status: { 'nested.dots': [{ phase: 'Down' }] } })), 'pending');
});

test('every and some judge each element of a list, with paths relative to it', () => {
  const all = every('status.parents', condition('Accepted'));
  const one = some('status.parents', condition('Accepted'));
  const yes = parent('a', accepted());
  const soft = parent('b', accepted('False', 'Pending'));
  const bad = parent('c', accepted('False', 'NoMatchingParent'));
  for (const [object, ofAll, ofOne] of [
    [route(yes, yes), 'ready', 'ready'],
    [route(yes, soft), 'pending', 'ready'],
    [route(soft, bad), 'failed', 'failed'],
    [route(yes, bad), 'failed', 'ready'],
    [route(soft), 'pending', 'pending'],
  ]) {
    assert.equal(state(all, object), ofAll);
    assert.equal(state(one, object), ofOne);
  }
  const named = some('status.parents', allOf(fieldEquals('parentRef.name', 'b'), condition('Accepted')));
  assert.equal(state(named, route(yes)), 'pending');
  assert.equal(state(named, route(yes, parent('b', accepted()))), 'ready');
  const listeners = every('spec.listeners', exists(['tls', 'mode']));
  assert.equal(state(listeners, zone({ spec: { listeners: [{ tls: { mode: 'Terminate' } }] } })), 'ready');
  assert.equal(state(listeners, zone({ spec: { listeners: [{ port: 80 }] } })), 'pending');
});

test('of an absent or empty list neither they nor their not hold', () => {
  for (const make of [every, some, within]) {
    for (const status of [
      undefined,
      {},
      { parents: undefined },
      { parents: null },
      { phase: 'x' },
      { parents: [] },
    ]) {
      if (make === within && Array.isArray(status?.parents)) continue;
      for (const part of [condition('Accepted'), not(condition('Accepted')), not(exists('x'))]) {
        const value = make('status.parents', part);
        for (const judged of [value, not(value), not(not(value))]) {
          const { state, message } = verdictOf(judged)(zone({ status }));
          assert.equal(state, 'pending');
          assert.notEqual(message, '');
        }
      }
    }
  }
  for (const odd of ['x', 5, true, { length: 1 }, {}]) {
    const value = every('status.parents', not(condition('Bad')));
    assert.equal(state(value, zone({ status: { parents: odd } })), 'pending');
    assert.equal(state(not(value), zone({ status: { parents: odd } })), 'pending');
  }
  for (const odd of [null, undefined, 'x', 5, {}, []]) {
    assert.equal(
      state(every('status.parents', not(condition('Bad'))), route(parent('a', accepted()), odd)),
      'pending',
    );
  }
});

test('conditions inside have an observedGeneration of their own, however it is written', () => {
  const all = every('status.parents', condition('Accepted'));
  const opposite = not(every('status.parents', condition('Accepted', 'False')));
  for (const [observed, expected] of [
    [1, 'pending'],
    ['1', 'pending'],
    [1n, 'pending'],
    [2, 'ready'],
    ['2', 'ready'],
    [3n, 'ready'],
    [null, 'ready'],
  ]) {
    const object = route(
      parent('a', accepted()),
      parent('b', accepted('True', 'Ok', { observedGeneration: observed })),
    );
    assert.equal(state(all, object), expected, String(observed));
    const of = { ...parent('b', accepted()), observedGeneration: observed };
    assert.equal(state(all, route(parent('a', accepted()), of)), expected, `${observed} of the element`);
    assert.equal(state(opposite, route(of)), expected, `${observed}, not`);
  }
  const stale = { ...route(parent('a', accepted())).status, observedGeneration: 1 };
  assert.equal(state(all, zone({ generation: 2, status: stale })), 'pending');
  assert.match(verdictOf(all)(zone({ generation: 2, status: stale })).message, /stale/);
});

test('the verdict has the condition that decided, and says what is awaited', () => {
  const bad = accepted('False', 'NotAllowedByListeners');
  const object = route(parent('a', accepted()), parent('b', bad));
  const verdict = verdictOf(every('status.parents', condition('Accepted')));
  const found = verdict(object);
  assert.equal(found.condition, bad);
  assert.deepEqual(
    { ...found },
    { state: 'failed', reason: 'NotAllowedByListeners', message: 'why', condition: bad },
  );
  const last = accepted('True', 'Fine', { message: 'last' });
  assert.equal(verdict(route(parent('a', accepted()), parent('b', last))).condition, last);
  assert.equal(verdict(route()).message, 'Awaiting status.parents');
  assert.equal(verdict(route(parent('a', c('Other', 'True')))).message, 'Awaiting accepted');
  const named = verdictOf(every('status.parents', fieldEquals('parentRef.name', 'z')));
  assert.equal(named(route(parent('a'))).message, 'Awaiting status.parents[*].parentRef.name');
});

test('they nest, and mix with all others', () => {
  const gateway = (listeners) => zone({ status: { listeners, ...conditions(c('Programmed', 'True')) } });
  const value = allOf(
    condition('Programmed'),
    every(
      'status.listeners',
      allOf(condition('Ready'), some('supportedKinds', fieldEquals('kind', 'HTTPRoute'))),
    ),
    not(some('status.listeners', condition('Conflicted'))),
  );
  const listener = (kinds, ...list) => ({
    supportedKinds: kinds.map((kind) => ({ kind })),
    ...conditions(...list),
  });
  assert.equal(state(value, gateway([listener(['GRPCRoute', 'HTTPRoute'], c('Ready', 'True'))])), 'ready');
  assert.equal(state(value, gateway([listener(['GRPCRoute'], c('Ready', 'True'))])), 'pending');
  assert.equal(
    state(value, gateway([listener(['HTTPRoute'], c('Ready', 'True'), c('Conflicted', 'True'))])),
    'pending',
  );
  assert.equal(state(anyOf(value, exists('spec.domainName')), gateway([])), 'ready');
});

test('a wait resolves once every element is as it has to be', async () => {
  const source = deafSource();
  const wait = waitForResource({
    resourceType: TYPE,
    name: 'zone',
    source,
    until: every('status.parents', condition('Accepted')),
    failWhen: some('status.parents', condition('Accepted', 'False', 'Bad')),
  });
  source.scripted.emit(added(route()));
  source.scripted.emit(modified(route(parent('a', accepted('False', 'Pending')))));
  assert.equal(await hasSettled(wait), false);
  const object = route(parent('a', accepted()));
  source.scripted.emit(modified(object));
  assert.equal(await soon(wait), object);
  const failing = waitForResource({
    resourceType: TYPE,
    name: 'zone',
    source,
    until: condition('Ready'),
    failWhen: some('status.parents', condition('Accepted', 'False', 'Bad')),
  });
  source.scripted.emit(added(route(parent('a', accepted()), parent('b', accepted('False', 'Bad')))));
  const error = await rejection(soon(failing));
  assert.deepEqual([error.name, error.reason], ['ResourceFailedError', 'Bad']);
});

test('a long list gives a verdict whose condition moves, call after call', () => {
  const verdict = verdictOf(every('status.parents', condition('Accepted')));
  for (let at = 0; at < 300; at += 1) {
    const bad = accepted('False', 'Bad');
    const parents = Array.from({ length: 300 }, (_, index) => parent('a', index === at ? bad : accepted()));
    assert.equal(verdict(route(...parents)).condition, bad);
  }
});

test('what bites, lies or leads back to itself is an AdapterError with its path, and the next call works', () => {
  const verdict = verdictOf(every('status.parents', condition('Accepted')));
  const biting = (name) => ({
    get [name]() {
      throw new Error('bites');
    },
  });
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  for (const [object, path] of [
    [zone({ status: biting('parents') }), 'status.parents'],
    [route(biting('conditions')), 'status.parents[0]'],
    [route(parent('a', accepted()), conditions(biting('type'))), 'status.parents[1].conditions[0]'],
    [route({ conditions: 'x' }), 'status.parents[0].conditions'],
  ]) {
    assert.throws(() => verdict(object), { name: 'AdapterError', path });
    assert.equal(verdict(route(parent('a', accepted()))).state, 'ready');
  }
  assert.equal(verdict(zone({ status: { parents: proxy } })).state, 'pending');
  const circle = [];
  circle.push({ items: circle }, { items: circle });
  let deep = condition('Accepted');
  for (let depth = 0; depth < 40; depth += 1) deep = every('items', deep);
  assert.throws(() => verdictOf(every('status.items', deep))(zone({ status: { items: circle } })), {
    name: 'AdapterError',
  });
  const lies = new Proxy([], {
    get: (target, key) => (key === 'length' ? 2 ** 40 : Reflect.get(target, key)),
  });
  assert.throws(() => verdict(zone({ status: { parents: lies } })), { name: 'AdapterError' });
  assert.equal(verdict(route(parent('a', accepted()))).state, 'ready');
});

test('a getter that asks for another verdict of the same kind does no harm', () => {
  const verdict = verdictOf(every('status.parents', condition('Accepted')));
  const object = route({
    get conditions() {
      assert.equal(verdict(route(parent('a', accepted('False', 'Bad')))).state, 'failed');
      return [accepted()];
    },
  });
  assert.equal(verdict(object).state, 'ready');
});

test('what cannot be one is a TypeError that names what is wrong', () => {
  for (const [make, name] of [
    [() => within('', condition('A')), 'path'],
    [() => every([], condition('A')), 'path'],
    [() => some(5, condition('A')), 'path'],
    [() => within('a'), 'within'],
    [() => every('a', 'Ready'), 'every'],
    [() => some('a', () => true), 'some'],
  ]) {
    assert.throws(make, (error) => error instanceof TypeError && error.message.includes(`\`${name}\``));
  }
  assert.ok(Object.isFrozen(every('a', deleted())));
});
