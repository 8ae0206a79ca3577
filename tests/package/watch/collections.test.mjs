// `waitForResources`: waits for all objects of a collection. When it is known as a whole is tested in the crate.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  added,
  afterTest,
  condition as c,
  conditions,
  deafSource,
  deleted as gone,
  fakeTime,
  hasSettled,
  modified,
  rejection,
  scriptedSource,
  soon,
  taskwatch,
  TYPE,
  zone,
} from './support.mjs';

const { condition, deleted, exists, waitForResources } = taskwatch;

const pod = (name, status = 'True', more = {}) =>
  zone({
    name,
    uid: `uid-${name}`,
    status: conditions(c('Ready', status, 'Why', `${name} is ${status}`)),
    ...more,
  });

function start(source, options = {}) {
  const wait = waitForResources({
    resourceType: TYPE,
    projectId: 'p',
    labelSelector: 'app=shop',
    source,
    until: condition('Ready'),
    ...options,
  });
  afterTest(() => wait.cancel());
  return wait;
}

const names = (objects) => objects.map(({ metadata }) => metadata.name);

test('it resolves with the objects once all of them are ready at the same time', async () => {
  const source = scriptedSource();
  source.set([pod('a'), pod('b', 'Unknown')]);
  const wait = start(source);
  assert.deepEqual(source.subscriptions, [{ resourceType: TYPE, projectId: 'p', labelSelector: 'app=shop' }]);
  assert.equal(await hasSettled(wait), false);
  source.emit(modified(pod('a', 'False')));
  source.emit(modified(pod('b')));
  assert.equal(await hasSettled(wait), false, 'a is not ready any more');
  source.emit(modified(pod('a')));
  assert.deepEqual(names(await soon(wait)), ['a', 'b']);
  assert.equal(source.subscriptions.length, 0);
});

test('the first ready object does not stand for those that are yet to be read', async () => {
  let answer;
  const source = deafSource({ read: () => new Promise((resolve) => (answer = resolve)) });
  const wait = start(source);
  source.scripted.emit(added(pod('a')));
  assert.equal(await hasSettled(wait), false);
  answer([pod('a'), pod('b', 'Unknown')]);
  assert.equal(await hasSettled(wait), false);
  source.scripted.emit(modified(pod('b')));
  assert.deepEqual(names(await soon(wait)), ['a', 'b']);
});

test('of a source without a read, what it delivers in one turn is judged together', async () => {
  for (const more of [
    {},
    { consistent: true },
    { consistent: true, read: async () => assert.fail('it is not read') },
  ]) {
    const source = deafSource(more);
    const wait = start(source);
    source.scripted.emit(added(pod('a')));
    source.scripted.emit(added(pod('b', 'Unknown')));
    assert.equal(await hasSettled(wait), false);
    source.scripted.emit(gone(pod('b', 'Unknown')));
    assert.deepEqual(names(await soon(wait)), ['a']);
  }
});

test('atLeast is the least number of objects', async () => {
  const source = scriptedSource();
  source.set({ items: [pod('a')] });
  const told = [];
  const wait = start(source, {
    atLeast: 3,
    onStatus: ({ state, message }) => told.push(`${state} ${message}`),
  });
  assert.equal(await hasSettled(wait), false);
  source.emit(added(pod('b')));
  assert.equal(await hasSettled(wait), false);
  source.emit(added(pod('c')));
  assert.deepEqual(names(await soon(wait)), ['a', 'b', 'c']);
  assert.deepEqual(told.slice(0, 2), [
    'pending Awaiting 3 objects, found 1',
    'pending Awaiting 3 objects, found 2',
  ]);
  assert.match(told.at(-1), /^ready /);
  const empty = scriptedSource();
  const none = start(empty);
  assert.equal(await hasSettled(none), false, 'an empty collection is not ready');
});

test('until: deleted() resolves with [] when none is left', async () => {
  for (const consistent of [false, true]) {
    const source = { ...scriptedSource(), consistent };
    source.set([]);
    assert.deepEqual(await soon(start(source, { until: deleted() })), [], 'none was there');
    source.set([pod('a'), pod('b')]);
    const wait = start(source, { until: deleted(), atLeast: 2 });
    assert.equal(await hasSettled(wait), false);
    source.emit(gone(pod('a')));
    assert.equal(await hasSettled(wait), false);
    source.emit(gone(pod('b')));
    assert.deepEqual(await soon(wait), []);
  }
  const deaf = deafSource();
  const wait = start(deaf, { until: deleted() });
  assert.equal(await hasSettled(wait), false, 'nobody knows whether there is one');
  deaf.scripted.emit(added(pod('a', 'True', { deletionTimestamp: '2026-03-05T08:30:00Z' })));
  assert.equal(await hasSettled(wait), false);
  deaf.scripted.emit(gone(pod('a')));
  assert.deepEqual(await soon(wait), []);
});

test('reads that fail do not tell that none is left', async () => {
  const time = fakeTime();
  for (const code of [500, 403]) {
    const source = scriptedSource();
    source.failReads({ code });
    const wait = start(source, { until: deleted() });
    await time.advance(20_000);
    assert.equal(await hasSettled(wait), false, String(code));
    source.set([]);
    await time.advance(60_000);
    assert.deepEqual(await soon(wait), []);
  }
});

test('after a gap of a consistent source all is known once a read has worked, whatever came first', async () => {
  const time = fakeTime();
  const present = new Map([['a', pod('a')]]);
  const tell = async () => [...present.values()];
  let answer = tell;
  let emit;
  const source = {
    consistent: true,
    subscribe(_options, onEvent) {
      emit = onEvent;
      for (const object of present.values()) onEvent(added(object));
      return () => {};
    },
    read: () => answer(),
  };
  const wait = start(source, { until: deleted() });
  await time.advance(5_000);
  answer = async () => {
    throw new Error('not now');
  };
  emit({ type: 'ERROR', object: { code: 500 } });
  await time.advance(1_100);
  present.set('b', pod('b'));
  emit(added(pod('b')));
  await time.advance(500);
  answer = tell;
  await time.advance(60_000);
  for (const name of ['a', 'b']) {
    assert.equal(await hasSettled(wait), false, name);
    present.delete(name);
    emit(gone(pod(name)));
  }
  assert.deepEqual(await soon(wait), []);
});

test('an answer from before a gap does not speak of what a consistent source is about to replay', async () => {
  const time = fakeTime();
  const present = [];
  let emit;
  const source = {
    consistent: true,
    subscribe(_options, onEvent) {
      emit = onEvent;
      for (const object of present) onEvent(added(object));
      return () => {};
    },
    read() {
      const then = [...present];
      return new Promise((resolve) => setTimeout(() => resolve(then), 300));
    },
  };
  const wait = start(source, { until: deleted() });
  await time.advance(100);
  present.push(pod('a'));
  emit(added(pod('a')));
  await time.advance(100);
  emit({ type: 'ERROR', object: { code: 500 } });
  await time.advance(30_000);
  assert.equal(await hasSettled(wait), false);
  present.pop();
  emit(gone(pod('a')));
  assert.deepEqual(await soon(wait), []);
});

test('a read tells what is gone, unless an event has overtaken it', async () => {
  const time = fakeTime();
  const source = scriptedSource();
  source.set([pod('a'), pod('b', 'Unknown')]);
  const wait = start(source);
  await time.advance(500);
  assert.equal(await hasSettled(wait), false);
  source.set([pod('a')]);
  await time.advance(2_000);
  assert.deepEqual(names(await soon(wait)), ['a']);

  let answer;
  const slow = deafSource({ read: () => new Promise((resolve) => (answer = resolve)) });
  const racing = start(slow);
  await time.advance(1);
  slow.scripted.emit(added(pod('new', 'Unknown')));
  answer([pod('a')]);
  assert.equal(await hasSettled(racing), false, 'the new one came after the read had begun');
  slow.scripted.emit(modified(pod('new')));
  assert.deepEqual(names(await soon(racing)).sort(), ['a', 'new']);
});

test('another uid under a name is another object, and the end of the first is not its end', async () => {
  const source = deafSource();
  const wait = start(source, { atLeast: 2 });
  source.scripted.emit(added(pod('a')));
  source.scripted.emit(added(pod('a', 'True', { uid: 'second' })));
  source.scripted.emit(gone(pod('a')));
  assert.equal(await hasSettled(wait), false);
  source.scripted.emit(added(pod('a', 'True', { namespace: 'other', uid: 'third' })));
  const [first, second] = await soon(wait);
  assert.deepEqual([first.metadata.uid, second.metadata.uid], ['second', 'third']);
});

test('failWhen of any of them rejects, after failureGrace', async () => {
  const failing = { failWhen: condition('Ready', 'False') };
  const source = scriptedSource();
  source.set([pod('a')]);
  const wait = start(source, { ...failing, atLeast: 2 });
  assert.equal(await hasSettled(wait), false);
  const broken = pod('b', 'False');
  source.emit(added(broken));
  const error = await rejection(soon(wait));
  assert.deepEqual([error.name, error.reason, error.message], ['ResourceFailedError', 'Why', 'b is False']);
  assert.equal(error.object, broken);

  const time = fakeTime();
  const deaf = deafSource();
  const patient = start(deaf, { ...failing, failureGrace: 1_000, atLeast: 2 });
  deaf.scripted.emit(added(broken));
  await time.advance(600);
  deaf.scripted.emit(added(pod('a', 'Unknown')));
  await time.advance(300);
  assert.equal(await hasSettled(patient), false);
  await time.advance(200);
  assert.equal(
    (await rejection(soon(patient))).name,
    'ResourceFailedError',
    'events of others change nothing',
  );
  const healed = start(deaf, { ...failing, failureGrace: 1_000 });
  deaf.scripted.emit(added(broken));
  await time.advance(600);
  deaf.scripted.emit(gone(broken));
  await time.advance(1_000);
  deaf.scripted.emit(added(pod('a')));
  assert.deepEqual(names(await soon(healed)), ['a']);
});

test('adapt takes each, until may be a function, and a terminating object is never ready', async () => {
  const source = deafSource();
  const seen = [];
  const wait = start(source, {
    until: (object) => seen.push(object.metadata.name),
    adapt: ({ metadata }) => metadata.name.toUpperCase(),
  });
  source.scripted.emit(added(pod('a')));
  source.scripted.emit(added(pod('b', 'True', { deletionTimestamp: '2026-03-05T08:30:00Z' })));
  assert.equal(await hasSettled(wait), false);
  source.scripted.emit(modified(pod('b')));
  assert.deepEqual(await soon(wait), ['A', 'B']);
  assert.deepEqual(seen, ['a', 'b', 'b']);
  const odd = start(source, {
    adapt: () => {
      throw new Error('odd');
    },
  });
  source.scripted.emit(added(pod('a')));
  assert.equal((await rejection(soon(odd))).message, 'odd');
});

test('minGeneration holds for each, and initial is one of them', async () => {
  const source = deafSource();
  const wait = start(source, {
    minGeneration: 2,
    atLeast: 2,
    initial: pod('a', 'Unknown', { generation: 5 }),
  });
  source.scripted.emit(added(pod('b', 'True', { generation: 1 })));
  source.scripted.emit(modified(pod('a', 'True', { generation: 5 })));
  assert.equal(await hasSettled(wait), false);
  source.scripted.emit(modified(pod('b', 'True', { generation: 2 })));
  assert.deepEqual(names(await soon(wait)), ['a', 'b']);
});

test('a lost stream is made good by a read before anything is decided', async () => {
  const time = fakeTime();
  const source = scriptedSource();
  source.set([pod('a'), pod('b', 'Unknown')]);
  const wait = start(source);
  await time.advance(12_000);
  source.failReads({ code: 500 });
  source.fail();
  source.emit(modified(pod('b')));
  assert.equal(await hasSettled(wait), false);
  source.set([pod('a'), pod('b'), pod('c', 'Unknown')]);
  await time.advance(5_000);
  assert.equal(await hasSettled(wait), false, 'c has come meanwhile');
  source.set([pod('a'), pod('b'), pod('c')]);
  await time.advance(60_000);
  assert.deepEqual(names(await soon(wait)), ['a', 'b', 'c']);
});

test('the last read before a timeout decides, and the timeout rejects otherwise', async () => {
  const time = fakeTime();
  const source = { ...scriptedSource(), consistent: true };
  const wait = start(source, { timeout: 20_000 });
  await time.advance(19_000);
  source.set([pod('a')]);
  await time.advance(1_000);
  assert.deepEqual(names(await soon(wait)), ['a']);
  const late = start(source, { timeout: 20_000, atLeast: 2 });
  const caught = rejection(late);
  await time.advance(30_000);
  assert.equal((await soon(caught)).name, 'TimeoutError');
});

test('a timeout says which object kept the wait waiting, or that there were too few', async () => {
  const source = scriptedSource();
  source.set([pod('a', 'Unknown'), pod('b')]);
  const time = fakeTime();
  const held = rejection(start(source, { timeout: 20_000 }));
  const few = rejection(start({ ...source }, { timeout: 20_000, atLeast: 3, until: exists() }));
  await time.advance(30_000);
  const { message, conditions, uid } = await soon(held);
  assert.match(message, /: a's conditions were Ready=Unknown/);
  assert.equal(conditions[0].status, 'Unknown');
  assert.equal(uid, pod('a').metadata.uid);
  assert.match((await soon(few)).message, /; Awaiting 3 objects, found 2;/);
});

test('a timeout of an empty collection says that nothing appeared', async () => {
  const source = scriptedSource();
  source.set([]);
  const time = fakeTime();
  const caught = rejection(start(source, { timeout: 20_000 }));
  await time.advance(30_000);
  const { appeared, message } = await soon(caught);
  assert.equal(appeared, false);
  assert.match(message, /: it never appeared; Awaiting 1 objects, found 0;/);
});

test('the message line of the task says what is awaited', async () => {
  const source = scriptedSource();
  source.set([pod('a'), pod('b', 'Unknown')]);
  const lines = [];
  const task = { signal: new AbortController().signal, setMessage: (line) => lines.push(line) };
  const wait = start(source, { task });
  assert.equal(await hasSettled(wait), false);
  assert.match(lines.at(-1), /b is Unknown/);
});

test('name and match are a TypeError, as is a count that is none', async () => {
  for (const [options, name, rest] of [
    [{ name: 'a' }, 'name', 'absent, got "a"'],
    [{ match: () => true }, 'match', 'absent, got a function'],
    ...[0, -1, 1.5, '2', null, Infinity].map((atLeast) => [
      { atLeast },
      'atLeast',
      'a whole number from 1, got',
    ]),
    [{ until: undefined }, 'until', 'a function or a condition, got undefined'],
    [{ failWhen: 5 }, 'failWhen', 'a function or a condition, got 5'],
  ]) {
    const error = await rejection(soon(start(deafSource(), options)));
    assert.ok(error instanceof TypeError, String(error));
    assert.ok(error.message.startsWith(`Expected \`${name}\` to be ${rest}`), error.message);
  }
});

test('a callback that calls back, and objects that bite, end that wait alone', async () => {
  const source = deafSource();
  const bystander = start(source, { atLeast: 2 });
  const cancelled = start(source, { onStatus: () => cancelled.cancel('enough') });
  const biting = start(source, { until: () => assert.fail('bites') });
  source.scripted.emit(added(pod('a', 'Unknown')));
  assert.match((await rejection(soon(cancelled))).message, /enough/);
  assert.match((await rejection(soon(biting))).message, /bites/);
  source.scripted.emit(
    added({
      get metadata() {
        throw new Error('bites');
      },
    }),
  );
  source.scripted.emit(modified(pod('a')));
  source.scripted.emit(added(pod('b')));
  assert.deepEqual(names(await soon(bystander)), ['a', 'b']);
});

/** The first object of the read rejected the wait for the failure of the second, which the read showed to be over. */
test('whether a failure has lasted is judged on all objects of a read', async () => {
  const time = fakeTime();
  const source = scriptedSource();
  const [a, broken] = [pod('a'), pod('b', 'False')];
  source.set([a, broken]);
  const wait = start(source, { failWhen: condition('Ready', 'False'), failureGrace: 15_000 });
  await time.advance(14_000);
  source.set([a, pod('b', 'Unknown')]);
  await time.advance(2_000);
  assert.equal(await hasSettled(wait), false);
  source.set([a, broken]);
  await time.advance(90_000);
  assert.equal((await rejection(soon(wait))).object, broken);
});

/** The gap had emptied what was known by the time that the end of the turn was used to conclude. */
test('an error right after an event of a consistent source without a read does not mean that none is left', async () => {
  const time = fakeTime();
  const source = deafSource({ consistent: true });
  const wait = start(source, { until: deleted() });
  source.scripted.emit(added(pod('a')));
  source.scripted.fail(410);
  assert.equal(await hasSettled(wait), false);
  await time.advance(1_000);
  source.scripted.emit(added(pod('a')));
  assert.equal(await hasSettled(wait), false);
  source.scripted.emit(gone(pod('a')));
  assert.deepEqual(await soon(wait), []);
});
