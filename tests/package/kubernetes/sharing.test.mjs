// Many subscribers, few connections: what is shared, who receives what, and what is left when the last has gone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  TYPE,
  BASE,
  afterTest,
  countTimers,
  createKubernetesWatch,
  fakeApi,
  fakeTime,
  fault,
  isList,
  listenToConsole,
  open,
  patch,
  turns,
  until,
  waitForWatch,
} from './support.mjs';

const names = (count) => Array.from({ length: count }, (_, index) => `zone-${index}`);

test('however many subscribe, a collection has one connection', async () => {
  const api = fakeApi();
  const { subscribe } = open(api);
  const all = names(100).map(() => subscribe());
  await turns();
  const late = subscribe();
  await turns();
  api.put('a');
  await turns();
  for (const { heard } of [...all, late]) assert.deepEqual(heard, ['ADDED a']);
  assert.deepEqual([api.lists().length, api.watches().length], [1, 1]);
});

test('a lone named subscriber asks for its object alone', async () => {
  const api = fakeApi();
  api.put('a');
  api.put('b');
  const { subscribe } = open(api);
  const { heard } = subscribe({ name: 'a' });
  await turns();
  assert.deepEqual(heard, ['ADDED a']);
  assert.deepEqual(
    api.requests.map(({ query }) => query.get('fieldSelector')),
    ['metadata.name=a', 'metadata.name=a'],
  );
});

test('several named subscribers of one turn share one connection from the start', async () => {
  const api = fakeApi();
  const { subscribe } = open(api);
  const all = names(50).map((name) => ({ name, ...subscribe({ name }) }));
  await turns();
  assert.deepEqual(
    api.requests.map(({ query }) => query.get('fieldSelector')),
    [null, null],
  );
  for (const name of names(50)) api.put(name);
  api.put('other');
  await turns();
  for (const { name, heard } of all) assert.deepEqual(heard, [`ADDED ${name}`]);
});

test('a second name widens the connection, which the first does not notice', async () => {
  const api = fakeApi();
  api.put('a');
  api.put('b');
  const { subscribe } = open(api);
  const first = subscribe({ name: 'a' });
  await turns();
  const second = subscribe({ name: 'b' });
  await turns(16);
  assert.deepEqual([first.heard, second.heard], [['ADDED a'], ['ADDED b']]);
  assert.equal(api.streams.size, 1);
  const third = subscribe({ name: 'c' });
  await turns();
  api.put('a', { spec: 1 });
  api.put('c');
  await turns();
  assert.deepEqual(
    [first.heard, second.heard, third.heard],
    [['ADDED a', 'MODIFIED a'], ['ADDED b'], ['ADDED c']],
  );
  assert.deepEqual([api.lists().length, api.watches().length], [2, 2]);
});

test('what changes while a connection is widened is heard', async () => {
  const api = fakeApi();
  api.put('a');
  const { subscribe } = open(api);
  const first = subscribe({ name: 'a' });
  await turns();
  fault(
    api,
    isList,
    () => {
      api.remove('a');
      api.put('a');
    },
    1,
  );
  subscribe({ name: 'b' });
  await turns(16);
  assert.deepEqual(first.heard, ['ADDED a', 'DELETED a', 'ADDED a']);
});

test('a late subscriber is given the present state first', async () => {
  const api = fakeApi();
  api.put('a');
  const { subscribe } = open(api);
  subscribe();
  await turns();
  api.put('a', { spec: 'new' });
  api.put('b');
  await turns();
  const all = subscribe();
  const one = subscribe({ name: 'a' });
  api.put('b', { spec: 'newer' });
  await turns();
  assert.deepEqual(all.heard.slice(0, 2).sort(), ['ADDED a', 'ADDED b']);
  assert.deepEqual(one.heard, ['ADDED a']);
  assert.equal(one.heard.events[0].object.spec, 'new');
  assert.equal([...all.view.values()].find(({ metadata }) => metadata.name === 'b').spec, 'newer');
});

test('nothing is heard before subscribe returns', async () => {
  const api = fakeApi();
  api.put('a');
  const { subscribe } = open(api);
  subscribe();
  await turns();
  const { heard } = subscribe();
  assert.deepEqual(heard, []);
});

test('objects of other namespaces are not heard of', async () => {
  const api = fakeApi();
  const { subscribe } = open(api, { path: () => '/everything' });
  const one = subscribe({ name: 'a', namespace: 'x' });
  const all = subscribe({ namespace: null });
  await turns();
  api.put('a', {}, 'x');
  api.put('a', {}, 'y');
  await turns();
  assert.deepEqual([one.heard, all.heard], [['ADDED a'], ['ADDED a', 'ADDED a']]);
  api.remove('a', 'y');
  await turns();
  assert.deepEqual([one.heard, all.heard.at(-1), all.view.size], [['ADDED a'], 'DELETED a', 1]);
});

test('collections with other selectors have connections of their own', async () => {
  const api = fakeApi();
  const { subscribe } = open(api);
  subscribe({ labelSelector: 'a=b' });
  subscribe({ fieldSelector: 'spec.x=y', name: 'n' });
  subscribe();
  await turns();
  assert.equal(api.streams.size, 3);
  assert.deepEqual(
    api.watches().map(({ query }) => [query.get('labelSelector'), query.get('fieldSelector')]),
    [
      ['a=b', null],
      [null, 'spec.x=y,metadata.name=n'],
      [null, null],
    ],
  );
});

test('shortly after the last has gone the connection is closed and nothing is left', async () => {
  const timers = countTimers();
  const added = [];
  patch(globalThis, 'addEventListener', (type) => added.push(type));
  patch(globalThis, 'removeEventListener', (type) => added.splice(added.indexOf(type), 1));
  const api = fakeApi();
  const { subscribe } = open(api);
  const one = subscribe();
  const two = subscribe({ name: 'a' });
  await turns();
  assert.deepEqual([api.streams.size, timers.live, added.length > 0], [1, 1, true]);
  one.unsubscribe();
  two.unsubscribe();
  two.unsubscribe();
  assert.equal(api.streams.size, 1);
  await until(() => api.streams.size === 0, 'the close');
  await turns();
  assert.deepEqual([timers.live, added], [0, []]);
  assert.equal(api.watches()[0].init.signal.aborted, true);
});

test('who subscribes again soon finds the connection open', async () => {
  const time = fakeTime();
  const api = fakeApi();
  api.put('a');
  const { subscribe } = open(api);
  subscribe().unsubscribe();
  await turns();
  assert.equal(api.requests.length, 0, 'nothing was opened for who had gone');
  const first = subscribe();
  await turns();
  first.unsubscribe();
  await time.advance(100);
  const again = subscribe();
  await turns();
  assert.deepEqual(again.heard, ['ADDED a']);
  await time.advance(1500);
  assert.deepEqual([api.lists().length, api.watches().length, api.streams.size], [1, 1, 1]);
  again.unsubscribe();
  await time.advance(1500);
  assert.equal(api.streams.size, 0, 'closed once nobody had come back');
});

test('a request under way when the last goes is given up at once', async () => {
  const time = fakeTime();
  const api = fakeApi();
  fault(api, isList, () => new Promise(() => {}));
  const { subscribe } = open(api);
  const { unsubscribe } = subscribe();
  await turns();
  unsubscribe();
  assert.deepEqual([api.requests[0].init.signal.aborted, time.live], [true, 0]);
});

test('subscribers may throw, go and come while they are told', async () => {
  const said = listenToConsole();
  const api = fakeApi();
  const { subscribe } = open(api);
  const heard = [];
  subscribe({}, () => {
    heard.push('thrower');
    throw new Error('mine');
  });
  const goer = subscribe({}, () => {
    heard.push('goer');
    goer.unsubscribe();
    next.unsubscribe();
  });
  const next = subscribe({}, () => heard.push('next'));
  let hasNewcomer = false;
  subscribe({}, () => {
    heard.push('host');
    if (hasNewcomer) return;
    hasNewcomer = true;
    subscribe({}, ({ type }) => heard.push(`newcomer ${type}`));
  });
  await turns();
  api.put('a');
  await turns();
  assert.deepEqual(heard, ['thrower', 'goer', 'host', 'newcomer ADDED']);
  api.put('a', { spec: 1 });
  await turns();
  assert.deepEqual(heard.slice(4), ['thrower', 'host', 'newcomer MODIFIED']);
  assert.equal(said.length, 2);
});

test('who goes inside its first event leaves nothing', async () => {
  const timers = countTimers();
  const api = fakeApi();
  api.put('a');
  const { subscribe } = open(api);
  const { unsubscribe } = subscribe({}, () => unsubscribe());
  await until(() => api.lists().length === 1 && api.streams.size === 0 && timers.live === 0, 'the end');
});

test('at most maxStreams streams are open to an origin, whoever opens them', async () => {
  const api = fakeApi();
  const one = open(api);
  const two = open(api, { headers: { authorization: 'other' } });
  for (const projectId of names(4)) one.subscribe({ projectId });
  for (const projectId of names(4)) two.subscribe({ projectId });
  await turns();
  assert.equal(api.streams.size, 4);
  open(api, { baseUrl: 'https://elsewhere.example' }).subscribe();
  await turns();
  assert.equal(api.streams.size, 5);
});

test('beyond that they are served by reads, which say the same', async () => {
  const time = fakeTime();
  const api = fakeApi();
  api.put('a');
  const { subscribe } = open(api, { maxStreams: 1 });
  subscribe({ projectId: 'first' });
  await turns();
  const { heard } = subscribe({ projectId: 'second' });
  await turns();
  assert.deepEqual(heard, ['ADDED a']);
  api.put('a', { spec: 1 });
  api.put('b');
  await time.advance(5000);
  assert.deepEqual(heard, ['ADDED a', 'MODIFIED a', 'ADDED b']);
  api.remove('b');
  await time.advance(5000);
  assert.deepEqual(heard.slice(3), ['DELETED b']);
  assert.equal(api.streams.size, 1);
  const polls = api.lists().filter(({ path }) => path.includes('/second/'));
  assert.ok(polls.length >= 3 && polls.length <= 4, `${polls.length} reads in ten seconds`);
});

test('a slot that is free is handed on at once', async () => {
  const api = fakeApi();
  const { subscribe } = open(api, { maxStreams: 1 });
  const first = subscribe({ projectId: 'first' });
  await turns();
  const second = subscribe({ projectId: 'second' });
  await turns();
  assert.deepEqual(
    [...api.streams].map(({ request }) => request.path.includes('/first/')),
    [true],
  );
  first.unsubscribe();
  await until(
    () => [...api.streams].some(({ request }) => request.path.includes('/second/')),
    'the stream of the second',
  );
  api.put('a');
  await turns();
  assert.deepEqual(second.heard, ['ADDED a']);
  assert.equal(api.lists().filter(({ path }) => path.includes('/second/')).length, 1);
});

test('those without a stream get one in turn', async () => {
  const time = fakeTime();
  const api = fakeApi();
  const { subscribe } = open(api, { maxStreams: 2 });
  for (const projectId of names(5)) subscribe({ projectId });
  for (let second = 0; second < 300; second += 10) {
    await time.advance(10_000);
    assert.ok(api.streams.size <= 2);
    api.cut();
    await turns();
  }
  const streams = names(5).map(
    (name) => api.watches().filter(({ path }) => path.includes(`/${name}/`)).length,
  );
  assert.ok(Math.min(...streams) >= 5, `streams opened: ${streams}`);
});

test('when the page is hidden away streams are closed, and when it is back they go on', async () => {
  const time = fakeTime();
  const page = new EventTarget();
  patch(globalThis, 'addEventListener', page.addEventListener.bind(page));
  patch(globalThis, 'removeEventListener', page.removeEventListener.bind(page));
  const api = fakeApi();
  const { subscribe } = open(api);
  const { heard } = subscribe();
  await turns();
  page.dispatchEvent(new Event('pagehide'));
  assert.deepEqual([api.streams.size, time.live], [0, 0]);
  const late = subscribe();
  const gone = subscribe({ projectId: 'other' });
  gone.unsubscribe();
  api.put('a');
  await turns();
  assert.deepEqual([heard, api.requests.length], [[], 2]);
  page.dispatchEvent(new Event('pageshow'));
  await turns();
  assert.deepEqual([heard, late.heard], [['ADDED a'], ['ADDED a']]);
  assert.deepEqual(
    [api.lists().length, api.watches().length, api.streams.size],
    [2, 2, 1],
    'listed for the late one',
  );
});

test('a frozen page is paused, and goes on at once', async () => {
  const document = new EventTarget();
  patch(globalThis, 'document', document);
  const api = fakeApi();
  const { subscribe } = open(api);
  subscribe();
  await turns();
  document.dispatchEvent(new Event('freeze'));
  assert.equal(api.streams.size, 0);
  document.dispatchEvent(new Event('resume'));
  await turns();
  assert.equal(api.streams.size, 1);
});

test('after a suspension streams are opened anew', async () => {
  const time = fakeTime();
  const api = fakeApi();
  const { subscribe } = open(api);
  const { heard } = subscribe();
  await turns();
  for (const stream of api.streams) stream.deliver = () => {};
  api.put('a');
  await time.suspend(3_600_000);
  await turns();
  assert.deepEqual(heard, ['ADDED a']);
  assert.deepEqual([api.lists().length, api.watches().length, api.streams.size], [1, 2, 1]);
});

test('ten thousand waits share one connection and leave nothing', async () => {
  const timers = countTimers();
  const api = fakeApi();
  const source = createKubernetesWatch({ baseUrl: BASE, fetch: api.fetch });
  const waits = names(10_000).map((name) =>
    waitForWatch({
      resourceType: TYPE,
      projectId: 'p',
      name,
      source,
      onEvent: ({ object }) => (object.ready ? 'resolve' : 'continue'),
    }),
  );
  await turns();
  for (const name of names(10_000)) api.put(name);
  await turns();
  for (const name of names(10_000)) api.put(name, { ready: true });
  const objects = await Promise.all(waits);
  assert.deepEqual(
    objects.map(({ metadata }) => metadata.name),
    names(10_000),
  );
  assert.deepEqual([api.lists().length, api.watches().length], [1, 1]);
  await until(() => api.streams.size === 0, 'the close');
  assert.equal(timers.live, 0);
});

test('a wait resolves on what was there before it began', async () => {
  const api = fakeApi();
  api.put('a', { ready: true });
  const source = createKubernetesWatch({ baseUrl: BASE, fetch: api.fetch });
  const wait = waitForWatch({
    resourceType: TYPE,
    projectId: 'p',
    name: 'a',
    source,
    onEvent: ({ object }) => (object.ready ? 'resolve' : 'continue'),
  });
  afterTest(() => wait.cancel());
  assert.equal((await wait).metadata.name, 'a');
});

/** Such a connection had nobody to close it, and was asked for every half a minute for ever. */
test('who unsubscribes inside the first request leaves nothing', async () => {
  for (const how of ['headers', 'fetch']) {
    const time = fakeTime();
    const api = fakeApi();
    const leave = () => unsubscribe();
    const { subscribe } = open(api, {
      baseUrl: `https://${how}.example`,
      ...(how === 'headers'
        ? { headers: leave }
        : {
            fetch: (...given) => {
              leave();
              return api.fetch(...given);
            },
          }),
    });
    const { unsubscribe } = subscribe();
    await turns();
    await time.advance(100_000);
    assert.deepEqual([time.live, api.streams.size, api.requests.length <= 1], [0, 0, true], how);
  }
});
