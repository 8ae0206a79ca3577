// How the connection behind a subscription is, for waits over `createKubernetesWatch` and for `inspect()`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeQueue } from '../queue/support.mjs';
import {
  BASE,
  PATH,
  TYPE,
  afterTest,
  createKubernetesWatch,
  fakeApi,
  fakeTime,
  fault,
  isWatch,
  refuse,
  turns,
  waitForWatch,
} from './support.mjs';

function observe(api, options) {
  const source = createKubernetesWatch({ baseUrl: BASE, fetch: api.fetch });
  const told = [];
  const wait = waitForWatch({
    resourceType: TYPE,
    projectId: 'p',
    name: 'a',
    source,
    onEvent: () => 'continue',
    onStream: (state) => told.push(state),
    ...options,
  });
  wait.catch(() => {});
  afterTest(() => wait.cancel());
  return { wait, told, source };
}

const states = (told) => told.map(({ state }) => state).filter((state, at, all) => state !== all[at - 1]);
const always = () => true;

test('a wait hears that the API is out of reach, why, when the next try is, and that it is back', async () => {
  const time = fakeTime();
  const api = fakeApi();
  api.put('a');
  const { told } = observe(api);
  await turns();
  assert.deepEqual(states(told), ['open']);
  const lostAt = time.wall;
  const end = fault(api, always, () => {
    throw new TypeError('fetch failed');
  });
  api.cut();
  await time.advance(12_000);
  const lost = told.filter(({ state }) => state === 'lost');
  assert.ok(lost.length > 2, `${lost.length} reports`);
  for (const { since, retryAt, error } of lost) {
    assert.equal(since, lost[0].since);
    assert.ok(retryAt > since && retryAt <= time.wall + 30_000, String(retryAt));
    assert.ok(error instanceof Error, String(error));
  }
  assert.ok(lost[0].since - lostAt < 1_000);
  assert.equal(lost.at(-1).error.message, 'fetch failed');
  end();
  await time.advance(30_000);
  assert.deepEqual(states(told), ['open', 'lost', 'open']);
});

test('an API that refuses is a refused stream, one that is busy a lost one', async () => {
  const time = fakeTime();
  for (const [code, state] of [
    [401, 'refused'],
    [403, 'refused'],
    [503, 'lost'],
    [429, 'lost'],
  ]) {
    const api = fakeApi();
    api.put('a');
    const end = fault(api, always, () => refuse(code, 'Because', `said ${code}`));
    const { told } = observe(api);
    await time.advance(5_000);
    assert.deepEqual(states(told), [state], String(code));
    assert.deepEqual([told[0].error.code, told[0].error.message], [code, `said ${code}`]);
    end();
    // The longest pause, of one that is busy.
    for (let second = 0; second < 30 && states(told).length < 2; second++) await time.advance(1_000);
    assert.deepEqual(states(told), [state, 'open'], String(code));
  }
});

test('a stream that ends in order and is resumed is not lost', async () => {
  const time = fakeTime();
  const api = fakeApi();
  api.put('a');
  const { told } = observe(api);
  for (let streams = 0; streams < 5; streams += 1) {
    await time.advance(14_500);
    api.put('a');
    await time.advance(400);
    api.cut();
  }
  await time.advance(1_000);
  assert.equal(api.requests.filter(isWatch).length, 6);
  assert.deepEqual(states(told), ['open']);
});

test('a wait that joins later hears how the stream is, and a timeout over a lost one says why', async () => {
  const time = fakeTime();
  const api = fakeApi();
  api.put('a');
  const { source } = observe(api);
  await turns();
  const late = [];
  observe(api, { source, name: 'b', onStream: ({ state }) => late.push(state) });
  await turns();
  assert.equal(late.at(-1), 'open');
  fault(api, always, () => {
    throw new TypeError('fetch failed');
  });
  api.cut();
  await time.advance(2_000);
  const { wait } = observe(api, { source, timeout: 3_000 });
  const caught = wait.catch((error) => error);
  await time.advance(10_000);
  const error = await caught;
  assert.deepEqual([error.name, error.stream], ['TimeoutError', 'broken']);
  assert.match(error.message, /fetch failed/);
});

test('`inspect()` shows the streams of clients', async () => {
  const time = fakeTime();
  const queue = makeQueue();
  const api = fakeApi();
  api.put('a');
  const began = time.wall;
  const { wait } = observe(api, { namespace: 'inspected' });
  await turns();
  const url = BASE + PATH.replace('default', 'inspected');
  const mine = () => queue.inspect().streams.filter((stream) => stream.url === url);
  assert.deepEqual(mine(), [{ url, subscribers: 1, state: 'open', since: began }]);
  fault(api, always, () => refuse(503, 'Busy', 'later'));
  api.cut();
  await time.advance(3_000);
  const [{ state, error, retryAt }] = mine();
  assert.deepEqual([state, error], ['lost', 'later']);
  assert.ok(retryAt > time.wall - 1_000);
  wait.cancel();
  await time.advance(60_000);
  assert.deepEqual(mine(), []);
});
