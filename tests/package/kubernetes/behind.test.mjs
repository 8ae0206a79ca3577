// What a server can do that must not leave a subscriber behind for ever. Waits read by themselves; subscribers know only
// what the client tells them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  PATH,
  fakeApi,
  fakeTime,
  fault,
  isList,
  isWatch,
  json,
  open,
  patch,
  refuse,
  turns,
  until,
} from './support.mjs';

const names = (view) =>
  [...view.values()].map(({ metadata, change }) => `${metadata.name} ${change ?? ''}`.trim()).sort();
const listOf = (items, metadata) =>
  json({ kind: 'DNSZoneList', apiVersion: 'dns.networking.miloapis.com/v1alpha1', metadata, items });
let origins = 0;
const begin = (api, more) => open(api, { baseUrl: `https://behind-${++origins}.example`, ...more });

test('what changes between two pages of different versions is not missed', async () => {
  const api = fakeApi();
  const [a, b] = [api.put('a'), api.put('b')];
  const page = { resourceVersion: api.version, continue: 'more' };
  fault(
    api,
    isList,
    ({ query }) => {
      if (query.get('continue') === null) {
        const answer = listOf([a], page);
        api.put('a', { change: 'between' });
        return answer;
      }
      return listOf([b], { resourceVersion: api.version });
    },
    2,
  );
  const { view } = begin(api).subscribe();
  await turns(20);
  assert.deepEqual(names(view), ['a between', 'b']);
});

test('a server without versions is listed before each stream', async () => {
  const time = fakeTime();
  const api = fakeApi();
  const bare = ({ metadata: { resourceVersion, ...metadata }, ...object }) => ({ ...object, metadata });
  fault(api, isList, () => listOf(api.state().map(bare), {}));
  // As kube-apiserver does without a version: what there is, and what happens from then on.
  let end;
  const start = (controller) => {
    const events = api.state().map((object) => JSON.stringify({ type: 'ADDED', object: bare(object) }));
    controller.enqueue(new TextEncoder().encode(`${events.join('\n')}\n`));
    end = () => controller.close();
  };
  fault(api, isWatch, () => new Response(new ReadableStream({ start })));
  api.put('a');
  api.put('b');
  const { view } = begin(api).subscribe();
  await turns();
  assert.deepEqual(names(view), ['a', 'b']);
  await time.advance(14_900);
  api.remove('b');
  end();
  await time.advance(30_000);
  assert.deepEqual(names(view), ['a']);
});

for (const [what, answer] of [
  ['no answer at all', () => new Promise(() => {})],
  [
    'an answer without an end that is no event',
    () => new Response(new ReadableStream({ start: (c) => c.enqueue(new TextEncoder().encode('<html>')) })),
  ],
  ['a body that never comes', () => new Response(new ReadableStream({}))],
  ['a refusal whose body never comes', () => new Response(new ReadableStream({}), { status: 410 })],
  ['a page of HTML', () => new Response('<html>\n</html>\n', { headers: { 'content-type': 'text/html' } })],
  ['no content', () => new Response(null, { status: 204 })],
  ['a list', () => listOf([], { resourceVersion: '1' })],
  [
    'a bookmark without a version',
    () => new Response('{"type":"BOOKMARK","object":{"kind":"DNSZone","metadata":{}}}\n'),
  ],
  ['half an event, and the end', () => new Response('{"type":"ADDED","object":{"metadata":{"name":"x"')],
  ['an event of null', () => new Response('null\n{"type":"ADDED","object":null}\n')],
]) {
  test(`where every watch gets ${what} a subscriber is behind for no longer than a minute and a half`, async () => {
    const time = fakeTime();
    const api = fakeApi();
    api.put('a');
    fault(api, isWatch, answer);
    const { view } = begin(api).subscribe();
    await turns();
    for (const change of [1, 2, 3]) {
      api.put('a', { change });
      await time.advance(90_000);
      assert.deepEqual(names(view), [`a ${change}`]);
    }
  });
}

for (const [what, answer] of [
  ['no answer', () => new Promise(() => {})],
  ['a body that never comes', () => new Response(new ReadableStream({}))],
  ['a page that has expired', () => refuse(410, 'Expired', 'the continue token is too old')],
  ['an empty answer', () => new Response('')],
]) {
  test(`a second page that gets ${what} twice leads to a whole list`, async () => {
    const time = fakeTime();
    const api = fakeApi({ pageSize: 1 });
    api.put('a');
    api.put('b');
    fault(api, ({ query }) => query.get('continue') !== null, answer, 2);
    const { view } = begin(api).subscribe();
    await time.advance(100_000);
    assert.deepEqual(names(view), ['a', 'b']);
  });
}

for (const answered of [0, 1]) {
  test(`a page hidden while page ${answered + 1} of a list is under way is up to date when it is back`, async () => {
    const time = fakeTime();
    const target = new EventTarget();
    patch(globalThis, 'addEventListener', target.addEventListener.bind(target));
    patch(globalThis, 'removeEventListener', target.removeEventListener.bind(target));
    const api = fakeApi({ pageSize: 1 });
    api.put('a');
    api.put('b');
    const end = fault(
      api,
      ({ query }) => isList({ query }) && (answered === 0) === (query.get('continue') === null),
      () => new Promise(() => {}),
    );
    const { view } = begin(api).subscribe();
    await turns();
    target.dispatchEvent(new Event('pagehide'));
    end();
    api.remove('a');
    await time.advance(600_000);
    target.dispatchEvent(new Event('pageshow'));
    await turns(30);
    assert.deepEqual(names(view), ['b']);
  });
}

test('beyond the limit a collection whose reads fail now and then is up to date', async () => {
  const time = fakeTime();
  const api = fakeApi();
  api.put('a');
  const { subscribe } = begin(api, { maxStreams: 1 });
  subscribe();
  await turns();
  const { view } = subscribe({ namespace: 'other' });
  await turns();
  for (const change of [1, 2, 3, 4]) {
    api.put('a', { change }, 'other');
    fault(
      api,
      ({ path }) => path !== PATH,
      () => refuse(500, 'InternalError', 'no'),
      2,
    );
    await time.advance(30_000);
    assert.deepEqual(names(view), [`a ${change}`]);
  }
});

/** A made-up 410 was delivered to whoever subscribed before the list was complete. */
test('who subscribes while a server without versions is listed anew is told of no error', async () => {
  for (const metadata of [{}, { resourceVersion: '0' }]) {
    const api = fakeApi();
    let answer;
    const bare = (object) => ({ ...object, metadata: { ...object.metadata, resourceVersion: undefined } });
    const list = () => listOf(api.state().map(bare), metadata);
    fault(api, isList, list, 1);
    fault(api, isList, () => new Promise((resolve) => (answer = () => resolve(list()))));
    fault(api, isWatch, () => new Response(''));
    api.put('a');
    const { subscribe } = begin(api);
    subscribe();
    await turns(20);
    await until(() => answer !== undefined, 'a second list');
    assert.equal(api.watches()[0].query.get('resourceVersion'), null);
    const late = subscribe();
    await turns(20);
    assert.deepEqual(late.heard, []);
    api.remove('a');
    answer();
    await turns(20);
    assert.deepEqual(late.heard, []);
  }
});

for (const [what, answer, options] of [
  ['whose next stream takes its time', () => new Promise(() => {}), {}],
  ['whose stream was cut', () => new Promise(() => {}), { error: new Error('cut') }],
  ['that is not watched', () => refuse(405, 'MethodNotAllowed', 'no watch'), {}],
  ['beyond the limit', undefined, { maxStreams: 1 }],
]) {
  test(`who subscribes to a collection ${what} is not given what it was seconds ago`, async () => {
    const time = fakeTime();
    const api = fakeApi();
    api.put('a', { change: 'old' });
    api.put('b');
    const { subscribe } = begin(api, { maxStreams: options.maxStreams });
    if (answer === undefined) {
      subscribe({ namespace: 'other' });
      await turns();
    }
    subscribe();
    await turns();
    if (answer !== undefined) {
      fault(api, isWatch, answer);
      api.cut(options.error);
    }
    await time.advance(2000);
    api.put('a', { change: 'new' });
    api.remove('b');
    await time.advance(1000);
    const { heard, view } = subscribe();
    await turns();
    await time.advance(1000);
    assert.deepEqual([heard.slice(), names(view)], [['ADDED a'], ['a new']]);
  });
}
