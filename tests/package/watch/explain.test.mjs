// `explain`: what the Kubernetes Events of an object that stays pending say follows the message line.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  added,
  condition,
  conditions,
  deafSource,
  fakeTime,
  hang,
  macrotask,
  modified,
  rejection,
  soon,
  taskwatch,
  TYPE,
  watch,
  zone,
} from './support.mjs';

let time;
beforeEach(() => {
  time = fakeTime();
});

const pending = (message, more) =>
  zone({ status: conditions(condition('Ready', 'False', 'Pending', message)), ...more });
const event = (reason, message, lastTimestamp, more) => ({
  metadata: { name: `e-${reason}` },
  involvedObject: { uid: 'u1' },
  reason,
  message,
  lastTimestamp,
  ...more,
});

/** A source whose reads for Events are answered by `answer`, and a task's message line. */
function scene(answer) {
  const source = deafSource({ consistent: true });
  const asked = [];
  const lines = [];
  source.read = async (options) => {
    if (options.resourceType !== 'api/v1/events') return source.object;
    asked.push(options);
    return answer(options);
  };
  const task = { setMessage: (line) => lines.push(line) };
  return { source, asked, lines, task };
}

test('after ten seconds the newest Event follows the message line, and it is looked for every 30 s', async () => {
  const events = [
    event('Old', 'first', '2026-01-01T00:00:00Z'),
    event('QuotaExceeded', 'no address is left', '2026-01-01T00:01:00Z'),
    event('Other', 'of another object', '2026-01-02T00:00:00Z', { involvedObject: { uid: 'u2' } }),
  ];
  const { source, asked, lines, task } = scene(() => ({ kind: 'EventList', items: events }));
  const wait = watch(source, undefined, { task, explain: true, timeout: 60_000 });
  const caught = rejection(wait);
  source.scripted.emit(added(pending('soon')));
  await time.advance(9_999);
  assert.deepEqual([asked.length, lines], [0, ['soon']]);
  await time.advance(1);
  await macrotask();
  assert.deepEqual(asked, [
    {
      resourceType: 'api/v1/events',
      projectId: 'p',
      namespace: 'default',
      fieldSelector: 'involvedObject.uid=u1',
    },
  ]);
  assert.equal(lines.at(-1), 'soon; QuotaExceeded: no address is left');
  source.object = pending('almost');
  source.scripted.emit(modified(source.object));
  assert.equal(lines.at(-1), 'almost; QuotaExceeded: no address is left');
  events.push(event('Scaled', 'there is one', undefined, { eventTime: '2026-01-01T00:02:00.000000Z' }));
  await time.advance(29_999);
  assert.equal(asked.length, 1);
  await time.advance(1);
  await macrotask();
  assert.deepEqual([asked.length, lines.at(-1)], [2, 'almost; Scaled: there is one']);
  await time.advance(25_000);
  const error = await soon(caught);
  assert.match(error.message, /newest Event was Scaled: there is one/);
});

test('an Event that does not say of what it is, is taken for one that was asked for', async () => {
  const { source, lines, task } = scene(() => [{ reason: 'Scaled', message: 'there is one' }]);
  const wait = watch(source, undefined, { task, explain: true });
  source.scripted.emit(added(pending('soon')));
  await time.advance(10_000);
  await macrotask();
  assert.equal(lines.at(-1), 'soon; Scaled: there is one');
  wait.cancel();
  await rejection(wait);
});

test('what goes wrong with it is nobody’s error', async () => {
  for (const answer of [
    () => Promise.reject(Object.assign(new Error('no'), { code: 403 })),
    () => 5,
    () => undefined,
    () => [
      null,
      { involvedObject: null },
      {
        get involvedObject() {
          throw new Error('x');
        },
      },
    ],
    () => hang(),
    () => ({ items: [event(undefined, undefined, 'never')] }),
  ]) {
    const { source, asked, lines, task } = scene(answer);
    const wait = watch(source, ({ object }) => (object.metadata.generation === 9 ? 'resolve' : undefined), {
      task,
      explain: true,
      forbiddenGrace: 0,
    });
    source.scripted.emit(added(pending('soon', { uid: `u${Math.random()}` })));
    await time.advance(45_000);
    await macrotask();
    assert.ok(asked.length >= 1);
    assert.deepEqual(lines, ['soon']);
    const uid = asked[0].fieldSelector.split('=')[1];
    source.scripted.emit(modified(pending('soon', { uid, generation: 9 })));
    await soon(wait);
  }
});

test('a wait that is not asked to explains nothing, and one without a read cannot', async () => {
  const { source, asked, task } = scene(() => []);
  watch(source, undefined, { task });
  watch(source, undefined, { task, explain: false });
  watch(deafSource(), undefined, { task, explain: true });
  source.scripted.emit(added(pending('soon')));
  await time.advance(60_000);
  assert.deepEqual(asked, []);
});

test('waits for one object share the question', async () => {
  const { source, asked, task } = scene(() => []);
  for (let count = 0; count < 20; count += 1) watch(source, undefined, { task, explain: true });
  source.scripted.emit(added(pending('soon')));
  await time.advance(10_000);
  await macrotask();
  assert.equal(asked.length, 1);
});

test('of a collection it explains the object that keeps the wait waiting', async () => {
  const { source, asked, lines, task } = scene(({ fieldSelector }) => [
    event('Why', fieldSelector, undefined, { involvedObject: undefined }),
  ]);
  const name = (object) => ({ ...object, metadata: { ...object.metadata, name: object.metadata.uid } });
  const wait = taskwatch.waitForResources({
    resourceType: TYPE,
    projectId: 'p',
    source,
    task,
    explain: true,
    until: taskwatch.condition('Ready'),
  });
  const ready = (uid) => name(zone({ uid, status: conditions(condition('Ready', 'True')) }));
  source.scripted.emit(added(ready('u1')));
  source.scripted.emit(added(name(pending('soon', { uid: 'u2' }))));
  source.scripted.emit(added(name(pending('later', { uid: 'u3' }))));
  await time.advance(10_000);
  await macrotask();
  assert.deepEqual([asked.length, lines.at(-1)], [1, 'soon; Why: involvedObject.uid=u2']);
  source.scripted.emit(modified(ready('u2')));
  await macrotask();
  assert.equal(lines.at(-1), 'later', 'that is not why this one waits');
  await time.advance(30_000);
  await macrotask();
  assert.equal(lines.at(-1), 'later; Why: involvedObject.uid=u3');
  source.scripted.emit(modified(ready('u3')));
  assert.equal((await soon(wait)).length, 3);
});
