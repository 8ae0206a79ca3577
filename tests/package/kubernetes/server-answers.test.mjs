// What the client does for each answer of a server: the table of `server-answers.mjs` in each of three roles. As the answer
// to watches from one version only, as the answer to every watch while lists work, and as the answer to every request
// during an outage. Whatever it is, a wait learns of its object, and the server is not requested in a loop.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANSWERS } from './server-answers.mjs';
import {
  BASE,
  TYPE,
  afterTest,
  createKubernetesWatch,
  ear,
  fakeApi,
  fakeTime,
  fault,
  isWatch,
  waitForWatch,
} from './support.mjs';

/** A world with an object that is not ready, a wait for it, and one who listens beside it. */
function begin(options) {
  const time = fakeTime();
  const api = fakeApi();
  api.put('a');
  const source = createKubernetesWatch({ baseUrl: BASE, fetch: api.fetch });
  const target = { resourceType: TYPE, projectId: 'p', name: 'a' };
  const { heard, onEvent } = ear();
  const world = { time, api, source, target, heard, noticed: undefined, error: undefined };
  world.start = () => {
    afterTest(source.subscribe(target, onEvent));
    const wait = waitForWatch({
      ...target,
      source,
      onEvent: ({ object }) => (object.ready ? 'resolve' : 'continue'),
      ...options,
    });
    afterTest(() => wait.cancel());
    wait.then(
      () => (world.noticed = Date.now()),
      (error) => (world.error = error),
    );
  };
  /** The object is ready now; gives after how long the wait heard of it. */
  world.ready = async (limit) => {
    const at = Date.now();
    api.put('a', { ready: true });
    for (let second = 0; second < limit && world.noticed === undefined; second += 1)
      await time.advance(1_000);
    assert.equal(world.error, undefined, String(world.error));
    return world.noticed === undefined ? Infinity : world.noticed - at;
  };
  return world;
}

for (const [what, { answer, isVersion, isSlow, isList, delivers, asksToWait = 0 }] of Object.entries(
  ANSWERS,
)) {
  test(`${what} to watches from one version: listed anew, watched from there`, async () => {
    const world = begin();
    const { api, time } = world;
    fault(api, (request) => isWatch(request) && request.query.get('resourceVersion') === '101', answer);
    // The version of the list that was made first is the one that no watch can begin from.
    world.start();
    await time.advance(isVersion ? 0 : 50);
    api.put('b');
    const listed = () => api.lists().length > 1;
    const most = asksToWait * 2 + (isSlow ? 45_000 : delivers ? 10_000 : 8_000);
    const start = Date.now();
    while (!listed() && Date.now() - start < most) await time.advance(100);
    assert.ok(
      listed(),
      `not listed anew within ${most} ms: ${api.requests.map(({ url }) => url).join('\n')}`,
    );
    const delay = await world.ready(12);
    assert.ok(delay <= 5_000 || asksToWait > 5_000, `heard of it after ${delay} ms`);
    assert.ok(api.watches().some(({ query }) => query.get('resourceVersion') !== '101') || delay <= 5_000);
  });

  test(`${what} to every watch: read every 3 to 5 s instead`, async () => {
    const world = begin({ forbiddenGrace: 20_000 });
    const { api, time, heard } = world;
    fault(api, isWatch, answer);
    world.start();
    await time.advance(120_000);
    assert.equal(world.error, undefined, String(world.error));
    const before = api.requests.length;
    await time.advance(60_000);
    const requests = api.requests.length - before;
    assert.ok(requests <= 60, `${requests} requests in a minute`);
    const errors = new Set(heard.filter((line) => line.startsWith('ERROR')));
    assert.deepEqual([...errors], delivers === undefined ? [] : [`ERROR ${delivers}`]);
    const longest = 5_000 + (isSlow ? 31_000 : 0);
    const delay = await world.ready(70);
    assert.ok(delay <= Math.max(longest, asksToWait * 2), `heard of it after ${delay} ms`);
  });

  if (isList) continue;
  test(`${what} to everything for 20 s: heard of within 13 s after`, async () => {
    const world = begin();
    const { api, time } = world;
    world.start();
    await time.advance(2_000);
    const mend = fault(api, () => true, answer);
    api.cut(new TypeError('terminated'));
    await time.advance(20_000);
    mend();
    api.put('a', { ready: true });
    const at = Date.now();
    // 4xx answers to a list are reported, and the wait subscribes again; some of them are final for it.
    for (let second = 0; second < 45 && world.noticed === undefined && world.error === undefined; second += 1)
      await time.advance(1_000);
    if (world.error !== undefined) {
      assert.ok([400, 405, 409, 422].includes(world.error.code), String(world.error));
      return;
    }
    const delay = world.noticed - at;
    const longest = (delivers ? 25_000 : 13_000) + asksToWait + (isSlow ? 30_000 : 0);
    assert.ok(delay <= longest, `heard of it after ${delay} ms`);
  });
}
