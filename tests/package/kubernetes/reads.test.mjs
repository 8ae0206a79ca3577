// `read` of a client: what it gives, in pages, and when it is given up.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure } from './server-answers.mjs';
import {
  BASE,
  TYPE,
  createKubernetesWatch,
  fakeApi,
  fakeTime,
  fault,
  isList,
  isWatch,
  json,
  open,
  refuse,
  soon,
  turns,
  until,
  waitForWatch,
} from './support.mjs';

const GROUP = '/apis/dns.networking.miloapis.com/v1alpha1';

test('read gives the object, or all, or undefined, and opens nothing', async () => {
  const api = fakeApi({ pageSize: 2 });
  for (const name of ['a', 'b', 'c']) api.put(name);
  const { read } = open(api).source;
  assert.equal((await read({ resourceType: TYPE, name: 'b' })).metadata.name, 'b');
  assert.equal(await read({ resourceType: TYPE, name: 'x' }), undefined);
  assert.deepEqual(
    (await read({ resourceType: TYPE })).map(({ metadata }) => metadata.name),
    ['a', 'b', 'c'],
  );
  fault(
    api,
    () => true,
    () => json(failure(404, 'NotFound', 'no such project', { details: { name: 'p' } }), { status: 404 }),
  );
  assert.equal(await read({ resourceType: TYPE }), undefined);
  await turns();
  assert.equal(api.watches().length, 0);
});

test('a 404 that names no object speaks of the path: read rejects with its URL', async () => {
  for (const answer of [
    () => refuse(404, 'NotFound', 'the server could not find the requested resource'),
    () => new Response('404 page not found\n', { status: 404 }),
    () => json(failure(404, 'NotFound', 'no', { details: { name: '', kind: 'dnszones' } }), { status: 404 }),
  ]) {
    const api = fakeApi();
    fault(api, () => true, answer);
    const url = `${BASE}${GROUP}/dnszones`;
    await assert.rejects(open(api).source.read({ resourceType: TYPE, name: 'a' }), (error) => {
      assert.deepEqual([error.name, error.code, error.message.includes(url)], ['WatchError', 404, true]);
      return true;
    });
  }
});

test('a read whose page cannot be continued begins anew', async () => {
  const api = fakeApi({ pageSize: 2 });
  for (const name of ['a', 'b', 'c']) api.put(name);
  fault(
    api,
    ({ query }) => query.get('continue') !== null,
    () => refuse(400, 'BadRequest', 'continue key is not valid'),
    1,
  );
  assert.equal((await open(api).source.read({ resourceType: TYPE })).length, 3);
});

test('a list whose pages never end is given up after ten thousand, by reads and by watches', async () => {
  let requests = 0;
  const page = JSON.stringify({ kind: 'DNSZoneList', metadata: { continue: 'more' }, items: [] });
  const source = createKubernetesWatch({
    baseUrl: BASE,
    fetch: async () => {
      requests += 1;
      return new Response(page);
    },
  });
  await assert.rejects(source.read({ resourceType: TYPE }), {
    name: 'WatchError',
    message: 'Reading failed: The list has more than 10000 pages',
  });
  assert.equal(requests, 10_000);
  const status = await new Promise((resolve) => {
    const unsubscribe = source.subscribe({ resourceType: TYPE }, ({ type, object }) => {
      unsubscribe();
      resolve([type, object.code, object.message]);
    });
  });
  assert.deepEqual(status, ['ERROR', undefined, 'The list has more than 10000 pages']);
  assert.equal(requests, 20_000);
});

/** A body of this many megabytes, which counts what is read of it. */
function large(megabytes, reads) {
  const chunk = new Uint8Array(1_000_000).fill(32);
  let left = megabytes;
  return new ReadableStream({
    pull(controller) {
      if (left === 0) return controller.close();
      left -= 1;
      reads.megabytes += 1;
      controller.enqueue(chunk);
    },
    cancel: () => {
      reads.isCancelled = true;
    },
  });
}

test('a list of more than 500 MB is given up as soon as it is that large', async () => {
  const reads = { megabytes: 0 };
  const fetch = async () => new Response(large(5_000, reads));
  const { read } = createKubernetesWatch({ baseUrl: BASE, fetch });
  await assert.rejects(read({ resourceType: TYPE }), {
    name: 'WatchError',
    message: 'Reading failed: The list has more than 500 MB',
  });
  assert.ok(reads.isCancelled && reads.megabytes < 510, `${reads.megabytes} MB were read`);
});

test('a line of more than 64 MB is given up, as is a refusal', async () => {
  const reads = { megabytes: 0 };
  const api = fakeApi();
  fault(api, isWatch, () => new Response(large(1_000, reads)), 1);
  const heard = [];
  const { subscribe } = open(api);
  subscribe({}, ({ type, object }) => heard.push(`${type} ${object.code} ${object.message}`));
  await until(() => heard.length > 0, 'the error');
  assert.deepEqual(heard, ['ERROR undefined A line of the response has more than 64 MB']);
  assert.ok(reads.isCancelled && reads.megabytes < 70, `${reads.megabytes} MB were read`);
  reads.isCancelled = false;
  reads.megabytes = 0;
  fault(api, isList, () => new Response(large(1_000, reads), { status: 500 }), 1);
  await assert.rejects(open(api).source.read({ resourceType: TYPE }), { name: 'WatchError', code: 500 });
  assert.ok(reads.isCancelled && reads.megabytes < 70, `${reads.megabytes} MB were read`);
});

test('a read whose pages expire begins anew', async () => {
  const api = fakeApi({ pageSize: 2 });
  for (const name of ['a', 'b', 'c']) api.put(name);
  fault(
    api,
    ({ query }) => query.get('continue') !== null,
    () => refuse(410, 'Expired', 'too old'),
    1,
  );
  assert.equal((await open(api).source.read({ resourceType: TYPE })).length, 3);
});

test('read rejects with a WatchError that says what the server said', async () => {
  const api = fakeApi();
  const { read } = open(api).source;
  fault(
    api,
    () => true,
    () => refuse(429, 'TooManyRequests', 'slow down', { 'retry-after': '3' }),
    1,
  );
  await assert.rejects(read({ resourceType: TYPE }), {
    name: 'WatchError',
    code: 429,
    reason: 'TooManyRequests',
    message: 'slow down',
    retryAfter: 3000,
  });
  fault(
    api,
    () => true,
    () => new Response('nope', { status: 502, statusText: 'Bad Gateway' }),
    1,
  );
  await assert.rejects(read({ resourceType: TYPE }), { name: 'WatchError', code: 502 });
  fault(
    api,
    () => true,
    () => json({ kind: 'Status', code: 503, details: { retryAfterSeconds: 2 } }, { status: 503 }),
    1,
  );
  await assert.rejects(read({ resourceType: TYPE }), { name: 'WatchError', code: 503, retryAfter: 2000 });
  const cause = new TypeError('fetch failed');
  fault(
    api,
    () => true,
    () => {
      throw cause;
    },
    1,
  );
  await assert.rejects(
    read({ resourceType: TYPE }),
    (error) => error.name === 'WatchError' && error.cause === cause && /fetch failed/.test(error.message),
  );
});

test('a read that hangs is given up after 10 s with its request, be it the answer or its body', async () => {
  const time = fakeTime();
  for (const answer of [() => new Promise(() => {}), async () => new Response(new ReadableStream())]) {
    let signal;
    const { read } = createKubernetesWatch({
      baseUrl: BASE,
      fetch: (_url, init) => {
        signal = init.signal;
        return answer();
      },
    });
    const caught = read({ resourceType: TYPE, projectId: 'p', name: 'zone' }).catch((error) => error);
    await time.advance(9_999);
    assert.equal(signal.aborted, false);
    await time.advance(1);
    assert.equal(signal.aborted, true);
    assert.equal((await soon(caught)).name, 'WatchError');
    assert.equal(time.live, 0);
  }
});

test('each page of a read has 10 s', async () => {
  const time = fakeTime();
  const api = fakeApi({ pageSize: 1 });
  for (const name of ['a', 'b', 'c']) api.put(name);
  const fetch = async (url, init) => {
    await new Promise((resolve) => setTimeout(resolve, 9_000));
    return api.fetch(url, init);
  };
  const { read } = createKubernetesWatch({ baseUrl: BASE, fetch });
  const reading = read({ resourceType: TYPE, projectId: 'p' });
  await time.advance(27_000);
  assert.equal((await soon(reading)).length, 3);
  assert.equal(time.live, 0);
});

test('reads that hang are each given up in their own time, whichever others end before', async () => {
  const time = fakeTime();
  const ended = [];
  const answers = [];
  const fetch = () => new Promise((resolve) => answers.push(resolve));
  const { read } = createKubernetesWatch({ baseUrl: BASE, fetch });
  for (const name of ['a', 'b', 'c']) {
    read({ resourceType: TYPE, name }).then(
      () => ended.push(`${name} answered`),
      ({ message }) => ended.push(`${name} ${message}`),
    );
    await time.advance(1_000);
  }
  answers[0](json({ kind: 'DNSZoneList', items: [] }));
  await time.advance(7_999);
  assert.deepEqual(ended, ['a answered']);
  await time.advance(1);
  assert.deepEqual(ended.slice(1), ['b Reading failed: no answer within 10000 ms']);
  await time.advance(1_000);
  assert.deepEqual(ended.slice(2), ['c Reading failed: no answer within 10000 ms']);
  assert.equal(time.live, 0);
});

test('a read whose fetch answers after it was given up requests nothing more', async () => {
  const time = fakeTime();
  const api = fakeApi({ pageSize: 1 });
  for (const name of ['a', 'b']) api.put(name);
  let requests = 0;
  const fetch = async (url) => {
    requests += 1;
    await new Promise((resolve) => setTimeout(resolve, 11_000));
    return api.fetch(url, {});
  };
  const { read } = createKubernetesWatch({ baseUrl: BASE, fetch });
  const caught = read({ resourceType: TYPE, projectId: 'p' }).catch((error) => error);
  await time.advance(12_000);
  assert.match((await soon(caught)).message, /within 10000 ms/);
  assert.deepEqual([requests, time.live], [1, 0]);
});

test('a read that the wait does not await any more gives its request up', async () => {
  const time = fakeTime();
  const requests = [];
  const source = createKubernetesWatch({
    baseUrl: BASE,
    fetch: (_url, init) => {
      requests.push(init.signal);
      return new Promise(() => {});
    },
  });
  const options = { resourceType: TYPE, projectId: 'p', name: 'zone', onEvent: () => {} };
  const wait = waitForWatch({ ...options, source: { subscribe: () => () => {}, read: source.read } });
  await time.advance(0);
  assert.equal(requests.length, 1);
  assert.equal(requests[0].aborted, false);
  wait.cancel();
  await time.advance(0);
  assert.equal(requests[0].aborted, true);
  assert.equal(time.live, 0);
});
