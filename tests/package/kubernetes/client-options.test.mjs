// Options and targets of a client: which are wrong, and what they mean.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BASE, TYPE, createKubernetesWatch, fakeApi, open, soon, turns, waitForWatch } from './support.mjs';

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
