// What is asked for and how: addresses, headers, redirects.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BASE,
  TYPE,
  createKubernetesWatch,
  fakeApi,
  fakeTime,
  json,
  open,
  patch,
  turns,
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

/** Only streams were cancelled: the body of a list, of a read or of a refusal went on for as long as the server liked. */
test('where a fetch ignores its signal, a body that nobody reads any more is cancelled', async () => {
  for (const [status, what] of [
    [200, 'subscribe'],
    [403, 'subscribe'],
    [200, 'read'],
  ]) {
    let isCancelled = false;
    const cancel = () => {
      isCancelled = true;
    };
    const start = (controller) => controller.enqueue(new TextEncoder().encode('{"kind":'));
    const fetch = async () => new Response(new ReadableStream({ start, cancel }), { status });
    const source = createKubernetesWatch({ baseUrl: `https://ignores-${what}-${status}.example`, fetch });
    const target = { resourceType: TYPE, projectId: 'p' };
    if (what === 'subscribe') {
      const unsubscribe = source.subscribe(target, () => {});
      await turns();
      unsubscribe();
    } else {
      const time = fakeTime();
      const reading = source.read(target).catch((error) => error.name);
      await time.advance(10_000);
      assert.equal(await reading, 'WatchError');
    }
    await turns();
    assert.equal(isCancelled, true, `${what} ${status}`);
  }
});
