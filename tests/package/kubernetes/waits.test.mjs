// Waits over `createKubernetesWatch`: what a console sees when permission is late, the kind is not there yet, objects go
// and come, or the wasm breaks down.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasSettled } from '../queue/support.mjs';
import { failure } from './server-answers.mjs';
import {
  BASE,
  TYPE,
  afterTest,
  countTimers,
  createKubernetesWatch,
  deleted,
  ear,
  fakeApi,
  fakeTime,
  fault,
  isList,
  json,
  listenToConsole,
  open,
  refuse,
  soon,
  turns,
  waitForResource,
  waitForResources,
  waitForWatch,
} from './support.mjs';

function wait(api, options, onEvent = ({ object }) => (object.ready ? 'resolve' : 'continue')) {
  const source = options?.source ?? createKubernetesWatch({ baseUrl: BASE, fetch: api.fetch });
  const made = waitForWatch({ resourceType: TYPE, projectId: 'p', name: 'a', onEvent, ...options, source });
  made.catch(() => {});
  afterTest(() => made.cancel());
  return made;
}

test('a wait for a collection hears of its whole list before it decides, and of what goes', async () => {
  const time = fakeTime();
  const api = fakeApi();
  api.put('a', { ready: true });
  api.put('b', {});
  const source = createKubernetesWatch({ baseUrl: BASE, fetch: api.fetch });
  const options = { resourceType: TYPE, projectId: 'p', source };
  const all = () => waitForResources({ ...options, until: (object) => object.ready });
  const first = all();
  await time.advance(1000);
  assert.equal(await hasSettled(first), false);
  const late = all();
  await time.advance(1000);
  assert.equal(await hasSettled(late), false, 'a late subscriber is given the state piece by piece');
  api.put('b', { ready: true });
  await time.advance(1000);
  for (const wait of [first, late]) {
    assert.deepEqual((await wait).map(({ metadata }) => metadata.name).sort(), ['a', 'b']);
  }
  const none = waitForResources({ ...options, until: deleted() });
  await time.advance(1000);
  api.remove('a');
  await time.advance(1000);
  assert.equal(await hasSettled(none), false);
  api.remove('b');
  await time.advance(1000);
  assert.deepEqual(await none, []);
});

for (const code of [401, 403]) {
  test(`a wait outlives ${code} for a while, and not for ever`, async () => {
    const time = fakeTime();
    const api = fakeApi();
    api.put('a', { ready: true });
    const end = fault(
      api,
      () => true,
      () => refuse(code, 'Late', 'not yet'),
    );
    const first = wait(api);
    await time.advance(20_000);
    end();
    await time.advance(40_000);
    assert.equal((await first).metadata.name, 'a');
    fault(
      api,
      () => true,
      () => refuse(code, 'Never', 'not you'),
    );
    const second = wait(api);
    await time.advance(90_000);
    await assert.rejects(second, { name: 'WatchError', code, reason: 'Never', message: /not you/ });
  });
}

for (const code of [401, 403, 404]) {
  test(`a wait that gets ${code} for long hears of its object within 10 s after that has ended`, async () => {
    const time = fakeTime();
    const api = fakeApi();
    api.put('a', { ready: true });
    const end = fault(
      api,
      () => true,
      () => refuse(code, 'Late', 'not yet'),
    );
    const states = [];
    const onStream = ({ state, retryAt }) => states.push([state, retryAt > Date.now()]);
    const made = wait(api, { forbiddenGrace: 600_000, onStream });
    await time.advance(40_000);
    assert.deepEqual(new Set(states.map(String)), new Set(['refused,true']));
    end();
    await time.advance(10_000);
    assert.equal(await hasSettled(made), true);
  });
}

test('a laptop that wakes looks whether a failure has lasted, once the network is back', async () => {
  const time = fakeTime();
  const api = fakeApi();
  api.put('a', { bad: true });
  const source = createKubernetesWatch({ baseUrl: BASE, fetch: api.fetch });
  const made = waitForResource({
    resourceType: TYPE,
    projectId: 'p',
    name: 'a',
    source,
    failWhen: ({ bad }) => bad,
    until: ({ ready }) => ready,
    failureGrace: 20_000,
  });
  made.catch(() => {});
  await time.advance(5000);
  const end = fault(
    api,
    () => true,
    () => Promise.reject(new TypeError('network down')),
  );
  api.cut(new Error('asleep'));
  api.put('a', { ready: true });
  await time.suspend(120_000);
  await time.advance(4000);
  assert.equal(await hasSettled(made), false);
  end();
  await time.advance(10_000);
  assert.equal((await made).metadata.name, 'a');
});

test('a wait that was refused early goes on for an object that is not there yet', async () => {
  const time = fakeTime();
  const api = fakeApi();
  const end = fault(
    api,
    () => true,
    () => refuse(403, 'Late', 'not yet'),
  );
  const made = wait(api);
  await time.advance(5000);
  end();
  await time.advance(60_000);
  api.put('a', { ready: true });
  await time.advance(1000);
  assert.equal((await made).metadata.name, 'a');
});

test('many waits that are refused make hardly more requests than one', async () => {
  const time = fakeTime();
  const api = fakeApi();
  const end = fault(
    api,
    () => true,
    () => refuse(403, 'Late', 'not yet'),
  );
  const source = createKubernetesWatch({ baseUrl: BASE, fetch: api.fetch });
  const waits = Array.from({ length: 100 }, (_, index) => wait(api, { name: `zone-${index}`, source }));
  await time.advance(20_000);
  assert.ok(api.requests.length < 45, `${api.requests.length} requests`);
  end();
  for (let index = 0; index < 100; index += 1) api.put(`zone-${index}`, { ready: true });
  await time.advance(30_000);
  assert.equal((await Promise.all(waits)).length, 100);
});

test('a wait outlives the time before its kind is there, as it does before it is permitted', async () => {
  const time = fakeTime();
  const api = fakeApi();
  const end = fault(
    api,
    () => true,
    () => refuse(404, 'NotFound', 'no such kind'),
  );
  const made = wait(api);
  await time.advance(20_000);
  end();
  api.put('a', { ready: true });
  await time.advance(40_000);
  assert.equal((await made).metadata.name, 'a');
});

for (const initial of [undefined, { metadata: { name: 'a', uid: 'u1' } }]) {
  test(`a path that is not there ends a wait ${initial ? 'for an object just created ' : ''}after the grace, with the URL`, async () => {
    const time = fakeTime();
    const api = fakeApi();
    fault(
      api,
      () => true,
      () => refuse(404, 'NotFound', 'the server could not find the requested resource'),
    );
    const made = wait(api, { ...(initial && { initial }) });
    await time.advance(29_000);
    assert.equal(await hasSettled(made), false);
    await time.advance(60_000);
    await assert.rejects(made, {
      name: 'WatchError',
      code: 404,
      message: /https:\/\/api\.example\/.*dnszones/,
    });
  });
}

test('a 404 that names an object is no end of a wait', async () => {
  const time = fakeTime();
  const api = fakeApi();
  const answer = failure(404, 'NotFound', 'project "p" not found', {
    details: { name: 'p', kind: 'projects' },
  });
  const end = fault(
    api,
    () => true,
    () => json(answer, { status: 404 }),
  );
  const made = wait(api);
  await time.advance(120_000);
  end();
  api.put('a', { ready: true });
  await time.advance(40_000);
  assert.equal((await made).metadata.name, 'a');
});

test("an app's own source that wants to be left alone for ever is read again after ten minutes", async () => {
  const time = fakeTime();
  let reads = 0;
  const source = {
    subscribe: () => () => {},
    read: async () => {
      reads += 1;
      if (reads > 1) return { metadata: { name: 'a' }, ready: true };
      throw Object.assign(new Error('busy'), { code: 429, retryAfter: 1e15 });
    },
  };
  const made = wait(fakeApi(), { source });
  await time.advance(599_000);
  assert.equal(reads, 1);
  await time.advance(2_000);
  assert.deepEqual([reads, (await made).ready], [2, true]);
});

test('after a server was gone for long most waits hear of their objects within five seconds, and not all at once', async () => {
  const time = fakeTime();
  const delays = [];
  for (let turn = 0; turn < 60; turn += 1) {
    const api = fakeApi();
    api.put('a');
    const made = wait(api);
    await time.advance(1_000);
    const end = fault(
      api,
      () => true,
      () => Promise.reject(new TypeError('fetch failed')),
    );
    api.cut(new TypeError('terminated'));
    await time.advance(60_000);
    end();
    api.put('a', { ready: true });
    const start = Date.now();
    let at;
    made.then(() => (at = Date.now()));
    while (at === undefined) await time.advance(100);
    delays.push(at - start);
    await time.advance(2_000);
  }
  delays.sort((a, b) => a - b);
  assert.ok(delays[30] < 5_000 && delays[59] <= 12_100, `heard of it after ${delays} ms`);
  assert.ok(new Set(delays.map((delay) => Math.floor(delay / 500))).size > 8, `${delays}`);
});

test('a selector that the server does not understand ends the wait', async () => {
  const time = fakeTime();
  const api = fakeApi();
  fault(
    api,
    () => true,
    () => refuse(400, 'BadRequest', 'field label not supported'),
  );
  const made = wait(api, { fieldSelector: 'spec.x=y' });
  await time.advance(5000);
  await assert.rejects(made, { name: 'WatchError', code: 400, message: /field label/ });
});

test('an object that goes while the stream is cut is a deletion', async () => {
  const time = fakeTime();
  const api = fakeApi();
  api.put('a');
  const made = wait(api);
  await turns();
  api.compact();
  api.cut(new Error('reset'));
  api.remove('a');
  await time.advance(2000);
  await assert.rejects(made, { name: 'ResourceDeletedError' });
});

for (const [what, begin] of [
  ['a name', (options) => waitForResource({ ...options, name: 'a' })],
  ['a match', (options) => waitForResource({ ...options, match: ({ metadata }) => metadata.name === 'a' })],
  ['a collection', waitForResources],
]) {
  test(`an object of ${what} that goes between two answers, to the read and to the list, is gone`, async () => {
    const time = fakeTime();
    const api = fakeApi();
    api.put('a');
    let release;
    const isGone = new Promise((resolve) => {
      release = resolve;
    });
    let requests = 0;
    const fetch = async (...request) => {
      requests += 1;
      if (requests > 1) await isGone;
      return api.fetch(...request);
    };
    const source = createKubernetesWatch({ baseUrl: BASE, fetch });
    const made = begin({ resourceType: TYPE, projectId: 'p', source, until: deleted() });
    afterTest(() => made.cancel());
    await turns();
    api.remove('a');
    release();
    await time.advance(5000);
    assert.equal(await hasSettled(made), true);
  });
}

test('an object of initial that was gone before the first list is a deletion', async () => {
  const time = fakeTime();
  const api = fakeApi();
  const initial = api.put('a');
  api.remove('a');
  const options = { resourceType: TYPE, projectId: 'p', namespace: 'default', name: 'a', initial };
  const source = createKubernetesWatch({ baseUrl: BASE, fetch: api.fetch });
  const gone = waitForResource({ ...options, source, until: deleted() });
  const made = wait(api, { ...options, source });
  await time.advance(5000);
  assert.equal(await gone, initial);
  await assert.rejects(made, { name: 'ResourceDeletedError' });
});

test('an object that goes and comes back while the stream is cut is another', async () => {
  const time = fakeTime();
  const api = fakeApi();
  api.put('a');
  const made = wait(api);
  await turns();
  api.cut(new Error('reset'));
  api.remove('a');
  api.put('a', { ready: true });
  await time.advance(2000);
  await assert.rejects(made, { name: 'ResourceDeletedError' });
});

test('a wait that times out has read once more', async () => {
  const time = fakeTime();
  const api = fakeApi();
  api.put('a');
  const made = wait(api, { timeout: 10_000 });
  await time.advance(20_000);
  await assert.rejects(made, { name: 'TimeoutError' });
  assert.ok(api.lists().length >= 2);
});

test('after the wasm broke down subscribers are told, nothing is left open, and the next call works', async () => {
  const said = listenToConsole();
  const timers = countTimers();
  const api = fakeApi();
  api.put('a');
  const { source, subscribe } = open(api);
  const { heard, unsubscribe } = subscribe();
  await turns();
  const key = Object.getOwnPropertySymbols(globalThis).find((symbol) =>
    String(symbol).startsWith('Symbol(taskwatch@'),
  );
  globalThis[key].failed(new WebAssembly.RuntimeError('unreachable'));
  assert.deepEqual([heard.at(-1), api.streams.size, timers.live], ['ERROR undefined', 0, 0]);
  unsubscribe();
  const { heard: later, onEvent } = ear();
  afterTest(source.subscribe({ resourceType: TYPE, projectId: 'p' }, onEvent));
  await turns();
  assert.deepEqual([later, api.streams.size, said], [['ADDED a'], 1, []]);
});

test('after the wasm broke down a read under way fails, its request is given up, and the next one works', async () => {
  const timers = countTimers();
  const api = fakeApi();
  api.put('a');
  const signals = [];
  const fetch = (url, init) => {
    signals.push(init.signal);
    return signals.length === 1 ? new Promise(() => {}) : api.fetch(url, init);
  };
  const { read } = createKubernetesWatch({ baseUrl: BASE, fetch });
  const options = { resourceType: TYPE, projectId: 'p', name: 'a' };
  const caught = read(options).catch((error) => error);
  await turns();
  const key = Object.getOwnPropertySymbols(globalThis).find((symbol) =>
    String(symbol).startsWith('Symbol(taskwatch@'),
  );
  globalThis[key].failed(new WebAssembly.RuntimeError('unreachable'));
  const error = await caught;
  assert.deepEqual([error.name, signals[0].aborted, timers.live], ['WatchError', true, 0]);
  assert.match(error.message, /^Reading failed: .*WebAssembly/);
  assert.equal((await read(options)).metadata.name, 'a');
  assert.equal(timers.live, 0);
});

/** It had read its object before that was gone, and the list that followed could not mention it. */
test('a wait that joins an open stream and needs another list hears that its object is gone', async () => {
  const time = fakeTime();
  const api = fakeApi();
  api.put('a');
  api.put('b');
  const { source } = open(api);
  const options = { resourceType: TYPE, projectId: 'p', source };
  const streams = [];
  const first = waitForResource({ ...options, name: 'a', until: () => false });
  afterTest(() => first.cancel());
  await time.advance(1_000);
  const isWhole = (request) => isList(request) && !request.query.has('fieldSelector');
  const late = async () => {
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    return json({ kind: 'DNSZoneList', metadata: { resourceVersion: api.version }, items: api.state() });
  };
  fault(api, isWhole, late, 1);
  const onStream = ({ state }) => streams.push(state);
  const second = waitForResource({ ...options, name: 'b', until: deleted(), onStream });
  afterTest(() => second.cancel());
  await time.advance(3_000);
  api.remove('b');
  assert.deepEqual(streams, []);
  await time.advance(5_000);
  assert.deepEqual(streams, ['open']);
  await soon(second);
});
