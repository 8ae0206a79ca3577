// A collection that is watched: the list, the stream, and what happens when it breaks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  PATH,
  TYPE,
  fakeApi,
  fakeTime,
  fault,
  isList,
  isWatch,
  json,
  listenToConsole,
  open,
  refuse,
  turns,
} from './support.mjs';

test('it lists, then watches from where the list ended', async () => {
  const api = fakeApi();
  api.put('a');
  const { subscribe } = open(api);
  const { heard } = subscribe();
  await turns();
  assert.deepEqual(heard, ['ADDED a']);
  api.put('a', { spec: 1 });
  api.put('b');
  api.remove('a');
  await turns();
  assert.deepEqual(heard, ['ADDED a', 'MODIFIED a', 'ADDED b', 'DELETED a']);
  const [list, watch, ...more] = api.requests;
  assert.deepEqual(more, []);
  assert.equal(list.path, PATH);
  assert.ok(Number(list.query.get('limit')) > 0);
  assert.equal(list.query.get('watch'), null);
  assert.equal(watch.path, PATH);
  assert.equal(watch.query.get('watch'), 'true');
  assert.equal(watch.query.get('allowWatchBookmarks'), 'true');
  assert.equal(watch.query.get('resourceVersion'), '101');
  assert.ok(Number(watch.query.get('timeoutSeconds')) > 0);
});

test('a long list comes in pages, all of one version', async () => {
  const api = fakeApi({ pageSize: 2 });
  for (const name of ['a', 'b', 'c', 'd', 'e']) api.put(name);
  const { subscribe } = open(api);
  const { heard } = subscribe();
  await turns(20);
  assert.deepEqual(heard, ['ADDED a', 'ADDED b', 'ADDED c', 'ADDED d', 'ADDED e']);
  assert.deepEqual(
    api.lists().map(({ query }) => query.get('continue')),
    [null, '2/105', '4/105'],
  );
});

test('a list that expires between two pages begins anew', async () => {
  const api = fakeApi({ pageSize: 2 });
  for (const name of ['a', 'b', 'c']) api.put(name);
  fault(
    api,
    ({ query }) => query.get('continue') !== null,
    () => refuse(410, 'Expired', 'too old'),
    1,
  );
  const { subscribe } = open(api);
  const { heard } = subscribe();
  await turns(20);
  assert.deepEqual(heard, ['ADDED a', 'ADDED b', 'ADDED c']);
  assert.deepEqual(
    api.lists().map(({ query }) => query.get('continue')),
    [null, '2/103', null, '2/103'],
  );
});

test('a list that expires again and again is asked for whole', async () => {
  const time = fakeTime();
  const api = fakeApi({ pageSize: 2 });
  for (const name of ['a', 'b', 'c']) api.put(name);
  fault(
    api,
    ({ query }) => query.get('continue') !== null,
    () => refuse(410, 'Expired', 'too old'),
    2,
  );
  const { subscribe } = open(api);
  subscribe();
  await time.advance(1000);
  assert.deepEqual(
    api.lists().map(({ query }) => query.get('limit') !== null),
    [true, true, true, true, false, false],
  );
});

test('bookmarks move the version to go on from and are not passed on', async () => {
  const time = fakeTime();
  const api = fakeApi();
  const { subscribe } = open(api);
  const { heard } = subscribe();
  await turns();
  api.bookmark();
  await turns();
  api.cut();
  await time.advance(1000);
  assert.deepEqual(heard, []);
  assert.equal(api.watches().at(-1).query.get('resourceVersion'), '101');
  assert.equal(api.lists().length, 1);
});

test('a stream that was cut goes on where it ended, without a list', async () => {
  const time = fakeTime();
  const api = fakeApi();
  const { subscribe } = open(api);
  const { heard } = subscribe();
  await turns();
  api.put('a');
  await turns();
  api.cut(new Error('connection reset'));
  api.put('b');
  await time.advance(1000);
  assert.deepEqual(heard, ['ADDED a', 'ADDED b']);
  assert.deepEqual([api.lists().length, api.watches().length], [1, 2]);
  assert.equal(api.watches()[1].query.get('resourceVersion'), '101');
});

test('a stream that the server ends after its time is opened again at once', async () => {
  const time = fakeTime();
  const api = fakeApi();
  const { subscribe } = open(api);
  subscribe();
  await time.advance(10_000);
  api.cut();
  await turns();
  assert.equal(api.watches().length, 2);
});

test('an event cut in half is heard once, when the stream goes on', async () => {
  const time = fakeTime();
  const api = fakeApi();
  const { subscribe } = open(api);
  const { heard } = subscribe();
  await turns();
  const [stream] = api.streams;
  stream.send = (event) => stream.write(JSON.stringify(event).slice(0, 40));
  api.put('a');
  await turns();
  api.cut(new Error('connection reset'));
  await time.advance(1000);
  assert.deepEqual(heard, ['ADDED a']);
});

test('chunks may split lines and characters anywhere', async () => {
  const api = fakeApi();
  const { subscribe } = open(api);
  const { events } = subscribe().heard;
  await turns();
  const [stream] = api.streams;
  stream.send = (event) => {
    for (const byte of new TextEncoder().encode(`${JSON.stringify(event)}\r\n\n`))
      stream.write(Uint8Array.of(byte));
  };
  api.put('a', { spec: 'Zürich 🌍 東京' });
  await turns(400);
  assert.deepEqual(
    events.map(({ object }) => object.spec),
    ['Zürich 🌍 東京'],
  );
});

for (const [how, expire] of Object.entries({
  'as an event': (api) => api.compact(),
  'as a status code': (api) => fault(api, isWatch, () => refuse(410, 'Expired', 'too old'), 1),
})) {
  test(`410 ${how} leads to a list, and only what changed is heard`, async () => {
    const time = fakeTime();
    const api = fakeApi();
    for (const name of ['same', 'changed', 'replaced', 'vanished']) api.put(name);
    const { subscribe } = open(api);
    const { heard } = subscribe();
    await turns();
    heard.length = heard.events.length = 0;
    const [stream] = api.streams;
    stream.deliver = () => {};
    api.put('changed', { spec: 2 });
    api.remove('replaced');
    api.put('replaced');
    api.remove('vanished');
    api.put('new');
    expire(api);
    api.cut(new Error('connection reset'));
    await time.advance(1000);
    assert.deepEqual([...heard].sort(), [
      'ADDED new',
      'ADDED replaced',
      'DELETED replaced',
      'DELETED vanished',
      'MODIFIED changed',
    ]);
    assert.ok(heard.indexOf('DELETED replaced') < heard.indexOf('ADDED replaced'));
    const uids = heard.events
      .filter(({ object }) => object.metadata.name === 'replaced')
      .map(({ object }) => object.metadata.uid);
    assert.notEqual(uids[0], uids[1]);
    assert.equal(api.lists().length, 2);
    assert.equal(api.streams.size, 1);
  });
}

for (const code of [401, 403, 404]) {
  test(`${code} is reported with the server's status, and tried again`, async () => {
    const time = fakeTime();
    const api = fakeApi();
    api.put('a');
    const end = fault(api, isList, () => refuse(code, 'Because', 'not you'));
    const { subscribe } = open(api);
    const { heard } = subscribe({ name: 'a' });
    await turns();
    assert.deepEqual(heard, [`ERROR ${code}`]);
    assert.deepEqual(heard.events[0].object.reason, 'Because');
    assert.deepEqual(heard.events[0].object.message, 'not you');
    await time.advance(60_000);
    const times = api.requests.map(({ at }) => at);
    assert.ok(times.length > 5 && times.length < 40, `${times.length} requests in a minute`);
    assert.ok(heard.every((line) => line === `ERROR ${code}`));
    assert.equal(heard.length, times.length);
    end();
    await time.advance(10_000);
    assert.equal(heard.at(-1), 'ADDED a');
  });
}

test('a refusal that is no Status is told as one', async () => {
  const api = fakeApi();
  fault(api, isList, () => new Response('<html>', { status: 403 }));
  const { subscribe } = open(api);
  const { heard } = subscribe();
  await turns();
  const [{ object }] = heard.events;
  assert.deepEqual(
    [object.kind, object.code, object.reason, object.status],
    ['Status', 403, 'Forbidden', 'Failure'],
  );
  assert.equal(typeof object.message, 'string');
});

test('a late subscriber receives the refusal too', async () => {
  const time = fakeTime();
  const api = fakeApi();
  fault(api, isList, () => refuse(403, 'Forbidden', 'no'));
  const { subscribe } = open(api);
  subscribe();
  await time.advance(5000);
  const before = api.requests.length;
  const { heard } = subscribe();
  await turns();
  assert.deepEqual([heard, api.requests.length], [['ERROR 403'], before]);
});

for (const code of [429, 503]) {
  for (const [how, value] of [
    ['in seconds', () => '7'],
    ['as a date', () => new Date(Date.now() + 7000).toUTCString()],
  ]) {
    test(`Retry-After of ${code} ${how} is kept to`, async () => {
      const time = fakeTime();
      const api = fakeApi();
      api.put('a');
      fault(api, isWatch, () => refuse(code, 'Later', 'busy', { 'retry-after': value() }), 1);
      const { subscribe } = open(api);
      const { heard } = subscribe();
      await turns();
      const after = async (ms) => {
        await time.advance(ms);
        return api.watches().length;
      };
      assert.equal(await after(5900), 1);
      assert.equal(await after(2200), 2);
      assert.deepEqual(heard, ['ADDED a']);
    });
  }
}

for (const value of ['3600', '1e15', 'Fri, 01 Jan 2100 00:00:00 GMT']) {
  test(`Retry-After: ${value} is ten minutes`, async () => {
    const time = fakeTime();
    const api = fakeApi();
    fault(api, isWatch, () => refuse(429, 'Later', 'busy', { 'retry-after': value }), 1);
    open(api).subscribe();
    await time.advance(598_000);
    assert.equal(api.watches().length, 1);
    await time.advance(3_000);
    assert.equal(api.watches().length, 2);
  });
}

test('failures are backed off from, with jitter, and the count begins anew after an event', async () => {
  const time = fakeTime();
  const api = fakeApi();
  const end = fault(api, isWatch, () => {
    throw new TypeError('network down');
  });
  const { subscribe } = open(api);
  subscribe();
  await time.advance(300_000);
  const times = api.watches().map(({ at }) => at);
  const gaps = times.slice(1).map((at, index) => at - times[index]);
  assert.ok(times.length > 12 && times.length < 60, `${times.length} tries`);
  assert.ok(Math.max(...gaps) <= 30_001 && Math.max(...gaps) > 5000, `the longest was ${Math.max(...gaps)}`);
  assert.ok(new Set(gaps).size > gaps.length / 2);
  end();
  await time.advance(30_000);
  api.put('a');
  await turns();
  const before = api.watches().length;
  api.cut(new Error('reset'));
  await time.advance(1000);
  assert.equal(api.watches().length, before + 1);
});

test('a silent stream is cut after the time it asked for, and goes on', async () => {
  const time = fakeTime();
  const api = fakeApi();
  const { subscribe } = open(api);
  const { heard } = subscribe();
  await turns();
  const seconds = Number(api.watches()[0].query.get('timeoutSeconds'));
  const [stream] = api.streams;
  stream.deliver = () => {};
  api.put('a');
  await time.advance(seconds * 1000 - 1);
  assert.equal(api.watches().length, 1);
  // Half a second of slack, then a pause of up to one.
  await time.advance(1600);
  assert.deepEqual([api.watches().length, api.lists().length, api.streams.size], [2, 1, 1]);
  assert.equal(api.watches()[0].init.signal.aborted, true);
  assert.deepEqual(heard, ['ADDED a']);
});

test('a stream that speaks is not cut', async () => {
  const time = fakeTime();
  const api = fakeApi();
  const { subscribe } = open(api);
  subscribe();
  for (let second = 0; second < 100; second += 5) {
    await time.advance(5000);
    api.bookmark();
  }
  assert.equal(api.watches().length, 1);
});

test('a request that hangs is given up', async () => {
  const time = fakeTime();
  const api = fakeApi();
  api.put('a');
  fault(api, isList, () => new Promise(() => {}), 1);
  const { subscribe } = open(api);
  const { heard } = subscribe();
  await time.advance(40_000);
  assert.deepEqual(heard, ['ADDED a']);
  assert.equal(api.lists()[0].init.signal.aborted, true);
});

for (const [what, answer] of Object.entries({
  'no JSON': () => new Response('<html>login</html>'),
  'JSON that is no object': () => json(7),
  'a list that is none': () => json({ kind: 'DNSZoneList', items: 7 }),
  'an object that is no list': () => json({ error: 'no' }),
  'a fetch that throws at once': () => {
    throw new Error('no');
  },
  'a fetch that rejects': () => Promise.reject(new Error('no')),
  'a fetch that gives nothing': () => null,
  'a body that breaks': () =>
    new Response(new ReadableStream({ pull: (it) => it.error(new Error('broken')) })),
})) {
  for (const [which, matches] of [
    ['list', isList],
    ['watch', isWatch],
  ]) {
    if (which === 'watch' && /list/.test(what)) continue;
    test(`${what} for a ${which} is tried again`, async () => {
      const time = fakeTime();
      const api = fakeApi();
      fault(api, matches, answer, 3);
      const { subscribe } = open(api);
      const { heard } = subscribe();
      await time.advance(8000);
      api.put('a');
      await turns();
      assert.deepEqual(heard, ['ADDED a']);
      assert.equal(matches === isList ? api.lists().length : api.watches().length, 4);
    });
  }
}

test('lines that are no JSON cut the stream, which goes on from the event before', async () => {
  const time = fakeTime();
  const api = fakeApi();
  const { subscribe } = open(api);
  const { heard } = subscribe();
  await turns();
  api.put('a');
  const [stream] = api.streams;
  stream.write('{"type":"ADDED",,}\n');
  api.put('b');
  await time.advance(1000);
  assert.deepEqual(heard, ['ADDED a', 'ADDED b']);
  assert.equal(stream.request.init.signal.aborted, true);
});

test('an answer without a stream is read as text', async () => {
  const time = fakeTime();
  const api = fakeApi();
  const zone = api.put('b');
  fault(
    api,
    isWatch,
    () => ({
      status: 200,
      headers: new Headers(),
      body: null,
      text: () =>
        Promise.resolve(
          JSON.stringify({
            type: 'MODIFIED',
            object: { ...zone, metadata: { ...zone.metadata, resourceVersion: '102' } },
          }),
        ),
    }),
    1,
  );
  const { subscribe } = open(api);
  const { heard } = subscribe();
  await time.advance(1000);
  assert.deepEqual(heard, ['ADDED b', 'MODIFIED b']);
});

test('a server whose streams end at once is not asked in a loop', async () => {
  const time = fakeTime();
  const api = fakeApi();
  const zone = api.put('a');
  fault(api, isWatch, () => new Response(`${JSON.stringify({ type: 'MODIFIED', object: zone })}\n`));
  const { subscribe } = open(api);
  subscribe();
  await time.advance(60_000);
  assert.ok(api.watches().length < 250, `${api.watches().length} streams in a minute`);
});

test('events that mean nothing are passed over', async () => {
  const api = fakeApi();
  const said = listenToConsole();
  const { subscribe } = open(api);
  const { heard } = subscribe();
  await turns();
  const [stream] = api.streams;
  for (const event of [
    null,
    1,
    {},
    { type: 'ADDED' },
    { type: 'ADDED', object: null },
    { type: 'NEW', object: { metadata: { name: 'x' } } },
  ]) {
    stream.send(event);
  }
  api.put('__proto__');
  await turns();
  assert.deepEqual([heard, said, api.watches().length], [['ADDED __proto__'], [], 1]);
});

test('an event heard twice is passed on once', async () => {
  const api = fakeApi();
  const { subscribe } = open(api);
  const { heard } = subscribe();
  await turns();
  const zone = api.put('a');
  const [stream] = api.streams;
  stream.send({ type: 'ADDED', object: zone });
  stream.send({ type: 'MODIFIED', object: zone });
  await turns();
  assert.deepEqual(heard, ['ADDED a']);
  for (let time = 0; time < 2; time += 1) stream.send({ type: 'DELETED', object: zone });
  await turns();
  assert.deepEqual(heard, ['ADDED a', 'DELETED a']);
});

test('an object of another uid in the place of one that is known ends that first', async () => {
  const api = fakeApi();
  const { subscribe } = open(api);
  const { heard } = subscribe();
  await turns();
  const zone = api.put('a');
  const [stream] = api.streams;
  stream.send({
    type: 'ADDED',
    object: { ...zone, metadata: { ...zone.metadata, uid: 'another', resourceVersion: '999' } },
  });
  stream.send({ type: 'DELETED', object: zone });
  await turns();
  assert.deepEqual(heard, ['ADDED a', 'DELETED a', 'ADDED a']);
});

test('an answer that comes after it was given up is cancelled and says nothing', async () => {
  const api = fakeApi();
  let answer;
  fault(
    api,
    isWatch,
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
    1,
  );
  const { subscribe } = open(api);
  const { heard } = subscribe({ name: 'a' });
  await turns();
  subscribe({ name: 'b' });
  await turns(16);
  let isCancelled = false;
  const event = JSON.stringify({ type: 'ADDED', object: { metadata: { name: 'a' } } });
  const late = new ReadableStream({
    start: (it) => it.enqueue(new TextEncoder().encode(`${event}\n`)),
    cancel: () => {
      isCancelled = true;
    },
  });
  answer(new Response(late));
  await turns();
  assert.deepEqual([heard, isCancelled, api.streams.size], [[], true, 1]);
});

test('items of a list are given the kind that lists leave out', async () => {
  const api = fakeApi();
  fault(api, isList, () =>
    json({
      kind: 'PodList',
      apiVersion: 'v1',
      metadata: { resourceVersion: '1' },
      items: [{ metadata: { name: 'a' } }],
    }),
  );
  const { subscribe } = open(api);
  const { events } = subscribe({ resourceType: 'api/v1/pods' }).heard;
  await turns();
  assert.deepEqual([events[0].object.kind, events[0].object.apiVersion], ['Pod', 'v1']);
});

test('a list without items is an empty one', async () => {
  const api = fakeApi();
  fault(api, isList, () => json({ kind: 'DNSZoneList', metadata: { resourceVersion: '100' }, items: null }));
  const { subscribe } = open(api);
  const { heard } = subscribe();
  await turns();
  api.put('a');
  await turns();
  assert.deepEqual(heard, ['ADDED a']);
});

test('there is one timer, and none once all is over', async () => {
  const time = fakeTime();
  const api = fakeApi();
  const { subscribe } = open(api);
  const all = ['a', 'b', 'c'].map((id) => subscribe({ projectId: id, resourceType: TYPE }));
  await turns();
  assert.equal(time.live, 1);
  for (const { unsubscribe } of all) unsubscribe();
  await time.advance(1200);
  assert.deepEqual([time.live, api.streams.size], [0, 0]);
});
