// "Why is it still waiting": what the errors of a wait say about its object, its stream and its reads.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  added,
  condition,
  conditions,
  deafSource,
  deleted,
  fakeTime,
  modified,
  rejection,
  scriptedSource,
  soon,
  watch,
  zone,
} from './support.mjs';

let time;
beforeEach(() => {
  time = fakeTime();
});

test('a timeout says conditions, version, last event, reads and stream, in fields and in the message', async () => {
  const source = scriptedSource();
  const list = [
    condition('Accepted', 'True', 'Ok', ''),
    condition('Programmed', 'False', 'Pending', 'waiting for servers'),
  ];
  const object = zone({ resourceVersion: '4711', status: conditions(...list) });
  source.set(object);
  const caught = rejection(watch(source, undefined, { timeout: 5_000 }));
  await time.advance(1_000);
  source.emit(modified(object));
  await time.advance(4_000);
  const error = await soon(caught);
  assert.equal(error.name, 'TimeoutError');
  assert.deepEqual(
    [
      error.conditions,
      error.appeared,
      error.sinceLastEvent,
      error.uid,
      error.resourceVersion,
      error.reads,
      error.stream,
    ],
    [list, true, 4_000, 'u1', '4711', 3, 'open'],
  );
  for (const part of [
    '5000 ms',
    'default/zone',
    'Programmed=False (Pending): waiting for servers',
    '4711',
    '4000 ms ago',
    'read 3 times',
    'stream was open',
  ]) {
    assert.ok(error.message.includes(part), `${part}: ${error.message}`);
  }
});

test('a timeout of an object that never existed says so, and the last error is its cause', async () => {
  const source = {
    ...deafSource(),
    read: async () => {
      throw cause;
    },
  };
  const cause = Object.assign(new Error('the gateway is down'), { code: 503 });
  const caught = rejection(watch(source, undefined, { timeout: 50 }));
  await time.advance(50);
  const error = await soon(caught);
  assert.deepEqual([error.conditions, error.appeared, error.reads], [[], false, 2]);
  assert.equal(error.cause, cause);
  for (const field of ['sinceLastEvent', 'uid', 'resourceVersion'])
    assert.equal(field in error, false, field);
  assert.match(
    error.message,
    /never appeared; no event came; it was read 2 times; the stream was open; .*503 the gateway is down/,
  );
});

test('a timeout with a broken stream says so; an error that is over is not its cause', async () => {
  const source = deafSource();
  const caught = rejection(watch(source, undefined, { timeout: 1_500 }));
  source.scripted.fail({ message: 'closed' });
  await time.advance(1_000);
  source.scripted.emit(added(zone()));
  await time.advance(500);
  const error = await soon(caught);
  assert.deepEqual([error.stream, error.cause, error.reads], ['open', undefined, 0]);
  const broken = rejection(watch(source, undefined, { timeout: 500 }));
  source.scripted.fail({ message: 'closed' });
  await time.advance(500);
  assert.equal((await soon(broken)).stream, 'broken');
});

test('a deletion says which object it was and what its conditions were', async () => {
  for (const end of [
    (source, object) => source.scripted.emit(deleted(object)),
    (source) => source.scripted.emit(modified(zone({ uid: 'u2' }))),
  ]) {
    const object = zone({
      resourceVersion: '12',
      status: conditions(condition('Ready', 'False', 'Why', 'because')),
    });
    const source = deafSource();
    const wait = watch(source);
    source.scripted.emit(added(object));
    end(source, object);
    const error = await rejection(soon(wait));
    assert.equal(error.name, 'ResourceDeletedError');
    assert.deepEqual(
      [error.object, error.uid, error.resourceVersion, error.conditions],
      [object, 'u1', '12', object.status.conditions],
    );
    assert.match(error.message, /default\/zone.*u1.*Ready=False \(Why\): because/);
  }
});

test('metadata that throws does not keep an error from being reported', async () => {
  let bites = false;
  const metadata = new Proxy(zone().metadata, {
    get(target, key) {
      if (bites) throw new Error('bad');
      return target[key];
    },
  });
  const source = deafSource();
  const caught = rejection(watch(source, undefined, { timeout: 10 }));
  source.scripted.emit(added({ metadata }));
  bites = true;
  await time.advance(10);
  const error = await soon(caught);
  assert.deepEqual([error.name, error.appeared, error.uid], ['TimeoutError', true, undefined]);
});

test('a read that rejects with a text has it in the message of the timeout', async () => {
  const time = fakeTime();
  const source = { ...deafSource(), read: () => Promise.reject('the proxy is down') };
  const caught = rejection(watch(source, undefined, { timeout: 10 }));
  await time.advance(10);
  const error = await soon(caught);
  assert.match(error.message, /the proxy is down/);
  assert.equal(error.cause, 'the proxy is down');
});
