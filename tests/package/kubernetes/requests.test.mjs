// What is asked for and how: addresses, headers, reads, and options that are wrong.
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
  patch,
  refuse,
  soon,
  turns,
  until,
  waitForWatch,
} from './support.mjs';

const RESOURCE_MANAGER = '/apis/resourcemanager.miloapis.com/v1alpha1';
const GROUP = '/apis/dns.networking.miloapis.com/v1alpha1';

const PATHS = [
  [{ projectId: 'p' }, `${RESOURCE_MANAGER}/projects/p/control-plane${GROUP}/namespaces/default/dnszones`],
  [
    { projectId: 'p', namespace: 'n' },
    `${RESOURCE_MANAGER}/projects/p/control-plane${GROUP}/namespaces/n/dnszones`,
  ],
  [{ projectId: 'p', namespace: '' }, `${RESOURCE_MANAGER}/projects/p/control-plane${GROUP}/dnszones`],
  [{ projectId: 'p', namespace: null }, `${RESOURCE_MANAGER}/projects/p/control-plane${GROUP}/dnszones`],
  [{ orgId: 'o' }, `${RESOURCE_MANAGER}/organizations/o/control-plane${GROUP}/dnszones`],
  [
    { orgId: 'o', namespace: 'n' },
    `${RESOURCE_MANAGER}/organizations/o/control-plane${GROUP}/namespaces/n/dnszones`,
  ],
  [{ userScoped: true }, `/apis/iam.miloapis.com/v1alpha1/users/u/control-plane${GROUP}/dnszones`],
  [{}, `${GROUP}/dnszones`],
  [{ resourceType: 'api/v1/pods', namespace: 'n' }, '/api/v1/namespaces/n/pods'],
  [
    { projectId: 'ä:b+c' },
    `${RESOURCE_MANAGER}/projects/%C3%A4%3Ab%2Bc/control-plane${GROUP}/namespaces/default/dnszones`,
  ],
];
for (const [options, path] of PATHS) {
  test(`the path of ${JSON.stringify(options)}`, async () => {
    const api = fakeApi();
    for (const baseUrl of [BASE, `${BASE}/`]) {
      await open(api, { userId: 'u', baseUrl }).source.read({ resourceType: TYPE, ...options });
      assert.equal(api.requests.at(-1).path, path);
    }
  });
}

test('the base may have a path, or be one', async () => {
  const urls = [];
  for (const baseUrl of ['https://a.example/base/', '/base', '']) {
    const { read } = createKubernetesWatch({
      baseUrl,
      fetch: async (url) => {
        urls.push(url);
        return json({ items: [] });
      },
    });
    await read({ resourceType: 'api/v1/pods', name: 'a' });
  }
  const query = '?fieldSelector=metadata.name%3Da';
  assert.deepEqual(urls, [
    `https://a.example/base/api/v1/pods${query}`,
    `/base/api/v1/pods${query}`,
    `/api/v1/pods${query}`,
  ]);
});

test('a path of the caller may be a whole address and have a query', async () => {
  const urls = [];
  const given = [];
  const paths = ['own/zones', '/own/zones?x=1', 'https://other.example/zones?fieldSelector=a%3Db'];
  const { read } = createKubernetesWatch({
    baseUrl: `${BASE}/b`,
    path: (options) => {
      given.push(options);
      return paths[urls.length];
    },
    fetch: async (url) => {
      urls.push(new URL(url));
      return json({ items: [] });
    },
  });
  for (let time = 0; time < 3; time += 1) await read({ resourceType: TYPE, orgId: 'o', name: 'n' });
  assert.deepEqual(
    urls.map(({ origin, pathname }) => origin + pathname),
    [`${BASE}/b/own/zones`, `${BASE}/b/own/zones`, 'https://other.example/zones'],
  );
  assert.deepEqual(
    urls.map(({ searchParams }) => searchParams.get('fieldSelector')),
    ['metadata.name=n', 'metadata.name=n', 'a=b,metadata.name=n'],
  );
  assert.equal(urls[1].searchParams.get('x'), '1');
  assert.deepEqual(given[0], { resourceType: TYPE, orgId: 'o', name: 'n' });
});

test('headers may be an object, a Headers or a function, which is asked for each request', async () => {
  const api = fakeApi();
  let calls = 0;
  for (const headers of [
    { Authorization: 'me' },
    new Headers({ authorization: 'me' }),
    async () => {
      calls += 1;
      return { authorization: 'me' };
    },
  ]) {
    await open(api, { headers, credentials: 'include' }).source.read({ resourceType: TYPE });
    const { init } = api.requests.at(-1);
    assert.equal(new Headers(init.headers).get('authorization'), 'me');
    assert.equal(new Headers(init.headers).get('accept'), 'application/json');
    assert.equal(init.credentials, 'include');
  }
  const { subscribe } = open(api, { headers: () => ({ authorization: String(++calls) }) });
  subscribe();
  await turns();
  assert.equal(calls, 3);
});

test('headers that cannot be had count as a failed request', async () => {
  const time = fakeTime();
  const api = fakeApi();
  api.put('a');
  let calls = 0;
  const headers = () => {
    calls += 1;
    if (calls === 1) throw new Error('no token');
    return calls === 2 ? Promise.reject(new Error('no token')) : {};
  };
  const { subscribe, source } = open(api, { headers });
  await assert.rejects(source.read({ resourceType: TYPE }), { name: 'WatchError' });
  const { heard } = subscribe();
  await time.advance(2000);
  assert.deepEqual(heard, ['ADDED a']);
});

test("the platform's fetch is looked up at each request", async () => {
  const api = fakeApi();
  const { read } = createKubernetesWatch({ baseUrl: BASE });
  patch(globalThis, 'fetch', api.fetch);
  await read({ resourceType: TYPE });
  assert.equal(api.requests.length, 1);
});

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

for (const status of [301, 302, 303, 307, 308]) {
  test(`a redirect ${status} to another origin is refused and one within the origin followed`, async () => {
    const visited = [];
    const headers = { 'x-own': 'secret' };
    const locations = ['/moved', 'https://api.example:443/again?x=1', undefined];
    const fetch = async (url, init) => {
      visited.push([url, new Headers(init.headers).get('x-own')]);
      const location = locations[visited.length - 1];
      if (location === undefined) return json({ kind: 'DNSZoneList', items: [] });
      return new Response(null, { status, headers: { location } });
    };
    const { read } = createKubernetesWatch({ baseUrl: BASE, fetch, headers });
    assert.deepEqual(await read({ resourceType: 'api/v1/pods' }), []);
    assert.deepEqual(
      visited.map(([url]) => url),
      [`${BASE}/api/v1/pods?limit=500`, `${BASE}/moved`, `${BASE}/again?x=1`],
    );
    for (const target of [
      'https://evil.example/',
      '//evil.example/',
      'http://api.example/',
      'javascript:0',
    ]) {
      visited.length = 0;
      locations[0] = target;
      await assert.rejects(read({ resourceType: 'api/v1/pods' }), {
        name: 'WatchError',
        message: /redirect to another origin was refused/,
      });
      assert.equal(visited.length, 1, target);
    }
  });
}

test('a fetch that follows redirects by itself is not believed where it was led away', async () => {
  const away = Object.defineProperties(json({ items: [] }), {
    redirected: { value: true },
    url: { value: 'https://evil.example/pods' },
  });
  const { read } = createKubernetesWatch({ baseUrl: BASE, fetch: async () => away });
  await assert.rejects(read({ resourceType: 'api/v1/pods' }), { message: /redirect to another origin/ });
});

test('a redirect in a page is followed only where it can be kept to the page and its origin', async () => {
  const inits = [];
  const fetch = async (_, init) => {
    inits.push([init.redirect, init.mode]);
    if (init.redirect === 'manual') return { type: 'opaqueredirect', status: 0, ok: false };
    return json({ items: [] });
  };
  patch(globalThis, 'location', { href: `${BASE}/console`, origin: BASE });
  await createKubernetesWatch({ baseUrl: '', fetch }).read({ resourceType: 'api/v1/pods' });
  assert.deepEqual(inits, [
    ['manual', undefined],
    ['follow', 'same-origin'],
  ]);
  const elsewhere = createKubernetesWatch({ baseUrl: 'https://elsewhere.example', fetch });
  await assert.rejects(elsewhere.read({ resourceType: 'api/v1/pods' }), { message: /redirect/ });
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

const WRONG = [
  [undefined, /options/],
  [null, /options/],
  ['url', /options/],
  [{}, /baseUrl/],
  [{ baseUrl: 1 }, /baseUrl/],
  [{ baseUrl: BASE, fetch: 1 }, /fetch/],
  [{ baseUrl: BASE, headers: 'x' }, /headers/],
  [{ baseUrl: BASE, headers: null }, /headers/],
  [{ baseUrl: BASE, path: '/x' }, /path/],
  [{ baseUrl: BASE, userId: 7 }, /userId/],
  [{ baseUrl: BASE, userId: '' }, /userId/],
  [{ baseUrl: BASE, userId: '\udc00' }, /userId/],
  [{ baseUrl: BASE, userId: '../evil' }, /userId/],
  [{ baseUrl: BASE, maxStreams: 0 }, /maxStreams/],
  [{ baseUrl: BASE, maxStreams: 1.5 }, /maxStreams/],
  [{ baseUrl: BASE, maxStreams: '4' }, /maxStreams/],
  [{ baseUrl: BASE, credentials: 'yes' }, /credentials/],
];
for (const [options, field] of WRONG) {
  test(`createKubernetesWatch(${JSON.stringify(options)}) throws a TypeError`, () => {
    assert.throws(() => createKubernetesWatch(options), { name: 'TypeError', message: field });
  });
}

test('what is wrong with an option is said with what was expected and given', () => {
  assert.throws(() => createKubernetesWatch({ baseUrl: BASE, maxStreams: 0 }), {
    name: 'TypeError',
    message: 'Expected `maxStreams` to be a whole number from 1, or Infinity, got 0',
  });
  assert.throws(() => createKubernetesWatch({ baseUrl: BASE, credentials: 'yes' }), {
    name: 'TypeError',
    message: "Expected `credentials` to be 'omit', 'same-origin' or 'include', got \"yes\"",
  });
});

test('a name is one value of a field selector, whatever is in it', async () => {
  const api = fakeApi();
  await open(api).source.read({ resourceType: TYPE, name: 'a,metadata.namespace=b\\' });
  const [{ query }] = api.requests;
  assert.equal(query.get('fieldSelector'), 'metadata.name=a\\,metadata.namespace\\=b\\\\');
});

test('a pair of surrogates is text', async () => {
  const api = fakeApi();
  await open(api).source.read({ resourceType: TYPE, projectId: '🌍' });
  assert.match(api.requests[0].path, /%F0%9F%8C%8D/);
});

test('null is absence for options that are strings or booleans', async () => {
  const api = fakeApi();
  api.put('a');
  const options = { resourceType: TYPE, projectId: 'p', orgId: null, labelSelector: null, userScoped: null };
  assert.equal((await open(api).source.read(options)).length, 1);
});

test('options that cannot be read throw a TypeError', () => {
  assert.throws(
    () =>
      createKubernetesWatch({
        get baseUrl() {
          throw new Error('mine');
        },
      }),
    { name: 'TypeError' },
  );
});

const WRONG_TARGETS = [
  [undefined, /options/],
  ...[
    '../../evil',
    'apis/../../evil',
    '..',
    '.',
    'a/./b',
    'a?b',
    'a#b',
    'a%2e%2e/b',
    'a b',
    'a//b',
    '//evil.example/x',
    'https://evil.example/x',
    'a\\b',
    'a/b/',
    'ä/b',
    'a_b',
    'a\nb',
    'pods\n',
  ].map((resourceType) => [{ resourceType }, /resourceType/]),
  [{ resourceType: TYPE, orgId: '' }, /orgId/],
  [{ resourceType: TYPE, projectId: '' }, /projectId/],
  [{ resourceType: TYPE, projectId: 'p', orgId: '' }, /orgId/],
  ...['orgId', 'projectId', 'name', 'namespace', 'labelSelector', 'fieldSelector'].map((field) => [
    { resourceType: TYPE, [field]: 'a\ud800b' },
    new RegExp(field),
  ]),
  [{}, /resourceType/],
  [{ resourceType: '' }, /resourceType/],
  [{ resourceType: TYPE, orgId: 1 }, /orgId/],
  [{ resourceType: TYPE, namespace: 1 }, /namespace/],
  [{ resourceType: TYPE, name: {} }, /name/],
  [{ resourceType: TYPE, userScoped: 1 }, /userScoped/],
  [{ resourceType: TYPE, userScoped: true }, /userId/],
  [{ resourceType: TYPE, name: '' }, /name/],
  ...['orgId', 'projectId', 'namespace'].flatMap((field) =>
    ['.', '..', '../evil', 'a/b', 'a%2Fb', 'a\\b', 'a?b', 'a#b', 'a b', ' ', 'a\n', '\0'].map((id) => [
      { resourceType: TYPE, [field]: id },
      new RegExp(field),
    ]),
  ),
];
for (const [target, field] of WRONG_TARGETS) {
  test(`a watch of ${JSON.stringify(target)} is a TypeError`, async () => {
    const { source } = open(fakeApi());
    assert.throws(() => source.subscribe(target, () => {}), { name: 'TypeError', message: field });
    await assert.rejects(source.read(target), { name: 'TypeError', message: field });
    if (target === undefined) return;
    const wait = waitForWatch({ ...target, source, onEvent: () => 'continue' });
    await assert.rejects(soon(wait), { name: 'TypeError', message: field });
  });
}

test('a wait over a client whose own path throws tries again, since the app may not be ready yet', async () => {
  let asked = 0;
  const path = () => {
    asked += 1;
    throw new TypeError('mine');
  };
  const { source } = open(fakeApi(), { path });
  const wait = waitForWatch({ resourceType: TYPE, name: 'a', source, onEvent: () => 'continue' });
  let ending;
  wait.catch((error) => {
    ending = error;
  });
  await turns();
  assert.deepEqual([asked, ending], [1, undefined]);
  wait.cancel();
  await turns();
  assert.equal(ending.name, 'AbortError');
});

test('a subscriber that is no function is a TypeError', () => {
  assert.throws(() => open(fakeApi()).source.subscribe({ resourceType: TYPE }), {
    name: 'TypeError',
    message: /onEvent/,
  });
});

test("a path that throws or gives no string is the caller's", async () => {
  const api = fakeApi();
  assert.throws(
    () => open(api, { path: () => 1 }).source.subscribe({ resourceType: TYPE }, () => {}),
    TypeError,
  );
  const mine = new Error('mine');
  assert.throws(
    () =>
      open(api, {
        path: () => {
          throw mine;
        },
      }).source.subscribe({ resourceType: TYPE }, () => {}),
    mine,
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

test('an answer that lacks status, text or json is understood by what it has', async () => {
  const refused = { kind: 'Status', code: 403, reason: 'Forbidden', message: 'no' };
  const list = { kind: 'DNSZoneList', metadata: {}, items: [{ metadata: { name: 'zone' } }] };
  const reading = (answer) =>
    createKubernetesWatch({ baseUrl: BASE, fetch: async () => answer }).read({
      resourceType: TYPE,
      projectId: 'p',
      name: 'zone',
    });
  assert.equal((await reading({ ok: true, json: async () => list })).metadata.name, 'zone');
  assert.equal(
    (await reading({ status: 200, text: async () => JSON.stringify(list) })).metadata.name,
    'zone',
  );
  const error = await reading({ ok: false, status: 403, json: async () => refused }).catch(
    (caught) => caught,
  );
  assert.deepEqual([error.code, error.reason, error.message], [403, 'Forbidden', 'no']);
});
