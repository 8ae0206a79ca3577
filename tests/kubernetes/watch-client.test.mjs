// `createKubernetesWatch` on a real API server: what it asks for, and that what a subscriber knows is what the server
// has, whatever becomes of the connection.

import '../package/install.mjs';
import assert from 'node:assert/strict';
import https from 'node:https';
import { Readable } from 'node:stream';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { eventually } from './eventually.mjs';
import { skip, startKubernetes } from './index.mjs';
import { PENDING, READY, ZONES, aZone, writer } from './objects.mjs';

const { createKubernetesWatch, waitForDnsZoneReady } = await import('taskwatch');

/** @type {Awaited<ReturnType<typeof startKubernetes>>} */
let kubernetes;
const endings = [];

const suite = skip ? test : describe;

suite('createKubernetesWatch on a real API server', { skip }, () => {
  before(async () => {
    kubernetes = await startKubernetes({ reconciler: false });
  });
  after(() => kubernetes?.stop());
  afterEach(async () => {
    kubernetes.gateway.faults.clear();
    for (const end of endings.splice(0)) await end();
  });

  test('many waits on one collection make one list and one watch, and find their objects by name', async () => {
    const { zone, requests, source } = project('many');
    const names = Array.from({ length: 40 }, (_, index) => `many-${index}`);
    const zones = names.map((name) => zone(name));
    await Promise.all(zones.slice(0, 20).map((each) => each.create(PENDING)));
    const waits = names.map((name) => waitForDnsZoneReady('many', name, { source, timeout: 30_000 }));
    await eventually(() => requests(/watch=true/).length > 0);
    await Promise.all(zones.slice(20).map((each) => each.create(PENDING)));
    await Promise.all(zones.map((each) => each.set(READY)));
    assert.deepEqual(
      (await Promise.all(waits)).map(({ name }) => name),
      names,
    );
    assert.deepEqual(
      [requests(/watch=true/).length, requests(/limit=/).length, requests(/./).length],
      [1, 1, 2],
    );
    await eventually(() => requests(/watch=true/).every(({ open }) => !open));
  });

  test('a wait for one name asks the server for that object alone', async () => {
    const { zone, requests, source } = project('one');
    await zone('one-a').create(READY);
    assert.equal((await waitForDnsZoneReady('one', 'one-a', { source })).name, 'one-a');
    assert.ok(requests(/./).every(({ url }) => /fieldSelector=metadata\.name%3Done-a/.test(url)));
  });

  test('a list of many pages is whole', async () => {
    const { zone, requests, view, subscribe } = project('pages');
    const zones = Array.from({ length: 12 }, (_, index) => zone(`pages-${String(index).padStart(2, '0')}`));
    await Promise.all(zones.map((each) => each.create()));
    const { heard } = subscribe(
      {},
      { fetch: (url, init) => fetch(url.replace('limit=500', 'limit=5'), init) },
    );
    await eventually(() => heard.length === 12);
    assert.equal(requests(/limit=5/).length, 3);
    await same(view, 'pages');
  });

  test('a connection that is cut, cleanly or not, resumes without a list and loses nothing', async () => {
    const { zone, requests, view, subscribe } = project('cut');
    const { heard } = subscribe();
    await eventually(() => requests(/watch=true/).length === 1);
    const one = zone('cut-one');
    await one.create();
    for (const clean of [false, true, false]) {
      kubernetes.gateway.cut({ path: /watch=true/, clean });
      await one.annotate({ at: String(Math.random()) });
      await zone(`cut-${heard.length}`).create();
      await same(view, 'cut');
    }
    assert.equal(requests(/limit=/).length, 1);
    assert.equal(
      new Set(heard.filter((line) => line.startsWith('ADDED'))).size,
      heard.filter((line) => line.startsWith('ADDED')).length,
    );
    assert.ok(heard.filter((line) => line === 'MODIFIED cut-one').length === 3, heard.join());
  });

  test('cut at every byte and split at every byte, it loses nothing', async () => {
    const { zone, view, subscribe } = project('bytes');
    const one = zone('bytes-zürich'.replace('ü', 'u'));
    await one.create();
    subscribe();
    await same(view, 'bytes');
    for (const fault of [
      { split: 1 },
      { cutAfter: 1 },
      { cutAfter: 700, split: 7 },
      { cutAfter: 1500 },
      { delayChunks: 50, split: 100 },
    ]) {
      kubernetes.gateway.faults.add({ path: /watch=true/, forMs: 1500, ...fault });
      for (let change = 0; change < 4; change += 1) {
        await one.annotate({ at: `${change} – Zürich 東京 🌍` });
        await sleep(100);
      }
      await same(view, 'bytes');
      kubernetes.gateway.faults.clear();
    }
  });

  test('a version that etcd has forgotten leads to a list, and to what changed meanwhile', async () => {
    const { zone, requests, view, subscribe } = project('gone');
    const [changed, gone, again] = ['gone-changed', 'gone-gone', 'gone-again'].map((name) => zone(name));
    await Promise.all([changed, gone, again, zone('gone-same')].map((each) => each.create()));
    const { heard } = subscribe();
    await same(view, 'gone');
    heard.length = 0;
    kubernetes.gateway.faults.add({ path: /watch=true/, refuse: { code: 503 } });
    kubernetes.gateway.cut({ path: /watch=true/ });
    await changed.annotate({ at: 'later' });
    await gone.delete();
    await again.delete();
    await again.create();
    await zone('gone-new').create();
    await kubernetes.controlPlane.compact();
    await kubernetes.controlPlane.restart();
    kubernetes.gateway.faults.clear();
    await same(view, 'gone', 40_000);
    // One at first; more than one may follow, since watches that bring nothing lead to a list too.
    assert.ok(requests(/limit=/).length >= 2);
    assert.deepEqual([...heard].sort(), [
      'ADDED gone-again',
      'ADDED gone-new',
      'DELETED gone-again',
      'DELETED gone-gone',
      'MODIFIED gone-changed',
    ]);
    assert.ok(heard.indexOf('DELETED gone-again') < heard.indexOf('ADDED gone-again'));
  });

  test('a temporary refusal is reported, and so is its end', async () => {
    const { zone, view, subscribe } = project('refused');
    await zone('refused-a').create();
    kubernetes.gateway.faults.add({
      path: /projects\/refused\//,
      forMs: 2000,
      refuse: { code: 403, reason: 'Forbidden', message: 'not yet' },
    });
    const { heard, events } = subscribe();
    await same(view, 'refused', 15_000);
    assert.equal(heard[0], 'ERROR 403');
    assert.deepEqual([events[0].object.reason, events[0].object.message], ['Forbidden', 'not yet']);
    assert.equal(heard.at(-1), 'ADDED refused-a');
  });

  test('Retry-After of the server is kept to', async () => {
    const { zone, requests, view, subscribe } = project('busy');
    await zone('busy-a').create();
    kubernetes.gateway.faults.add({
      path: /projects\/busy\//,
      count: 1,
      refuse: { code: 429, retryAfter: 2 },
    });
    subscribe();
    await same(view, 'busy', 10_000);
    const [first, second] = requests(/limit=/);
    assert.ok(second.at - first.at >= 2000 && second.at - first.at < 4000, `${second.at - first.at} ms`);
  });

  test('a server that is away for a while costs nothing but time', async () => {
    const { zone, view, subscribe } = project('away');
    const one = zone('away-one');
    await one.create();
    subscribe();
    await same(view, 'away');
    const restarted = kubernetes.controlPlane.restart({ down: 1500 });
    await one.annotate({ at: 'restart' });
    await restarted;
    await same(view, 'away', 40_000);
  });

  // kube-apiserver accepts a version from its future: the watch opens and brings nothing, not even a bookmark. A client whose
  // requests fail twice while the server is away lists anyway. If a proxy holds the request until the server is back, or the
  // server returns between two attempts, the client gets the silent stream.
  for (const [manner, id, fault] of [
    ['while it is away watches are refused', 'restored-a', { refuse: { code: 503 } }],
    ['a watch is kept until it is back', 'restored-b', { delay: 10_000 }],
  ]) {
    test(`a server restored from an older snapshot, whose versions go back, is listed again: ${manner}`, async (t) => {
      const bookmarks = { count: 0 };
      const { zone, view, subscribe, source, requests } = project(id, {
        fetch: countingBookmarks(bookmarks),
      });
      const [kept, lost] = [zone(`${id}-kept`), zone(`${id}-lost`)];
      await kept.create(PENDING);
      await kubernetes.controlPlane.save();
      subscribe();
      await lost.create(PENDING);
      // The server needs minutes to reach the client's version again.
      for (let change = 0; change < 60; change += 1) await lost.annotate({ at: String(change) });
      await same(view, id, 30_000);
      for (const end = Date.now() + 120_000; bookmarks.count === 0 && Date.now() < end; await sleep(1000)) {
        await lost.annotate({ at: String(Date.now()) });
      }
      assert.ok(bookmarks.count > 0, 'the server sends bookmarks');
      await same(view, id);
      const before = requests(/watch=true/).length;
      const ready = waitForDnsZoneReady(id, `${id}-kept`, { source, timeout: 60_000 });
      const deleted = waitForDnsZoneReady(id, `${id}-lost`, { source, timeout: 60_000 });
      deleted.catch(() => {});
      await sleep(300);
      kubernetes.gateway.faults.add({ path: /watch=true/, ...fault });
      await kubernetes.controlPlane.restore();
      await kept.set(READY);
      kubernetes.gateway.faults.clear();
      const at = Date.now();
      // The delay, the one silent stream of at most 45 s, and the list.
      const outcome = await same(view, id, 60_000).then(
        () => undefined,
        (error) => error,
      );
      t.diagnostic(`subscribers knew ${Date.now() - at} ms after the server's return`);
      for (const { url, status, sent, at: asked } of requests(/watch=true/).slice(before)) {
        const [, seconds] = /timeoutSeconds=(\d+)/.exec(url);
        t.diagnostic(`watch for ${seconds} s, ${asked - at} ms after it: ${status}, ${sent} bytes`);
      }
      assert.ifError(outcome);
      assert.equal((await ready).name, `${id}-kept`);
      await assert.rejects(deleted, { name: 'ResourceDeletedError' });
    });
  }

  test('a stream that stays silent is cut', async () => {
    const { zone, requests, view, subscribe } = project('silent');
    // An origin of its own: no stream to it has shown yet that it lets anything through, so they are short.
    subscribe({}, { baseUrl: kubernetes.url.replace('127.0.0.1', 'localhost') });
    await eventually(() => requests(/watch=true/).length === 1);
    kubernetes.gateway.faults.add({ path: /projects\/silent\/.*watch=true/, count: 1, hold: true });
    kubernetes.gateway.cut({ path: /projects\/silent\/.*watch=true/ });
    await eventually(() => requests(/watch=true/).length === 2);
    await zone('silent-a').create();
    await same(view, 'silent', 30_000);
    // The state comes by a list, and the next stream after it.
    await eventually(() => requests(/watch=true/).length === 3);
    const [, held, next] = requests(/watch=true/);
    assert.equal(held.open, false);
    assert.ok(next.at - held.at > 14_000 && next.at - held.at < 17_000, `${next.at - held.at} ms`);
  });

  test('beyond maxStreams the state comes by reads', async () => {
    const first = project('full-1');
    const second = project('full-2');
    const options = { maxStreams: 1 };
    first.subscribe({}, options);
    await eventually(() => first.requests(/watch=true/).length === 1);
    second.subscribe({}, options);
    await second.zone('full-a').create();
    await same(second.view, 'full-2', 10_000);
    assert.equal(second.requests(/watch=true/).length, 0);
  });

  // A page cannot say that it wants no gzip, and a gzipped watch would have to be undone event by event.
  test('asked for gzip, as by a browser, kube-apiserver sends each event at once and as it is', async () => {
    const { port, token } = kubernetes.controlPlane;
    const encodings = [];
    const request = (url, { signal }) =>
      new Promise((resolve, reject) => {
        const headers = {
          authorization: `Bearer ${token}`,
          accept: 'application/json',
          'accept-encoding': 'gzip, deflate, br, zstd',
        };
        // Its certificate is its own; how to trust it is not what this is about.
        https
          .get(url, { headers, signal, agent: false, rejectUnauthorized: false }, (answer) => {
            if (/watch=true/.test(url)) encodings.push(answer.headers['content-encoding']);
            resolve(new Response(Readable.toWeb(answer), { status: answer.statusCode }));
          })
          .on('error', reject);
      });
    const { zone } = project('direct');
    const one = zone('direct-one');
    await one.create();
    const { heard } = subscribeTo(
      createKubernetesWatch({ baseUrl: `https://127.0.0.1:${port}`, fetch: request }),
      { namespace: 'default', name: 'direct-one' },
    );
    await eventually(() => heard.length === 1 && encodings.length === 1);
    const began = Date.now();
    await one.annotate({ at: 'now' });
    await eventually(() => heard.length === 2);
    assert.ok(Date.now() - began < 2000);
    assert.deepEqual(encodings, [undefined]);
  });
});

/** A project of the test's own: its zones, the requests made to it, and what a subscriber knows of it. */
function project(id, options) {
  const view = new Map();
  const source = createKubernetesWatch({ baseUrl: kubernetes.url, ...options });
  return {
    source,
    view,
    zone: (name) => writer(kubernetes, 'project', id, aZone({ name })),
    requests: (pattern) =>
      kubernetes.gateway.requests.filter(({ url }) => url.includes(`/projects/${id}/`) && pattern.test(url)),
    subscribe: (options, config) =>
      subscribeTo(
        config ? createKubernetesWatch({ baseUrl: kubernetes.url, ...config }) : source,
        { projectId: id, ...options },
        view,
      ),
  };
}

/** A `fetch` that counts the bookmarks of all streams, which subscribers do not see. */
function countingBookmarks(bookmarks) {
  return async (url, init) => {
    const answer = await fetch(url, init);
    if (!answer.ok || !url.includes('watch=true')) return answer;
    const decoder = new TextDecoder();
    const count = new TransformStream({
      transform(chunk, controller) {
        bookmarks.count += decoder.decode(chunk, { stream: true }).split('"type":"BOOKMARK"').length - 1;
        controller.enqueue(chunk);
      },
    });
    return new Response(answer.body.pipeThrough(count), answer);
  };
}

function subscribeTo(source, options, view = new Map()) {
  const heard = [];
  const events = [];
  const unsubscribe = source.subscribe({ resourceType: ZONES, ...options }, (event) => {
    const { type, object } = event;
    events.push(event);
    heard.push(`${type} ${type === 'ERROR' ? object.code : object.metadata.name}`);
    if (type === 'DELETED') view.delete(object.metadata.name);
    else if (type !== 'ERROR') view.set(object.metadata.name, object);
  });
  endings.push(unsubscribe);
  return { heard, events };
}

/** Waits until a subscriber knows exactly what the server has. */
async function same(view, id, within = 10_000) {
  let expected, found;
  const end = Date.now() + within;
  do {
    const { items } = await kubernetes.controlPlane.client
      .request(
        'GET',
        `/apis/dns.networking.miloapis.com/v1alpha1/dnszones?labelSelector=taskwatch.dev/control-plane%3Dproject.${id}`,
      )
      .then(
        ({ body }) => body,
        () => ({}),
      );
    expected = items
      ?.map(({ metadata }) => `${metadata.name} ${metadata.uid} ${metadata.resourceVersion}`)
      .sort();
    found = [...view.values()]
      .map(({ metadata }) => `${metadata.name} ${metadata.uid} ${metadata.resourceVersion}`)
      .sort();
    if (expected !== undefined && expected.join() === found.join()) return;
    await sleep(50);
  } while (Date.now() < end);
  assert.deepEqual(found, expected);
}
