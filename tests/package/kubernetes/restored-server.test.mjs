// A server that was restored from an older copy of its data, and takes a version that is yet to come for its own: the stream
// opens and stays silent. A server that has nothing to say does the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeApi, fakeTime, fault, isWatch, open, refuse, turns } from './support.mjs';

let origins = 0;

/** An API whose subscriber knows `a`, and `b` since the copy. `hasBookmark`: a bookmark has come. */
async function watched({ hasBookmark }) {
  const time = fakeTime();
  // What is known of an origin outlives a test by a moment.
  origins += 1;
  const api = fakeApi();
  api.put('a');
  const copy = api.save();
  const { view, heard } = open(api, { baseUrl: `https://restored-${origins}.example` }).subscribe();
  await turns();
  for (let change = 0; change < 50; change += 1) api.put('b', { change });
  await time.advance(13_000);
  if (hasBookmark) api.bookmark();
  await time.advance(2_000);
  api.cut();
  await turns();
  return { time, api, copy, view, heard };
}

/** Lets time pass; the API ends each stream after its time, as it was asked to. */
async function pass(time, api, seconds) {
  const end = time.wall + 1_000 * seconds;
  while (time.wall < end) {
    const [stream] = api.streams;
    const dueAt = stream && stream.request.at + 1_000 * Number(stream.request.query.get('timeoutSeconds'));
    await time.advance(Math.min(end, dueAt ?? time.wall + 100) - time.wall);
    if (dueAt <= time.wall) stream.end();
    await turns();
  }
}

const names = (view) => [...view.values()].map(({ metadata }) => metadata.name).sort();

for (const [manner, attempts] of [
  ['at once', 0],
  ['at the second attempt', 1],
]) {
  test(`subscribers know what a restored server has within 48 seconds, though it says nothing ${manner}`, async () => {
    const { time, api, copy, view, heard } = await watched({ hasBookmark: true });
    assert.deepEqual(names(view), ['a', 'b']);
    api.put('b', { change: 'last' });
    await turns();
    fault(api, isWatch, () => refuse(503, 'ServiceUnavailable', 'away'), attempts);
    api.restore(copy);
    api.put('c');
    await pass(time, api, 48);
    assert.deepEqual(names(view), ['a', 'c']);
    api.put('a', { change: 'later' });
    await turns();
    assert.equal(heard.at(-1), 'MODIFIED a');
  });
}

test('a server that was never seen to send bookmarks is taken at its word', async () => {
  const { time, api } = await watched({ hasBookmark: false });
  api.cut(new Error('reset'));
  await pass(time, api, 600);
  assert.equal(api.lists().length, 1);
});

test('a quiet server is listed once after an interruption, and not again', async () => {
  const { time, api, heard } = await watched({ hasBookmark: true });
  const before = heard.length;
  api.cut(new Error('reset'));
  await pass(time, api, 1_800);
  assert.equal(api.lists().length, 2);
  assert.equal(heard.length, before);
});

test('a bookmark in one chunk with an event counts', async () => {
  const { time, api, copy, view } = await watched({ hasBookmark: false });
  const line = (type, resourceVersion) =>
    JSON.stringify({
      type,
      object: { metadata: { name: 'b', namespace: 'default', uid: 'u2', resourceVersion } },
    });
  for (const stream of api.streams) {
    stream.write(`${line('BOOKMARK', '150')}\n${line('MODIFIED', '151')}\n`);
  }
  await turns();
  api.restore(copy);
  await pass(time, api, 48);
  assert.deepEqual(names(view), ['a']);
});
